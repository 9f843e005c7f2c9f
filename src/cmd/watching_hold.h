/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In a replay the time of am start is known only when its answer is read,
 * which stands behind samples that came before it. They are held until then:
 * the last one before that time is the baseline, as it was when the recording
 * was made.
 */
#ifndef ADBNET_CMD_WATCHING_HOLD_H
#define ADBNET_CMD_WATCHING_HOLD_H

#include "cmd/watching.h"

/* Takes the message's sample; the first one of these opens the app. */
void watching_hold(struct watched *watched, struct watch_message *message);

/* am's answer: the time is known. */
void watching_hold_answer(struct watched *watched,
                          const struct watch_message *message);

/* What is held is told, if that can be; at the end in any case. */
void watching_hold_tell(struct watched *watched, bool is_end);

void watching_hold_fini(struct watched *watched);

#endif
