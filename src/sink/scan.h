/* SPDX-License-Identifier: Apache-2.0 */
/* A scan in every format. Only for the files of src/sink. */
#ifndef ADBNET_SINK_SCAN_H
#define ADBNET_SINK_SCAN_H

#include "model/scan.h"
#include "sink/json_writer.h"
#include "sink/sink_state.h"

/* Lines of a table that are kept until its end. */
#define SCAN_LINES_MAX ((size_t)64 * 1024 * 1024)

/* What is not judged comes first, which is known at the end only. */
struct scan_table {
    struct buf judged;
    struct buf others;
};

/* scan_table.c. 0 or a negative code; fini() is due after the first. */
int scan_table_put(struct scan_table *table, const struct sink_options *options,
                   const struct scan_seen *seen);
/* All that was put, those that were not judged first. */
void scan_table_rows(const struct scan_table *table, struct out *out,
                     bool is_flat);
void scan_table_end(struct scan_table *table, struct sink *sink,
                    const struct scan_summary *summary);
void scan_table_fini(struct scan_table *table);

/* What a scan took, of several phones together. */
struct scan_times {
    int64_t took_ms; /* by the clock; -1 unknown */
    bool has_parts;  /* the next three are known */
    int64_t starts_ms;
    int64_t stops_ms;
    int64_t beside_ms;
};
#define SCAN_TIMES_CAP 256

/*
 * scan_times.c: "4 of 5 judged, 62 s (to open the apps 1.2 s ...).", without
 * what is not known.
 */
const char *scan_times_text(const struct scan_times *times, size_t judged,
                            size_t runs, char out[SCAN_TIMES_CAP]);

/* scan_json.c: members of the object that is open. */
void scan_put_json_run(struct json_writer *json, const struct scan_seen *seen);
/* status; summary */
void scan_put_json_end(struct json_writer *json,
                       const struct scan_summary *summary);
/* An array of phones, as results of other commands begin. */
void scan_put_json_phones(struct json_writer *json,
                          const struct scan_summary *summary);

/* csv_scan.c */
void csv_put_scan_heads(struct out *out);
/* Those of events, and behind them CSV_RUN_CELLS of runs; a line for each. */
#define CSV_RUN_CELLS 29
void csv_put_report_heads(struct out *out);
void csv_put_report(struct out *out, const struct report_head *report);
void csv_put_run(struct out *out, const struct scan_seen *seen);

#endif
