/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an app: nothing of anybody's reaches a shell; what am says. */
#include "collect/launch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void launch_takes_only_what_a_shell_may_see(void **state)
{
    static const struct {
        const char *text;
        int kind; /* -1: refused */
        const char *why;
    } cases[] = {
        {"launcher", LAUNCH_LAUNCHER, "the word"},
        {".LoginActivity", LAUNCH_ACTIVITY, "short class"},
        {"com.example.bank.Main$Inner", LAUNCH_ACTIVITY, "inner class"},
        {"https://bank.example/a?b=c&d=%20#e", LAUNCH_URL, "link"},
        {"bank-app+x.y:login", LAUNCH_URL, "own scheme"},
        {"", -1, "nothing"},
        {".", -1, "no class"},
        {"Login", -1, "neither"},
        {".Login;reboot", -1, "second command"},
        {".Login Activity", -1, "blank"},
        {".Login.", -1, "dot at the end"},
        {"https://bank.example/'$(reboot)'", -1, "closing quote"},
        {"https://bank.example/a b", -1, "blank in a link"},
        {"https://bank.example/\n", -1, "line end"},
        {"https://bank.example/\"", -1, "double quote"},
        {"https://bank.example/`x`", -1, "backquotes"},
        {"https://bank.example/\\", -1, "backslash"},
        {"1http://bank.example", -1, "no scheme begins with a digit"},
        {"ht tp://bank.example", -1, "blank in the scheme"},
        {":x", -1, "no scheme"},
        {"http://b\xc3\xbcnk.example/", -1, "not ASCII"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        struct launch launch;
        struct err err = {0, ""};
        int rc = launch_parse(cases[i].text, &launch, &err);

        if (cases[i].kind < 0 ? rc != ERR_USAGE
                              : rc != 0 || (int)launch.kind != cases[i].kind) {
            fail_msg("%s: %s: %d", cases[i].why, cases[i].text, rc);
        }
    }
}

static void assert_text(struct buf *buf, const char *want)
{
    assert_int_equal(buf_putc(buf, '\0'), 0);
    assert_string_equal((const char *)buf->data, want);
    buf_fini(buf);
    buf_init(buf, LAUNCH_TEXT_MAX);
}

static void launch_writes_these_commands(void **state)
{
    struct launch launch = {LAUNCH_LAUNCHER, "launcher"};
    struct buf buf;

    (void)state;
    buf_init(&buf, LAUNCH_TEXT_MAX);
    assert_int_equal(launch_put_resolve(&buf, "com.example.bank", 0), 0);
    assert_text(&buf, "cmd package resolve-activity --brief --user 0"
                      " -a android.intent.action.MAIN"
                      " -c android.intent.category.LAUNCHER com.example.bank"
                      " </dev/null 2>&1");
    assert_int_equal(launch_put_clear(&buf, "com.example.bank", 10), 0);
    assert_text(&buf, "pm clear --user 10 com.example.bank </dev/null 2>&1");
    assert_int_equal(launch_put_start(&buf, &launch, "com.example.bank",
                                      "com.example.bank/.Main", 0),
                     0);
    assert_text(&buf, "am start -W --user 0 -a android.intent.action.MAIN"
                      " -c android.intent.category.LAUNCHER"
                      " -n 'com.example.bank/.Main' </dev/null 2>&1");
    launch = (struct launch){LAUNCH_ACTIVITY, ".Main$A"};
    assert_int_equal(launch_put_start(&buf, &launch, "com.example.bank",
                                      "com.example.bank/.Main$A", 0),
                     0);
    assert_text(&buf, "am start -W --user 0 -n 'com.example.bank/.Main$A'"
                      " </dev/null 2>&1");
    launch = (struct launch){LAUNCH_URL, "https://bank.example/?a=b&c"};
    assert_int_equal(
        launch_put_start(&buf, &launch, "com.example.bank", NULL, 0), 0);
    assert_text(&buf, "am start -W --user 0 -a android.intent.action.VIEW"
                      " -d 'https://bank.example/?a=b&c' -p com.example.bank"
                      " </dev/null 2>&1");
    buf_fini(&buf);
}

static void launch_sends_nothing_that_was_not_checked(void **state)
{
    static const char evil[] = "com.example.bank;reboot";
    struct launch launch = {LAUNCH_URL, "https://bank.example/'"};
    struct buf buf;

    (void)state;
    buf_init(&buf, LAUNCH_TEXT_MAX);
    assert_int_equal(launch_put_resolve(&buf, evil, 0), ERR_ARG);
    assert_int_equal(launch_put_clear(&buf, evil, 0), ERR_ARG);
    assert_int_equal(launch_put_start(&buf, &launch, evil, NULL, 0), ERR_ARG);
    assert_int_equal(
        launch_put_start(&buf, &launch, "com.example.bank", NULL, 0), ERR_ARG);
    launch.kind = LAUNCH_ACTIVITY;
    assert_int_equal(launch_put_start(&buf, &launch, "com.example.bank",
                                      "com.example.bank/.A'b", 0),
                     ERR_ARG);
    assert_int_equal(launch_put_start(&buf, &launch, "com.example.bank",
                                      "com.example.other/.A", 0),
                     ERR_ARG);
    assert_int_equal(buf.len, 0);
    buf_fini(&buf);
}

static void launch_finds_what_a_launcher_starts(void **state)
{
    static const struct {
        const char *answer;
        const char *want; /* NULL: nothing */
        const char *why;
    } cases[] = {
        {"priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 "
         "isDefault=false\r\ncom.example.bank/.MainActivity\r\n",
         "com.example.bank/.MainActivity", "usual"},
        {"com.example.bank/com.example.ui.Main$A\n",
         "com.example.bank/com.example.ui.Main$A", "whole class"},
        {"No activity found\n", NULL, "none"},
        {"android/com.android.internal.app.ResolverActivity\n", NULL,
         "another package's: a choice between several"},
        {"com.example.bank/.Main';reboot;'\n", NULL, "an attack"},
        {"com.example.bank/\n", NULL, "no class"},
        {"", NULL, "nothing"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        char out[LAUNCH_COMPONENT_CAP] = "";
        bool is_found = launch_read_component(str_from(cases[i].answer),
                                              "com.example.bank", out);

        if (is_found != (cases[i].want != NULL) ||
            (is_found && strcmp(out, cases[i].want) != 0)) {
            fail_msg("%s: %s", cases[i].why, out);
        }
    }
}

static void launch_tells_none_from_no_answer(void **state)
{
    (void)state;
    assert_true(launch_has_no_activity(str_from("\nNo activity found\r\n")));
    assert_false(launch_has_no_activity(str_from("sh: cmd: not found\n")));
    assert_false(launch_has_no_activity(str_from("")));
}

static void launch_reads_what_came_to_the_front(void **state)
{
    static const struct {
        const char *line;
        const char *want; /* NULL: nothing */
        const char *why;
    } cases[] = {
        {"[0,com.example.bank/.LoginActivity,resumed]\r",
         "com.example.bank/.LoginActivity", "usual"},
        {"[10,com.example.bank/com.example.ui.Main$A,a,b]",
         "com.example.bank/com.example.ui.Main$A", "work profile"},
        {"--------- beginning of events", NULL, "logcat's own"},
        {"[0,com.example.bank,resumed]", NULL, "no component"},
        {"[0,com.example.bank/.A\x1b[2J,resumed]", NULL, "an attack"},
        {"[x,com.example.bank/.A,resumed]", NULL, "no user"},
        {"[0,com.example.bank/.A", NULL, "cut"},
        {"[0,/.A,resumed]", NULL, "no package"},
        {"[0,com.example\x1b[2J/.A,resumed]", NULL, "an attack in it"},
        {"[0,android/com.android.internal.app.ResolverActivity,resumed]",
         "android/com.android.internal.app.ResolverActivity", "no dot"},
        {"", NULL, "nothing"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        char out[LAUNCH_COMPONENT_CAP] = "";
        bool is_front = launch_read_front(str_from(cases[i].line), out);

        if (is_front != (cases[i].want != NULL) ||
            (is_front && strcmp(out, cases[i].want) != 0)) {
            fail_msg("%s: %s", cases[i].why, out);
        }
    }
}

static void launch_names_a_class_with_its_package(void **state)
{
    static char longest[LAUNCH_COMPONENT_CAP];
    struct launch launch = {LAUNCH_ACTIVITY, ".Login"};
    char out[LAUNCH_COMPONENT_CAP];

    (void)state;
    assert_true(launch_component(&launch, "com.example.bank", out));
    assert_string_equal(out, "com.example.bank/.Login");
    memset(longest, 'a', sizeof(longest) - 1);
    assert_false(launch_component(&launch, longest, out));
}

static void launch_reads_off_whether_it_was_started(void **state)
{
    static const struct {
        const char *answer;
        bool is_started;
        const char *launched;
        int64_t total_ms;
        const char *reason;
        const char *why;
    } cases[] = {
        {"Starting: Intent { cmp=com.example.bank/.Main }\nStatus: ok\n"
         "LaunchState: COLD\nActivity: com.example.bank/.Main\n"
         "TotalTime: 412\nWaitTime: 420\nComplete\n",
         true, "cold", 412, "", "cold"},
        {"Starting: Intent { }\r\nWarning: Activity not started, its current "
         "task has been brought to the front\r\nStatus: ok\r\n"
         "LaunchState: HOT\r\nTotalTime: 0\r\n",
         true, "hot", 0, "", "in front already"},
        {"Status: ok\nActivity: com.example.bank/.Main\nThisTime: 3\n"
         "TotalTime: 5\n",
         true, NULL, 5, "", "an older one, which tells no state"},
        {"Starting: Intent { }\nError type 3\nError: Activity class "
         "{com.example.bank/.No} does not exist.\n",
         false, NULL, -1,
         "Error: Activity class {com.example.bank/.No} does not exist.",
         "no such class"},
        {"Status: timeout\nLaunchState: COLD\n", false, "cold", -1,
         "Status: timeout", "it hangs"},
        {"java.lang.SecurityException: Permission Denial\n", false, NULL, -1,
         "java.lang.SecurityException: Permission Denial", "refused"},
        {"", false, NULL, -1, "", "am said nothing"},
        {"Starting: Intent { dat=bank:error }\nStatus: ok\nTotalTime: x\n",
         true, NULL, -1, "", "words of others are no answer"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(cases); i++) {
        struct launch_answer answer;

        launch_read_start(str_from(cases[i].answer), &answer);
        if (answer.is_started != cases[i].is_started ||
            answer.total_ms != cases[i].total_ms ||
            !str_is(answer.why, cases[i].reason) ||
            (answer.state == NULL) != (cases[i].launched == NULL) ||
            (answer.state != NULL &&
             strcmp(answer.state, cases[i].launched) != 0)) {
            fail_msg("%s", cases[i].why);
        }
    }
}

static void launch_knows_a_phone_that_cannot_tell(void **state)
{
    static const struct {
        const char *answer;
        bool is_unknown;
    } cases[] = {
        {"/system/bin/sh: cmd: not found\n", true},
        {"sh: cmd: inaccessible or not found\r\n", true},
        {"Unknown command: resolve-activity\n", true},
        {"Can't find service: package\n", true},
        {"No activity found\n", false},
        {"priority=0\ncom.example.a/.Main\n", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        print_message("%s", cases[i].answer);
        assert_int_equal(launch_is_unknown(str_from(cases[i].answer)),
                         cases[i].is_unknown);
    }
}

static void launch_reads_what_monkey_did(void **state)
{
    struct launch_answer answer;
    bool is_missing;
    struct buf text;

    (void)state;
    launch_read_monkey(
        str_from("bash arg: -p\nEvents injected: 1\n## Network stats: x\n"),
        &answer, &is_missing);
    assert_true(answer.is_started);
    assert_false(is_missing);
    launch_read_monkey(
        str_from("** No activities found to run, monkey aborted.\r\n"), &answer,
        &is_missing);
    assert_false(answer.is_started);
    assert_true(is_missing);
    launch_read_monkey(str_from("sh: monkey: not found\n"), &answer,
                       &is_missing);
    assert_false(answer.is_started);
    assert_false(is_missing);
    assert_true(str_is(answer.why, "sh: monkey: not found"));
    buf_init(&text, LAUNCH_TEXT_MAX);
    assert_int_equal(launch_put_monkey(&text, "a;b"), ERR_ARG);
    assert_int_equal(text.len, 0);
    assert_int_equal(launch_put_monkey(&text, "com.example.a"), 0);
    buf_fini(&text);
}

static void launch_reads_off_whether_it_was_cleared(void **state)
{
    struct str why;

    (void)state;
    assert_true(launch_read_clear(str_from("Success\r\n"), &why));
    assert_false(launch_read_clear(str_from("\nFailed\n"), &why));
    assert_true(str_is(why, "Failed"));
    assert_false(launch_read_clear(str_from(""), &why));
    assert_int_equal(why.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(launch_takes_only_what_a_shell_may_see),
        cmocka_unit_test(launch_writes_these_commands),
        cmocka_unit_test(launch_sends_nothing_that_was_not_checked),
        cmocka_unit_test(launch_finds_what_a_launcher_starts),
        cmocka_unit_test(launch_tells_none_from_no_answer),
        cmocka_unit_test(launch_reads_what_came_to_the_front),
        cmocka_unit_test(launch_names_a_class_with_its_package),
        cmocka_unit_test(launch_reads_off_whether_it_was_started),
        cmocka_unit_test(launch_knows_a_phone_that_cannot_tell),
        cmocka_unit_test(launch_reads_what_monkey_did),
        cmocka_unit_test(launch_reads_off_whether_it_was_cleared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
