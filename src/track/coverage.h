/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much of what the phone counted was seen: outbound TCP connections of
 * the whole phone, and bytes of single uids. Pure arithmetic over a first
 * reading and the last one.
 */
#ifndef ADBNET_TRACK_COVERAGE_H
#define ADBNET_TRACK_COVERAGE_H

#include "model/tracked.h"

/* The kernel's counters together with what had been seen by then. */
struct reading {
    bool is_known;
    uint64_t opens;
    uint64_t fails;
    uint64_t seen;
    uint64_t attributed;
};

struct counted {
    struct reading first;
    struct reading last;
    struct vec first_bytes; /* struct uid_bytes, sorted by uid */
    struct vec last_bytes;  /* the same */
    bool has_first_bytes;
    bool is_broken;       /* the phone started anew in between */
    uint64_t last_sample; /* that brought counters; 0: none */
    /* Since the first: connections, and those of them with an owner. */
    uint64_t seen;
    uint64_t attributed;
    /* First seen after the last counters: not comparable yet. */
    uint64_t late_seen;
    uint64_t late_attributed;
};

void counted_init(struct counted *counted);
void counted_fini(struct counted *counted);

/* What a sample brings of both. 0 or ERR_NOMEM. */
int counted_take(struct counted *counted, const struct sample *sample);

/* The phone started anew: nothing can be compared across that. */
void counted_break(struct counted *counted);

/*
 * A connection that was first seen in this sample; false: it does not count,
 * nor does its owner. counted_attributed(): one that does has an owner.
 */
bool counted_seen(struct counted *counted, uint64_t first_sample);
void counted_attributed(struct counted *counted, uint64_t first_sample);

struct coverage counted_coverage(const struct counted *counted);
struct uid_traffic counted_traffic(const struct counted *counted, uint32_t uid);

#endif
