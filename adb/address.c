/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as text. See address.h. */
#include "address.h"

#include "fail.h"

#include <adb/device.h>

#include "base/cursor.h"

#include <stdio.h>
#include <string.h>

static bool is_host_char(char c)
{
    return c > ' ' && c < 0x7f && strchr("[]/,;\"'", c) == NULL;
}

static bool is_host(struct str host, size_t cap)
{
    size_t i;

    if (host.len == 0 || host.len >= cap) {
        return false;
    }
    for (i = 0; i < host.len; i++) {
        if (!is_host_char(host.ptr[i])) {
            return false;
        }
    }
    return true;
}

static void copy_host(char *out, struct str host)
{
    memcpy(out, host.ptr, host.len);
    out[host.len] = '\0';
}

static bool read_port(struct str text, uint16_t *out)
{
    uint64_t port;

    if (!str_to_u64(text, UINT16_MAX, &port) || port == 0) {
        return false;
    }
    *out = (uint16_t)port;
    return true;
}

/* "[V6]" and "[V6]:PORT", the bracket is taken already. */
static bool split_brackets(struct cursor *cursor, struct str *host,
                           uint16_t *port)
{
    if (!cursor_until(cursor, ']', host)) {
        return false;
    }
    if (cursor_is_end(cursor)) {
        return true;
    }
    return cursor_char(cursor, ':') && read_port(cursor_rest(cursor), port);
}

static bool split(struct str text, struct str *host, uint16_t *port)
{
    struct cursor cursor = cursor_from(text);
    struct str rest;

    *port = 0;
    if (cursor_char(&cursor, '[')) {
        return split_brackets(&cursor, host, port);
    }
    if (!cursor_until(&cursor, ':', host)) {
        *host = text;
        return true;
    }
    rest = cursor_rest(&cursor);
    if (rest.len > 0 && memchr(rest.ptr, ':', rest.len) != NULL) {
        *host = text; /* more than one colon: a bare IPv6 address */
        return true;
    }
    return read_port(rest, port);
}

int adb_split_host_port(const char *text, char *host, size_t host_cap,
                        uint16_t *out_port, struct adb_err *err)
{
    struct str name;
    uint16_t port;

    if (!split(str_from(text), &name, &port) || !is_host(name, host_cap)) {
        return fail_with(err, ADB_ERR_ARG,
                         "\"%.100s\" is not HOST, HOST:PORT or [IPV6]:PORT",
                         text);
    }
    copy_host(host, name);
    *out_port = port;
    return 0;
}

static bool parse_tcp(struct str text, struct adb_server_addr *out)
{
    struct str host;

    if (read_port(text, &out->port)) {
        return true; /* "tcp:PORT" */
    }
    if (!split(text, &host, &out->port) || !is_host(host, sizeof(out->host))) {
        return false;
    }
    copy_host(out->host, host);
    return true;
}

static bool parse_path(struct str path, struct adb_server_addr *out)
{
    if (path.len == 0 || path.len >= sizeof(out->path)) {
        return false;
    }
    memcpy(out->path, path.ptr, path.len);
    return true;
}

int adb_server_addr_parse(const char *text, struct adb_server_addr *out,
                          struct adb_err *err)
{
    struct cursor cursor = cursor_from(str_from(text));
    bool is_good = false;

    memset(out, 0, sizeof(*out));
    if (cursor_literal(&cursor, "tcp:")) {
        is_good = parse_tcp(cursor_rest(&cursor), out);
    } else if (cursor_literal(&cursor, "localfilesystem:")) {
        is_good = parse_path(cursor_rest(&cursor), out);
    }
    if (!is_good) {
        memset(out, 0, sizeof(*out));
        return fail_with(err, ADB_ERR_ARG,
                         "\"%.100s\" is no address of an adb server; write "
                         "tcp:PORT, tcp:HOST:PORT or localfilesystem:/PATH",
                         text);
    }
    return 0;
}

int adb_server_addr_from(const char *host, const char *port,
                         struct adb_server_addr *out, struct adb_err *err)
{
    memset(out, 0, sizeof(*out));
    if (host != NULL && host[0] != '\0') {
        if (!is_host(str_from(host), sizeof(out->host))) {
            return fail_with(err, ADB_ERR_ARG,
                             "\"%.100s\" is no host name or address", host);
        }
        copy_host(out->host, str_from(host));
    }
    if (port != NULL && port[0] != '\0' &&
        !read_port(str_from(port), &out->port)) {
        memset(out, 0, sizeof(*out));
        return fail_with(err, ADB_ERR_ARG,
                         "\"%.100s\" is no port; ports go from 1 to 65535",
                         port);
    }
    return 0;
}

void address_format(char *out, size_t cap, const char *host, uint16_t port)
{
    bool is_v6 = strchr(host, ':') != NULL;

    (void)snprintf(out, cap, "%s%s%s:%u", is_v6 ? "[" : "", host,
                   is_v6 ? "]" : "", (unsigned)port);
}

void address_format_server(char out[ADDRESS_TEXT_CAP],
                           const struct adb_server_addr *addr)
{
    if (addr->path[0] != '\0') {
        (void)snprintf(out, ADDRESS_TEXT_CAP, "%s", addr->path);
        return;
    }
    address_format(out, ADDRESS_TEXT_CAP,
                   addr->host[0] == '\0' ? "127.0.0.1" : addr->host,
                   addr->port == 0 ? ADB_SERVER_PORT_DEFAULT : addr->port);
}
