/* SPDX-License-Identifier: Apache-2.0 */
/* Birth, end and access of a struct network. See network.h. */
#include "model/network.h"

#include <string.h>

void network_init(struct network *network)
{
    memset(network, 0, sizeof(*network));
    vec_init(&network->interfaces, sizeof(struct net_interface),
             NETWORK_INTERFACES_MAX);
    vec_init(&network->addrs, sizeof(struct net_addr), NETWORK_ADDRS_MAX);
    vec_init(&network->proxies, sizeof(struct net_proxy), NETWORK_PROXIES_MAX);
}

void network_fini(struct network *network)
{
    vec_fini(&network->interfaces);
    vec_fini(&network->addrs);
    vec_fini(&network->proxies);
}

const struct net_interface *network_interface(const struct network *network,
                                              size_t i)
{
    return vec_at(&network->interfaces, i);
}

const struct net_addr *network_addr(const struct network *network, size_t i)
{
    return vec_at(&network->addrs, i);
}

const struct net_proxy *network_proxy(const struct network *network, size_t i)
{
    return vec_at(&network->proxies, i);
}

const char *network_kind(const char *text)
{
    static const char *const kinds[] = {"wifi",      "mobile",     "vpn",
                                        "ethernet",  "usb-tether", "loopback",
                                        "bluetooth", "other"};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(text, kinds[i]) == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

/* Android's configurations and drivers of chip makers call them so. */
const char *network_kind_by_name(struct str name)
{
    static const struct {
        const char *prefix;
        const char *kind;
    } known[] = {
        {"wlan", "wifi"},        {"swlan", "wifi"},     {"p2p", "wifi"},
        {"rmnet", "mobile"},     {"ccmni", "mobile"},   {"pdp", "mobile"},
        {"radio", "mobile"},     {"wwan", "mobile"},    {"seth_", "mobile"},
        {"r_rmnet", "mobile"},   {"tun", "vpn"},        {"ipsec", "vpn"},
        {"ppp", "vpn"},          {"wg", "vpn"},         {"eth", "ethernet"},
        {"rndis", "usb-tether"}, {"ncm", "usb-tether"}, {"usb", "usb-tether"},
        {"bt-pan", "bluetooth"}, {"bnep", "bluetooth"},
    };

    if (str_is(name, "lo")) {
        return "loopback";
    }
    /* IPv4 over an IPv6-only network: 464xlat on top of the real one. */
    if (str_starts(name, "v4-")) {
        name.ptr += 3;
        name.len -= 3;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (str_starts(name, known[i].prefix)) {
            return known[i].kind;
        }
    }
    return "other";
}

bool network_has_vpn(const struct network *network)
{
    size_t i;

    for (i = 0; i < network->interfaces.len; i++) {
        if (network_interface(network, i)->is_vpn) {
            return true;
        }
    }
    return false;
}
