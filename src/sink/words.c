/* SPDX-License-Identifier: Apache-2.0 */
/* Names and small judgements common to the formats. See words.h. */
#include "sink/words.h"

#include <stdio.h>
#include <string.h>

/*
 * TCP_TIMEWAIT_LEN, a constant of the kernel (include/net/tcp.h), not the
 * adjustable tcp_fin_timeout.
 */
#define TIME_WAIT_MS 60000

const char *words_direction(enum direction direction)
{
    switch (direction) {
    case DIRECTION_OUT:
        return "out";
    case DIRECTION_IN:
        return "in";
    case DIRECTION_LISTEN:
        return "listen";
    case DIRECTION_LOCAL:
        return "local";
    case DIRECTION_UNKNOWN:
        break;
    }
    return NULL;
}

const char *words_pid_how(enum pid_how how)
{
    return how == PID_BY_FD          ? "fd"
           : how == PID_ONLY_PROCESS ? "only-process"
           : how == PID_BY_NETSTAT   ? "netstat"
                                     : NULL;
}

const char *words_proxied(enum proxied proxied)
{
    switch (proxied) {
    case PROXIED_YES:
        return "true";
    case PROXIED_NO:
        return "false";
    default:
        return "null";
    }
}

const char *words_source(const struct sock_row *row)
{
    return row->source == SOCK_FROM_NETSTAT ? "netstat"
           : row->source == SOCK_FROM_BOTH  ? "both"
                                            : "procfs";
}

int words_compare_remote(const struct sock_row *a, const struct sock_row *b)
{
    const char *x = a->remote_text == NULL ? "" : a->remote_text;
    const char *y = b->remote_text == NULL ? "" : b->remote_text;
    int order = addr_compare(&a->remote, &b->remote);

    if (order == 0) {
        order = strcmp(x, y);
    }
    if (order == 0) {
        order = (int)a->is_remote_cut - (int)b->is_remote_cut;
    }
    return order != 0 ? order : (int)a->remote_port - (int)b->remote_port;
}

bool words_is_denied(const struct connection *connection)
{
    return connection->verdict != NULL &&
           connection->verdict->judgement == JUDGED_DENY;
}

const char *words_flag(const struct connection *connection)
{
    return words_is_denied(connection)               ? "D"
           : connection->path == PATH_MISSED         ? "P"
           : connection_is_plain_port(connection)    ? "!"
           : connection_is_open_listener(connection) ? "L"
                                                     : " ";
}

bool words_has_remote_addr(const struct sock_row *row)
{
    return row->remote.family != ADDR_NONE && sock_has_remote(row);
}

bool words_has_remote_port(const struct sock_row *row)
{
    return row->remote_port != 0 ||
           (row->source != SOCK_FROM_NETSTAT && sock_has_ports(row) &&
            sock_has_remote(row));
}

bool words_has_local_port(const struct sock_row *row)
{
    return row->local_port != 0 || row->local_text == NULL;
}

const char *words_timer(const struct sock_row *row, char out[WORDS_TIMER_CAP])
{
    const char *name = sock_timer_name(row->timer);

    if (row->proto != SOCK_TCP || row->timer == SOCK_TIMER_NONE) {
        return NULL;
    }
    if (name == NULL) {
        (void)snprintf(out, WORDS_TIMER_CAP, "unknown(0x%02x)", row->timer);
        return out;
    }
    return name;
}

bool words_has_tries(const struct sock_row *row)
{
    return row->proto == SOCK_TCP &&
           (row->source != SOCK_FROM_NETSTAT || row->timer != SOCK_TIMER_NONE);
}

bool words_has_drops(const struct sock_row *row)
{
    return row->proto != SOCK_TCP && row->source != SOCK_FROM_NETSTAT;
}

bool words_closed_at(const struct snapshot *snapshot,
                     const struct sock_row *row, int64_t *out_ms)
{
    if (row->proto != SOCK_TCP || row->state != SOCK_TIME_WAIT ||
        row->timer != SOCK_TIMER_TIME_WAIT || row->timer_ms > TIME_WAIT_MS ||
        snapshot->taken_at_ms < INT64_MIN + TIME_WAIT_MS) {
        return false;
    }
    *out_ms = snapshot->taken_at_ms - (int64_t)(TIME_WAIT_MS - row->timer_ms);
    return true;
}

/* What is said of an owner: why its name is less than certain. */
static size_t owner_flags(const struct owner *owner,
                          const char *out[WORDS_FLAGS_MAX])
{
    size_t count = 0;

    if (owner == NULL) {
        return 0;
    }
    if (owner->uid_kind == UID_ISOLATED) {
        out[count++] = "isolated";
    }
    if (owner->uid_kind == UID_SDK_SANDBOX) {
        out[count++] = "sdk-sandbox";
    }
    if (owner->is_by_app_id) {
        out[count++] = "by-app-id";
    }
    if (owner->is_by_process_name) {
        out[count++] = "by-process-name";
    }
    return count;
}

const char *words_local_kind(const struct local_socket *socket)
{
    return socket->proto == LOCAL_NETLINK ? NULL
                                          : local_type_name(socket->type);
}

size_t words_local_flags(const struct local_connection *local,
                         const char *out[WORDS_FLAGS_MAX])
{
    size_t count = owner_flags(local->who.owner, out);

    if (connection_is_sniffer(local)) {
        out[count++] = "sniffs";
    }
    if (local->socket->is_doubtful) {
        out[count++] = "doubtful";
    }
    return count;
}

size_t words_flags(const struct connection *connection,
                   const char *out[WORDS_FLAGS_MAX])
{
    size_t count = owner_flags(connection->owner, out);

    if (connection_is_plain_port(connection)) {
        out[count++] = "plain-port";
    }
    if (connection_is_open_listener(connection)) {
        out[count++] = "non-loopback";
    }
    if (words_is_denied(connection)) {
        out[count++] = "denied";
    }
    if (connection->path == PATH_MISSED) {
        out[count++] = "off-path";
    }
    if (connection->path == PATH_NOT_TOLD) {
        out[count++] = "path-not-told";
    }
    if (connection->row->is_local_cut) {
        out[count++] = "local-cut";
    }
    if (connection->row->is_remote_cut) {
        out[count++] = "remote-cut";
    }
    if (connection->row->is_process_cut) {
        out[count++] = "process-cut";
    }
    if (connection->row->net_pid != 0) {
        out[count++] = "other-network";
    }
    return count;
}
