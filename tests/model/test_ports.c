/* SPDX-License-Identifier: Apache-2.0 */
/* Port numbers: registered names, and what is unencrypted by default. */
#include "model/ports.h"

#include "model/sock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    unsigned proto;
    uint16_t port;
    const char *service; /* NULL: none in the table */
    bool is_plain;
} ports[] = {
    {SOCK_TCP, 80, "http", true},       {SOCK_UDP, 80, "http", false},
    {SOCK_TCP, 443, "https", false},    {SOCK_UDP, 443, "https", false},
    {SOCK_TCP, 53, "domain", true},     {SOCK_UDP, 53, "domain", true},
    {SOCK_TCP, 853, "domain-s", false}, {SOCK_UDP, 123, "ntp", true},
    {SOCK_TCP, 123, NULL, false},       {SOCK_TCP, 21, "ftp", true},
    {SOCK_TCP, 27017, "mongodb", true}, {SOCK_TCP, 6667, NULL, true},
    {SOCK_TCP, 8080, "http-alt", true}, {SOCK_TCP, 8443, "pcsync-https", false},
    {SOCK_TCP, 1883, "mqtt", true},     {SOCK_TCP, 8883, "secure-mqtt", false},
    {SOCK_TCP, 5228, NULL, false},      {SOCK_TCP, 0, NULL, false},
    {SOCK_UDP, 0, NULL, false},         {SOCK_TCP, 65535, NULL, false},
};

static void ports_are_known_per_protocol(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
        const char *service = ports_service(ports[i].proto, ports[i].port);

        if (ports[i].service == NULL) {
            assert_null(service);
        } else {
            assert_non_null(service);
            assert_string_equal(service, ports[i].service);
        }
        if (ports_is_plain(ports[i].proto, ports[i].port) !=
            ports[i].is_plain) {
            fail_msg("%u/%u", ports[i].port, ports[i].proto);
        }
    }
}

/* A table out of order would lose entries to the search. */
static void ports_are_all_found(void **state)
{
    size_t services = 0;
    size_t plain = 0;
    unsigned proto;
    unsigned port;

    (void)state;
    for (proto = SOCK_TCP; proto <= SOCK_UDP; proto++) {
        for (port = 0; port < 65536; port++) {
            services += ports_service(proto, (uint16_t)port) != NULL;
            plain += ports_is_plain(proto, (uint16_t)port);
        }
    }
    assert_int_equal(services, 77);
    assert_int_equal(plain, 35);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_are_known_per_protocol),
        cmocka_unit_test(ports_are_all_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
