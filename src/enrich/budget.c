/* SPDX-License-Identifier: Apache-2.0 */
/* See budget.h. */
#include "enrich/budget.h"

#define SECOND_MS ((int64_t)1000)
#define HOUR_MS (3600 * SECOND_MS)
#define DAY_MS (24 * HOUR_MS)
#define FAILS_MAX 8

/* A clock that was set back must not shut a server out for ever. */
static void forget_the_future(struct budget *budget, int64_t now_ms)
{
    if (budget->not_before_ms > now_ms + DAY_MS) {
        budget->not_before_ms = 0;
    }
    if (budget->next_ms > now_ms + HOUR_MS) {
        budget->next_ms = 0;
    }
}

int64_t budget_claim(struct budget *budget, const struct manners *manners,
                     int64_t now_ms)
{
    int64_t allowance = (int64_t)manners->interval_ms * (manners->burst - 1);
    int64_t from;

    forget_the_future(budget, now_ms);
    if (budget->not_before_ms > now_ms) {
        return budget->not_before_ms - now_ms;
    }
    from = budget->next_ms > now_ms ? budget->next_ms : now_ms;
    if (from - now_ms > allowance) {
        return from - now_ms - allowance;
    }
    budget->next_ms = from + manners->interval_ms;
    return 0;
}

void budget_refused(struct budget *budget, const struct manners *manners,
                    int64_t retry_after_s, int64_t now_ms)
{
    int64_t ms = manners->blocked_ms;

    budget->fails += budget->fails < FAILS_MAX;
    if (retry_after_s >= 0) {
        ms = retry_after_s > 3600 ? HOUR_MS : retry_after_s * SECOND_MS;
        ms = ms < SECOND_MS ? SECOND_MS : ms;
    } else {
        ms <<= budget->fails - 1;
    }
    budget->not_before_ms = now_ms + (ms > HOUR_MS ? HOUR_MS : ms);
}

void budget_failed(struct budget *budget, int64_t now_ms)
{
    budget->fails += budget->fails < FAILS_MAX;
    if (budget->fails >= 2) {
        budget->not_before_ms =
            now_ms + ((15 * SECOND_MS) << (budget->fails - 2));
    }
}

void budget_succeeded(struct budget *budget)
{
    budget->fails = 0;
}
