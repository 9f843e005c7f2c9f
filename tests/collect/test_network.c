/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of addresses and of settings. */
#include "collect/network.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void network_reads_addresses_of_ip(void **state)
{
    static const struct {
        const char *why;
        const char *line;
        int rc;
        const char *interface;
        const char *addr;
        unsigned len;
    } lines[] = {
        {"loopback",
         "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever", 1,
         "lo", "127.0.0.1", 8},
        {"cut behind the address",
         "30: wlan0    inet 192.0.2.17/24 brd "
         "192.0.2.255",
         1, "wlan0", "192.0.2.17", 24},
        {"IPv6", "30: wlan0    inet6 2001:db8:1::17/64", 1, "wlan0",
         "2001:db8:1::17", 64},
        {"a tunnel with its other end",
         "12: tun0    inet 198.51.100.2 peer 198.51.100.1/32", 1, "tun0",
         "198.51.100.2", 32},
        {"an interface upon another",
         "5: rmnet0@rmnet_ipa0    inet 198.51.100.9/30", 1, "rmnet0",
         "198.51.100.9", 30},
        {"with CR", "1: lo    inet6 ::1/128\r", 1, "lo", "::1", 128},
        {"empty", "", 0, NULL, NULL, 0},
        {"a link", "1: lo: <LOOPBACK,UP> mtu 65536", ERR_PROTO, NULL, NULL, 0},
        {"no index", "lo    inet 127.0.0.1/8", ERR_PROTO, NULL, NULL, 0},
        {"no name", "1:  inet 127.0.0.1/8", ERR_PROTO, NULL, NULL, 0},
        {"only a parent", "1: @lo inet 127.0.0.1/8", ERR_PROTO, NULL, NULL, 0},
        {"no address", "1: lo    inet", ERR_PROTO, NULL, NULL, 0},
        {"half of one", "1: lo    inet 127.0.0", ERR_PROTO, NULL, NULL, 0},
        {"too long a prefix", "1: lo    inet 127.0.0.1/33", ERR_PROTO, NULL,
         NULL, 0},
        {"an error", "Cannot open netlink socket: Permission denied", ERR_PROTO,
         NULL, NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct address_line line;
        char text[ADDR_TEXT_CAP];

        print_message("%s\n", lines[i].why);
        assert_int_equal(network_parse_address(str_from(lines[i].line), &line),
                         lines[i].rc);
        if (lines[i].rc > 0) {
            assert_true(str_is(line.interface, lines[i].interface));
            assert_string_equal(addr_format(&line.addr, text), lines[i].addr);
            assert_int_equal(line.prefix_len, lines[i].len);
        }
    }
}

static void network_knows_the_settings_that_matter(void **state)
{
    static const struct {
        const char *line;
        enum setting setting;
        const char *value;
    } lines[] = {
        {"http_proxy=192.0.2.5:8080", SETTING_HTTP_PROXY, "192.0.2.5:8080"},
        {"http_proxy=:0", SETTING_HTTP_PROXY, ""},
        {"http_proxy=null", SETTING_HTTP_PROXY, ""},
        {"ttp_proxy=192.0.2.5:1", SETTING_HTTP_PROXY, "192.0.2.5:1"},
        {"192.0.2.5:8080", SETTING_HTTP_PROXY, "192.0.2.5:8080"},
        {"null", SETTING_HTTP_PROXY, ""},
        {"global_http_proxy_host=a=b", SETTING_GLOBAL_PROXY_HOST, "a=b"},
        {"global_http_proxy_port=8080\r", SETTING_GLOBAL_PROXY_PORT, "8080"},
        {"global_proxy_pac_url=", SETTING_GLOBAL_PROXY_PAC, ""},
        {"private_dns_mode=hostname", SETTING_DNS_MODE, "hostname"},
        {"rivate_dns_mode=off", SETTING_DNS_MODE, "off"},
        {"private_dns_default_mode=off", SETTING_DNS_DEFAULT_MODE, "off"},
        {"private_dns_specifier=dns.example", SETTING_DNS_HOST, "dns.example"},
        {"wifi_on=1", SETTING_OTHER, "1"},
        {"p_http_proxy=192.0.2.5:1", SETTING_OTHER, "192.0.2.5:1"},
        {"=1", SETTING_OTHER, "1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct str value;

        print_message("%s\n", lines[i].line);
        assert_int_equal(network_parse_setting(str_from(lines[i].line), &value),
                         lines[i].setting);
        assert_true(str_is(value, lines[i].value));
    }
}

static void network_splits_host_and_port(void **state)
{
    static const struct {
        const char *text;
        const char *host; /* NULL: refused */
        unsigned port;
    } texts[] = {
        {"192.0.2.5:8080", "192.0.2.5", 8080},
        {"proxy.example:1", "proxy.example", 1},
        {"[2001:db8::5]:8080", "2001:db8::5", 8080},
        {":0", NULL, 0},
        {":8080", NULL, 0},
        {"a:0", NULL, 0},
        {"a:65536", NULL, 0},
        {"a:", NULL, 0},
        {"a", NULL, 0},
        {"", NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct str host;
        uint16_t port = 0;

        print_message("%s\n", texts[i].text);
        assert_int_equal(
            network_parse_host_port(str_from(texts[i].text), &host, &port),
            texts[i].host != NULL);
        if (texts[i].host != NULL) {
            assert_true(str_is(host, texts[i].host));
            assert_int_equal(port, texts[i].port);
        }
    }
}

static void network_knows_three_modes_of_private_dns(void **state)
{
    (void)state;
    assert_string_equal(network_dns_mode(str_from("off")), "off");
    assert_string_equal(network_dns_mode(str_from("opportunistic")),
                        "opportunistic");
    assert_string_equal(network_dns_mode(str_from("hostname")), "hostname");
    assert_null(network_dns_mode(str_from("")));
    assert_null(network_dns_mode(str_from("host")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(network_reads_addresses_of_ip),
        cmocka_unit_test(network_knows_the_settings_that_matter),
        cmocka_unit_test(network_splits_host_and_port),
        cmocka_unit_test(network_knows_three_modes_of_private_dns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
