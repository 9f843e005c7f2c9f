/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AOSP: NetworkAgentInfo, LinkProperties, NetworkCapabilities and ProxyInfo,
 * their toString(). See connectivity.h. Forms seen:
 *   5-10  NetworkAgentInfo{ ni{[type: WIFI[], ...]}  network{100} ...
 *         lp{{InterfaceName: wlan0 LinkAddresses: [192.0.2.17/24,] ...
 *   11-   NetworkAgentInfo{network{100}  handle{...}  ni{WIFI CONNECTED ...}
 *         ... lp{{InterfaceName: wlan0 LinkAddresses: [ 192.0.2.17/24 ] ...
 *   all   nc{[ Transports: WIFI|VPN Capabilities: ...
 */
#include "collect/connectivity.h"

#include "base/err.h"
#include "collect/network.h"

#define LINK "lp{{"
#define ABILITIES "nc{[ Transports: "

/* Where word begins, the last time; text.len when it is not there. */
static size_t find_last(struct str text, const char *word)
{
    size_t len = strlen(word);

    for (size_t i = text.len < len ? 0 : text.len - len + 1; i-- > 0;) {
        if (memcmp(text.ptr + i, word, len) == 0) {
            return i;
        }
    }
    return text.len;
}

static size_t find_first(struct str text, const char *word)
{
    size_t len = strlen(word);

    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.ptr + i, word, len) == 0) {
            return i;
        }
    }
    return text.len;
}

static struct str skip(struct str text, size_t count)
{
    text.ptr += count;
    text.len -= count;
    return text;
}

/* What follows word, which stands exactly once. */
static bool after_only(struct str text, const char *word, struct str *out)
{
    size_t at = find_first(text, word);

    if (at == text.len || at != find_last(text, word)) {
        return false;
    }
    *out = skip(text, at + strlen(word));
    return true;
}

/* "WIFI|VPN": a VPN has the transports of what carries it, too. */
static void read_transports(struct str text, struct agent_line *out)
{
    static const struct {
        const char *name;
        const char *kind;
    } known[] = {
        {"WIFI", "wifi"},         {"CELLULAR", "mobile"},
        {"ETHERNET", "ethernet"}, {"BLUETOOTH", "bluetooth"},
        {"USB", "usb-tether"},
    };
    struct cursor cursor = cursor_from(text);
    struct cursor words;
    struct str list;
    struct str word;

    if (!cursor_token(&cursor, &list)) {
        return;
    }
    words = cursor_from(list);
    while (!cursor_is_end(&words)) {
        if (!cursor_until(&words, '|', &word)) {
            word = cursor_rest(&words);
            words.at = words.end;
        }
        out->is_vpn = out->is_vpn || str_is(word, "VPN");
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            if (out->kind == NULL && str_is(word, known[i].name)) {
                out->kind = known[i].kind;
            }
        }
    }
    if (out->is_vpn) {
        out->kind = "vpn";
    }
}

/*
 * Behind the name of the session, which the VPN's app chose. Android 10
 * calls the owner the app that established it.
 */
static void read_owner(struct str abilities, struct agent_line *out)
{
    static const char *const words[] = {
        " OwnerUid: ", " EstablishingVpnAppUid: ", " EstablishingAppUid: "};
    uint64_t uid;

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t at = find_last(abilities, words[i]);
        struct cursor cursor;

        if (at == abilities.len) {
            continue;
        }
        cursor = cursor_from(skip(abilities, at + strlen(words[i])));
        if (cursor_u64(&cursor, UINT32_MAX, &uid)) {
            out->owner_uid = (int64_t)uid;
            return;
        }
    }
}

/*
 * "HttpProxy: [192.0.2.5] 8080 xl=localhost" or "HttpProxy: PAC Script:
 * http://... [localhost] -1", behind the domains, which a DHCP server named.
 */
static void read_proxy(struct str link, struct agent_line *out)
{
    struct str rest;
    struct cursor cursor;
    struct str host;
    uint64_t port;
    size_t at;

    link.len = find_last(link, " Stacked: [");
    rest = skip(link, find_last(link, "MTU: "));
    at = find_first(rest, "HttpProxy: ");
    if (at == rest.len) {
        return;
    }
    cursor = cursor_from(skip(rest, at + strlen("HttpProxy: ")));
    if (cursor_literal(&cursor, "PAC Script: ")) {
        /* Where Android serves the script's answers follows without a blank. */
        if (cursor_token(&cursor, &out->pac)) {
            out->pac.len = find_last(out->pac, "[");
        }
        return;
    }
    if (cursor_char(&cursor, '[') && cursor_until(&cursor, ']', &host) &&
        host.len > 0 && cursor_char(&cursor, ' ') &&
        cursor_u64(&cursor, UINT16_MAX, &port) && port > 0) {
        out->proxy_host = host;
        out->proxy_port = (uint16_t)port;
    }
}

static bool read_link(struct str link, struct agent_line *out)
{
    struct cursor cursor = cursor_from(link);

    if (!cursor_literal(&cursor, "InterfaceName: ") ||
        !cursor_token(&cursor, &out->interface)) {
        return false;
    }
    cursor_skip_blanks(&cursor);
    return cursor_literal(&cursor, "LinkAddresses: [") &&
           cursor_until(&cursor, ']', &out->addresses);
}

int connectivity_parse(struct str line, struct agent_line *out)
{
    struct str link;
    struct str abilities;

    memset(out, 0, sizeof(*out));
    out->owner_uid = -1;
    /* Its first byte may have been taken: see network.c. */
    if (find_first(line, "etworkAgentInfo{") == line.len) {
        return 0;
    }
    if (find_first(line, LINK "InterfaceName: ") == line.len) {
        return 0;
    }
    if (!after_only(line, LINK, &link) ||
        !after_only(link, ABILITIES, &abilities)) {
        return ERR_PROTO;
    }
    link.len = (size_t)(abilities.ptr - link.ptr) - strlen(ABILITIES);
    if (!read_link(link, out)) {
        return ERR_PROTO;
    }
    read_transports(abilities, out);
    if (out->is_vpn) {
        read_owner(abilities, out);
    }
    read_proxy(link, out);
    return 1;
}

bool connectivity_next_address(struct str *addresses, struct addr *out_addr,
                               uint32_t *out_len)
{
    struct cursor cursor = cursor_from(*addresses);
    struct str word;

    while (!cursor_is_end(&cursor)) {
        if (!cursor_until(&cursor, ',', &word)) {
            word = cursor_rest(&cursor);
            cursor.at = cursor.end;
        }
        if (network_parse_prefix(str_trim(word), out_addr, out_len)) {
            *addresses = cursor_rest(&cursor);
            return true;
        }
    }
    addresses->len = 0;
    return false;
}
