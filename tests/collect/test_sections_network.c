/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the phone is connected, put together from three sections, any of which
 * may be missing or broken.
 */
#include "answers.h"

#define ADDRESSES                              \
    SECTION("interfaces",                      \
            "1: lo    inet 127.0.0.1/8\n"      \
            "30: wlan0    inet 192.0.2.17/24 " \
            "brd 192.0.2.255\n",               \
            "0 74")
#define LP(name, addrs, rest)                                     \
    "NetworkAgentInfo{network{1}  ni{}  lp{{InterfaceName: " name \
    " LinkAddresses: [ " addrs " ] MTU: 0 " rest "}}  nc{[ Transports: "
#define WIFI LP("wlan0", "192.0.2.17/24,2001:db8:1::17/64", "") "WIFI x]}\n"
#define PROXIED                                                     \
    LP("wlan0", "192.0.2.17/24", "HttpProxy: [192.0.2.5] 8080 xl=") \
    "WIFI x]}\n"
#define VPN LP("wg7", "198.51.100.2/32", "") "WIFI|VPN x OwnerUid: 10093]}\n"
#define OTHER LP("wg7", "198.51.100.2/32", "") "VPN x OwnerUid: 10124]}\n"
#define WHOLE(text, n) BEGIN TABLES PROCESSES REST text END(n)

/* interface=kind[vpn]:addr,addr ... then proxies, then Private DNS */
static void describe(char *to, size_t size)
{
    const struct network *network = &out.network;
    char text[ADDR_TEXT_CAP];
    size_t used = 0;

    for (size_t i = 0; i < network->interfaces.len; i++) {
        const struct net_interface *one = network_interface(network, i);

        used += (size_t)snprintf(to + used, size - used, "%s=%s", one->name,
                                 one->kind);
        if (one->is_vpn) {
            used += (size_t)snprintf(to + used, size - used, "(%lld)",
                                     (long long)one->owner_uid);
        }
        for (size_t k = 0; k < network->addrs.len; k++) {
            const struct net_addr *addr = network_addr(network, k);

            if (addr->interface == i) {
                used += (size_t)snprintf(to + used, size - used, ":%s/%u",
                                         addr_format(&addr->addr, text),
                                         (unsigned)addr->prefix_len);
            }
        }
        used += (size_t)snprintf(to + used, size - used, " ");
    }
    for (size_t i = 0; i < network->proxies.len; i++) {
        const struct net_proxy *proxy = network_proxy(network, i);

        used += (size_t)snprintf(
            to + used, size - used, "%s>%s:%u%s ",
            proxy->interface != NULL ? proxy->interface : "all",
            proxy->host != NULL ? proxy->host : proxy->pac,
            (unsigned)proxy->port, proxy->addr.family == ADDR_NONE ? "?" : "");
    }
    (void)snprintf(to + used, size - used, "dns=%s%s%s %d%d%d",
                   network->dns_mode != NULL ? network->dns_mode : "?",
                   network->dns_host != NULL ? "," : "",
                   network->dns_host != NULL ? network->dns_host : "",
                   network->has_interfaces, network->has_networks,
                   network->has_settings);
}

static const struct {
    const char *why;
    const char *text;
    const char *warnings;
    const char *want;
} worlds[] = {
    {"an old answer has none of it", WHOLE("", 10), "", "dns=? 000"},
    {"Wi-Fi, nothing set",
     WHOLE(ADDRESSES SECTION("connectivity", WIFI, "0") SECTION(
               "settings", "http_proxy=:0\nprivate_dns_mode=off\n", "0"),
           13),
     "",
     "lo=loopback:127.0.0.1/8 wlan0=wifi:192.0.2.17/24:2001:db8:1::17/64 "
     "dns=off 111"},
    {"a VPN by another name",
     WHOLE(SECTION("connectivity", "A" WIFI VPN, "0"), 11), "",
     "wlan0=wifi:192.0.2.17/24:2001:db8:1::17/64 "
     "wg7=vpn(10093):198.51.100.2/32 dns=? 010"},
    {"a VPN of two owners, one of them forged",
     WHOLE(SECTION("connectivity", VPN OTHER VPN OTHER OTHER, "0"), 11), "",
     "wg7=vpn(-1):198.51.100.2/32 dns=? 010"},
    {"a VPN that is told twice",
     WHOLE(SECTION("connectivity", VPN VPN, "0"), 11), "",
     "wg7=vpn(10093):198.51.100.2/32 dns=? 010"},
    {"the proxy of the Wi-Fi", WHOLE(SECTION("connectivity", PROXIED, "0"), 11),
     "", "wlan0=wifi:192.0.2.17/24 wlan0>192.0.2.5:8080 dns=? 010"},
    {"a proxy for all, Private DNS by name",
     WHOLE(SECTION("settings",
                   "private_dns_specifier=dns.example\n"
                   "private_dns_mode=hostname\nhttp_proxy=proxy.example:81\n",
                   "0"),
           11),
     "", "all>proxy.example:81? dns=hostname,dns.example 001"},
    {"what Android made of it counts",
     WHOLE(SECTION("settings",
                   "http_proxy=192.0.2.5:81\n"
                   "global_http_proxy_host=192.0.2.6\n"
                   "global_http_proxy_port=82\n",
                   "0"),
           11),
     "", "all>192.0.2.6:82 dns=opportunistic 001"},
    {"and what it took away",
     WHOLE(SECTION("settings",
                   "http_proxy=192.0.2.5:81\nglobal_http_proxy_host=\n"
                   "global_http_proxy_port=0\n",
                   "0"),
           11),
     "", "dns=opportunistic 001"},
    {"a script, and a name that is not in use",
     WHOLE(SECTION("settings",
                   "ttp_proxy=:0\nglobal_proxy_pac_url=http://192.0.2.5/p\n"
                   "private_dns_specifier=dns.example\n"
                   "private_dns_default_mode=off\n",
                   "0"),
           11),
     "", "all>http://192.0.2.5/p:0? dns=off 001"},
    {"Android 5 has one setting, and not that",
     BEGIN TABLES PROCESSES USERS CURRENT PACKAGES0 PACKAGES10 SECTION(
         "facts", "[ro.build.version.sdk]: [21]\n", "0")
         SECTION("settings", "null\n", "0") END(11),
     "", "dns=off 001"},
    {"all three fail",
     WHOLE(SECTION("interfaces", "", "1 0") SECTION("connectivity", "\n", "143")
               SECTION("settings", "cmd: Can't find service\n", "20"),
           13),
     "network-failed network-failed network-failed", "dns=? 000"},
    {"a network that is not to be trusted",
     WHOLE(SECTION("connectivity",
                   WIFI "NetworkAgentInfo{ lp{{InterfaceName: x lp{{\n", "0"),
           11),
     "lines-bad", "wlan0=wifi:192.0.2.17/24:2001:db8:1::17/64 dns=? 000"},
};

static void sections_tell_how_the_phone_is_connected(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(worlds) / sizeof(worlds[0]); i++) {
        char text[1000];

        print_message("%s\n", worlds[i].why);
        assert_int_equal(collect(worlds[i].text, strlen(worlds[i].text)), 0);
        describe(text, sizeof(text));
        assert_string_equal(text, worlds[i].want);
        assert_string_equal(warnings, worlds[i].warnings);
        snapshot_fini(&out);
    }
}

/* The address is another one each time, and so is the interface, or not. */
static int collect_addresses(size_t count, bool have_own_interfaces)
{
    static char text[64 * 1024];
    size_t used =
        (size_t)snprintf(text, sizeof(text), "%s",
                         BEGIN TABLES PROCESSES REST F "section interfaces\n");

    for (size_t i = 0; i < count; i++) {
        used += (size_t)snprintf(text + used, sizeof(text) - used,
                                 "1: r%u    inet6 2001:db8::%x/64\n",
                                 have_own_interfaces ? (unsigned)i : 0,
                                 (unsigned)i);
    }
    assert_in_range(used, 0, sizeof(text) - 1);
    return collect(text, used);
}

static void sections_say_when_there_is_more_than_any_phone_has(void **state)
{
    static const struct {
        size_t most;
        bool have_own_interfaces;
    } cases[] = {
        {NETWORK_INTERFACES_MAX, true},
        {NETWORK_ADDRS_MAX, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t most = cases[i].most;
        bool is_own = cases[i].have_own_interfaces;

        assert_int_equal(collect_addresses(most, is_own), 0);
        assert_string_equal(warnings, "stream-cut!");
        snapshot_fini(&out);
        assert_int_equal(collect_addresses(most + 1, is_own), 0);
        assert_string_equal(warnings, "limit-reached!");
        assert_int_equal(out.network.addrs.len, most);
        snapshot_fini(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_tell_how_the_phone_is_connected),
        cmocka_unit_test(sections_say_when_there_is_more_than_any_phone_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
