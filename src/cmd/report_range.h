/* SPDX-License-Identifier: Apache-2.0 */
/* --from and --to: which stretch of a capture is meant. */
#ifndef ADBNET_CMD_REPORT_RANGE_H
#define ADBNET_CMD_REPORT_RANGE_H

#include "store/capture_read.h"

/*
 * Seconds since the start ("12", "12.5", "2m"), a time as RFC 3339 has it, or
 * the text of a mark, the first one after after_ms. ERR_USAGE when there is
 * no such mark.
 */
int report_range(struct capture_reader *capture, const char *text,
                 int64_t start_ms, int64_t after_ms, int64_t *out_ms,
                 struct err *err);

/* "2026-11-22T13:40:05.118+01:00", "2026-11-22T12:40:05Z"; or false. */
bool report_stamp(struct str text, int64_t *out_ms);

#endif
