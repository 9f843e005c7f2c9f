/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet merge: several captures made one. */
#ifndef ADBNET_CMD_MERGE_H
#define ADBNET_CMD_MERGE_H

#include "cmd/settings.h"

extern const struct command merge_command;

#endif
