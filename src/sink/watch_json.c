/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A watching as JSON: heads, events and summaries, the same in every format
 * of JSON. Each event names its phone, so that it can be understood alone.
 */
#include "sink/watch.h"

#include "sink/json_parts.h"
#include "sink/json_run.h"
#include "sink/judged.h"
#include "sink/lookups.h"

static void put_time_or_null(struct json_writer *json, const char *key,
                             int64_t ms)
{
    if (ms < 0) {
        json_null(json, key);
    } else {
        json_put_stamp(json, key, ms);
    }
}

void watch_put_json_head(struct json_writer *json,
                         const struct watch_head *head)
{
    json_put_phone(json, head->result);
    json_open_object(json, "watch", JSON_INLINE);
    json_text(json, "version", head->version);
    json_put_stamp(json, "start_at", head->start_ms);
    json_u64(json, "interval_ms", head->interval_ms);
    if (head->duration_ms < 0) {
        json_null(json, "duration_ms");
    } else {
        json_i64(json, "duration_ms", head->duration_ms);
    }
    json_text(json, "baseline", head->is_baseline_ignored ? "ignore" : "show");
    json_text(json, "started", head->started);
    json_bool(json, "fresh", head->is_fresh);
    json_text(json, "capture", head->capture);
    json_close(json);
}

static void put_connection(struct json_writer *json,
                           const struct tracked *tracked)
{
    struct json_run run;

    json_open_object(json, "connection", JSON_INLINE);
    run = json_run_begin(json);
    json_put_tracked(&run, tracked);
    json_run_end(&run);
    json_close(json);
}

static void put_state_before(struct json_writer *json,
                             const struct event *event)
{
    struct sock_row row = event->connection->row;
    char text[SOCK_STATE_TEXT_CAP];

    row.state = event->state_before;
    json_text(json, "state_before", sock_state_name(&row, text));
}

static void put_gap(struct json_writer *json, const struct gap *gap)
{
    json_open_object(json, "gap", JSON_INLINE);
    put_time_or_null(json, "from", gap->from_ms);
    put_time_or_null(json, "to", gap->to_ms);
    json_u64(json, "ticks", gap->ticks);
    json_text(json, "why", gap->why);
    json_bool(json, "reboot", gap->is_reboot);
    json_close(json);
}

void watch_put_json_event(struct json_writer *json,
                          const struct watch_head *head,
                          const struct event *event)
{
    json_open_object(json, NULL, JSON_INLINE);
    json_text(json, "type", watch_kind_name(event->kind));
    json_text(json, "serial", head->result->serial);
    json_i64(json, "t_ms", event->at_ms - head->start_ms);
    json_put_stamp(json, "at", event->at_ms);
    if (event->sample == 0) {
        json_null(json, "sample");
    } else {
        json_u64(json, "sample", event->sample);
    }
    switch (event->kind) {
    case EVENT_CHANGE:
        put_state_before(json, event);
        put_connection(json, event->connection);
        break;
    case EVENT_OPEN:
    case EVENT_CLOSE:
        put_connection(json, event->connection);
        break;
    case EVENT_GAP:
        put_gap(json, event->gap);
        break;
    case EVENT_NAME:
        lookups_put_json_member(json, "lookup", event->lookup);
        break;
    default:
        json_text(json, "text", event->text);
        break;
    }
    json_close(json);
}

static void put_endpoints(struct json_writer *json,
                          const struct watch_summary *summary)
{
    size_t i;

    json_open_array(json, "endpoints", JSON_LINES);
    for (i = 0; i < summary->endpoint_count; i++) {
        struct json_run run;

        json_open_object(json, NULL, JSON_INLINE);
        run = json_run_begin(json);
        json_put_endpoint(&run, &summary->endpoints[i]);
        json_run_end(&run);
        json_close(json);
    }
    json_close(json);
}

void watch_put_json_coverage(struct json_writer *json,
                             const struct coverage *coverage)
{
    if (!coverage->is_known) {
        json_null(json, "coverage");
        return;
    }
    json_open_object(json, "coverage", JSON_INLINE);
    json_u64(json, "opens", coverage->opens);
    json_u64(json, "seen", coverage->seen);
    json_u64(json, "attributed", coverage->attributed);
    json_u64(json, "fails", coverage->fails);
    json_close(json);
}

static void put_traffic(struct json_writer *json,
                        const struct watch_summary *summary)
{
    size_t i;

    json_open_array(json, "traffic", JSON_INLINE);
    for (i = 0; i < summary->traffic_count; i++) {
        const struct uid_traffic *traffic = &summary->traffic[i];

        json_open_object(json, NULL, JSON_INLINE);
        json_u64(json, "uid", traffic->uid);
        if (traffic->is_known) {
            json_u64(json, "rx_bytes", traffic->rx_bytes);
            json_u64(json, "tx_bytes", traffic->tx_bytes);
        } else {
            json_null(json, "rx_bytes");
            json_null(json, "tx_bytes");
        }
        json_close(json);
    }
    json_close(json);
}

static const char *status_of(bool is_partial)
{
    return is_partial ? "partial" : "ok";
}

void watch_put_json_summary(struct json_writer *json,
                            const struct watch_summary *summary)
{
    put_time_or_null(json, "from", summary->from_ms);
    put_time_or_null(json, "to", summary->to_ms);
    json_text(json, "status", status_of(summary->is_partial));
    json_u64(json, "ticks", summary->ticks);
    json_u64(json, "samples", summary->samples);
    json_u64(json, "unread", summary->unread);
    json_u64(json, "gaps", summary->gaps);
    json_i64(json, "longest_gap_ms", summary->longest_gap_ms);
    json_u64(json, "connections", summary->connections);
    watch_put_json_coverage(json, &summary->coverage);
    put_traffic(json, summary);
    json_u64(json, "udp_without_peer", summary->udp_without_peer);
    json_u64(json, "unowned", summary->unowned);
    json_u64(json, "rows_bad", summary->rows_bad);
    json_u64(json, "left_out", summary->left_out);
    judged_put_json(json, summary->judged);
    judged_put_path(json, &summary->path);
    put_endpoints(json, summary);
}

void watch_put_json_totals(struct json_writer *json,
                           const struct watch_totals *totals)
{
    json_text(json, "status", status_of(totals->is_partial));
    json_open_object(json, "summary", JSON_INLINE);
    json_u64(json, "phones", totals->phones);
    json_u64(json, "ticks", totals->ticks);
    json_u64(json, "samples", totals->samples);
    json_u64(json, "gaps", totals->gaps);
    json_u64(json, "events", totals->events);
    json_u64(json, "connections", totals->connections);
    json_u64(json, "endpoints", totals->endpoints);
    json_close(json);
}
