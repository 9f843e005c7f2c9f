/* SPDX-License-Identifier: Apache-2.0 */
/* Inodes and who has them open. See holders.h. */
#include "track/holders.h"

#include "base/err.h"

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_holders(const void *a, const void *b)
{
    const struct holder *x = a;
    const struct holder *y = b;
    int order = compare_u64(x->inode, y->inode);

    if (order == 0) {
        order = (x->pid > y->pid) - (x->pid < y->pid);
    }
    /* What was seen stands before what was only claimed. */
    return order != 0 ? order : (int)x->is_claim - (int)y->is_claim;
}

static int compare_inodes(const void *a, const void *b)
{
    return compare_u64(((const struct holder *)a)->inode,
                       ((const struct holder *)b)->inode);
}

/* A row of a table as a claim needs it. */
struct claimable {
    uint64_t inode;
    uint32_t uid;
};

static int compare_claimable(const void *a, const void *b)
{
    const struct claimable *x = a;
    const struct claimable *y = b;
    int order = compare_u64(x->inode, y->inode);

    return order != 0 ? order : (x->uid > y->uid) - (x->uid < y->uid);
}

static int sort_rows(const struct snapshot *snapshot, struct vec *out)
{
    int rc = 0;

    for (size_t i = 0; i < snapshot->rows.len && rc == 0; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);
        struct claimable claimable = {row->inode, row->uid};

        if (!sock_is_unowned(row)) {
            rc = vec_push(out, &claimable);
        }
    }
    vec_sort(out, compare_claimable);
    return rc;
}

static bool is_credible(const struct holder *holder, const struct vec *rows)
{
    struct claimable key = {.inode = holder->inode};

    if (!holder->is_claim) {
        return true;
    }
    if (holder->process == NULL) {
        return false;
    }
    key.uid = holder->process->uid;
    return vec_find(rows, &key, compare_claimable) != NULL;
}

static int fill(struct holders *out, const struct snapshot *snapshot,
                const struct pids *pids, const struct vec *rows)
{
    int rc = 0;

    for (size_t i = 0; i < snapshot->holders.len && rc == 0; i++) {
        struct holder holder = *snapshot_holder(snapshot, i);

        holder.process = pids_find(pids, holder.pid);
        if (is_credible(&holder, rows)) {
            rc = vec_push(&out->list, &holder);
        }
    }
    return rc;
}

static void drop_doubles(struct vec *list)
{
    struct holder *items = list->items;
    size_t kept = 0;

    for (size_t i = 0; i < list->len; i++) {
        if (kept == 0 || items[kept - 1].inode != items[i].inode ||
            items[kept - 1].pid != items[i].pid) {
            items[kept++] = items[i];
        }
    }
    list->len = kept;
}

static int push_inode(struct vec *inodes, uint64_t inode)
{
    return inode == 0 ? 0 : vec_push(inodes, &inode);
}

static int compare_numbers(const void *a, const void *b)
{
    return compare_u64(*(const uint64_t *)a, *(const uint64_t *)b);
}

/* Every inode as often as a socket has it, sorted. */
static int gather_inodes(const struct snapshot *snapshot, struct vec *out)
{
    int rc = 0;

    for (size_t i = 0; i < snapshot->rows.len && rc == 0; i++) {
        rc = push_inode(out, snapshot_row(snapshot, i)->inode);
    }
    for (size_t i = 0; i < snapshot->local_sockets.len && rc == 0; i++) {
        rc = push_inode(out, snapshot_local(snapshot, i)->inode);
    }
    vec_sort(out, compare_numbers);
    return rc;
}

static bool is_repeated(const struct vec *inodes, uint64_t inode)
{
    const uint64_t *found = vec_find(inodes, &inode, compare_numbers);

    return found != NULL &&
           found < (const uint64_t *)inodes->items + inodes->len - 1 &&
           found[1] == inode;
}

/*
 * An inode is one socket's. Where more rows have it the list is no phone's,
 * and all its holders on each of them would be more than any disk has room
 * for.
 */
static int thin_out(struct holders *holders, const struct snapshot *snapshot)
{
    struct vec *list = &holders->list;
    struct holder *items = list->items;
    struct vec inodes;
    size_t kept = 0;
    size_t of_inode = 0;
    bool is_thin = false;
    int rc;

    vec_init(&inodes, sizeof(uint64_t),
             snapshot->rows.max + snapshot->local_sockets.max);
    rc = gather_inodes(snapshot, &inodes);
    for (size_t i = 0; i < list->len && rc == 0; i++) {
        if (kept == 0 || items[kept - 1].inode != items[i].inode) {
            of_inode = 0;
            is_thin = is_repeated(&inodes, items[i].inode);
        }
        of_inode++;
        if (!is_thin || of_inode <= HOLDERS_OF_REPEATED_MAX) {
            items[kept++] = items[i];
        }
    }
    if (rc == 0) {
        holders->left_out = list->len - kept;
        list->len = kept;
    }
    vec_fini(&inodes);
    return rc;
}

int holders_init(struct holders *out, const struct snapshot *snapshot,
                 const struct pids *pids)
{
    struct vec rows;
    int rc = 0;

    out->left_out = 0;
    vec_init(&out->list, sizeof(struct holder), snapshot->holders.max);
    vec_init(&rows, sizeof(struct claimable), snapshot->rows.max);
    if (snapshot->holders.len > 0) {
        rc = sort_rows(snapshot, &rows);
        if (rc == 0) {
            rc = fill(out, snapshot, pids, &rows);
        }
    }
    vec_fini(&rows);
    if (rc == 0 && out->list.len > 0) {
        vec_sort(&out->list, compare_holders);
        drop_doubles(&out->list);
        rc = thin_out(out, snapshot);
    }
    if (rc < 0) {
        holders_fini(out);
    }
    return rc;
}

void holders_fini(struct holders *holders)
{
    vec_fini(&holders->list);
}

const struct holder *holders_find(const struct holders *holders, uint64_t inode,
                                  uint32_t *out_count)
{
    struct holder key = {.inode = inode};
    const struct holder *first =
        inode == 0 ? NULL : vec_find(&holders->list, &key, compare_inodes);
    const struct holder *at = first;
    const struct holder *end;

    *out_count = 0;
    if (first == NULL) {
        return NULL;
    }
    end = (const struct holder *)holders->list.items + holders->list.len;
    while (at < end && at->inode == inode) {
        at++;
    }
    *out_count = (uint32_t)(at - first);
    return first;
}

const struct holder *holders_first(const struct holder *list, size_t count,
                                   uint32_t uid)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].process != NULL && list[i].process->uid == uid) {
            return &list[i];
        }
    }
    return list;
}
