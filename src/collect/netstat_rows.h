/* SPDX-License-Identifier: Apache-2.0 */
/* What a netstat printed as rows that outlive its text. Pure. */
#ifndef ADBNET_COLLECT_NETSTAT_ROWS_H
#define ADBNET_COLLECT_NETSTAT_ROWS_H

#include "base/pool.h"
#include "collect/netstat.h"

/*
 * As netstat_line(), and with NETSTAT_INET a row that is complete: its
 * texts are copied into the pool. Rows of other kinds are not made. < 0:
 * ERR_PROTO for a line that is none of a netstat, ERR_LIMIT or ERR_NOMEM
 * when the pool has no room.
 */
int netstat_rows_take(struct netstat_reader *reader, struct str line,
                      struct pool *pool, struct sock_row *out);

#endif
