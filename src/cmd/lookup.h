/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet lookup: see lookup.c. */
#ifndef ADBNET_CMD_LOOKUP_H
#define ADBNET_CMD_LOOKUP_H

#include "cmd/settings.h"

extern const struct command lookup_command;

#endif
