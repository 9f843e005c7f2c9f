/* SPDX-License-Identifier: Apache-2.0 */
/* Differences of counters. See coverage.h. */
#include "track/coverage.h"

#include "base/err.h"

#include <string.h>

void counted_init(struct counted *counted)
{
    memset(counted, 0, sizeof(*counted));
    vec_init(&counted->first_bytes, sizeof(struct uid_bytes), SAMPLE_BYTES_MAX);
    vec_init(&counted->last_bytes, sizeof(struct uid_bytes), SAMPLE_BYTES_MAX);
}

void counted_fini(struct counted *counted)
{
    vec_fini(&counted->first_bytes);
    vec_fini(&counted->last_bytes);
}

static int copy_bytes(struct vec *to, const struct vec *from)
{
    int rc = 0;

    to->len = 0;
    for (size_t i = 0; i < from->len && rc == 0; i++) {
        rc = vec_push(to, vec_at(from, i));
    }
    return rc;
}

static int take_bytes(struct counted *counted, const struct sample *sample)
{
    int rc = copy_bytes(&counted->last_bytes, &sample->bytes);

    if (rc == 0 && !counted->has_first_bytes) {
        rc = copy_bytes(&counted->first_bytes, &sample->bytes);
        counted->has_first_bytes = rc == 0;
    }
    return rc;
}

static void take_counters(struct counted *counted, const struct sample *sample)
{
    const struct counters *counters = &sample->snapshot.counters;
    struct reading *last = &counted->last;

    if (!counters_has(counters, COUNTER_TCP_ACTIVE_OPENS) ||
        !counters_has(counters, COUNTER_TCP_ATTEMPT_FAILS)) {
        return;
    }
    counted->seen += counted->late_seen;
    counted->attributed += counted->late_attributed;
    counted->late_seen = 0;
    counted->late_attributed = 0;
    counted->last_sample = sample->number;
    last->is_known = true;
    last->opens = counters->values[COUNTER_TCP_ACTIVE_OPENS];
    last->fails = counters->values[COUNTER_TCP_ATTEMPT_FAILS];
    last->seen = counted->seen;
    last->attributed = counted->attributed;
    if (!counted->first.is_known) {
        counted->first = *last;
    }
}

int counted_take(struct counted *counted, const struct sample *sample)
{
    if ((sample->parts & SAMPLE_COUNTERS) != 0) {
        take_counters(counted, sample);
    }
    return (sample->parts & SAMPLE_BYTES) != 0 ? take_bytes(counted, sample)
                                               : 0;
}

void counted_break(struct counted *counted)
{
    counted->is_broken = true;
}

/* What was there before the first counters is not in their difference. */
bool counted_seen(struct counted *counted, uint64_t first_sample)
{
    bool is_late = first_sample > counted->last_sample;

    if (counted->first.is_known && is_late) {
        counted->late_seen++;
    }
    return counted->first.is_known && is_late;
}

void counted_attributed(struct counted *counted, uint64_t first_sample)
{
    if (first_sample > counted->last_sample) {
        counted->late_attributed++;
    } else {
        counted->attributed++;
    }
}

struct coverage counted_coverage(const struct counted *counted)
{
    const struct reading *from = &counted->first;
    const struct reading *to = &counted->last;
    struct coverage out = {.is_known = false};

    if (counted->is_broken || !from->is_known || to->opens < from->opens ||
        to->fails < from->fails) {
        return out;
    }
    out.is_known = true;
    out.opens = to->opens - from->opens;
    out.fails = to->fails - from->fails;
    out.seen = counted->seen - from->seen;
    out.attributed = counted->attributed - from->attributed;
    return out;
}

static int compare_uid(const void *a, const void *b)
{
    uint32_t x = ((const struct uid_bytes *)a)->uid;
    uint32_t y = ((const struct uid_bytes *)b)->uid;

    return (x > y) - (x < y);
}

/* A map that came whole and does not have a uid counted nothing for it. */
struct uid_traffic counted_traffic(const struct counted *counted, uint32_t uid)
{
    struct uid_bytes none = {.uid = uid};
    const struct uid_bytes *from =
        vec_find(&counted->first_bytes, &none, compare_uid);
    const struct uid_bytes *to =
        vec_find(&counted->last_bytes, &none, compare_uid);
    struct uid_traffic out = {.uid = uid};

    from = from == NULL ? &none : from;
    to = to == NULL ? &none : to;
    if (counted->is_broken || !counted->has_first_bytes ||
        to->rx_bytes < from->rx_bytes || to->tx_bytes < from->tx_bytes) {
        return out;
    }
    out.is_known = true;
    out.rx_bytes = to->rx_bytes - from->rx_bytes;
    out.tx_bytes = to->tx_bytes - from->tx_bytes;
    return out;
}
