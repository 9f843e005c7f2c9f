/* SPDX-License-Identifier: Apache-2.0 */
/* Whose network it is. See netns.h. */
#include "collect/netns.h"

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* The inodes of the rows with that net_pid, sorted. */
static int gather(const struct vec *rows, int32_t net_pid, struct vec *out)
{
    int rc = 0;

    out->len = 0;
    for (size_t i = 0; i < rows->len && rc == 0; i++) {
        const struct sock_row *row = vec_at(rows, i);

        if (row->net_pid == net_pid && row->inode != 0) {
            rc = vec_push(out, &row->inode);
        }
    }
    vec_sort(out, compare);
    return rc;
}

static bool has_common(const struct vec *a, const struct vec *b)
{
    for (size_t i = 0; i < a->len; i++) {
        if (vec_find(b, vec_at(a, i), compare) != NULL) {
            return true;
        }
    }
    return false;
}

/*
 * With a socket in common it is one network. Without: two, but not if one of
 * them has no socket and nobody has seen that they differ.
 */
static bool is_apart(const struct netns *netns, const struct vec *own,
                     const struct vec *its)
{
    return !has_common(its, own) &&
           (netns->how == NETNS_OTHER || (own->len > 0 && its->len > 0));
}

static int move(struct snapshot *snapshot, int32_t pid)
{
    size_t count = 0;
    int rc = 0;

    for (size_t i = 0; i < snapshot->other_rows.len && rc == 0; i++) {
        const struct sock_row *row = vec_at(&snapshot->other_rows, i);

        if (row->net_pid == pid) {
            rc = vec_push(&snapshot->rows, row);
            count++;
        }
    }
    if (rc < 0) {
        return rc;
    }
    return snapshot_warn(snapshot, "netns-apart", false,
                         "process %d has a network of its own: %zu "
                         "socket%s in it are shown apart",
                         (int)pid, count, count == 1 ? "" : "s");
}

/* An earlier process that was asked for has the same one. */
static int settle(struct snapshot *snapshot, size_t index, struct vec *own,
                  struct vec *its)
{
    const struct netns *netns = vec_at(&snapshot->namespaces, index);
    bool apart;
    int rc = gather(&snapshot->other_rows, netns->pid, its);

    if (rc == 0) {
        rc = gather(&snapshot->rows, 0, own);
    }
    apart = rc == 0 && is_apart(netns, own, its);
    for (size_t i = 0; i < index && rc == 0 && apart; i++) {
        const struct netns *other = vec_at(&snapshot->namespaces, i);

        rc = gather(&snapshot->rows, other->pid, own);
        apart = other->pid != netns->pid && !has_common(its, own);
    }
    return rc == 0 && apart ? move(snapshot, netns->pid) : rc;
}

int netns_settle(struct snapshot *snapshot)
{
    struct vec own;
    struct vec its;
    int rc = 0;

    vec_init(&own, sizeof(uint64_t), snapshot->rows.max);
    vec_init(&its, sizeof(uint64_t), snapshot->other_rows.max);
    for (size_t i = 0; i < snapshot->namespaces.len && rc == 0; i++) {
        const struct netns *netns = vec_at(&snapshot->namespaces, i);

        if (netns->how != NETNS_SAME) {
            rc = settle(snapshot, i, &own, &its);
        }
    }
    vec_fini(&own);
    vec_fini(&its);
    snapshot->other_rows.len = 0;
    return rc;
}
