/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A watching as CSV: one line for each event, in the order they came, with
 * what is known of the connection then. The line that closes it has all.
 */
#include "sink/csv_cell.h"
#include "sink/stamp.h"
#include "sink/watch.h"

/* New ones cannot be added: behind them stand those of connections. */
static const char *const heads[] = {
    "event",        "t_ms",         "at",           "serial",
    "sample",       "text",         "gap_ms",       "ticks",
    "state_before", "id",           "first_seen",   "last_seen",
    "closed_by",    "end",          "states",       "samples",
    "busy_samples", "max_tx_queue", "max_rx_queue", "max_retransmits",
    "baseline",     "selected",     "service",
};

/* From "state_before" on they are a connection's. */
#define OWN_COUNT 8
/* Up to "serial" those of a run have something. */
#define RUN_COUNT 4
#define HEAD_COUNT (sizeof(heads) / sizeof(heads[0]))

void csv_put_watch_heads(struct out *out)
{
    for (size_t i = 0; i < HEAD_COUNT; i++) {
        out_puts(out, heads[i]);
        out_char(out, ',');
    }
    csv_put_heads(out);
}

static char *put_i64(char *to, int64_t value)
{
    if (value < 0) {
        *to++ = '-';
    }
    return out_digits(to, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

static char *put_time(char *to, int64_t ms)
{
    char text[STAMP_CAP];

    return ms < 0 ? to : put_word(to, stamp_utc(ms, text));
}

/* A cell is done. */
static char *next(char *to)
{
    *to = ',';
    return to + 1;
}

static char *put_bool(char *to, bool value)
{
    return put_word(to, value ? "true" : "false");
}

static char *put_own(char *to, struct out *out, const struct watch_head *head,
                     const struct event *event)
{
    const struct gap *gap = event->kind == EVENT_GAP ? event->gap : NULL;
    const char *text = gap != NULL ? gap->why : event->text;

    to = next(put_word(to, watch_kind_name(event->kind)));
    to = next(put_i64(to, event->at_ms - head->start_ms));
    to = next(put_time(to, event->at_ms));
    to = next(put_text(to, out, head->result->serial));
    to = next(put_number(to, event->sample != 0, event->sample));
    to = next(put_text(to, out, text));
    to = gap == NULL ? next(to) : next(put_i64(to, gap->to_ms - gap->from_ms));
    return next(put_number(to, gap != NULL, gap != NULL ? gap->ticks : 0));
}

static char *put_states(char *to, const struct tracked *tracked)
{
    char texts[WATCH_STATES_MAX][SOCK_STATE_TEXT_CAP];
    const char *names[WATCH_STATES_MAX];
    size_t count = watch_states(&tracked->row, tracked->states, texts, names);

    return put_words(to, names, count);
}

static char *put_tracked(char *to, const struct event *event)
{
    const struct tracked *tracked = event->connection;
    struct sock_row before = tracked->row;
    char text[SOCK_STATE_TEXT_CAP];

    before.state = event->state_before;
    to = next(event->kind == EVENT_CHANGE
                  ? put_word(to, sock_state_name(&before, text))
                  : to);
    to = next(out_digits(to, tracked->id));
    to = next(put_time(to, tracked->first_ms));
    to = next(put_time(to, tracked->last_ms));
    to = next(put_time(to, tracked->closed_by_ms));
    to = next(put_word(to, watch_end_name(tracked->end)));
    to = next(put_states(to, tracked));
    to = next(out_digits(to, tracked->samples));
    to = next(out_digits(to, tracked->busy_samples));
    to = next(out_digits(to, tracked->max_tx_queue));
    to = next(out_digits(to, tracked->max_rx_queue));
    to = next(out_digits(to, tracked->max_retransmits));
    to = next(put_bool(to, tracked->is_baseline));
    to = next(put_bool(to, tracked->is_selected));
    return next(put_bool(to, tracked->is_service));
}

void csv_put_run_event(struct out *out, const struct scan_run_result *run)
{
    const struct owner owner = {.user = run->user,
                                .packages = &run->package,
                                .package_count = run->package != NULL};
    struct csv_row row = {.out = out, .owner = &owner};
    char *to = out_room(out, ROW_ROOM);

    to = next(next(put_word(to, "run")));
    to = next(put_time(to, run->started_ms));
    to = next(put_text(to, out, run->serial));
    for (size_t i = RUN_COUNT; i < HEAD_COUNT; i++) {
        to = next(to);
    }
    out_wrote(out, next(csv_put_no_cells(to, &row)));
}

void csv_put_event(struct out *out, const struct watch_head *head,
                   const struct event *event, size_t empty)
{
    struct csv_row row = {.out = out, .phone = head->result, .taken_at = ""};
    char *to = put_own(out_room(out, ROW_ROOM), out, head, event);
    struct watch_now now;

    switch (event->kind) {
    case EVENT_OPEN:
    case EVENT_CHANGE:
    case EVENT_CLOSE:
        watch_now(event->connection, &now);
        row.tracked = event->connection;
        row.connection = &now.connection;
        row.sock = &now.row;
        to = csv_put_cells(put_tracked(to, event), &row);
        break;
    default:
        for (size_t i = OWN_COUNT; i < HEAD_COUNT; i++) {
            to = next(to);
        }
        row.lookup = event->kind == EVENT_NAME ? event->lookup : NULL;
        to = csv_put_no_cells(to, &row);
        break;
    }
    for (; empty > 0; empty--) {
        to = next(to);
    }
    *to++ = '\n';
    out_wrote(out, to);
}
