/* SPDX-License-Identifier: Apache-2.0 */
/* See watch_lines.h. */
#include "cmd/watch_lines.h"

static struct watch_lines *lines_of(struct watch_view *view)
{
    return (struct watch_lines *)(void *)view;
}

static struct outputs *outputs_of(struct watch_view *view)
{
    return lines_of(view)->outputs;
}

static int put_head(struct watch_view *view, const struct watch_head *head,
                    struct err *err)
{
    struct record record = {.kind = RECORD_WATCH, .watch = head};
    struct watch_lines *lines = lines_of(view);
    int rc = 0;

    if (!lines->is_started) {
        lines->is_started = true;
        rc = outputs_start(lines->outputs, head->result->snapshot->taken_at_ms,
                           err);
    }
    return rc < 0 ? rc : outputs_put(outputs_of(view), &record, err);
}

static int put_event(struct watch_view *view, const struct watch_head *head,
                     const struct event *event, struct err *err)
{
    struct record record = {
        .kind = RECORD_EVENT, .watch = head, .of = {.event = event}};

    return outputs_put(outputs_of(view), &record, err);
}

static int flush(struct watch_view *view, const struct watch_seen *seen,
                 size_t count, int64_t now_ms, struct err *err)
{
    (void)seen;
    (void)count;
    (void)now_ms;
    return outputs_flush(outputs_of(view), err);
}

static int end(struct watch_view *view, struct err *err)
{
    (void)view;
    (void)err;
    return 0;
}

static int put_summary(struct watch_view *view, const struct watch_head *head,
                       const struct watch_summary *summary, struct err *err)
{
    struct record record = {
        .kind = RECORD_SUMMARY, .watch = head, .of = {.summary = summary}};

    return outputs_put(outputs_of(view), &record, err);
}

static int no_fd(struct watch_view *view)
{
    (void)view;
    return -1;
}

static int on_readable(struct watch_view *view, struct watch_wish *out,
                       struct err *err)
{
    (void)view;
    (void)err;
    *out = (struct watch_wish){.wants_end = false};
    return 0;
}

static int close_all(struct watch_view *view, struct err *err)
{
    return outputs_end(outputs_of(view), err);
}

void watch_lines_open(struct watch_lines *lines, struct outputs *outputs)
{
    static const struct watch_view_ops ops = {
        .head = put_head,
        .event = put_event,
        .tick = flush,
        .end = end,
        .summary = put_summary,
        .fd = no_fd,
        .on_readable = on_readable,
        .close = close_all,
    };

    lines->view.ops = &ops;
    lines->outputs = outputs;
    lines->is_started = false;
}
