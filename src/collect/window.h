/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows on their way through, without those that the kernel printed twice,
 * for files whose rows are never all in memory. Pure.
 *
 * Why a window is enough: a table is read a page at a time, some 27 rows. The
 * kernel goes on where it stopped by counting: the n-th socket of the same
 * chain of its hash table (tcp), the n-th of the table (udp). Sockets that
 * were opened in between push others back, and as many rows as there were
 * new sockets before that place are printed again, right behind. So two rows
 * of one socket are as far apart as sockets can be opened in the moment
 * between two pages, a few at most; the window has thousands.
 */
#ifndef ADBNET_COLLECT_WINDOW_H
#define ADBNET_COLLECT_WINDOW_H

#include "model/snapshot.h"

/* Rows as close as this are compared with each other, all of them. */
#define WINDOW_ROWS ((size_t)4096)

/* Takes one row; 0 or a negative code, which ends window_pass(). */
typedef int (*window_row)(void *ctx, const struct sock_row *row);

/*
 * Passes rows from the front of the snapshot on and takes them out of it,
 * all but the last WINDOW_ROWS, or with is_last all. Of two equal rows (see
 * dedupe_rows()) the later one is passed on, in the place of the first.
 */
int window_pass(struct snapshot *snapshot, bool is_last, window_row on_row,
                void *ctx);

#endif
