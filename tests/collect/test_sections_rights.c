/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What root, su and run-as add to an answer, and what is said when they do
 * not. Each answer is a complete one but for these sections.
 */
#include "collect/sections.h"

#include "answers.h"

#include <inttypes.h>

#define REST_OF(tables) BEGIN tables PROCESSES REST
#define MARK "@" TOKEN " "
#define SU_ID "uid=0(root) gid=0(root) groups=0(root) context=u:r:su:s0\n"
#define SU_FDS \
    MARK "section fds\n/proc/900/fd:\n 75412 3=\n 75413 4=\n" MARK "done 0\n"
#define NO_TCP                   \
    SECTION("tcp6", HEADER, "0") \
    SECTION("udp", HEADER UDP1, "0") SECTION("udp6", HEADER, "0")
#define LINKS "lrwx------ 1 u0_a93 u0_a93 64 2026-11-22 17:29 "

/* "900:75412 900:75413?": process, inode, "?" behind a claim. */
static const char *holders(void)
{
    static char text[300];
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < out.holders.len; i++) {
        const struct holder *holder = snapshot_holder(&out, i);

        used += (size_t)snprintf(text + used, sizeof(text) - used,
                                 "%s%d:%" PRIu64 "%s", i > 0 ? " " : "",
                                 holder->pid, holder->inode,
                                 holder->is_claim ? "?" : "");
    }
    return text;
}

struct rights {
    const char *why;
    const char *text;
    const char *want; /* warnings */
    size_t rows;
    const char *holders;
    bool has_all;
};

static void check_rights(const struct rights *answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        print_message("%s\n", answers[i].why);
        assert_int_equal(collect(answers[i].text, strlen(answers[i].text)), 0);
        assert_string_equal(warnings, answers[i].want);
        assert_int_equal(out.rows.len, answers[i].rows);
        assert_string_equal(holders(), answers[i].holders);
        assert_int_equal(out.has_all_holders, answers[i].has_all);
        snapshot_fini(&out);
    }
}

static void fds_of_root_are_holders(void **state)
{
    static const struct rights answers[] = {
        {"as a modern ls has them",
         REST_OF(TABLES) SECTION(
             "fds", "/proc/1/fd:\n 7 3=\n/proc/900/fd:\n 75412 4=\n 7 5=\n",
             "0") END(11),
         "", 3, "1:7 900:75412 900:7", true},
        {"as toolbox has them",
         REST_OF(TABLES)
             SECTION("fds", "/proc/900/fd:\n" LINKS "3 -> socket:[75412]\n",
                     "0") END(11),
         "", 3, "900:75412?", true},
        {"ls is not there", REST_OF(TABLES) SECTION("fds", "", "127") END(11),
         "fds-failed!", 3, "", false},
        {"no process of any may be looked at",
         REST_OF(TABLES) SECTION("fds", "/proc/1/fd:\n", "0") END(11),
         "fds-failed!", 3, "", false},
        {"something unreadable in between",
         REST_OF(TABLES)
             SECTION("fds", "/proc/900/fd:\n 75412 3=\nls: out of memory\n",
                     "0") END(11),
         "lines-bad", 3, "900:75412", false},
        {"bytes lack",
         REST_OF(TABLES) SECTION("fds", "/proc/900/fd:\n 8 3=\n", "0 999")
             END(11),
         "section-cut!", 3, "900:8", false},
        {"sockets before any process",
         REST_OF(TABLES) SECTION("fds", " 7 3=\n/proc/900/fd:\n 8 3=\n", "0")
             END(11),
         "lines-bad", 3, "900:8", false},
    };

    (void)state;
    check_rights(answers, sizeof(answers) / sizeof(answers[0]));
}

static void su_brings_tables_and_fds(void **state)
{
    static const struct rights answers[] = {
        {"fds only", REST_OF(TABLES) SECTION("su", SU_ID SU_FDS, "0") END(11),
         "", 3, "900:75412 900:75413", true},
        {"a table that the shell may not read",
         REST_OF(NO_TCP) SECTION(
             "su",
             SU_ID MARK "section tcp\n" HEADER ROW1 ROW2 MARK "done 0\n" SU_FDS,
             "0") END(10),
         "", 3, "900:75412 900:75413", true},
        {"one that there is not",
         REST_OF(NO_TCP) SECTION(
             "su",
             SU_ID MARK "section tcp\ncat: /proc/net/tcp: No such file or "
                        "directory\n" MARK "done 1\n" SU_FDS,
             "0") END(10),
         "table-missing", 1, "900:75412 900:75413", true},
        {"one that this version does not know",
         REST_OF(TABLES) SECTION(
             "su", SU_ID MARK "section dccp\nx\n" MARK "done 0\n" SU_FDS, "0")
             END(11),
         "", 3, "900:75412 900:75413", true},
        {"cut in a table",
         REST_OF(NO_TCP)
             SECTION("su", SU_ID MARK "section tcp\n" HEADER ROW1, "0") END(10),
         "su-cut!", 2, "", false},
        {"cut in the fds",
         REST_OF(TABLES)
             SECTION("su", SU_ID MARK "section fds\n/proc/900/fd:\n 75412 3=\n",
                     "0") END(11),
         "su-cut!", 3, "900:75412", false},
    };

    (void)state;
    check_rights(answers, sizeof(answers) / sizeof(answers[0]));
}

static void root_through_su_is_known_only_when_su_made_it(void **state)
{
    static const struct {
        const char *text;
        bool is_su_root;
    } answers[] = {
        {REST_OF(TABLES) SECTION("su", SU_ID SU_FDS, "0") END(11), true},
        {REST_OF(TABLES) SECTION("su", "welcome\n", "0") END(11), false},
        {REST_OF(TABLES) SECTION("su", SU_ID, "143") END(11), false},
        {REST_OF(TABLES) SECTION("fds", "", "127") END(11), false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        assert_int_equal(collect(answers[i].text, strlen(answers[i].text)), 0);
        assert_int_equal(out.phone.is_su_root, answers[i].is_su_root);
        assert_int_equal(out.phone.shell_uid, 2000);
        snapshot_fini(&out);
    }
}

static void su_s_marks_are_nobody_else_s(void **state)
{
    static const struct rights answers[] = {
        {"a word that is not this run's",
         REST_OF(TABLES)
             SECTION("su",
                     SU_ID MARK "section unix\n@0123456789abcdeX done 0\n" MARK
                                "done 0\n" SU_FDS,
                     "0") END(11),
         "rows-bad", 3, "900:75412 900:75413", true},
        {"a section in a section",
         REST_OF(TABLES) SECTION("su",
                                 SU_ID MARK "section fds\n" MARK
                                            "section tcp\n" MARK "done 0\n",
                                 "0") END(11),
         "fds-failed! lines-bad", 3, "", false},
        {"marks without su",
         REST_OF(TABLES) SECTION("fds", MARK "section tcp\n" ROW1, "0") END(11),
         "fds-failed! lines-bad", 3, "", false},
    };

    (void)state;
    check_rights(answers, sizeof(answers) / sizeof(answers[0]));
}

static void su_that_does_not_help_is_said(void **state)
{
    static const struct rights answers[] = {
        {"refused",
         REST_OF(TABLES) SECTION("su", "su: uid 2000 not allowed to su\n", "1")
             END(11),
         "su-refused!", 3, "", false},
        {"hung", REST_OF(TABLES) SECTION("su", "", "143") END(11), "su-hang!",
         3, "", false},
        {"well, but not as root",
         REST_OF(TABLES) SECTION("su", "welcome\n", "0") END(11), "su-refused!",
         3, "", false},
        {"silent", REST_OF(TABLES) SECTION("su", "", "1") END(11),
         "su-refused!", 3, "", false},
    };

    (void)state;
    check_rights(answers, sizeof(answers) / sizeof(answers[0]));
    assert_int_equal(collect(answers[0].text, strlen(answers[0].text)), 0);
    assert_string_equal(snapshot_warning(&out, 0)->text,
                        "su refused: nothing here was read as root; it said: "
                        "su: uid 2000 not allowed to su");
    snapshot_fini(&out);
}

static void run_as_claims_and_never_complains_of_the_usual(void **state)
{
    static const struct rights answers[] = {
        {"a debuggable one",
         REST_OF(TABLES) SECTION("run-as com.example.dbg",
                                 "/proc/900/fd:\n" LINKS
                                 "3 -> socket:[75412]\n/proc/901/fd:\n",
                                 "0") END(11),
         "", 3, "900:75412?", false},
        {"as if it were root's list",
         REST_OF(TABLES) SECTION("run-as com.example.dbg",
                                 "/proc/900/fd:\n 75412 3=\n", "0") END(11),
         "", 3, "900:75412?", false},
        {"not debuggable",
         REST_OF(TABLES) SECTION(
             "run-as com.example.bank",
             "run-as: package not debuggable: com.example.bank\n", "1") END(11),
         "", 3, "", false},
        {"unknown",
         REST_OF(TABLES)
             SECTION("run-as com.example.no",
                     "run-as: unknown package: com.example.no\n", "1") END(11),
         "", 3, "", false},
        {"not running",
         REST_OF(TABLES)
             SECTION("run-as com.example.dbg", "/proc/901/fd:\n", "0") END(11),
         "", 3, "", false},
        {"another reason",
         REST_OF(TABLES)
             SECTION("run-as com.example.dbg",
                     "run-as: couldn't stat /data/user/10/com.example.dbg: No "
                     "such file or directory\n",
                     "1") END(11),
         "run-as-failed", 3, "", false},
        {"killed",
         REST_OF(TABLES) SECTION("run-as com.example.dbg", "", "143") END(11),
         "run-as-failed", 3, "", false},
    };

    (void)state;
    check_rights(answers, sizeof(answers) / sizeof(answers[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fds_of_root_are_holders),
        cmocka_unit_test(su_brings_tables_and_fds),
        cmocka_unit_test(root_through_su_is_known_only_when_su_made_it),
        cmocka_unit_test(su_s_marks_are_nobody_else_s),
        cmocka_unit_test(su_that_does_not_help_is_said),
        cmocka_unit_test(run_as_claims_and_never_complains_of_the_usual),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
