/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command of the user's, run by /bin/sh in a process group of its own, and
 * ended with all that it started: SIGTERM, 2 s later SIGKILL. Nothing waits
 * in here; a main loop reads its output and asks whether it is over.
 */
#ifndef ADBNET_CMD_SCAN_HOOK_H
#define ADBNET_CMD_SCAN_HOOK_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan_hook;

struct scan_hook_options {
    const char *command;
    /* "NAME=VALUE", besides the program's own environment, over it. */
    const char *const *environment;
    size_t environment_count;
    /* A whole line of its output, without its end; cut if it is long. */
    void (*line)(void *ctx, const char *text);
    void *ctx;
};

/* 0 with *out, or a negative code with its sentence. */
int scan_hook_start(const struct scan_hook_options *options,
                    struct scan_hook **out, struct err *err);

/* For poll(); -1: nothing comes from it any more. */
int scan_hook_fd(const struct scan_hook *hook);
/* It is readable. */
void scan_hook_read(struct scan_hook *hook);

/* From now on it is being ended. */
void scan_hook_end(struct scan_hook *hook);

/*
 * True: it and all it started are gone, and its status is there: 0 to 255,
 * 128 and the signal's number. To be asked every few moments.
 */
bool scan_hook_is_over(struct scan_hook *hook, int *out_status);

/* Kills what is left of it. Accepts NULL. */
void scan_hook_free(struct scan_hook *hook);

#endif
