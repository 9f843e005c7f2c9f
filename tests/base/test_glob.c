/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/glob.h"

static void globs_match_as_in_a_shell(void **state)
{
    static const struct {
        const char *pattern;
        const char *name;
        bool matches;
    } cases[] = {
        {"com.example.*", "com.example.bank", true},
        {"com.example.*", "com.example.", true},
        {"com.example.*", "com.example", false},
        {"*", "", true},
        {"*bank", "com.example.bank", true},
        {"*.example.*", "com.example.bank", true},
        {"com.?xample.bank", "com.example.bank", true},
        {"?", "", false},
        {"[a-c]x", "bx", true},
        {"[a-c]x", "dx", false},
        {"[!a-c]x", "dx", true},
        {"[^a-c]x", "bx", false},
        {"[]]x", "]x", true},
        {"[a-]x", "-x", true},
        {"[ab", "[ab", true},
        {"[", "[", true},
        {"a*b*c", "aXbYbZc", true},
        {"a*b*c", "aXbYbZ", false},
        {"", "a", false},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (glob_matches(cases[i].pattern, cases[i].name) != cases[i].matches) {
            fail_msg("%s ~ %s", cases[i].pattern, cases[i].name);
        }
    }
}

static void a_glob_of_stars_is_quick(void **state)
{
    char name[257];
    char pattern[257];
    size_t i;

    (void)state;
    for (i = 0; i < 256; i++) {
        name[i] = 'a';
        pattern[i] = i % 2 == 0 ? '*' : 'a';
    }
    name[256] = '\0';
    pattern[255] = 'b';
    pattern[256] = '\0';
    /* Without a bound on going back this would never end. */
    assert_false(glob_matches(pattern, name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs_match_as_in_a_shell),
        cmocka_unit_test(a_glob_of_stars_is_quick),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
