/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows on a terminal. Columns are as wide as what stands in them, as
 * long as the terminal is wide enough; then the addresses' columns shrink,
 * and an address that does not fit runs over and the rest of its row takes
 * the next line, each cell below its heading. Nothing is cut.
 */
#include "sink/table.h"

#include "sink/lookups.h"
#include "sink/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Where the lines below a row begin. */
#define DETAILS_INDENT 6
#define PROTO_HEADING "PROT"
/* "255.255.255.255:65535": what a column of addresses has room for. */
#define ENDPOINT_MIN 21
#define COLUMNS_MAX 8
/* Narrower terminals have networks below the row. */
#define WIDTH_FOR_NETWORK 140
/* ", retransmits 4294967295" */
#define COUNT_CAP 32

typedef void (*put_cell)(struct pen *pen, const struct table_view *view,
                         const struct table_row *row);

enum column_kind {
    COLUMN_WORD,
    COLUMN_NUMBER,  /* to the right */
    COLUMN_ENDPOINT /* may shrink */
};

struct column {
    const char *heading;
    put_cell put;
    enum column_kind kind;
    size_t width;
};

struct layout {
    const struct table_view *view;
    struct column columns[COLUMNS_MAX];
    size_t count;
    size_t margin; /* flag, protocol, blank */
};

static bool is_listener(const struct table_row *row)
{
    return row->first->row->state == SOCK_LISTEN;
}

static void put_remote(struct pen *pen, const struct table_view *view,
                       const struct table_row *row)
{
    const struct sock_row *sock = row->first->row;

    if (sock_has_remote(sock) || view->has_local) {
        table_put_remote(pen, sock);
    } else {
        pen_puts(pen, "on ");
        table_put_local(pen, sock);
    }
}

static void put_name(struct pen *pen, const struct table_view *view,
                     const struct table_row *row)
{
    (void)view;
    if (row->first->lookup != NULL) {
        lookups_put_name(pen, row->first->lookup, TEXT_VISIBLE);
    }
}

static void put_network(struct pen *pen, const struct table_view *view,
                        const struct table_row *row)
{
    (void)view;
    if (row->first->lookup != NULL) {
        lookups_put_network(pen, row->first->lookup);
    }
}

static void put_local(struct pen *pen, const struct table_view *view,
                      const struct table_row *row)
{
    const struct sock_row *sock = row->first->row;
    char text[ADDR_TEXT_CAP];

    (void)view;
    if (row->local_addrs > 1) {
        pen_u64(pen, row->local_addrs);
        pen_puts(pen, " addresses");
    } else if (row->local_ports > 1) {
        pen_puts(pen, addr_format(&sock->local, text));
        pen_puts(pen, ", ");
        pen_u64(pen, row->local_ports);
        pen_puts(pen, " ports");
    } else {
        table_put_local(pen, sock);
    }
}

static void put_open_to(struct pen *pen, const struct table_view *view,
                        const struct table_row *row)
{
    const struct addr *local = &row->first->row->local;

    (void)view;
    pen_puts(pen, local->family == ADDR_NONE   ? "not printed"
                  : addr_is_unspecified(local) ? "every interface"
                  : addr_is_loopback(local)    ? "this phone only"
                                               : "that address only");
}

static void put_count(struct pen *pen, const struct table_view *view,
                      const struct table_row *row)
{
    (void)view;
    pen_u64(pen, row->count);
}

static void put_state(struct pen *pen, const struct table_view *view,
                      const struct table_row *row)
{
    char text[SOCK_STATE_TEXT_CAP];

    (void)view;
    pen_puts(pen, sock_state_name(row->first->row, text));
}

void table_put_bytes(struct pen *pen, uint64_t bytes)
{
    static const char units[] = "kMGTPE";
    uint64_t scale = 1000;
    size_t i = 0;
    char text[32];

    if (bytes <= 99999) {
        pen_u64(pen, bytes);
        return;
    }
    while (bytes / scale >= 1000) {
        scale *= 1000;
        i++;
    }
    (void)snprintf(text, sizeof(text), "%" PRIu64 ".%" PRIu64 "%c",
                   bytes / scale, bytes % scale * 10 / scale, units[i]);
    pen_puts(pen, text);
}

static void put_recv_q(struct pen *pen, const struct table_view *view,
                       const struct table_row *row)
{
    (void)view;
    table_put_bytes(pen, row->rx_queue);
}

static void put_send_q(struct pen *pen, const struct table_view *view,
                       const struct table_row *row)
{
    (void)view;
    if (is_listener(row)) {
        pen_puts(pen, "-");
    } else {
        table_put_bytes(pen, row->tx_queue);
    }
}

static void add_column(struct layout *layout, const char *heading, put_cell put,
                       enum column_kind kind)
{
    struct column *column = &layout->columns[layout->count++];

    column->heading = heading;
    column->put = put;
    column->kind = kind;
    column->width = strlen(heading);
}

static void choose_columns(struct layout *layout)
{
    const struct table_view *view = layout->view;

    if (view->is_listening) {
        add_column(layout, "LOCAL", put_local, COLUMN_ENDPOINT);
        add_column(layout, "OPEN TO", put_open_to, COLUMN_WORD);
    } else {
        add_column(layout, "REMOTE", put_remote, COLUMN_ENDPOINT);
        if (view->has_names) {
            add_column(layout, "NAME (reverse DNS)", put_name, COLUMN_ENDPOINT);
        }
        if (view->has_local) {
            add_column(layout, "LOCAL", put_local, COLUMN_ENDPOINT);
        }
    }
    if (view->is_collapsed) {
        add_column(layout, "N", put_count, COLUMN_NUMBER);
    }
    add_column(layout, "STATE", put_state, COLUMN_WORD);
    add_column(layout, "RECV-Q", put_recv_q, COLUMN_NUMBER);
    add_column(layout, "SEND-Q", put_send_q, COLUMN_NUMBER);
    if (view->has_networks && view->width >= WIDTH_FOR_NETWORK) {
        add_column(layout, "NETWORK", put_network, COLUMN_WORD);
    }
}

static void measure(struct layout *layout)
{
    const struct table_view *view = layout->view;
    size_t index = 0;

    layout->margin = 1 + strlen(PROTO_HEADING) + 1;
    while (index < view->order.len) {
        struct table_row row;
        size_t margin;
        size_t i;

        index = table_view_row(view, index, &row);
        margin = 1 + strlen(sock_proto_name(row.first->row->proto)) + 1;
        if (margin > layout->margin) {
            layout->margin = margin;
        }
        for (i = 0; i < layout->count; i++) {
            struct column *column = &layout->columns[i];
            struct pen pen = {.out = NULL};

            column->put(&pen, view, &row);
            if (pen.width > column->width) {
                column->width = pen.width;
            }
        }
    }
}

/* From the last endpoint column on, each gives what it has over 21. */
static void shrink(struct layout *layout)
{
    size_t total = layout->margin - 1;
    size_t i;

    for (i = 0; i < layout->count; i++) {
        total += 1 + layout->columns[i].width;
    }
    for (i = layout->count; i > 0 && total > layout->view->width; i--) {
        struct column *column = &layout->columns[i - 1];
        size_t excess = total - layout->view->width;

        if (column->kind == COLUMN_ENDPOINT && column->width > ENDPOINT_MIN) {
            size_t most = column->width - ENDPOINT_MIN;
            size_t less = excess < most ? excess : most;

            column->width -= less;
            total -= less;
        }
    }
}

static void put_heading(struct out *out, const struct layout *layout)
{
    struct pen pen = {.out = out};
    size_t start = layout->margin;
    size_t i;

    pen_puts(&pen, " " PROTO_HEADING);
    for (i = 0; i < layout->count; i++) {
        const struct column *column = &layout->columns[i];
        size_t gap = column->kind == COLUMN_NUMBER
                         ? column->width - strlen(column->heading)
                         : 0;

        pen_pad(&pen, start + gap);
        pen_puts(&pen, column->heading);
        start += column->width + 1;
    }
    out_char(out, '\n');
}

static bool is_closed(const struct table_row *row)
{
    switch (row->first->row->state) {
    case SOCK_FIN_WAIT1:
    case SOCK_FIN_WAIT2:
    case SOCK_TIME_WAIT:
    case SOCK_LAST_ACK:
    case SOCK_CLOSING:
        return true;
    default:
        return false;
    }
}

static void put_flag(struct pen *pen, const struct connection *connection,
                     bool want_color)
{
    const char *flag = words_flag(connection);

    if (want_color && *flag != ' ') {
        out_puts(pen->out, PEN_RED);
        pen_puts(pen, flag);
        out_puts(pen->out, PEN_RESET);
    } else {
        pen_puts(pen, flag);
    }
}

static void put_row(struct out *out, const struct layout *layout,
                    const struct table_row *row)
{
    const struct table_view *view = layout->view;
    bool is_dim = view->options->want_color && is_closed(row);
    struct pen pen = {.out = out};
    size_t start = layout->margin;
    size_t i;

    put_flag(&pen, row->first, view->options->want_color);
    out_puts(out, is_dim ? PEN_DIM : "");
    pen_puts(&pen, sock_proto_name(row->first->row->proto));
    for (i = 0; i < layout->count; i++) {
        const struct column *column = &layout->columns[i];
        struct pen cell = {.out = NULL};
        size_t gap;

        column->put(&cell, view, row);
        gap = column->kind == COLUMN_NUMBER && cell.width < column->width
                  ? column->width - cell.width
                  : 0;
        if (pen.width >= start) {
            out_puts(out, is_dim ? PEN_RESET "\n" PEN_DIM : "\n");
            pen.width = 0;
        }
        pen_pad(&pen, start + gap);
        column->put(&pen, view, row);
        start += column->width + 1;
    }
    out_puts(out, is_dim ? PEN_RESET "\n" : "\n");
}

/* ", NAME N" when there is something to count. */
static const char *format_count(const char *name, uint32_t count,
                                char out[COUNT_CAP])
{
    out[0] = '\0';
    if (count > 0) {
        (void)snprintf(out, COUNT_CAP, ", %s %" PRIu32, name, count);
    }
    return out;
}

static void put_kernel_details(struct para *para, const struct sock_row *row)
{
    char name[WORDS_TIMER_CAP];
    const char *timer = words_timer(row, name);
    char counts[3][COUNT_CAP];
    char ticking[64] = "";
    bool is_procfs = row->source != SOCK_FROM_NETSTAT;
    char inode[32];
    char text[256];

    if (timer != NULL) {
        (void)snprintf(ticking, sizeof(ticking),
                       ", %s timer %" PRIu64 ".%02" PRIu64 " s", timer,
                       row->timer_ms / 1000, row->timer_ms % 1000 / 10);
    }
    (void)snprintf(inode, sizeof(inode), "inode %" PRIu64, row->inode);
    (void)snprintf(text, sizeof(text), "%s%s%s%s%s%s",
                   row->inode != 0 ? inode
                   : is_procfs     ? "no inode"
                                   : "inode not printed",
                   ticking,
                   format_count("retransmits", row->retransmits, counts[0]),
                   format_count("probes", row->probes, counts[1]),
                   format_count("drops", row->drops, counts[2]),
                   is_procfs ? "" : ", from netstat");
    para_puts(para, text);
}

static void put_one_process(struct para *para, const char *before, int32_t pid,
                            const char *name, const char *after)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%spid %" PRId32, before, pid);
    para_puts(para, text);
    para_word(para, "", name == NULL ? "-" : name, after);
}

/* The one that is named for it, then all others that hold it. */
static void put_processes(struct para *para,
                          const struct connection *connection, const char *end)
{
    bool is_only = connection->pid_how == PID_ONLY_PROCESS;
    uint32_t others = connection->holder_count;

    if (connection->pid < 0) {
        return;
    }
    others -= others > 0;
    put_one_process(para, "", connection->pid, connection->process,
                    others > 0 ? ","
                    : is_only  ? ""
                               : end);
    for (uint32_t i = 0; i < connection->holder_count; i++) {
        const struct holder *holder = &connection->holders[i];

        if (holder->pid != connection->pid) {
            others--;
            put_one_process(para, "also ", holder->pid,
                            holder->process == NULL ? NULL
                                                    : holder->process->name,
                            others > 0 ? "," : end);
        }
    }
    if (is_only) {
        para_puts(para, end[0] != '\0' ? "(the only process of its uid),"
                                       : "(the only process of its uid)");
    }
}

/* -e: what else is known about the one socket above; -p: its process. */
static void put_details(struct out *out, const struct table_view *view,
                        const struct connection *connection)
{
    bool is_extended = view->options->want_extended;
    struct para para;

    if (!is_extended && connection->pid < 0) {
        return;
    }
    para_begin(&para, out, view->width, DETAILS_INDENT, DETAILS_INDENT, NULL);
    put_processes(&para, connection, is_extended ? "," : "");
    if (is_extended) {
        put_kernel_details(&para, connection->row);
    }
    para_end(&para);
}

/* Whose network the remote end is in, if that is known. */
static void put_network_line(struct out *out, const struct layout *layout,
                             const struct table_row *row)
{
    const struct table_view *view = layout->view;
    const struct lookup *lookup = row->first->lookup;
    struct pen pen = {.out = out};

    if (view->width < WIDTH_FOR_NETWORK && lookup != NULL &&
        lookup->network.status == LOOKUP_OK) {
        pen_pad(&pen, layout->margin + 2);
        lookups_put_network(&pen, lookup);
        out_char(out, '\n');
    }
}

void table_put_columns(struct out *out, const struct table_view *view)
{
    struct layout layout = {.view = view};
    size_t index = 0;

    choose_columns(&layout);
    measure(&layout);
    shrink(&layout);
    put_heading(out, &layout);
    while (index < view->order.len) {
        struct table_row row;

        if (table_view_begins_group(view, index)) {
            table_put_title(out, view, table_view_at(view, index));
        }
        index = table_view_row(view, index, &row);
        put_row(out, &layout, &row);
        put_network_line(out, &layout, &row);
        if (view->options->want_extended || view->options->want_programs) {
            put_details(out, view, row.first);
        }
    }
}
