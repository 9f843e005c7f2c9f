/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the kernel's tables and rows of netstat about the same sockets. */
#ifndef ADBNET_COLLECT_NETSTAT_MERGE_H
#define ADBNET_COLLECT_NETSTAT_MERGE_H

#include "model/snapshot.h"

/* What the two told apart from each other. */
struct netstat_merged {
    size_t both;        /* rows that both had */
    size_t only_procfs; /* of tcp and udp; left with that source */
    size_t only_netstat;
    size_t differing; /* of both: another state, owner or end */
};

/*
 * Makes one row of two that are the same socket: by inode where netstat told
 * it, else by protocol and both ends, one to one. What procfs tells stays,
 * pid and process are netstat's, the source is SOCK_FROM_BOTH. All others stay
 * as they are, in their order. 0, or ERR_NOMEM, and then the rows are those
 * from before.
 */
int netstat_merge(struct snapshot *snapshot, struct netstat_merged *out);

/*
 * Leaves only rows of that source, or such as both told; and those of other
 * protocols than tcp and udp, which the tables alone have.
 */
void netstat_keep_only(struct snapshot *snapshot, enum sock_source source);

/* One warning if the two differ, with numbers and an example of each kind. */
int netstat_warn_merged(struct snapshot *snapshot,
                        const struct netstat_merged *merged);

#endif
