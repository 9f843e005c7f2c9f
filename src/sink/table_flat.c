/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows when piped: one socket per line, every column in every line,
 * "-" for what is unknown, at least two blanks between columns and none
 * inside. Made for grep and awk; a format for programs is JSON.
 */
#include "sink/table.h"

#include "sink/lookups.h"
#include "sink/words.h"

#include <string.h>

#define GAP 2
/* A longer cell pushes the rest of its line instead of all other lines. */
#define PADDED_MAX 80
#define COLUMNS_MAX 21

typedef void (*put_cell)(struct pen *pen, const struct connection *connection);

typedef void (*put_local_cell)(struct pen *pen,
                               const struct local_connection *local);

struct column {
    const char *heading;
    put_cell put;
    /* Of a local socket; NULL: it has no such thing. */
    put_local_cell put_local;
    bool is_whose;    /* put, of the owner, does for local sockets too */
    bool is_extended; /* only with -e */
    bool is_program;  /* also with -p */
    bool is_network;  /* only with --whois */
};

/* One line: one of the two. */
struct line {
    const struct connection *connection;
    const struct local_connection *local;
};

/* A system uid has no package that would say who it is: its name does. */
static void put_package(struct pen *pen, const struct connection *connection)
{
    const struct owner *owner = connection->owner;
    size_t i;

    if (owner != NULL && owner->attribution == ATTRIBUTION_SYSTEM) {
        pen_puts(pen, "system:");
        pen_text(pen, owner->uid_name, TEXT_FIELD);
        return;
    }
    for (i = 0; owner != NULL && i < owner->package_count; i++) {
        pen_puts(pen, i > 0 ? "," : "");
        pen_text(pen, owner->packages[i], TEXT_FIELD);
    }
}

static void put_user(struct pen *pen, const struct connection *connection)
{
    if (connection->owner != NULL) {
        pen_u64(pen, connection->owner->user);
    }
}

static void put_uid(struct pen *pen, const struct connection *connection)
{
    if (connection->owner != NULL) {
        pen_u64(pen, connection->owner->uid);
    }
}

static void put_pid(struct pen *pen, const struct connection *connection)
{
    if (connection->pid >= 0) {
        pen_u64(pen, (uint64_t)connection->pid);
    }
}

static void put_proto(struct pen *pen, const struct connection *connection)
{
    pen_puts(pen, sock_proto_name(connection->row->proto));
}

static void put_local(struct pen *pen, const struct connection *connection)
{
    table_put_local(pen, connection->row);
}

static void put_remote(struct pen *pen, const struct connection *connection)
{
    table_put_remote(pen, connection->row);
}

static void put_state(struct pen *pen, const struct connection *connection)
{
    char text[SOCK_STATE_TEXT_CAP];

    pen_puts(pen, sock_state_name(connection->row, text));
}

static void put_recv_q(struct pen *pen, const struct connection *connection)
{
    pen_u64(pen, connection->row->rx_queue);
}

/* The tables do not tell a listener's. */
static void put_send_q(struct pen *pen, const struct connection *connection)
{
    if (connection->row->state != SOCK_LISTEN) {
        pen_u64(pen, connection->row->tx_queue);
    }
}

static void put_owner_by(struct pen *pen, const struct connection *connection)
{
    pen_puts(pen, attribution_name(connection->attribution));
}

static void put_flags(struct pen *pen, const struct connection *connection)
{
    const char *flags[WORDS_FLAGS_MAX];
    size_t count = words_flags(connection, flags);
    size_t i;

    for (i = 0; i < count; i++) {
        pen_puts(pen, i > 0 ? "," : "");
        pen_puts(pen, flags[i]);
    }
}

static void put_inode(struct pen *pen, const struct connection *connection)
{
    if (connection->row->inode != 0) {
        pen_u64(pen, connection->row->inode);
    }
}

static void put_timer(struct pen *pen, const struct connection *connection)
{
    char text[WORDS_TIMER_CAP];
    const char *name = words_timer(connection->row, text);

    pen_puts(pen, name == NULL ? "" : name);
}

static void put_timer_ms(struct pen *pen, const struct connection *connection)
{
    char text[WORDS_TIMER_CAP];

    if (words_timer(connection->row, text) != NULL) {
        pen_u64(pen, connection->row->timer_ms);
    }
}

static void put_source(struct pen *pen, const struct connection *connection)
{
    pen_puts(pen, words_source(connection->row));
}

static void put_process(struct pen *pen, const struct connection *connection)
{
    if (connection->process != NULL) {
        pen_text(pen, connection->process, TEXT_FIELD);
    }
}

static void put_name(struct pen *pen, const struct connection *connection)
{
    if (connection->lookup != NULL) {
        lookups_put_name(pen, connection->lookup, TEXT_FIELD);
    }
}

static void put_name_ok(struct pen *pen, const struct connection *connection)
{
    pen_puts(pen, lookups_name_ok(connection->lookup));
}

static void put_asn(struct pen *pen, const struct connection *connection)
{
    if (connection->lookup != NULL) {
        lookups_put_asn(pen, connection->lookup);
    }
}

static void put_org(struct pen *pen, const struct connection *connection)
{
    if (connection->lookup != NULL) {
        lookups_put_org(pen, connection->lookup);
    }
}

static void put_local_proto(struct pen *pen,
                            const struct local_connection *local)
{
    pen_puts(pen, local_proto_name(local->socket->proto));
}

static void put_local_name(struct pen *pen,
                           const struct local_connection *local)
{
    table_put_local_name(pen, local->socket);
}

static void put_local_state(struct pen *pen,
                            const struct local_connection *local)
{
    pen_puts(pen, local_state_name(local->socket->state));
}

static void put_local_recv_q(struct pen *pen,
                             const struct local_connection *local)
{
    if (local->socket->proto != LOCAL_UNIX) {
        pen_u64(pen, local->socket->rx_queue);
    }
}

static void put_local_send_q(struct pen *pen,
                             const struct local_connection *local)
{
    if (local->socket->proto == LOCAL_NETLINK) {
        pen_u64(pen, local->socket->tx_queue);
    }
}

static void put_local_flags(struct pen *pen,
                            const struct local_connection *local)
{
    const char *flags[WORDS_FLAGS_MAX];
    size_t count = words_local_flags(local, flags);
    size_t i;

    for (i = 0; i < count; i++) {
        pen_puts(pen, i > 0 ? "," : "");
        pen_puts(pen, flags[i]);
    }
}

static void put_local_inode(struct pen *pen,
                            const struct local_connection *local)
{
    if (local->socket->inode != 0) {
        pen_u64(pen, local->socket->inode);
    }
}

static void put_local_source(struct pen *pen,
                             const struct local_connection *local)
{
    (void)local;
    pen_puts(pen, "procfs");
}

/* New columns are added at the end: scripts count from the left. */
static const struct column columns[] = {
    {"PACKAGE", put_package, NULL, true, false, false, false},
    {"USER", put_user, NULL, true, false, false, false},
    {"UID", put_uid, NULL, true, false, false, false},
    {"PID", put_pid, NULL, true, false, false, false},
    {"PROTO", put_proto, put_local_proto, false, false, false, false},
    {"LOCAL", put_local, put_local_name, false, false, false, false},
    {"REMOTE", put_remote, NULL, false, false, false, false},
    {"STATE", put_state, put_local_state, false, false, false, false},
    {"RECV-Q", put_recv_q, put_local_recv_q, false, false, false, false},
    {"SEND-Q", put_send_q, put_local_send_q, false, false, false, false},
    {"OWNER-BY", put_owner_by, NULL, true, false, false, false},
    {"FLAGS", put_flags, put_local_flags, false, false, false, false},
    {"INODE", put_inode, put_local_inode, false, true, false, false},
    {"TIMER", put_timer, NULL, false, true, false, false},
    {"TIMER-MS", put_timer_ms, NULL, false, true, false, false},
    {"SOURCE", put_source, put_local_source, false, true, false, false},
    {"PROCESS", put_process, NULL, true, true, true, false},
    /* Behind those of -e and -p, which keep their places. */
    {"NAME", put_name, NULL, false, false, false, false},
    {"NAME-OK", put_name_ok, NULL, false, false, false, false},
    {"ASN", put_asn, NULL, false, false, false, true},
    {"ORG", put_org, NULL, false, false, false, true},
};

_Static_assert(sizeof(columns) / sizeof(columns[0]) == COLUMNS_MAX,
               "widths[] has one for each column");

/* The columns that are wanted, and how wide they are. */
struct choice {
    const struct column *columns[COLUMNS_MAX];
    size_t widths[COLUMNS_MAX];
    size_t count;
};

static void choose(const struct table_view *view, struct choice *out)
{
    const struct sink_options *options = view->options;

    out->count = 0;
    for (size_t i = 0; i < COLUMNS_MAX; i++) {
        if (columns[i].is_network && !view->has_networks) {
            continue;
        }
        if (!columns[i].is_extended || options->want_extended ||
            (columns[i].is_program && options->want_programs)) {
            out->widths[out->count] = strlen(columns[i].heading);
            out->columns[out->count++] = &columns[i];
        }
    }
}

static void put_cell_of(struct pen *pen, const struct column *column,
                        const struct line *line)
{
    size_t before = pen->width;

    if (line->connection != NULL) {
        column->put(pen, line->connection);
    } else if (column->is_whose) {
        column->put(pen, &line->local->who);
    } else if (column->put_local != NULL) {
        column->put_local(pen, line->local);
    }
    if (pen->width == before) {
        pen_puts(pen, "-");
    }
}

static size_t line_count(const struct table_view *view)
{
    return view->order.len + view->result->socket_count;
}

/* The connections, then the local sockets. */
static struct line line_at(const struct table_view *view, size_t index)
{
    struct line line = {NULL, NULL};

    if (index < view->order.len) {
        line.connection = table_view_at(view, index);
    } else {
        line.local = &view->result->sockets[index - view->order.len];
    }
    return line;
}

static void measure(const struct table_view *view, struct choice *choice)
{
    size_t i;
    size_t k;

    for (i = 0; i < line_count(view); i++) {
        struct line line = line_at(view, i);

        for (k = 0; k < choice->count; k++) {
            struct pen pen = {.out = NULL};

            put_cell_of(&pen, choice->columns[k], &line);
            if (pen.width > choice->widths[k] && pen.width <= PADDED_MAX) {
                choice->widths[k] = pen.width;
            }
        }
    }
}

static void put_line(struct out *out, const struct choice *choice,
                     const struct line *line)
{
    size_t start = 0;
    struct pen pen = {.out = out};
    size_t k;

    for (k = 0; k < choice->count; k++) {
        pen_pad(&pen,
                k > 0 && pen.width + GAP > start ? pen.width + GAP : start);
        if (line == NULL) {
            pen_puts(&pen, choice->columns[k]->heading);
        } else {
            put_cell_of(&pen, choice->columns[k], line);
        }
        start += choice->widths[k] + GAP;
    }
    out_char(out, '\n');
}

void table_put_flat(struct out *out, const struct table_view *view,
                    bool want_header)
{
    struct choice choice;
    size_t i;

    choose(view, &choice);
    measure(view, &choice);
    if (want_header) {
        put_line(out, &choice, NULL);
    }
    for (i = 0; i < line_count(view); i++) {
        struct line line = line_at(view, i);

        put_line(out, &choice, &line);
    }
}
