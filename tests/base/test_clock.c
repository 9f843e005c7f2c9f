/* SPDX-License-Identifier: Apache-2.0 */
/* The two hands of a clock, and that the system's are plausible. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int64_t forty(void *ctx)
{
    return 40 + *(int *)ctx;
}

static int64_t sixty(void *ctx)
{
    return 60 + *(int *)ctx;
}

static void clock_asks_the_hand_it_was_asked_for(void **state)
{
    int ctx = 2;
    struct clock clock = {.mono_ms = forty, .wall_ms = sixty, .ctx = &ctx};

    (void)state;
    assert_int_equal(clock_mono_ms(&clock), 42);
    assert_int_equal(clock_wall_ms(&clock), 62);
}

static void clock_of_the_system_runs_forward_in_this_century(void **state)
{
    const struct clock *clock = clock_system();
    int64_t first = clock_mono_ms(clock);

    (void)state;
    assert_true(clock_mono_ms(clock) >= first);
    /* 2020 to 2100, in milliseconds. */
    assert_true(clock_wall_ms(clock) > INT64_C(1577836800000));
    assert_true(clock_wall_ms(clock) < INT64_C(4102444800000));
}

static void clock_that_slept_does_not_wake_up_earlier(void **state)
{
    int64_t first = clock_slept_ms();

    (void)state;
    /* Two clocks are read one after the other. */
    assert_true(first >= -1);
    assert_true(clock_slept_ms() >= first - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_asks_the_hand_it_was_asked_for),
        cmocka_unit_test(clock_of_the_system_runs_forward_in_this_century),
        cmocka_unit_test(clock_that_slept_does_not_wake_up_earlier),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
