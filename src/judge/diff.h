/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two sides compared, each one run or several of the same app: which ends are
 * new, which are gone, which come and go. Pure.
 *
 * An end is told by its key (address, network's prefix, organisation or
 * confirmed name) and by the port that was called; of addresses by the
 * protocol, too, else not: the same service is called by either (QUIC).
 *
 * What lies behind a proxy is not known. What is not known is not the same as
 * anything: it is not judged, and counted. A side of which nothing at all is
 * known is refused.
 */
#ifndef ADBNET_JUDGE_DIFF_H
#define ADBNET_JUDGE_DIFF_H

#include "base/err.h"
#include "judge/keys.h"
#include "model/difference.h"
#include "model/observed.h"

struct diff;

struct diff_options {
    enum key_by by;
};

struct diff_side {
    const struct observed *const *runs;
    size_t run_count;
};

#define DIFF_RUNS_MAX ((size_t)1000)
#define DIFF_KEYS_MAX ((size_t)1000 * 1000)

/*
 * Compares; the runs must outlive it. 0; ERR_USAGE when a side has nothing
 * to compare by (no run that may be judged, no lookups), with the reason;
 * ERR_LIMIT, ERR_NOMEM.
 */
int diff_make(const struct diff_side *a, const struct diff_side *b,
              const struct diff_options *options, struct diff **out,
              struct err *err);
void diff_free(struct diff *diff); /* accepts NULL */

/*
 * Sorted by app, then added, removed, sometimes, not judged, same, then by
 * key and port.
 */
const struct difference *diff_list(const struct diff *diff, size_t *out_count);
const struct difference_counts *diff_counts(const struct diff *diff);
/* What makes them less than comparable. */
const struct difference_note *diff_notes(const struct diff *diff,
                                         size_t *out_count);

enum diff_fail {
    DIFF_FAIL_NEVER,
    DIFF_FAIL_ADDED,
    DIFF_FAIL_REMOVED,
    DIFF_FAIL_ANY
};

/* "added", "removed", "any"; or false. */
bool diff_fail_from_name(struct str name, enum diff_fail *out);

/*
 * 5 when there is what fails: of ANY also what was seen in some runs of one
 * side and in none of the other. Else 4 when something was not judged.
 */
int diff_status(const struct diff *diff, enum diff_fail fail);

#endif
