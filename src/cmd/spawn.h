/* SPDX-License-Identifier: Apache-2.0 */
/* A command of the user's, started by /bin/sh in a group of its own. */
#ifndef ADBNET_CMD_SPAWN_H
#define ADBNET_CMD_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The program's environment with ours over it, each "NAME=VALUE"; the array,
 * not its texts, is to be freed. NULL: no memory.
 */
char **spawn_environment(const char *const *ours, size_t our_count);

/*
 * Standard input is in_fd (-1: empty), all output goes to out_fd (-1: into
 * the void); what signals do is as at the start of a program. 0 with the pid,
 * which is the group's, too; or an errno.
 */
int spawn_shell(const char *command, char **env, int in_fd, int out_fd,
                pid_t *out);

#endif
