/* SPDX-License-Identifier: Apache-2.0 */
/* See setup.h. */
#include "judge/setup.h"

#define PORT_DNS 53
#define PORT_NTP 123
#define PORT_MDNS 5353
#define PORT_FRIDA 27042
#define PORT_FRIDA_SECOND 27043

static bool is_app(const struct owner *owner)
{
    return owner != NULL && owner->uid_kind != UID_SYSTEM;
}

bool setup_is_frida(uint16_t port)
{
    return port == PORT_FRIDA || port == PORT_FRIDA_SECOND;
}

/* An app that takes adb's port is not adb. */
static enum setup setup_of_local_port(const struct connection *connection)
{
    uint16_t port = connection->row->local_port;

    if (connection->row->proto != SOCK_TCP) {
        return SETUP_NONE;
    }
    return setup_is_frida(port)                                   ? SETUP_FRIDA
           : port == SETUP_PORT_ADB && !is_app(connection->owner) ? SETUP_ADB
                                                                  : SETUP_NONE;
}

enum setup setup_of(const struct connection *connection)
{
    const struct sock_row *row = connection->row;

    if (row->state == SOCK_LISTEN || connection->direction == DIRECTION_IN) {
        return setup_of_local_port(connection);
    }
    if (connection->proxied == PROXIED_YES) {
        return SETUP_PROXY;
    }
    if (row->proto != SOCK_TCP && row->proto != SOCK_UDP) {
        return SETUP_NONE;
    }
    return row->remote_port == PORT_DNS    ? SETUP_DNS
           : row->proto != SOCK_UDP        ? SETUP_NONE
           : row->remote_port == PORT_NTP  ? SETUP_NTP
           : row->remote_port == PORT_MDNS ? SETUP_MDNS
                                           : SETUP_NONE;
}

bool setup_is_vpn_itself(const struct network *network,
                         const struct connection *connection)
{
    size_t i;

    for (i = 0; network != NULL && i < network->interfaces.len; i++) {
        const struct net_interface *one = network_interface(network, i);

        if (one->is_vpn && connection->owner != NULL &&
            one->owner_uid == (int64_t)connection->owner->uid) {
            return true;
        }
    }
    return false;
}
