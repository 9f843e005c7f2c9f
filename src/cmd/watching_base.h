/* SPDX-License-Identifier: Apache-2.0 */
/* The looks at a phone that are not samples. */
#ifndef ADBNET_CMD_WATCHING_BASE_H
#define ADBNET_CMD_WATCHING_BASE_H

#include "cmd/watching.h"

/*
 * The first look, or one at a phone that has come back, by another way maybe,
 * with other users. Takes the message's snapshot.
 */
void watching_base_take(struct watched *watched, struct watch_message *message);

/* The watching begins: all views get its head. */
void watching_base_begin(struct watched *watched, int64_t start_ms);

#endif
