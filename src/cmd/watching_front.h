/* SPDX-License-Identifier: Apache-2.0 */
/* What is on the screen: activities that come to the front, as events. */
#ifndef ADBNET_CMD_WATCHING_FRONT_H
#define ADBNET_CMD_WATCHING_FRONT_H

#include "cmd/watching.h"

/*
 * Has the phone tell them from now on: once it was looked at, so that it is
 * in time; once more when it has come back.
 */
void watching_front_run(struct watched *watched);

/* A line of an aside; those of others are passed over. */
void watching_front_line(struct watched *watched,
                         const struct watch_message *message);

/*
 * Lines are kept while nothing is told yet, and in a replay, where all come
 * at once, until samples have come to their time. Then they are told.
 */
void watching_front_until(struct watched *watched, int64_t at_ms);
void watching_front_fini(struct watched *watched);

#endif
