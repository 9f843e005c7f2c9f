/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread that talks to a phone while the main thread waits for signals.
 * The first SIGINT, SIGTERM or SIGHUP cancels the talk, which then ends in
 * order; the second one ends the program.
 */
#ifndef ADBNET_CMD_WORKER_H
#define ADBNET_CMD_WORKER_H

#include "base/err.h"

#include <adb/adb.h>

/*
 * Runs job(ctx) in a thread of its own and waits for it. 0, or a negative
 * code when no thread could be made. Returns in *out_signal the signal that
 * canceled it, or 0.
 */
int worker_run(void (*job)(void *ctx), void *ctx, struct adb_cancel *cancel,
               int *out_signal, struct err *err);

#endif
