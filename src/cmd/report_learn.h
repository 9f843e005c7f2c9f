/* SPDX-License-Identifier: Apache-2.0 */
/* report --policy-out: a policy of what captures show. */
#ifndef ADBNET_CMD_REPORT_LEARN_H
#define ADBNET_CMD_REPORT_LEARN_H

#include "cmd/settings.h"

int report_learn(const struct settings *settings);

#endif
