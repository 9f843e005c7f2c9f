/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks that come on standard input, a line each: "mark: logged in". Other
 * lines are none of ours.
 */
#ifndef ADBNET_CMD_WATCH_MARKS_H
#define ADBNET_CMD_WATCH_MARKS_H

#include "base/buf.h"

#include <stdbool.h>

struct watch_marks {
    struct buf line; /* as much of it as has come */
    bool is_open;
};

void watch_marks_init(struct watch_marks *marks, bool is_wanted);
void watch_marks_fini(struct watch_marks *marks);

/* Standard input, or -1 when nothing comes from there any more. */
int watch_marks_fd(const struct watch_marks *marks);

/* It is readable: takes what is there, and calls mark() for each. */
void watch_marks_read(struct watch_marks *marks,
                      void (*mark)(void *ctx, const char *text), void *ctx);

#endif
