/* SPDX-License-Identifier: Apache-2.0 */
/* `adbnet scan` in this process, against phones of scan_phone.h. */
#ifndef ADBNET_TESTS_CMD_SCANNING_H
#define ADBNET_TESTS_CMD_SCANNING_H

#include "cmd/scan_phone.h"

#define SCAN_PLACE_CAP 200

/* A directory of its own, and what is in it. */
struct scan_place {
    char directory[SCAN_PLACE_CAP];
    char capture[SCAN_PLACE_CAP];
    char lines[SCAN_PLACE_CAP]; /* what -o jsonl wrote */
};

void scan_place_init(struct scan_place *place);
void scan_place_fini(struct scan_place *place);

/*
 * Scans on these phones with words behind `adbnet -s ... -n scan -q`, NULL
 * after the last. Returns the exit status; *took_ms, unless NULL: how long it
 * took on the phones' clock. Who takes longer than limit_ms is said to hang.
 */
int scan_run_words(const struct scan_place *place, struct scan_phone *phones,
                   size_t count, const char *const *words, int64_t limit_ms,
                   int64_t *took_ms);

/* How many lines of the output have this text. */
size_t scan_lines_with(const struct scan_place *place, const char *text);

#endif
