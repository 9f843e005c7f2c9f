/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of Team Cymru's, and what looks like them. */
#include "enrich/cymru.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_row_has_all_its_columns(void **state)
{
    struct cymru_row row;
    char text[ADDR_TEXT_CAP];

    (void)state;
    assert_true(cymru_read_row(
        str_from("64500   | 192.0.2.9        | 192.0.2.0/24        | DE | "
                 "ripencc  | 2001-01-02 | EXAMPLE-AS Example | Ltd, DE"),
        &row));
    assert_int_equal(row.asn, 64500);
    assert_string_equal(addr_format(&row.addr, text), "192.0.2.9");
    assert_true(row.has_prefix);
    assert_string_equal(addr_format(&row.prefix, text), "192.0.2.0");
    assert_int_equal(row.prefix_len, 24);
    assert_string_equal(row.country, "DE");
    assert_string_equal(row.registry, "ripencc");
    assert_string_equal(row.name, "EXAMPLE-AS Example | Ltd, DE");
}

static void what_nobody_announces_has_a_registry_all_the_same(void **state)
{
    struct cymru_row row;

    (void)state;
    assert_true(cymru_read_row(
        str_from("NA      | 192.0.2.9 | NA | US | arin | 1998-01-02 | NA"),
        &row));
    assert_int_equal(row.asn, -1);
    assert_false(row.has_prefix);
    assert_string_equal(row.registry, "arin");
    assert_string_equal(row.name, "");
}

static void an_address_of_several_origins_has_the_first(void **state)
{
    struct cymru_row row;

    (void)state;
    assert_true(cymru_read_row(
        str_from("64500 64501 | 2001:db8::9 | 2001:db8::/32 | | | | "), &row));
    assert_int_equal(row.asn, 64500);
    assert_string_equal(row.country, "");
    assert_string_equal(row.registry, "");
}

static void what_is_no_row_is_not_taken_for_one(void **state)
{
    static const char *const lines[] = {
        "",
        "Bulk mode; whois.cymru.com [2026-07-01 10:00:00 +0000]",
        "Error: no ASN or IP match on line 3.",
        "64500 | 192.0.2.9 | 192.0.2.0/24 | DE | ripencc",
        "64500 | nobody | 192.0.2.0/24 | DE | ripencc | | X",
        "x64500 | 192.0.2.9 | 192.0.2.0/24 | DE | ripencc | | X",
        "64500x | 192.0.2.9 | 192.0.2.0/24 | DE | ripencc | | X",
        "4294967296 | 192.0.2.9 | 192.0.2.0/24 | DE | ripencc | | X",
        "64500 | 192.0.2.9 | 198.51.100.0/24 | DE | ripencc | | not in it",
        "64500 | 192.0.2.9 | 192.0.2.0/33 | DE | ripencc | | X",
        "64500 | 192.0.2.9 | 192.0.2.0 | DE | ripencc | | X",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct cymru_row row;

        if (cymru_read_row(str_from(lines[i]), &row)) {
            fail_msg("%s", lines[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_has_all_its_columns),
        cmocka_unit_test(what_nobody_announces_has_a_registry_all_the_same),
        cmocka_unit_test(an_address_of_several_origins_has_the_first),
        cmocka_unit_test(what_is_no_row_is_not_taken_for_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
