/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet diff: captures compared. */
#ifndef ADBNET_CMD_DIFF_H
#define ADBNET_CMD_DIFF_H

#include "cmd/settings.h"

extern const struct command diff_command;

#endif
