/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Standard error while a screen has the terminal: what anybody writes there,
 * a library too, waits in a file without a name.
 */
#ifndef ADBNET_CMD_HELD_STDERR_H
#define ADBNET_CMD_HELD_STDERR_H

#include "base/err.h"

struct held_stderr {
    int is_held;
    int file;   /* where it waits */
    int before; /* what standard error was */
};

/*
 * Nothing happens when standard error is no terminal. 0 or a negative code
 * with its sentence.
 */
int held_stderr_begin(struct held_stderr *held, struct err *err);

/* Writes what has waited. Accepts a zeroed one, and twice. */
void held_stderr_end(struct held_stderr *held);

#endif
