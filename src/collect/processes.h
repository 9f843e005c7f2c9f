/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the processes section, "PID UID NAME". Pure. */
#ifndef ADBNET_COLLECT_PROCESSES_H
#define ADBNET_COLLECT_PROCESSES_H

#include "base/cursor.h"

#include <stdint.h>

struct process_line {
    int32_t pid;
    uint32_t uid;
    struct str name; /* [A-Za-z0-9._:@/?-] only; "?" was something else */
};

/* > 0: a row. 0: an empty line. < 0: neither; *out is undefined. */
int processes_parse(struct str line, struct process_line *out);

#endif
