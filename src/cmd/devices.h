/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet devices: see devices.c. */
#ifndef ADBNET_CMD_DEVICES_H
#define ADBNET_CMD_DEVICES_H

#include "cmd/settings.h"

extern const struct command devices_command;

#endif
