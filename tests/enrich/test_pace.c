/* SPDX-License-Identifier: Apache-2.0 */
/* The window, the time-out, the rate. */
#include "enrich/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void answer(struct pace *pace, int count, int32_t rtt_ms)
{
    while (count-- > 0) {
        pace_answered(pace, rtt_ms);
    }
}

static void the_window_doubles_then_grows_slowly_up_to_its_maximum(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 500, 0);
    assert_int_equal(pace.window, 16);
    answer(&pace, 16, 20);
    assert_int_equal(pace.window, 32);
    answer(&pace, 32, 20);
    assert_int_equal(pace.window, 64);
    answer(&pace, 64, 20);
    assert_int_equal(pace.window, 68);
    answer(&pace, 10000, 20);
    assert_int_equal(pace.window, PACE_WINDOW_MAX);
}

static void without_a_rate_it_doubles_all_the_way(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 0, 0);
    answer(&pace, 2000, 20);
    assert_int_equal(pace.window, PACE_WINDOW_UNLIMITED);
}

static void a_refusal_halves_once_in_a_round_trip(void **state)
{
    struct pace pace;
    int i;

    (void)state;
    pace_init(&pace, 0, 0);
    answer(&pace, 184, 20);
    assert_int_equal(pace.window, 200);
    for (i = 0; i < 50; i++) {
        pace_refused(&pace, 80, 100 + i);
    }
    assert_int_equal(pace.window, 100);
    pace_refused(&pace, 101, 130);
    assert_int_equal(pace.window, 50);
    answer(&pace, 16, 20);
    assert_int_equal(pace.window, 51);
    for (i = 0; i < 20; i++) {
        pace_refused(&pace, 200 + i, 200 + i);
    }
    assert_int_equal(pace.window, 4);
}

static void a_loss_now_and_then_is_chance_and_many_are_not(void **state)
{
    struct pace pace;
    uint32_t before;
    int i;

    (void)state;
    pace_init(&pace, 0, 0);
    for (i = 0; i < 1000; i++) {
        answer(&pace, 19, 20);
        pace_lost(&pace, i * 100, i * 100 + 50);
    }
    assert_int_equal(pace.window, PACE_WINDOW_UNLIMITED);
    before = pace.window;
    for (i = 0; i < 20; i++) {
        answer(&pace, 4, 20);
        pace_lost(&pace, 200000, 200001 + i);
    }
    /* Once, whatever still comes of what went before. */
    assert_in_range(pace.window, before / 2, before / 2 + 8);
}

static void the_time_out_follows_the_round_trips(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 0, 0);
    assert_int_equal(pace_timeout_ms(&pace, 0), 1000);
    answer(&pace, 7, 20);
    assert_int_equal(pace_timeout_ms(&pace, 0), 1000);
    answer(&pace, 1, 20);
    assert_int_equal(pace_timeout_ms(&pace, 0), 200);
    assert_int_equal(pace_timeout_ms(&pace, 1), 400);
    assert_int_equal(pace_timeout_ms(&pace, 2), 800);
    assert_true(pace_timeout_ms(&pace, 200) <= 16000);
    answer(&pace, 100, 300);
    assert_in_range(pace_timeout_ms(&pace, 0), 290, 600);
    answer(&pace, 200, 5000);
    assert_int_equal(pace_timeout_ms(&pace, 0), 1000);
}

static void an_answer_to_nobody_knows_which_question_is_no_sample(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 0, 0);
    answer(&pace, 50, -1);
    assert_int_equal(pace_timeout_ms(&pace, 0), 1000);
}

/* How many go in so many milliseconds when there is always one more. */
static int count_sent(struct pace *pace, int64_t from_ms, int64_t to_ms)
{
    int64_t now = from_ms;
    int sent = 0;

    while (now < to_ms) {
        int wait = pace_wait_ms(pace, now);

        if (wait == 0) {
            pace_sent(pace);
            sent++;
        } else {
            now += wait;
        }
    }
    return sent;
}

static void the_rate_is_kept_and_used(void **state)
{
    static const uint32_t rates[] = {1, 7, 500, 3000};
    struct pace pace;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        int rate = (int)rates[i];
        int sent;

        pace_init(&pace, rates[i], 1000);
        sent = count_sent(&pace, 1000, 11000);
        assert_true(sent >= 10 * rate - 1 - rate / 100 &&
                    sent <= 10 * rate + 1);
        /* After a long silence no more than the bucket holds. */
        sent = count_sent(&pace, 900000, 901000);
        assert_true(sent >= rate && sent <= rate + rate / 10 + 2);
    }
    pace_init(&pace, 0, 0);
    assert_int_equal(pace_wait_ms(&pace, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            the_window_doubles_then_grows_slowly_up_to_its_maximum),
        cmocka_unit_test(without_a_rate_it_doubles_all_the_way),
        cmocka_unit_test(a_refusal_halves_once_in_a_round_trip),
        cmocka_unit_test(a_loss_now_and_then_is_chance_and_many_are_not),
        cmocka_unit_test(the_time_out_follows_the_round_trips),
        cmocka_unit_test(an_answer_to_nobody_knows_which_question_is_no_sample),
        cmocka_unit_test(the_rate_is_kept_and_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
