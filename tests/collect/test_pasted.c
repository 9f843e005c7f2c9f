/* SPDX-License-Identifier: Apache-2.0 */
/* Prompts and ornaments, and what only looks like one. */
#include "collect/pasted.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct one {
    const char *line;
    bool want;
};

static void check(bool (*is)(struct str line), const struct one *ones,
                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        print_message("%s\n", ones[i].line);
        assert_int_equal(is(str_from(ones[i].line)), ones[i].want);
    }
}

static void pasted_knows_prompts(void **state)
{
    static const struct one ones[] = {
        {"# cat /proc/7254/net/tcp", true},
        {"  $ ps -A", true},
        {"shell@phone:/ $ netstat", true},
        {"root@phone:/# netstat", true},
        {"C:\\>adb shell netstat", true},
        {"% adb shell", true},
        {"==> /proc/net/tcp6 <==", true},
        {"==", false},
        {"", false},
        {"tcp 0 0 192.0.2.17:1 192.0.2.1:2 LISTEN", false},
        {"package:com.example.bank uid:10093", false},
        {"[ro.product.model]: [$]", false},
        {"   0: 0100007F:0016 00000000:0000 0A", false},
    };

    (void)state;
    check(pasted_is_prompt, ones, sizeof(ones) / sizeof(ones[0]));
}

static void pasted_knows_ornaments(void **state)
{
    static const struct one ones[] = {
        {"...", true},     {" [...] ", true}, {"\xe2\x80\xa6", true},
        {"```bash", true}, {"~~~", true},     {"--", true},
        {"....", false},   {"", false},       {"---", false},
    };
    static const struct one gaps[] = {
        {"...", true}, {"[...]", true}, {"--", false}, {"```", false}};
    static const struct one fences[] = {{"```", true}, {"...", false}};

    (void)state;
    check(pasted_is_ornament, ones, sizeof(ones) / sizeof(ones[0]));
    check(pasted_is_gap, gaps, sizeof(gaps) / sizeof(gaps[0]));
    check(pasted_is_fence, fences, sizeof(fences) / sizeof(fences[0]));
}

static void pasted_finds_a_part(void **state)
{
    size_t at = 99;

    (void)state;
    assert_true(pasted_has(str_from("a/net/tcp"), "/net/", &at));
    assert_int_equal(at, 1);
    assert_false(pasted_has(str_from("/net"), "/net/", NULL));
    assert_true(pasted_has(str_from("x"), "", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pasted_knows_prompts),
        cmocka_unit_test(pasted_knows_ornaments),
        cmocka_unit_test(pasted_finds_a_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
