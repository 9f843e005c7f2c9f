/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges, prefixes, names and countries as registries write them. */
#include "enrich/holding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void ranges_are_read_in_all_their_forms(void **state)
{
    static const struct {
        const char *text;
        const char *low; /* NULL: no range */
        const char *high;
        const char *why;
    } cases[] = {
        {"192.0.2.0 - 192.0.2.255", "192.0.2.0", "192.0.2.255", "RPSL"},
        {"192.0.2.0/24", "192.0.2.0", "192.0.2.255", "a prefix"},
        {"192.0.2/25", "192.0.2.0", "192.0.2.127", "LACNIC's short form"},
        {" 192.0.2.77 ", "192.0.2.77", "192.0.2.77", "one address"},
        {"192.0.2.0-192.0.3.7", "192.0.2.0", "192.0.3.7", "no prefix"},
        {"2001:db8::/32",
         "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "IPv6"},
        {"192.0.2.9 - 192.0.2.1", NULL, NULL, "ends before it begins"},
        {"192.0.2.1 - 2001:db8::", NULL, NULL, "two families"},
        {"192.0.2.0/33", NULL, NULL, "too long"},
        {"192.0.2.0/", NULL, NULL, "no length"},
        {"2.0.192.in-addr.arpa", NULL, NULL, "a name"},
        {"", NULL, NULL, "nothing"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct addr low;
        struct addr high;
        char text[ADDR_TEXT_CAP];
        bool is_range = holding_range(str_from(cases[i].text), &low, &high);

        if (is_range != (cases[i].low != NULL)) {
            fail_msg("%s: %s", cases[i].why, cases[i].text);
        }
        if (is_range) {
            assert_string_equal(addr_format(&low, text), cases[i].low);
            assert_string_equal(addr_format(&high, text), cases[i].high);
        }
    }
}

static void the_prefix_shown_is_inside_of_the_range(void **state)
{
    static const struct {
        const char *range;
        const char *addr;
        const char *prefix;
    } cases[] = {
        {"192.0.2.0 - 192.0.2.255", "192.0.2.7", "192.0.2.0/24"},
        {"192.0.2.0 - 192.0.4.255", "192.0.4.7", "192.0.4.0/24"},
        {"192.0.2.1 - 192.0.2.254", "192.0.2.1", "192.0.2.1/32"},
        {"0.0.0.0/0", "192.0.2.1", "0.0.0.0/0"},
        {"2001:db8::/32", "2001:db8::1", "2001:db8::/32"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct addr low;
        struct addr high;
        struct addr addr;
        char text[HOLDING_PREFIX_CAP];

        assert_true(holding_range(str_from(cases[i].range), &low, &high));
        assert_true(addr_parse(str_from(cases[i].addr), &addr));
        assert_true(holding_has(&low, &high, &addr));
        assert_string_equal(holding_prefix(&low, &high, &addr, text),
                            cases[i].prefix);
    }
}

static void bits_in_common_tell_how_large_a_range_is(void **state)
{
    struct addr low;
    struct addr high;

    (void)state;
    assert_true(holding_range(str_from("192.0.0.0/16"), &low, &high));
    assert_int_equal(holding_common_bits(&low, &high), 16);
    assert_true(holding_range(str_from("192.0.2.1"), &low, &high));
    assert_int_equal(holding_common_bits(&low, &high), 32);
}

static void text_that_is_not_utf8_is_taken_for_latin1(void **state)
{
    static const struct {
        const char *in;
        const char *out;
    } cases[] = {
        {"  Example AG\r", "Example AG"},
        {"M\xc3\xbcller", "M\xc3\xbcller"},
        {"M\xfcller", "M\xc3\xbcller"},
        {"\xff", "\xc3\xbf"},
        {"a\x9b"
         "31m",
         "a\xef\xbf\xbd"
         "31m"},
        {"\xed\xa0\x80", "\xc3\xad\xc2\xa0\xef\xbf\xbd"}, /* a surrogate */
        {"\xc0\xaf", "\xc3\x80\xc2\xaf"},                 /* overlong */
        {"", ""},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[HOLDING_TEXT_CAP];

        holding_text(str_from(cases[i].in), out);
        assert_string_equal(out, cases[i].out);
    }
}

static void long_text_is_cut_between_characters(void **state)
{
    char in[601];
    char out[HOLDING_TEXT_CAP];
    size_t i;

    (void)state;
    for (i = 0; i < 600; i += 2) {
        memcpy(in + i, "\xc3\xbc", 2);
    }
    in[600] = '\0';
    holding_text(str_from(in), out);
    assert_int_equal(strlen(out), 254);
    assert_int_equal((unsigned char)out[253], 0xbc);
}

static void a_country_is_two_letters_of_a_country(void **state)
{
    static const struct {
        const char *in;
        const char *out;
    } cases[] = {{"DE", "DE"}, {"ch ", "CH"}, {"ZZ", ""}, {"EU", ""},
                 {"D", ""},    {"D1", ""},    {"", ""},   {"United States", ""},
                 {"1D", ""}};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[HOLDING_COUNTRY_CAP];

        holding_country(str_from(cases[i].in), out);
        assert_string_equal(out, cases[i].out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_read_in_all_their_forms),
        cmocka_unit_test(the_prefix_shown_is_inside_of_the_range),
        cmocka_unit_test(bits_in_common_tell_how_large_a_range_is),
        cmocka_unit_test(text_that_is_not_utf8_is_taken_for_latin1),
        cmocka_unit_test(long_text_is_cut_between_characters),
        cmocka_unit_test(a_country_is_two_letters_of_a_country),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
