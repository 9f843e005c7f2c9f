/* SPDX-License-Identifier: Apache-2.0 */
/* Differences of the phone's own counters, and when there is none. */
#include "fixture.h"

#include "track/coverage.h"

struct meter {
    struct counted counted;
    uint64_t number;
};

static void counters(struct meter *m, uint64_t opens, uint64_t fails)
{
    struct sample sample;

    sample_init(&sample);
    sample.number = ++m->number;
    if (opens > 0) {
        sample.parts = SAMPLE_COUNTERS;
        counters_set(&sample.snapshot.counters, COUNTER_TCP_ACTIVE_OPENS,
                     opens);
        counters_set(&sample.snapshot.counters, COUNTER_TCP_ATTEMPT_FAILS,
                     fails);
    }
    assert_int_equal(counted_take(&m->counted, &sample), 0);
    sample_fini(&sample);
}

static void bytes(struct meter *m, uint32_t uid, uint64_t rx, uint64_t tx)
{
    struct uid_bytes one = {.uid = uid, .rx_bytes = rx, .tx_bytes = tx};
    struct sample sample;

    sample_init(&sample);
    sample.number = ++m->number;
    sample.parts = SAMPLE_BYTES;
    assert_int_equal(vec_push(&sample.bytes, &one), 0);
    assert_int_equal(counted_take(&m->counted, &sample), 0);
    sample_fini(&sample);
}

static int set_up(void **state)
{
    static struct meter meter;

    memset(&meter, 0, sizeof(meter));
    counted_init(&meter.counted);
    *state = &meter;
    return 0;
}

static int tear_down(void **state)
{
    struct meter *m = *state;

    counted_fini(&m->counted);
    return 0;
}

static void between_first_and_last_counters_is_compared(void **state)
{
    struct meter *m = *state;
    struct coverage c;

    assert_false(counted_seen(&m->counted, 1));
    assert_false(counted_coverage(&m->counted).is_known);
    counters(m, 100, 7);
    assert_true(counted_seen(&m->counted, 2));
    counted_attributed(&m->counted, 2);
    assert_true(counted_seen(&m->counted, 2));
    assert_int_equal(counted_coverage(&m->counted).seen, 0);
    counters(m, 103, 8);
    assert_true(counted_seen(&m->counted, 3));
    counted_attributed(&m->counted, 3);
    c = counted_coverage(&m->counted);
    assert_true(c.is_known);
    assert_int_equal(c.opens, 3);
    assert_int_equal(c.fails, 1);
    assert_int_equal(c.seen, 2);
    assert_int_equal(c.attributed, 1);
    /* The owner of an earlier one is found late. */
    counted_attributed(&m->counted, 2);
    assert_int_equal(counted_coverage(&m->counted).attributed, 2);
}

static void unknown_is_not_nothing(void **state)
{
    struct meter *m = *state;

    assert_false(counted_traffic(&m->counted, 10093).is_known);
    counters(m, 100, 0);
    counters(m, 99, 0);
    assert_false(counted_coverage(&m->counted).is_known);
    counters(m, 0, 0);
    counters(m, 200, 0);
    assert_true(counted_coverage(&m->counted).is_known);
    bytes(m, 10093, 5, 6);
    assert_true(counted_traffic(&m->counted, 10093).is_known);
    counted_break(&m->counted);
    assert_false(counted_coverage(&m->counted).is_known);
    assert_false(counted_traffic(&m->counted, 10093).is_known);
}

static void bytes_of_a_uid_are_differences(void **state)
{
    static const struct {
        const char *why;
        uint32_t uid;
        bool is_known;
        uint64_t rx;
        uint64_t tx;
    } cases[] = {
        {"in each map", 10093, true, 90, 9},
        {"in none: nothing", 10094, true, 0, 0},
    };
    struct meter *m = *state;

    bytes(m, 10093, 10, 1);
    bytes(m, 10093, 40, 6);
    bytes(m, 10093, 100, 10);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct uid_traffic t = counted_traffic(&m->counted, cases[i].uid);

        if (t.is_known != cases[i].is_known || t.rx_bytes != cases[i].rx ||
            t.tx_bytes != cases[i].tx || t.uid != cases[i].uid) {
            fail_msg("%s: %d %d", cases[i].why, (int)t.rx_bytes,
                     (int)t.tx_bytes);
        }
    }
    /* It was taken out of the map, and put in anew. */
    bytes(m, 10093, 3, 3);
    assert_false(counted_traffic(&m->counted, 10093).is_known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            between_first_and_last_counters_is_compared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_is_not_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(bytes_of_a_uid_are_differences, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
