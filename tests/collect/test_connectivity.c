/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Android says of its networks, in the forms of its versions, made up
 * after their sources; and words of others that would like to be fields.
 */
#include "collect/connectivity.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define NI_OLD                                                              \
    "  NetworkAgentInfo{ ni{[type: WIFI[], state: CONNECTED/CONNECTED, "    \
    "reason: (unspecified), extra: \"example\", roaming: false, failover: " \
    "false, isAvailable: true, isConnectedToProvisioningNetwork: false]}  " \
    "network{100}  "
#define NI_NEW                                                             \
    "  NetworkAgentInfo{network{100}  handle{432902426637}  ni{WIFI "      \
    "CONNECTED extra: } created=2026-11-22T13:02:11.409Z Score(Policies "  \
    ": IS_VALIDATED ; KeepConnected : 0)  created 79067 lastValidated 95 " \
    " "
#define MOBILE \
    "NetworkAgentInfo{network{106}  ni{MOBILE[LTE] CONNECTED extra: ims}  "
#define NC_WIFI                                                            \
    "}}  nc{[ Transports: WIFI Capabilities: NOT_METERED&INTERNET&TRUSTED" \
    "&NOT_VPN LinkUpBandwidth>=12000Kbps]}  factorySerialNumber=3}"

static const struct {
    const char *why;
    const char *line;
    const char *want; /* interface kind owner addresses proxy pac; NULL: none */
    int rc;
} lines[] = {
    {"Android 5: commas at the end, routes first",
     NI_OLD "lp{{InterfaceName: wlan0 LinkAddresses: [192.0.2.17/24,"
            "fe80::17/64,]  Routes: [fe80::/64 -> :: wlan0,0.0.0.0/0 -> "
            "192.0.2.1 wlan0,] DnsAddresses: [192.0.2.1,] Domains: null MTU: 0 "
            "TcpBufferSizes: 524288,1048576 HttpProxy: [192.0.2.5] 8080 xl= "
            "}}  nc{[ Transports: WIFI Capabilities: INTERNET&NOT_VPN "
            "LinkUpBandwidth>=1048576Kbps]}  Score{60} validated{true} }",
     "wlan0 wifi -1 192.0.2.17/24 fe80::17/64 [192.0.2.5]:8080", 1},
    {"Android 7: mobile data, IPv6 only, 464xlat on top",
     "  NetworkAgentInfo{ ni{[type: MOBILE[LTE], state: CONNECTED/CONNECTED, "
     "reason: connected, extra: internet]}  network{103}  nethandle{44}  "
     "lp{{InterfaceName: rmnet_data0 LinkAddresses: [2001:db8:7::5/64,]  "
     "Routes: [::/0 -> fe80::1 rmnet_data0,] DnsAddresses: [2001:db8::53,] "
     "Domains: null MTU: 1430 TcpBufferSizes: 4094,87380 HttpProxy: "
     "[192.0.2.5] 80  Stacked: [ "
     "[{InterfaceName: v4-rmnet_data0 LinkAddresses: [192.0.0.4/32,]  Routes: "
     "[] DnsAddresses: [] Domains: null MTU: 0},] ] }}  nc{[ Transports: "
     "CELLULAR Capabilities: SUPL&INTERNET Specifier: <1>]}  Score{10} }",
     "rmnet_data0 mobile -1 2001:db8:7::5/64 [192.0.2.5]:80", 1},
    {"Android 9: Private DNS",
     NI_OLD "lp{{InterfaceName: wlan0 LinkAddresses: [192.0.2.17/24,]  Routes: "
            "[] DnsAddresses: [192.0.2.1,] UsePrivateDns: true "
            "PrivateDnsServerName: dns.example ValidatedPrivateDnsAddresses: "
            "[203.0.113.53,] Domains: lan.example MTU: 0 TcpBufferSizes: 1,2"
            "}}  nc{[ Transports: WIFI Capabilities: INTERNET&NOT_VPN]} }",
     "wlan0 wifi -1 192.0.2.17/24", 1},
    {"Android 10: a VPN",
     "NetworkAgentInfo{ ni{[type: VPN[], state: CONNECTED/CONNECTED]}  "
     "network{104}  lp{{InterfaceName: tun0 LinkAddresses: [ 198.51.100.2/32,"
     "2001:db8:9::2/128 ] DnsAddresses: [ ] Domains:  MTU: 1500 Routes: [ ]}}  "
     "nc{[ Transports: WIFI|VPN Capabilities: INTERNET&VALIDATED Uids: "
     "<{0-99999}> EstablishingAppUid: 10032]} }",
     "tun0 vpn 10032 198.51.100.2/32 2001:db8:9::2/128", 1},
    {"Android 12: brackets with blanks, the first byte missing",
     "etworkAgentInfo{network{100}  ni{WIFI CONNECTED extra: }  lp{{"
     "InterfaceName: wlan0 LinkAddresses: [ 192.0.2.17/24 ] DnsAddresses: [ "
     "/192.0.2.1 ] Domains: null MTU: 0 TcpBufferSizes: 1,2 Routes: [ ] "
     "HttpProxy: [2001:db8::5] 8081 xl=localhost,192.0.2.9" NC_WIFI,
     "wlan0 wifi -1 192.0.2.17/24 [2001:db8::5]:8081", 1},
    {"Android 14: a VPN, and a session that wants to be an owner",
     "  NetworkAgentInfo{network{445}  handle{1}  ni{VPN CONNECTED extra: "
     "VPN:com.example.vpn}  lp{{InterfaceName: tun0 LinkAddresses: [ "
     "198.51.100.2/32 ] DnsAddresses: [ ] Domains: null MTU: 0}}  nc{[ "
     "Transports: CELLULAR|VPN Capabilities: INTERNET TransportInfo: "
     "<VpnTransportInfo{type=1, sessionId=x OwnerUid: 1000, bypassable=false}> "
     "Uids: <{0-10098, 10100-99999}> OwnerUid: 10405 AdminUids: [10405] "
     "UnderlyingNetworks: [443]]}  factorySerialNumber=4}",
     "tun0 vpn 10405 198.51.100.2/32", 1},
    {"Android 16: ims, no proxy",
     MOBILE "lp{{InterfaceName: rmnet16 LinkAddresses: [ 198.51.100.241/32 ] "
            "DnsAddresses: [ ] PcscfAddresses: [ /198.51.100.1 ] Domains: null "
            "MTU: 1500 Routes: [ 0.0.0.0/0 -> 0.0.0.0 rmnet16 mtu 1500 ]}}  "
            "nc{[ Transports: CELLULAR Capabilities: IMS&NOT_VPN "
            "SubscriptionIds: {5}]}  factorySerialNumber=12}",
     "rmnet16 mobile -1 198.51.100.241/32", 1},
    {"a script decides",
     NI_NEW "lp{{InterfaceName: wlan0 LinkAddresses: [ ] DnsAddresses: [ ] "
            "Domains: null MTU: 0 Routes: [ ] HttpProxy: PAC Script: "
            "http://192.0.2.5/proxy.pac[localhost] -1 xl=" NC_WIFI,
     "wlan0 wifi -1 pac http://192.0.2.5/proxy.pac", 1},
    {"a proxy that is none",
     NI_NEW "lp{{InterfaceName: wlan0 LinkAddresses: [ ] MTU: 0 HttpProxy: "
            "[ProxyProperties.mHost == null]" NC_WIFI,
     "wlan0 wifi -1", 1},
    {"a port that is none",
     NI_NEW "lp{{InterfaceName: wlan0 LinkAddresses: [ ] MTU: 0 HttpProxy: "
            "[192.0.2.5] 65536" NC_WIFI,
     "wlan0 wifi -1", 1},
    {"a DHCP server's domain that looks like a proxy",
     NI_NEW
     "lp{{InterfaceName: wlan0 LinkAddresses: [ 192.0.2.17/24 ] Domains: "
     "x MTU: 0 HttpProxy: [203.0.113.66] 80 MTU: 0 Routes: [ ]" NC_WIFI,
     "wlan0 wifi -1 192.0.2.17/24", 1},
    {"a Wi-Fi called like a network",
     "NetworkAgentInfo{network{100}  ni{WIFI CONNECTED extra: \"lp{{"
     "InterfaceName: tun9\"}  lp{{InterfaceName: wlan0 LinkAddresses: [ "
     "]" NC_WIFI,
     NULL, ERR_PROTO},
    {"abilities twice",
     NI_NEW "lp{{InterfaceName: wlan0 LinkAddresses: [ ] Domains: nc{[ "
            "Transports: VPN" NC_WIFI,
     NULL, ERR_PROTO},
    {"cut in its middle",
     NI_NEW "lp{{InterfaceName: wlan0 LinkAddresses: [ 192.0.2.17/24", NULL,
     ERR_PROTO},
    {"addresses that are none",
     NI_NEW "lp{{InterfaceName: wlan0 LinkAddresses: [ x/24,192.0.2.17/33,"
            "192.0.2.18,/,]" NC_WIFI,
     "wlan0 wifi -1 192.0.2.18/32", 1},
    {"no interface yet", NI_NEW "lp{{LinkAddresses: []" NC_WIFI, NULL, 0},
    {"a mention of one", "  NetworkAgentInfo [WIFI () - 100]: x", NULL, 0},
    {"a request", "NetworkRequest [ id=1, [ Transports: VPN ] ]", NULL, 0},
    {"nothing", "", NULL, 0},
};

static void describe(const struct agent_line *agent, char *out, size_t size)
{
    struct str addresses = agent->addresses;
    char text[ADDR_TEXT_CAP];
    struct addr addr;
    uint32_t len;
    size_t used;

    used = (size_t)snprintf(out, size, "%.*s %s %lld",
                            (int)agent->interface.len, agent->interface.ptr,
                            agent->kind, (long long)agent->owner_uid);
    while (connectivity_next_address(&addresses, &addr, &len)) {
        used += (size_t)snprintf(out + used, size - used, " %s/%u",
                                 addr_format(&addr, text), (unsigned)len);
    }
    if (agent->proxy_host.len > 0) {
        used += (size_t)snprintf(
            out + used, size - used, " [%.*s]:%u", (int)agent->proxy_host.len,
            agent->proxy_host.ptr, (unsigned)agent->proxy_port);
    }
    if (agent->pac.len > 0) {
        (void)snprintf(out + used, size - used, " pac %.*s",
                       (int)agent->pac.len, agent->pac.ptr);
    }
}

static void connectivity_reads_every_version(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct agent_line agent;
        char text[512];

        print_message("%s\n", lines[i].why);
        assert_int_equal(connectivity_parse(str_from(lines[i].line), &agent),
                         lines[i].rc);
        if (lines[i].rc > 0) {
            describe(&agent, text, sizeof(text));
            assert_string_equal(text, lines[i].want);
            assert_int_equal(agent.is_vpn, strstr(text, " vpn ") != NULL);
        }
    }
}

static void connectivity_reads_a_line_cut_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct str line = str_from(lines[i].line);
        char *copy = test_malloc(line.len + 1);

        for (size_t len = 0; len <= line.len; len++) {
            struct agent_line agent;
            struct str cut = {copy + line.len + 1 - len, len};

            memcpy(copy + line.len + 1 - len, line.ptr, len);
            if (connectivity_parse(cut, &agent) > 0) {
                assert_true(agent.interface.len > 0);
                assert_true(agent.interface.ptr >= cut.ptr);
            }
        }
        test_free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connectivity_reads_every_version),
        cmocka_unit_test(connectivity_reads_a_line_cut_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
