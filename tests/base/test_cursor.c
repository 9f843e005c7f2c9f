/* SPDX-License-Identifier: Apache-2.0 */
/* The text cursor: each function takes all it was asked for, or nothing. */
#include "base/cursor.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NO 0xbadbadbadbadbadbu

static struct cursor over(const char *text)
{
    return cursor_from(str_from(text));
}

static void assert_str(struct str str, const char *want)
{
    if (!str_is(str, want)) {
        fail_msg("\"%.*s\" is not \"%s\"", (int)str.len, str.ptr, want);
    }
}

static void str_compares_lengths_and_bytes(void **state)
{
    struct str nothing = {NULL, 0};
    struct str zero = {"a\0b", 3};
    struct str other = {"a\0c", 3};

    (void)state;
    assert_true(str_is(str_from("abc"), "abc"));
    assert_false(str_is(str_from("abc"), "ab"));
    assert_false(str_is(str_from("ab"), "abc"));
    assert_false(str_is(str_from("abd"), "abc"));
    assert_true(str_eq(nothing, str_from("")));
    assert_false(str_eq(zero, other));
    assert_true(str_starts(str_from("abc"), "ab"));
    assert_true(str_starts(str_from("abc"), ""));
    assert_false(str_starts(str_from("abc"), "abcd"));
    assert_false(str_starts(str_from("abc"), "b"));
}

static void str_trim_takes_blanks_at_both_ends_only(void **state)
{
    (void)state;
    assert_str(str_trim(str_from(" \t a b\r ")), "a b");
    assert_str(str_trim(str_from("a")), "a");
    assert_str(str_trim(str_from(" \r\t ")), "");
    assert_str(str_trim(str_from("")), "");
    assert_str(str_trim(str_from("\na\n")), "\na\n");
}

static void cursor_takes_words(void **state)
{
    struct cursor cursor = over("  one\ttwo:three");
    struct str out;

    (void)state;
    assert_false(cursor_char(&cursor, 'o'));
    cursor_skip_blanks(&cursor);
    assert_true(cursor_char(&cursor, 'o'));
    assert_false(cursor_literal(&cursor, "new"));
    assert_true(cursor_literal(&cursor, "ne"));
    assert_true(cursor_token(&cursor, &out));
    assert_str(out, "two:three");
    assert_true(cursor_is_end(&cursor));
    assert_false(cursor_token(&cursor, &out));
    assert_false(cursor_char(&cursor, 'x'));
    assert_false(cursor_literal(&cursor, "x"));
    assert_true(cursor_literal(&cursor, ""));
    cursor_skip_blanks(&cursor);
    assert_int_equal(cursor_rest(&cursor).len, 0);
}

static void cursor_token_stops_only_at_blanks(void **state)
{
    struct cursor cursor = over(" a\rb\nc  ");
    struct str out;

    (void)state;
    assert_true(cursor_token(&cursor, &out));
    assert_str(out, "a\rb\nc");
    assert_false(cursor_token(&cursor, &out));
    assert_true(cursor_is_end(&cursor));
}

static void cursor_until_takes_the_stop_or_nothing(void **state)
{
    struct cursor cursor = over("a:b::c");
    struct str out;

    (void)state;
    assert_true(cursor_until(&cursor, ':', &out));
    assert_str(out, "a");
    assert_true(cursor_until(&cursor, ':', &out));
    assert_str(out, "b");
    assert_true(cursor_until(&cursor, ':', &out));
    assert_str(out, "");
    assert_false(cursor_until(&cursor, ':', &out));
    assert_str(cursor_rest(&cursor), "c");
    assert_true(cursor_char(&cursor, 'c'));
    assert_false(cursor_until(&cursor, ':', &out));
}

static void cursor_line_knows_both_line_ends(void **state)
{
    static const char *const lines[] = {"one", "two", "", "\rx\r", "last"};
    struct cursor cursor = over("one\ntwo\r\n\n\rx\r\r\nlast");
    struct str out;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        assert_true(cursor_line(&cursor, &out));
        assert_str(out, lines[i]);
    }
    assert_false(cursor_line(&cursor, &out));
    cursor = over("");
    assert_false(cursor_line(&cursor, &out));
    cursor = over("\n");
    assert_true(cursor_line(&cursor, &out));
    assert_str(out, "");
    assert_false(cursor_line(&cursor, &out));
    cursor = over("cut\r");
    assert_true(cursor_line(&cursor, &out));
    assert_str(out, "cut");
}

static const struct {
    const char *text;
    unsigned max_digits;
    uint64_t want; /* NO: refused */
    const char *rest;
    const char *why;
} hexes[] = {
    {"0A7100CB:", 8, 0x0a7100cb, ":", "an address of the tables"},
    {"0a7100cb", 8, 0x0a7100cb, "", "small letters"},
    {"0", 4, 0, "", "one digit"},
    {"01BB ", 4, 0x1bb, " ", "a port"},
    {"ffffffffffffffff", 16, UINT64_MAX, "", "all 64 bits"},
    {"00000", 4, NO, "00000", "leading zeros count as digits"},
    {"12345", 4, NO, "12345", "one digit too many"},
    {"", 4, NO, "", "nothing"},
    {"g", 4, NO, "g", "not a digit"},
    {"-1", 4, NO, "-1", "no signs"},
    {"\xc3\xa4", 4, NO, "\xc3\xa4", "bytes above 127"},
};

static void cursor_hex_takes_a_whole_number_of_few_digits(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(hexes) / sizeof(hexes[0]); i++) {
        struct cursor cursor = over(hexes[i].text);
        uint64_t value = NO;
        bool is_taken = cursor_hex(&cursor, hexes[i].max_digits, &value);

        if (is_taken != (hexes[i].want != NO) || value != hexes[i].want ||
            !str_is(cursor_rest(&cursor), hexes[i].rest)) {
            fail_msg("%s: %" PRIx64, hexes[i].why, value);
        }
    }
}

static void cursor_hex_digits_are_those_of_c(void **state)
{
    int want[256];
    int c;

    (void)state;
    for (c = 0; c < 256; c++) {
        want[c] = -1;
    }
    for (c = 0; c < 16; c++) {
        want[(unsigned char)"0123456789abcdef"[c]] = c;
        want[(unsigned char)"0123456789ABCDEF"[c]] = c;
    }
    for (c = 0; c < 256; c++) {
        assert_int_equal(cursor_hex_digit[c], want[c]);
    }
}

static const struct {
    const char *text;
    uint64_t max;
    uint64_t want; /* NO: refused */
    const char *rest;
    const char *why;
} numbers[] = {
    {"1010093 x", UINT32_MAX, 1010093, " x", "a uid"},
    {"0", 0, 0, "", "the least maximum"},
    {"1", 0, NO, "1", "above it"},
    {"255", 255, 255, "", "exactly the maximum"},
    {"256", 255, NO, "256", "one more"},
    {"300", 299, NO, "300", "one more, other digits"},
    {"9", 5, NO, "9", "one digit above a small maximum"},
    {"00000000000000000000007", 7, 7, "", "leading zeros"},
    {"18446744073709551615", UINT64_MAX, UINT64_MAX, "", "64 bits"},
    {"18446744073709551616", UINT64_MAX, NO, "18446744073709551616", "65 bits"},
    {"99999999999999999999999", UINT64_MAX, NO, "99999999999999999999999",
     "far too long"},
    {"", 9, NO, "", "nothing"},
    {"+1", 9, NO, "+1", "no plus"},
    {" 1", 9, NO, " 1", "no blanks"},
    {"1a", 9, 1, "a", "up to a letter"},
};

static void cursor_u64_never_goes_over_its_maximum(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        struct cursor cursor = over(numbers[i].text);
        uint64_t value = NO;
        bool is_taken = cursor_u64(&cursor, numbers[i].max, &value);

        if (is_taken != (numbers[i].want != NO) || value != numbers[i].want ||
            !str_is(cursor_rest(&cursor), numbers[i].rest)) {
            fail_msg("%s: %" PRIu64, numbers[i].why, value);
        }
    }
}

static void str_to_u64_wants_all_of_the_text(void **state)
{
    uint64_t value = 0;

    (void)state;
    assert_true(str_to_u64(str_from("5555"), 65535, &value));
    assert_int_equal(value, 5555);
    assert_false(str_to_u64(str_from("5555 "), 65535, &value));
    assert_false(str_to_u64(str_from("65536"), 65535, &value));
    assert_false(str_to_u64(str_from(""), 65535, &value));
}

static const struct {
    const char *text;
    bool is_taken;
    int64_t want;
    const char *rest;
} signed_numbers[] = {
    {"-1", true, -1, ""},
    {"0;", true, 0, ";"},
    {"-0", true, 0, ""},
    {"9223372036854775807", true, INT64_MAX, ""},
    {"-9223372036854775807", true, -INT64_MAX, ""},
    {"9223372036854775808", false, 0, "9223372036854775808"},
    {"--1", false, 0, "--1"},
    {"-", false, 0, "-"},
    {"- 1", false, 0, "- 1"},
    {"", false, 0, ""},
};

static void cursor_i64_takes_a_sign_with_its_digits(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(signed_numbers) / sizeof(signed_numbers[0]); i++) {
        struct cursor cursor = over(signed_numbers[i].text);
        int64_t value = 0;

        if (cursor_i64(&cursor, &value) != signed_numbers[i].is_taken ||
            value != signed_numbers[i].want ||
            !str_is(cursor_rest(&cursor), signed_numbers[i].rest)) {
            fail_msg("\"%s\": %" PRId64, signed_numbers[i].text, value);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str_compares_lengths_and_bytes),
        cmocka_unit_test(str_trim_takes_blanks_at_both_ends_only),
        cmocka_unit_test(cursor_takes_words),
        cmocka_unit_test(cursor_token_stops_only_at_blanks),
        cmocka_unit_test(cursor_until_takes_the_stop_or_nothing),
        cmocka_unit_test(cursor_line_knows_both_line_ends),
        cmocka_unit_test(cursor_hex_takes_a_whole_number_of_few_digits),
        cmocka_unit_test(cursor_hex_digits_are_those_of_c),
        cmocka_unit_test(cursor_u64_never_goes_over_its_maximum),
        cmocka_unit_test(str_to_u64_wants_all_of_the_text),
        cmocka_unit_test(cursor_i64_takes_a_sign_with_its_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
