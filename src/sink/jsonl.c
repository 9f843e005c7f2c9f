/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON by lines: each line is an object that says its type, the first is the
 * header, the last the end. Without the end the output was cut. The parts
 * are those of the other JSON, but what belongs to a phone names it on every
 * line, so that each line can be understood alone.
 */
#include "sink/devices.h"
#include "sink/differences.h"
#include "sink/hints.h"
#include "sink/json_parts.h"
#include "sink/json_run.h"
#include "sink/judged.h"
#include "sink/lookups.h"
#include "sink/report.h"
#include "sink/scan.h"
#include "sink/watch.h"

struct jsonl_state {
    struct json_writer json;
    struct json_totals totals; /* of all phones */
    size_t devices;
    struct lookup_counts lookups;
    struct watch_totals watched;
    const struct report_head *report; /* or NULL */
};

static void begin_line(struct json_writer *json, const char *type)
{
    json_open_object(json, NULL, JSON_INLINE);
    json_text(json, "type", type);
}

static void jsonl_open(struct sink *sink)
{
    struct jsonl_state *state = sink->state;

    json_init(&state->json, &sink->data);
    begin_line(&state->json, "header");
    json_put_schema(&state->json, &sink->options);
    json_close(&state->json);
}

static void put_connection(struct sink *sink,
                           const struct connection *connection)
{
    struct jsonl_state *state = sink->state;
    struct json_writer *json = &state->json;
    struct json_run run;

    json_open_object(json, NULL, JSON_INLINE);
    run = json_run_begin(json);
    json_run_literal(&run, "type", "\"connection\"");
    json_run_text(&run, "device", sink->phone->serial);
    json_put_connection(&run, sink->phone->snapshot, connection);
    json_run_end(&run);
    json_close(json);
}

static void put_socket(struct sink *sink, const struct local_connection *socket)
{
    struct jsonl_state *state = sink->state;
    struct json_writer *json = &state->json;
    struct json_run run;

    json_open_object(json, NULL, JSON_INLINE);
    run = json_run_begin(json);
    json_run_literal(&run, "type", "\"socket\"");
    json_run_text(&run, "device", sink->phone->serial);
    json_put_socket(&run, socket);
    json_run_end(&run);
    json_close(json);
}

static void put_phone(struct json_writer *json, const struct result *result)
{
    begin_line(json, "phone");
    json_put_phone(json, result);
    json_close(json);
}

static void end_phone(struct sink *sink, const struct result_end *end)
{
    struct jsonl_state *state = sink->state;
    struct json_writer *json = &state->json;
    size_t i;

    if (end->snapshot->counters.known != 0) {
        begin_line(json, "counters");
        json_text(json, "device", sink->phone->serial);
        json_put_counters(json, end->snapshot);
        json_close(json);
    }
    for (i = 0; i < end->snapshot->warnings.len; i++) {
        begin_line(json, "warning");
        json_text(json, "device", sink->phone->serial);
        json_put_warning(json, snapshot_warning(end->snapshot, i));
        json_close(json);
    }
    json_totals_add(&state->totals, end);
}

static void put_devices(struct jsonl_state *state,
                        const struct device_list *list)
{
    size_t i;

    for (i = 0; i < list->count; i++) {
        begin_line(&state->json, "device");
        devices_put_json(&state->json, &list->devices[i]);
        json_close(&state->json);
    }
    state->devices += list->count;
}

static void put_lookups(struct jsonl_state *state,
                        const struct lookup_list *list)
{
    size_t i;

    for (i = 0; i < list->count; i++) {
        lookups_put_json_object(&state->json, "lookup", list->lookups[i]);
    }
    lookups_count(&state->lookups, list);
}

static void begin_line_of(struct json_writer *json, const char *type,
                          const char *serial)
{
    begin_line(json, type);
    json_text(json, "serial", serial);
}

/* The phone, then what its first look warned of. */
static void put_watch(struct json_writer *json, const struct watch_head *head)
{
    const struct snapshot *snapshot = head->result->snapshot;
    size_t i;

    begin_line_of(json, "phone", head->result->serial);
    watch_put_json_head(json, head);
    json_close(json);
    for (i = 0; i < snapshot->warnings.len; i++) {
        begin_line_of(json, "warning", head->result->serial);
        json_put_warning(json, snapshot_warning(snapshot, i));
        json_close(json);
    }
}

static void put_watching(struct jsonl_state *state, const struct record *record)
{
    struct json_writer *json = &state->json;

    if (record->kind == RECORD_WATCH) {
        put_watch(json, record->watch);
    } else if (record->kind == RECORD_EVENT) {
        watch_put_json_event(json, record->watch, record->of.event);
        state->watched.events++;
    } else {
        begin_line_of(json, "summary", record->watch->result->serial);
        watch_put_json_summary(json, record->of.summary);
        json_close(json);
        hints_put_lines(json, record->watch->result->serial,
                        record->of.summary->hints);
        watch_totals_add(&state->watched, record->of.summary);
    }
}

static void put_scanning(struct jsonl_state *state, const struct record *record)
{
    struct json_writer *json = &state->json;
    const struct scan_summary *scan = record->of.scan;

    if (record->kind == RECORD_RUN) {
        begin_line(json, "run");
        scan_put_json_run(json, record->of.run);
        json_close(json);
        return;
    }
    for (size_t i = 0; i < scan->phone_count; i++) {
        begin_line(json, "phone");
        json_put_phone(json, &scan->phones[i]);
        json_close(json);
    }
    begin_line(json, "end");
    scan_put_json_end(json, scan);
    json_close(json);
}

static int jsonl_put(struct sink *sink, const struct record *record)
{
    struct jsonl_state *state = sink->state;

    switch (record->kind) {
    case RECORD_CONNECTION:
        put_connection(sink, record->of.connection);
        break;
    case RECORD_SOCKET:
        put_socket(sink, record->of.socket);
        break;
    case RECORD_PHONE:
        put_phone(&state->json, record->of.result);
        break;
    case RECORD_END:
        end_phone(sink, record->of.end);
        break;
    case RECORD_LOOKUPS:
        put_lookups(state, record->of.lookups);
        break;
    case RECORD_REPORT:
        state->report = record->of.report;
        report_put_json_files(&state->json, record->of.report, "capture");
        report_put_json_runs(&state->json, record->of.report, "run");
        break;
    case RECORD_WATCH:
    case RECORD_EVENT:
    case RECORD_SUMMARY:
        put_watching(state, record);
        break;
    case RECORD_DIFFERENCES:
        differences_put_lines(&state->json, record->of.differences);
        break;
    case RECORD_RUN:
    case RECORD_SCAN:
        put_scanning(state, record);
        break;
    default:
        put_devices(state, record->of.devices);
        break;
    }
    return 0;
}

static void jsonl_close(struct sink *sink)
{
    struct jsonl_state *state = sink->state;
    struct json_writer *json = &state->json;

    if ((sink->options.kinds & (RECORD_SCAN | RECORD_DIFFERENCES)) != 0) {
        return; /* its end is a record of its own */
    }
    begin_line(json, "end");
    if ((sink->options.kinds & RECORD_WATCH) != 0) {
        state->watched.is_partial |= report_is_partial(state->report);
        watch_put_json_totals(json, &state->watched);
        json_close(json);
        return;
    }
    json_text(json, "status", json_status(&state->totals));
    if ((sink->options.kinds & RECORD_DEVICES) != 0) {
        json_open_object(json, "summary", JSON_INLINE);
        json_u64(json, "devices", state->devices);
        json_close(json);
    } else if ((sink->options.kinds & RECORD_LOOKUPS) != 0) {
        lookups_put_json_summary(json, &state->lookups);
    } else {
        json_put_summary(json, &state->totals);
        json_put_hidden(json, &state->totals);
        judged_put_json(json, state->totals.judged);
        judged_put_path(json, &state->totals.path);
    }
    json_close(json);
}

const struct sink_ops sink_jsonl = {
    .name = "jsonl",
    .kinds = RECORD_RESULT | RECORD_ROWS | RECORD_DEVICES | RECORD_LOOKUPS |
             RECORD_CHECKS | RECORD_WATCHING | RECORD_REPORT | RECORD_SCANNING |
             RECORD_DIFFERENCES,
    .is_streaming = true,
    .state_size = sizeof(struct jsonl_state),
    .open = jsonl_open,
    .put = jsonl_put,
    .close = jsonl_close,
};
