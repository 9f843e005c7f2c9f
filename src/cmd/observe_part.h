/* SPDX-License-Identifier: Apache-2.0 */
/* FILE@MARK: a part of a capture, from a mark to the next one. */
#ifndef ADBNET_CMD_OBSERVE_PART_H
#define ADBNET_CMD_OBSERVE_PART_H

#include "base/cursor.h"
#include "store/capture_read.h"

/*
 * The file's name, for free(), and the mark behind its last '@'; a file that
 * has all of that for its name comes first: no mark, whose ptr is NULL then.
 */
int observe_name(const char *text, char **out_file, struct str *out_mark,
                 struct err *err);

/*
 * From the first such mark to the one behind it, or to the end; "" is from
 * the beginning to the first mark. ERR_USAGE: there is none.
 */
int observe_part(struct capture_reader *capture, const char *mark,
                 int64_t *from_ms, int64_t *to_ms, struct err *err);

#define OBSERVE_MARKS_CAP 160

/* "its marks: 'login', 'logout'", or that it has none; in out, or static. */
const char *observe_marks(struct capture_reader *capture,
                          char out[OBSERVE_MARKS_CAP]);

#endif
