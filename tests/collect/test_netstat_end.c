/* SPDX-License-Identifier: Apache-2.0 */
/* One end of a connection: address, beginning of one, name or nonsense. */
#include "collect/netstat_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "model/sock.h"

enum { WHOLE = 1, V6 = 2, RAW = 4, OLD = 8, GARBAGE = 16 };

static const struct {
    const char *why;
    const char *token;
    int how;
    const char *addr; /* "-": none */
    unsigned port;
    int family; /* -1: not known */
    const char *text;
    bool is_cut;
    bool is_garbled;
} good[] = {
    {"IPv4", "203.0.113.10:443", 0, "203.0.113.10", 443, SOCK_IPV4, "", 0, 0},
    {"IPv4 of an IPv6 socket", "203.0.113.10:443", V6, "203.0.113.10", 443,
     SOCK_IPV4_MAPPED, "", 0, 0},
    {"v4-mapped", "::ffff:192.0.2.1:443", V6, "192.0.2.1", 443,
     SOCK_IPV4_MAPPED, "", 0, 0},
    {"IPv6", "2001:db8::1:443", V6, "2001:db8::1", 443, SOCK_IPV6, "", 0, 0},
    {"IPv6 under an IPv4 label", "2001:db8::1:443", 0, "2001:db8::1", 443,
     SOCK_IPV6, "", 0, 0},
    {"any, old", ":::*", V6, "::", 0, SOCK_IPV6, "", 0, 0},
    {"any, new", "[::]:*", V6, "::", 0, SOCK_IPV6, "", 0, 0},
    {"any with a port", ":::4430", V6, "::", 4430, SOCK_IPV6, "", 0, 0},
    {"any IPv4", "0.0.0.0:*", 0, "0.0.0.0", 0, SOCK_IPV4, "", 0, 0},
    {"a star", "*:80", 0, "0.0.0.0", 80, SOCK_IPV4, "", 0, 0},
    {"a star for IPv6", "*:*", V6, "::", 0, SOCK_IPV6, "", 0, 0},
    {"brackets", "[2001:db8::1]:443", V6, "2001:db8::1", 443, SOCK_IPV6, "", 0,
     0},
    {"a zone", "fe80::1%wlan0:443", V6, "fe80::1", 443, SOCK_IPV6, "", 0, 0},
    {"the last port", "192.0.2.1:65535", 0, "192.0.2.1", 65535, SOCK_IPV4, "",
     0, 0},
    {"a service", "192.0.2.1:https", 0, "192.0.2.1", 443, SOCK_IPV4, "", 0, 0},
    {"a service nobody knows", "192.0.2.1:x-odd", 0, "192.0.2.1", 0, SOCK_IPV4,
     "192.0.2.1:x-odd", 0, 0},
    {"a service like a number", "192.0.2.1:3com-tsmux", 0, "192.0.2.1", 0,
     SOCK_IPV4, "192.0.2.1:3com-tsmux", 0, 0},
    {"a protocol", "0.0.0.0:icmp", RAW, "0.0.0.0", 1, SOCK_IPV4, "", 0, 0},
    {"a service is no protocol", "0.0.0.0:https", RAW, "0.0.0.0", 0, SOCK_IPV4,
     "0.0.0.0:https", 0, 0},
    {"a name", "cdn.example.net:443", 0, "-", 443, -1, "cdn.example.net", 0, 0},
    {"all letters", "A.az-Z_9.example:443", 0, "-", 443, -1, "A.az-Z_9.example",
     0, 0},
    {"a name and an unknown service", "cdn.example.net:x", V6, "-", 0, -1,
     "cdn.example.net:x", 0, 0},
    {"23 wide: perhaps cut", "2001:db8::5c1f:22:55557", V6, "-", 55557,
     SOCK_IPV6, "2001:db8::5c1f:22", 1, 0},
    {"23 wide where nothing is cut", "2001:db8::5c1f:22:55557", V6 | WHOLE,
     "2001:db8::5c1f:22", 55557, SOCK_IPV6, "", 0, 0},
    {"22 wide", "2001:db8::5c1f:22:5555", V6, "2001:db8::5c1f:22", 5555,
     SOCK_IPV6, "", 0, 0},
    {"24 wide", "2001:db8::5c1f:222:55557", V6, "2001:db8::5c1f:222", 55557,
     SOCK_IPV6, "", 0, 0},
    {"v4-mapped, 23 wide", "::ffff:203.0.113.1:4430", V6, "-", 4430,
     SOCK_IPV4_MAPPED, "::ffff:203.0.113.1", 1, 0},
    {"a name, 23 wide", "lb-f100.edge.exam:https", 0, "-", 443, -1,
     "lb-f100.edge.exam", 1, 0},
    {"IPv4 or a name that begins like it", "192.0.2.100:netbios-dgm", 0, "-",
     138, -1, "192.0.2.100", 1, 0},
    {"two groups before a long service", "2001:db8:ms-wbt-server", WHOLE, "-",
     3389, -1, "2001:db8", 1, 1},
    {"three groups and a long service", "2001:db8:1:sip-tls-odd:", OLD, "-", 0,
     -1, "2001:db8:1:sip-tls-odd:", 1, 1},
    {"the port cut, too", "2001:db8::5c1f:22ab:555", OLD, "-", 0, SOCK_IPV6,
     "2001:db8::5c1f:22ab:555", 1, 0},
    {"the port cut to nothing", "2001:db8::5c1f:22ab:99:", OLD, "-", 0,
     SOCK_IPV6, "2001:db8::5c1f:22ab:99:", 1, 0},
    {"the port cut away", "lb-f100.edge.example.ne", 0, "-", 0, -1,
     "lb-f100.edge.example.ne", 1, 0},
    {"a cut name, an unknown service", "lb-f100.edge.exam:x-odd", 0, "-", 0, -1,
     "lb-f100.edge.exam:x-odd", 1, 0},
    {"text of other rows", "0.0.0.0:*:47369", 0, "-", 47369, -1, "0.0.0.0:*", 1,
     1},
    {"text of other rows, 23 wide", "v:8443:9090:47368:47369", 0, "-", 47369,
     -1, "v:8443:9090:47368", 1, 1},
    {"nothing before the port", ":443", 0, "-", 443, -1, ":443", 1, 1},
    {"nothing before the port, 23 wide", ":xxxxxxxxxxxxxxxxxxxxxx", 0, "-", 0,
     -1, ":xxxxxxxxxxxxxxxxxxxxxx", 1, 0},
    {"bytes of anything", "\x01\xca<:443", GARBAGE, "-", 443, -1, "\x01\xca<",
     1, 1},
    {"bytes of anything, 23 wide",
     "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff:https:47369", GARBAGE, "-",
     47369, -1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff:https", 1, 1},
    {"half a bracket", "[2001:db8::1:443", V6, "-", 443, -1, "[2001:db8::1", 1,
     1},
};

static void netstat_end_tells_what_it_can_and_no_more(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct netstat_end_how how = {
            .widths = {good[i].how & WHOLE ? 0 : 23, 0},
            .is_v6_label = (good[i].how & V6) != 0,
            .is_raw = (good[i].how & RAW) != 0,
            .is_port_cut = (good[i].how & OLD) != 0,
            .may_be_garbage = (good[i].how & GARBAGE) != 0,
        };
        char addr[ADDR_TEXT_CAP];
        struct netstat_end end;

        print_message("%s: %s\n", good[i].why, good[i].token);
        assert_int_equal(netstat_end_parse(str_from(good[i].token), &how, &end),
                         0);
        assert_string_equal(addr_format(&end.addr, addr), good[i].addr);
        assert_int_equal(end.port, good[i].port);
        assert_int_equal(end.is_family_known ? end.family : -1, good[i].family);
        assert_true(str_is(end.text, good[i].text));
        assert_int_equal(end.is_cut, good[i].is_cut);
        assert_int_equal(end.is_garbled, good[i].is_garbled);
    }
}

static void netstat_end_refuses_what_no_netstat_prints(void **state)
{
    static const char *const bad[] = {
        "",
        "443",
        "192.0.2.1",
        "192.0.2.1:",
        "192.0.2.1:65536",
        "192.0.2.1:99999999999999999999999",
        "192.0.2.1:-1 ",
        "192.0.2.1:a b",
        "192.0.2.1:[]",
        "192.0.2.1:*:[",
        "a\tb:1",
        "a\x1b[31m:1",
        "<b>:1",
        "\xc3\xa4.example:1",
        "[aaaaaaaaaaaaaaaaaaaaa]",
        "2001:db8::5c1f:22ab:99:",
        "2001:db8::5c1f:22:99999",
    };
    const struct netstat_end_how how = {.widths = {23, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct netstat_end end;

        print_message("%s\n", bad[i]);
        assert_true(netstat_end_parse(str_from(bad[i]), &how, &end) < 0);
    }
}

static void netstat_end_knows_the_shape_of_ipv6(void **state)
{
    static const char *const yes[] = {
        ":::8080",
        ":::*",
        "2001:db8::1:443",
        "::ffff:192.0.2.1:80",
        "1:2:3:4:5:6:7:8:443",
        "2001:db8:1111:2222:333",
        "fe80::1%wlan0:443",
    };
    static const char *const no[] = {
        "",
        "443",
        "192.0.2.1:443",
        "cdn.example.net:443",
        "[::]:443",
        "192.0.2.1:443:80",
        "192.0.2.1:443::80",
        "v:8443:9090",
        "cafe:8443",
        "cafe:8443:80",
        "0.0.0.0:*:47369:9",
        "0.0.0.0:*:47368:4::5000",
        "2001:db8::1:40000:443",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        print_message("%s\n", yes[i]);
        assert_true(netstat_end_is_v6(str_from(yes[i])));
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        print_message("%s\n", no[i]);
        assert_false(netstat_end_is_v6(str_from(no[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netstat_end_tells_what_it_can_and_no_more),
        cmocka_unit_test(netstat_end_refuses_what_no_netstat_prints),
        cmocka_unit_test(netstat_end_knows_the_shape_of_ipv6),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
