/* SPDX-License-Identifier: Apache-2.0 */
/* The outputs of -o as a view of a watching: lines, flushed at once. */
#ifndef ADBNET_CMD_WATCH_LINES_H
#define ADBNET_CMD_WATCH_LINES_H

#include "cmd/outputs.h"
#include "cmd/watch_view.h"

struct watch_lines {
    struct watch_view view; /* first: it is what ops are given */
    struct outputs *outputs;
    bool is_started;
};

/* outputs, borrowed, are open; they start with the first head. */
void watch_lines_open(struct watch_lines *lines, struct outputs *outputs);

#endif
