/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clock as something that is passed in, so that logic never asks the
 * system for the time and tests turn the hands themselves.
 */
#ifndef ADBNET_BASE_CLOCK_H
#define ADBNET_BASE_CLOCK_H

#include <stdint.h>

struct clock {
    /* Monotonic, from any origin, milliseconds. */
    int64_t (*mono_ms)(void *ctx);
    /* Wall clock since 1970-01-01 UTC, milliseconds. */
    int64_t (*wall_ms)(void *ctx);
    void *ctx;
};

/* The machine's own clocks; a static object, never freed. */
const struct clock *clock_system(void);

/*
 * How long this machine has slept in all, as far as the system tells: no
 * clock above says it, the one stands still meanwhile, the other may be set.
 */
int64_t clock_slept_ms(void);

static inline int64_t clock_mono_ms(const struct clock *clock)
{
    return clock->mono_ms(clock->ctx);
}

static inline int64_t clock_wall_ms(const struct clock *clock)
{
    return clock->wall_ms(clock->ctx);
}

#endif
