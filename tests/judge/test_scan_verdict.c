/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a run, and which of several things is said first. */
#include "judge/scan_verdict.h"

#include "base/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct scan_limits limits = {90, 80};

/* A run of which nothing bad is known: two endpoints, all seen. */
static struct scan_facts good(void)
{
    struct scan_facts facts = {.has_run = 1};

    facts.figures.endpoints = 2;
    facts.figures.has_bytes = true;
    facts.figures.rx_bytes = 900;
    facts.figures.tx_bytes = 300;
    facts.figures.samples = 100;
    facts.figures.ticks = 100;
    facts.figures.coverage.is_known = true;
    facts.figures.coverage.opens = 10;
    facts.figures.coverage.seen = 10;
    return facts;
}

static void lose(struct scan_facts *facts)
{
    facts->is_lost = true;
}

static void take_launcher(struct scan_facts *facts)
{
    facts->has_no_launcher = true;
}

static void lock(struct scan_facts *facts)
{
    facts->is_locked = true;
}

static void refuse(struct scan_facts *facts)
{
    facts->is_unstarted = true;
    (void)format_text(facts->unstarted_why, SCAN_WHY_CAP, "%s",
                      "it could not be started: Error type 3");
}

static void crash(struct scan_facts *facts)
{
    facts->is_crashed = true;
    facts->crashed_after_ms = 12345;
}

static void fail_exercise(struct scan_facts *facts)
{
    facts->has_exercise_failed = true;
}

static void miss(struct scan_facts *facts)
{
    facts->figures.coverage.seen = 6;
    facts->figures.samples = 100;
    facts->figures.endpoints = 2;
}

static void see_nothing(struct scan_facts *facts)
{
    facts->figures.endpoints = 0;
}

static void read_little(struct scan_facts *facts)
{
    facts->figures.samples = 9;
    facts->figures.endpoints = 2;
}

static void count_nothing(struct scan_facts *facts)
{
    facts->figures.rx_bytes = 0;
    facts->figures.tx_bytes = 0;
    facts->figures.endpoints = 0;
}

/* Each is said before all that stand behind it. */
static void verdicts_have_an_order(void **state)
{
    static const struct {
        void (*spoil)(struct scan_facts *facts);
        enum scan_verdict verdict;
        const char *reason;
    } rows[] = {
        {lose, SCAN_PHONE_LOST, "the phone went away"},
        {take_launcher, SCAN_NO_LAUNCHER,
         "no activity that a launcher could start"},
        {lock, SCAN_LOCKED,
         "the phone is locked, and it did not come to the front"},
        {refuse, SCAN_NOT_STARTED, "it could not be started: Error type 3"},
        {crash, SCAN_CRASHED, "its process was gone 12.3 s after its start"},
        {fail_exercise, SCAN_EXERCISE_FAILED, "its exercise failed"},
        {see_nothing, SCAN_UNSEEN,
         "Android counted 900 B received and 300 B sent, but no endpoint was "
         "seen"},
        {read_little, SCAN_LOW_COVERAGE,
         "9 of 100 samples were read, 80% are asked for"},
        {miss, SCAN_LOW_COVERAGE,
         "6 of 10 TCP connects of all apps were seen (60%), 90% are asked for"},
    };
    const size_t count = sizeof(rows) / sizeof(rows[0]);
    size_t i;
    size_t k;

    (void)state;
    for (i = 0; i < count; i++) {
        struct scan_facts facts = good();
        char reason[SCAN_REASON_CAP];

        /* The last first: the later ones must not hide it. */
        for (k = count; k-- > i;) {
            rows[k].spoil(&facts);
            if (k > i) {
                continue;
            }
            assert_int_equal(scan_judge(&facts, &limits, reason),
                             rows[i].verdict);
            assert_string_equal(reason, rows[i].reason);
        }
    }
}

static void miss_a_little(struct scan_facts *facts)
{
    facts->figures.coverage.seen = 9;
    facts->figures.samples = 80;
}

static void miss_what_failed(struct scan_facts *facts)
{
    facts->figures.coverage.seen = 7;
    facts->figures.coverage.fails = 3;
}

static void miss_more_than_failed(struct scan_facts *facts)
{
    facts->figures.coverage.seen = 7;
    facts->figures.coverage.fails = 2;
}

static void fail_often(struct scan_facts *facts)
{
    facts->figures.coverage.seen = 0;
    facts->figures.coverage.fails = 40;
}

static void miss_others(struct scan_facts *facts)
{
    facts->figures.coverage.seen = 6;
    count_nothing(facts);
}

static void read_little_of_none(struct scan_facts *facts)
{
    facts->figures.samples = 9;
    count_nothing(facts);
}

static void miss_without_bytes(struct scan_facts *facts)
{
    facts->figures.coverage.seen = 6;
    facts->figures.has_bytes = false;
    facts->figures.endpoints = 0;
}

static void miss_samples(struct scan_facts *facts)
{
    facts->figures.samples = 79;
}

static void read_nothing(struct scan_facts *facts)
{
    facts->figures.samples = 0;
    facts->figures.ticks = 0;
}

static void forget_coverage(struct scan_facts *facts)
{
    miss(facts);
    facts->figures.coverage.is_known = false;
}

static void connect_nothing(struct scan_facts *facts)
{
    count_nothing(facts);
    facts->figures.coverage.opens = 0;
    facts->figures.coverage.seen = 0;
    facts->figures.listening = 2;
}

static void send_only(struct scan_facts *facts)
{
    see_nothing(facts);
    facts->figures.rx_bytes = 0;
    facts->figures.tx_bytes = 1;
}

static void forget_bytes(struct scan_facts *facts)
{
    see_nothing(facts);
    facts->figures.has_bytes = false;
}

static void forget_bytes_of_udp(struct scan_facts *facts)
{
    forget_bytes(facts);
    facts->figures.udp_without_peer = 3;
}

static void lock_behind(struct scan_facts *facts)
{
    lock(facts);
    facts->was_in_front = true;
}

static void lock_passive(struct scan_facts *facts)
{
    lock(facts);
    facts->is_passive = true;
}

static void never_run(struct scan_facts *facts)
{
    count_nothing(facts);
    facts->is_passive = true;
    facts->has_run = 0;
}

static void never_seen_to_run(struct scan_facts *facts)
{
    never_run(facts);
    facts->has_run = -1;
}

static void have_overflow(struct scan_facts *facts)
{
    facts->figures.coverage.opens = UINT64_MAX;
    facts->figures.coverage.seen = UINT64_MAX / 2;
}

static void a_verdict_rests_on_what_is_known(void **state)
{
    static const struct {
        const char *why;
        void (*change)(struct scan_facts *facts);
        enum scan_verdict verdict;
        const char *reason;
    } rows[] = {
        {"exactly at both limits", miss_a_little, SCAN_OK, ""},
        {"what was missed had failed", miss_what_failed, SCAN_OK, ""},
        {"not all of it", miss_more_than_failed, SCAN_LOW_COVERAGE,
         "7 of 10 TCP connects of all apps were seen (70%); 2 of the others "
         "failed, 90% are asked for"},
        {"more failed than began: those of before", fail_often, SCAN_OK, ""},
        {"no byte: what was missed was of others", miss_others, SCAN_SILENT,
         ""},
        {"no byte, but hardly a look", read_little_of_none, SCAN_LOW_COVERAGE,
         "9 of 100 samples were read, 80% are asked for"},
        {"nobody counts bytes", miss_without_bytes, SCAN_LOW_COVERAGE,
         "6 of 10 TCP connects of all apps were seen (60%), 90% are asked "
         "for"},
        {"too few samples", miss_samples, SCAN_LOW_COVERAGE,
         "79 of 100 samples were read, 80% are asked for"},
        {"none was due, none came", read_nothing, SCAN_LOW_COVERAGE,
         "no sample was read"},
        {"coverage unknown, after a reboot", forget_coverage, SCAN_OK, ""},
        {"nobody connected; it only listens", connect_nothing, SCAN_SILENT, ""},
        {"one byte is not nothing", send_only, SCAN_UNSEEN,
         "Android counted 0 B received and 1 B sent, but no endpoint was "
         "seen"},
        {"bytes are not told", forget_bytes, SCAN_SILENT,
         "this Android does not count bytes per app"},
        {"bytes are not told, and there is UDP", forget_bytes_of_udp,
         SCAN_SILENT,
         "this Android does not count bytes per app, and it had UDP sockets "
         "without a fixed peer (3)"},
        {"shown above the keyguard", lock_behind, SCAN_OK, ""},
        {"nothing was to come to the front", lock_passive, SCAN_OK, ""},
        {"passive, and it never ran", never_run, SCAN_NOT_STARTED,
         "it did not run"},
        {"passive, and nobody knows", never_seen_to_run, SCAN_SILENT, ""},
        {"more than 64 bits hold", have_overflow, SCAN_LOW_COVERAGE,
         "9223372036854775807 of 18446744073709551615 TCP connects of all "
         "apps were seen (50%), 90% are asked for"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scan_facts facts = good();
        char reason[SCAN_REASON_CAP];

        rows[i].change(&facts);
        if (scan_judge(&facts, &limits, reason) != rows[i].verdict ||
            strcmp(reason, rows[i].reason) != 0) {
            fail_msg("%s: %s", rows[i].why, reason);
        }
    }
}

static void verdicts_keep_their_names(void **state)
{
    static const char *const names[] = {
        "ok",     "silent",  "unseen",          "not-started", "no-launcher",
        "locked", "crashed", "exercise-failed", "phone-lost",  "low-coverage",
    };
    enum scan_verdict verdict;
    unsigned i;

    (void)state;
    for (i = 0; i < SCAN_VERDICTS; i++) {
        assert_string_equal(scan_verdict_name((enum scan_verdict)i), names[i]);
        assert_true(scan_verdict_from(names[i], &verdict));
        assert_int_equal(verdict, i);
        assert_int_equal(scan_verdict_is_judged(verdict), i < 2);
    }
    assert_false(scan_verdict_from("", &verdict));
    assert_false(scan_verdict_from("OK", &verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_have_an_order),
        cmocka_unit_test(a_verdict_rests_on_what_is_known),
        cmocka_unit_test(verdicts_keep_their_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
