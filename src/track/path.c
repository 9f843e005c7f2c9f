/* SPDX-License-Identifier: Apache-2.0 */
/* See path.h. */
#include "track/path.h"

/* Every phone has it, also one that does not tell its interfaces. */
static const struct net_interface loopback = {
    .name = "lo", .kind = "loopback", .owner_uid = -1};

/* Two that share an address (192.0.0.4 of 464xlat) cannot be told apart. */
static const struct net_interface *interface_of(const struct network *network,
                                                const struct addr *addr)
{
    const struct net_interface *found = NULL;

    if (addr->family == ADDR_NONE || addr_is_unspecified(addr)) {
        return NULL;
    }
    for (size_t i = 0; i < network->addrs.len; i++) {
        const struct net_addr *one = network_addr(network, i);

        if (addr_compare(&one->addr, addr) != 0) {
            continue;
        }
        if (found != NULL) {
            return NULL;
        }
        found = network_interface(network, one->interface);
    }
    return found == NULL && addr_is_loopback(addr) ? &loopback : found;
}

static enum proxied proxied(const struct network *network,
                            const struct sock_row *row)
{
    bool is_told = network->has_networks && network->has_settings;

    if (row->remote.family == ADDR_NONE || row->remote_port == 0 ||
        addr_is_unspecified(&row->remote)) {
        return PROXIED_UNKNOWN;
    }
    for (size_t i = 0; i < network->proxies.len; i++) {
        const struct net_proxy *proxy = network_proxy(network, i);

        if (proxy->addr.family == ADDR_NONE) {
            is_told = false; /* a name, or what a script says */
        } else if (row->proto == SOCK_TCP && proxy->port == row->remote_port &&
                   addr_compare(&proxy->addr, &row->remote) == 0) {
            return PROXIED_YES;
        }
    }
    return is_told ? PROXIED_NO : PROXIED_UNKNOWN;
}

void path_find(const struct network *network, struct connection *connection)
{
    const struct sock_row *row = connection->row;

    connection->interface = interface_of(network, &row->local);
    connection->proxied = (uint8_t)proxied(network, row);
}
