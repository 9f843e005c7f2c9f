/* SPDX-License-Identifier: Apache-2.0 */
/* See netstat_merge.h: two sorted lists, walked side by side. */
#include "collect/netstat_merge.h"

#include "base/err.h"
#include "base/format.h"

#include <string.h>

/* "tcp [v6]:65535 -> [v6]:65535" */
#define ROW_TEXT_CAP 120

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* Items are struct sock_row *. Rows without inode are not to be compared. */
static int by_inode(const void *a, const void *b)
{
    const struct sock_row *left = *(struct sock_row *const *)a;
    const struct sock_row *right = *(struct sock_row *const *)b;
    int order = compare_numbers(left->inode, right->inode);

    return order != 0 ? order : (int)left->proto - (int)right->proto;
}

static int by_ends(const void *a, const void *b)
{
    const struct sock_row *left = *(struct sock_row *const *)a;
    const struct sock_row *right = *(struct sock_row *const *)b;
    int order = (int)left->proto - (int)right->proto;

    if (order == 0) {
        order = (int)left->local_port - (int)right->local_port;
    }
    if (order == 0) {
        order = (int)left->remote_port - (int)right->remote_port;
    }
    if (order == 0) {
        order = addr_compare(&left->local, &right->local);
    }
    return order != 0 ? order : addr_compare(&left->remote, &right->remote);
}

/* Both ends came whole. */
static bool has_ends(const struct sock_row *row)
{
    return row->local.family != ADDR_NONE && row->remote.family != ADDR_NONE &&
           row->local_text == NULL && row->remote_text == NULL;
}

/* The script asks netstat for these. */
static bool is_of_both(const struct sock_row *row)
{
    return row->proto == SOCK_TCP || row->proto == SOCK_UDP;
}

static bool has_inode(const struct sock_row *row)
{
    return row->inode != 0;
}

struct merge {
    struct vec lists[2]; /* struct sock_row *: of procfs, of netstat */
    int (*compare)(const void *a, const void *b);
    bool (*is_comparable)(const struct sock_row *row);
    struct netstat_merged *out;
};

static struct sock_row *item(const struct vec *list, size_t i)
{
    return *(struct sock_row **)vec_at(list, i);
}

static int fill(struct merge *merge, struct snapshot *snapshot)
{
    int rc = 0;

    merge->lists[0].len = 0;
    merge->lists[1].len = 0;
    for (size_t i = 0; rc == 0 && i < snapshot->rows.len; i++) {
        struct sock_row *row = vec_at(&snapshot->rows, i);

        if (row->source != SOCK_FROM_BOTH && is_of_both(row) &&
            merge->is_comparable(row)) {
            rc =
                vec_push(&merge->lists[row->source == SOCK_FROM_NETSTAT], &row);
        }
    }
    return rc;
}

static bool is_differing(const struct sock_row *a, const struct sock_row *b)
{
    return a->state != b->state || (b->inode != 0 && a->inode != b->inode) ||
           (!b->is_uid_unknown && a->uid != b->uid) ||
           (has_ends(b) && by_ends(&a, &b) != 0);
}

/* The row of netstat is marked so that it is left out later. */
static void join(struct merge *merge, struct sock_row *procfs,
                 struct sock_row *netstat)
{
    merge->out->both++;
    merge->out->differing += is_differing(procfs, netstat);
    procfs->pid = netstat->pid;
    procfs->process = netstat->process;
    procfs->is_process_cut = netstat->is_process_cut;
    procfs->source = SOCK_FROM_BOTH;
    memset(netstat, 0, sizeof(*netstat));
    netstat->source = SOCK_FROM_BOTH;
    netstat->local.family = ADDR_NONE;
}

static void walk(struct merge *merge)
{
    const struct vec *lists = merge->lists;
    size_t i = 0;
    size_t j = 0;

    vec_sort(&merge->lists[0], merge->compare);
    vec_sort(&merge->lists[1], merge->compare);
    while (i < lists[0].len && j < lists[1].len) {
        struct sock_row *procfs = item(&lists[0], i);
        struct sock_row *netstat = item(&lists[1], j);
        int order = merge->compare(&procfs, &netstat);

        if (order == 0) {
            join(merge, procfs, netstat);
        }
        i += order <= 0;
        j += order >= 0;
    }
}

/* join() has left nothing but the mark in a row that is not wanted. */
static void close_gaps(struct snapshot *snapshot, struct netstat_merged *out)
{
    struct sock_row *rows = snapshot->rows.items;
    size_t kept = 0;

    for (size_t i = 0; i < snapshot->rows.len; i++) {
        if (rows[i].source == SOCK_FROM_BOTH &&
            rows[i].local.family == ADDR_NONE) {
            continue;
        }
        out->only_procfs +=
            is_of_both(&rows[i]) && rows[i].source == SOCK_FROM_PROCFS;
        out->only_netstat += rows[i].source == SOCK_FROM_NETSTAT;
        rows[kept++] = rows[i];
    }
    snapshot->rows.len = kept;
}

/* All memory is there before the first row changes: lists only get shorter. */
int netstat_merge(struct snapshot *snapshot, struct netstat_merged *out)
{
    struct merge merge = {.out = out};
    int rc;

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < 2; i++) {
        vec_init(&merge.lists[i], sizeof(struct sock_row *),
                 snapshot->rows.max);
    }
    merge.compare = by_ends;
    merge.is_comparable = has_ends;
    rc = fill(&merge, snapshot);
    merge.compare = by_inode;
    merge.is_comparable = has_inode;
    if (rc == 0) {
        rc = fill(&merge, snapshot);
    }
    if (rc == 0) {
        walk(&merge);
        merge.compare = by_ends;
        merge.is_comparable = has_ends;
        rc = fill(&merge, snapshot);
    }
    if (rc == 0) {
        walk(&merge);
        close_gaps(snapshot, out);
    }
    vec_fini(&merge.lists[0]);
    vec_fini(&merge.lists[1]);
    return rc;
}

void netstat_keep_only(struct snapshot *snapshot, enum sock_source source)
{
    struct sock_row *rows = snapshot->rows.items;
    size_t kept = 0;

    for (size_t i = 0; i < snapshot->rows.len; i++) {
        if (rows[i].source == source || rows[i].source == SOCK_FROM_BOTH ||
            !is_of_both(&rows[i])) {
            rows[kept++] = rows[i];
        }
    }
    snapshot->rows.len = kept;
}

static void put_row(const struct sock_row *row, char out[ROW_TEXT_CAP])
{
    char local[ADDR_TEXT_CAP];
    char remote[ADDR_TEXT_CAP];

    (void)format_text(
        out, ROW_TEXT_CAP, "%s %s port %u to %s port %u",
        sock_proto_name(row->proto), addr_format(&row->local, local),
        (unsigned)row->local_port, addr_format(&row->remote, remote),
        (unsigned)row->remote_port);
}

/* "3 sockets, one of them TEXT", the first of that source. */
static void put_example(const struct snapshot *snapshot,
                        enum sock_source source, size_t count,
                        char out[ROW_TEXT_CAP + 40])
{
    char text[ROW_TEXT_CAP] = "";

    out[0] = '\0';
    for (size_t i = 0; i < snapshot->rows.len && text[0] == '\0'; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);

        if (row->source == source && is_of_both(row)) {
            put_row(row, text);
        }
    }
    if (count > 0) {
        (void)format_text(out, ROW_TEXT_CAP + 40, "%s%s", ", one is ", text);
    }
}

int netstat_warn_merged(struct snapshot *snapshot,
                        const struct netstat_merged *merged)
{
    char procfs[ROW_TEXT_CAP + 40];
    char netstat[ROW_TEXT_CAP + 40];

    if (merged->only_procfs + merged->only_netstat + merged->differing == 0) {
        return 0;
    }
    put_example(snapshot, SOCK_FROM_PROCFS, merged->only_procfs, procfs);
    put_example(snapshot, SOCK_FROM_NETSTAT, merged->only_netstat, netstat);
    return snapshot_warn(snapshot, "sources-differ", false,
                         "/proc/net and netstat, read one after the other: "
                         "%zu sockets in both, %zu of them with another "
                         "state, owner or end; only in /proc/net %zu%s; only "
                         "in netstat %zu%s",
                         merged->both, merged->differing, merged->only_procfs,
                         procfs, merged->only_netstat, netstat);
}
