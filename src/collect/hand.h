/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A shell on the phone that does one thing after the other for as long as it
 * is told to, and closes what was opened when nobody is there any more: the
 * text of it (script/hand.sh), what is said to it, what it answers. Pure. One
 * stream to the phone instead of one for each command, and it says how long
 * the phone itself took.
 */
#ifndef ADBNET_COLLECT_HAND_H
#define ADBNET_COLLECT_HAND_H

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Room for each of these texts. */
#define HAND_TEXT_MAX ((size_t)8192)

int hand_put_script(struct buf *out);

/* Its lines are to be run; the number comes back. 0 or a negative code. */
int hand_put(struct buf *out, unsigned number, const char *text);

/*
 * command, one line, is run when nobody is there any more; NULL: none is.
 * ERR_ARG: it has more lines.
 */
int hand_put_last(struct buf *out, const char *command);

struct hand_end {
    unsigned number;
    int64_t took_ms; /* by the phone's clock; -1: that was set meanwhile */
};

/* The line behind all that was printed. False: it is no such line. */
bool hand_read_end(struct str line, struct hand_end *out);

#endif
