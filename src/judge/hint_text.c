/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a hint: what is said of it, and what to do next. */
#include "base/format.h"
#include "judge/hint_table.h"
#include "judge/hints_state.h"

#include <inttypes.h>

#define TEXT_CAP 640
#define NAMES_CAP 320

const char *hint_keep(struct hints *hints, const char *text)
{
    const char *kept = pool_add(&hints->strings, str_from(text));

    if (kept == NULL && hints->rc == 0) {
        hints->rc = ERR_NOMEM;
    }
    return kept;
}

/* "TCP port 80"; without ports "RAW protocol 1". */
static const char *place(const struct connection *connection, char *out,
                         size_t cap)
{
    const struct sock_row *row = connection->row;
    const char *proto = row->proto == SOCK_TCP   ? "TCP"
                        : row->proto == SOCK_UDP ? "UDP"
                                                 : sock_proto_name(row->proto);
    unsigned port = row->state == SOCK_LISTEN || !sock_has_ports(row)
                        ? row->local_port
                        : key_port(connection);

    return format_text(out, cap, "%s %s %u", proto,
                       sock_has_ports(row) ? "port" : "protocol", port);
}

static const char *off_path(const struct hints *hints,
                            const struct connection *connection,
                            const char *where, char out[TEXT_CAP])
{
    const char *expected = expected_path_name(hints->expected);

    if (connection->interface == NULL) {
        return format_text(out, TEXT_CAP, "%s, not by %s", where, expected);
    }
    return format_text(out, TEXT_CAP, "%s, not by %s but by %s", where,
                       expected, connection->interface->name);
}

static bool is_wildcard(const struct sock_row *row)
{
    return row->local.family != ADDR_NONE && addr_is_unspecified(&row->local);
}

static const char *title(const struct hints *hints, const struct hint *hint,
                         char out[TEXT_CAP])
{
    const struct connection *connection;
    char where[64];
    char addr[ADDR_TEXT_CAP];
    const char *local;

    connection = &hint->endpoint->connection;
    (void)place(connection, where, sizeof(where));
    local = connection->row->local_text == NULL
                ? addr_format(&connection->row->local, addr)
                : connection->row->local_text;
    switch ((enum hint_kind)hint->kind) {
    case HINT_OFF_PATH:
        return off_path(hints, connection, where, out);
    case HINT_PLAIN_PORT:
        return format_text(out, TEXT_CAP, "%s, unencrypted by default", where);
    case HINT_BYPASSES_PROXY:
        return format_text(out, TEXT_CAP, "%s, bypasses the proxy", where);
    case HINT_OUTSIDE_VPN:
        return format_text(out, TEXT_CAP, "%s, outside the VPN, by %s", where,
                           connection->interface->name);
    case HINT_OPEN_LISTENER:
        return format_text(out, TEXT_CAP, "%s, bound to %s%s", where, local,
                           is_wildcard(connection->row) ? " (every interface)"
                                                        : "");
    case HINT_RAW_SOCKET:
        return connection->row->family == SOCK_LINK_LAYER
                   ? "packet socket of an app"
                   : format_text(out, TEXT_CAP,
                                 "raw socket of an app, IP protocol %u",
                                 connection->row->local_port);
    case HINT_NEW:
        return format_text(out, TEXT_CAP, "%s, new against the baseline",
                           where);
    case HINT_NO_ANSWER:
        return format_text(out, TEXT_CAP, "%s, tried, and no answer came",
                           where);
    case HINT_TEST_LISTENER:
    case HINT_KINDS:
        break;
    }
    return format_text(out, TEXT_CAP,
                       "%s, connects to a listener of the test's set-up",
                       where);
}

/* "com.example.push, com.example.sync" */
static const char *names(const struct owner *owner, char out[NAMES_CAP])
{
    size_t len = 0;
    size_t i;

    out[0] = '\0';
    for (i = 0; i < owner->package_count && len + 1 < NAMES_CAP; i++) {
        (void)format_text(out + len, NAMES_CAP - len, "%s%s",
                          i == 0 ? "" : ", ", owner->packages[i]);
        len += strlen(out + len);
    }
    return out;
}

static const char *who(const struct observed *run,
                       const struct connection *connection, char out[TEXT_CAP])
{
    const struct owner *owner = connection->owner;
    char list[NAMES_CAP];
    bool is_known;

    if (owner == NULL) {
        return "owner unknown";
    }
    is_known = owner->package_count == 1 && run->package != NULL &&
               run->version != NULL &&
               strcmp(run->package, owner->packages[0]) == 0;
    if (owner->attribution == ATTRIBUTION_SYSTEM || owner->package_count == 0) {
        return format_text(out, TEXT_CAP, "uid %" PRIu32 "%s%s", owner->uid,
                           owner->uid_name[0] == '\0' ? "" : " ",
                           owner->uid_name);
    }
    return format_text(out, TEXT_CAP, "%s%s%s", names(owner, list),
                       is_known ? " " : "", is_known ? run->version : "");
}

static const char *owner_text(const struct connection *connection,
                              char out[TEXT_CAP])
{
    const struct owner *owner = connection->owner;
    const char *method =
        attribution_name((enum attribution)connection->attribution);
    char list[NAMES_CAP];

    if (owner == NULL) {
        return "owner unknown";
    }
    if (owner->attribution == ATTRIBUTION_SYSTEM || owner->package_count == 0) {
        return format_text(out, TEXT_CAP, "uid %" PRIu32 " (method: %s)",
                           owner->uid, method);
    }
    if (owner->package_count == 1) {
        return format_text(out, TEXT_CAP,
                           "uid %" PRIu32 ", used by %s only (method: %s)",
                           owner->uid, owner->packages[0], method);
    }
    return format_text(
        out, TEXT_CAP,
        "one of %zu packages that share uid %" PRIu32 ": %s (method: %s)",
        owner->package_count, owner->uid, names(owner, list), method);
}

/* On these a server often answers with a redirect. */
static bool is_http(uint16_t port)
{
    return port == 80 || port == 8000 || port == 8008 || port == 8080 ||
           port == 8081 || port == 8888;
}

static const char *could_be(const struct hint *hint, char out[TEXT_CAP])
{
    const struct hint_words *words = hint_words((enum hint_kind)hint->kind);
    uint16_t port;

    if (words->could_be != NULL) {
        return words->could_be;
    }
    port = key_port(&hint->endpoint->connection);
    return format_text(
        out, TEXT_CAP, "TLS or another protocol on port %u%s", port,
        is_http(port) ? "; a redirect to HTTPS"
                      : "; encryption that both ends agree on later");
}

/* A filter for a capture of exactly this, and what else there is to do. */
static const char *next(const struct hint *hint, char out[TEXT_CAP])
{
    const char *more = hint_words((enum hint_kind)hint->kind)->next;
    const struct sock_row *row;
    char addr[ADDR_TEXT_CAP];
    char port[16] = "";

    if (!sock_has_remote(hint->endpoint->connection.row) ||
        hint->endpoint->connection.row->remote.family == ADDR_NONE) {
        return more;
    }
    row = hint->endpoint->connection.row;
    if (sock_has_ports(row) && key_port(&hint->endpoint->connection) != 0) {
        (void)format_text(port, sizeof(port), " and port %u",
                          key_port(&hint->endpoint->connection));
    }
    return format_text(
        out, TEXT_CAP,
        "capture: tcpdump -i any 'host %s%s' (MASTG-TECH-0010)%s%s",
        addr_format(&row->remote, addr), port, more == NULL ? "" : "; ",
        more == NULL ? "" : more);
}

void hint_describe(struct hints *hints, struct hint *hint)
{
    const struct hint_words *words = hint_words((enum hint_kind)hint->kind);
    const struct connection *connection = &hint->endpoint->connection;
    char text[TEXT_CAP];
    const char *todo = next(hint, text);

    hint->code = words->code;
    hint->not_observed = words->not_observed;
    hint->references = words->references;
    hint->next = todo == NULL ? NULL : hint_keep(hints, todo);
    hint->title = hint_keep(hints, title(hints, hint, text));
    hint->who = hint_keep(hints, who(hints->run, connection, text));
    hint->owner = hint_keep(hints, owner_text(connection, text));
    hint->could_be = hint_keep(hints, could_be(hint, text));
}
