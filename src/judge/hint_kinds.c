/* SPDX-License-Identifier: Apache-2.0 */
/* Which endpoint is a hint of which kind. See hints.h. */
#include "judge/hints_state.h"

static bool is_app(const struct owner *owner)
{
    return owner != NULL && owner->uid_kind != UID_SYSTEM;
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

static bool is_outside_vpn(const struct observed *run,
                           const struct connection *connection)
{
    return run->network != NULL && network_has_vpn(run->network) &&
           connection->interface != NULL && !connection->interface->is_vpn &&
           is_call(connection) &&
           !setup_is_vpn_itself(run->network, connection);
}

/* An address that was hidden is not loopback's. */
static bool is_open_listener(const struct sock_row *row)
{
    return row->state == SOCK_LISTEN && !addr_is_loopback(&row->local);
}

static bool calls_test_listener(const struct connection *connection)
{
    const struct sock_row *row = connection->row;

    return is_app(connection->owner) && row->proto == SOCK_TCP &&
           row->state != SOCK_LISTEN && addr_is_loopback(&row->remote) &&
           connection->direction != DIRECTION_IN &&
           (setup_is_frida(row->remote_port) ||
            row->remote_port == SETUP_PORT_ADB);
}

bool hint_applies(const struct hints *hints, enum hint_kind kind,
                  const struct endpoint *endpoint)
{
    const struct connection *connection = &endpoint->connection;
    const struct observed *run = hints->run;

    if (kind == HINT_OFF_PATH) {
        return connection->path == PATH_MISSED;
    }
    if (setup_of(connection) != SETUP_NONE) {
        return false;
    }
    switch (kind) {
    case HINT_PLAIN_PORT:
        return connection_is_plain_port(connection);
    case HINT_BYPASSES_PROXY:
        /* Once is enough. */
        return bypasses_proxy(run, connection) &&
               (hints->expected != PATH_PROXY ||
                connection->path != PATH_MISSED);
    case HINT_OUTSIDE_VPN:
        return is_outside_vpn(run, connection) &&
               (hints->expected != PATH_VPN || connection->path != PATH_MISSED);
    case HINT_OPEN_LISTENER:
        return is_open_listener(connection->row);
    case HINT_RAW_SOCKET:
        return connection->row->proto == SOCK_RAW_IP &&
               is_app(connection->owner);
    case HINT_NO_ANSWER:
        return endpoint->no_answer > 0 &&
               endpoint->no_answer == endpoint->connections &&
               is_call(connection);
    case HINT_TEST_LISTENER:
        return calls_test_listener(connection);
    case HINT_OFF_PATH:
    case HINT_NEW:
    case HINT_KINDS:
        break;
    }
    return false;
}
