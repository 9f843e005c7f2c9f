/* SPDX-License-Identifier: Apache-2.0 */
/* See netstat_snapshot.h. */
#include "collect/netstat_snapshot.h"

#include "collect/netstat_rows.h"

#include <string.h>

void netstat_snapshot_init(struct netstat_snapshot *netstat,
                           struct snapshot *out)
{
    memset(netstat, 0, sizeof(*netstat));
    netstat_init(&netstat->reader);
    netstat->out = out;
}

int netstat_snapshot_line(struct netstat_snapshot *netstat, struct str line)
{
    struct snapshot *out = netstat->out;
    struct sock_row row;
    int kind = netstat_rows_take(&netstat->reader, line, &out->strings, &row);
    int rc = kind == NETSTAT_INET ? vec_push(&out->rows, &row) : 0;

    if (rc == 0 && kind == NETSTAT_INET) {
        netstat->count++;
        netstat->cut +=
            row.is_remote_cut || row.is_process_cut || row.is_local_cut;
    }
    return rc < 0 ? rc : kind;
}

int netstat_snapshot_warn(const struct netstat_snapshot *netstat)
{
    struct snapshot *out = netstat->out;
    int rc = 0;

    if (netstat_hides_ports(&netstat->reader)) {
        rc = snapshot_warn(out, "netstat-hides-ports", false,
                           "netstat was run without -a: this one then leaves "
                           "out one remote port in eight (9090, 5000, 1935 "
                           "and others)");
    }
    if (rc == 0 && netstat->reader.garbled > 0) {
        rc = snapshot_warn(out, "netstat-garbled", false,
                           "netstat looked up names and printed text of "
                           "other rows in %zu of %zu: every name of it is "
                           "doubtful; run it with -n",
                           netstat->reader.garbled, netstat->count);
    }
    if (rc == 0 && netstat->cut > 0) {
        rc = snapshot_warn(out, "netstat-cut", false,
                           "of %zu of %zu rows netstat printed only the "
                           "beginning of an address or a name",
                           netstat->cut, netstat->count);
    }
    return rc;
}
