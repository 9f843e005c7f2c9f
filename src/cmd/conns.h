/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet conns: see conns.c. */
#ifndef ADBNET_CMD_CONNS_H
#define ADBNET_CMD_CONNS_H

#include "cmd/settings.h"

extern const struct command conns_command;

#endif
