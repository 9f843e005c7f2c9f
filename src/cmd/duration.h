/* SPDX-License-Identifier: Apache-2.0 */
/* Spans of time as people type them: 30, 30s, 500ms, 2m, 1h. */
#ifndef ADBNET_CMD_DURATION_H
#define ADBNET_CMD_DURATION_H

#include "base/err.h"

/* At least 1 ms, at most 24 days; ERR_USAGE with the sentence otherwise. */
int duration_parse(const char *text, int *out_ms, struct err *err);

#endif
