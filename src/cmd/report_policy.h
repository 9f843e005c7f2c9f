/* SPDX-License-Identifier: Apache-2.0 */
/* report --policy and --policy-out: captures judged, and learned from. */
#ifndef ADBNET_CMD_REPORT_POLICY_H
#define ADBNET_CMD_REPORT_POLICY_H

#include "cmd/settings.h"

/* The command as it is run: report_plain(), and what a policy adds to it. */
int report_policy_run(const struct settings *settings);

/* report_learn.c: --policy-out. */
int report_learn(const struct settings *settings);

#endif
