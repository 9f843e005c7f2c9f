/* SPDX-License-Identifier: Apache-2.0 */
/* What a connection's ends say of it. See connection.h. */
#include "model/connection.h"

#include "model/ports.h"

bool connection_is_service_known(const struct connection *connection)
{
    return sock_has_remote(connection->row) &&
           connection->direction != DIRECTION_IN;
}

bool connection_is_plain_port(const struct connection *connection)
{
    const struct sock_row *row = connection->row;

    return connection_is_service_known(connection) && !sock_is_loopback(row) &&
           connection->proxied != PROXIED_YES &&
           ports_is_plain(row->proto, row->remote_port);
}

bool connection_is_open_listener(const struct connection *connection)
{
    const struct addr *local = &connection->row->local;

    return connection->row->state == SOCK_LISTEN &&
           local->family != ADDR_NONE && !addr_is_loopback(local);
}

bool connection_is_sniffer(const struct local_connection *local)
{
    return local->socket->proto == LOCAL_PACKET &&
           (local->who.owner == NULL ||
            local->who.owner->uid_kind != UID_SYSTEM);
}
