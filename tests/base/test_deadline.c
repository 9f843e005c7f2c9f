/* SPDX-License-Identifier: Apache-2.0 */
/* One budget of time, on a clock whose hands the test turns. */
#include "base/deadline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int64_t read_hand(void *ctx)
{
    return *(int64_t *)ctx;
}

static const struct {
    int64_t start;
    int64_t timeout_ms;
    int64_t passed;
    int want; /* what poll(2) would be given */
    const char *why;
} cases[] = {
    {1000, 5000, 0, 5000, "all of it is left"},
    {1000, 5000, 4999, 1, "the last millisecond"},
    {1000, 5000, 5000, 0, "exactly over"},
    {1000, 5000, 900000, 0, "long over"},
    {1000, 0, 0, 0, "no time at all"},
    {1000, -1, 0, -1, "never"},
    {1000, -1, INT64_C(1) << 60, -1, "never, whatever passes"},
    {-9000, 500, 200, 300, "a clock below zero"},
    {0, INT64_C(86400000), 0, 3600000, "poll is woken once an hour"},
    {0, INT64_C(1) << 40, 0, 3600000, "more than an int holds"},
};

static void deadline_tells_what_is_left(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t now = cases[i].start;
        struct clock clock = {read_hand, read_hand, &now};
        struct deadline deadline = deadline_in(&clock, cases[i].timeout_ms);

        now += cases[i].passed;
        if (deadline_poll_ms(&deadline) != cases[i].want ||
            deadline_is_over(&deadline) != (cases[i].want == 0)) {
            fail_msg("%s: %d", cases[i].why, deadline_poll_ms(&deadline));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deadline_tells_what_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
