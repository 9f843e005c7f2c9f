/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV (RFC 4180) with a header line, one socket per line, for spreadsheets
 * and tables of databases. Lines end in LF, as most tools write and all
 * read them. A column is called like the path to the same value in JSON;
 * what is unknown is an empty cell, a list is separated by blanks. What is
 * hidden, skipped, counted or warned of is not in it. Sockets without
 * addresses have the same columns, of which most are empty, and some more.
 * Of a watching each line is an event, with columns of its own in front.
 *
 * Texts are escaped as in tables, so that no byte of theirs is a control. A
 * cell that a spreadsheet would take for a formula gets an apostrophe in
 * front, and so does one that begins with an apostrophe: whoever takes one
 * off has the text again.
 */
#include "model/ports.h"
#include "sink/csv_cell.h"
#include "sink/differences.h"
#include "sink/scan.h"
#include "sink/stamp.h"

struct csv_state {
    char taken_at[STAMP_CAP]; /* "" or when the phone's tables were read */
};

struct csv_column {
    const char *name;
    put_cell put;       /* of a connection; NULL: it has no such thing */
    put_cell put_local; /* of a local socket; NULL likewise */
};

static char *put_proto(char *to, const struct csv_row *row)
{
    return put_word(to, sock_proto_name(row->sock->proto));
}

static char *put_family(char *to, const struct csv_row *row)
{
    return put_word(to, sock_family_name(row->sock->family));
}

static char *put_local_addr(char *to, const struct csv_row *row)
{
    return put_addr(to, &row->sock->local,
                    row->sock->local.family != ADDR_NONE);
}

static char *put_local_port(char *to, const struct csv_row *row)
{
    return put_number(to, words_has_local_port(row->sock),
                      row->sock->local_port);
}

static char *put_remote_addr(char *to, const struct csv_row *row)
{
    return put_addr(to, &row->sock->remote, words_has_remote_addr(row->sock));
}

static char *put_remote_port(char *to, const struct csv_row *row)
{
    return put_number(to, words_has_remote_port(row->sock),
                      row->sock->remote_port);
}

static char *put_remote_service(char *to, const struct csv_row *row)
{
    return connection_is_service_known(row->connection)
               ? put_word(to, ports_service(row->sock->proto,
                                            row->sock->remote_port))
               : to;
}

static char *put_remote_text(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->sock->remote_text);
}

static char *put_remote_cut(char *to, const struct csv_row *row)
{
    return put_word(to, row->sock->is_remote_cut ? "true" : "false");
}

static char *put_local_text(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->sock->local_text);
}

static char *put_local_cut(char *to, const struct csv_row *row)
{
    return put_word(to, row->sock->is_local_cut ? "true" : "false");
}

static char *put_state(char *to, const struct csv_row *row)
{
    char text[SOCK_STATE_TEXT_CAP];

    return put_word(to, sock_state_name(row->sock, text));
}

static char *put_direction(char *to, const struct csv_row *row)
{
    return put_word(to, words_direction(row->connection->direction));
}

static char *put_tx_queue(char *to, const struct csv_row *row)
{
    return put_number(to, true, row->sock->tx_queue);
}

static char *put_rx_queue(char *to, const struct csv_row *row)
{
    return put_number(to, true, row->sock->rx_queue);
}

static char *put_timer(char *to, const struct csv_row *row)
{
    char text[WORDS_TIMER_CAP];

    return put_word(to, words_timer(row->sock, text));
}

static char *put_timer_ms(char *to, const struct csv_row *row)
{
    char text[WORDS_TIMER_CAP];

    return put_number(to, words_timer(row->sock, text) != NULL,
                      row->sock->timer_ms);
}

static char *put_retransmits(char *to, const struct csv_row *row)
{
    return put_number(to, words_has_tries(row->sock), row->sock->retransmits);
}

static char *put_probes(char *to, const struct csv_row *row)
{
    return put_number(to, words_has_tries(row->sock), row->sock->probes);
}

static char *put_drops(char *to, const struct csv_row *row)
{
    return put_number(to, words_has_drops(row->sock), row->sock->drops);
}

static char *put_uid(char *to, const struct csv_row *row)
{
    return row->owner == NULL ? to : out_digits(to, row->owner->uid);
}

static char *put_uid_name(char *to, const struct csv_row *row)
{
    return row->owner == NULL ? to
                              : put_text(to, row->out, row->owner->uid_name);
}

static char *put_user(char *to, const struct csv_row *row)
{
    return row->owner == NULL ? to : out_digits(to, row->owner->user);
}

static char *put_inode(char *to, const struct csv_row *row)
{
    return put_number(to, row->sock->inode != 0, row->sock->inode);
}

static char *put_packages(char *to, const struct csv_row *row)
{
    const struct owner *owner = row->owner;
    char *end;

    if (owner == NULL || owner->package_count == 0) {
        return to;
    }
    end = owner->package_count == 1
              ? put_plain(to, row->out, owner->packages[0])
              : NULL;
    return end == NULL
               ? put_list(to, row->out, owner->packages, owner->package_count)
               : end;
}

static char *put_attribution(char *to, const struct csv_row *row)
{
    return put_word(to, attribution_name(row->connection->attribution));
}

static char *put_pid(char *to, const struct csv_row *row)
{
    return put_number(to, row->connection->pid >= 0,
                      (uint64_t)row->connection->pid);
}

static char *put_process(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->connection->process);
}

static char *put_pid_how(char *to, const struct csv_row *row)
{
    return put_word(to, words_pid_how(row->connection->pid_how));
}

static char *put_source(char *to, const struct csv_row *row)
{
    return put_word(to, words_source(row->sock));
}

static char *put_flags(char *to, const struct csv_row *row)
{
    const char *flags[WORDS_FLAGS_MAX];
    size_t count = words_flags(row->connection, flags);

    return put_words(to, flags, count);
}

static char *put_closed_at(char *to, const struct csv_row *row)
{
    char text[STAMP_CAP];
    int64_t ms;

    if (row->tracked != NULL) {
        ms = row->tracked->closed_ms;
        return ms < 0 ? to : put_word(to, stamp_utc(ms, text));
    }
    return words_closed_at(row->phone->snapshot, row->sock, &ms)
               ? put_word(to, stamp_utc(ms, text))
               : to;
}

static char *put_path_interface(char *to, const struct csv_row *row)
{
    const struct net_interface *interface = row->connection->interface;

    return put_text(to, row->out, interface != NULL ? interface->name : NULL);
}

static char *put_path_kind(char *to, const struct csv_row *row)
{
    const struct net_interface *interface = row->connection->interface;

    return put_word(to, interface != NULL ? interface->kind : NULL);
}

static char *put_path_proxied(char *to, const struct csv_row *row)
{
    enum proxied proxied = (enum proxied)row->connection->proxied;

    return proxied == PROXIED_UNKNOWN ? to
                                      : put_word(to, words_proxied(proxied));
}

static char *put_net_pid(char *to, const struct csv_row *row)
{
    return put_number(to, row->sock->net_pid > 0, (uint64_t)row->sock->net_pid);
}

static char *put_device(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->phone->serial);
}

static char *put_taken_at(char *to, const struct csv_row *row)
{
    return put_word(to, row->taken_at);
}

static char *put_policy(char *to, const struct csv_row *row)
{
    const struct verdict *verdict = row->connection->verdict;

    return verdict == NULL ? to
                           : put_word(to, judgement_name(verdict->judgement));
}

static char *put_policy_line(char *to, const struct csv_row *row)
{
    const struct verdict *verdict = row->connection->verdict;
    bool is_known = verdict != NULL && verdict->line != 0;

    return put_number(to, is_known, is_known ? verdict->line : 0);
}

/* None is added, moved, renamed or taken away: behind them stand others. */
static const struct csv_column columns[] = {
    {"proto", put_proto, csv_local_proto},
    {"family", put_family, NULL},
    {"local_addr", put_local_addr, NULL},
    {"local_port", put_local_port, NULL},
    {"remote_addr", put_remote_addr, NULL},
    {"remote_port", put_remote_port, NULL},
    {"remote_service", put_remote_service, NULL},
    {"remote_text", put_remote_text, NULL},
    {"remote_cut", put_remote_cut, NULL},
    {"state", put_state, csv_local_state},
    {"direction", put_direction, NULL},
    {"tx_queue", put_tx_queue, csv_local_tx_queue},
    {"rx_queue", put_rx_queue, csv_local_rx_queue},
    {"timer", put_timer, NULL},
    {"timer_ms", put_timer_ms, NULL},
    {"retransmits", put_retransmits, NULL},
    {"probes", put_probes, NULL},
    {"drops", put_drops, csv_local_drops},
    {"uid", put_uid, put_uid},
    {"uid_name", put_uid_name, put_uid_name},
    {"user", put_user, put_user},
    {"inode", put_inode, csv_local_inode},
    {"packages", put_packages, put_packages},
    {"attribution", put_attribution, put_attribution},
    {"pid", put_pid, put_pid},
    {"process", put_process, put_process},
    {"pid_how", put_pid_how, put_pid_how},
    {"source", put_source, csv_local_source},
    {"flags", put_flags, csv_local_flags},
    {"closed_at", put_closed_at, NULL},
    {"device", put_device, put_device},
    {"taken_at", put_taken_at, put_taken_at},
    {"kind", NULL, csv_local_kind},
    {"protocol", NULL, csv_local_protocol},
    {"name", NULL, csv_local_name},
    {"ifindex", NULL, csv_local_ifindex},
    {"port_id", NULL, csv_local_port_id},
    {"groups", NULL, csv_local_groups},
    {"path_interface", put_path_interface, NULL},
    {"path_kind", put_path_kind, NULL},
    {"path_proxied", put_path_proxied, NULL},
    {"net_pid", put_net_pid, NULL},
};

/*
 * Behind those of lookups. New columns are added here, at the end; none is
 * moved, renamed or taken away.
 */
static const struct csv_column last_columns[] = {
    {"local_text", put_local_text, NULL},
    {"local_cut", put_local_cut, NULL},
    {"policy", put_policy, NULL},
    {"policy_line", put_policy_line, NULL},
};

#define COLUMN_COUNT (sizeof(columns) / sizeof(columns[0]))
#define LAST_COUNT (sizeof(last_columns) / sizeof(last_columns[0]))

static void put_lookup_heads(struct out *out, size_t first)
{
    for (size_t i = first; i < CSV_LOOKUP_COUNT; i++) {
        out_puts(out, i > first ? "," : "");
        out_puts(out, csv_lookup[i].name);
    }
}

void csv_put_heads(struct out *out)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        out_puts(out, columns[i].name);
        out_char(out, ',');
    }
    put_lookup_heads(out, CSV_ADDRESS_COUNT);
    for (size_t i = 0; i < LAST_COUNT; i++) {
        out_char(out, ',');
        out_puts(out, last_columns[i].name);
    }
}

static bool is_report(const struct sink *sink)
{
    return (sink->options.kinds & RECORD_REPORT) != 0;
}

static void csv_open(struct sink *sink)
{
    struct out *out = &sink->data;

    if ((sink->options.kinds & RECORD_DEVICES) != 0) {
        out_puts(out, "serial,via,state,state_text,model,product,next,"
                      "android,root,avd\n");
        return;
    }
    if ((sink->options.kinds & RECORD_DIFFERENCES) != 0) {
        return; /* they come at once, with their heads */
    }
    if ((sink->options.kinds & RECORD_SCAN) != 0) {
        csv_put_scan_heads(out);
        return;
    }
    if (is_report(sink)) {
        csv_put_report_heads(out);
        return;
    }
    if ((sink->options.kinds & RECORD_LOOKUPS) != 0) {
        put_lookup_heads(out, 0);
    } else if ((sink->options.kinds & RECORD_WATCH) != 0) {
        csv_put_watch_heads(out);
    } else {
        csv_put_heads(out);
    }
    out_char(out, '\n');
}

static void begin_phone(struct sink *sink, const struct result *result)
{
    struct csv_state *state = sink->state;

    if (stamp_utc(result->snapshot->taken_at_ms, state->taken_at) == NULL) {
        state->taken_at[0] = '\0';
    }
}

static char *put_column(char *to, const struct csv_row *row,
                        const struct csv_column *column)
{
    put_cell put = row->local != NULL ? column->put_local : column->put;

    return put == NULL ? to : put(to, row);
}

char *csv_put_cells(char *to, struct csv_row *row)
{
    row->owner = row->connection->owner;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        to = put_column(to, row, &columns[i]);
        *to++ = ',';
    }
    row->lookup = row->local != NULL ? NULL : row->connection->lookup;
    to = csv_put_lookup(to, row, CSV_ADDRESS_COUNT);
    for (size_t i = 0; i < LAST_COUNT; i++) {
        *to++ = ',';
        to = put_column(to, row, &last_columns[i]);
    }
    return to;
}

char *csv_put_no_cells(char *to, struct csv_row *row)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (row->lookup != NULL && columns[i].put == put_remote_addr) {
            to = put_addr(to, &row->lookup->addr, true);
        }
        if (columns[i].put == put_packages || columns[i].put == put_user) {
            to = columns[i].put(to, row);
        }
        *to++ = ',';
    }
    if (row->lookup != NULL) {
        to = csv_put_lookup(to, row, CSV_ADDRESS_COUNT);
    } else {
        for (size_t i = CSV_ADDRESS_COUNT + 1; i < CSV_LOOKUP_COUNT; i++) {
            *to++ = ',';
        }
    }
    for (size_t i = 0; i < LAST_COUNT; i++) {
        *to++ = ',';
    }
    return to;
}

static void put_row(struct sink *sink, struct csv_row *row)
{
    const struct csv_state *state = sink->state;
    char *to = out_room(&sink->data, ROW_ROOM);

    row->out = &sink->data;
    row->phone = sink->phone;
    row->taken_at = state->taken_at;
    to = csv_put_cells(to, row);
    *to++ = '\n';
    out_wrote(row->out, to);
}

static void put_lookups(struct out *out, const struct lookup_list *list)
{
    size_t i;

    for (i = 0; i < list->count; i++) {
        struct csv_row row = {.out = out, .lookup = list->lookups[i]};

        char *to = csv_put_lookup(out_room(out, ROW_ROOM), &row, 0);

        *to++ = '\n';
        out_wrote(out, to);
    }
}

static void put_devices(struct out *out, const struct device_list *list)
{
    size_t i;
    size_t k;

    for (i = 0; i < list->count; i++) {
        const struct device *device = &list->devices[i];
        const char *const cells[] = {
            device->serial, device->via,     device->state, device->state_text,
            device->model,  device->product, device->next,  device->android,
            device->root,   device->avd};

        for (k = 0; k < sizeof(cells) / sizeof(cells[0]); k++) {
            char *to = out_room(out, ROW_ROOM);

            to = put_text(to, out, cells[k]);
            *to++ = k + 1 < sizeof(cells) / sizeof(cells[0]) ? ',' : '\n';
            out_wrote(out, to);
        }
    }
}

static int csv_put(struct sink *sink, const struct record *record)
{
    struct csv_row row = {.out = NULL};

    switch (record->kind) {
    case RECORD_CONNECTION:
        row.connection = record->of.connection;
        row.sock = row.connection->row;
        put_row(sink, &row);
        break;
    case RECORD_SOCKET:
        row.connection = &record->of.socket->who;
        row.local = record->of.socket->socket;
        put_row(sink, &row);
        break;
    case RECORD_PHONE:
        begin_phone(sink, record->of.result);
        break;
    case RECORD_END:
    case RECORD_WATCH:
    case RECORD_SUMMARY:
    case RECORD_SCAN:
        break; /* counts and warnings have no line here */
    case RECORD_REPORT:
        csv_put_report(&sink->data, record->of.report);
        break;
    case RECORD_EVENT:
        csv_put_event(&sink->data, record->watch, record->of.event,
                      is_report(sink) ? CSV_RUN_CELLS : 0);
        break;
    case RECORD_DIFFERENCES:
        csv_put_differences(&sink->data, record->of.differences);
        break;
    case RECORD_RUN:
        csv_put_run(&sink->data, record->of.run);
        break;
    case RECORD_LOOKUPS:
        put_lookups(&sink->data, record->of.lookups);
        break;
    default:
        put_devices(&sink->data, record->of.devices);
        break;
    }
    return 0;
}

const struct sink_ops sink_csv = {
    .name = "csv",
    .kinds = RECORD_RESULT | RECORD_ROWS | RECORD_DEVICES | RECORD_LOOKUPS |
             RECORD_WATCHING | RECORD_REPORT | RECORD_SCANNING |
             RECORD_DIFFERENCES,
    .state_size = sizeof(struct csv_state),
    .open = csv_open,
    .put = csv_put,
};
