/* SPDX-License-Identifier: Apache-2.0 */
/* A scan as JSON: its runs and its end, the same in every format of JSON. */
#include "sink/scan.h"

#include "sink/json_parts.h"
#include "sink/json_run.h"
#include "sink/judged.h"
#include "sink/watch.h"

static void put_number_or_null(struct json_writer *json, const char *key,
                               bool is_known, uint64_t value)
{
    if (is_known) {
        json_u64(json, key, value);
    } else {
        json_null(json, key);
    }
}

static void put_figures(struct json_writer *json,
                        const struct scan_figures *figures)
{
    const struct coverage *coverage = &figures->coverage;

    json_u64(json, "endpoint_count", figures->endpoints);
    json_u64(json, "flagged", figures->flagged);
    json_u64(json, "listening", figures->listening);
    json_u64(json, "udp_without_peer", figures->udp_without_peer);
    put_number_or_null(json, "rx_bytes", figures->has_bytes, figures->rx_bytes);
    put_number_or_null(json, "tx_bytes", figures->has_bytes, figures->tx_bytes);
    json_u64(json, "ticks", figures->ticks);
    json_u64(json, "samples", figures->samples);
    watch_put_json_coverage(json, coverage);
}

static void put_endpoints(struct json_writer *json,
                          const struct watch_summary *summary)
{
    json_open_array(json, "endpoints", JSON_INLINE);
    for (size_t i = 0; summary != NULL && i < summary->endpoint_count; i++) {
        struct json_run run;

        json_open_object(json, NULL, JSON_INLINE);
        run = json_run_begin(json);
        json_put_endpoint(&run, &summary->endpoints[i]);
        json_run_end(&run);
        json_close(json);
    }
    json_close(json);
}

void scan_put_json_run(struct json_writer *json, const struct scan_seen *seen)
{
    const struct scan_run_result *run = seen->run;

    json_text(json, "serial", run->serial);
    json_text(json, "package", run->package);
    json_u64(json, "user", run->user);
    json_text(json, "version", run->version);
    json_text(json, "verdict", scan_run_word(run));
    json_bool(json, "judged", scan_run_is_judged(run));
    json_text(json, "reason", run->reason);
    json_text(json, "started", run->component);
    json_put_stamp(json, "from", run->started_ms);
    if (run->ended_ms >= 0) {
        json_put_stamp(json, "to", run->ended_ms);
    } else {
        json_null(json, "to");
    }
    put_number_or_null(json, "start_took_ms", run->start_took_ms >= 0,
                       (uint64_t)run->start_took_ms);
    put_number_or_null(json, "stop_took_ms", run->stop_took_ms >= 0,
                       (uint64_t)run->stop_took_ms);
    put_number_or_null(json, "beside_ms", run->beside_ms >= 0,
                       (uint64_t)run->beside_ms);
    json_i64(json, "dwell_ms", run->dwell_ms);
    json_i64(json, "watched_ms", run->watched_ms);
    json_text(json, "foreground", run->foreground);
    if (run->is_alive < 0) {
        json_null(json, "alive");
    } else {
        json_bool(json, "alive", run->is_alive != 0);
    }
    put_figures(json, &run->figures);
    judged_put_json(json, seen->summary == NULL ? NULL : seen->summary->judged);
    put_endpoints(json, seen->summary);
}

static void put_verdicts(struct json_writer *json,
                         const struct scan_summary *summary)
{
    json_open_object(json, "verdicts", JSON_INLINE);
    for (unsigned i = 0; i < SCAN_VERDICTS; i++) {
        json_u64(json, scan_verdict_name((enum scan_verdict)i),
                 summary->verdicts[i]);
    }
    json_close(json);
}

void scan_put_json_end(struct json_writer *json,
                       const struct scan_summary *summary)
{
    bool is_whole = summary->judged == summary->runs && !summary->lacks_tables;

    json_text(json, "status", is_whole ? "ok" : "partial");
    json_open_object(json, "summary", JSON_INLINE);
    json_text(json, "version", summary->version);
    json_text(json, "capture", summary->capture);
    json_put_stamp(json, "started_at", summary->started_ms);
    json_i64(json, "took_ms", summary->took_ms);
    json_i64(json, "starts_ms", summary->starts_ms);
    json_i64(json, "stops_ms", summary->stops_ms);
    json_i64(json, "beside_ms", summary->beside_ms);
    json_i64(json, "dwell_ms", summary->dwell_ms);
    json_u64(json, "min_seen", summary->min_seen);
    json_u64(json, "min_samples", summary->min_samples);
    json_u64(json, "phones", summary->phone_count);
    json_u64(json, "runs", summary->runs);
    json_u64(json, "resumed", summary->resumed);
    json_u64(json, "judged", summary->judged);
    json_u64(json, "not_judged", summary->runs - summary->judged);
    json_u64(json, "left_out", summary->left_out);
    judged_put_json(json, summary->policy);
    json_bool(json, "interrupted", summary->is_interrupted);
    put_verdicts(json, summary);
    json_close(json);
}

void scan_put_json_phones(struct json_writer *json,
                          const struct scan_summary *summary)
{
    json_open_array(json, "phones", JSON_LINES);
    for (size_t i = 0; i < summary->phone_count; i++) {
        json_open_object(json, NULL, JSON_LINES);
        json_put_phone(json, &summary->phones[i]);
        json_close(json);
    }
    json_close(json);
}
