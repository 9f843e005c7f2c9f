/* SPDX-License-Identifier: Apache-2.0 */
/* Bursts, rates and rests. */
#include "enrich/budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct manners manners = {1000, 5, 60000};
#define START 1700000000000

static void a_burst_then_one_in_each_interval(void **state)
{
    struct budget budget = {0};
    int64_t now = START;
    int granted = 0;
    int i;

    (void)state;
    for (i = 0; i < 5; i++) {
        assert_int_equal(budget_claim(&budget, &manners, now), 0);
    }
    assert_int_equal(budget_claim(&budget, &manners, now), 1000);
    for (i = 0; i < 60 * 10; i++, now += 100) {
        granted += budget_claim(&budget, &manners, now) == 0;
    }
    assert_int_equal(granted, 59);
}

static void ten_a_minute_is_never_passed(void **state)
{
    static const struct manners slow = {7000, 1, 300000};
    struct budget budget = {0};
    int granted = 0;
    int64_t now;

    (void)state;
    for (now = START; now < START + 60000; now += 10) {
        granted += budget_claim(&budget, &slow, now) == 0;
    }
    assert_int_equal(granted, 9);
}

static void a_refusal_is_kept_to_as_long_as_it_says(void **state)
{
    struct budget budget = {0};

    (void)state;
    budget_refused(&budget, &manners, 120, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 120000);
    assert_int_equal(budget_claim(&budget, &manners, START + 120000), 0);
    budget_refused(&budget, &manners, 1000000, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 3600000);
    budget_refused(&budget, &manners, INT64_MAX, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 3600000);
    budget_refused(&budget, &manners, 0, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 1000);
}

static void without_a_time_each_refusal_counts_double(void **state)
{
    struct budget budget = {0};
    int i;

    (void)state;
    budget_refused(&budget, &manners, -1, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 60000);
    budget_refused(&budget, &manners, -1, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 120000);
    for (i = 0; i < 50; i++) {
        budget_refused(&budget, &manners, -1, START);
    }
    assert_int_equal(budget_claim(&budget, &manners, START), 3600000);
    budget_succeeded(&budget);
    budget_refused(&budget, &manners, -1, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 60000);
}

static void one_failure_is_forgiven_two_are_not(void **state)
{
    struct budget budget = {0};

    (void)state;
    budget_failed(&budget, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 0);
    budget_failed(&budget, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 15000);
    budget_failed(&budget, START);
    assert_int_equal(budget_claim(&budget, &manners, START), 30000);
}

static void a_clock_that_was_set_back_shuts_nobody_out(void **state)
{
    struct budget budget = {.next_ms = START, .not_before_ms = START};

    (void)state;
    assert_int_equal(budget_claim(&budget, &manners, START - (int64_t)90000000),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_then_one_in_each_interval),
        cmocka_unit_test(ten_a_minute_is_never_passed),
        cmocka_unit_test(a_refusal_is_kept_to_as_long_as_it_says),
        cmocka_unit_test(without_a_time_each_refusal_counts_double),
        cmocka_unit_test(one_failure_is_forgiven_two_are_not),
        cmocka_unit_test(a_clock_that_was_set_back_shuts_nobody_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
