/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unix, packet and netlink sockets on a terminal: below the connections, in
 * groups of owners like them, the same ones counted in one line.
 */
#include "sink/table.h"

#include "sink/words.h"

#include <inttypes.h>
#include <stdio.h>

/* Where columns begin: " PROT    KIND      STATE             N NAME". */
#define KIND_AT 9
#define STATE_AT 19
#define COUNT_AT 33 /* three digits and a blank; a longer one pushes */
#define NAME_AT 38
/* Of what takes a line of its own. */
#define INDENT 6

/* "route", "0x888e", a number where the kernel prints one. */
static void put_protocol(struct pen *pen, const struct local_socket *socket)
{
    const char *name = local_protocol_name(socket);
    char text[16];

    (void)snprintf(text, sizeof(text),
                   socket->proto == LOCAL_PACKET ? "0x%04" PRIx32 : "%" PRIu32,
                   socket->protocol);
    pen_puts(pen, name == NULL ? text : name);
}

void table_put_local_name(struct pen *pen, const struct local_socket *socket)
{
    if (socket->proto == LOCAL_UNIX) {
        if (socket->path == NULL) {
            pen_puts(pen, "-");
        } else {
            pen_text(pen, socket->path, TEXT_FIELD);
        }
        return;
    }
    put_protocol(pen, socket);
    pen_puts(pen, ":");
    if (socket->proto == LOCAL_NETLINK) {
        pen_u64(pen, socket->port_id);
    } else if (socket->ifindex == 0) {
        pen_puts(pen, "*");
    } else {
        pen_u64(pen, socket->ifindex);
    }
}

/* Equal but for inode, queues and references. */
static bool is_same_line(const struct local_connection *a,
                         const struct local_connection *b)
{
    struct local_socket then = *a->socket;

    then.inode = b->socket->inode;
    then.refs = b->socket->refs;
    then.rx_queue = b->socket->rx_queue;
    then.tx_queue = b->socket->tx_queue;
    then.drops = b->socket->drops;
    return a->who.owner == b->who.owner &&
           a->socket->is_doubtful == b->socket->is_doubtful &&
           local_compare(&then, b->socket) == 0;
}

static void put_flag(struct pen *pen, const struct local_connection *local,
                     bool want_color)
{
    const char *flag = connection_is_sniffer(local) ? "P"
                       : local->socket->is_doubtful ? "?"
                                                    : " ";

    if (want_color && *flag != ' ') {
        out_puts(pen->out, PEN_RED);
        pen_puts(pen, flag);
        out_puts(pen->out, PEN_RESET);
    } else {
        pen_puts(pen, flag);
    }
}

static void put_count(struct pen *pen, size_t count)
{
    char text[24];

    (void)snprintf(text, sizeof(text), "%4zu", count);
    pen_pad(pen, COUNT_AT);
    pen_puts(pen, text);
}

static void put_row(struct out *out, const struct table_view *view,
                    const struct local_connection *local, size_t count)
{
    const struct local_socket *socket = local->socket;
    const char *kind = words_local_kind(socket);
    size_t name_at = view->is_collapsed ? NAME_AT : COUNT_AT;
    struct pen pen = {.out = out};
    struct pen name = {.out = NULL};

    put_flag(&pen, local, view->options->want_color);
    pen_puts(&pen, local_proto_name(socket->proto));
    pen_pad(&pen, KIND_AT);
    pen_puts(&pen, kind == NULL ? "-" : kind);
    pen_pad(&pen, STATE_AT);
    pen_puts(&pen, local_state_name(socket->state));
    if (view->is_collapsed) {
        put_count(&pen, count);
    }
    table_put_local_name(&name, socket);
    if (pen.width >= name_at || name_at + name.width > view->width) {
        out_char(out, '\n');
        pen.width = 0;
        name_at = INDENT;
    }
    pen_pad(&pen, name_at);
    table_put_local_name(&pen, socket);
    out_char(out, '\n');
}

/* -e: what else is known about the one socket above. */
static void put_details(struct out *out, const struct table_view *view,
                        const struct local_connection *local)
{
    const struct local_socket *socket = local->socket;
    const struct connection *who = &local->who;
    struct para para;
    char text[96];

    para_begin(&para, out, view->width, INDENT, INDENT, NULL);
    if (who->pid >= 0) {
        (void)snprintf(text, sizeof(text), "pid %" PRId32, who->pid);
        para_puts(&para, text);
        para_word(&para, "", who->process == NULL ? "-" : who->process, ",");
    }
    if (socket->proto == LOCAL_PACKET) {
        (void)snprintf(text, sizeof(text), "recv-q %" PRIu32 ",",
                       socket->rx_queue);
        para_puts(&para, text);
    }
    if (socket->proto == LOCAL_NETLINK) {
        (void)snprintf(text, sizeof(text),
                       "recv-q %" PRIu32 ", send-q %" PRIu32 ", drops %" PRIu32
                       ", groups 0x%08" PRIx32 ",",
                       socket->rx_queue, socket->tx_queue, socket->drops,
                       socket->groups);
        para_puts(&para, text);
    }
    (void)snprintf(text, sizeof(text), "inode %" PRIu64 ", refs %" PRIu32,
                   socket->inode, socket->refs);
    para_puts(&para, text);
    para_end(&para);
}

void table_put_sockets(struct out *out, const struct table_view *view)
{
    const struct local_connection *all = view->result->sockets;
    size_t len = view->result->socket_count;
    size_t at = 0;

    out_puts(out, view->is_collapsed
                      ? " PROT    KIND      STATE            N NAME\n"
                      : " PROT    KIND      STATE         NAME\n");
    while (at < len) {
        const struct local_connection *first = &all[at];
        size_t count = 1;

        if (at == 0 || first->who.owner != all[at - 1].who.owner) {
            table_put_local_title(out, view, &first->who);
        }
        while (view->is_collapsed && at + count < len &&
               is_same_line(first, &all[at + count])) {
            count++;
        }
        put_row(out, view, first, count);
        if (view->options->want_extended || view->options->want_programs) {
            put_details(out, view, first);
        }
        at += count;
    }
}
