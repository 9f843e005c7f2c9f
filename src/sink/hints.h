/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hints, what a reader has to know besides, and the raw rows behind them.
 * Only for the files of src/sink.
 */
#ifndef ADBNET_SINK_HINTS_H
#define ADBNET_SINK_HINTS_H

#include "model/hint.h"
#include "sink/json_writer.h"
#include "sink/sink.h"

struct out;

/* Of a report, in full; utc_offset_minutes: of the laptop then. */
void hints_put_table(struct out *out, const struct sink_options *options,
                     const struct watch_head *head,
                     const struct watch_summary *summary,
                     int utc_offset_minutes);

/* Of a watching, in a sentence. */
void hints_put_sentence(struct out *out, size_t width,
                        const struct watch_head *head,
                        const struct hint_report *report);

#define HINTS_SPAN_CAP 200
/* Where what a hint is about was, and in which states. Returns out. */
const char *hints_where(const struct hint *hint, char out[HINTS_SPAN_CAP]);
/* "16 samples, 13:40:05.740 to 13:40:08.930 +01:00". Returns out. */
const char *hints_when(const struct endpoint *endpoint, int utc_offset_minutes,
                       char out[HINTS_SPAN_CAP]);

/* The endpoint's flag; '\0': none. */
char hints_flag(const struct watch_summary *summary,
                const struct endpoint *endpoint);

/* hints and run_notes: members of the object that is open. */
void hints_put_json(struct json_writer *json, const struct hint_report *report);
/* A line of jsonl for each. */
void hints_put_lines(struct json_writer *json, const char *serial,
                     const struct hint_report *report);

#endif
