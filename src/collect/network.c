/* SPDX-License-Identifier: Apache-2.0 */
/* See network.h. */
#include "collect/network.h"

#include "base/err.h"

#define INDEX_MAX INT32_MAX

bool network_parse_prefix(struct str text, struct addr *out_addr,
                          uint32_t *out_len)
{
    struct cursor cursor = cursor_from(text);
    struct str addr;
    uint64_t len;
    uint64_t most;

    if (!cursor_until(&cursor, '/', &addr)) {
        addr = text;
        cursor.at = cursor.end;
    }
    if (!addr_parse(addr, out_addr)) {
        return false;
    }
    most = out_addr->family == ADDR_V4 ? 32 : 128;
    if (addr.len == text.len) {
        *out_len = (uint32_t)most;
        return true;
    }
    if (!str_to_u64(cursor_rest(&cursor), most, &len)) {
        return false;
    }
    *out_len = (uint32_t)len;
    return true;
}

/* "rmnet0@rmnet_ipa0": the interface, and the one below it. */
static struct str without_parent(struct str name)
{
    struct cursor cursor = cursor_from(name);
    struct str out;

    return cursor_until(&cursor, '@', &out) ? out : name;
}

int network_parse_address(struct str line, struct address_line *out)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct str family;
    struct str text;
    uint64_t index;

    if (cursor_is_end(&cursor)) {
        return 0;
    }
    if (!cursor_u64(&cursor, INDEX_MAX, &index) || !cursor_char(&cursor, ':') ||
        !cursor_token(&cursor, &out->interface) ||
        !cursor_token(&cursor, &family) || !cursor_token(&cursor, &text) ||
        (!str_is(family, "inet") && !str_is(family, "inet6")) ||
        !network_parse_prefix(text, &out->addr, &out->prefix_len)) {
        return ERR_PROTO;
    }
    out->interface = without_parent(out->interface);
    return out->interface.len > 0 ? 1 : ERR_PROTO;
}

static bool is_nothing(struct str value)
{
    return value.len == 0 || str_is(value, "null") || str_is(value, ":0");
}

/*
 * The phone's shell takes the first byte of a list to see whether anything
 * comes, so that the first line can lack it.
 */
static bool is_key(struct str key, const char *name)
{
    return str_is(key, name) || str_is(key, name + 1);
}

enum setting network_parse_setting(struct str line, struct str *out_value)
{
    static const struct {
        const char *name;
        enum setting setting;
    } names[] = {
        {"http_proxy", SETTING_HTTP_PROXY},
        {"global_http_proxy_host", SETTING_GLOBAL_PROXY_HOST},
        {"global_http_proxy_port", SETTING_GLOBAL_PROXY_PORT},
        {"global_proxy_pac_url", SETTING_GLOBAL_PROXY_PAC},
        {"private_dns_mode", SETTING_DNS_MODE},
        {"private_dns_default_mode", SETTING_DNS_DEFAULT_MODE},
        {"private_dns_specifier", SETTING_DNS_HOST},
    };
    struct cursor cursor = cursor_from(str_trim(line));
    struct str key;
    enum setting setting = SETTING_OTHER;

    if (!cursor_until(&cursor, '=', &key)) {
        setting = SETTING_HTTP_PROXY;
    }
    for (size_t i = 0;
         setting == SETTING_OTHER && i < sizeof(names) / sizeof(names[0]);
         i++) {
        if (is_key(key, names[i].name)) {
            setting = names[i].setting;
        }
    }
    *out_value = cursor_rest(&cursor);
    if (is_nothing(*out_value)) {
        out_value->len = 0;
    }
    return setting;
}

bool network_parse_host_port(struct str text, struct str *out_host,
                             uint16_t *out_port)
{
    struct str host = text;
    uint64_t port;

    while (host.len > 0 && host.ptr[host.len - 1] != ':') {
        host.len--;
    }
    text.ptr += host.len;
    text.len -= host.len;
    if (host.len < 2 || !str_to_u64(text, UINT16_MAX, &port) || port == 0) {
        return false;
    }
    host.len--;
    if (host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']') {
        host.ptr++;
        host.len -= 2;
    }
    *out_host = host;
    *out_port = (uint16_t)port;
    return true;
}

const char *network_dns_mode(struct str word)
{
    static const char *const modes[] = {"off", "opportunistic", "hostname"};

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (str_is(word, modes[i])) {
            return modes[i];
        }
    }
    return NULL;
}
