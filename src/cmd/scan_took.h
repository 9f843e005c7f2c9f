/* SPDX-License-Identifier: Apache-2.0 */
/* How long a scan took by the clock, in its capture, and for its report. */
#ifndef ADBNET_CMD_SCAN_TOOK_H
#define ADBNET_CMD_SCAN_TOOK_H

#include "model/report.h"
#include "store/capture.h"
#include "store/capture_read.h"

/*
 * device: one of those that the scan has put into the capture, whose number
 * merge minds. 0 or a negative code.
 */
int scan_took_put(struct capture_writer *capture, uint32_t device,
                  int64_t took_ms, struct err *err);

/* Scans in it of which that is known: more than one in a merged capture. */
size_t scan_took_count(const struct capture_reader *capture);

/*
 * took_ms: of all scans in it, one after the other; -1 if one of them was cut
 * off. is_on_each.
 */
void scan_took_head(const struct capture_reader *capture,
                    struct report_head *head);

#endif
