/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet watch: see watch.c. */
#ifndef ADBNET_CMD_WATCH_H
#define ADBNET_CMD_WATCH_H

#include "cmd/settings.h"

extern const struct command watch_command;

#endif
