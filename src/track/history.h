/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples to connections, over time: what opened, changed, closed and when,
 * whose it is, and how much may have been missed. Pure: whoever watches a
 * phone, or reads a capture, feeds it and is told by a callback.
 */
#ifndef ADBNET_TRACK_HISTORY_H
#define ADBNET_TRACK_HISTORY_H

#include "base/err.h"
#include "model/tracked.h"
#include "track/select.h"

struct history;

/* Far above any phone; beyond them rows are only counted, and it is said. */
#define HISTORY_CONNECTIONS_MAX ((size_t)131072)
#define HISTORY_ENDPOINTS_MAX ((size_t)65536)
#define HISTORY_OWNERS_MAX ((size_t)65536)
/* Of owners' packages, which stay; a phone may name others in each sample. */
#define HISTORY_NAMES_MAX ((size_t)64 * 1024 * 1024)

/* Changes of what is in front; a phone can tell of them without an end. */
#define HISTORY_FRONTS_MAX ((size_t)100000)

struct history_options {
    /*
     * Whom and where; the targets are borrowed. A connection that does not
     * answer to it is tracked and told all the same, with is_selected false.
     */
    struct select_options select;
    /* What was open before the start is neither told nor counted. */
    bool ignores_baseline;
    /* A WHAT that is nothing on this phone yet is no error. */
    bool may_be_absent;
    /* A number that the phone cannot know; its rows decide the rest. */
    uint64_t secret[2];
    size_t max_connections; /* open at a time; 0: as above */
    size_t max_endpoints;
    size_t max_names;  /* bytes; who comes later is an unknown owner */
    size_t max_fronts; /* EVENT_FOREGROUND; beyond them a note, once */
    /* What it is given lasts until it returns. */
    void (*event)(void *ctx, const struct event *event);
    void *ctx;
};

/* NULL without memory. The options are copied, but for the targets. */
struct history *history_new(const struct history_options *options);
void history_free(struct history *history); /* accepts NULL */

/*
 * What a look at the phone told before the first sample, and after a phone
 * came back: facts, users, network, packages, processes, descriptors; all is
 * copied, its rows do not count. 0, ERR_NO_MATCH with the sentence when a
 * WHAT is nothing on this phone, ERR_NOMEM.
 */
int history_base(struct history *history, const struct snapshot *snapshot,
                 struct err *err);

/* adbnet's own connection is another one now. */
void history_own(struct history *history, const struct own_connection *own);

/*
 * The next sample. What it brings of packages, processes and descriptors
 * replaces what was known. The first one is the baseline. 0 or ERR_NOMEM.
 *
 * "The uid's only process" is claimed of rows that came together with a
 * list of processes: ask for it with the first sample, and with new rows.
 */
int history_take(struct history *history, const struct sample *sample);

/* Tells it; after a reboot nothing of before is open any more. */
int history_gap(struct history *history, const struct gap *gap);

/* Tells an event that is not the history's own: start, mark, foreground. */
void history_tell(struct history *history, enum event_kind kind, int64_t at_ms,
                  const char *text);

/*
 * The totals. What out points to lasts until the history is used again.
 * 0 or ERR_NOMEM. May be called before the end, and after.
 */
int history_summary(struct history *history, int64_t at_ms,
                    struct watch_summary *out);

/*
 * All endpoints in printing order (what was asked for first, then those that
 * act for apps, then the others); until the history is used again.
 */
int history_endpoints(struct history *history, const struct endpoint **out,
                      size_t *out_count);

/*
 * One connection after the other, those that are open or were a moment ago,
 * in no order; NULL: the first, and no more. Until the next sample or gap.
 */
const struct tracked *history_next(const struct history *history,
                                   const struct tracked *previous);

/*
 * The number of the sample that shows best what the last one taken brought
 * and no event tells: a selected socket that listens, when it was first
 * seen. 0: there is none.
 */
uint64_t history_evidence(const struct history *history);

/* What became of each WHAT by now, as many as there are targets. */
const struct target_result *history_targets(const struct history *history);

#endif
