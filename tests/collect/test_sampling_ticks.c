/* SPDX-License-Identifier: Apache-2.0 */
/* When ticks are sent, what they ask for, and what is made of their times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/format.h"
#include "collect/sampling_state.h"
#include "loop.h"

#define WALL ((int64_t)1795383098000)

static void check_line(struct sampling *sampling, int64_t mono_ms,
                       const char *want)
{
    char line[SAMPLING_LINE_CAP + 1];
    size_t len = sampling_line(sampling, mono_ms, WALL + mono_ms, line);

    line[len] = '\0';
    assert_string_equal(line, want);
}

static void feed(struct sampling *sampling, int64_t mono_ms, const char *text)
{
    struct err err;

    assert_int_equal(feed_text(sampling, WALL + mono_ms, text, &err), 0);
}

static void ticks_come_at_their_time(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    check_line(sampling, 900, "");
    sampling_open(sampling, 1000);
    assert_int_equal(sampling_due_ms(sampling, 1000), 0);
    check_line(sampling, 1000, "s n\n");
    assert_int_equal(sampling_due_ms(sampling, 1000), 200);
    check_line(sampling, 1199, "");
    feed(sampling, 1199, PLAIN("1", "5", ""));
    check_line(sampling, 1203, "s\n");
    /* The timer does not drift. */
    assert_int_equal(sampling_due_ms(sampling, 1203), 197);
    feed(sampling, 1300, PLAIN("2", "6", ""));
    /* Late by more than one: those are gone. */
    check_line(sampling, 1850, "s\n");
    assert_int_equal(sampling_due_ms(sampling, 1850), 150);
    assert_int_equal(sampling_ticks(sampling), 5);
    feed(sampling, 1900, PLAIN("3", "7", ""));
    assert_int_equal(receiver.gap_count, 1);
    assert_int_equal(receiver.gap_before[0], 2);
    assert_int_equal(receiver.gaps[0].ticks, 2);
    assert_true(receiver.gaps[0].from_ms == receiver.samples[1]->at_ms);
    assert_true(receiver.gaps[0].to_ms == receiver.samples[2]->at_ms);
    assert_false(receiver.gaps[0].is_reboot);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void at_most_four_ticks_are_unanswered(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    check_line(sampling, 200, "s\n");
    check_line(sampling, 400, "s\n");
    check_line(sampling, 600, "s\n");
    check_line(sampling, 800, "");
    check_line(sampling, 1000, "");
    check_line(sampling, 1200, "");
    /* It is kept alive all the same. */
    check_line(sampling, 1400, "\n");
    feed(sampling, 1500, PLAIN("1", "5", ROW_1));
    assert_int_equal(receiver.gap_count, 1);
    assert_int_equal(receiver.gaps[0].ticks, 4);
    check_line(sampling, 1600, "s p k\n");
    check_line(sampling, 1800, "");
    assert_true((sampling_awaited(sampling) & SAMPLE_SOCKETS) != 0);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void a_slow_series_is_kept_alive(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling;

    (void)state;
    options.interval_ms = 5000;
    sampling = sampling_new(&options);
    assert_non_null(sampling);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    assert_int_equal(sampling_due_ms(sampling, 0), SAMPLING_ALIVE_MS);
    check_line(sampling, SAMPLING_ALIVE_MS, "\n");
    check_line(sampling, SAMPLING_ALIVE_MS + 1, "");
    assert_int_equal(sampling_due_ms(sampling, 4900), 0);
    check_line(sampling, 5000, "s\n");
    assert_int_equal(sampling_ticks(sampling), 2);
    sampling_free(sampling);
}

static void base(struct sampling *sampling, const char *text)
{
    struct snapshot snapshot;
    struct sections sections;
    struct framing framing;
    struct err err;

    snapshot_init(&snapshot);
    sections_init(&sections, &snapshot);
    assert_int_equal(framing_init(&framing, TOKEN, &sections_events, &sections),
                     0);
    assert_int_equal(framing_feed(&framing, text, strlen(text), &err), 0);
    assert_int_equal(sampling_base(sampling, &snapshot), 0);
    framing_fini(&framing);
    snapshot_fini(&snapshot);
}

#define BASE                                                             \
    F "begin adbnet-snapshot/1 2000 5.000000" SECTION("tcp", HEAD ROW_1) \
        SECTION("processes", "24685 10093 com.example.bank\n")           \
            SECTION("packages 0", "package:com.example.bank uid:10093\n") "\n"

static void who_is_new_is_asked_for_once(void **state)
{
    static const char apart[] = BEGIN("3", "7.000000") TABLES(ROW_1 ROW_2)
        SECTION("processes", "24685 10093 com.example.bank\n")
            END("5", "7.000000");
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    base(sampling, BASE);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    feed(sampling, 10, PLAIN("1", "5", ROW_1 ROW_GONE));
    check_line(sampling, 200, "s\n");
    feed(sampling, 210, PLAIN("2", "6", ROW_1 ROW_2));
    check_line(sampling, 400, "s p k\n");
    feed(sampling, 410, apart);
    check_line(sampling, 600, "s\n");
    receiver_fini(&receiver);
    sampling_free(sampling);
}

#define ROW_USER_10                                                       \
    "   1: 110200C0:C002 0A7100CB:01BB 01 00000000:00000000 00:00000000 " \
    "00000000 1010094        0 5002 1 0000000000000000 20 4 30 10 -1\n"

static void a_new_user_is_named(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    base(sampling, BASE);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    feed(sampling, 10, PLAIN("1", "5", ROW_1 ROW_USER_10));
    check_line(sampling, 200, "s p k10\n");
    receiver_fini(&receiver);
    sampling_free(sampling);
}

#define HOLDERS(n)       \
    BEGIN(n, "6.000000") \
    TABLES(ROW_1)        \
    SECTION("fds", "/proc/24685/fd:\n  5001 63=\n") END("5", "6.000000")

static void root_reads_descriptors_when_there_is_a_new_socket(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling;

    (void)state;
    options.is_root = true;
    sampling = sampling_new(&options);
    assert_non_null(sampling);
    base(sampling, BASE);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n f\n");
    feed(sampling, 10, HOLDERS("1"));
    assert_true((receiver.samples[0]->parts & SAMPLE_HOLDERS) != 0);
    assert_true(receiver.samples[0]->snapshot.has_all_holders);
    check_line(sampling, 200, "s\n");
    /* All of them at first, soon after only those of the uid. */
    feed(sampling, 210, PLAIN("2", "6", ""));
    check_line(sampling, 400, "s\n");
    feed(sampling, 410, PLAIN("3", "6", ROW_1));
    check_line(sampling, 600, "s p f\n");
    feed(sampling, 610, PLAIN("4", "6", ""));
    check_line(sampling, 800, "s\n");
    feed(sampling, 810, PLAIN("5", "6", ROW_1));
    check_line(sampling, 1000, "s f24685\n");
    feed(sampling, 1010, HOLDERS("6"));
    assert_true((receiver.samples[5]->parts & SAMPLE_HOLDERS) != 0);
    assert_false(receiver.samples[5]->snapshot.has_all_holders);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void a_loop_that_is_lost_is_followed_by_another(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    feed(sampling, 10, PLAIN("1", "5", ""));
    sampling_ask(sampling, SAMPLE_NETSTAT);
    check_line(sampling, 200, "s w\n");
    feed(sampling, 210, BEGIN("2", "6.000000") TABLES(ROW_1));
    sampling_lost(sampling, "the phone was away");
    check_line(sampling, 400, "");
    sampling_open(sampling, 1030);
    /* What was promised is asked for again, and who is who. */
    check_line(sampling, 1030, "s p n w\n");
    feed(sampling, 1040, PLAIN("1", "8", ""));
    assert_int_equal(receiver.count, 2);
    assert_int_equal(receiver.samples[1]->number, 2);
    assert_int_equal(receiver.gap_count, 1);
    assert_string_equal(receiver.gaps[0].why, "the phone was away");
    /* The one without an answer, and those of 400, 600 and 800. */
    assert_int_equal(receiver.gaps[0].ticks, 4);
    assert_int_equal(sampling_ticks(sampling), 6);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void who_is_late_is_to_blame(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    feed(sampling, 10, PLAIN("1", "5", ""));
    sampling_late(sampling, "adbnet was stopped");
    check_line(sampling, 1000, "s\n");
    feed(sampling, 1010, PLAIN("2", "6", ""));
    check_line(sampling, 2000, "s\n");
    feed(sampling, 2010, PLAIN("3", "7", ""));
    sampling_late(sampling, "adbnet was stopped");
    sampling_lost(sampling, "the phone was away");
    assert_int_equal(sampling_end(sampling, WALL + 5000), 0);
    assert_int_equal(receiver.gap_count, 3);
    assert_string_equal(receiver.gaps[0].why, "adbnet was stopped");
    /* Forgotten with the sample behind it. */
    assert_string_equal(receiver.gaps[1].why, "the phone did not keep up");
    assert_string_equal(receiver.gaps[2].why, "adbnet was stopped");
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void an_end_in_a_gap_is_told(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    feed(sampling, 10, PLAIN("1", "5", ""));
    assert_int_equal(sampling_end(sampling, WALL + 20), 0);
    assert_int_equal(receiver.gap_count, 0);
    sampling_lost(sampling, "the phone was away");
    assert_int_equal(sampling_end(sampling, WALL + 5000), 0);
    assert_int_equal(receiver.gap_count, 1);
    assert_true(receiver.gaps[0].to_ms == WALL + 5000);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void the_end_is_hurried(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling;

    (void)state;
    options.interval_ms = 10000;
    sampling = sampling_new(&options);
    assert_non_null(sampling);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    feed(sampling, 10, PLAIN("1", "5", ""));
    sampling_hurry(sampling, SAMPLE_NETSTAT);
    check_line(sampling, 400, "s w\n");
    check_line(sampling, 499, "");
    check_line(sampling, 500, "s\n");
    feed(sampling, 510, PLAIN("2", "6", ""));
    assert_int_equal(receiver.gap_count, 0);
    assert_true((sampling_awaited(sampling) & SAMPLE_NETSTAT) != 0);
    feed(sampling, 520,
         BEGIN("3", "6.000000") TABLES("") SECTION("netstat", "x\n")
             END("5", "6.000000"));
    assert_int_equal(sampling_awaited(sampling) & SAMPLE_NETSTAT, 0);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

#define SNMP                                                               \
    SECTION("snmp", "Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens " \
                    "PassiveOpens AttemptFails EstabResets CurrEstab\n"    \
                    "Tcp: 1 200 120000 -1 7 1 0 0 2\n")

static void what_is_wanted_soon_is_asked_for_until_it_comes(void **state)
{
    static const char counted[] =
        BEGIN("4", "8.000000") TABLES("") SNMP END("5", "8.010000");
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    sampling_open(sampling, 1000);
    check_line(sampling, 1000, "s n\n");
    feed(sampling, 1005, PLAIN("1", "5", ""));
    sampling_soon(sampling, SAMPLE_COUNTERS);
    assert_int_equal(sampling_due_ms(sampling, 1010), 0);
    check_line(sampling, 1010, "s n\n");
    /* Nothing is asked upon a question that has no answer. */
    assert_int_equal(sampling_due_ms(sampling, 1030), SAMPLING_ALIVE_MS - 20);
    check_line(sampling, 1030, "");
    feed(sampling, 1040, PLAIN("2", "6", ""));
    check_line(sampling, 1041, "s\n");
    feed(sampling, 1045, PLAIN("3", "7", ""));
    check_line(sampling, 1051, "s\n");
    feed(sampling, 1055, counted);
    assert_true((receiver.samples[3]->parts & SAMPLE_COUNTERS) != 0);
    /* One was on its way; then it goes on as before. */
    check_line(sampling, 1061, "s\n");
    feed(sampling, 1065, PLAIN("5", "9", ""));
    assert_int_equal(sampling_due_ms(sampling, 1065), 196);
    assert_int_equal(receiver.gap_count, 0);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void what_never_comes_is_not_wanted_for_ever(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);
    char answer[1200];
    int64_t now_ms = 1000;
    unsigned i;

    (void)state;
    assert_non_null(sampling);
    sampling_open(sampling, now_ms);
    sampling_soon(sampling, SAMPLE_COUNTERS);
    for (i = 1; sampling_due_ms(sampling, now_ms + 10) == 0 && i < 1000; i++) {
        char line[SAMPLING_LINE_CAP];

        now_ms += 10;
        assert_true(sampling_line(sampling, now_ms, WALL + now_ms, line) > 0);
        (void)format_text(answer, sizeof(answer),
                          F "begin adbnet-sample/1 %u 5.000000" TABLES("")
                              END("4", "5.010000"),
                          i);
        feed(sampling, now_ms + 1, answer);
        receiver_fini(&receiver);
    }
    assert_int_equal(i, 66);
    sampling_free(sampling);
}

static void time_is_that_of_the_quickest_answer(void **state)
{
    /* The phone is 1000 ms ahead. */
    static const struct {
        const char *why;
        int64_t sent;
        int64_t came;
        int64_t phone;
        int64_t want;
    } cases[] = {
        {"the middle of the first", 100000, 100100, 101050, 100050},
        {"quicker: better", 100200, 100210, 101203, 100205},
        {"slower: the better offset is kept", 100400, 100600, 101590, 100592},
        {"never after it came", 100800, 100802, 101803, 100801},
        {"never before it was asked for", 101000, 101100, 102001, 101000},
        {"the phone's clock was set: anew", 101200, 101210, 201200, 101205},
        {"and kept", 101400, 101500, 201410, 101415},
        {"our own clock was set back", 101600, 101500, 201600, 101500},
    };
    struct sampling_time time = {.is_known = false};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("%s\n", cases[i].why);
        assert_int_equal(sampling_time_take(&time, cases[i].sent, cases[i].came,
                                            cases[i].phone * 1000),
                         cases[i].want);
    }
}

static void an_old_answer_counts_less_and_less(void **state)
{
    struct sampling_time time = {.is_known = false};

    (void)state;
    (void)sampling_time_take(&time, 0, 2, 1001 * 1000);
    assert_int_equal(time.uncertainty_ms, 1);
    (void)sampling_time_take(&time, 20000, 20010, 21005 * 1000);
    assert_int_equal(time.uncertainty_ms, 1);
    (void)sampling_time_take(&time, 60000, 60010, 61009 * 1000);
    assert_int_equal(time.uncertainty_ms, 5);
}

static void a_new_start_of_the_phone_is_noticed(void **state)
{
    static const struct {
        const char *why;
        struct sampling_boot before;
        struct sampling_boot now;
        bool is_other;
    } cases[] = {
        {"the same id", {true, 9000, 0, "a"}, {true, 1000, 0, "a"}, false},
        {"another id", {true, 9000, 0, "a"}, {true, 90000, 0, "b"}, true},
        {"it ran on", {true, 9000, 0, ""}, {true, 14000, 5000, ""}, false},
        {"uptime fell", {true, 90000, 0, ""}, {true, 30000, 60000, ""}, true},
        {"longer away than it had run before",
         {true, 9000, 0, ""},
         {true, 60000, 90000, ""},
         true},
        {"clocks differ a little",
         {true, 100000, 0, ""},
         {true, 195000, 100000, ""},
         false},
        {"nothing is known", {false, 0, 0, ""}, {true, 1000, 0, ""}, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("%s\n", cases[i].why);
        assert_int_equal(
            sampling_boot_is_other(&cases[i].before, &cases[i].now),
            cases[i].is_other);
    }
}

static void a_gap_across_a_new_start_says_so(void **state)
{
    static const char first[] = BEGIN("1", "5.000000") TABLES("")
        SECTION("boot", "uptime 5000.1 1\n"
                        "sys/kernel/random/"
                        "boot_id abc-1\n") END("5", "5.000000");
    static const char later[] = BEGIN("1", "9.000000") TABLES("")
        SECTION("boot", "uptime 5009.1 1\n"
                        "sys/kernel/random/"
                        "boot_id abc-2\n") END("5", "9.000000");
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = sampling_new(&options);

    (void)state;
    assert_non_null(sampling);
    sampling_open(sampling, 0);
    check_line(sampling, 0, "s n\n");
    feed(sampling, 10, first);
    sampling_lost(sampling, "the phone was away");
    sampling_open(sampling, 9000);
    check_line(sampling, 9000, "s p n\n");
    feed(sampling, 9010, later);
    assert_int_equal(receiver.gap_count, 1);
    assert_true(receiver.gaps[0].is_reboot);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_come_at_their_time),
        cmocka_unit_test(at_most_four_ticks_are_unanswered),
        cmocka_unit_test(a_slow_series_is_kept_alive),
        cmocka_unit_test(who_is_new_is_asked_for_once),
        cmocka_unit_test(a_new_user_is_named),
        cmocka_unit_test(root_reads_descriptors_when_there_is_a_new_socket),
        cmocka_unit_test(a_loop_that_is_lost_is_followed_by_another),
        cmocka_unit_test(who_is_late_is_to_blame),
        cmocka_unit_test(an_end_in_a_gap_is_told),
        cmocka_unit_test(the_end_is_hurried),
        cmocka_unit_test(what_is_wanted_soon_is_asked_for_until_it_comes),
        cmocka_unit_test(what_never_comes_is_not_wanted_for_ever),
        cmocka_unit_test(time_is_that_of_the_quickest_answer),
        cmocka_unit_test(an_old_answer_counts_less_and_less),
        cmocka_unit_test(a_new_start_of_the_phone_is_noticed),
        cmocka_unit_test(a_gap_across_a_new_start_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
