/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who presses Ctrl-C does not want to wait for all that a phone has sent
 * faster than it could be told. For a moment what waits is still told; then
 * samples are left out, but the last, which has the last counters. What is
 * left out is a gap.
 */
#ifndef ADBNET_CMD_WATCHING_LEFT_H
#define ADBNET_CMD_WATCHING_LEFT_H

#include "cmd/watching.h"

/* True: the message is left out; its sample may have been taken over. */
bool watching_left_take(struct watched *watched, struct watch_message *message);

/* No message comes any more: tells the gap and the last sample. */
void watching_left_tell(struct watched *watched);

void watching_left_fini(struct watched *watched);

#endif
