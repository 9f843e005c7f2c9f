/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sections of an answer that went wrong, one at a time: what is lost, what
 * is said about it, what is still there.
 */
#include "collect/sections.h"

#include "answers.h"

#define CAT "cat: /proc/net/"
#define DENIED "Permission denied\n"

static void sections_says_which_table_is_missing_and_why(void **state)
{
    static const struct answer answers[] = {
        {"no IPv6 in the kernel",
         BEGIN SECTION("tcp", HEADER ROW1, "0")
             SECTION("tcp6", CAT "tcp6: No such file or directory\n",
                     "1") SECTION("udp", HEADER, "0")
                 SECTION("udp6", CAT "udp6: No such file or directory\n", "1")
                     PROCESSES REST END(10),
         0, "table-missing table-missing", 1},
        {"one table denied",
         BEGIN SECTION("tcp", HEADER ROW1, "0") SECTION(
             "tcp6", CAT "tcp6: " DENIED, "1") SECTION("udp", HEADER, "0")
             SECTION("udp6", HEADER, "0") PROCESSES REST END(10),
         0, "table-denied!", 1},
        {"cat fails after some rows",
         BEGIN SECTION("tcp", HEADER ROW1 "cat: tcp: Input/output error\n", "1")
             SECTION("tcp6", HEADER, "0") SECTION("udp", HEADER, "0")
                 SECTION("udp6", HEADER, "0") PROCESSES REST END(10),
         0, "table-failed!", 1},
        {"no cat",
         BEGIN SECTION("tcp", HEADER ROW1, "0") SECTION("tcp6", "", "127")
             SECTION("udp", HEADER, "0") SECTION("udp6", HEADER, "0")
                 PROCESSES REST END(10),
         0, "table-failed!", 1},
        {"tables that are empty files",
         BEGIN SECTION("tcp", "", "0") SECTION("tcp6", "", "0") SECTION(
             "udp", "", "0") SECTION("udp6", "", "0") PROCESSES REST END(10),
         0, "", 0},
        {"all denied",
         BEGIN SECTION("tcp", CAT "tcp: " DENIED, "1")
             SECTION("tcp6", CAT "tcp6: " DENIED, "1")
                 SECTION("udp", CAT "udp: " DENIED, "1") SECTION(
                     "udp6", CAT "udp6: " DENIED, "1") PROCESSES REST END(10),
         ERR_PERM, "adb root", 0},
        {"none there",
         BEGIN SECTION("tcp", CAT "tcp: No such file\n", "1") PROCESSES END(2),
         ERR_REFUSED, "No such file", 0},
        {"no section at all", BEGIN END(0), ERR_REFUSED, "has none", 0},
    };

    (void)state;
    check(answers, sizeof(answers) / sizeof(answers[0]));
}

static void sections_loses_one_user_at_most_when_pm_refuses(void **state)
{
    static const struct answer answers[] = {
        {"refused with an exception",
         BEGIN TABLES PROCESSES FACTS USERS CURRENT PACKAGES0 SECTION(
             "packages 10",
             "\nException occurred while executing 'list':\n"
             "java.lang.SecurityException: Shell does not have permission to "
             "access user 10\n\tat com.example.Place(Place.java:1)\n",
             "255") END(10),
         0, "user-refused", 3},
        {"refused with status 0",
         BEGIN TABLES PROCESSES FACTS USERS CURRENT PACKAGES0 SECTION(
             "packages 10",
             "Error: Shell does not have permission to access user 10\n", "0")
             END(10),
         0, "user-refused", 3},
        {"hung and was killed",
         BEGIN TABLES PROCESSES FACTS USERS CURRENT PACKAGES0 SECTION(
             "packages 10", "\n", "143") END(10),
         0, "packages-hang!", 3},
        {"too old for -U",
         BEGIN TABLES PROCESSES FACTS USERS CURRENT PACKAGES0 SECTION(
             "packages 10", "Error: Unknown option: -U\n", "1") END(10),
         0, "options-unknown!", 3},
        {"old, and does not say so",
         BEGIN TABLES PROCESSES FACTS USERS CURRENT PACKAGES0 SECTION(
             "packages 10", "package:/data/app/a=a.b\n", "0") END(10),
         0, "options-unknown!", 3},
        {"no pm",
         BEGIN TABLES PROCESSES FACTS USERS CURRENT PACKAGES0 SECTION(
             "packages 10", "sh: pm: not found\n", "127") END(10),
         0, "packages-failed!", 3},
        {"said nothing",
         BEGIN TABLES PROCESSES FACTS USERS CURRENT PACKAGES0 SECTION(
             "packages 10", "", "0") END(10),
         0, "packages-failed!", 3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        check(&answers[i], 1);
        assert_int_equal(collect(answers[i].text, strlen(answers[i].text)), 0);
        assert_int_equal(out.packages.len, 2);
        assert_true(snapshot_user(&out, 0)->is_listed);
        assert_int_equal(snapshot_user(&out, 1)->id, 10);
        assert_false(snapshot_user(&out, 1)->is_listed);
        snapshot_fini(&out);
    }
}

/* The script has no room to ask for the type of the build. */
static void sections_reads_the_build_off_its_fingerprint(void **state)
{
    static const struct {
        const char *text;
        const char *want;
    } builds[] = {
#define BUILD(fingerprint)                                      \
    BEGIN TABLES PROCESSES SECTION(                             \
        "facts",                                                \
        "[ro.build.fingerprint]: [" fingerprint                 \
        "]\n[ro.build.version.security_patch]: [2026-10-05]\n", \
        "0") USERS CURRENT PACKAGES0 PACKAGES10 END(10)
        {BUILD("a/b/c:14/EX1A.000000.001/1:user/release-keys"), "user"},
        {BUILD("a/b/c:5.1/D/1:userdebug/test-keys"), "userdebug"},
        {BUILD("a/b/c:5.1/D/1:eng"), "eng"},
        {BUILD("nothing known"), NULL},
        {BUILD("a:"), NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(builds) / sizeof(builds[0]); i++) {
        assert_int_equal(collect(builds[i].text, strlen(builds[i].text)), 0);
        assert_string_equal(out.phone.patch, "2026-10-05");
        assert_non_null(out.phone.fingerprint);
        if (builds[i].want == NULL) {
            assert_null(out.phone.build);
        } else {
            assert_string_equal(out.phone.build, builds[i].want);
        }
        snapshot_fini(&out);
    }
}

static void sections_lives_without_any_other_section(void **state)
{
    static const struct answer answers[] = {
        {"no stat on the phone",
         BEGIN TABLES SECTION("processes", "", "1 0") REST END(10), 0,
         "processes-failed!", 3},
        {"pm list users hangs",
         BEGIN TABLES PROCESSES FACTS SECTION("users", "\n", "143")
             CURRENT PACKAGES0 PACKAGES10 END(10),
         0, "users-failed", 3},
        {"no users are named",
         BEGIN TABLES PROCESSES FACTS SECTION("users", "Users:\n", "0")
             CURRENT PACKAGES0 PACKAGES10 END(10),
         0, "users-failed", 3},
        {"no getprop",
         BEGIN TABLES PROCESSES SECTION(
             "facts", "sh: getprop: not found\n[ro.product.model]: []\n", "0")
             USERS CURRENT PACKAGES0 PACKAGES10 END(10),
         0, "facts-failed", 3},
        {"am says something else",
         BEGIN TABLES PROCESSES FACTS USERS SECTION(
             "current-user", "Error: unknown command\n", "255")
             PACKAGES0 PACKAGES10 END(10),
         0, "facts-failed", 3},
        {"sections of a later script",
         BEGIN TABLES SECTION("sctp", "what is this\n", "0")
             PROCESSES REST SECTION("packages x", "package:a uid:1\n", "0")
                 END(12),
         0, "", 3},
        {"lines nobody understands",
         BEGIN TABLES SECTION("processes", "x\n1 0 a\n2 0 b c\n", "0")
             FACTS SECTION("users", "Users:\n\tUserInfo{0:a:c13}\nx\n", "0")
                 CURRENT PACKAGES0 END(9),
         0, "lines-bad", 3},
    };

    (void)state;
    check(answers, sizeof(answers) / sizeof(answers[0]));
}

static void sections_are_missed_in_an_answer_that_has_its_end(void **state)
{
    static const struct answer answers[] = {
        {"nobody said who is in front",
         BEGIN TABLES PROCESSES FACTS USERS PACKAGES0 PACKAGES10 END(9), 0,
         "section-missing!", 3},
        {"a table less",
         BEGIN SECTION("tcp", HEADER ROW1, "0") SECTION("tcp6", HEADER, "0")
             SECTION("udp", HEADER, "0") PROCESSES REST END(9),
         0, "section-missing!", 1},
        {"a user less",
         BEGIN TABLES PROCESSES FACTS USERS CURRENT PACKAGES0 END(9), 0,
         "section-missing!", 3},
    };

    (void)state;
    check(answers, sizeof(answers) / sizeof(answers[0]));
    assert_int_equal(collect(answers[2].text, strlen(answers[2].text)), 0);
    assert_false(out.has_all_packages);
    snapshot_fini(&out);
}

static void sections_counts_rows_it_cannot_read(void **state)
{
    static const struct answer answers[] = {
        {"garbage among rows",
         BEGIN SECTION("tcp", HEADER "=cmd()\n" ROW1 "<script>\n\x1b[2J\n" ROW2,
                       "0") SECTION("tcp6", HEADER, "0")
             SECTION("udp", HEADER, "0") SECTION("udp6", HEADER, "0")
                 PROCESSES REST END(10),
         0, "rows-bad", 2},
        {"two files in one section",
         BEGIN SECTION("tcp", HEADER ROW1 HEADER ROW1 ROW2, "0")
             SECTION("tcp6", HEADER, "0") SECTION("udp", HEADER, "0")
                 SECTION("udp6", HEADER, "0") PROCESSES REST END(10),
         0, "", 2},
        {"su has a banner, the shell an opinion",
         "Welcome\n" BEGIN TABLES "x\n" PROCESSES REST END(10), 0, "junk-text",
         3},
    };

    (void)state;
    check(answers, sizeof(answers) / sizeof(answers[0]));
    assert_int_equal(collect(answers[0].text, strlen(answers[0].text)), 0);
    assert_int_equal(out.rows_bad, 3);
    snapshot_fini(&out);
    assert_int_equal(collect(answers[1].text, strlen(answers[1].text)), 0);
    assert_int_equal(out.rows_duplicate, 1);
    snapshot_fini(&out);
}

static void sections_counts_a_line_that_is_too_long(void **state)
{
    static const char head[] = BEGIN F "section tcp\n" HEADER ROW1;
    static const char tail[] = "\n" ROW2 F "done 0\n" END(1);
    size_t middle = FRAMING_LINE_MAX + 1;
    size_t len = sizeof(head) - 1 + middle + sizeof(tail) - 1;
    char *text = test_malloc(len);

    (void)state;
    memset(text, '\0', len);
    memcpy(text, head, sizeof(head) - 1);
    memcpy(text + len - (sizeof(tail) - 1), tail, sizeof(tail) - 1);
    assert_int_equal(collect(text, len), 0);
    assert_string_equal(warnings, "section-missing! rows-bad");
    assert_int_equal(out.rows.len, 2);
    assert_int_equal(out.rows_bad, 1);
    snapshot_fini(&out);
    test_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_says_which_table_is_missing_and_why),
        cmocka_unit_test(sections_loses_one_user_at_most_when_pm_refuses),
        cmocka_unit_test(sections_reads_the_build_off_its_fingerprint),
        cmocka_unit_test(sections_lives_without_any_other_section),
        cmocka_unit_test(sections_are_missed_in_an_answer_that_has_its_end),
        cmocka_unit_test(sections_counts_rows_it_cannot_read),
        cmocka_unit_test(sections_counts_a_line_that_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
