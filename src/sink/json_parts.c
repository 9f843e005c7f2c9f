/* SPDX-License-Identifier: Apache-2.0 */
/* What stands before and after the rows of a phone. See json_parts.h. */
#include "sink/json_parts.h"

#include "sink/stamp.h"

void json_put_stamp(struct json_writer *json, const char *key, int64_t ms)
{
    char text[STAMP_CAP];

    json_text(json, key, stamp_utc(ms, text));
}

void json_put_schema(struct json_writer *json,
                     const struct sink_options *options)
{
    json_literal(json, "schema", "\"adbnet.");
    out_puts(json->out, options->command);
    out_puts(json->out, "/");
    out_u64(json->out, SINK_JSON_VERSION);
    out_char(json->out, '"');
    json_put_stamp(json, "taken_at", options->taken_at_ms);
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
    json_text(json, "patch", phone->patch);
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
    json_put_stamp(json, "taken_at", snapshot->taken_at_ms);
    if (snapshot->phone_at_ms < 0) {
        json_null(json, "phone_at");
    } else {
        json_put_stamp(json, "phone_at", snapshot->phone_at_ms);
    }
    json_close(json);
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

void json_put_phone(struct json_writer *json, const struct result *result)
{
    put_device(json, result);
    put_users(json, result->snapshot);
    put_clock(json, result->snapshot);
    json_put_network(json, result->snapshot);
    put_targets(json, result);
}

void json_totals_add(struct json_totals *totals, const struct result_end *end)
{
    const struct hidden_counts *hidden = &end->hidden;

    totals->rows += end->row_count;
    totals->rows_bad += end->snapshot->rows_bad;
    totals->rows_duplicate += end->snapshot->rows_duplicate;
    totals->connections += end->connection_count;
    totals->sockets += end->socket_count;
    totals->packages += end->snapshot->packages.len;
    totals->hidden.listening += hidden->listening;
    totals->hidden.loopback += hidden->loopback;
    totals->hidden.udp_without_peer += hidden->udp_without_peer;
    totals->hidden.other_without_peer += hidden->other_without_peer;
    totals->hidden.unowned += hidden->unowned;
    totals->hidden.own += hidden->own;
    totals->is_partial |= end->is_partial;
    totals->judged = end->judged;
    totals->path = end->path;
}

void json_put_hidden(struct json_writer *json, const struct json_totals *totals)
{
    const struct hidden_counts *hidden = &totals->hidden;

    json_open_object(json, "hidden", JSON_INLINE);
    json_u64(json, "listening", hidden->listening);
    json_u64(json, "loopback", hidden->loopback);
    json_u64(json, "udp_without_peer", hidden->udp_without_peer);
    json_u64(json, "other_without_peer", hidden->other_without_peer);
    json_u64(json, "unowned", hidden->unowned);
    json_u64(json, "own", hidden->own);
    json_close(json);
}

static const struct {
    const char *key;
    enum counter counter;
} counter_keys[] = {
    {"sockets_used", COUNTER_SOCKETS_USED},
    {"tcp_inuse", COUNTER_TCP_INUSE},
    {"tcp_orphan", COUNTER_TCP_ORPHAN},
    {"tcp_time_wait", COUNTER_TCP_TIME_WAIT},
    {"tcp_alloc", COUNTER_TCP_ALLOC},
    {"tcp_mem_pages", COUNTER_TCP_MEM_PAGES},
    {"udp_inuse", COUNTER_UDP_INUSE},
    {"udp_mem_pages", COUNTER_UDP_MEM_PAGES},
    {"udplite_inuse", COUNTER_UDPLITE_INUSE},
    {"raw_inuse", COUNTER_RAW_INUSE},
    {"tcp6_inuse", COUNTER_TCP6_INUSE},
    {"udp6_inuse", COUNTER_UDP6_INUSE},
    {"udplite6_inuse", COUNTER_UDPLITE6_INUSE},
    {"raw6_inuse", COUNTER_RAW6_INUSE},
    {"tcp_active_opens", COUNTER_TCP_ACTIVE_OPENS},
    {"tcp_passive_opens", COUNTER_TCP_PASSIVE_OPENS},
    {"tcp_attempt_fails", COUNTER_TCP_ATTEMPT_FAILS},
    {"tcp_estab_resets", COUNTER_TCP_ESTAB_RESETS},
    {"tcp_curr_estab", COUNTER_TCP_CURR_ESTAB},
    {"tcp_retrans_segs", COUNTER_TCP_RETRANS_SEGS},
    {"udp_in_datagrams", COUNTER_UDP_IN_DATAGRAMS},
    {"udp_no_ports", COUNTER_UDP_NO_PORTS},
    {"udp_out_datagrams", COUNTER_UDP_OUT_DATAGRAMS},
};

_Static_assert(sizeof(counter_keys) / sizeof(counter_keys[0]) == COUNTER_COUNT,
               "every counter has its key");

void json_put_counters(struct json_writer *json,
                       const struct snapshot *snapshot)
{
    const struct counters *counters = &snapshot->counters;
    size_t i;

    if (counters->known == 0) {
        json_null(json, "counters");
        return;
    }
    json_open_object(json, "counters", JSON_INLINE);
    for (i = 0; i < COUNTER_COUNT; i++) {
        if (counters_has(counters, counter_keys[i].counter)) {
            json_u64(json, counter_keys[i].key,
                     counters->values[counter_keys[i].counter]);
        } else {
            json_null(json, counter_keys[i].key);
        }
    }
    json_close(json);
}

const char *json_status(const struct json_totals *totals)
{
    return totals->is_partial ? "partial" : "ok";
}

void json_put_summary(struct json_writer *json,
                      const struct json_totals *totals)
{
    json_open_object(json, "summary", JSON_INLINE);
    json_u64(json, "rows", totals->rows);
    json_u64(json, "rows_bad", totals->rows_bad);
    json_u64(json, "rows_duplicate", totals->rows_duplicate);
    json_u64(json, "connections", totals->connections);
    json_u64(json, "sockets", totals->sockets);
    json_u64(json, "packages", totals->packages);
    json_text(json, "status", json_status(totals));
    json_close(json);
}

void json_put_warning(struct json_writer *json, const struct warning *warning)
{
    json_text(json, "code", warning->code);
    json_text(json, "text", warning->text);
    json_bool(json, "partial", warning->is_partial);
}
