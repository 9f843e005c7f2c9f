/* SPDX-License-Identifier: Apache-2.0 */
/* Hints being made. Only for the files hint*.c. */
#ifndef ADBNET_JUDGE_HINTS_STATE_H
#define ADBNET_JUDGE_HINTS_STATE_H

#include "base/pool.h"
#include "base/vec.h"
#include "judge/hints.h"
#include "judge/setup.h"

struct hints {
    const struct observed *run;
    enum expected_path expected;
    bool has_baseline;
    bool has_unknown_end; /* of which it cannot be told whether it is new */
    struct pool strings;
    struct vec list;   /* struct hint */
    uint64_t left_out; /* beyond the limit */
    struct vec notes;  /* struct run_note */
    const char *absent[HINT_KINDS];
    size_t absent_count;
    char *flags; /* of each endpoint */
    int rc;
};

/* hint_kinds.c: what an endpoint is. */

/* All kinds but HINT_NEW, which needs a baseline. */
bool hint_applies(const struct hints *hints, enum hint_kind kind,
                  const struct endpoint *endpoint);

/* hint_text.c: fills all but kind, endpoint and socket. */
void hint_describe(struct hints *hints, struct hint *hint);
/* A copy of the text in the hints' pool. */
const char *hint_keep(struct hints *hints, const char *text);

/* hint_absent.c */
void hint_absent_all(struct hints *hints);

/* hint_notes.c */
void hint_note_all(struct hints *hints);

#endif
