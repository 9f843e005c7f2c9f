/* SPDX-License-Identifier: Apache-2.0 */
/* One capture of a report: what it is, and what its phones came to. */
#ifndef ADBNET_CMD_REPORT_FILE_H
#define ADBNET_CMD_REPORT_FILE_H

#include "cmd/report_play.h"
#include "cmd/report_runs.h"
#include "store/digest.h"

struct report_file {
    const struct settings *settings;
    const char *name;
    struct capture_reader *capture;
    char **words; /* of targets, unless the capture has them */
    size_t word_count;
    struct target *targets;
    struct report_play play;
    struct report_runs runs; /* of a scan */
    struct report_head head;
    char sha256[DIGEST_TEXT_CAP];
    char log_sha256[DIGEST_TEXT_CAP];
};

/*
 * Reads what must be known before anything is printed; judges by policy,
 * unless it is NULL. 0 or a negative code; report_file_close() is due.
 */
int report_file_open(struct report_file *file, const struct settings *settings,
                     const struct policy *policy, const char *name,
                     struct err *err);
void report_file_close(struct report_file *file);

/* What the policy says of it, added; after report_play(). */
void report_file_judged(const struct report_file *file, struct judged *out);

#endif
