/* SPDX-License-Identifier: Apache-2.0 */
/* What a report is made of, and of how much of it. */
#ifndef ADBNET_MODEL_REPORT_H
#define ADBNET_MODEL_REPORT_H

#include "model/run.h"

struct report_head {
    const char *file;             /* as it was named */
    const char *sha256;           /* 64 hexadecimal digits */
    const char *log_sha256;       /* of FILE-wal; NULL: there is none */
    const char *made_by;          /* "adbnet 0.1.0" */
    const char *command_line;     /* that made it */
    const char *const *arguments; /* WHAT, of that */
    size_t argument_count;
    int utc_offset_minutes; /* of the laptop then, east is positive */
    const char *from;       /* --from and --to as typed, or NULL */
    const char *to;
    int64_t from_ms; /* what they mean; -1: not given */
    int64_t to_ms;
    /* Its writer did not end in order: what is in FILE-wal belongs to it. */
    bool is_cut;
    /* Of a scan: its runs, phone by phone; none: it was a watching. */
    const struct scan_run_result *runs;
    size_t run_count;
    /* Exit status 4, but for a denial; known at the end. */
    bool is_partial;
    int64_t took_ms; /* of all of it, by the clock; -1 unknown */
    bool is_on_each; /* every phone was to run every package */
    /* Of each run what was observed, of its app alone; NULL: nothing was. */
    const struct watch_summary *const *summaries;
    const struct judged *judged;    /* of all runs; NULL: there is no policy */
    const struct report_head *next; /* of the next file; NULL: that was all */
};

#endif
