/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the first look at a phone to its watching: the app is waited for,
 * cleared, opened, as --wait-install, --fresh and --start have it. Samples
 * that come meanwhile are not told.
 */
#ifndef ADBNET_CMD_WATCHING_OPEN_H
#define ADBNET_CMD_WATCHING_OPEN_H

#include "cmd/watching.h"

/* What can be said of the options before a phone is asked. 0 or ERR_USAGE. */
int watching_open_check(struct watching *watching, struct err *err);

/* The first look has come. Errors end the phone: they are in watched->err. */
void watching_open_begin(struct watched *watched);

/*
 * A sample; true: it is the baseline, and the watching begins with it. It may
 * be given counters that came with an earlier one.
 */
bool watching_open_sample(struct watched *watched, struct sample *sample);

/* The baseline has been told: the app is opened, if that was asked for. */
void watching_open_start(struct watched *watched);

/* An aside of it has ended. */
void watching_open_aside(struct watched *watched,
                         const struct watch_message *message);

/* Milliseconds until it is worth a call, -1: never. */
int watching_open_due_ms(const struct watched *watched);
void watching_open_due(struct watched *watched);

#endif
