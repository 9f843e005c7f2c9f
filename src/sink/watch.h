/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A watching in every format: its head, its events, what it came to. Only
 * for the files of src/sink.
 */
#ifndef ADBNET_SINK_WATCH_H
#define ADBNET_SINK_WATCH_H

#include "sink/json_writer.h"
#include "sink/pen.h"
#include "sink/sink_state.h"

/*
 * A tracked connection with its newest state in its row, which tracked keeps
 * beside it.
 */
struct watch_now {
    struct sock_row row;
    struct connection connection;
};

void watch_now(const struct tracked *tracked, struct watch_now *out);
void watch_endpoint_now(const struct endpoint *endpoint, struct watch_now *out);

/* "open" */
const char *watch_kind_name(unsigned kind);
/* "closed" */
const char *watch_end_name(unsigned end);

/* How many states watch_states() gives at most. */
#define WATCH_STATES_MAX 32

/*
 * Names of the states of which states has bits; texts is room for those that
 * have none. Returns their number.
 */
size_t watch_states(const struct sock_row *row, uint32_t states,
                    char texts[WATCH_STATES_MAX][SOCK_STATE_TEXT_CAP],
                    const char *out[WATCH_STATES_MAX]);

#define WATCH_TIME_CAP 32

/* "0.41", "-0.35": seconds, rounded down towards zero. Returns out. */
const char *watch_seconds(int64_t ms, char out[WATCH_TIME_CAP]);

/* Share of samples with something in a queue, 1 where it is not none. */
unsigned watch_busy_percent(uint64_t busy, uint64_t samples);

/* watch_lines.c: lines of text. */
void watch_put_head(struct out *out, const struct sink_options *options,
                    const struct watch_head *head);
void watch_put_event(struct out *out, const struct watch_head *head,
                     const struct event *event);
void watch_put_end(struct out *out, const struct watch_head *head,
                   const struct watch_summary *summary);

/* watch_summary.c: a table of endpoints, and what they are not. */
void watch_put_summary(struct out *out, const struct sink_options *options,
                       const struct watch_head *head,
                       const struct watch_summary *summary);

/* Of that the endpoints only, under their heading. */
/* watch_notes.c: a paragraph for each; nothing without one. */
void watch_put_notes(struct out *out, size_t width,
                     const struct watch_summary *summary);
void watch_put_endpoints(struct out *out, const struct sink_options *options,
                         const struct watch_head *head,
                         const struct watch_summary *summary);

/* The newest one's state, or how they ended: "closed", "no answer". */
void watch_put_end_state(struct pen *pen, const struct endpoint *endpoint,
                         const struct sock_row *row);

/* Sums over all phones. */
struct watch_totals {
    uint64_t phones;
    uint64_t ticks;
    uint64_t samples;
    uint64_t gaps;
    uint64_t events;
    uint64_t connections;
    uint64_t endpoints;
    bool is_partial;
};

void watch_totals_add(struct watch_totals *totals,
                      const struct watch_summary *summary);

/* watch_json.c: members of the object that is open. */
void watch_put_json_head(struct json_writer *json,
                         const struct watch_head *head);
/* All of a line: its type first. */
void watch_put_json_event(struct json_writer *json,
                          const struct watch_head *head,
                          const struct event *event);
void watch_put_json_summary(struct json_writer *json,
                            const struct watch_summary *summary);
/* coverage: null where it is not known */
void watch_put_json_coverage(struct json_writer *json,
                             const struct coverage *coverage);
void watch_put_json_totals(struct json_writer *json,
                           const struct watch_totals *totals);

#endif
