/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What --root and the names of packages add to a request: whose descriptors
 * are read, and as whom.
 */
#ifndef ADBNET_CMD_RIGHTS_H
#define ADBNET_CMD_RIGHTS_H

#include "cmd/settings.h"
#include "collect/script.h"
#include "collect/snapshot.h"

struct rights {
    const char *packages[SCRIPT_PACKAGES_MAX]; /* borrowed from the targets */
    size_t package_count;
    size_t left_out; /* beyond what one script takes */
};

/*
 * Adds to out, whose packages then point into rights. Says what somebody may
 * have to do at the phone.
 */
void rights_ask(struct rights *rights, const struct settings *settings,
                const struct target *targets, size_t count,
                struct collect_options *out);

/*
 * Says which packages run-as was not tried for, if that makes a difference.
 * 0 or the code of snapshot_warn().
 */
int rights_warn(const struct rights *rights, struct snapshot *snapshot);

#endif
