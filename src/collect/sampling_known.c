/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is known, so that the phone is asked for processes, packages and
 * descriptors only when a sample shows somebody new: each of them costs it
 * as much as many samples. See sampling_state.h.
 */
#include "collect/sampling_state.h"

#include "base/format.h"
#include "model/uids.h"

/* Any phone has fewer; more are not remembered, but asked for again. */
#define SET_MAX ((size_t)1 << 20)
/* Of a phone that opens connections all the time. */
#define LIST_AGAIN_MS 2000
/* Those of all processes are read at most so often. */
#define HOLD_ALL_AGAIN_MS 1000
/* More processes than that are not told one by one. */
#define SOME_PIDS_MAX 32

#define UIDS_PER_USER 100000u
#define APP_FIRST 10000u
#define APP_END 20000u

static int compare_numbers(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;

    return left < right ? -1 : left > right;
}

static int compare_processes(const void *a, const void *b)
{
    const struct process *left = a;
    const struct process *right = b;

    if (left->uid != right->uid) {
        return left->uid < right->uid ? -1 : 1;
    }
    return left->pid < right->pid ? -1 : left->pid > right->pid;
}

void sampling_known_init(struct sampling_known *known)
{
    memset(known, 0, sizeof(*known));
    vec_init(&known->uids, sizeof(uint64_t), SET_MAX);
    vec_init(&known->apps, sizeof(uint64_t), SET_MAX);
    vec_init(&known->inodes, sizeof(uint64_t), SNAPSHOT_ROWS_MAX);
    vec_init(&known->processes, sizeof(struct process), SET_MAX);
    vec_init(&known->asking, sizeof(uint64_t), SET_MAX);
}

void sampling_known_fini(struct sampling_known *known)
{
    vec_fini(&known->uids);
    vec_fini(&known->apps);
    vec_fini(&known->inodes);
    vec_fini(&known->processes);
    vec_fini(&known->asking);
}

static bool has(const struct vec *set, uint64_t number)
{
    return vec_find(set, &number, compare_numbers) != NULL;
}

/* Unsorted until settle(). What is too much is not remembered. */
static int add(struct vec *set, uint64_t number)
{
    int rc = vec_push(set, &number);

    return rc == ERR_LIMIT ? 0 : rc;
}

static void settle(struct vec *set)
{
    uint64_t *numbers = set->items;
    size_t kept = 0;

    vec_sort(set, compare_numbers);
    for (size_t i = 0; i < set->len; i++) {
        if (kept == 0 || numbers[kept - 1] != numbers[i]) {
            numbers[kept++] = numbers[i];
        }
    }
    set->len = kept;
}

static int learn_processes(struct sampling_known *known,
                           const struct snapshot *snapshot)
{
    int rc = 0;

    known->uids.len = 0;
    known->processes.len = 0;
    for (size_t i = 0; rc == 0 && i < snapshot->processes.len; i++) {
        struct process process = *snapshot_process(snapshot, i);

        process.name = NULL;
        rc = vec_push(&known->processes, &process);
        if (rc == 0) {
            rc = add(&known->uids, process.uid);
        }
    }
    /* Who has a socket and no process, is not asked for at every tick. */
    for (size_t i = 0; rc == 0 && i < snapshot->rows.len; i++) {
        rc = add(&known->uids, snapshot_row(snapshot, i)->uid);
    }
    settle(&known->uids);
    vec_sort(&known->processes, compare_processes);
    return rc == ERR_LIMIT ? 0 : rc;
}

int sampling_known_learn(struct sampling_known *known,
                         const struct snapshot *snapshot, unsigned parts)
{
    int rc = 0;

    if ((parts & SAMPLE_PROCESSES) != 0) {
        rc = learn_processes(known, snapshot);
    }
    for (size_t i = 0; rc == 0 && i < snapshot->packages.len; i++) {
        rc = add(&known->apps, snapshot_package(snapshot, i)->uid);
    }
    settle(&known->apps);
    return rc;
}

/* Uid of an app that may be installed, in any user. */
static bool is_app(uint32_t uid)
{
    return uid % UIDS_PER_USER >= APP_FIRST && uid % UIDS_PER_USER < APP_END;
}

/*
 * A row of a uid of whom nothing was heard. Each app goes into asked; sorting
 * is for the end, as there may be as many as rows.
 */
static int look_at_uid(struct sampling_known *known, uint32_t uid,
                       struct vec *asked, unsigned *out_parts)
{
    if (!has(&known->uids, uid)) {
        *out_parts |= SAMPLE_PROCESSES;
    }
    if (is_app(uid) && !has(&known->apps, uid)) {
        *out_parts |= SAMPLE_PACKAGES;
        known->user = uid / UIDS_PER_USER;
        return add(asked, uid);
    }
    return 0;
}

static int add_all(struct vec *set, const struct vec *numbers)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < numbers->len; i++) {
        rc = add(set, *(const uint64_t *)vec_at(numbers, i));
    }
    settle(set);
    return rc;
}

int sampling_known_look(struct sampling_known *known,
                        const struct snapshot *snapshot, int64_t at_ms,
                        bool is_root, unsigned *out_parts)
{
    struct vec before = known->inodes;
    struct vec asked;
    bool has_new = false;
    int rc = 0;

    *out_parts = 0;
    vec_init(&known->inodes, sizeof(uint64_t), SNAPSHOT_ROWS_MAX);
    vec_init(&asked, sizeof(uint64_t), SET_MAX);
    for (size_t i = 0; rc == 0 && i < snapshot->rows.len; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);

        if (row->inode == 0) {
            continue; /* TIME_WAIT and the like: its uid is not the owner's */
        }
        rc = add(&known->inodes, row->inode);
        if (rc == 0 && !has(&before, row->inode)) {
            rc = look_at_uid(known, row->uid, &asked, out_parts);
            has_new |= is_app(row->uid);
            if (rc == 0 && is_root) {
                *out_parts |= SAMPLE_HOLDERS;
                rc = add(&known->asking, row->uid);
            }
        }
    }
    settle(&known->inodes);
    settle(&known->asking);
    vec_fini(&before);
    if (rc == 0 && asked.len > 0) {
        settle(&asked);
        rc = add_all(&known->apps, &asked);
    }
    vec_fini(&asked);
    if (has_new && (at_ms < known->listed_at_ms ||
                    at_ms - known->listed_at_ms >= LIST_AGAIN_MS)) {
        *out_parts |= SAMPLE_PROCESSES;
    }
    if ((*out_parts & SAMPLE_PROCESSES) != 0) {
        known->listed_at_ms = at_ms;
    }
    if ((*out_parts & SAMPLE_HOLDERS) != 0 &&
        (at_ms < known->held_at_ms ||
         at_ms - known->held_at_ms >= HOLD_ALL_AGAIN_MS)) {
        known->held_at_ms = at_ms;
        known->wants_all = true;
    }
    return rc;
}

/* " f12,13": false when they are too many, or one of them has none. */
static bool put_pids(const struct sampling_known *known, char *out, size_t cap,
                     size_t *out_len)
{
    size_t len = 0;
    size_t count = 0;
    size_t at = 0;

    for (size_t i = 0; i < known->asking.len; i++) {
        uint64_t uid = *(const uint64_t *)vec_at(&known->asking, i);
        size_t before = count;

        for (; at < known->processes.len; at++) {
            const struct process *process = vec_at(&known->processes, at);

            if (process->uid > uid) {
                break;
            }
            if (process->uid == uid && ++count <= SOME_PIDS_MAX) {
                len += strlen(format_text(out + len, cap - len,
                                          count == 1 ? " f%d" : ",%d",
                                          (int)process->pid));
            }
        }
        if (count == before) {
            return false;
        }
    }
    *out_len = len;
    return count > 0 && count <= SOME_PIDS_MAX;
}

size_t sampling_known_words(struct sampling_known *known, unsigned parts,
                            char *out, size_t cap, bool *out_is_some)
{
    size_t len = 0;

    *out_is_some = false;
    if ((parts & SAMPLE_HOLDERS) != 0) {
        *out_is_some = !known->wants_all && put_pids(known, out, cap, &len);
        if (!*out_is_some) {
            len = strlen(format_text(out, cap, " f"));
        }
        known->asking.len = 0;
        known->wants_all = false;
    }
    if ((parts & SAMPLE_PACKAGES) != 0) {
        len += known->user == 0
                   ? strlen(format_text(out + len, cap - len, " k"))
                   : strlen(format_text(out + len, cap - len, " k%u",
                                        (unsigned)known->user));
        known->user = 0;
    }
    return len;
}
