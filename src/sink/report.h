/* SPDX-License-Identifier: Apache-2.0 */
/* What stands above the figures of a report. Only for the files of src/sink. */
#ifndef ADBNET_SINK_REPORT_H
#define ADBNET_SINK_REPORT_H

#include "sink/json_writer.h"
#include "sink/sink.h"

struct out;

/* What it is of: the head of one file. */
void report_put_head(struct out *out, const struct sink_options *options,
                     const struct report_head *report);
/* When, and which phone. */
void report_put_phone(struct out *out, const struct sink_options *options,
                      const struct report_head *report,
                      const struct watch_head *head);

/* report_rows.c: the table's heading, and an endpoint. */
void report_put_heads(struct out *out);
void report_put_row(struct out *out, const struct watch_head *head,
                    const struct endpoint *endpoint, char flag);

/* Members of the object that is open: runs, capture, captures. */
void report_put_json(struct json_writer *json,
                     const struct report_head *report);
/* Objects, each with a type unless that is NULL. */
void report_put_json_files(struct json_writer *json,
                           const struct report_head *report, const char *type);
void report_put_json_runs(struct json_writer *json,
                          const struct report_head *report, const char *type);

/* Runs of a scan in all files. */
/* One of them is. */
bool report_is_partial(const struct report_head *report);

size_t report_run_count(const struct report_head *report);
/* The one at index; *summary: what was observed of it, or NULL. */
const struct scan_run_result *report_run_at(
    const struct report_head *report, size_t index,
    const struct watch_summary **summary);

/* Of finished runs of the same package and user; of 0: it was broken off. */
struct run_number {
    size_t number; /* 1 ... of */
    size_t of;
};

#define REPORT_AGAIN_NAMED 3
struct report_again {
    size_t count; /* packages that were run more than once */
    const char *names[REPORT_AGAIN_NAMED];
};

/*
 * report_again.c: for free(), also after a failure. is_by_phone: those on
 * another phone are others. 0 or ERR_NOMEM.
 */
int report_number_runs(const struct report_head *report, bool is_by_phone,
                       struct run_number **out);
/* Unless every phone was to run all of them. 0 or ERR_NOMEM. */
int report_find_again(const struct report_head *report,
                      struct report_again *out);
#define REPORT_AGAIN_TEXT "each run counts by itself."

struct scan_times;
/* scan_times.c: of all runs, as far as the captures tell. */
void report_times(const struct report_head *report, struct scan_times *out);

/* report_runs.c: as a table; nothing when there are none. 0 or ERR_NOMEM. */
int report_put_runs(struct out *out, const struct sink_options *options,
                    const struct report_head *report);
/* The endpoints of each, of those on the phone of head. */
void report_put_run_endpoints(struct out *out,
                              const struct sink_options *options,
                              const struct report_head *report,
                              const struct watch_head *head);

#endif
