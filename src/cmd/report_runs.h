/* SPDX-License-Identifier: Apache-2.0 */
/* The runs of a scan, of which a capture may be. */
#ifndef ADBNET_CMD_REPORT_RUNS_H
#define ADBNET_CMD_REPORT_RUNS_H

#include "model/report.h"
#include "store/capture_read.h"

/*
 * All of them into head, which borrows *out: for free(); their texts are the
 * reader's. None: it was a watching. 0 or ERR_NOMEM with its sentence.
 */
int report_runs(const struct capture_reader *capture,
                struct scan_run_result **out, struct report_head *head,
                struct err *err);

#endif
