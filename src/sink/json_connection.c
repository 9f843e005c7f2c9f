/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection as JSON: what a million rows are made of, and the same in
 * every format of JSON; of a watching also what became of it, and what those
 * to the same place have in common. See json_parts.h.
 */
#include "model/ports.h"
#include "sink/json_parts.h"
#include "sink/json_run.h"
#include "sink/judged.h"
#include "sink/lookups.h"
#include "sink/stamp.h"
#include "sink/watch.h"
#include "sink/words.h"

JSON_INLINED void put_addr(struct json_run *run, const struct addr *addr,
                           bool is_known)
{
    char text[ADDR_TEXT_CAP];

    json_run_word(run, "addr", is_known ? addr_format(addr, text) : NULL);
}

JSON_INLINED void put_local(struct json_run *run, const struct sock_row *row,
                            bool is_known)
{
    json_run_open(run, "local", '{');
    put_addr(run, &row->local, is_known && row->local.family != ADDR_NONE);
    json_run_number(run, "port", is_known && words_has_local_port(row),
                    row->local_port);
    json_run_text(run, "text", is_known ? row->local_text : NULL);
    json_run_literal(run, "cut",
                     is_known && row->is_local_cut ? "true" : "false");
    json_run_close(run, '}');
}

/* The object is always there, also for a listener: its members are null. */
JSON_INLINED void put_remote(struct json_run *run,
                             const struct connection *connection)
{
    const struct sock_row *row = connection->row;
    const char *service = NULL;

    if (connection_is_service_known(connection)) {
        service = ports_service(row->proto, row->remote_port);
    }
    json_run_open(run, "remote", '{');
    put_addr(run, &row->remote, words_has_remote_addr(row));
    json_run_number(run, "port", words_has_remote_port(row), row->remote_port);
    json_run_word(run, "service", service);
    json_run_text(run, "text", row->remote_text);
    json_run_literal(run, "cut", row->is_remote_cut ? "true" : "false");
    json_run_close(run, '}');
}

JSON_INLINED void put_counters(struct json_run *run, const struct sock_row *row)
{
    char text[WORDS_TIMER_CAP];
    const char *timer = words_timer(row, text);
    bool has_tries = words_has_tries(row);

    json_run_number(run, "tx_queue", true, row->tx_queue);
    json_run_number(run, "rx_queue", true, row->rx_queue);
    json_run_word(run, "timer", timer);
    json_run_number(run, "timer_ms", timer != NULL, row->timer_ms);
    json_run_number(run, "retransmits", has_tries, row->retransmits);
    json_run_number(run, "probes", has_tries, row->probes);
    json_run_number(run, "drops", words_has_drops(row), row->drops);
}

JSON_INLINED void put_uid(struct json_run *run, const struct owner *owner)
{
    bool is_known = owner != NULL;
    bool is_named = is_known && owner->uid_name[0] != '\0';

    json_run_number(run, "uid", is_known, is_known ? owner->uid : 0);
    json_run_text(run, "uid_name", is_named ? owner->uid_name : NULL);
    json_run_number(run, "user", is_known, is_known ? owner->user : 0);
}

JSON_INLINED void put_holders(struct json_run *run,
                              const struct connection *connection)
{
    json_run_open(run, "holders", '[');
    for (size_t i = 0; i < connection->holder_count; i++) {
        const struct holder *holder = &connection->holders[i];

        json_run_more(run);
        json_run_open(run, NULL, '{');
        json_run_number(run, "pid", true, (uint64_t)holder->pid);
        json_run_text(run, "process",
                      holder->process == NULL ? NULL : holder->process->name);
        json_run_close(run, '}');
    }
    json_run_close(run, ']');
}

JSON_INLINED void put_owner(struct json_run *run,
                            const struct connection *connection, uint64_t inode)
{
    const struct owner *owner = connection->owner;
    size_t i;

    put_uid(run, owner);
    json_run_number(run, "inode", inode != 0, inode);
    json_run_open(run, "packages", '[');
    for (i = 0; owner != NULL && i < owner->package_count; i++) {
        json_run_text(run, NULL, owner->packages[i]);
    }
    json_run_close(run, ']');
    json_run_word(run, "attribution",
                  attribution_name(connection->attribution));
    json_run_number(run, "pid", connection->pid >= 0,
                    (uint64_t)connection->pid);
    json_run_text(run, "process", connection->process);
    json_run_word(run, "pid_how", words_pid_how(connection->pid_how));
    put_holders(run, connection);
}

JSON_INLINED void put_flags(struct json_run *run,
                            const struct connection *connection)
{
    const char *flags[WORDS_FLAGS_MAX];
    size_t count = words_flags(connection, flags);
    size_t i;

    json_run_open(run, "flags", '[');
    for (i = 0; i < count; i++) {
        json_run_word(run, NULL, flags[i]);
    }
    json_run_close(run, ']');
}

JSON_INLINED void put_path(struct json_run *run,
                           const struct connection *connection)
{
    const struct net_interface *interface = connection->interface;

    json_run_open(run, "path", '{');
    json_run_text(run, "interface", interface != NULL ? interface->name : NULL);
    json_run_word(run, "kind", interface != NULL ? interface->kind : NULL);
    json_run_literal(run, "proxied", words_proxied(connection->proxied));
    json_run_close(run, '}');
}

JSON_INLINED void put_time(struct json_run *run, const char *key, bool is_known,
                           int64_t ms)
{
    char text[STAMP_CAP];

    json_run_word(run, key, is_known ? stamp_utc(ms, text) : NULL);
}

/* Behind all of a run, whose address nobody else may know. */
JSON_INLINED void end_run(struct json_run *into, struct json_run *run,
                          const struct verdict *verdict)
{
    if (verdict == NULL) {
        json_run_literal(run, "policy", "null");
    }
    *into = *run;
    if (verdict != NULL) {
        judged_put_run(into, verdict);
    }
}

JSON_INLINED void put_all(struct json_run *into,
                          const struct connection *connection, bool is_closed,
                          int64_t closed_ms)
{
    const struct sock_row *row = connection->row;
    struct json_run run = *into; /* see json_run.h: nobody else knows it */
    char state[SOCK_STATE_TEXT_CAP];

    json_run_word(&run, "proto", sock_proto_name(row->proto));
    json_run_word(&run, "family", sock_family_name(row->family));
    put_local(&run, row, true);
    put_remote(&run, connection);
    json_run_word(&run, "state", sock_state_name(row, state));
    json_run_word(&run, "direction", words_direction(connection->direction));
    put_counters(&run, row);
    put_owner(&run, connection, row->inode);
    put_path(&run, connection);
    json_run_word(&run, "source", words_source(row));
    put_flags(&run, connection);
    put_time(&run, "closed_at", is_closed, closed_ms);
    json_run_number(&run, "net_pid", row->net_pid > 0, (uint64_t)row->net_pid);
    end_run(into, &run, connection->verdict);
    lookups_put_json(into, connection->lookup);
}

void json_put_connection(struct json_run *into, const struct snapshot *snapshot,
                         const struct connection *connection)
{
    int64_t closed_ms = 0;
    bool is_closed = words_closed_at(snapshot, connection->row, &closed_ms);

    put_all(into, connection, is_closed, closed_ms);
}

JSON_INLINED void put_bool(struct json_run *run, const char *key, bool value)
{
    json_run_literal(run, key, value ? "true" : "false");
}

JSON_INLINED void put_states(struct json_run *run, const struct sock_row *row,
                             uint32_t states)
{
    char texts[WATCH_STATES_MAX][SOCK_STATE_TEXT_CAP];
    const char *names[WATCH_STATES_MAX];
    size_t count = watch_states(row, states, texts, names);

    json_run_open(run, "states", '[');
    for (size_t i = 0; i < count; i++) {
        json_run_word(run, NULL, names[i]);
    }
    json_run_close(run, ']');
}

void json_put_tracked(struct json_run *into, const struct tracked *tracked)
{
    struct json_run run = *into;
    struct watch_now now;

    watch_now(tracked, &now);
    json_run_number(&run, "id", true, tracked->id);
    *into = run;
    put_all(into, &now.connection, tracked->closed_ms >= 0, tracked->closed_ms);
    run = *into;
    put_time(&run, "closed_by", tracked->closed_by_ms >= 0,
             tracked->closed_by_ms);
    put_time(&run, "first_seen", true, tracked->first_ms);
    put_time(&run, "last_seen", true, tracked->last_ms);
    json_run_number(&run, "first_sample", true, tracked->first_sample);
    json_run_number(&run, "last_sample", true, tracked->last_sample);
    json_run_word(&run, "end", watch_end_name(tracked->end));
    put_states(&run, &now.row, tracked->states);
    json_run_number(&run, "samples", true, tracked->samples);
    json_run_number(&run, "busy_samples", true, tracked->busy_samples);
    json_run_number(&run, "max_tx_queue", true, tracked->max_tx_queue);
    json_run_number(&run, "max_rx_queue", true, tracked->max_rx_queue);
    json_run_number(&run, "max_retransmits", true, tracked->max_retransmits);
    put_bool(&run, "baseline", tracked->is_baseline);
    put_bool(&run, "selected", tracked->is_selected);
    put_bool(&run, "service", tracked->is_service);
    *into = run;
}

/*
 * What all its connections have in common: of those that were called also
 * where, as of who listens; who calls does so from any port.
 */
JSON_INLINED void put_place(struct json_run *run, const struct endpoint *place,
                            const struct watch_now *now)
{
    const struct owner *owner = now->connection.owner;
    enum direction direction = (enum direction)now->connection.direction;
    char state[SOCK_STATE_TEXT_CAP];

    json_run_word(run, "proto", sock_proto_name(now->row.proto));
    put_local(run, &now->row,
              direction == DIRECTION_IN || !sock_has_remote(&now->row));
    put_remote(run, &now->connection);
    json_run_word(run, "direction", words_direction(direction));
    put_uid(run, owner);
    json_run_open(run, "packages", '[');
    for (size_t i = 0; owner != NULL && i < owner->package_count; i++) {
        json_run_text(run, NULL, owner->packages[i]);
    }
    json_run_close(run, ']');
    json_run_word(run, "attribution",
                  attribution_name(now->connection.attribution));
    put_path(run, &now->connection);
    put_flags(run, &now->connection);
    json_run_word(run, "state",
                  place->open > 0 ? sock_state_name(&now->row, state) : NULL);
}

void json_put_endpoint(struct json_run *into, const struct endpoint *endpoint)
{
    struct json_run run = *into;
    struct watch_now now;

    watch_endpoint_now(endpoint, &now);
    put_place(&run, endpoint, &now);
    put_states(&run, &now.row, endpoint->states);
    json_run_number(&run, "connections", true, endpoint->connections);
    json_run_number(&run, "open", true, endpoint->open);
    json_run_number(&run, "no_answer", true, endpoint->no_answer);
    put_time(&run, "first_seen", true, endpoint->first_ms);
    put_time(&run, "last_seen", true, endpoint->last_ms);
    json_run_number(&run, "samples", true, endpoint->samples);
    json_run_number(&run, "busy_samples", true, endpoint->busy_samples);
    json_run_number(&run, "max_tx_queue", true, endpoint->max_tx_queue);
    json_run_number(&run, "max_rx_queue", true, endpoint->max_rx_queue);
    put_bool(&run, "baseline", endpoint->is_baseline);
    put_bool(&run, "selected", endpoint->is_selected);
    put_bool(&run, "service", endpoint->is_service);
    end_run(into, &run, endpoint->connection.verdict);
    lookups_put_json(into, endpoint->connection.lookup);
}

/* The columns that only some tables have. */
JSON_INLINED void put_columns(struct json_run *run,
                              const struct local_socket *socket)
{
    bool is_packet = socket->proto == LOCAL_PACKET;
    bool is_netlink = socket->proto == LOCAL_NETLINK;

    json_run_number(run, "protocol", is_packet || is_netlink, socket->protocol);
    json_run_word(run, "protocol_name", local_protocol_name(socket));
    json_run_text(run, "name", socket->path);
    json_run_number(run, "ifindex", is_packet && socket->ifindex != 0,
                    socket->ifindex);
    json_run_number(run, "port_id", is_netlink, socket->port_id);
    json_run_number(run, "groups", is_netlink, socket->groups);
    json_run_number(run, "tx_queue", is_netlink, socket->tx_queue);
    json_run_number(run, "rx_queue", is_packet || is_netlink, socket->rx_queue);
    json_run_number(run, "drops", is_netlink, socket->drops);
    json_run_number(run, "refs", true, socket->refs);
}

void json_put_socket(struct json_run *into,
                     const struct local_connection *local)
{
    const struct local_socket *socket = local->socket;
    struct json_run run = *into;
    const char *flags[WORDS_FLAGS_MAX];
    size_t count = words_local_flags(local, flags);

    json_run_word(&run, "proto", local_proto_name(socket->proto));
    json_run_word(&run, "kind", words_local_kind(socket));
    json_run_word(&run, "state", local_state_name(socket->state));
    put_columns(&run, socket);
    put_owner(&run, &local->who, socket->inode);
    json_run_word(&run, "source", "procfs");
    json_run_open(&run, "flags", '[');
    for (size_t i = 0; i < count; i++) {
        json_run_word(&run, NULL, flags[i]);
    }
    json_run_close(&run, ']');
    *into = run;
}
