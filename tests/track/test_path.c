/* SPDX-License-Identifier: Apache-2.0 */
/* Which way a connection takes, and when that is not known. */
#include "track/path.h"

#include "fixture.h"

#include <string.h>

static void add_interface(struct network *network, const char *name,
                          const char *addr)
{
    struct net_interface interface = {.name = name,
                                      .kind =
                                          network_kind_by_name(str_from(name)),
                                      .owner_uid = -1};
    struct net_addr at = {.addr = addr_of(addr), .prefix_len = 24};

    at.interface = (uint32_t)network->interfaces.len;
    assert_int_equal(vec_push(&network->interfaces, &interface), 0);
    assert_int_equal(vec_push(&network->addrs, &at), 0);
}

static void add_proxy(struct network *network, const char *host, uint16_t port)
{
    struct net_proxy proxy = {.host = host, .port = port};

    (void)addr_parse(str_from(host), &proxy.addr);
    assert_int_equal(vec_push(&network->proxies, &proxy), 0);
}

static struct sock_row row_of(unsigned proto, const char *local,
                              const char *remote, unsigned port)
{
    struct sock_row row = {.proto = (uint8_t)proto,
                           .local = addr_of(local),
                           .remote = addr_of(remote),
                           .remote_port = (uint16_t)port};

    return row;
}

static void path_is_the_interface_with_the_local_address(void **state)
{
    static const struct {
        const char *why;
        const char *local;
        const char *name; /* NULL: not known */
        const char *kind;
    } rows[] = {
        {"Wi-Fi", "192.0.2.17", "wlan0", "wifi"},
        {"Wi-Fi, IPv6", "2001:db8:1::17", "wlan0", "wifi"},
        {"a tunnel", "198.51.100.2", "tun0", "vpn"},
        {"loopback", "127.0.0.1", "lo", "loopback"},
        {"loopback, which no interface was said to have", "::1", "lo",
         "loopback"},
        {"in the network, but not the address", "192.0.2.18", NULL, NULL},
        {"any address", "0.0.0.0", NULL, NULL},
        {"any address, IPv6", "::", NULL, NULL},
        {"an address of two interfaces", "192.0.0.4", NULL, NULL},
    };
    struct network network;
    size_t i;

    (void)state;
    network_init(&network);
    add_interface(&network, "lo", "127.0.0.1");
    add_interface(&network, "wlan0", "192.0.2.17");
    add_interface(&network, "tun0", "198.51.100.2");
    add_interface(&network, "v4-wlan0", "192.0.0.4");
    add_interface(&network, "v4-rmnet_data0", "192.0.0.4");
    add_interface(&network, "wlan0", "2001:db8:1::17");
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sock_row row =
            row_of(SOCK_TCP, rows[i].local, "203.0.113.10", 443);
        struct connection path = {.row = &row};

        print_message("%s\n", rows[i].why);
        path_find(&network, &path);
        if (rows[i].name == NULL) {
            assert_null(path.interface);
        } else {
            assert_string_equal(path.interface->name, rows[i].name);
            assert_string_equal(path.interface->kind, rows[i].kind);
        }
    }
    network_fini(&network);
}

static void path_says_proxied_only_when_it_is_known(void **state)
{
    static const struct {
        const char *why;
        const char *proxy; /* NULL: none */
        unsigned proto;
        const char *remote;
        unsigned port;
        bool is_told;
        enum proxied want;
    } rows[] = {
        {"to the proxy", "192.0.2.5", SOCK_TCP, "192.0.2.5", 8080, true,
         PROXIED_YES},
        {"to the proxy, not all is known", "192.0.2.5", SOCK_TCP, "192.0.2.5",
         8080, false, PROXIED_YES},
        {"another port", "192.0.2.5", SOCK_TCP, "192.0.2.5", 443, true,
         PROXIED_NO},
        {"another address", "192.0.2.5", SOCK_TCP, "192.0.2.6", 8080, true,
         PROXIED_NO},
        {"not TCP", "192.0.2.5", SOCK_UDP, "192.0.2.5", 8080, true, PROXIED_NO},
        {"no proxy", NULL, SOCK_TCP, "203.0.113.10", 443, true, PROXIED_NO},
        {"nobody said whether there is one", NULL, SOCK_TCP, "203.0.113.10",
         443, false, PROXIED_UNKNOWN},
        {"a proxy by name", "proxy.example", SOCK_TCP, "203.0.113.10", 443,
         true, PROXIED_UNKNOWN},
        {"a listener", "192.0.2.5", SOCK_TCP, "0.0.0.0", 0, true,
         PROXIED_UNKNOWN},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sock_row row =
            row_of(rows[i].proto, "192.0.2.17", rows[i].remote, rows[i].port);
        struct connection path = {.row = &row};
        struct network network;

        print_message("%s\n", rows[i].why);
        network_init(&network);
        network.has_networks = true;
        network.has_settings = rows[i].is_told;
        if (rows[i].proxy != NULL) {
            add_proxy(&network, rows[i].proxy, 8080);
        }
        path_find(&network, &path);
        assert_int_equal(path.proxied, rows[i].want);
        network_fini(&network);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_is_the_interface_with_the_local_address),
        cmocka_unit_test(path_says_proxied_only_when_it_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
