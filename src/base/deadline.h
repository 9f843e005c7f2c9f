/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One budget of time for one operation, passed down by pointer: five seconds
 * stay five seconds however many packets they hold.
 */
#ifndef ADBNET_BASE_DEADLINE_H
#define ADBNET_BASE_DEADLINE_H

#include "base/clock.h"

struct deadline {
    const struct clock *clock; /* borrowed */
    int64_t at_ms;             /* monotonic; INT64_MAX: never */
};

/* timeout_ms < 0: never. */
static inline struct deadline deadline_in(const struct clock *clock,
                                          int64_t timeout_ms)
{
    struct deadline deadline;

    deadline.clock = clock;
    deadline.at_ms =
        timeout_ms < 0 ? INT64_MAX : clock_mono_ms(clock) + timeout_ms;
    return deadline;
}

/* What is left as poll(2) wants it: -1 never, 0 over, else milliseconds. */
static inline int deadline_poll_ms(const struct deadline *deadline)
{
    int64_t left;

    if (deadline->at_ms == INT64_MAX) {
        return -1;
    }
    left = deadline->at_ms - clock_mono_ms(deadline->clock);
    if (left <= 0) {
        return 0;
    }
    return left > 3600000 ? 3600000 : (int)left;
}

static inline int deadline_is_over(const struct deadline *deadline)
{
    return deadline_poll_ms(deadline) == 0;
}

#endif
