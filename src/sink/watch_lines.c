/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A watching as lines of text, one event each: when, what, then the other
 * end, its name, its owner. Nothing is cut: what is longer than its column
 * pushes the rest.
 */
#include "sink/watch.h"

#include "base/format.h"
#include "sink/lookups.h"
#include "sink/stamp.h"
#include "sink/table.h"
#include "sink/words.h"

#include <inttypes.h>

#define TIME_WIDTH ((size_t)7)
/* From the word that says what happened on. */
#define PROTO_AT ((size_t)6)
#define FLAGS_AT ((size_t)10)
#define REMOTE_AT ((size_t)15)
#define NAME_AT ((size_t)37)
#define OWNER_AT ((size_t)55)
#define WORDS_CAP 160

/* The last characters of a serial are enough to know one's phone by. */
#define SERIAL_SHOWN ((size_t)4)

/* To the column, or one blank on when it is passed. */
static void next_column(struct pen *pen, size_t at)
{
    if (pen->width >= at) {
        pen_puts(pen, " ");
    } else {
        pen_pad(pen, at);
    }
}

/* When and what; columns count from what on. */
static struct pen begin_line(struct out *out, const struct watch_head *head,
                             int64_t at_ms, const char *what)
{
    struct pen pen = {.out = out};
    char text[WATCH_TIME_CAP];
    const char *seconds;

    if (head->is_of_several) {
        pen_text(&pen, head->result->serial, TEXT_FIELD);
        pen_puts(&pen, " ");
    }
    seconds = watch_seconds(at_ms - head->start_ms, text);
    out_spaces(out,
               strlen(seconds) < TIME_WIDTH ? TIME_WIDTH - strlen(seconds) : 0);
    pen_puts(&pen, seconds);
    pen_puts(&pen, " ");
    pen.width = 0;
    pen_puts(&pen, what);
    return pen;
}

static void put_model(struct pen *pen, const struct result *result)
{
    const struct phone *phone = &result->snapshot->phone;
    const char *serial = result->serial;

    pen_text(pen,
             phone->model != NULL ? phone->model : "phone of unknown model",
             TEXT_VISIBLE);
    if (serial != NULL) {
        size_t len = strlen(serial);
        /* That of a phone on TCP is an address, and names nobody's phone. */
        bool is_long = len > 2 * SERIAL_SHOWN && strchr(serial, ':') == NULL;

        pen_puts(pen, is_long ? " ..." : " ");
        pen_text(pen, is_long ? serial + len - SERIAL_SHOWN : serial,
                 TEXT_VISIBLE);
    }
    if (phone->android != NULL) {
        pen_puts(pen, ", Android ");
        pen_text(pen, phone->android, TEXT_VISIBLE);
    }
    if (phone->is_su_root) {
        pen_puts(pen, ", root through su");
    } else if (phone->shell_uid >= 0) {
        pen_puts(pen, phone->shell_uid == 0 ? ", root" : ", not root");
    }
}

/* "5 samples/s", "1 sample every 2.50 s" */
static void put_rate(struct pen *pen, uint32_t interval_ms)
{
    char text[WORDS_CAP];

    if (interval_ms > 0 && interval_ms <= 1000 && 1000 % interval_ms == 0) {
        (void)format_text(text, sizeof(text), ", %" PRIu32 " %s/s",
                          1000 / interval_ms,
                          interval_ms == 1000 ? "sample" : "samples");
    } else {
        char seconds[WATCH_TIME_CAP];

        (void)format_text(text, sizeof(text), ", a sample every %s s",
                          watch_seconds(interval_ms, seconds));
    }
    pen_puts(pen, text);
}

/* The laptop's local time, with its distance from UTC. */
static void put_start(struct pen *pen, const struct sink_options *options,
                      const struct watch_head *head)
{
    int minutes = options->utc_offset_minutes;
    char text[STAMP_CAP];
    char zone[WORDS_CAP];

    if (stamp_utc(head->start_ms + (int64_t)minutes * 60000, text) == NULL) {
        pen_puts(pen, "an unknown time");
        return;
    }
    text[strlen(text) - 1] = '\0'; /* the Z of UTC */
    pen_puts(pen, text);
    pen_puts(pen, format_text(zone, sizeof(zone), "%c%02d:%02d",
                              minutes < 0 ? '-' : '+',
                              (minutes < 0 ? -minutes : minutes) / 60,
                              (minutes < 0 ? -minutes : minutes) % 60));
}

/* " (phone clock: 0.81 s ahead)" */
static void put_clock(struct pen *pen, const struct clock_offset *clock)
{
    int64_t ms = clock->phone_minus_laptop_ms;
    char seconds[WATCH_TIME_CAP];
    char text[WORDS_CAP];

    if (!clock->is_known) {
        return;
    }
    pen_puts(pen, format_text(text, sizeof(text), " (phone clock: %s s %s)",
                              watch_seconds(ms < 0 ? -ms : ms, seconds),
                              ms < 0 ? "behind" : "ahead"));
}

void watch_put_head(struct out *out, const struct sink_options *options,
                    const struct watch_head *head)
{
    struct pen pen = {.out = out};

    pen_puts(&pen, "# ");
    put_model(&pen, head->result);
    put_rate(&pen, head->interval_ms);
    pen_puts(&pen, ", adbnet ");
    pen_puts(&pen, head->version);
    pen_puts(&pen, "\n# ");
    if (head->is_of_several) {
        pen_text(&pen, head->result->serial, TEXT_FIELD);
        pen_puts(&pen, ": ");
    }
    pen_puts(&pen, "0.00 = ");
    put_start(&pen, options, head);
    pen_puts(&pen, " laptop time");
    put_clock(&pen, &head->result->snapshot->clock);
    pen_puts(&pen, "\n");
}

static void put_flags(struct pen *pen, const struct tracked *tracked,
                      const struct connection *connection)
{
    const char *flag = words_flag(connection);

    pen_puts(pen, flag[0] == ' ' ? "" : flag);
    pen_puts(pen, tracked->is_baseline ? "b" : "");
    pen_puts(pen, tracked->is_service ? "s" : "");
}

static void put_owner(struct pen *pen, const struct owner *owner)
{
    size_t i;

    if (owner == NULL) {
        pen_puts(pen, "owner unknown");
        return;
    }
    if (owner->attribution == ATTRIBUTION_SYSTEM) {
        pen_puts(pen, "system:");
        pen_text(pen, owner->uid_name, TEXT_FIELD);
        return;
    }
    if (owner->package_count == 0) {
        pen_puts(pen, "uid ");
        pen_u64(pen, owner->uid);
    }
    for (i = 0; i < owner->package_count; i++) {
        pen_puts(pen, i > 0 ? "," : "");
        pen_text(pen, owner->packages[i], TEXT_FIELD);
    }
}

/* "after 3.2 s", "no answer, 3.2 s", "after 3.2 to 9.1 s" */
static void put_life(struct pen *pen, const struct tracked *tracked)
{
    bool is_exact = tracked->closed_by_ms < 0;
    int64_t least =
        (is_exact ? tracked->closed_ms : tracked->last_ms) - tracked->first_ms;
    int64_t most = tracked->closed_by_ms - tracked->first_ms;
    char text[WORDS_CAP];

    least = least < 0 ? 0 : least;
    pen_puts(pen, tracked->end == TRACKED_NO_ANSWER ? "no answer, " : "after ");
    pen_puts(pen, tracked->is_baseline ? "over " : "");
    (void)format_text(text, sizeof(text), "%" PRId64 ".%" PRId64, least / 1000,
                      least % 1000 / 100);
    pen_puts(pen, text);
    if (!is_exact && most > least) {
        (void)format_text(text, sizeof(text), " to %" PRId64 ".%" PRId64,
                          most / 1000, most % 1000 / 100);
        pen_puts(pen, text);
    }
    pen_puts(pen, " s");
}

/* What stands in the column of names. */
static void put_news(struct pen *pen, const struct event *event,
                     const struct connection *connection)
{
    char text[SOCK_STATE_TEXT_CAP];

    if (event->kind == EVENT_CLOSE) {
        put_life(pen, event->connection);
    } else if (event->kind == EVENT_OPEN) {
        if (connection->lookup != NULL) {
            lookups_put_name(pen, connection->lookup, TEXT_VISIBLE);
        }
    } else if (event->state_before == event->connection->state) {
        pen_puts(pen, "owner found");
    } else {
        pen_puts(pen, "to ");
        pen_puts(pen, sock_state_name(connection->row, text));
    }
}

static void put_connection(struct pen *pen, const struct event *event)
{
    struct watch_now now;

    watch_now(event->connection, &now);
    next_column(pen, PROTO_AT);
    pen_puts(pen, sock_proto_name(now.row.proto));
    next_column(pen, FLAGS_AT);
    put_flags(pen, event->connection, &now.connection);
    next_column(pen, REMOTE_AT);
    if (sock_has_remote(&now.row)) {
        table_put_remote(pen, &now.row);
    } else {
        pen_puts(pen, "on ");
        table_put_local(pen, &now.row);
    }
    next_column(pen, NAME_AT);
    put_news(pen, event, &now.connection);
    next_column(pen, OWNER_AT);
    put_owner(pen, now.connection.owner);
}

static void put_gap(struct pen *pen, const struct watch_head *head,
                    const struct gap *gap)
{
    char from[WATCH_TIME_CAP];
    char to[WATCH_TIME_CAP];
    char text[WORDS_CAP];

    pen_puts(pen, format_text(
                      text, sizeof(text), "%s to %s, %" PRIu64 " %s missed: ",
                      watch_seconds(gap->from_ms - head->start_ms, from),
                      watch_seconds(gap->to_ms - head->start_ms, to),
                      gap->ticks, gap->ticks == 1 ? "sample" : "samples"));
    pen_text(pen, gap->why, TEXT_VISIBLE);
    pen_puts(pen, gap->is_reboot ? "; it has restarted" : "");
}

static void put_name(struct pen *pen, const struct lookup *lookup)
{
    char text[ADDR_TEXT_CAP];

    pen_puts(pen, addr_format(&lookup->addr, text));
    next_column(pen, NAME_AT);
    lookups_put_name(pen, lookup, TEXT_VISIBLE);
    if (lookup->network.status == LOOKUP_OK) {
        pen_puts(pen, "  ");
        lookups_put_network(pen, lookup);
    }
}

void watch_put_event(struct out *out, const struct watch_head *head,
                     const struct event *event)
{
    struct pen pen =
        begin_line(out, head, event->at_ms, watch_kind_name(event->kind));

    switch (event->kind) {
    case EVENT_OPEN:
    case EVENT_CHANGE:
    case EVENT_CLOSE:
        put_connection(&pen, event);
        break;
    case EVENT_GAP:
        next_column(&pen, REMOTE_AT);
        put_gap(&pen, head, event->gap);
        break;
    case EVENT_NAME:
        next_column(&pen, REMOTE_AT);
        put_name(&pen, event->lookup);
        break;
    default:
        next_column(&pen, REMOTE_AT);
        pen_text(&pen, event->text != NULL ? event->text : "", TEXT_VISIBLE);
        break;
    }
    out_char(out, '\n');
}

void watch_put_end(struct out *out, const struct watch_head *head,
                   const struct watch_summary *summary)
{
    struct pen pen = begin_line(out, head, summary->to_ms, "end");
    char text[WORDS_CAP];

    next_column(&pen, REMOTE_AT);
    if (summary->is_unstarted) {
        pen_puts(&pen, "the app was not started, and is not watched");
    } else {
        pen_puts(&pen, format_text(text, sizeof(text),
                                   "%" PRIu64 " of %" PRIu64 " samples read",
                                   summary->samples, summary->ticks));
    }
    out_char(out, '\n');
}
