/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See netstat_end.h. What netstats do to addresses, all seen:
 *
 * - toybox and net-tools cut the address, not the port, so that both fit 23
 *   columns (toybox -W: 51); toybox 0.7.0 cuts the port as well.
 * - toybox from 0.8.5 on, asked for names, prints what the buffer held
 *   before when it finds none: "v:8443:9090:9090", "0.0.0.0:*:47369", at
 *   first even bytes of anything.
 * - busybox prints raw6 addresses with a random zone: "::%641546909:58".
 */
#include "collect/netstat_end.h"

#include "base/err.h"
#include "collect/netstat_services.h"
#include "model/sock.h"

/* A host name (RFC 1035) and a port. */
#define TEXT_MAX 262

static bool has_only(struct str text, const char *others)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') ||
              (c != '\0' && strchr(others, c) != NULL))) {
            return false;
        }
    }
    return true;
}

static size_t count_of(struct str text, char want)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++) {
        count += text.ptr[i] == want;
    }
    return count;
}

/* Splits at the last colon; false without one. */
static bool split(struct str token, struct str *host, struct str *port)
{
    size_t at = token.len;

    while (at > 0 && token.ptr[at - 1] != ':') {
        at--;
    }
    if (at == 0) {
        return false;
    }
    host->ptr = token.ptr;
    host->len = at - 1;
    port->ptr = token.ptr + at;
    port->len = token.len - at;
    return true;
}

/*
 * Shaped as an IPv6 address, or as the beginning of one: groups of up to
 * four digits, one "::" at most, dots only of a v4-mapped address.
 */
static bool is_v6_host(struct str host)
{
    size_t colons = 0;
    size_t gaps = 0;
    size_t digits = 0;

    for (size_t i = 0; i < host.len && host.ptr[i] != '%'; i++) {
        char c = host.ptr[i];
        bool is_gap = c == ':' && i > 0 && host.ptr[i - 1] == ':';

        digits = cursor_hex_digit[(unsigned char)c] >= 0 ? digits + 1 : 0;
        if (digits > 4 || (digits == 0 && c != ':' && c != '.') ||
            (c == '.' && !str_starts(host, "::"))) {
            return false;
        }
        colons += c == ':';
        gaps += is_gap;
    }
    return colons > 1 && gaps < 2;
}

bool netstat_end_is_v6(struct str token)
{
    struct str host;
    struct str port;

    return split(token, &host, &port) && is_v6_host(host);
}

/* Also of nothing at all. */
static bool is_digits(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
    }
    return true;
}

/* 1: known. 0: a name nobody knows here. < 0: not a port. */
static int read_port(struct str text, bool is_raw, uint16_t *out)
{
    uint64_t number;

    *out = 0;
    if (str_is(text, "*")) {
        return 1;
    }
    if (str_to_u64(text, UINT16_MAX, &number)) {
        *out = (uint16_t)number;
        return 1;
    }
    if (is_digits(text) || !has_only(text, "-_.+/")) {
        return ERR_PROTO;
    }
    return is_raw ? netstat_protocol_number(text, out)
                  : netstat_service_port(text, out);
}

/* Without brackets and zone. */
static struct str bare(struct str host)
{
    if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']') {
        host.ptr++;
        host.len -= 2;
    }
    for (size_t i = 0; i < host.len; i++) {
        if (host.ptr[i] == '%') {
            host.len = i;
        }
    }
    return host;
}

/* "*" is any address; its family is the row's. */
static bool read_addr(struct str host, const struct netstat_end_how *how,
                      struct netstat_end *out)
{
    host = bare(host);
    if (str_is(host, "*")) {
        host = str_from(how->is_v6_label ? "::" : "0.0.0.0");
    }
    if (!addr_parse(host, &out->addr)) {
        return false;
    }
    out->is_family_known = true;
    if (out->addr.family == ADDR_V6) {
        out->family = SOCK_IPV6;
    } else if (count_of(host, ':') > 0) {
        out->family = SOCK_IPV4_MAPPED;
    } else {
        out->is_whole_v4 = true;
        out->family = how->is_v6_label ? SOCK_IPV4_MAPPED : SOCK_IPV4;
    }
    return true;
}

static void guess_family(struct str host, struct netstat_end *out)
{
    if (!is_v6_host(host)) {
        return;
    }
    out->is_family_known = true;
    out->family = str_starts(host, "::ffff:") && count_of(host, '.') > 0
                      ? SOCK_IPV4_MAPPED
                      : SOCK_IPV6;
}

static bool is_suspect(struct str token, const struct netstat_end_how *how)
{
    return token.len > 0 &&
           (token.len == how->widths[0] || token.len == how->widths[1]);
}

/* Of a text that may have been cut only the port is taken, if that. */
static int read_cut(struct str token, const struct netstat_end_how *how,
                    struct netstat_end *out)
{
    struct str port;
    int rc = 0;

    out->is_cut = true;
    out->text = token;
    if (split(token, &out->text, &port)) {
        rc = how->is_port_cut ? 0 : read_port(port, how->is_raw, &out->port);
    } else if (!has_only(token, "-_.")) {
        rc = ERR_PROTO;
    }
    out->is_garbled = !has_only(out->text, "-_.") && !is_v6_host(out->text);
    guess_family(out->text, out);
    if (rc <= 0 || out->text.len == 0) {
        out->text = token;
    }
    return rc < 0 ? rc : 0;
}

int netstat_end_parse(struct str token, const struct netstat_end_how *how,
                      struct netstat_end *out)
{
    struct str host;
    struct str port;
    int rc;

    memset(out, 0, sizeof(*out));
    if (token.len > TEXT_MAX ||
        (!how->may_be_garbage && !has_only(token, ".-_:*[]%+/"))) {
        return ERR_PROTO;
    }
    if (is_suspect(token, how)) {
        return read_cut(token, how, out);
    }
    if (!split(token, &host, &port)) {
        return ERR_PROTO;
    }
    rc = read_port(port, how->is_raw, &out->port);
    if (rc < 0) {
        return rc;
    }
    out->text = rc == 0 || host.len == 0 ? token : host;
    if (read_addr(host, how, out)) {
        if (rc > 0) {
            out->text.len = 0;
        }
        return 0;
    }
    out->is_garbled = !has_only(host, "-_.") || host.len == 0;
    out->is_cut = out->is_garbled;
    return 0;
}
