/* SPDX-License-Identifier: Apache-2.0 */
/* The system's clocks behind struct clock. */
#include "base/clock.h"

#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec now;

    /* Cannot fail for these clocks on any system we build for. */
    (void)clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_mono_ms(void *ctx)
{
    (void)ctx;
    return read_ms(CLOCK_MONOTONIC);
}

static int64_t system_wall_ms(void *ctx)
{
    (void)ctx;
    return read_ms(CLOCK_REALTIME);
}

int64_t clock_slept_ms(void)
{
#ifdef CLOCK_BOOTTIME
    return read_ms(CLOCK_BOOTTIME) - read_ms(CLOCK_MONOTONIC);
#else
    return 0;
#endif
}

const struct clock *clock_system(void)
{
    static const struct clock system_clock = {
        .mono_ms = system_mono_ms,
        .wall_ms = system_wall_ms,
        .ctx = NULL,
    };

    return &system_clock;
}
