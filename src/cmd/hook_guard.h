/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ends a command of the user's, and what it started, when adbnet has gone
 * without ending it: after kill -9, that is. A small shell that waits for a
 * line from a pipe of which nobody else has the other end. What has left its
 * process group (setsid) stays.
 */
#ifndef ADBNET_CMD_HOOK_GUARD_H
#define ADBNET_CMD_HOOK_GUARD_H

#include <sys/types.h>

struct hook_guard {
    pid_t pid; /* 0: none */
    int fd;
};

/* group: the command's process group. 0 or an errno. */
int hook_guard_start(pid_t group, struct hook_guard *out);

/* The command has ended. */
void hook_guard_end(struct hook_guard *guard);

#endif
