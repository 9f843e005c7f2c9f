/* SPDX-License-Identifier: Apache-2.0 */
/* A made-up phone that is looked at again and again, and what is told. */
#ifndef ADBNET_TESTS_TRACK_WATCHED_H
#define ADBNET_TESTS_TRACK_WATCHED_H

#include "fixture.h"

#include "base/format.h"
#include "track/history.h"

#define BANK 10093
#define SHARED 10121
#define DBG 10211
#define STEP_MS 200
#define LINES_MAX 128
#define LINE_CAP 200

/* What came of the samples so far, a line for each event. */
struct watched {
    struct history *history;
    struct history_options options;
    struct target targets[4];
    struct snapshot phone;
    struct sample sample;
    bool has_sample;
    uint64_t number;
    int64_t at_ms;
    char lines[LINES_MAX][LINE_CAP];
    size_t count;
};

static inline void write_line(void *ctx, const struct event *event)
{
    static const char *const kinds[] = {
        [EVENT_START] = "start",   [EVENT_OPEN] = "open",
        [EVENT_CHANGE] = "change", [EVENT_CLOSE] = "close",
        [EVENT_MARK] = "mark",     [EVENT_FOREGROUND] = "foreground",
        [EVENT_GAP] = "gap",       [EVENT_BACK] = "back",
        [EVENT_NOTE] = "note"};
    struct watched *w = ctx;
    const struct tracked *t = event->connection;
    char state[SOCK_STATE_TEXT_CAP];
    struct sock_row row;

    assert_true(w->count < LINES_MAX);
    if (t == NULL) {
        (void)format_text(w->lines[w->count++], LINE_CAP, "%s %s",
                          kinds[event->kind],
                          event->text == NULL ? "-" : event->text);
        return;
    }
    row = t->row;
    row.state = t->state;
    (void)format_text(
        w->lines[w->count++], LINE_CAP, "%s %u>%u %s %d%s", kinds[event->kind],
        row.local_port, row.remote_port, sock_state_name(&row, state),
        t->connection.owner == NULL ? -1 : (int)t->connection.owner->uid,
        t->is_baseline ? " before" : "");
}

static inline void watch(struct watched *w, const char *const *whats)
{
    struct err err = {.text = ""};

    memset(w, 0, sizeof(*w));
    for (size_t i = 0; whats != NULL && whats[i] != NULL; i++) {
        assert_int_equal(target_parse(whats[i], &w->targets[i], &err), 0);
        w->options.select.target_count = i + 1;
    }
    w->options.select.targets = w->targets;
    w->options.event = write_line;
    w->options.ctx = w;
    w->at_ms = 1000000;
    make_phone(&w->phone);
}

/* With the options as they are by now. */
static inline void start(struct watched *w)
{
    struct err err = {.text = ""};

    w->history = history_new(&w->options);
    assert_non_null(w->history);
    if (history_base(w->history, &w->phone, &err) != 0) {
        fail_msg("%s", err.text);
    }
}

static inline void drop_sample(struct watched *w)
{
    if (w->has_sample) {
        sample_fini(&w->sample);
    }
    w->has_sample = false;
}

static inline void stop(struct watched *w)
{
    drop_sample(w);
    history_free(w->history);
    snapshot_fini(&w->phone);
}

/* The next sample, to be filled with rows. */
static inline struct snapshot *next(struct watched *w)
{
    drop_sample(w);
    sample_init(&w->sample);
    w->has_sample = true;
    w->at_ms += STEP_MS;
    w->sample.number = ++w->number;
    w->sample.at_ms = w->at_ms;
    w->sample.parts = SAMPLE_SOCKETS;
    return &w->sample.snapshot;
}

/* Forgets what was told before. */
static inline void take(struct watched *w)
{
    w->count = 0;
    assert_int_equal(history_take(w->history, &w->sample), 0);
}

/* A TCP row of 192.0.2.17 to 203.0.113.10. */
static inline void tcp(struct watched *w, unsigned local_port,
                       unsigned remote_port, unsigned state, uint32_t uid,
                       uint64_t inode)
{
    struct sock_row *row;

    add_row(&w->sample.snapshot, SOCK_TCP, "192.0.2.17", local_port,
            "203.0.113.10", remote_port, state, uid, inode);
    row = vec_at(&w->sample.snapshot.rows, w->sample.snapshot.rows.len - 1);
    if (state == SOCK_TIME_WAIT) {
        row->timer = SOCK_TIMER_TIME_WAIT;
        row->timer_ms = 59900;
    }
}

static inline void told(const struct watched *w, size_t i, const char *line)
{
    if (i >= w->count) {
        fail_msg("only %zu lines, not: %s", w->count, line);
    }
    assert_string_equal(w->lines[i], line);
}

static inline const struct tracked *only(const struct watched *w)
{
    const struct tracked *t = history_next(w->history, NULL);

    assert_non_null(t);
    assert_null(history_next(w->history, t));
    return t;
}

#endif
