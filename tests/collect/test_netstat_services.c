/* SPDX-License-Identifier: Apache-2.0 */
/* Names of ports, and names that are none. */
#include "collect/netstat_services.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The first, the last and the middle of the table, and others. */
static void netstat_services_have_their_ports(void **state)
{
    static const struct {
        const char *name;
        unsigned port;
    } cases[] = {
        {"amqp", 5672},        {"xmpp-server", 5269}, {"https", 443},
        {"http", 80},          {"www", 80},           {"domain-s", 853},
        {"xmpp-client", 5222}, {"hpvroom", 5228},     {"imap2", 143},
        {"http-alt", 8080},    {"mdns", 5353},        {"pcsync-https", 8443},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint16_t port = 0;

        print_message("%s\n", cases[i].name);
        assert_true(netstat_service_port(str_from(cases[i].name), &port));
        assert_int_equal(port, cases[i].port);
    }
}

static void netstat_services_do_not_guess(void **state)
{
    static const char *const names[] = {"",    "h",      "httpsx", "HTTPS", "a",
                                        "zzz", "https ", "icmp",   "443"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        uint16_t port;

        print_message("%s\n", names[i]);
        assert_false(netstat_service_port(str_from(names[i]), &port));
    }
}

static void netstat_services_know_protocols_apart(void **state)
{
    uint16_t number = 0;

    (void)state;
    assert_true(netstat_protocol_number(str_from("ipv6-icmp"), &number));
    assert_int_equal(number, 58);
    assert_true(netstat_protocol_number(str_from("icmp"), &number));
    assert_int_equal(number, 1);
    assert_false(netstat_protocol_number(str_from("https"), &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netstat_services_have_their_ports),
        cmocka_unit_test(netstat_services_do_not_guess),
        cmocka_unit_test(netstat_services_know_protocols_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
