/* SPDX-License-Identifier: Apache-2.0 */
/* Birth, end and access of a snapshot. See snapshot.h. */
#include "model/snapshot.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#define WARNING_TEXT_CAP 400

void snapshot_init(struct snapshot *snapshot)
{
    memset(snapshot, 0, sizeof(*snapshot));
    pool_init(&snapshot->strings, SNAPSHOT_STRINGS_MAX);
    network_init(&snapshot->network);
    vec_init(&snapshot->rows, sizeof(struct sock_row), SNAPSHOT_ROWS_MAX);
    vec_init(&snapshot->local_sockets, sizeof(struct local_socket),
             SNAPSHOT_LOCAL_MAX);
    vec_init(&snapshot->namespaces, sizeof(struct netns),
             SNAPSHOT_NAMESPACES_MAX);
    vec_init(&snapshot->other_rows, sizeof(struct sock_row), SNAPSHOT_ROWS_MAX);
    vec_init(&snapshot->processes, sizeof(struct process),
             SNAPSHOT_PROCESSES_MAX);
    vec_init(&snapshot->holders, sizeof(struct holder), SNAPSHOT_HOLDERS_MAX);
    vec_init(&snapshot->packages, sizeof(struct package),
             SNAPSHOT_PACKAGES_MAX);
    vec_init(&snapshot->users, sizeof(struct phone_user), SNAPSHOT_USERS_MAX);
    vec_init(&snapshot->warnings, sizeof(struct warning),
             SNAPSHOT_WARNINGS_MAX);
    snapshot->phone.sdk = -1;
    snapshot->phone.shell_uid = -1;
    snapshot->phone.current_user = -1;
    snapshot->phone_at_ms = -1;
}

void snapshot_fini(struct snapshot *snapshot)
{
    network_fini(&snapshot->network);
    vec_fini(&snapshot->rows);
    vec_fini(&snapshot->local_sockets);
    vec_fini(&snapshot->namespaces);
    vec_fini(&snapshot->other_rows);
    vec_fini(&snapshot->processes);
    vec_fini(&snapshot->holders);
    vec_fini(&snapshot->packages);
    vec_fini(&snapshot->users);
    vec_fini(&snapshot->warnings);
    pool_fini(&snapshot->strings);
}

size_t snapshot_size(const struct snapshot *snapshot)
{
    const struct vec *const vecs[] = {
        &snapshot->rows,      &snapshot->local_sockets, &snapshot->other_rows,
        &snapshot->processes, &snapshot->holders,       &snapshot->packages,
    };
    size_t size = snapshot->strings.used;

    for (size_t i = 0; i < sizeof(vecs) / sizeof(vecs[0]); i++) {
        size += vecs[i]->cap * vecs[i]->item_size;
    }
    return size;
}

const struct sock_row *snapshot_row(const struct snapshot *snapshot, size_t i)
{
    return vec_at(&snapshot->rows, i);
}

const struct local_socket *snapshot_local(const struct snapshot *snapshot,
                                          size_t i)
{
    return vec_at(&snapshot->local_sockets, i);
}

const struct process *snapshot_process(const struct snapshot *snapshot,
                                       size_t i)
{
    return vec_at(&snapshot->processes, i);
}

const struct holder *snapshot_holder(const struct snapshot *snapshot, size_t i)
{
    return vec_at(&snapshot->holders, i);
}

const struct package *snapshot_package(const struct snapshot *snapshot,
                                       size_t i)
{
    return vec_at(&snapshot->packages, i);
}

const struct phone_user *snapshot_user(const struct snapshot *snapshot,
                                       size_t i)
{
    return vec_at(&snapshot->users, i);
}

const struct warning *snapshot_warning(const struct snapshot *snapshot,
                                       size_t i)
{
    return vec_at(&snapshot->warnings, i);
}

bool snapshot_lacks_table(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->warnings.len; i++) {
        const struct warning *one = snapshot_warning(snapshot, i);

        if (one->is_partial && (strcmp(one->code, "table-denied") == 0 ||
                                strcmp(one->code, "table-failed") == 0)) {
            return true;
        }
    }
    return false;
}

int snapshot_warn(struct snapshot *snapshot, const char *code, bool is_partial,
                  const char *fmt, ...)
{
    char text[WARNING_TEXT_CAP];
    struct warning warning = {.code = code, .is_partial = is_partial};
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    warning.text = pool_add(&snapshot->strings, str_from(text));
    if (warning.text == NULL) {
        return ERR_NOMEM;
    }
    return vec_push(&snapshot->warnings, &warning);
}
