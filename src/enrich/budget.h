/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often a server is asked: so many at once after a rest, then one in
 * each interval; not at all for a while after it said no or did not answer.
 * Wall-clock time throughout, because it is kept between runs.
 */
#ifndef ADBNET_ENRICH_BUDGET_H
#define ADBNET_ENRICH_BUDGET_H

#include "enrich/registry.h"

struct budget {
    int64_t next_ms;       /* when a burst of one would be allowed again */
    int64_t not_before_ms; /* it does not want to be asked until then */
    int32_t fails;         /* in a row */
};

/* 0: ask now, it is counted; else so many ms to wait. */
int64_t budget_claim(struct budget *budget, const struct manners *manners,
                     int64_t now_ms);

/* The server said "too often", and for how long if that is not negative. */
void budget_refused(struct budget *budget, const struct manners *manners,
                    int64_t retry_after_s, int64_t now_ms);

/* It did not answer, or not with sense: after two in a row it may rest. */
void budget_failed(struct budget *budget, int64_t now_ms);
void budget_succeeded(struct budget *budget);

#endif
