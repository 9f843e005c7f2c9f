/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While the live view has the terminal: a crash gives it back first. The
 * signal then goes where it went before.
 */
#ifndef ADBNET_CMD_CRASH_H
#define ADBNET_CMD_CRASH_H

#include "screen/draw.h"

/* Copies rescue. */
void crash_arm(const struct screen_rescue *rescue);

/* The terminal is given back already. Harmless without crash_arm(). */
void crash_disarm(void);

#endif
