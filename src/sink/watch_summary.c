/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a watching came to, for people: its endpoints by owner, then in
 * sentences what the figures mean and what they do not. Nothing is cut.
 */
#include "sink/watch.h"

#include "base/format.h"
#include "sink/hints.h"
#include "sink/judged.h"
#include "sink/lookups.h"
#include "sink/report.h"
#include "sink/table.h"
#include "sink/words.h"

#include <inttypes.h>
#include <stdlib.h>

/* Where columns begin; those of numbers end one before the next begins. */
#define LAST_AT ((size_t)8)
#define COUNT_AT ((size_t)15)
#define BUSY_AT ((size_t)18)
#define PROTO_AT ((size_t)23)
#define REMOTE_AT ((size_t)28)
#define NAME_AT ((size_t)50)
#define STATES_AT ((size_t)68)
#define SENTENCE_CAP 512
#define CELL_CAP 48

struct tally {
    bool has_bypass;
    bool has_outside;
    bool has_off_path;
    bool has_new;
    bool has_denied;
    bool has_plain_port;
    bool has_open_listener;
    bool has_baseline;
    bool has_busy;
    struct lookup_marks marks;
};

/* A number for people: groups of three digits. */
static const char *grouped(uint64_t value, char out[CELL_CAP])
{
    char digits[CELL_CAP];
    size_t len;
    size_t at = 0;

    (void)format_text(digits, sizeof(digits), "%" PRIu64, value);
    len = strlen(digits);
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            out[at++] = ' ';
        }
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

/* Right-aligned before the column that begins at end; never cut. */
static void put_right(struct pen *pen, const char *text, size_t end)
{
    size_t len = strlen(text);

    if (pen->width + len + 1 < end) {
        pen_pad(pen, end - 1 - len);
    }
    pen_puts(pen, text);
}

/* The next cell stands below its heading; in a new line if it must. */
static void next_cell(struct pen *pen, size_t at)
{
    if (pen->width >= at) {
        out_char(pen->out, '\n');
        pen->width = 0;
    }
    pen_pad(pen, at);
}

static void put_numbers(struct pen *pen, const struct watch_head *head,
                        const struct endpoint *endpoint)
{
    char text[WATCH_TIME_CAP];

    put_right(pen,
              endpoint->is_baseline
                  ? "before"
                  : watch_seconds(endpoint->first_ms - head->start_ms, text),
              LAST_AT);
    pen_puts(pen, " ");
    put_right(pen,
              endpoint->open > 0
                  ? "open"
                  : watch_seconds(endpoint->last_ms - head->start_ms, text),
              COUNT_AT);
    pen_puts(pen, " ");
    put_right(
        pen, format_text(text, sizeof(text), "%" PRIu64, endpoint->connections),
        BUSY_AT);
    pen_puts(pen, " ");
    put_right(pen,
              format_text(text, sizeof(text), "%u%%",
                          watch_busy_percent(endpoint->busy_samples,
                                             endpoint->samples)),
              PROTO_AT);
}

void watch_put_end_state(struct pen *pen, const struct endpoint *endpoint,
                         const struct sock_row *row)
{
    char text[SOCK_STATE_TEXT_CAP];
    char words[CELL_CAP];

    if (endpoint->open > 0) {
        pen_puts(pen, sock_state_name(row, text));
    } else {
        pen_puts(pen, endpoint->no_answer == endpoint->connections ? "no answer"
                                                                   : "closed");
        if (endpoint->no_answer == endpoint->connections) {
            return;
        }
    }
    if (endpoint->no_answer > 0) {
        pen_puts(pen,
                 format_text(words, sizeof(words), ", %" PRIu64 " no answer",
                             endpoint->no_answer));
    }
}

/* Which way it takes says more than which port it calls. */
static char flag_of(const struct watch_summary *summary,
                    const struct endpoint *endpoint,
                    const struct connection *connection)
{
    char flag = hints_flag(summary, endpoint);

    if (words_is_denied(connection)) {
        return 'D';
    }
    if (flag != '\0' && flag != '+') {
        return flag;
    }
    return connection_is_plain_port(connection)      ? '!'
           : connection_is_open_listener(connection) ? 'L'
           : flag == '+'                             ? '+'
                                                     : ' ';
}

static void count_flag(struct tally *tally, char flag)
{
    tally->has_denied |= flag == 'D';
    tally->has_plain_port |= flag == '!';
    tally->has_open_listener |= flag == 'L';
    tally->has_bypass |= flag == 'B';
    tally->has_outside |= flag == 'V';
    tally->has_off_path |= flag == 'P';
    tally->has_new |= flag == '+';
}

static void put_row(struct out *out, const struct watch_head *head,
                    const struct endpoint *endpoint, char flag,
                    struct tally *tally)
{
    const char begin[2] = {flag, '\0'};
    struct pen pen = {.out = out};
    struct watch_now now;

    watch_endpoint_now(endpoint, &now);
    pen_puts(&pen, begin);
    put_numbers(&pen, head, endpoint);
    next_cell(&pen, PROTO_AT);
    pen_puts(&pen, sock_proto_name(now.row.proto));
    next_cell(&pen, REMOTE_AT);
    if (sock_has_remote(&now.row)) {
        table_put_remote(&pen, &now.row);
    } else {
        pen_puts(&pen, "on ");
        table_put_local(&pen, &now.row);
    }
    next_cell(&pen, NAME_AT);
    if (now.connection.lookup != NULL) {
        lookups_put_name(&pen, now.connection.lookup, TEXT_VISIBLE);
    }
    next_cell(&pen, STATES_AT);
    watch_put_end_state(&pen, endpoint, &now.row);
    out_char(out, '\n');
    tally->has_busy |= endpoint->busy_samples > 0;
}

static bool is_report(const struct table_view *view)
{
    return (view->options->kinds & RECORD_REPORT) != 0;
}

static void put_endpoint(struct out *out, const struct table_view *view,
                         const struct watch_head *head,
                         const struct watch_summary *summary,
                         const struct endpoint *endpoint, struct tally *tally)
{
    struct watch_now now;
    char flag;

    watch_endpoint_now(endpoint, &now);
    flag = flag_of(summary, endpoint, &now.connection);
    count_flag(tally, flag);
    if (is_report(view)) {
        report_put_row(out, head, endpoint, flag);
    } else {
        put_row(out, head, endpoint, flag, tally);
    }
    tally->has_baseline |= endpoint->is_baseline;
    lookups_mark(&tally->marks, now.connection.lookup);
}

static int compare_traffic(const void *a, const void *b)
{
    uint32_t x = ((const struct uid_traffic *)a)->uid;
    uint32_t y = ((const struct uid_traffic *)b)->uid;

    return (x > y) - (x < y);
}

static const struct uid_traffic *find_traffic(
    const struct watch_summary *summary, uint32_t uid)
{
    const struct uid_traffic wanted = {.uid = uid};

    return summary->traffic_count == 0
               ? NULL
               : bsearch(&wanted, summary->traffic, summary->traffic_count,
                         sizeof(wanted), compare_traffic);
}

/* "Android counted 48 213 B received and 12 904 B sent" */
static void put_traffic(struct para *para, const struct uid_traffic *traffic)
{
    char rx[CELL_CAP];
    char tx[CELL_CAP];
    char text[SENTENCE_CAP];

    if (traffic->is_known) {
        para_puts(para,
                  format_text(text, sizeof(text),
                              "Android counted %s B received and %s B sent",
                              grouped(traffic->rx_bytes, rx),
                              grouped(traffic->tx_bytes, tx)));
    } else {
        para_puts(para, "bytes: not known");
    }
}

static bool is_same_group(const struct endpoint *a, const struct endpoint *b)
{
    return a->connection.owner == b->connection.owner &&
           a->is_service == b->is_service && a->row.net_pid == b->row.net_pid;
}

static void put_bold(struct out *out, const struct table_view *view,
                     const char *words)
{
    struct para para;

    para_begin(&para, out, view->width, 0, 2,
               view->options->want_color ? PEN_BOLD : NULL);
    para_puts(&para, words);
    para_end(&para);
}

static void put_title(struct out *out, const struct table_view *view,
                      const struct watch_summary *summary, size_t begin,
                      size_t end)
{
    const struct endpoint *first = &summary->endpoints[begin];
    const struct owner *owner = first->connection.owner;
    const struct uid_traffic *traffic =
        owner == NULL ? NULL : find_traffic(summary, owner->uid);
    struct watch_now now;
    struct para para;
    char text[SENTENCE_CAP];

    watch_endpoint_now(first, &now);
    if (owner != NULL) {
        table_put_title(out, view, &now.connection);
    } else {
        put_bold(out, view,
                 "owner unknown: the kernel named none while they "
                 "were seen");
    }
    para_begin(&para, out, view->width, 2, 2, NULL);
    para_puts(&para, format_text(text, sizeof(text), "%zu %s%s", end - begin,
                                 end - begin == 1 ? "endpoint" : "endpoints",
                                 traffic != NULL ? ";" : ""));
    if (traffic != NULL) {
        put_traffic(&para, traffic);
    }
    para_end(&para);
}

static void put_endpoints(struct out *out, const struct table_view *view,
                          const struct watch_head *head,
                          const struct watch_summary *summary,
                          struct tally *tally)
{
    size_t begin = 0;
    bool has_services = false;

    if (is_report(view)) {
        report_put_heads(out);
    } else {
        out_puts(out, "  FIRST   LAST  N BUSY PROT REMOTE                "
                      "NAME              STATES\n");
    }
    while (begin < summary->endpoint_count) {
        const struct endpoint *first = &summary->endpoints[begin];
        size_t end = begin + 1;

        while (end < summary->endpoint_count &&
               is_same_group(first, &summary->endpoints[end])) {
            end++;
        }
        if (first->is_service && !has_services) {
            put_bold(out, view,
                     "same time, other owners: services that open connections "
                     "on behalf of apps. These can neither be assigned to nor "
                     "excluded for what was asked for.");
            has_services = true;
        }
        put_title(out, view, summary, begin, end);
        for (; begin < end; begin++) {
            put_endpoint(out, view, head, summary, &summary->endpoints[begin],
                         tally);
        }
    }
}

/* "30.0 s watched, 150 of 150 samples read, longest gap 0.31 s." */
static void put_basis(struct out *out, size_t width,
                      const struct watch_summary *summary)
{
    int64_t ms = summary->to_ms - summary->from_ms;
    char gap[WATCH_TIME_CAP];
    char text[SENTENCE_CAP];
    struct para para;

    para_begin(&para, out, width, 0, 0, NULL);
    if (summary->ticks == 0) {
        para_puts(&para, "Nothing was watched: it ended before the first "
                         "sample.");
        para_end(&para);
        return;
    }
    para_puts(&para,
              format_text(text, sizeof(text),
                          "%" PRId64 ".%" PRId64 " s watched, %" PRIu64
                          " of %" PRIu64 " samples read, longest gap %s s",
                          ms / 1000, ms % 1000 / 100, summary->samples,
                          summary->ticks,
                          watch_seconds(summary->longest_gap_ms, gap)));
    if (summary->gaps > 0) {
        para_puts(&para, format_text(text, sizeof(text),
                                     "(in %" PRIu64 " %s nobody looked)",
                                     summary->gaps,
                                     summary->gaps == 1 ? "gap" : "gaps"));
    }
    para_end(&para);
}

/* Of which traffic an endpoint is listed; NULL: no memory. To be freed. */
static bool *find_listed(const struct watch_summary *summary)
{
    bool *is_listed = calloc(summary->traffic_count + 1, sizeof(*is_listed));

    for (size_t i = 0; is_listed != NULL && i < summary->endpoint_count; i++) {
        const struct owner *owner = summary->endpoints[i].connection.owner;
        const struct uid_traffic *traffic =
            owner == NULL ? NULL : find_traffic(summary, owner->uid);

        if (traffic != NULL) {
            is_listed[traffic - summary->traffic] = true;
        }
    }
    return is_listed;
}

/* What Android counted of those whose connections nobody saw. */
static void put_silent(struct out *out, size_t width,
                       const struct watch_summary *summary)
{
    bool *is_listed = find_listed(summary);

    if (is_listed == NULL) {
        *out->rc = ERR_NOMEM;
        return;
    }
    for (size_t i = 0; i < summary->traffic_count; i++) {
        const struct uid_traffic *traffic = &summary->traffic[i];
        char text[CELL_CAP];
        struct para para;

        if (is_listed[i]) {
            continue;
        }
        para_begin(&para, out, width, 0, 0, NULL);
        para_puts(&para, format_text(text, sizeof(text),
                                     "uid %" PRIu32 ": no connection observed;",
                                     traffic->uid));
        put_traffic(&para, traffic);
        para_end(&para);
    }
    free(is_listed);
}

static void put_coverage(struct out *out, size_t width,
                         const struct coverage *coverage)
{
    /* Inbound ones may have been taken for outbound: no less than none. */
    uint64_t unseen =
        coverage->opens > coverage->seen ? coverage->opens - coverage->seen : 0;
    uint64_t unowned = coverage->seen - coverage->attributed;
    char text[SENTENCE_CAP];
    struct para para;

    para_begin(&para, out, width, 0, 0, NULL);
    if (!coverage->is_known) {
        para_puts(&para, "How many outbound TCP connections there were is not "
                         "known: the kernel's counters were not read from "
                         "beginning to end.");
        para_end(&para);
        return;
    }
    para_puts(&para, format_text(
                         text, sizeof(text),
                         "While this ran, the phone's kernel counted %" PRIu64
                         " outbound TCP connection %s by all apps (counter Tcp "
                         "ActiveOpens, loopback and refused ones included).",
                         coverage->opens,
                         coverage->opens == 1 ? "attempt" : "attempts"));
    if (coverage->opens > 0) {
        para_puts(
            &para,
            format_text(text, sizeof(text),
                        "%" PRIu64 " (%" PRIu64
                        "%%) were observed in at least one sample; "
                        "%" PRIu64 " of these could be assigned to an owner.",
                        coverage->seen, coverage->seen * 100 / coverage->opens,
                        coverage->attributed));
    }
    if (unseen + unowned > 0) {
        para_puts(&para, format_text(text, sizeof(text),
                                     "Those that were not observed (%" PRIu64
                                     ") and those without an owner (%" PRIu64
                                     ") may belong to any app.",
                                     unseen, unowned));
    }
    para_puts(&para, "There is no such counter for UDP.");
    para_end(&para);
}

static void put_unseen(struct out *out, size_t width,
                       const struct watch_summary *summary)
{
    char text[SENTENCE_CAP];
    struct para para;

    para_begin(&para, out, width, 0, 0, NULL);
    if (summary->udp_without_peer > 0) {
        para_puts(&para,
                  format_text(text, sizeof(text),
                              "UDP sockets without a fixed peer do not show "
                              "their destinations in these tables; %" PRIu64
                              " such %s open.",
                              summary->udp_without_peer,
                              summary->udp_without_peer == 1 ? "socket was"
                                                             : "sockets were"));
    }
    if (summary->unowned > 0) {
        para_puts(&para, format_text(text, sizeof(text),
                                     "Of %" PRIu64 " more %s the owner is not "
                                     "known.",
                                     summary->unowned,
                                     summary->unowned == 1 ? "connection"
                                                           : "connections"));
    }
    if (summary->left_out > 0) {
        para_puts(&para,
                  format_text(text, sizeof(text),
                              "Up to %" PRIu64 " more sockets at a time were "
                              "beyond what can be followed.",
                              summary->left_out));
    }
    if (summary->unread > 0) {
        para_puts(&para,
                  format_text(text, sizeof(text),
                              "In %" PRIu64 " more %s a table was denied, "
                              "missing or cut short: not counted as read.",
                              summary->unread,
                              summary->unread == 1 ? "sample" : "samples"));
    }
    if (summary->rows_bad > 0) {
        para_puts(&para,
                  format_text(text, sizeof(text),
                              "%" PRIu64 " lines of the tables could not be "
                              "read.",
                              summary->rows_bad));
    }
    para_end(&para);
}

static void put_judged(struct out *out, size_t width,
                       const struct watch_summary *summary)
{
    if (summary->judged == NULL) {
        return;
    }
    judged_put_counts(out, width, summary->judged);
    judged_put_rows(out, width, 0, summary);
}

static void put_legends(struct out *out, const struct tally *tally)
{
    if (tally->has_denied) {
        out_puts(out, "D not allowed by the policy\n");
    }
    if (tally->has_plain_port) {
        out_puts(out, "! port unencrypted by default\n");
    }
    if (tally->has_open_listener) {
        out_puts(out, "L bound to more than loopback; whether it can be "
                      "reached was not tested\n");
    }
    if (tally->has_bypass) {
        out_puts(out, "B bypasses the proxy\n");
    }
    if (tally->has_outside) {
        out_puts(out, "V outside the VPN\n");
    }
    if (tally->has_off_path) {
        out_puts(out, "P not by the way that was expected\n");
    }
    if (tally->has_new) {
        out_puts(out, "+ new against the baseline\n");
    }
    if (tally->has_baseline) {
        out_puts(out, "before: open before the start\n");
    }
    if (tally->has_busy) {
        out_puts(out, "BUSY share of samples with bytes waiting in a queue\n");
    }
    lookups_put_legend(out, &tally->marks);
}

void watch_put_summary(struct out *out, const struct sink_options *options,
                       const struct watch_head *head,
                       const struct watch_summary *summary)
{
    struct table_view view = {.options = options, .result = head->result};
    struct tally tally = {.has_busy = false};

    view.width =
        options->width < TABLE_WIDTH_MIN ? TABLE_WIDTH_MIN : options->width;
    if (head->is_of_several) {
        struct pen pen = {.out = out};

        pen_text(&pen, head->result->serial, TEXT_VISIBLE);
        pen_puts(&pen, ":\n");
    }
    put_basis(out, view.width, summary);
    if (summary->endpoint_count > 0) {
        put_endpoints(out, &view, head, summary, &tally);
        out_char(out, '\n');
    } else if (summary->samples > 0) {
        out_puts(out, "No connection was observed.\n");
    }
    put_silent(out, view.width, summary);
    put_coverage(out, view.width, &summary->coverage);
    put_unseen(out, view.width, summary);
    watch_put_notes(out, view.width, summary);
    put_legends(out, &tally);
    if ((options->kinds & RECORD_REPORT) == 0) {
        hints_put_sentence(out, view.width, head, summary->hints);
    }
    put_judged(out, view.width, summary);
}

void watch_put_endpoints(struct out *out, const struct sink_options *options,
                         const struct watch_head *head,
                         const struct watch_summary *summary)
{
    struct table_view view = {.options = options, .result = head->result};
    struct tally tally = {.has_busy = false};

    view.width =
        options->width < TABLE_WIDTH_MIN ? TABLE_WIDTH_MIN : options->width;
    put_endpoints(out, &view, head, summary, &tally);
    put_legends(out, &tally);
}
