/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recording: what a phone printed, with times, as plain ASCII text.
 *
 *   adbnet-recording 1
 *   # any line of a person: how it was made
 *   tool adbnet 0.1.0
 *   made 1795354805118
 *   device via=tcp serial=...5555
 *   own 192.0.2.1 40022 192.0.2.17 5555
 *   request snapshot 1795354805118
 *   o 4 the phone's bytes\n
 *   . more of what came at the same moment\n
 *   e 9 what it wrote to standard error\n
 *   end 212 exit 0
 *
 * Numbers behind o, e and end are milliseconds since the request was sent;
 * those behind made and request are the laptop's wall clock since 1970. Bytes
 * are printable ASCII; "\n", "\r", "\t", "\\" and "\xNN" stand for the others,
 * and a line's end in the file is none in the bytes. A request that failed
 * ends with "end 212 error -8 the sentence". Version 1; a reader refuses
 * others by number.
 *
 * A talk's request has a number behind its time, other than 0:
 *
 *   request sample 1795354806000 1
 *
 * Its lines may stand anywhere below. "of 1" says that the following ones are
 * its own, until another "of" or "request". A request without a number has
 * all of its lines in one piece.
 */
#ifndef ADBNET_LINK_RECORDING_H
#define ADBNET_LINK_RECORDING_H

#include "base/buf.h"
#include "base/clock.h"
#include "link/link.h"

#define RECORDING_VERSION 1

/* Takes len bytes of the recording's text; 0 or a negative code. */
typedef int (*recording_write)(void *ctx, const char *text, size_t len);

/*
 * Puts a recording runner in front of link's own: all that passes is also
 * written. Serial numbers are masked. On failure link stays as it was.
 */
int recording_start(struct link *link, const struct clock *clock,
                    recording_write write, void *ctx, struct err *err);

/*
 * A link whose phone is a recording's text, which must stay where it is
 * until link_close().
 */
int replay_open(struct str text, struct link *out, struct err *err);

/*
 * The same for the bare bytes of one answer, which is told to whatever is
 * asked first: nobody knows when it was made, so all times are
 * SNAPSHOT_NO_TIME, and of which phone it is.
 */
int replay_answer_open(struct str text, struct link *out, struct err *err);

/* Appends bytes as a recording writes them, without a line's end. */
int recording_escape(struct buf *to, const char *bytes, size_t len);

/* The reverse; false for a broken escape. out has room for text.len. */
bool recording_unescape(struct str text, char *out, size_t *out_len);

#endif
