/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole answers of phones, good and otherwise: what is kept, what is said
 * about what is missing, and when nothing is left to be said but an error.
 */
#include "collect/snapshot.h"

#include "answers.h"
#include "base/failmalloc.h"

#include <stdlib.h>

static const char good[] = BEGIN TABLES PROCESSES REST END(10);

static void assert_good(void)
{
    assert_int_equal(out.rows.len, 3);
    assert_int_equal(snapshot_row(&out, 0)->uid, 10093);
    assert_int_equal(snapshot_row(&out, 2)->proto, SOCK_UDP);
    assert_int_equal(out.processes.len, 2);
    assert_string_equal(snapshot_process(&out, 1)->name, "com.example.bank");
    assert_string_equal(out.phone.model, "Phone 1");
    assert_string_equal(out.phone.manufacturer, "Example");
    assert_string_equal(out.phone.android, "14");
    assert_int_equal(out.phone.sdk, 34);
    assert_int_equal(out.phone.shell_uid, 2000);
    assert_int_equal(out.phone.current_user, 0);
    assert_int_equal(out.users.len, 2);
    assert_int_equal(snapshot_user(&out, 1)->id, 10);
    assert_string_equal(snapshot_user(&out, 0)->kind, "owner");
    assert_string_equal(snapshot_user(&out, 1)->kind, "profile");
    assert_true(snapshot_user(&out, 0)->is_listed);
    assert_true(snapshot_user(&out, 1)->is_listed);
    assert_int_equal(out.packages.len, 3);
    assert_string_equal(snapshot_package(&out, 0)->name, "android");
    assert_false(snapshot_package(&out, 0)->is_user_installed);
    assert_int_equal(snapshot_package(&out, 1)->uid, 10093);
    assert_true(snapshot_package(&out, 1)->is_user_installed);
    assert_int_equal(snapshot_package(&out, 2)->uid, 1010093);
}

static void snapshot_holds_all_that_the_phone_said(void **state)
{
    size_t len = sizeof(good) - 1;
    static const size_t pieces[] = {0, 1, 2, 7, 64, 1000};

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        const struct collect_options options = {
            .timeout_ms = -1, .idle_ms = -1, .token = TOKEN};

        canned_init(&canned, good, len);
        canned.piece = pieces[i];
        assert_int_equal(collect_with(&options), 0);
        assert_int_equal(err.code, 0);
        assert_string_equal(warnings, "");
        assert_good();
        assert_int_equal(out.rows_bad, 0);
        assert_int_equal(out.rows_duplicate, 0);
        snapshot_fini(&out);
    }
}

static void snapshot_takes_the_line_ends_of_a_pty(void **state)
{
    size_t len = sizeof(good) - 1;
    char *crlf = test_malloc(2 * len);
    size_t at = 0;

    (void)state;
    for (size_t i = 0; i < len; i++) {
        if (good[i] == '\n') {
            crlf[at++] = '\r';
        }
        crlf[at++] = good[i];
    }
    assert_int_equal(collect(crlf, at), 0);
    assert_string_equal(warnings, "");
    assert_good();
    snapshot_fini(&out);
    test_free(crlf);
}

static void snapshot_sorts_users_by_id(void **state)
{
    static const char text[] =
        BEGIN TABLES PROCESSES PACKAGES10 PACKAGES0 USERS END(8);

    (void)state;
    assert_int_equal(collect(text, sizeof(text) - 1), 0);
    assert_int_equal(snapshot_user(&out, 0)->id, 0);
    assert_int_equal(snapshot_user(&out, 1)->id, 10);
    snapshot_fini(&out);
}

static void snapshot_asks_exactly_once(void **state)
{
    static const uint32_t users[] = {10};
    const struct collect_options options = {.timeout_ms = 30000,
                                            .idle_ms = 10000,
                                            .token = TOKEN,
                                            .users = users,
                                            .user_count = 1};

    (void)state;
    canned_init(&canned, good, sizeof(good) - 1);
    assert_int_equal(collect_with(&options), 0);
    assert_int_equal(canned.requests, 1);
    assert_string_equal(canned.request.kind, "snapshot");
    assert_string_equal(canned.request.token, TOKEN);
    assert_int_equal(canned.request.timeout_ms, 30000);
    assert_int_equal(canned.request.idle_ms, 10000);
    assert_memory_equal(canned.script, "T=" TOKEN " W=8 U='10'\n", 28);
    snapshot_fini(&out);
}

static void snapshot_gives_pm_less_time_than_there_is(void **state)
{
    static const struct {
        int timeout_ms;
        int idle_ms;
        const char *head;
    } times[] = {
        {-1, -1, "T=" TOKEN " W=8 "},      {30000, 10000, "T=" TOKEN " W=8 "},
        {5000, 10000, "T=" TOKEN " W=4 "}, {30000, 3000, "T=" TOKEN " W=2 "},
        {-1, 3000, "T=" TOKEN " W=2 "},    {3000, -1, "T=" TOKEN " W=2 "},
        {100, 100, "T=" TOKEN " W=1 "},    {0, 0, "T=" TOKEN " W=1 "},
        {900000, -1, "T=" TOKEN " W=8 "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        const struct collect_options options = {.timeout_ms =
                                                    times[i].timeout_ms,
                                                .idle_ms = times[i].idle_ms,
                                                .token = TOKEN};

        canned_init(&canned, good, sizeof(good) - 1);
        assert_int_equal(collect_with(&options), 0);
        assert_memory_equal(canned.script, times[i].head,
                            strlen(times[i].head));
        snapshot_fini(&out);
    }
}

static void snapshot_reads_recordings_without_asking_anything(void **state)
{
    const struct collect_options options = {.timeout_ms = -1, .idle_ms = -1};

    (void)state;
    canned_init(&canned, good, sizeof(good) - 1);
    canned.base.is_replay = 1;
    assert_int_equal(collect_with(&options), 0);
    assert_good();
    assert_string_equal(canned.request.token, "");
    assert_int_equal(canned.request.script_len, 0);
    snapshot_fini(&out);
}

static void snapshot_refuses_to_run_without_a_token(void **state)
{
    const struct collect_options options = {.timeout_ms = -1, .idle_ms = -1};

    (void)state;
    canned_init(&canned, good, sizeof(good) - 1);
    assert_int_equal(collect_with(&options), ERR_ARG);
    assert_int_equal(canned.requests, 0);
    assert_true(err.text[0] != '\0');
    snapshot_fini(&out);
}

static void snapshot_compares_the_clocks(void **state)
{
    const struct collect_options options = {
        .timeout_ms = -1, .idle_ms = -1, .token = TOKEN};
    static const struct {
        int64_t sent;
        int64_t came;
        bool is_known;
        int64_t offset;
        int64_t uncertainty;
        int64_t taken;
    } times[] = {
        {1729999999000, 1729999999100, true, 1450, 50, 1729999999050},
        {1730000001000, 1730000001001, true, -500, 1, 1730000001000},
        {1730000000500, 1730000000500, true, 0, 0, 1730000000500},
        {1730000001000, 1730000000999, false, 0, 0, 1730000001000},
        {0, 5, false, 0, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        canned_init(&canned, good, sizeof(good) - 1);
        canned.sent_at_ms = times[i].sent;
        canned.came_at_ms = times[i].came;
        assert_int_equal(collect_with(&options), 0);
        assert_int_equal(out.clock.is_known, times[i].is_known);
        assert_int_equal(out.clock.phone_minus_laptop_ms, times[i].offset);
        assert_int_equal(out.clock.uncertainty_ms, times[i].uncertainty);
        assert_int_equal(out.taken_at_ms, times[i].taken);
        assert_int_equal(out.phone_at_ms, 1730000000500);
        snapshot_fini(&out);
    }
}

static void snapshot_says_when_bytes_are_missing(void **state)
{
    static const struct answer answers[] = {
        {"a list that is shorter than the phone counted",
         BEGIN TABLES SECTION("processes", "1 0 /init\n", "0 11") REST END(10),
         0, "section-cut!", 3},
        {"a section that the end frame knows and nobody saw",
         BEGIN TABLES PROCESSES END(6), 0, "stream-cut!", 3},
        {"no end frame", BEGIN TABLES PROCESSES REST, 0, "stream-cut!", 3},
        {"cut in a row: half a row is none",
         BEGIN F "section tcp\n" HEADER ROW1
                 "   2: 110200C0:8D71 0A7100CB:20FB 06 00000000:00000000 "
                 "03:0000173E 00000000     0        0 4711",
         0, "stream-cut!", 1},
        {"cut before the first row",
         BEGIN F "section tcp\n" HEADER "   2: 110200C0:8D71", ERR_REFUSED,
         "none", 0},
        {"cut in the packages",
         BEGIN TABLES PROCESSES FACTS F
         "section packages 10\npackage:/data/app/b=a.b uid:1010093\npack",
         0, "stream-cut!", 3},
        {"nothing", "", ERR_PROTO, "it said nothing", 0},
        {"no shell", "/system/bin/sh: not found\n", ERR_PROTO,
         "/system/bin/sh: not found", 0},
        {"frames out of order", BEGIN TABLES F "done 0\n", ERR_PROTO, "garbled",
         0},
        {"the next version", F "begin adbnet-snapshot/9 0 1.000000\n",
         ERR_PROTO, "format 9", 0},
    };

    (void)state;
    check(answers, sizeof(answers) / sizeof(answers[0]));
}

/* The phone may go at any byte; an earlier cut never gives more. */
static void snapshot_keeps_what_came_before_the_phone_went(void **state)
{
    const struct collect_options options = {
        .timeout_ms = -1, .idle_ms = -1, .token = TOKEN};
    size_t before = 0;

    (void)state;
    for (size_t len = 0; len < sizeof(good) - 1; len++) {
        int rc;

        canned_init(&canned, good, len);
        canned.rc = ERR_CLOSED;
        canned.rc_text = "127.0.0.1:5555 went away";
        rc = collect_with(&options);
        assert_int_equal(err.code, ERR_CLOSED);
        assert_string_equal(err.text, "127.0.0.1:5555 went away");
        if (out.rows.len == 0 && rc != 0) {
            assert_int_equal(rc, ERR_CLOSED);
        } else {
            assert_int_equal(rc, 0);
            assert_string_equal(warnings, "stream-cut!");
        }
        assert_true(out.rows.len >= before);
        before = out.rows.len;
        snapshot_fini(&out);
    }
    assert_int_equal(before, 3);
}

static void snapshot_keeps_what_came_before_the_time_was_over(void **state)
{
    static const char hung[] =
        BEGIN TABLES PROCESSES FACTS F "section packages 10\n";
    const struct collect_options options = {
        .timeout_ms = -1, .idle_ms = -1, .token = TOKEN};

    (void)state;
    canned_init(&canned, hung, sizeof(hung) - 1);
    canned.rc = ERR_TIMEOUT;
    canned.rc_text = "no byte for 10 s";
    assert_int_equal(collect_with(&options), 0);
    assert_int_equal(err.code, ERR_TIMEOUT);
    assert_string_equal(warnings, "timed-out!");
    assert_string_equal(snapshot_warning(&out, 0)->text,
                        "no byte for 10 s, in the middle of packages of user "
                        "10; the rest is missing");
    assert_int_equal(out.rows.len, 3);
    snapshot_fini(&out);
    /* Who cancels does not want the rest. */
    canned.rc = ERR_CANCELED;
    assert_int_equal(collect_with(&options), ERR_CANCELED);
    snapshot_fini(&out);
}

static void snapshot_shows_what_the_phone_wrote_to_stderr(void **state)
{
    const struct collect_options options = {
        .timeout_ms = -1, .idle_ms = -1, .token = TOKEN};

    (void)state;
    canned_init(&canned, good, sizeof(good) - 1);
    canned.errors = "sh: no\r\nroom\n";
    assert_int_equal(collect_with(&options), 0);
    assert_string_equal(warnings, "phone-stderr");
    assert_string_equal(snapshot_warning(&out, 0)->text,
                        "the phone complained: sh: no  room ");
    assert_good();
    snapshot_fini(&out);
    canned_init(&canned, "", 0);
    canned.errors = "sh: no room";
    assert_int_equal(collect_with(&options), ERR_PROTO);
    assert_non_null(strstr(err.text, "sh: no room"));
    snapshot_fini(&out);
}

/* More than any phone has: what came until then is still good. */
static void snapshot_stops_at_its_limits_and_keeps_what_it_has(void **state)
{
    static const char head[] =
        BEGIN TABLES F "section packages 0\npackage:a.b uid:1";
    size_t count = SNAPSHOT_PACKAGES_MAX;
    size_t len = sizeof(head) - 1 + 10 * (count + 1);
    char *text = test_malloc(len);
    size_t at = sizeof(head) - 1;

    (void)state;
    memcpy(text, head, at);
    for (size_t i = 0; i < count; i++) {
        /* Lines below the longest that is read, 4000 uids each. */
        if (i % 4000 == 3999) {
            memcpy(text + at, "\npackage:a.b uid:1", 18);
            at += 18;
        } else {
            memcpy(text + at, ",10001", 6);
            at += 6;
        }
    }
    text[at++] = '\n';
    assert_int_equal(collect(text, at), 0);
    assert_string_equal(warnings, "limit-reached!");
    assert_int_equal(out.rows.len, 3);
    assert_int_equal(err.code, ERR_LIMIT);
    snapshot_fini(&out);
    test_free(text);
}

static void snapshot_says_when_memory_is_out(void **state)
{
    static const char text[] =
        "banner\n" BEGIN TABLES "junk\n" PROCESSES REST END(10);
    const struct collect_options options = {
        .timeout_ms = -1, .idle_ms = -1, .token = TOKEN};
    size_t failures = 0;

    (void)state;
    for (size_t i = 0;; i++) {
        int rc;

        canned_init(&canned, text, sizeof(text) - 1);
        canned.piece = 100;
        snapshot_init(&out);
        failmalloc_at(i);
        rc = collect_snapshot(&canned.base, &options, &out, &err);
        if (!failmalloc_off()) {
            assert_int_equal(rc, 0);
            snapshot_fini(&out);
            break;
        }
        failures++;
        assert_int_equal(rc, ERR_NOMEM);
        assert_int_equal(err.code, ERR_NOMEM);
        snapshot_fini(&out);
    }
    print_message("%zu allocations\n", failures);
    assert_true(failures >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snapshot_holds_all_that_the_phone_said),
        cmocka_unit_test(snapshot_takes_the_line_ends_of_a_pty),
        cmocka_unit_test(snapshot_sorts_users_by_id),
        cmocka_unit_test(snapshot_asks_exactly_once),
        cmocka_unit_test(snapshot_gives_pm_less_time_than_there_is),
        cmocka_unit_test(snapshot_reads_recordings_without_asking_anything),
        cmocka_unit_test(snapshot_refuses_to_run_without_a_token),
        cmocka_unit_test(snapshot_compares_the_clocks),
        cmocka_unit_test(snapshot_says_when_bytes_are_missing),
        cmocka_unit_test(snapshot_keeps_what_came_before_the_phone_went),
        cmocka_unit_test(snapshot_keeps_what_came_before_the_time_was_over),
        cmocka_unit_test(snapshot_shows_what_the_phone_wrote_to_stderr),
        cmocka_unit_test(snapshot_stops_at_its_limits_and_keeps_what_it_has),
        cmocka_unit_test(snapshot_says_when_memory_is_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
