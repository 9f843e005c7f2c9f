/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON of the contract, adbnet.conns/1: one document, one shape whatever
 * the data. Its parts are in json_parts.h. Of a watching the events come
 * first, as they happened: they need not be kept.
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

struct json_state {
    struct json_writer json;
    bool has_sockets; /* their array is open, that of the connections shut */
    bool has_results; /* of a watching: theirs is open, that of events shut */
    struct lookup_counts counts;
    struct watch_totals watched;
    const struct report_head *report; /* or NULL: it is not one */
};

static void json_sink_open(struct sink *sink)
{
    struct json_state *state = sink->state;
    struct json_writer *json = &state->json;

    json_init(json, &sink->data);
    json_open_object(json, NULL, JSON_LINES);
    json_put_schema(json, &sink->options);
    json_open_array(json,
                    (sink->options.kinds & RECORD_WATCH) != 0  ? "events"
                    : (sink->options.kinds & RECORD_SCAN) != 0 ? "runs"
                                                               : "results",
                    JSON_LINES);
}

static void begin_phone(struct json_state *state, const struct result *result)
{
    struct json_writer *json = &state->json;

    state->has_sockets = false;
    json_open_object(json, NULL, JSON_LINES);
    json_put_phone(json, result);
    json_open_array(json, "connections", JSON_LINES);
}

static void put_warnings(struct json_writer *json,
                         const struct snapshot *snapshot)
{
    size_t i;

    json_open_array(json, "warnings", JSON_LINES);
    for (i = 0; i < snapshot->warnings.len; i++) {
        json_open_object(json, NULL, JSON_INLINE);
        json_put_warning(json, snapshot_warning(snapshot, i));
        json_close(json);
    }
    json_close(json);
}

static void begin_sockets(struct json_state *state)
{
    if (!state->has_sockets) {
        json_close(&state->json);
        json_open_array(&state->json, "sockets", JSON_LINES);
        state->has_sockets = true;
    }
}

static void end_phone(struct json_state *state, const struct result_end *end)
{
    struct json_writer *json = &state->json;
    struct json_totals totals = {.rows = 0};

    json_totals_add(&totals, end);
    begin_sockets(state);
    json_close(json);
    json_put_counters(json, end->snapshot);
    json_put_hidden(json, &totals);
    json_put_summary(json, &totals);
    judged_put_json(json, end->judged);
    judged_put_path(json, &end->path);
    put_warnings(json, end->snapshot);
    json_close(json);
}

static void put_connection(struct json_writer *json,
                           const struct snapshot *snapshot,
                           const struct connection *connection)
{
    struct json_run run;

    json_open_object(json, NULL, JSON_INLINE);
    run = json_run_begin(json);
    json_put_connection(&run, snapshot, connection);
    json_run_end(&run);
    json_close(json);
}

static void put_socket(struct json_state *state,
                       const struct local_connection *socket)
{
    struct json_writer *json = &state->json;
    struct json_run run;

    begin_sockets(state);
    json_open_object(json, NULL, JSON_INLINE);
    run = json_run_begin(json);
    json_put_socket(&run, socket);
    json_run_end(&run);
    json_close(json);
}

static void put_devices(struct json_writer *json,
                        const struct device_list *list)
{
    size_t i;

    for (i = 0; i < list->count; i++) {
        json_open_object(json, NULL, JSON_INLINE);
        devices_put_json(json, &list->devices[i]);
        json_close(json);
    }
}

static void put_lookups(struct json_state *state,
                        const struct lookup_list *list)
{
    size_t i;

    for (i = 0; i < list->count; i++) {
        lookups_put_json_object(&state->json, NULL, list->lookups[i]);
    }
    lookups_count(&state->counts, list);
}

static void begin_results(struct json_state *state)
{
    if (!state->has_results) {
        json_close(&state->json);
        json_open_array(&state->json, "results", JSON_LINES);
        state->has_results = true;
    }
}

/* Who was watched, and what came of it. */
static void put_watched(struct json_state *state, const struct record *record)
{
    struct json_writer *json = &state->json;

    begin_results(state);
    json_open_object(json, NULL, JSON_LINES);
    watch_put_json_head(json, record->watch);
    put_warnings(json, record->watch->result->snapshot);
    json_open_object(json, "summary", JSON_LINES);
    watch_put_json_summary(json, record->of.summary);
    json_close(json);
    hints_put_json(json, record->of.summary->hints);
    json_close(json);
    watch_totals_add(&state->watched, record->of.summary);
}

static int json_sink_put(struct sink *sink, const struct record *record)
{
    struct json_state *state = sink->state;

    switch (record->kind) {
    case RECORD_CONNECTION:
        put_connection(&state->json, sink->phone->snapshot,
                       record->of.connection);
        break;
    case RECORD_PHONE:
        begin_phone(state, record->of.result);
        break;
    case RECORD_END:
        end_phone(state, record->of.end);
        break;
    case RECORD_SOCKET:
        put_socket(state, record->of.socket);
        break;
    case RECORD_LOOKUPS:
        put_lookups(state, record->of.lookups);
        break;
    case RECORD_RUN:
        json_open_object(&state->json, NULL, JSON_INLINE);
        scan_put_json_run(&state->json, record->of.run);
        json_close(&state->json);
        break;
    case RECORD_SCAN:
        json_close(&state->json);
        scan_put_json_phones(&state->json, record->of.scan);
        scan_put_json_end(&state->json, record->of.scan);
        break;
    case RECORD_WATCH:
        break; /* it stands with the summary */
    case RECORD_REPORT:
        state->report = record->of.report; /* behind the results */
        break;
    case RECORD_EVENT:
        watch_put_json_event(&state->json, record->watch, record->of.event);
        state->watched.events++;
        break;
    case RECORD_SUMMARY:
        put_watched(state, record);
        break;
    case RECORD_DIFFERENCES:
        differences_put_json(&state->json, record->of.differences);
        json_close(&state->json);
        differences_put_json_head(&state->json, record->of.differences);
        break;
    default:
        put_devices(&state->json, record->of.devices);
        break;
    }
    return 0;
}

static void json_sink_close(struct sink *sink)
{
    struct json_state *state = sink->state;
    bool is_watching = (sink->options.kinds & RECORD_WATCH) != 0;
    bool is_comparing = (sink->options.kinds & RECORD_DIFFERENCES) != 0;

    if (is_watching) {
        begin_results(state);
    }
    if ((!is_comparing || sink->put_count == 0) &&
        (sink->options.kinds & RECORD_SCAN) == 0) {
        json_close(&state->json); /* of the results */
    }
    if (is_watching) {
        state->watched.is_partial |= report_is_partial(state->report);
        watch_put_json_totals(&state->json, &state->watched);
    }
    if (state->report != NULL) {
        report_put_json(&state->json, state->report);
    }
    if ((sink->options.kinds & RECORD_LOOKUPS) != 0) {
        lookups_put_json_summary(&state->json, &state->counts);
    }
    json_close(&state->json);
}

const struct sink_ops sink_json = {
    .name = "json",
    .kinds = RECORD_RESULT | RECORD_ROWS | RECORD_DEVICES | RECORD_LOOKUPS |
             RECORD_CHECKS | RECORD_WATCHING | RECORD_REPORT |
             RECORD_DIFFERENCES | RECORD_SCANNING,
    .state_size = sizeof(struct json_state),
    .open = json_sink_open,
    .put = json_sink_put,
    .close = json_sink_close,
};
