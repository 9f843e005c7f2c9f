/* SPDX-License-Identifier: Apache-2.0 */
/* Which endpoint is a hint of which kind. See hints.h. */
#include "judge/hints_state.h"

#define PORT_DNS 53
#define PORT_NTP 123
#define PORT_MDNS 5353
#define PORT_ADB 5555
#define PORT_FRIDA 27042
#define PORT_FRIDA_SECOND 27043

static bool is_app(const struct owner *owner)
{
    return owner != NULL && owner->uid_kind != UID_SYSTEM;
}

static bool is_frida(uint16_t port)
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
    return is_frida(port)                                   ? SETUP_FRIDA
           : port == PORT_ADB && !is_app(connection->owner) ? SETUP_ADB
                                                            : SETUP_NONE;
}

enum setup hint_setup(const struct endpoint *endpoint)
{
    const struct connection *connection = &endpoint->connection;
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

/* A call of ours, of which it says something which way it takes. */
static bool is_call(const struct connection *connection)
{
    return connection_is_service_known(connection) &&
           !sock_is_loopback(connection->row);
}

static bool bypasses_proxy(const struct observed *run,
                           const struct connection *connection)
{
    return run->network != NULL && run->network->proxies.len > 0 &&
           connection->proxied == PROXIED_NO && is_call(connection);
}

/* The VPN's own connection to its other end is the tunnel. */
static bool is_outside_vpn(const struct observed *run,
                           const struct connection *connection)
{
    size_t i;

    if (run->network == NULL || !network_has_vpn(run->network) ||
        connection->interface == NULL || connection->interface->is_vpn ||
        !is_call(connection)) {
        return false;
    }
    for (i = 0; i < run->network->interfaces.len; i++) {
        const struct net_interface *one = network_interface(run->network, i);

        if (one->is_vpn && connection->owner != NULL &&
            one->owner_uid == (int64_t)connection->owner->uid) {
            return false;
        }
    }
    return true;
}

static bool calls_test_listener(const struct connection *connection)
{
    const struct sock_row *row = connection->row;

    return is_app(connection->owner) && row->proto == SOCK_TCP &&
           row->state != SOCK_LISTEN && addr_is_loopback(&row->remote) &&
           connection->direction != DIRECTION_IN &&
           (is_frida(row->remote_port) || row->remote_port == PORT_ADB);
}

bool hint_applies(enum hint_kind kind, const struct observed *run,
                  const struct endpoint *endpoint)
{
    const struct connection *connection = &endpoint->connection;

    if (hint_setup(endpoint) != SETUP_NONE) {
        return false;
    }
    switch (kind) {
    case HINT_PLAIN_PORT:
        return connection_is_plain_port(connection);
    case HINT_BYPASSES_PROXY:
        return bypasses_proxy(run, connection);
    case HINT_OUTSIDE_VPN:
        return is_outside_vpn(run, connection);
    case HINT_OPEN_LISTENER:
        return connection_is_open_listener(connection);
    case HINT_RAW_SOCKET:
        return connection->row->proto == SOCK_RAW_IP &&
               is_app(connection->owner);
    case HINT_NO_ANSWER:
        return endpoint->no_answer > 0 &&
               endpoint->no_answer == endpoint->connections &&
               is_call(connection);
    case HINT_TEST_LISTENER:
        return calls_test_listener(connection);
    case HINT_NEW:
    case HINT_KINDS:
        break;
    }
    return false;
}
