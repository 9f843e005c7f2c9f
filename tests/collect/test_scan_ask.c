/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan asks of a phone, and what it makes of the answers. */
#include "collect/scan_ask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char guard_text[] =
    "== home\n"
    "priority=0 preferredOrder=0 match=0x108000 specificIndex=-1\n"
    "com.example.launcher/.HomeActivity\n"
    "== default_input_method\n"
    "com.example.keyboard/.Ime\n"
    "== always_on_vpn_app\n"
    "null\n"
    "== dialer_default_application\n"
    "com.example.dialer\n"
    "== sms_default_application\n"
    "com.example.sms\r\n"
    "== owner\n"
    "      admin=ComponentInfo{com.example.mdm/com.example.mdm.Receiver}\n"
    "== persistent\n"
    "  Package [com.example.plain] (1a2b3c):\n"
    "    flags=[ SYSTEM HAS_CODE ]\n"
    "  Package [com.example.persist] (1a2b3d):\n"
    "    pkgFlags=[ SYSTEM HAS_CODE PERSISTENT ALLOW_BACKUP ]\n"
    "== screen\n"
    "  mWakefulness=Awake\n"
    "      showing=true\n"
    "      secure=true\n";

static void packages_that_a_phone_needs_are_left_alone(void **state)
{
    static const struct {
        const char *package;
        const char *why; /* NULL: it is scanned */
    } cases[] = {
        {"com.example.launcher", "the home screen"},
        {"com.example.keyboard", "the keyboard"},
        {"com.example.dialer", "the phone"},
        {"com.example.sms", "text messages"},
        {"com.example.mdm", "it manages this phone"},
        {"com.example.persist", "a persistent part of the system"},
        {"com.example.plain", NULL},
        {"com.example.keyboard2", NULL},
        {"null", NULL},
        {"com.android.shell", "adb's own"},
        {"io.appium.settings", "Appium's helper"},
    };
    struct scan_guard guard;

    (void)state;
    scan_guard_init(&guard);
    assert_int_equal(scan_read_guard(str_from(guard_text), &guard), 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *why = scan_guard_why(&guard, cases[i].package);

        if ((why == NULL) != (cases[i].why == NULL) ||
            (why != NULL && strcmp(why, cases[i].why) != 0)) {
            fail_msg("%s: %s", cases[i].package, why == NULL ? "none" : why);
        }
    }
    assert_true(guard.is_awake && guard.has_keyguard && guard.is_secure);
    assert_true(scan_is_vital("com.android.shell"));
    assert_false(scan_is_vital("com.example.launcher"));
    scan_guard_fini(&guard);
}

static void a_phone_that_answers_nothing_has_no_guard(void **state)
{
    struct scan_guard guard;

    (void)state;
    scan_guard_init(&guard);
    assert_int_equal(scan_read_guard(str_from("== home\nError\n"), &guard), 0);
    assert_int_equal(guard.list.len, 0);
    assert_false(guard.has_keyguard);
    scan_guard_fini(&guard);
}

static void a_look_tells_lock_version_and_activity(void **state)
{
    static const struct {
        const char *text;
        bool wants_launcher;
        bool is_locked;
        bool is_missing;
        const char *component;
        const char *version;
        const char *why;
    } cases[] = {
        {"== screen\nmWakefulness=Awake\n showing=false\n secure=true\n"
         "== version\n    versionName=4.2.1 beta\n    versionName=1.0\n"
         "== activity\npriority=0\ncom.example.bank/.Main\n",
         true, false, false, "com.example.bank/.Main", "4.2.1 beta",
         "all is well; a system's own version stands behind"},
        {"== screen\n  mShowingLockscreen=true\n== version\n"
         "== activity\ncom.example.bank/.Main\n",
         true, true, false, "com.example.bank/.Main", "",
         "locked, as Android 7 says it"},
        {"== screen\n mIsShowing=true\n showing=false\n== version\n"
         "== activity\nNo activity found\n",
         true, true, true, "", "", "no launcher"},
        {"== screen\n== version\nversionName=1\n== activity\n"
         "com.example.other/.Main\n",
         true, false, true, "", "1", "another package's"},
        {"== screen\n showing=false\n== version\nversionName=7\n", false, false,
         false, "", "7", "no launcher is wanted"},
        {"== screen\n showing=false\n", true, false, true, "", "", "cut"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct scan_look look;

        scan_read_look(str_from(cases[i].text), "com.example.bank",
                       cases[i].wants_launcher, &look);
        if (look.is_locked != cases[i].is_locked ||
            look.is_missing != cases[i].is_missing ||
            strcmp(look.component, cases[i].component) != 0 ||
            strcmp(look.version, cases[i].version) != 0) {
            fail_msg("%s: %d %d '%s' '%s'", cases[i].why, look.is_locked,
                     look.is_missing, look.component, look.version);
        }
    }
}

static void a_stop_that_failed_says_why(void **state)
{
    struct str why;

    (void)state;
    assert_true(scan_read_stop(str_from(""), &why));
    assert_true(scan_read_stop(str_from("\n"), &why));
    assert_false(scan_read_stop(
        str_from("\njava.lang.SecurityException: no user 10\n"), &why));
    assert_true(str_is(why, "java.lang.SecurityException: no user 10"));
}

static void crashes_are_told_from_what_comes_to_the_front(void **state)
{
    static const struct {
        const char *line;
        const char *package; /* NULL: no crash */
    } cases[] = {
        {"[4242,0,com.example.game,8961,java.lang.Error,x,F.java,3]",
         "com.example.game"},
        {"[4242,0,com.example.game:remote,8961,x]", "com.example.game"},
        {"[0,com.example.game/.Main,resumed]", NULL},
        {"[4242,0,com example,8961]", NULL},
        {"[4242,0,game,8961]", NULL},
        {"[4242,0,com.example.game", NULL},
        {"4242,0,com.example.game,1]", NULL},
        {"", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char package[SCAN_PACKAGE_CAP];
        bool is = scan_read_crash(str_from(cases[i].line), package);

        if (is != (cases[i].package != NULL) ||
            (is && strcmp(package, cases[i].package) != 0)) {
            fail_msg("%s", cases[i].line);
        }
    }
}

static void nothing_but_a_package_reaches_a_command_line(void **state)
{
    static const char *const bad[] = {"",
                                      "x",
                                      "com.example.a;reboot",
                                      "com.example.$(x)",
                                      "com example.a",
                                      "com.example.a\n"};
    struct buf text;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        buf_init(&text, SCAN_ASK_TEXT_MAX);
        assert_int_equal(scan_put_stop(&text, bad[i], 0), ERR_ARG);
        assert_int_equal(scan_put_look(&text, bad[i], 0, true, true), ERR_ARG);
        assert_int_equal(text.len, 0);
        buf_fini(&text);
    }
    buf_init(&text, SCAN_ASK_TEXT_MAX);
    assert_int_equal(scan_put_stop(&text, "com.example.a", 10), 0);
    assert_int_equal(buf_putc(&text, '\0'), 0);
    assert_string_equal(
        (const char *)text.data,
        "am force-stop --user 10 com.example.a </dev/null 2>&1");
    buf_fini(&text);
    buf_init(&text, SCAN_ASK_TEXT_MAX);
    assert_int_equal(scan_put_look(&text, "com.example.a", 10, true, true), 0);
    assert_int_equal(scan_put_guard(&text, 10), 0);
    buf_fini(&text);
}

static void only_a_look_that_wakes_changes_the_screen(void **state)
{
    static const char *const changes[] = {"input ", "wm "};
    struct buf text;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        bool wakes = i == 1;

        buf_init(&text, SCAN_ASK_TEXT_MAX);
        assert_int_equal(scan_put_look(&text, "com.example.a", 0, true, wakes),
                         0);
        assert_int_equal(buf_putc(&text, '\0'), 0);
        for (size_t k = 0; k < 2; k++) {
            assert_true((strstr((const char *)text.data, changes[k]) != NULL) ==
                        wakes);
        }
        assert_non_null(strstr((const char *)text.data, "mWakefulness="));
        buf_fini(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packages_that_a_phone_needs_are_left_alone),
        cmocka_unit_test(a_phone_that_answers_nothing_has_no_guard),
        cmocka_unit_test(a_look_tells_lock_version_and_activity),
        cmocka_unit_test(a_stop_that_failed_says_why),
        cmocka_unit_test(crashes_are_told_from_what_comes_to_the_front),
        cmocka_unit_test(nothing_but_a_package_reaches_a_command_line),
        cmocka_unit_test(only_a_look_that_wakes_changes_the_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
