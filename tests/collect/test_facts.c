/* SPDX-License-Identifier: Apache-2.0 */
/* Properties and users, whose names and values anybody may choose. */
#include "collect/facts.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void facts_split_properties_in_key_and_value(void **state)
{
    static const struct {
        const char *line;
        const char *key; /* NULL: no property */
        const char *value;
    } lines[] = {
        {"[ro.product.model]: [Pixel 7]", "ro.product.model", "Pixel 7"},
        {"[a]: []", "a", ""},
        {"[a]: [b]]", "a", "b]"},
        {"[a]: [[b]: [c]]", "a", "[b]: [c]"},
        {"[a]: [b]\r", "a", "b"},
        {"[]: [b]", NULL, NULL},
        {"[a]: [first line", NULL, NULL},
        {"last line]", NULL, NULL},
        {"[a] [b]", NULL, NULL},
        {"[a]:", NULL, NULL},
        {"[a", NULL, NULL},
        {"a]: [b]", NULL, NULL},
        {"[a]: [", NULL, NULL},
        {"", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct property_line line;
        int rc = facts_parse_property(str_from(lines[i].line), &line);

        print_message("%s\n", lines[i].line);
        assert_int_equal(rc, lines[i].key != NULL);
        if (rc > 0) {
            assert_true(str_is(line.key, lines[i].key));
            assert_true(str_is(line.value, lines[i].value));
        }
    }
}

static void facts_know_users_by_their_flags(void **state)
{
    static const struct {
        const char *line;
        uint32_t id;
        const char *kind;
    } good[] = {
        {"\tUserInfo{0:Owner:c13} running", 0, "owner"},
        {"\tUserInfo{0:Owner:4c13} running", 0, "owner"},
        {"\tUserInfo{0::0}", 0, "owner"},
        {"\tUserInfo{10:Work profile:1030} running", 10, "profile"},
        {"\tUserInfo{10:Work profile:30}", 10, "profile"},
        {"\tUserInfo{95:Clone:1010}", 95, "other-profile"},
        {"\tUserInfo{11:Guest:414}", 11, "secondary"},
        {"\tUserInfo{10:Person:13}", 10, "owner"},
        {"UserInfo{42949:x:ffffffff}\r", 42949, "profile"},
        {"\tUserInfo{12:a:b}c{:}:410} running", 12, "secondary"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct user_line line;

        print_message("%s\n", good[i].line);
        assert_true(facts_parse_user(str_from(good[i].line), &line) > 0);
        assert_int_equal(line.id, good[i].id);
        assert_string_equal(line.kind, good[i].kind);
    }
}

static void facts_skip_lines_that_are_no_users(void **state)
{
    static const char *const bad[] = {
        "UserInfo{}",         "UserInfo{10}",
        "UserInfo{10:x}",     "UserInfo{x:y:10}",
        "UserInfo{-1:y:10}",  "UserInfo{42950:y:10}",
        "UserInfo{10:y:}",    "UserInfo{10:y:123456789}",
        "UserInfo{10:y:1g}",  "UserInfo{10:y:10",
        "xUserInfo{10:y:10}", "Error: java.lang.SecurityException",
    };
    static const char *const nothing[] = {"Users:", " Users: \r", "", "\t"};
    struct user_line line;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        print_message("%s\n", bad[i]);
        assert_true(facts_parse_user(str_from(bad[i]), &line) < 0);
    }
    for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++) {
        assert_int_equal(facts_parse_user(str_from(nothing[i]), &line), 0);
    }
}

static void facts_read_a_user_id_and_nothing_else(void **state)
{
    uint32_t id = 7;

    (void)state;
    assert_true(facts_parse_user_id(str_from("10\r"), &id) > 0);
    assert_int_equal(id, 10);
    assert_true(facts_parse_user_id(str_from("42949"), &id) > 0);
    assert_int_equal(id, 42949);
    assert_int_equal(facts_parse_user_id(str_from(""), &id), 0);
    assert_true(facts_parse_user_id(str_from("42950"), &id) < 0);
    assert_true(facts_parse_user_id(str_from("10 x"), &id) < 0);
    assert_true(facts_parse_user_id(str_from("null"), &id) < 0);
    assert_true(facts_parse_user_id(str_from("-10000"), &id) < 0);
    assert_int_equal(id, 42949);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_split_properties_in_key_and_value),
        cmocka_unit_test(facts_know_users_by_their_flags),
        cmocka_unit_test(facts_skip_lines_that_are_no_users),
        cmocka_unit_test(facts_read_a_user_id_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
