/* SPDX-License-Identifier: Apache-2.0 */
/* See pids.h. */
#include "track/pids.h"

#include "base/err.h"

static int compare_pids(const void *a, const void *b)
{
    int32_t x = (*(const struct process *const *)a)->pid;
    int32_t y = (*(const struct process *const *)b)->pid;

    return (x > y) - (x < y);
}

static int compare_processes(const void *a, const void *b)
{
    uint32_t x = (*(const struct process *const *)a)->uid;
    uint32_t y = (*(const struct process *const *)b)->uid;
    int order = compare_pids(a, b);

    return order != 0 ? order : (x > y) - (x < y);
}

int pids_init(struct pids *out, const struct snapshot *snapshot)
{
    int rc = 0;

    vec_init(&out->list, sizeof(const struct process *),
             snapshot->processes.max);
    for (size_t i = 0; i < snapshot->processes.len && rc == 0; i++) {
        const struct process *process = snapshot_process(snapshot, i);

        rc = vec_push(&out->list, &process);
    }
    if (rc < 0) {
        pids_fini(out);
        return rc;
    }
    vec_sort(&out->list, compare_processes);
    return 0;
}

void pids_fini(struct pids *pids)
{
    vec_fini(&pids->list);
}

const struct process *pids_find(const struct pids *pids, int32_t pid)
{
    struct process wanted = {.pid = pid};
    const struct process *key = &wanted;
    const struct process *const *at = vec_find(&pids->list, &key, compare_pids);
    const struct process *const *end;
    const struct process *first;

    if (at == NULL) {
        return NULL;
    }
    first = *at;
    end = (const struct process *const *)pids->list.items + pids->list.len;
    while (++at < end && (*at)->pid == pid) {
        if ((*at)->uid != first->uid) {
            return NULL;
        }
    }
    return first;
}

/*
 * netstat prints argv[0] without its directory, or the beginning of that; the
 * list has all of it, with "?" for what is odd.
 */
static bool is_called(const char *listed, const char *printed, bool is_cut)
{
    const char *slash = strrchr(listed, '/');
    size_t i = 0;

    listed = slash == NULL ? listed : slash + 1;
    while (listed[i] != '\0' && printed[i] != '\0' &&
           (listed[i] == printed[i] || listed[i] == '?')) {
        i++;
    }
    return printed[i] == '\0' && (listed[i] == '\0' || (is_cut && i > 0));
}

const struct process *pids_of_row(const struct pids *pids,
                                  const struct sock_row *row)
{
    const struct process *process =
        row->pid > 0 ? pids_find(pids, row->pid) : NULL;
    const char *slash =
        row->process == NULL ? NULL : strrchr(row->process, '/');

    if (process == NULL || row->process == NULL || process->name == NULL) {
        return NULL;
    }
    return is_called(process->name, slash == NULL ? row->process : slash + 1,
                     row->is_process_cut)
               ? process
               : NULL;
}
