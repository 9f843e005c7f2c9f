/* SPDX-License-Identifier: Apache-2.0 */
/* The outputs of -o as a view of a watching: lines, flushed at once. */
#ifndef ADBNET_CMD_WATCH_LINES_H
#define ADBNET_CMD_WATCH_LINES_H

#include "cmd/outputs.h"
#include "cmd/watch_view.h"

struct watch_lines {
    struct watch_view view; /* first: it is what ops are given */
    struct outputs *outputs;
};

/*
 * outputs, borrowed, are open; taken_at_ms: the command's beginning. 0 or a
 * negative code with its sentence.
 */
int watch_lines_open(struct watch_lines *lines, struct outputs *outputs,
                     int64_t taken_at_ms, struct err *err);

#endif
