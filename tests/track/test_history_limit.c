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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_beyond_the_limit_are_counted_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
