/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the known name with the fewest edits. */
#ifndef ADBNET_TRACK_NEAREST_H
#define ADBNET_TRACK_NEAREST_H

#include "model/snapshot.h"

/* Among which names; to be added up. */
enum nearest_among { NEAREST_PACKAGES = 1, NEAREST_PROCESSES = 2 };

/*
 * The nearest of the snapshot's names of these kinds; NULL when nothing is
 * near (more than three edits away, or than a quarter). Borrowed from the
 * snapshot.
 */
const char *nearest_name(const char *name, const struct snapshot *snapshot,
                         unsigned among);

#endif
