/* SPDX-License-Identifier: Apache-2.0 */
/* Who takes the way that is expected, who misses it, of whom nobody knows. */
#include "judged.h"

#include "judge/expected_path.h"
#include "judge/hints.h"

static const struct net_interface wlan = {
    .name = "wlan0", .kind = "wifi", .owner_uid = -1};
static const struct net_interface rmnet = {
    .name = "rmnet0", .kind = "mobile", .owner_uid = -1};
static const struct net_interface tun = {
    .name = "tun0", .kind = "vpn", .is_vpn = true, .owner_uid = 10211};
static const struct owner vpn_app = {.uid = 10211, .uid_kind = UID_APP};

#define T PATH_TAKEN
#define M PATH_MISSED
#define E PATH_EXEMPT
#define U PATH_NOT_TOLD

static const struct {
    const char *remote;
    unsigned port;
    unsigned proto;
    unsigned state;
    int direction;
    int proxied;
    const struct net_interface *interface;
    const struct owner *owner;
    enum path_verdict want[3]; /* of the proxy, the VPN, Wi-Fi */
    const char *why;
} cases[] = {
    {"203.0.113.10",
     443,
     SOCK_TCP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_NO,
     &wlan,
     &bank,
     {M, M, T},
     "straight, by Wi-Fi"},
    {"192.0.2.5",
     8080,
     SOCK_TCP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_YES,
     &wlan,
     &bank,
     {T, M, T},
     "to the proxy"},
    {"127.0.0.1",
     8080,
     SOCK_TCP,
     SOCK_ESTABLISHED,
     DIRECTION_LOCAL,
     PROXIED_YES,
     NULL,
     &bank,
     {T, E, E},
     "to the proxy, over adb reverse"},
    {"127.0.0.1",
     8081,
     SOCK_TCP,
     SOCK_ESTABLISHED,
     DIRECTION_LOCAL,
     PROXIED_NO,
     NULL,
     &bank,
     {E, E, E},
     "loopback"},
    {"203.0.113.10",
     443,
     SOCK_TCP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_NO,
     &tun,
     &bank,
     {M, T, M},
     "by the tunnel"},
    {"203.0.113.10",
     443,
     SOCK_TCP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_NO,
     &rmnet,
     &bank,
     {M, M, M},
     "by mobile data"},
    {"203.0.113.10",
     443,
     SOCK_TCP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_UNKNOWN,
     NULL,
     &bank,
     {U, U, U},
     "nobody knows"},
    {"198.51.100.53",
     53,
     SOCK_UDP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_NO,
     &wlan,
     &bank,
     {E, M, T},
     "DNS goes to no proxy; of a VPN it is a leak"},
    {"198.51.100.5",
     123,
     SOCK_UDP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_NO,
     &rmnet,
     &bank,
     {E, M, M},
     "NTP likewise"},
    {"224.0.0.251",
     5353,
     SOCK_UDP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_NO,
     &wlan,
     &bank,
     {E, E, E},
     "mDNS goes no further"},
    {"203.0.113.10",
     443,
     SOCK_UDP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_NO,
     &wlan,
     &bank,
     {M, M, T},
     "QUIC"},
    {"203.0.113.99",
     443,
     SOCK_UDP,
     SOCK_ESTABLISHED,
     DIRECTION_OUT,
     PROXIED_NO,
     &wlan,
     &vpn_app,
     {M, E, T},
     "the tunnel itself"},
    {"203.0.113.9",
     40000,
     SOCK_TCP,
     SOCK_ESTABLISHED,
     DIRECTION_IN,
     PROXIED_NO,
     &wlan,
     &bank,
     {E, E, E},
     "who calls in"},
    {"0.0.0.0",
     0,
     SOCK_TCP,
     SOCK_LISTEN,
     DIRECTION_LISTEN,
     PROXIED_UNKNOWN,
     NULL,
     &bank,
     {E, E, E},
     "a listener"},
};

static void make_network(struct network *network)
{
    network_init(network);
    network->has_networks = true;
    network->has_settings = true;
    assert_int_equal(vec_push(&network->interfaces, &wlan), 0);
    assert_int_equal(vec_push(&network->interfaces, &tun), 0);
}

static void make_case(struct endpoint *out, size_t i)
{
    make_endpoint(out, cases[i].owner, cases[i].remote, cases[i].port, NULL);
    out->row.proto = (uint8_t)cases[i].proto;
    out->row.state = (uint8_t)cases[i].state;
    out->connection.direction = (uint8_t)cases[i].direction;
    out->connection.proxied = (uint8_t)cases[i].proxied;
    out->connection.interface = cases[i].interface;
}

static void each_way_is_told_from_the_others(void **state)
{
    static const enum expected_path ways[] = {PATH_PROXY, PATH_VPN, PATH_WIFI};
    struct network network;
    struct endpoint endpoint;
    size_t i;
    size_t k;

    (void)state;
    make_network(&network);
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        make_case(&endpoint, i);
        for (k = 0; k < 3; k++) {
            enum path_verdict got =
                path_judge(ways[k], &network, &endpoint.connection);

            if (got != cases[i].want[k]) {
                fail_msg("%s, %s: %d", cases[i].why,
                         expected_path_name(ways[k]), (int)got);
            }
        }
        assert_int_equal(path_judge(PATH_ANY, &network, &endpoint.connection),
                         PATH_EXEMPT);
    }
    network_fini(&network);
}

static void without_the_phones_networks_nothing_is_told(void **state)
{
    struct network network;
    struct endpoint endpoint;

    (void)state;
    make_network(&network);
    make_case(&endpoint, 0);
    assert_int_equal(path_judge(PATH_VPN, NULL, &endpoint.connection),
                     PATH_NOT_TOLD);
    network.has_networks = false;
    assert_int_equal(path_judge(PATH_VPN, &network, &endpoint.connection),
                     PATH_NOT_TOLD);
    network_fini(&network);
}

/* What misses the way is one hint, and not a second one besides. */
static void what_is_off_the_path_is_a_hint_of_its_own(void **state)
{
    struct hint_options options = {.expected = PATH_VPN};
    struct endpoint ends[2];
    struct watch_summary summary = {.endpoints = ends, .endpoint_count = 2};
    struct observed run = {.summary = &summary};
    const struct hint *list;
    struct network network;
    struct hints *hints;
    struct err err;
    size_t count;
    size_t i;

    (void)state;
    make_network(&network);
    run.network = &network;
    make_case(&ends[0], 4);
    make_case(&ends[1], 0);
    for (i = 0; i < 2; i++) {
        path_take(PATH_VPN, &network, &ends[i].connection, &summary.path);
    }
    assert_string_equal(expected_path_word(PATH_VPN), "vpn");
    assert_int_equal(summary.path.taken, 1);
    assert_int_equal(summary.path.missed, 1);
    assert_int_equal(summary.path.not_told, 0);
    assert_int_equal(hints_make(&run, &options, &hints, &err), 0);
    list = hints_list(hints, &count);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].code, "off-path");
    assert_string_equal(list[0].title,
                        "TCP port 443, not by the VPN but by wlan0");
    assert_ptr_equal(list[0].endpoint, &ends[1]);
    assert_int_equal(hints_flags(hints)[0], '\0');
    assert_int_equal(hints_flags(hints)[1], 'P');
    hints_free(hints);
    options.expected = PATH_ANY;
    summary.path = (struct path_counts){.missed = 0};
    for (i = 0; i < 2; i++) {
        path_take(PATH_ANY, &network, &ends[i].connection, &summary.path);
    }
    assert_null(expected_path_word(PATH_ANY));
    assert_int_equal(summary.path.missed, 0);
    assert_int_equal(hints_make(&run, &options, &hints, &err), 0);
    list = hints_list(hints, &count);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].code, "outside-vpn");
    assert_int_equal(hints_flags(hints)[1], 'V');
    hints_free(hints);
    network_fini(&network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_is_told_from_the_others),
        cmocka_unit_test(without_the_phones_networks_nothing_is_told),
        cmocka_unit_test(what_is_off_the_path_is_a_hint_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
