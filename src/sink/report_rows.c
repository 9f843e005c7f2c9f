/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Endpoints of a report: unlike at the end of a watching it is said of each
 * how its owner is known, and whose network it is in.
 */
#include "sink/report.h"

#include "base/format.h"
#include "sink/lookups.h"
#include "sink/pen.h"
#include "sink/table.h"
#include "sink/watch.h"

#include <inttypes.h>

/* Where columns begin; those of numbers end one before the next begins. */
#define LAST_AT ((size_t)8)
#define COUNT_AT ((size_t)15)
#define PROTO_AT ((size_t)18)
#define REMOTE_AT ((size_t)23)
#define NAME_AT ((size_t)45)
#define KNOWN_AT ((size_t)66)
#define NETWORK_AT ((size_t)24)
#define SELDOM_CAP 64

/* How sure the owner is, in as few words. */
static const char *known(const struct connection *connection)
{
    const struct owner *owner = connection->owner;

    switch (connection->attribution) {
    case ATTRIBUTION_PID:
        return "descriptor";
    case ATTRIBUTION_UID:
        return owner != NULL && owner->is_by_process_name ? "process name"
               : owner != NULL && owner->is_by_app_id     ? "uid, by app id"
                                                          : "uid, only app";
    case ATTRIBUTION_UID_SHARED:
        return "uid, shared";
    case ATTRIBUTION_HISTORY:
        return "earlier row";
    case ATTRIBUTION_SYSTEM:
        return "Android's own";
    default:
        return "not known";
    }
}

void report_put_heads(struct out *out)
{
    out_puts(out, "  FIRST   LAST  N PROT REMOTE                NAME           "
                  "      OWNER KNOWN\n");
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

/* What is seldom, and has no column: "busy in 12% of samples" */
static void put_seldom(struct out *out, const struct endpoint *endpoint)
{
    unsigned busy =
        watch_busy_percent(endpoint->busy_samples, endpoint->samples);
    struct pen pen = {.out = out};
    char text[SELDOM_CAP];

    if (busy == 0 && endpoint->no_answer == 0) {
        return;
    }
    pen_pad(&pen, NETWORK_AT);
    if (busy > 0) {
        pen_puts(&pen, format_text(text, sizeof(text),
                                   "bytes waited in %u%% of its samples%s",
                                   busy, endpoint->no_answer > 0 ? "; " : ""));
    }
    if (endpoint->no_answer > 0) {
        pen_u64(&pen, endpoint->no_answer);
        pen_puts(&pen, " without an answer");
    }
    out_char(out, '\n');
}

static void put_network(struct out *out, const struct lookup *lookup)
{
    struct pen pen = {.out = out};

    if (lookup == NULL || lookup->network.status != LOOKUP_OK) {
        return;
    }
    pen_pad(&pen, NETWORK_AT);
    lookups_put_network(&pen, lookup);
    if (lookup->network.prefix != NULL) {
        pen_puts(&pen, ", ");
        pen_text(&pen, lookup->network.prefix, TEXT_VISIBLE);
    }
    out_char(out, '\n');
}

void report_put_row(struct out *out, const struct watch_head *head,
                    const struct endpoint *endpoint, char flag)
{
    const char begin[2] = {flag, '\0'};
    struct pen pen = {.out = out};
    struct watch_now now;
    char text[WATCH_TIME_CAP];

    watch_endpoint_now(endpoint, &now);
    pen_puts(&pen, begin);
    put_right(&pen,
              endpoint->is_baseline
                  ? "before"
                  : watch_seconds(endpoint->first_ms - head->start_ms, text),
              LAST_AT);
    pen_puts(&pen, " ");
    put_right(&pen,
              endpoint->open > 0
                  ? "open"
                  : watch_seconds(endpoint->last_ms - head->start_ms, text),
              COUNT_AT);
    pen_puts(&pen, " ");
    put_right(
        &pen,
        format_text(text, sizeof(text), "%" PRIu64, endpoint->connections),
        PROTO_AT);
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
    next_cell(&pen, KNOWN_AT);
    pen_puts(&pen, known(&now.connection));
    out_char(out, '\n');
    put_network(out, now.connection.lookup);
    put_seldom(out, endpoint);
}
