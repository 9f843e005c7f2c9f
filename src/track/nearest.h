/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the known name with the fewest edits. */
#ifndef ADBNET_TRACK_NEAREST_H
#define ADBNET_TRACK_NEAREST_H

#include "model/snapshot.h"

/*
 * The nearest of the snapshot's process names and, if with_packages, of its
 * package names; NULL when nothing is near (more than three edits away, or than
 * a quarter). Borrowed from the snapshot.
 */
const char *nearest_name(const char *name, const struct snapshot *snapshot,
                         bool with_packages);

#endif
