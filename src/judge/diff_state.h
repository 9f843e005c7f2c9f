/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison being made. Only for the files diff*.c. */
#ifndef ADBNET_JUDGE_DIFF_STATE_H
#define ADBNET_JUDGE_DIFF_STATE_H

#include "base/pool.h"
#include "base/vec.h"
#include "judge/diff.h"

struct diff {
    enum key_by by;
    const struct diff_side *sides[2]; /* only while it is made */
    struct pool strings;
    struct vec list;  /* struct difference */
    struct vec notes; /* struct difference_note */
    struct difference_counts counts;
    size_t missing[2]; /* endpoints of which the key is not known */
    size_t hidden[2];  /* of these, those behind a proxy */
    int rc;
};

/* "A", "B" */
const char *diff_side_name(unsigned side);

bool diff_may_judge(const struct observed *run);

/* Runs of a side in which the app could have been seen. */
uint32_t diff_runs_of(const struct diff *diff, unsigned side,
                      const char *subject);

/* diff_apps.c: apps of which a side has no run that may be judged. */
void diff_note_apps(struct diff *diff);

/* diff_notes.c: what is said on top, from the runs and the list. */
void diff_note(struct diff *diff, const char *code, const char *text);
void diff_note_all(struct diff *diff);

#endif
