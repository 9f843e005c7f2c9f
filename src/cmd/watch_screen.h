/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The screen as a view of a watching: endpoints as they are now, and keys.
 * What is written to standard error meanwhile is shown when it ends.
 */
#ifndef ADBNET_CMD_WATCH_SCREEN_H
#define ADBNET_CMD_WATCH_SCREEN_H

#include "cmd/held_stderr.h"
#include "cmd/outputs.h"
#include "cmd/watch_view.h"
#include "screen/draw.h"
#include "sink/live.h"

struct watch_screen {
    struct watch_view view; /* first: it is what ops are given */
    struct watch_names *names;
    enum expected_path expected;
    struct screen_state state;
    struct live live;
    struct held_stderr held;
    struct vec rows; /* struct screen_row, of the last tick */
    struct buf news;
    struct watch_seen seen[PHONES_MAX]; /* as the last tick told */
    size_t seen_count;
    uint64_t details; /* id of the endpoint that is asked for; 0: none */
    bool is_open;     /* the screen has the terminal */
    bool is_over;     /* and will not have it again */
    bool is_ending;   /* Ctrl-C was typed once */
};

/*
 * A person sits there: standard input and output are a terminal. A recording
 * is over before anybody could press a key: its lines stay to be read.
 */
bool watch_screen_is_wanted(const struct outputs *outputs,
                            const struct settings *settings);

/*
 * Outputs that would write to the terminal are muted from now on, until the
 * end. It takes the terminal with the first tick, when there is something to
 * show: until then people can be told, and asked. 0 or a negative code with
 * its sentence.
 */
int watch_screen_open(struct watch_screen *screen, struct outputs *outputs,
                      struct watch_names *names, enum expected_path expected,
                      struct err *err);

/*
 * watch_screen_feed.c: all that is seen now. 0 or a negative code; then it
 * shows what it showed before.
 */
int watch_screen_draw(struct watch_screen *screen, int64_t now_ms);

/* watch_screen_keys.c: what was typed; see struct watch_view_ops. */
int watch_screen_read(struct watch_view *view, struct watch_wish *out,
                      struct err *err);

/*
 * The terminal is the shell's again, until the next tick. Whoever has to ask
 * something on it calls this before. Accepts one that is not open.
 */
void watch_screen_leave(struct watch_screen *screen);

/* Gives the terminal back, frees all. Accepts a zeroed one, and twice. */
void watch_screen_fini(struct watch_screen *screen);

#endif
