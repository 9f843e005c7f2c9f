/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a run is worth a second look, and what a reader has to know of it
 * besides. Pure.
 *
 * A hint says what was observed and what was not; it is no finding. The
 * tester's own proxy, adb and DNS never become hints: they are the set-up.
 */
#ifndef ADBNET_JUDGE_HINTS_H
#define ADBNET_JUDGE_HINTS_H

#include "base/err.h"
#include "judge/expected_path.h"
#include "judge/keys.h"
#include "model/hint.h"
#include "model/observed.h"

#define HINTS_MAX ((size_t)65536)

struct hints;

struct hint_options {
    /* Runs in which what is there is not new; none: nothing is new. */
    const struct observed *const *baseline;
    size_t baseline_count;
    enum key_by by; /* how they are compared */
    /* The way that they were judged by (path_take()); who misses it is one. */
    enum expected_path expected;
};

/*
 * Of the selected endpoints of a run and its listeners, which must outlive
 * it. 0, ERR_LIMIT, ERR_NOMEM with the sentence.
 */
int hints_make(const struct observed *run, const struct hint_options *options,
               struct hints **out, struct err *err);
void hints_free(struct hints *hints); /* accepts NULL */

/* Sorted by kind, then in the order of the endpoints. */
const struct hint *hints_list(const struct hints *hints, size_t *out_count);
const struct run_note *hints_notes(const struct hints *hints,
                                   size_t *out_count);
/* Hints beyond HINTS_MAX, which a note tells of. */
uint64_t hints_left_out(const struct hints *hints);
/* The flag of each endpoint, as hint_report has it. */
const char *hints_flags(const struct hints *hints);
/* Static phrases: what was looked for and not observed. */
const char *const *hints_absent(const struct hints *hints, size_t *out_count);
/* Of the references. */
const char *hints_edition(void);

/* A row of a table that may be this hint's: its socket, or one alike. */
bool hint_shows(const struct hint *hint, const struct sock_row *row);

/*
 * By what the rows of a hint are found among many: its own end, or the other
 * one. hint_shows() is true of rows of its place alone.
 */
struct hint_place {
    struct addr addr;
    uint16_t port;
    uint8_t proto;
    bool is_remote;
    bool is_link_layer;
};

#define HINT_PLACES_OF_ROW 2

struct hint_place hint_place(const struct hint *hint);
/* A row may be of hints at either of its ends. How many: as many as there. */
size_t hint_places_of_row(const struct sock_row *row,
                          struct hint_place out[HINT_PLACES_OF_ROW]);
/* A total order. */
int hint_place_compare(const struct hint_place *a, const struct hint_place *b);

#endif
