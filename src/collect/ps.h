/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a ps printed: of toolbox (Android to 5), toybox, busybox or procps,
 * with whatever columns were asked for. The header says which they are, so
 * without one nothing is read. Pure. Sources: AOSP system/core toolbox/ps.c,
 * toybox toys/posix/ps.c, busybox procps/ps.c, procps.
 */
#ifndef ADBNET_COLLECT_PS_H
#define ADBNET_COLLECT_PS_H

#include "collect/processes.h"

#include <stdbool.h>
#include <stddef.h>

#define PS_COLUMNS_MAX 32
#define PS_NAME_MAX 255

/* Which word of a row it is; PS_COLUMNS_MAX: none. */
struct ps_reader {
    size_t pid;
    size_t uid;
    size_t user;
    size_t name;
    size_t exactly;             /* words that a row has; 0: the name ends it */
    char text[PS_NAME_MAX + 1]; /* of the latest row's name */
};

/* A header with the pid, the owner and the name; the reader has learnt it. */
bool ps_header(struct ps_reader *reader, struct str line);

/*
 * > 0: a process; its name, whose odd bytes are "?" as in the script's rows,
 * is the reader's and stays until the next row. 0: a thread of the kernel,
 * which has no sockets. < 0: no row under this header, one whose owner's
 * name is no uid of Android's, or one whose own name moves what stands behind.
 */
int ps_line(struct ps_reader *reader, struct str line,
            struct process_line *out);

#endif
