/* SPDX-License-Identifier: Apache-2.0 */
/* The user's own list of names. */
#include "enrich/hosts.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define LABEL_63 \
    "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc"

static void addresses_and_names_are_read(void **state)
{
    static const char text[] = "# comment\n\n203.0.113.1 a.example b\r\n"
                               "  2001:db8::1\tsix.example # six\n"
                               "alone.example\n203.0.113.2 last";
    struct hosts hosts;
    struct err err;
    const struct host *host;

    (void)state;
    hosts_init(&hosts);
    assert_int_equal(hosts_read(&hosts, str_from(text), &err), 0);
    assert_int_equal(hosts.hosts.len, 4);
    assert_int_equal(hosts.names.len, 1);
    host = vec_at(&hosts.hosts, 1);
    assert_string_equal(host->name, "b");
    assert_int_equal(host->addr.bytes[3], 1);
    host = vec_at(&hosts.hosts, 2);
    assert_string_equal(host->name, "six.example");
    assert_int_equal(host->addr.family, ADDR_V6);
    assert_string_equal(*(const char **)vec_at(&hosts.names, 0),
                        "alone.example");
    hosts_fini(&hosts);
}

static void a_slip_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text;
        const char *words; /* NULL: fine */
    } rows[] = {
        {"203.0.113.1\n", "line 1"},
        {"ok.example\n203.0.113.1 bad name! x\n", "line 2"},
        {"two names\n", "line 1"},
        {"203.0.113.300 x\n", "line 1"},
        {"203.0.113.1 h\x1b[31m\n", "line 1"},
        {"203.0.113.1 a..b\n", "line 1"},
        {"203.0.113.1 .a\n", "line 1"},
        {"12345\n", "line 1"},
        {"", NULL},
        {"#\n \n", NULL},
        {"203.0.113.1 a.\n", NULL},
        {LABEL_63 ".example\n", NULL},
        {LABEL_63 "x.example\n", "line 1"},
        {"203.0.113.1 a." LABEL_63 "x\n", "line 1"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct hosts hosts;
        struct err err = {.code = 0};
        int rc;

        hosts_init(&hosts);
        rc = hosts_read(&hosts, str_from(rows[i].text), &err);
        if (rc != (rows[i].words == NULL ? 0 : ERR_USAGE) ||
            (rc < 0 && strstr(err.text, rows[i].words) == NULL)) {
            fail_msg("%zu: %d %s", i, rc, err.text);
        }
        hosts_fini(&hosts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_and_names_are_read),
        cmocka_unit_test(a_slip_is_told_with_its_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
