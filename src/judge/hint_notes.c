/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader of a run has to know, and is no hint. See hints.h. */
#include "base/format.h"
#include "judge/hints_state.h"

#include <inttypes.h>

#define TEXT_CAP 400
#define PLACES_CAP 240
#define PLACES_SHOWN 3

static void note(struct hints *hints, const char *code, const char *text)
{
    struct run_note one = {.code = code, .text = hint_keep(hints, text)};

    if (hints->rc == 0) {
        hints->rc = vec_push(&hints->notes, &one);
    }
}

/* The endpoints, and then those that listen; NULL: no more. */
static const struct endpoint *place_at(const struct watch_summary *summary,
                                       size_t i)
{
    if (i < summary->endpoint_count) {
        return &summary->endpoints[i];
    }
    i -= summary->endpoint_count;
    return i < summary->listener_count ? &summary->listeners[i] : NULL;
}

/* Endpoints of a kind of set-up: where they go, each address once. */
static size_t places(const struct observed *run, enum setup setup,
                     char out[PLACES_CAP])
{
    const struct addr *shown[PLACES_SHOWN];
    const struct endpoint *endpoint;
    char text[ADDR_TEXT_CAP];
    size_t shown_count = 0;
    size_t count = 0;
    size_t len = 0;
    size_t i;
    size_t j;

    out[0] = '\0';
    for (i = 0; (endpoint = place_at(run->summary, i)) != NULL; i++) {
        const struct sock_row *row = endpoint->connection.row;
        const struct addr *addr =
            row->state == SOCK_LISTEN ? &row->local : &row->remote;

        if (!endpoint->is_selected ||
            setup_of(&endpoint->connection) != setup) {
            continue;
        }
        count++;
        j = 0;
        while (j < shown_count && addr_compare(shown[j], addr) != 0) {
            j++;
        }
        if (j == shown_count && j < PLACES_SHOWN) {
            shown[shown_count++] = addr;
            (void)format_text(out + len, PLACES_CAP - len, "%s%s",
                              len == 0 ? "" : ", ", addr_format(addr, text));
            len += strlen(out + len);
        }
    }
    return count;
}

static void note_setup(struct hints *hints)
{
    static const struct {
        enum setup setup;
        const char *code;
        const char *what;
    } kinds[] = {
        {SETUP_DNS, "plain-dns", "DNS on port 53, unencrypted by default"},
        {SETUP_NTP, "ntp", "NTP on port 123"},
        {SETUP_MDNS, "mdns", "mDNS on port 5353"},
        {SETUP_ADB, "adb", "adb's port 5555, set-up of the test"},
        {SETUP_FRIDA, "frida", "frida's port 27042, set-up of the test"},
    };
    char where[PLACES_CAP];
    char text[TEXT_CAP];
    size_t i;

    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        size_t count = places(hints->run, kinds[i].setup, where);

        if (count > 0) {
            note(hints, kinds[i].code,
                 format_text(text, sizeof(text), "%s: %zu endpoint%s (%s)",
                             kinds[i].what, count, count == 1 ? "" : "s",
                             where));
        }
    }
}

static bool has_unconfirmed_name(const struct endpoint *endpoint)
{
    const struct lookup *lookup = endpoint->connection.lookup;
    const char *name;

    return lookup != NULL && lookup->ptr.status == LOOKUP_OK &&
           lookup->ptr.name_count > 0 &&
           key_name(&endpoint->connection, &name) != KNOWN;
}

static void note_names(struct hints *hints)
{
    const struct watch_summary *summary = hints->run->summary;
    char text[TEXT_CAP];
    size_t count = 0;
    size_t i;

    for (i = 0; i < summary->endpoint_count; i++) {
        count += summary->endpoints[i].is_selected &&
                 has_unconfirmed_name(&summary->endpoints[i]);
    }
    if (count > 0) {
        note(hints, "unconfirmed-names",
             format_text(text, sizeof(text),
                         "%zu endpoint%s a name without confirmation: a claim "
                         "of the address owner",
                         count, count == 1 ? " has" : "s have"));
    }
    if (summary->unowned > 0) {
        note(hints, "unattributed",
             format_text(text, sizeof(text),
                         "of %" PRIu64 " connections the owner is unknown; "
                         "they may be any app's",
                         summary->unowned));
    }
}

/* Whether a connection takes the proxy cannot always be told. */
static void note_proxy(struct hints *hints)
{
    const struct network *network = hints->run->network;
    const struct watch_summary *summary = hints->run->summary;
    const struct net_proxy *proxy = network_proxy(network, 0);
    char where[PLACES_CAP];
    char text[TEXT_CAP];
    size_t unknown = 0;
    size_t i;

    for (i = 0; i < summary->endpoint_count; i++) {
        unknown += summary->endpoints[i].is_selected &&
                   summary->endpoints[i].connection.proxied == PROXIED_UNKNOWN;
    }
    if (proxy->host != NULL) {
        size_t count = places(hints->run, SETUP_PROXY, where);

        (void)format_text(text, sizeof(text),
                          "a proxy is set (%s, port %u): %zu endpoint%s to it",
                          proxy->host, proxy->port, count,
                          count == 1 ? " goes" : "s go");
    } else {
        (void)format_text(
            text, sizeof(text), "a proxy is set: a script decides, %s",
            proxy->pac == NULL ? "which is not known" : proxy->pac);
    }
    note(hints, "proxy", text);
    if (unknown > 0) {
        note(hints, "proxy-unknown",
             format_text(text, sizeof(text),
                         "of %zu endpoint%s it is not known whether the proxy "
                         "is the other end",
                         unknown, unknown == 1 ? "" : "s"));
    }
}

static void note_network(struct hints *hints)
{
    const struct network *network = hints->run->network;
    char text[TEXT_CAP];
    size_t i;

    if (network == NULL) {
        return;
    }
    if (network->proxies.len > 0) {
        note_proxy(hints);
    }
    for (i = 0; i < network->interfaces.len; i++) {
        const struct net_interface *one = network_interface(network, i);

        if (one->is_vpn) {
            note(hints, "vpn",
                 format_text(text, sizeof(text), "a VPN is up: %s", one->name));
        }
    }
    if (network->dns_mode != NULL && strcmp(network->dns_mode, "off") != 0) {
        note(hints, "private-dns",
             format_text(text, sizeof(text), "Private DNS: %s%s%s",
                         network->dns_mode,
                         network->dns_host == NULL ? "" : " ",
                         network->dns_host == NULL ? "" : network->dns_host));
    }
}

static void note_looking(struct hints *hints)
{
    const struct watch_summary *summary = hints->run->summary;
    char text[TEXT_CAP];

    if (summary->gaps > 0) {
        note(hints, "gaps",
             format_text(text, sizeof(text),
                         "%" PRIu64 " gap%s, in which nobody looked",
                         summary->gaps, summary->gaps == 1 ? "" : "s"));
    }
    if (summary->path.not_told > 0) {
        note(hints, "path-not-told",
             format_text(text, sizeof(text),
                         "of %zu endpoint%s it is not known which way %s; "
                         "expected: by %s",
                         summary->path.not_told,
                         summary->path.not_told == 1 ? "" : "s",
                         summary->path.not_told == 1 ? "it takes" : "they take",
                         expected_path_name(hints->expected)));
    }
}

static void note_left_out(struct hints *hints)
{
    char text[TEXT_CAP];

    if (hints->left_out > 0) {
        note(hints, "hints-left-out",
             format_text(text, sizeof(text),
                         "%" PRIu64 " more hints are left out: %zu are listed "
                         "at most, by kind",
                         hints->left_out, HINTS_MAX));
    }
}

void hint_note_all(struct hints *hints)
{
    note_left_out(hints);
    note_looking(hints);
    note_setup(hints);
    note_names(hints);
    note_network(hints);
}
