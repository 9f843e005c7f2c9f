/* SPDX-License-Identifier: Apache-2.0 */
/* More ends than a history keeps: they are missing, and that is known. */
#include "watched.h"

static void ends_beyond_the_limit_are_counted_too(void **state)
{
    struct watched w;
    struct watch_summary summary;

    (void)state;
    watch(&w, NULL);
    w.options.max_endpoints = 2;
    start(&w);
    next(&w);
    for (unsigned port = 1; port <= 5; port++) {
        tcp(&w, port, port, SOCK_ESTABLISHED, BANK, port);
    }
    take(&w);
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.endpoint_count, 2);
    assert_int_equal(summary.left_out, 3);
    stop(&w);
}

static void a_sample_that_lacks_a_table_is_not_one_that_was_read(void **state)
{
    struct watched w;
    struct watch_summary summary;

    (void)state;
    watch(&w, NULL);
    start(&w);
    for (int i = 0; i < 10; i++) {
        next(&w);
        if (i == 0 || i % 4 == 3) {
            w.sample.parts = 0;
        } else {
            tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
        }
        take(&w);
    }
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.samples, 7);
    assert_int_equal(summary.unread, 3);
    assert_int_equal(summary.ticks, 10);
    assert_int_equal(summary.longest_gap_ms, 2 * STEP_MS);
    assert_int_equal(summary.to_ms - summary.from_ms, 9 * STEP_MS);
    /* What the second sample shows was not seen before the start. */
    assert_int_equal(summary.connections, 1);
    assert_false(summary.endpoints[0].is_baseline);
    assert_false(summary.is_partial);
    stop(&w);
}

static void a_phone_whose_samples_lack_a_table_is_away(void **state)
{
    const struct gap gap = {.from_ms = 1000200, .to_ms = 1000400, .why = "x"};
    struct watched w;
    struct watch_summary summary;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    take(&w);
    assert_int_equal(history_gap(w.history, &gap), 0);
    next(&w);
    w.sample.parts = 0;
    take(&w);
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_true(summary.is_partial);
    next(&w);
    take(&w);
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_false(summary.is_partial);
    stop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_that_lacks_a_table_is_not_one_that_was_read),
        cmocka_unit_test(a_phone_whose_samples_lack_a_table_is_away),
        cmocka_unit_test(ends_beyond_the_limit_are_counted_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
