/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the known name with the fewest edits. */
#ifndef ADBNET_TRACK_NEAREST_H
#define ADBNET_TRACK_NEAREST_H

#include "model/snapshot.h"

/* Among which names; to be added up. */
enum nearest_among { NEAREST_PACKAGES = 1, NEAREST_PROCESSES = 2 };

/* Any names, one after the other; more than a phone has are not compared. */
struct nearest {
    const char *wanted;
    const char *name; /* the nearest so far, borrowed; NULL: none is near */
    size_t distance;
    size_t tries;
};

void nearest_begin(struct nearest *nearest, const char *wanted);
void nearest_try(struct nearest *nearest, const char *name);

/*
 * The nearest of the snapshot's names of these kinds; NULL when nothing is
 * near (more than three edits away, or than a quarter). Borrowed from the
 * snapshot.
 */
const char *nearest_name(const char *name, const struct snapshot *snapshot,
                         unsigned among);

#endif
