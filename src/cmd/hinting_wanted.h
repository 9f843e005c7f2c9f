/* SPDX-License-Identifier: Apache-2.0 */
/* Which samples may show what hints are about, so that rows find them. */
#ifndef ADBNET_CMD_HINTING_WANTED_H
#define ADBNET_CMD_HINTING_WANTED_H

#include "base/vec.h"
#include "judge/hints.h"

/* A hint and a sample that may show it. */
struct wanted {
    uint64_t sample;
    struct hint_place place;
    size_t hint; /* its index in the report */
    size_t found;
};

/*
 * Into an empty list of struct wanted: of each hint the first and the last
 * sample, by sample, place, hint. 0 or a negative code.
 */
int wanted_all(struct vec *wanted, const struct hint_report *report);

/* From begin to end, which are of one sample: the first not before place. */
size_t wanted_first(const struct vec *wanted, size_t begin, size_t end,
                    const struct hint_place *place);

#endif
