/* SPDX-License-Identifier: Apache-2.0 */
/* What pm prints, of every Android, and what it prints when it fails. */
#include "collect/packages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void packages_are_read_as_every_android_prints_them(void **state)
{
    static const struct {
        const char *why;
        const char *line;
        const char *want; /* "NAME|PATH|UIDS|1 for user-installed" */
    } good[] = {
        {"the path holds = itself",
         "package:/data/app/~~k3==/com.example.a-9==/base.apk=com.example.a "
         "uid:10093",
         "com.example.a|/data/app/~~k3==/com.example.a-9==/base.apk|10093|1"},
        {"a system app", "package:/system/priv-app/S/S.apk=com.example.s uid:1",
         "com.example.s|/system/priv-app/S/S.apk|1|0"},
        {"product partition",
         "package:/product/app/A/A.apk=com.example.p uid:2",
         "com.example.p|/product/app/A/A.apk|2|0"},
        {"every user's uid", "package:/data/app/a.apk=a.b uid:10093,1010093",
         "a.b|/data/app/a.apk|10093,1010093|1"},
        {"without -f", "package:com.example.a uid:10093",
         "com.example.a||10093|0"},
        {"without -U", "package:/data/app/a.apk=com.example.a",
         "com.example.a|/data/app/a.apk||1"},
        {"all that can stand between",
         "package:/data/app/a.apk=a.b versionCode:42 stopped=false  "
         "installer=com.example.store uid:10001",
         "a.b|/data/app/a.apk|10001|1"},
        {"of this kind alone", "package:android", "android|||0"},
        {"old Android's protected apps",
         "package:/data/app-private/x.apk=a.b uid:3",
         "a.b|/data/app-private/x.apk|3|1"},
        {"adopted card", "package:/mnt/expand/0-0/app/x/base.apk=a.b uid:3",
         "a.b|/mnt/expand/0-0/app/x/base.apk|3|1"},
        {"old card", "package:/mnt/asec/x/pkg.apk=a.b uid:3",
         "a.b|/mnt/asec/x/pkg.apk|3|1"},
        {"a look-alike is the system's",
         "package:/data/application/x.apk=a.b uid:3",
         "a.b|/data/application/x.apk|3|0"},
        {"CRLF", "package:/data/app/a.apk=a.b uid:10001\r",
         "a.b|/data/app/a.apk|10001|1"},
        {"the largest uid", "package:a.b uid:4294967295", "a.b||4294967295|0"},
        {"an overlay with a hyphen", "package:/vendor/o.apk=a-b.c_d uid:1",
         "a-b.c_d|/vendor/o.apk|1|0"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct package_line line;
        char got[400];

        print_message("%s\n", good[i].why);
        assert_true(packages_parse(str_from(good[i].line), &line) > 0);
        (void)snprintf(got, sizeof(got), "%.*s|%.*s|%.*s|%d",
                       (int)line.name.len, line.name.ptr, (int)line.path.len,
                       line.path.ptr, (int)line.uids.len, line.uids.ptr,
                       line.is_user_installed);
        assert_string_equal(got, good[i].want);
    }
}

static void packages_skip_what_is_none(void **state)
{
    static const struct {
        const char *why;
        const char *line;
    } bad[] = {
        {"a complaint", "Error: Unknown option: -U"},
        {"nothing behind", "package:"},
        {"blanks behind", "package:   "},
        {"no name", "package:/data/app/a.apk= uid:1"},
        {"a name with a slash", "package:a/b uid:1"},
        {"a formula", "package:=cmd() uid:1"},
        {"markup", "package:x=<script> uid:1"},
        {"an escape", "package:x=\x1b[31m uid:1"},
        {"uid of letters", "package:a.b uid:x"},
        {"uid empty", "package:a.b uid:"},
        {"a comma at the end", "package:a.b uid:1,"},
        {"two commas", "package:a.b uid:1,,2"},
        {"uid over 32 bits", "package:a.b uid:4294967296"},
        {"negative", "package:a.b uid:-1"},
        {"more behind the uid", "package:a.b uid:1x"},
        {"apex lines have no such head", "apex:com.example.apex"},
    };
    struct package_line line;
    char name[400] = "package:";

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        print_message("%s\n", bad[i].why);
        assert_true(packages_parse(str_from(bad[i].line), &line) < 0);
    }
    assert_int_equal(packages_parse(str_from(""), &line), 0);
    assert_int_equal(packages_parse(str_from(" \r"), &line), 0);
    /* 255 characters are a name, 256 are not. */
    memset(name + 8, 'a', 256);
    assert_true(packages_parse(str_from(name), &line) < 0);
    name[8 + 255] = '\0';
    assert_true(packages_parse(str_from(name), &line) > 0);
}

static void packages_give_their_uids_one_by_one(void **state)
{
    struct str uids = str_from("10093,1010093,4294967295");
    uint32_t uid = 0;

    (void)state;
    assert_true(packages_next_uid(&uids, &uid));
    assert_int_equal(uid, 10093);
    assert_true(packages_next_uid(&uids, &uid));
    assert_int_equal(uid, 1010093);
    assert_true(packages_next_uid(&uids, &uid));
    assert_int_equal(uid, 4294967295u);
    assert_false(packages_next_uid(&uids, &uid));
}

static void packages_know_why_pm_failed(void **state)
{
    static const struct {
        const char *text;
        enum packages_failure why;
    } said[] = {
        {"java.lang.SecurityException: Shell does not have permission to "
         "access user 10",
         PACKAGES_REFUSED},
        {"Security exception: Shell does not have permission to access user 10",
         PACKAGES_REFUSED},
        {"Error: Shell does not have permission to access user 10",
         PACKAGES_REFUSED},
        {"Error: Unknown option: -U", PACKAGES_OPTION_UNKNOWN},
        {"Exception occurred while executing 'list':", PACKAGES_OTHER},
        {"", PACKAGES_OTHER},
        {"Unknown optio", PACKAGES_OTHER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        print_message("%s\n", said[i].text);
        assert_int_equal(packages_why(str_from(said[i].text)), said[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packages_are_read_as_every_android_prints_them),
        cmocka_unit_test(packages_skip_what_is_none),
        cmocka_unit_test(packages_give_their_uids_one_by_one),
        cmocka_unit_test(packages_know_why_pm_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
