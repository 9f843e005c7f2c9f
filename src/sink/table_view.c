/* SPDX-License-Identifier: Apache-2.0 */
/* Order, groups and collapsing of the rows of a table. See table.h. */
#include "sink/table.h"

#include "sink/words.h"

#include <stdlib.h>
#include <string.h>

/* From here on a terminal has room for both ends. */
#define WIDTH_FOR_LOCAL 110

enum unowned_reason table_unowned_reason(const struct connection *connection)
{
    if (connection->owner != NULL) {
        return UNOWNED_NOT;
    }
    if (connection->row->is_uid_unknown) {
        return UNOWNED_NOT_PRINTED;
    }
    if (connection->row->proto != SOCK_TCP) {
        return UNOWNED_OTHER;
    }
    switch (connection->row->state) {
    case SOCK_TIME_WAIT:
        return UNOWNED_TIME_WAIT;
    case SOCK_FIN_WAIT1:
    case SOCK_FIN_WAIT2:
    case SOCK_LAST_ACK:
    case SOCK_CLOSING:
    case SOCK_CLOSE:
        return UNOWNED_CLOSING;
    case SOCK_ESTABLISHED:
    case SOCK_SYN_RECV:
    case SOCK_CLOSE_WAIT:
        return UNOWNED_NOT_ACCEPTED;
    default:
        return UNOWNED_OTHER;
    }
}

static int compare_numbers(unsigned long a, unsigned long b)
{
    return a < b ? -1 : a > b;
}

static int compare_local(const struct sock_row *a, const struct sock_row *b)
{
    int order = addr_compare(&a->local, &b->local);

    return order != 0 ? order : compare_numbers(a->local_port, b->local_port);
}

/* Of no owner, by the reason; where only the process is known, by that. */
static int compare_groups(const struct connection *a,
                          const struct connection *b)
{
    enum unowned_reason reason = table_unowned_reason(a);
    int order = compare_numbers(reason, table_unowned_reason(b));

    return order != 0 || reason != UNOWNED_NOT_PRINTED
               ? order
               : compare_numbers((uint32_t)a->pid, (uint32_t)b->pid);
}

/* What makes two sockets one line, in the order of the lines. */
static int compare_line(const struct connection *a, const struct connection *b)
{
    const struct sock_row *x = a->row;
    const struct sock_row *y = b->row;
    int order = compare_groups(a, b);

    if (order == 0) {
        order = compare_numbers(x->proto, y->proto);
    }
    if (order == 0) {
        order = words_compare_remote(x, y);
    }
    if (order == 0 && !sock_has_remote(x)) {
        order = compare_local(x, y);
    }
    if (order == 0) {
        order = compare_numbers(x->state, y->state);
    }
    return order;
}

static int compare_connections(const void *a, const void *b)
{
    const struct connection *x = *(const struct connection *const *)a;
    const struct connection *y = *(const struct connection *const *)b;
    int order = compare_line(x, y);

    if (order == 0) {
        order = compare_local(x->row, y->row);
    }
    /* Neighbours in one array: as they came. */
    return order != 0 ? order : x < y ? -1 : x > y;
}

static bool is_same_group(const struct connection *a,
                          const struct connection *b)
{
    return a->owner == b->owner && a->row->net_pid == b->row->net_pid;
}

/* Owners stay in the order they come in; their sockets are sorted. */
static void sort_within_owners(struct vec *order)
{
    const struct connection **items = order->items;
    size_t begin = 0;

    while (begin < order->len) {
        size_t end = begin + 1;

        while (end < order->len && is_same_group(items[end], items[begin])) {
            end++;
        }
        qsort(items + begin, end - begin, sizeof(*items), compare_connections);
        begin = end;
    }
}

static bool is_named(const struct connection *connection)
{
    return connection->lookup != NULL &&
           connection->lookup->ptr.status != LOOKUP_SKIPPED;
}

int table_view_init(struct table_view *view, const struct sink_options *options,
                    const struct result *result)
{
    size_t i;
    int rc = 0;

    view->options = options;
    view->result = result;
    view->width =
        options->width < TABLE_WIDTH_MIN ? TABLE_WIDTH_MIN : options->width;
    view->is_collapsed = options->width > 0 && !options->want_wide &&
                         !options->want_extended && !options->want_programs;
    view->is_listening = result->is_listening_view;
    view->has_names = false;
    view->has_networks = false;
    vec_init(&view->order, sizeof(const struct connection *),
             SNAPSHOT_ROWS_MAX);
    for (i = 0; i < result->connection_count && rc == 0; i++) {
        const struct connection *connection = &result->connections[i];

        rc = vec_push(&view->order, &connection);
        if (sock_has_remote(connection->row)) {
            view->is_listening = false;
        }
        view->has_names = view->has_names || is_named(connection);
        view->has_networks =
            view->has_networks ||
            (connection->lookup != NULL &&
             connection->lookup->network.status != LOOKUP_SKIPPED);
    }
    view->has_local =
        !view->is_listening && (options->want_wide || options->want_extended ||
                                options->width >= WIDTH_FOR_LOCAL);
    if (rc < 0) {
        vec_fini(&view->order);
        return rc;
    }
    sort_within_owners(&view->order);
    return 0;
}

void table_view_fini(struct table_view *view)
{
    vec_fini(&view->order);
}

const struct connection *table_view_at(const struct table_view *view,
                                       size_t index)
{
    return *(const struct connection *const *)vec_at(&view->order, index);
}

size_t table_view_row(const struct table_view *view, size_t index,
                      struct table_row *out)
{
    const struct connection *last = table_view_at(view, index);

    out->first = last;
    out->count = 1;
    out->rx_queue = last->row->rx_queue;
    out->tx_queue = last->row->tx_queue;
    out->local_addrs = 1;
    out->local_ports = 1;
    while (++index < view->order.len && view->is_collapsed) {
        const struct connection *next = table_view_at(view, index);

        if (!is_same_group(next, last) || compare_line(last, next) != 0) {
            break;
        }
        out->count++;
        out->rx_queue += next->row->rx_queue;
        out->tx_queue += next->row->tx_queue;
        out->local_addrs +=
            addr_compare(&last->row->local, &next->row->local) != 0;
        out->local_ports += last->row->local_port != next->row->local_port;
        last = next;
    }
    return index;
}

bool table_view_begins_group(const struct table_view *view, size_t index)
{
    const struct connection *here;
    const struct connection *before;

    if (index == 0) {
        return true;
    }
    here = table_view_at(view, index);
    before = table_view_at(view, index - 1);
    return !is_same_group(here, before) || compare_groups(here, before) != 0;
}

static void put_addr(struct pen *pen, const struct addr *addr)
{
    char text[ADDR_TEXT_CAP];

    pen_puts(pen, addr->family == ADDR_V6 ? "[" : "");
    pen_puts(pen, addr_format(addr, text));
    pen_puts(pen, addr->family == ADDR_V6 ? "]" : "");
}

/* As netstat printed it; with the port in it when that is not known. */
static void put_text(struct pen *pen, const char *text, bool is_cut,
                     bool has_port)
{
    bool is_v6 = !has_port && strchr(text, ':') != NULL;

    pen_puts(pen, is_v6 ? "[" : "");
    pen_text(pen, text, TEXT_FIELD);
    pen_puts(pen, is_cut ? ".." : "");
    pen_puts(pen, is_v6 ? "]" : "");
}

void table_put_local(struct pen *pen, const struct sock_row *row)
{
    bool has_port = !words_has_local_port(row);

    if (row->local_text != NULL) {
        put_text(pen, row->local_text, row->is_local_cut, has_port);
    } else if (row->is_local_cut) {
        pen_puts(pen, "..");
    } else {
        put_addr(pen, &row->local);
    }
    if (!has_port && (row->local.family != ADDR_NONE || row->local_port != 0)) {
        pen_puts(pen, ":");
        pen_u64(pen, row->local_port);
    }
}

void table_put_remote(struct pen *pen, const struct sock_row *row)
{
    if (!sock_has_remote(row)) {
        pen_puts(pen, "-");
        return;
    }
    if (row->remote_text != NULL) {
        put_text(pen, row->remote_text, row->is_remote_cut,
                 row->remote_port == 0);
        if (row->remote_port == 0) {
            return;
        }
    } else if (row->is_remote_cut) {
        pen_puts(pen, "..");
    } else {
        put_addr(pen, &row->remote);
    }
    pen_puts(pen, ":");
    if (words_has_remote_port(row)) {
        pen_u64(pen, row->remote_port);
    } else {
        pen_puts(pen, "*");
    }
}
