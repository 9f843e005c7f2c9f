/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet report: what captures come to. */
#ifndef ADBNET_CMD_REPORT_H
#define ADBNET_CMD_REPORT_H

#include "cmd/settings.h"

extern const struct command report_command;

#endif
