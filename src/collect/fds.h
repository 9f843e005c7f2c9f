/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of the phone's list of open descriptors: which process has which
 * socket open. Two forms, under a header for each process:
 *
 *   /proc/24685/fd:
 *     75412 63=
 *   lrwx------ 1 u0_a93 u0_a93 64 2026-11-22 17:29 63 -> socket:[75412]
 *
 * The first is toybox's `ls -LiF`: inode and number of what is behind each
 * link, "=" marks a socket. No app has a say in it. The second is `ls -l`
 * of any age; the text of a link is the name of a file, which its process
 * may have chosen, line ends included. Pure.
 */
#ifndef ADBNET_COLLECT_FDS_H
#define ADBNET_COLLECT_FDS_H

#include "base/cursor.h"

struct fds_line {
    int32_t pid;    /* of a header, else -1 */
    uint64_t inode; /* of a socket; not 0 */
    bool is_link;   /* the second form */
};

/*
 * > 0: a header or a socket. 0: another descriptor, or an empty line.
 * ERR_PROTO: neither.
 */
int fds_parse(struct str line, struct fds_line *out);

#endif
