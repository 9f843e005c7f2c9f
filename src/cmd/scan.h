/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet scan: many packages, one after the other. */
#ifndef ADBNET_CMD_SCAN_H
#define ADBNET_CMD_SCAN_H

#include "cmd/settings.h"

extern const struct command scan_command;

#endif
