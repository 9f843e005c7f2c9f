/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of the phone's tables a hint rests on. See hints.h. */
#include "judge/hints.h"

static bool is_of(const struct endpoint *endpoint, const struct sock_row *row)
{
    const struct owner *owner = endpoint->connection.owner;

    return sock_is_unowned(row) || owner == NULL || row->uid == owner->uid;
}

bool hint_shows(const struct hint *hint, const struct sock_row *row)
{
    const struct sock_row *own;

    own = &hint->endpoint->row;
    /* Tables of another network namespace are not kept. */
    if (own->net_pid != 0 || own->proto != row->proto ||
        (own->family == SOCK_LINK_LAYER) != (row->family == SOCK_LINK_LAYER) ||
        !is_of(hint->endpoint, row)) {
        return false;
    }
    if (!sock_has_remote(own) || !sock_has_ports(own)) {
        return own->local_port == row->local_port &&
               addr_compare(&own->local, &row->local) == 0 &&
               addr_compare(&own->remote, &row->remote) == 0;
    }
    return own->remote_port == row->remote_port &&
           addr_compare(&own->remote, &row->remote) == 0;
}
