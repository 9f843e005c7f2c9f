/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON of the contract, adbnet.conns/1: one shape whatever the data,
 * every key always there, null for what is unknown. Serials are in clear:
 * scripts pick phones by them.
 */
#include "sink/devices.h"
#include "sink/json_writer.h"
#include "sink/ports.h"
#include "sink/sink_state.h"
#include "sink/stamp.h"
#include "sink/words.h"

#include <stdio.h>

#define SCHEMA_CAP 48

static void put_stamp(struct json_writer *json, const char *key, int64_t ms)
{
    char text[STAMP_CAP];

    json_text(json, key, stamp_utc(ms, text));
}

/* A yes or no that may be unknown: negative. */
static void put_known_bool(struct json_writer *json, const char *key, int value)
{
    if (value < 0) {
        json_null(json, key);
    } else {
        json_bool(json, key, value != 0);
    }
}

/* A number that may be unknown: negative. */
static void put_known(struct json_writer *json, const char *key, int64_t value)
{
    if (value < 0) {
        json_null(json, key);
    } else {
        json_i64(json, key, value);
    }
}

static void put_device(struct json_writer *json, const struct result *result)
{
    const struct phone *phone = &result->snapshot->phone;

    json_open_object(json, "device", JSON_INLINE);
    json_text(json, "serial", result->serial);
    json_text(json, "via", result->via);
    json_text(json, "model", phone->model);
    json_text(json, "manufacturer", phone->manufacturer);
    json_text(json, "android", phone->android);
    put_known(json, "sdk", phone->sdk);
    put_known_bool(json, "root",
                   phone->shell_uid < 0 ? -1 : phone->shell_uid == 0);
    json_close(json);
}

static void put_users(struct json_writer *json, const struct snapshot *snapshot)
{
    size_t i;

    json_open_array(json, "users", JSON_LINES);
    for (i = 0; i < snapshot->users.len; i++) {
        const struct phone_user *user = snapshot_user(snapshot, i);

        json_open_object(json, NULL, JSON_INLINE);
        json_u64(json, "id", user->id);
        json_text(json, "kind", user->kind);
        json_bool(json, "listed", user->is_listed);
        json_close(json);
    }
    json_close(json);
}

static void put_clock(struct json_writer *json, const struct snapshot *snapshot)
{
    const struct clock_offset *clock = &snapshot->clock;

    json_open_object(json, "clock", JSON_INLINE);
    if (clock->is_known) {
        json_i64(json, "phone_minus_laptop_ms", clock->phone_minus_laptop_ms);
        json_i64(json, "uncertainty_ms", clock->uncertainty_ms);
    } else {
        json_null(json, "phone_minus_laptop_ms");
        json_null(json, "uncertainty_ms");
    }
    put_stamp(json, "taken_at", snapshot->taken_at_ms);
    if (snapshot->phone_at_ms < 0) {
        json_null(json, "phone_at");
    } else {
        put_stamp(json, "phone_at", snapshot->phone_at_ms);
    }
    json_close(json);
}

static void put_nulls(struct json_writer *json, const char *key,
                      const char *const *names)
{
    json_open_object(json, key, JSON_INLINE);
    for (; *names != NULL; names++) {
        json_null(json, *names);
    }
    json_close(json);
}

static void put_network(struct json_writer *json)
{
    static const char *const names[] = {"interfaces", "vpn", "proxy",
                                        "private_dns", NULL};

    put_nulls(json, "network", names);
}

static void put_targets(struct json_writer *json, const struct result *result)
{
    size_t i;
    size_t k;

    json_open_array(json, "targets", JSON_LINES);
    for (i = 0; i < result->target_count; i++) {
        const struct target_result *target = &result->targets[i];

        json_open_object(json, NULL, JSON_INLINE);
        json_text(json, "asked", target->asked);
        json_text(json, "applied", target->applied);
        json_bool(json, "exact", target->is_exact);
        put_known_bool(json, "installed", target->installed);
        put_known_bool(json, "running", target->running);
        json_open_array(json, "uids", JSON_INLINE);
        for (k = 0; k < target->uid_count; k++) {
            json_u64(json, NULL, target->uids[k]);
        }
        json_close(json);
        json_close(json);
    }
    json_close(json);
}

static void put_local(struct json_writer *json, const struct sock_row *row)
{
    char text[ADDR_TEXT_CAP];

    json_open_object(json, "local", JSON_INLINE);
    json_text(json, "addr",
              row->local.family == ADDR_NONE ? NULL
                                             : addr_format(&row->local, text));
    json_u64(json, "port", row->local_port);
    json_close(json);
}

/* The object is always there, also for a listener: its members are null. */
static void put_remote(struct json_writer *json,
                       const struct connection *connection)
{
    const struct sock_row *row = connection->row;
    char text[ADDR_TEXT_CAP];
    const char *service = NULL;

    json_open_object(json, "remote", JSON_INLINE);
    if (words_has_remote(row)) {
        json_text(json, "addr", addr_format(&row->remote, text));
        json_u64(json, "port", row->remote_port);
    } else {
        json_null(json, "addr");
        json_null(json, "port");
    }
    if (words_is_service_known(connection)) {
        service = ports_service(row->proto, row->remote_port);
    }
    json_text(json, "service", service);
    json_null(json, "text");
    json_bool(json, "cut", false);
    json_close(json);
}

/* The udp tables have constants in place of all but drops. */
static void put_counters(struct json_writer *json, const struct sock_row *row)
{
    char text[WORDS_TIMER_CAP];
    const char *timer = words_timer(row, text);

    json_u64(json, "tx_queue", row->tx_queue);
    json_u64(json, "rx_queue", row->rx_queue);
    json_text(json, "timer", timer);
    if (timer == NULL) {
        json_null(json, "timer_ms");
    } else {
        json_u64(json, "timer_ms", row->timer_ms);
    }
    if (row->proto == SOCK_UDP) {
        json_null(json, "retransmits");
        json_null(json, "probes");
        json_u64(json, "drops", row->drops);
    } else {
        json_u64(json, "retransmits", row->retransmits);
        json_u64(json, "probes", row->probes);
        json_null(json, "drops");
    }
}

static void put_uid(struct json_writer *json, const struct owner *owner)
{
    if (owner == NULL) {
        json_null(json, "uid");
        json_null(json, "uid_name");
        json_null(json, "user");
        return;
    }
    json_u64(json, "uid", owner->uid);
    json_text(json, "uid_name",
              owner->uid_name[0] == '\0' ? NULL : owner->uid_name);
    json_u64(json, "user", owner->user);
}

static void put_owner(struct json_writer *json,
                      const struct connection *connection)
{
    const struct owner *owner = connection->owner;
    size_t i;

    put_uid(json, owner);
    if (connection->row->inode == 0) {
        json_null(json, "inode");
    } else {
        json_u64(json, "inode", connection->row->inode);
    }
    json_open_array(json, "packages", JSON_INLINE);
    for (i = 0; owner != NULL && i < owner->package_count; i++) {
        json_text(json, NULL, owner->packages[i]);
    }
    json_close(json);
    json_text(json, "attribution", words_attribution(connection->attribution));
    put_known(json, "pid", connection->pid);
    json_text(json, "process", connection->process);
    json_text(json, "pid_how", words_pid_how(connection->pid_how));
    json_open_array(json, "holders", JSON_INLINE);
    json_close(json);
}

/* What a later stage finds out about the way and the other end. */
static void put_remote_facts(struct json_writer *json)
{
    static const char *const network[] = {"source",     "asn", "prefix",
                                          "name",       "org", "country",
                                          "fetched_at", NULL};
    size_t i;

    json_open_object(json, "ptr", JSON_INLINE);
    json_text(json, "status", "skipped");
    json_open_array(json, "names", JSON_INLINE);
    json_close(json);
    json_null(json, "confirmed");
    json_close(json);
    json_open_object(json, "network", JSON_INLINE);
    json_text(json, "status", "skipped");
    for (i = 0; network[i] != NULL; i++) {
        json_null(json, network[i]);
    }
    json_close(json);
}

static void put_connection(struct json_writer *json,
                           const struct snapshot *snapshot,
                           const struct connection *connection)
{
    static const char *const path[] = {"interface", "kind", "proxied", NULL};
    const struct sock_row *row = connection->row;
    const char *flags[WORDS_FLAGS_MAX];
    size_t flag_count = words_flags(connection, flags);
    char state[SOCK_STATE_TEXT_CAP];
    int64_t closed_at_ms;
    size_t i;

    json_open_object(json, NULL, JSON_INLINE);
    json_text(json, "proto", sock_proto_name(row->proto));
    json_text(json, "family", sock_family_name(row->family));
    put_local(json, row);
    put_remote(json, connection);
    json_text(json, "state", sock_state_name(row, state));
    json_text(json, "direction", words_direction(connection->direction));
    put_counters(json, row);
    put_owner(json, connection);
    put_nulls(json, "path", path);
    json_text(json, "source", "procfs");
    json_open_array(json, "flags", JSON_INLINE);
    for (i = 0; i < flag_count; i++) {
        json_text(json, NULL, flags[i]);
    }
    json_close(json);
    if (words_closed_at(snapshot, row, &closed_at_ms)) {
        put_stamp(json, "closed_at", closed_at_ms);
    } else {
        json_null(json, "closed_at");
    }
    put_remote_facts(json);
    json_close(json);
}

static void put_hidden(struct json_writer *json,
                       const struct hidden_counts *hidden)
{
    json_open_object(json, "hidden", JSON_INLINE);
    json_u64(json, "listening", hidden->listening);
    json_u64(json, "loopback", hidden->loopback);
    json_u64(json, "udp_without_peer", hidden->udp_without_peer);
    json_u64(json, "unowned", hidden->unowned);
    json_u64(json, "own", hidden->own);
    json_close(json);
}

/* rows and packages: what was read; connections: what is listed. */
static void put_summary(struct json_writer *json, const struct result *result)
{
    const struct snapshot *snapshot = result->snapshot;

    json_open_object(json, "summary", JSON_INLINE);
    json_u64(json, "rows", snapshot->rows.len);
    json_u64(json, "rows_bad", snapshot->rows_bad);
    json_u64(json, "rows_duplicate", snapshot->rows_duplicate);
    json_u64(json, "connections", result->connection_count);
    json_u64(json, "packages", snapshot->packages.len);
    json_text(json, "status", result->is_partial ? "partial" : "ok");
    json_close(json);
}

static void put_warnings(struct json_writer *json,
                         const struct snapshot *snapshot)
{
    size_t i;

    json_open_array(json, "warnings", JSON_LINES);
    for (i = 0; i < snapshot->warnings.len; i++) {
        const struct warning *warning = snapshot_warning(snapshot, i);

        json_open_object(json, NULL, JSON_INLINE);
        json_text(json, "code", warning->code);
        json_text(json, "text", warning->text);
        json_bool(json, "partial", warning->is_partial);
        json_close(json);
    }
    json_close(json);
}

static void put_result(struct json_writer *json, const struct result *result)
{
    size_t i;

    json_open_object(json, NULL, JSON_LINES);
    put_device(json, result);
    put_users(json, result->snapshot);
    put_clock(json, result->snapshot);
    put_network(json);
    put_targets(json, result);
    json_open_array(json, "connections", JSON_LINES);
    for (i = 0; i < result->connection_count; i++) {
        put_connection(json, result->snapshot, &result->connections[i]);
    }
    json_close(json);
    json_open_array(json, "sockets", JSON_LINES);
    json_close(json);
    put_hidden(json, &result->hidden);
    put_summary(json, result);
    put_warnings(json, result->snapshot);
    json_close(json);
}

static void json_sink_open(struct sink *sink)
{
    struct json_writer *json = sink->state;
    char schema[SCHEMA_CAP];

    json_init(json, &sink->data);
    (void)snprintf(schema, sizeof(schema), "adbnet.%s/1",
                   sink->options.command);
    json_open_object(json, NULL, JSON_LINES);
    json_text(json, "schema", schema);
    put_stamp(json, "taken_at", sink->options.taken_at_ms);
    json_open_array(json, "results", JSON_LINES);
}

static int json_sink_put(struct sink *sink, const struct record *record)
{
    if (record->kind == RECORD_DEVICES) {
        devices_put_json(sink->state, record->of.devices);
    } else {
        put_result(sink->state, record->of.result);
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
    .kinds = RECORD_RESULT | RECORD_DEVICES,
    .state_size = sizeof(struct json_writer),
    .open = json_sink_open,
    .put = json_sink_put,
    .close = json_sink_close,
};
