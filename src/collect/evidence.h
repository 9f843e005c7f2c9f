/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a sample as it is kept, "==> /proc/net/tcp <==" and the lines
 * of that table, one table behind the other: row by row. Pure.
 */
#ifndef ADBNET_COLLECT_EVIDENCE_H
#define ADBNET_COLLECT_EVIDENCE_H

#include "base/cursor.h"
#include "model/sock.h"

/* table: static; line: as it was printed. 0, or a negative code, which ends. */
typedef int (*evidence_take)(void *ctx, const char *table, struct str line,
                             const struct sock_row *row);

/* Lines that are no rows are passed over, and what is no table as well. */
int evidence_each(struct str text, evidence_take take, void *ctx);

#endif
