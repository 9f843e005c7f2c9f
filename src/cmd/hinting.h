/* SPDX-License-Identifier: Apache-2.0 */
/* What of a phone's watching is worth a second look, for those who print. */
#ifndef ADBNET_CMD_HINTING_H
#define ADBNET_CMD_HINTING_H

#include "base/pool.h"
#include "base/vec.h"
#include "cmd/settings.h"
#include "judge/hints.h"
#include "store/capture_read.h"

/* Zeroed before the first use. */
struct hinting {
    struct observed run;
    struct hints *hints;
    struct hint_report report;
    struct hint_rows *shown; /* what report.rows points to */
    struct vec rows;         /* struct raw_row, hint by hint */
    struct pool texts;
};

/*
 * Into summary->hints. looked: what for. result, whose snapshot
 * has to last, and summary are borrowed until hinting_fini(). 0 or a negative
 * code with its sentence.
 */
int hinting_make(struct hinting *hinting, const struct select_options *looked,
                 const struct result *result, struct watch_summary *summary,
                 const struct hint_options *options, struct err *err);
void hinting_fini(struct hinting *hinting);

/*
 * hinting_rows.c: the lines of the capture's raw text that the hints rest on.
 * 0 or a negative code with its sentence.
 */
int hinting_rows(struct hinting *hinting, struct capture_reader *capture,
                 uint32_t device, struct err *err);

/* The exit status: of --expect-path 5, or 4 if it cannot be told; else 4, 0. */
int hinting_status(const struct path_counts *path, bool is_partial);

#endif
