/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that a netstat printed into a snapshot, and what is to be said of it.
 * Pure. How a line becomes a row: netstat_rows.h.
 */
#ifndef ADBNET_COLLECT_NETSTAT_SNAPSHOT_H
#define ADBNET_COLLECT_NETSTAT_SNAPSHOT_H

#include "collect/netstat.h"
#include "model/snapshot.h"

struct netstat_snapshot {
    struct netstat_reader reader;
    struct snapshot *out; /* borrowed */
    size_t count;         /* rows pushed */
    size_t cut;           /* of those, with an end or a name that is cut */
};

void netstat_snapshot_init(struct netstat_snapshot *netstat,
                           struct snapshot *out);

/*
 * One line as netstat_line() takes it; what it returns is returned. A row of
 * tcp or udp (NETSTAT_INET) is in out->rows then. Besides ERR_PROTO for a
 * line that is none of netstat's there are ERR_LIMIT and ERR_NOMEM.
 */
int netstat_snapshot_line(struct netstat_snapshot *netstat, struct str line);

/*
 * After the last line: what is to be said of all rows. 0 or a negative code.
 * Warnings, none of them partial:
 *   netstat-hides-ports  toybox without -a leaves out one port in eight
 *   netstat-garbled      it looked names up, and mixed up rows
 *   netstat-cut          ends or names of which only the beginning came
 */
int netstat_snapshot_warn(const struct netstat_snapshot *netstat);

#endif
