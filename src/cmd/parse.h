/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet parse and adbnet script: see parse.c and script.c. */
#ifndef ADBNET_CMD_PARSE_H
#define ADBNET_CMD_PARSE_H

#include "cmd/settings.h"

extern const struct command parse_command;
extern const struct command script_command;

#endif
