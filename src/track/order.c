/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing connections for print. See order.h. */
#include "track/order.h"

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int group_class(const struct connection *connection)
{
    const struct owner *owner = connection->owner;

    if (owner == NULL) {
        return 5;
    }
    if (owner->attribution == ATTRIBUTION_SYSTEM) {
        return 4;
    }
    if (owner->package_count == 0) {
        return 3;
    }
    if (owner->package_count > 1) {
        return 2;
    }
    return owner->is_user_installed ? 0 : 1;
}

static const char *group_name(const struct owner *owner)
{
    return owner->package_count > 0 ? owner->packages[0] : owner->uid_name;
}

static int compare_groups(const struct connection *a,
                          const struct connection *b)
{
    int order = compare_u64(a->asked_rank, b->asked_rank);

    order = order != 0 ? order : group_class(a) - group_class(b);
    if (order != 0 || a->owner == b->owner) {
        return order;
    }
    order = strcmp(group_name(a->owner), group_name(b->owner));
    return order != 0 ? order : compare_u64(a->owner->uid, b->owner->uid);
}

static int compare_rows(const struct sock_row *a, const struct sock_row *b)
{
    int order = (int)a->proto - (int)b->proto;

    order = order != 0 ? order : addr_compare(&a->remote, &b->remote);
    order = order != 0 ? order : (int)a->remote_port - (int)b->remote_port;
    order = order != 0 ? order : (int)a->state - (int)b->state;
    order = order != 0 ? order : addr_compare(&a->local, &b->local);
    order = order != 0 ? order : (int)a->local_port - (int)b->local_port;
    order = order != 0 ? order : (int)a->family - (int)b->family;
    return order != 0 ? order : compare_u64(a->inode, b->inode);
}

/* The phone's network, then others, each by itself. */
static int compare_nets(const struct sock_row *a, const struct sock_row *b)
{
    return compare_u64((uint64_t)a->net_pid, (uint64_t)b->net_pid);
}

int order_compare(const struct connection *a, const struct connection *b)
{
    int order = compare_nets(a->row, b->row);

    order = order != 0 ? order : compare_groups(a, b);
    return order != 0 ? order : compare_rows(a->row, b->row);
}

static int compare_connections(const void *a, const void *b)
{
    return order_compare(a, b);
}

static int compare_local(const void *a, const void *b)
{
    const struct local_connection *x = a;
    const struct local_connection *y = b;
    int order = compare_groups(&x->who, &y->who);

    return order != 0 ? order : local_compare(x->socket, y->socket);
}

void order_local(struct vec *sockets)
{
    vec_sort(sockets, compare_local);
}

void order_connections(struct vec *connections)
{
    vec_sort(connections, compare_connections);
}
