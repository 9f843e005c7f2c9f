/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The local sockets: in order, each once, and which of them must be forged.
 * See dedupe.h.
 */
#include "collect/dedupe.h"

#include "base/err.h"

static int compare(const void *a, const void *b)
{
    return local_compare(a, b);
}

/* But for what changes from one moment to the next. */
static bool is_same(const struct local_socket *a, const struct local_socket *b)
{
    struct local_socket then = *a;

    then.refs = b->refs;
    then.rx_queue = b->rx_queue;
    then.tx_queue = b->tx_queue;
    then.drops = b->drops;
    return a->inode != 0 && local_compare(&then, b) == 0;
}

static void leave_out(struct snapshot *snapshot)
{
    struct local_socket *items = snapshot->local_sockets.items;
    size_t count = snapshot->local_sockets.len;
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !is_same(&items[kept - 1], &items[i])) {
            items[kept++] = items[i];
        }
    }
    snapshot->local_sockets.len = kept;
    snapshot->rows_duplicate += count - kept;
}

static int compare_inodes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static int push(struct vec *inodes, uint64_t inode)
{
    return inode == 0 ? 0 : vec_push(inodes, &inode);
}

/* Every inode as often as a row has it, sorted. */
static int gather_inodes(const struct snapshot *snapshot, struct vec *out)
{
    int rc = 0;

    for (size_t i = 0; i < snapshot->rows.len && rc == 0; i++) {
        rc = push(out, snapshot_row(snapshot, i)->inode);
    }
    for (size_t i = 0; i < snapshot->local_sockets.len && rc == 0; i++) {
        rc = push(out, snapshot_local(snapshot, i)->inode);
    }
    vec_sort(out, compare_inodes);
    return rc;
}

static bool is_repeated(const struct vec *inodes, uint64_t inode)
{
    const uint64_t *first = inodes->items;
    const uint64_t *found = vec_find(inodes, &inode, compare_inodes);

    return found != NULL && (size_t)(found - first) + 1 < inodes->len &&
           found[1] == inode;
}

int dedupe_local(struct snapshot *snapshot)
{
    struct vec *all = &snapshot->local_sockets;
    struct vec inodes;
    int rc;

    if (all->len == 0) {
        return 0;
    }
    vec_sort(all, compare);
    leave_out(snapshot);
    vec_init(&inodes, sizeof(uint64_t), snapshot->rows.len + all->len);
    rc = gather_inodes(snapshot, &inodes);
    for (size_t i = 0; i < all->len && rc == 0; i++) {
        struct local_socket *row = vec_at(all, i);

        row->is_doubtful =
            row->proto == LOCAL_UNIX && is_repeated(&inodes, row->inode);
    }
    vec_fini(&inodes);
    return rc;
}
