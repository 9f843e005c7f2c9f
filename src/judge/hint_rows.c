/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of the phone's tables a hint rests on. See hints.h. */
#include "judge/hints.h"

#include <string.h>

static bool is_told_by_remote(const struct sock_row *row)
{
    return sock_has_remote(row) && sock_has_ports(row);
}

static struct hint_place place_of(const struct sock_row *row, bool is_remote)
{
    struct hint_place place;

    memset(&place, 0, sizeof(place));
    place.is_remote = is_remote;
    place.is_link_layer = row->family == SOCK_LINK_LAYER;
    place.proto = row->proto;
    place.port = is_remote ? row->remote_port : row->local_port;
    place.addr = is_remote ? row->remote : row->local;
    return place;
}

struct hint_place hint_place(const struct hint *hint)
{
    const struct sock_row *row = &hint->endpoint->row;

    return place_of(row, is_told_by_remote(row));
}

size_t hint_places_of_row(const struct sock_row *row,
                          struct hint_place out[HINT_PLACES_OF_ROW])
{
    out[0] = place_of(row, false);
    out[1] = place_of(row, true);
    return HINT_PLACES_OF_ROW;
}

static int by_number(unsigned a, unsigned b)
{
    return (a > b) - (a < b);
}

int hint_place_compare(const struct hint_place *a, const struct hint_place *b)
{
    int order = by_number((unsigned)a->is_remote << 9 |
                              (unsigned)a->is_link_layer << 8 | a->proto,
                          (unsigned)b->is_remote << 9 |
                              (unsigned)b->is_link_layer << 8 | b->proto);

    order = order != 0 ? order : by_number(a->port, b->port);
    return order != 0 ? order : addr_compare(&a->addr, &b->addr);
}

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
    if (!is_told_by_remote(own)) {
        return own->local_port == row->local_port &&
               addr_compare(&own->local, &row->local) == 0 &&
               addr_compare(&own->remote, &row->remote) == 0;
    }
    return own->remote_port == row->remote_port &&
           addr_compare(&own->remote, &row->remote) == 0;
}
