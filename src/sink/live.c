/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and lines of the live view. See live.h. */
#include "sink/live.h"

#include "base/format.h"
#include "sink/lookups.h"
#include "sink/table.h"
#include "sink/watch.h"
#include "sink/words.h"

#include <inttypes.h>

/* Of one text; details are the longest. */
#define TEXT_MAX ((size_t)64 * 1024)
#define POOL_MAX ((size_t)64 * 1024 * 1024)
/* A title is one line, however long. */
#define TITLE_WIDTH 4096
#define WORDS_CAP 96

static int keep(void *ctx, enum sink_stream stream, const char *bytes,
                size_t len)
{
    struct live *live = ctx;

    (void)stream;
    return buf_append(&live->text, bytes, len);
}

int live_init(struct live *live)
{
    live->rc = 0;
    buf_init(&live->text, TEXT_MAX);
    pool_init(&live->pool, POOL_MAX);
    return out_init(&live->out, SINK_DATA, keep, live, &live->rc);
}

void live_fini(struct live *live)
{
    out_fini(&live->out);
    buf_fini(&live->text);
    pool_fini(&live->pool);
}

void live_clear(struct live *live)
{
    pool_fini(&live->pool);
    pool_init(&live->pool, POOL_MAX);
    live->rc = 0;
}

static struct pen begin(struct live *live)
{
    struct pen pen = {.out = &live->out};

    buf_clear(&live->text);
    return pen;
}

/* What was written since begin(), without blanks and line ends behind it. */
static const char *end(struct live *live)
{
    const char *text = NULL;
    struct str all;

    (void)out_flush(&live->out);
    all.ptr = (const char *)live->text.data;
    all.len = live->text.len;
    while (all.len > 0 &&
           (all.ptr[all.len - 1] == '\n' || all.ptr[all.len - 1] == ' ')) {
        all.len--;
    }
    if (live->rc == 0 && all.len > 0) {
        text = pool_add(&live->pool, all);
        live->rc = text == NULL ? ERR_NOMEM : 0;
    }
    return text == NULL ? "" : text;
}

const char *live_group(struct live *live, const struct watch_head *head,
                       const struct endpoint *endpoint)
{
    const struct sink_options options = {.width = TITLE_WIDTH};
    const struct table_view view = {
        .options = &options, .result = head->result, .width = TITLE_WIDTH};
    struct pen pen = begin(live);
    struct watch_now now;

    watch_endpoint_now(endpoint, &now);
    if (head->is_of_several) {
        pen_text(&pen, head->result->serial, TEXT_VISIBLE);
        pen_puts(&pen, ": ");
    }
    if (now.connection.owner != NULL) {
        table_put_title(&live->out, &view, &now.connection);
    } else {
        pen_puts(&pen, "owner unknown: the kernel named none");
    }
    return end(live);
}

static void put_remote(struct pen *pen, const struct sock_row *row)
{
    if (sock_has_remote(row)) {
        table_put_remote(pen, row);
    } else {
        pen_puts(pen, "on ");
        table_put_local(pen, row);
    }
}

const char *live_remote(struct live *live, const struct endpoint *endpoint)
{
    struct pen pen = begin(live);
    struct watch_now now;

    watch_endpoint_now(endpoint, &now);
    put_remote(&pen, &now.row);
    return end(live);
}

const char *live_name(struct live *live, const struct lookup *lookup)
{
    struct pen pen = begin(live);

    if (lookup != NULL) {
        lookups_put_name(&pen, lookup, TEXT_VISIBLE);
    }
    if (pen.width == 0) {
        pen_puts(&pen, "-");
    }
    return end(live);
}

const char *live_state(struct live *live, const struct endpoint *endpoint)
{
    struct pen pen = begin(live);
    struct watch_now now;

    watch_endpoint_now(endpoint, &now);
    watch_put_end_state(&pen, endpoint, &now.row);
    return end(live);
}

char live_flag(const struct endpoint *endpoint)
{
    struct watch_now now;

    watch_endpoint_now(endpoint, &now);
    return words_flag(&now.connection)[0];
}

const char *live_title(struct live *live, const struct target_result *targets,
                       size_t count)
{
    struct pen pen = begin(live);
    char text[WORDS_CAP];

    if (count == 0) {
        pen_puts(&pen, "all apps");
    }
    for (size_t i = 0; i < count; i++) {
        pen_puts(&pen, i > 0 ? ", " : "");
        pen_text(&pen, targets[i].asked, TEXT_VISIBLE);
        if (targets[i].uid_count == 1) {
            pen_puts(&pen, format_text(text, sizeof(text), " (uid %" PRIu32 ")",
                                       targets[i].uids[0]));
        }
    }
    return end(live);
}

static void put_phone(struct pen *pen, const struct result *result)
{
    const struct phone *phone = &result->snapshot->phone;

    if (phone->model != NULL) {
        pen_text(pen, phone->model, TEXT_VISIBLE);
    } else {
        pen_text(pen, result->serial == NULL ? "phone" : result->serial,
                 TEXT_VISIBLE);
    }
    if (phone->is_su_root) {
        pen_puts(pen, "   root through su");
    } else if (phone->shell_uid >= 0) {
        pen_puts(pen, phone->shell_uid == 0 ? "   root" : "   not root");
    }
}

const char *live_status(struct live *live, const struct watch_head *head,
                        const struct watch_summary *summary, int64_t now_ms,
                        bool is_away)
{
    int64_t ms = now_ms > head->start_ms ? now_ms - head->start_ms : 0;
    uint32_t interval_ms = head->interval_ms;
    struct pen pen = begin(live);
    char seconds[WATCH_TIME_CAP];
    char text[WORDS_CAP];

    put_phone(&pen, head->result);
    pen_puts(&pen, format_text(text, sizeof(text),
                               "   %02" PRId64 ":%02" PRId64 ".%" PRId64 "   ",
                               ms / 60000, ms / 1000 % 60, ms / 100 % 10));
    if (interval_ms > 0 && interval_ms <= 1000) {
        pen_puts(&pen, format_text(text, sizeof(text), "%" PRIu32 "/s",
                                   1000 / interval_ms));
    } else {
        pen_puts(&pen, format_text(text, sizeof(text), "every %s s",
                                   watch_seconds(interval_ms, seconds)));
    }
    pen_puts(&pen, format_text(text, sizeof(text), "   %" PRIu64 " %s",
                               summary->samples, is_away ? "ok, AWAY" : "ok"));
    return end(live);
}

static void put_traffic(struct pen *pen, const struct watch_summary *summary)
{
    uint64_t rx = 0;
    uint64_t tx = 0;
    bool is_known = summary->traffic_count > 0;

    for (size_t i = 0; i < summary->traffic_count; i++) {
        is_known = is_known && summary->traffic[i].is_known;
        rx += summary->traffic[i].rx_bytes;
        tx += summary->traffic[i].tx_bytes;
    }
    if (is_known) {
        pen_puts(pen, "  rx ");
        table_put_bytes(pen, rx);
        pen_puts(pen, " tx ");
        table_put_bytes(pen, tx);
        pen_puts(pen, " (Android's own counters)");
    }
}

const char *live_foot(struct live *live, const struct watch_summary *summary)
{
    const struct coverage *coverage = &summary->coverage;
    struct pen pen = begin(live);
    char text[WORDS_CAP];

    if (coverage->is_known && coverage->opens > 0) {
        pen_puts(&pen,
                 format_text(text, sizeof(text),
                             "seen %" PRIu64 "%% of TCP connects (all apps)",
                             coverage->seen * 100 / coverage->opens));
        put_traffic(&pen, summary);
    } else {
        pen_puts(&pen,
                 "coverage and bytes are counted at marks and at the end");
    }
    return end(live);
}

const char *live_news(struct live *live, const struct watch_head *head,
                      const struct event *event)
{
    struct pen pen = begin(live);
    char text[WATCH_TIME_CAP];

    pen_puts(&pen, watch_seconds(event->at_ms - head->start_ms, text));
    pen_puts(&pen, " ");
    pen_puts(&pen, watch_kind_name(event->kind));
    pen_puts(&pen, " ");
    if (event->kind == EVENT_GAP) {
        pen_text(&pen, event->gap->why, TEXT_VISIBLE);
    } else if (event->text != NULL) {
        pen_text(&pen, event->text, TEXT_VISIBLE);
    }
    return end(live);
}

/* "remote  203.0.113.10:443" */
static struct pen label(struct live *live, const char *words)
{
    struct pen pen = {.out = &live->out};

    pen_puts(&pen, words);
    pen_pad(&pen, 14);
    return pen;
}

static void put_owner(struct live *live, const struct connection *connection)
{
    struct pen pen = label(live, "owner");
    char text[WORDS_CAP];

    if (connection->owner != NULL) {
        for (size_t i = 0; i < connection->owner->package_count; i++) {
            pen_puts(&pen, i > 0 ? ", " : "");
            pen_text(&pen, connection->owner->packages[i], TEXT_VISIBLE);
        }
        pen_puts(&pen,
                 format_text(text, sizeof(text), "%suid %" PRIu32,
                             connection->owner->package_count > 0 ? ", " : "",
                             connection->owner->uid));
    }
    pen_puts(&pen, format_text(text, sizeof(text), "%sknown by: %s",
                               connection->owner != NULL ? "; " : "",
                               attribution_name(connection->attribution)));
    if (connection->pid >= 0) {
        pen_puts(&pen, format_text(text, sizeof(text), "; pid %" PRId32 " ",
                                   connection->pid));
        pen_text(&pen, connection->process == NULL ? "" : connection->process,
                 TEXT_VISIBLE);
    }
    out_char(&live->out, '\n');
}

static void put_names(struct live *live, const struct lookup *lookup)
{
    struct pen pen = label(live, "names");

    if (lookup == NULL || lookup->ptr.status != LOOKUP_OK) {
        pen_puts(&pen, lookup == NULL ? "not asked"
                                      : lookup_status_name(lookup->ptr.status));
    }
    for (size_t i = 0; lookup != NULL && i < lookup->ptr.name_count; i++) {
        pen_puts(&pen, i > 0 ? ", " : "");
        pen_text(&pen, lookup->ptr.names[i], TEXT_VISIBLE);
        if (i == 0 && lookup->ptr.confirmed == 1) {
            pen_puts(&pen, " (confirmed)");
        }
    }
    out_char(&live->out, '\n');
    if (lookup != NULL && lookup->network.status != LOOKUP_SKIPPED) {
        pen = label(live, "network");
        lookups_put_network(&pen, lookup);
        out_char(&live->out, '\n');
    }
}

static void put_times(struct live *live, const struct watch_head *head,
                      const struct endpoint *endpoint)
{
    struct pen pen = label(live, "seen");
    char first[WATCH_TIME_CAP];
    char last[WATCH_TIME_CAP];
    char text[WORDS_CAP * 2];

    pen_puts(
        &pen,
        format_text(text, sizeof(text), "from %s s to %s s%s",
                    watch_seconds(endpoint->first_ms - head->start_ms, first),
                    watch_seconds(endpoint->last_ms - head->start_ms, last),
                    endpoint->is_baseline ? ", open before the start" : ""));
    out_char(&live->out, '\n');
    pen = label(live, "connections");
    pen_puts(&pen,
             format_text(text, sizeof(text),
                         "%" PRIu64 ", open %" PRIu64 ", no answer %" PRIu64,
                         endpoint->connections, endpoint->open,
                         endpoint->no_answer));
    out_char(&live->out, '\n');
    pen = label(live, "queues");
    pen_puts(&pen, format_text(text, sizeof(text),
                               "busy in %u%% of samples, at most %" PRIu32
                               " B to send, %" PRIu32 " B not read",
                               watch_busy_percent(endpoint->busy_samples,
                                                  endpoint->samples),
                               endpoint->max_tx_queue, endpoint->max_rx_queue));
    out_char(&live->out, '\n');
}

static void put_ends(struct live *live, const struct endpoint *endpoint,
                     const struct watch_now *now)
{
    char texts[WATCH_STATES_MAX][SOCK_STATE_TEXT_CAP];
    const char *states[WATCH_STATES_MAX];
    struct pen pen = label(live, "remote");
    size_t count;

    pen_puts(&pen, sock_proto_name(now->row.proto));
    pen_puts(&pen, " ");
    put_remote(&pen, &now->row);
    out_char(&live->out, '\n');
    pen = label(live, "newest from");
    table_put_local(&pen, &now->row);
    if (now->connection.interface != NULL) {
        pen_puts(&pen, " on ");
        pen_text(&pen, now->connection.interface->name, TEXT_VISIBLE);
    }
    out_char(&live->out, '\n');
    pen = label(live, "states");
    count = watch_states(&now->row, endpoint->states, texts, states);
    for (size_t i = 0; i < count; i++) {
        pen_puts(&pen, i > 0 ? ", " : "");
        pen_puts(&pen, states[i]);
    }
    out_char(&live->out, '\n');
}

const char *live_details(struct live *live, const struct watch_head *head,
                         const struct endpoint *endpoint)
{
    struct watch_now now;

    (void)begin(live);
    watch_endpoint_now(endpoint, &now);
    put_ends(live, endpoint, &now);
    put_names(live, now.connection.lookup);
    put_owner(live, &now.connection);
    put_times(live, head, endpoint);
    if (now.connection.path == PATH_MISSED) {
        out_puts(&live->out, "P             not by the way that was "
                             "expected\n");
    }
    if (connection_is_plain_port(&now.connection)) {
        out_puts(&live->out, "!             a port that is unencrypted by "
                             "default; content was not seen\n");
    }
    return end(live);
}
