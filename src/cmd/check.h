/* SPDX-License-Identifier: Apache-2.0 */
/* devices --check: what each phone allows. */
#ifndef ADBNET_CMD_CHECK_H
#define ADBNET_CMD_CHECK_H

#include "cmd/settings.h"
#include "track/checks.h"

/*
 * Looks at each phone of the list that is ready (with -s: at that one), one
 * after the other, and fills its checks, which borrow from out. A phone that
 * gives no answer has a check that says so; one that is in no list, and was
 * named as HOST:PORT, makes it fail. 0 or a negative code; then only
 * checks_fini() is good for out.
 */
int check_devices(const struct settings *settings, struct device *devices,
                  size_t count, struct checks *out, struct err *err);

#endif
