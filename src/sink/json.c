/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON of the contract, adbnet.conns/1: one document, one shape whatever
 * the data. Its parts are in json_parts.h.
 */
#include "sink/devices.h"
#include "sink/json_parts.h"
#include "sink/json_run.h"
#include "sink/sink_state.h"

static void json_sink_open(struct sink *sink)
{
    struct json_writer *json = sink->state;

    json_init(json, &sink->data);
    json_open_object(json, NULL, JSON_LINES);
    json_put_schema(json, &sink->options);
    json_open_array(json, "results", JSON_LINES);
}

static void begin_phone(struct json_writer *json, const struct result *result)
{
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

static void end_phone(struct json_writer *json, const struct result_end *end)
{
    struct json_totals totals = {.rows = 0};

    json_totals_add(&totals, end);
    json_close(json);
    json_open_array(json, "sockets", JSON_LINES);
    json_close(json);
    json_put_hidden(json, &totals);
    json_put_summary(json, &totals);
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

static int json_sink_put(struct sink *sink, const struct record *record)
{
    struct json_writer *json = sink->state;

    switch (record->kind) {
    case RECORD_CONNECTION:
        put_connection(json, sink->phone->snapshot, record->of.connection);
        break;
    case RECORD_PHONE:
        begin_phone(json, record->of.result);
        break;
    case RECORD_END:
        end_phone(json, record->of.end);
        break;
    default:
        put_devices(json, record->of.devices);
        break;
    }
    return 0;
}

static void json_sink_close(struct sink *sink)
{
    json_close(sink->state);
    json_close(sink->state);
}

const struct sink_ops sink_json = {
    .name = "json",
    .kinds = RECORD_RESULT | RECORD_ROWS | RECORD_DEVICES,
    .state_size = sizeof(struct json_writer),
    .open = json_sink_open,
    .put = json_sink_put,
    .close = json_sink_close,
};
