/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is told what a watching sees, as it happens: the outputs of -o, the
 * screen. All of it in the main thread. What a function is given lasts until
 * it returns, but for heads and histories, which last until close().
 */
#ifndef ADBNET_CMD_WATCH_VIEW_H
#define ADBNET_CMD_WATCH_VIEW_H

#include "cmd/watch_names.h"
#include "model/watch.h"
#include "track/history.h"

/* A phone, for a view that draws what there is and not what happened. */
struct watch_seen {
    const struct watch_head *head; /* NULL: it is not being watched yet */
    struct history *history;       /* endpoints, coverage, traffic of now */
    bool is_away;
};

/* What a user wants who looks at a view. */
struct watch_wish {
    bool wants_end;
    char mark[256]; /* "": none */
};

struct watch_view;

/* Each gives 0, FILE_OUT_PIPE_CLOSED (nobody is left), or a negative code. */
struct watch_view_ops {
    int (*head)(struct watch_view *view, const struct watch_head *head,
                struct err *err);
    /* A connection has its lookup, as far as it is known. */
    int (*event)(struct watch_view *view, const struct watch_head *head,
                 const struct event *event, struct err *err);
    /*
     * All events of a moment have been told, and are in the capture; also
     * without events, behind every sample and twice a second.
     */
    int (*tick)(struct watch_view *view, const struct watch_seen *seen,
                size_t count, int64_t now_ms, struct err *err);
    /* Nothing happens any more: a screen gives the terminal back. */
    int (*end)(struct watch_view *view, struct err *err);
    int (*summary)(struct watch_view *view, const struct watch_head *head,
                   const struct watch_summary *summary, struct err *err);
    /* For poll(): what the user types comes from there; -1: nothing. */
    int (*fd)(struct watch_view *view);
    int (*on_readable)(struct watch_view *view, struct watch_wish *out,
                       struct err *err);
    /* After summary(), or at any time when it goes wrong. */
    int (*close)(struct watch_view *view, struct err *err);
};

struct watch_view {
    const struct watch_view_ops *ops;
};

#endif
