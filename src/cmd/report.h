/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet report: what a capture comes to. */
#ifndef ADBNET_CMD_REPORT_H
#define ADBNET_CMD_REPORT_H

#include "cmd/settings.h"

extern const struct command report_command;

/* Without a policy: the exit status. */
int report_plain(const struct settings *settings);

#endif
