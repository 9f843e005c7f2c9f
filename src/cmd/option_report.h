/* SPDX-License-Identifier: Apache-2.0 */
/* Options about what of a capture leaves in a report. */
#ifndef ADBNET_CMD_OPTION_REPORT_H
#define ADBNET_CMD_OPTION_REPORT_H

#include "cmd/settings.h"

int option_take_only(const char *argument, struct settings *out,
                     struct err *err);
int option_take_redact(const char *argument, struct settings *out,
                       struct err *err);

#endif
