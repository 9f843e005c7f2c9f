/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a WHAT and matching endpoints. See target.h. */
#include "track/target.h"

#define NAME_CAP 256

bool target_is_who(const struct target *target)
{
    return target->kind != TARGET_ENDPOINT;
}

bool target_is_loopback(const struct target *target)
{
    return target->kind == TARGET_ENDPOINT &&
           target->addr.family != ADDR_NONE && addr_is_loopback(&target->addr);
}

bool target_is_glob(const char *name)
{
    return strpbrk(name, "*?[") != NULL;
}

static int parse_number(const char *text, struct target *out, struct err *err)
{
    uint64_t value;

    if (!str_to_u64(str_from(text), UINT32_MAX, &value)) {
        return err_set(err, ERR_USAGE, "%s: not a number from 0 to 4294967295",
                       out->asked);
    }
    out->number = (uint32_t)value;
    return 0;
}

/* What Android allows in package and process names, and globs. */
static int parse_name(const char *text, struct target *out, struct err *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789._:@/-*?[]!^";
    size_t len = strlen(text);

    if (len == 0 || len > NAME_CAP || strspn(text, allowed) != len) {
        return err_set(err, ERR_USAGE,
                       "'%.100s' is no package, process, pid:N, uid:N, :PORT, "
                       "address or prefix",
                       out->asked);
    }
    out->name = text;
    return 0;
}

static bool parse_port(struct str text, uint16_t *out)
{
    uint64_t value;

    if (!str_to_u64(text, UINT16_MAX, &value) || value == 0) {
        return false;
    }
    *out = (uint16_t)value;
    return true;
}

/* "203.0.113.0/24", "2001:db8::/32", or a plain address. */
static bool parse_prefix(struct str text, struct target *out)
{
    struct cursor cursor = cursor_from(text);
    struct str addr = text;
    unsigned max;
    uint64_t len;

    if (cursor_until(&cursor, '/', &addr)) {
        if (!addr_parse(addr, &out->addr)) {
            return false;
        }
        max = out->addr.family == ADDR_V4 ? 32 : 128;
        if (!str_to_u64(cursor_rest(&cursor), max, &len)) {
            return false;
        }
        out->prefix_len = (unsigned)len;
        return true;
    }
    if (!addr_parse(text, &out->addr)) {
        return false;
    }
    out->prefix_len = out->addr.family == ADDR_V4 ? 32 : 128;
    return true;
}

/* "203.0.113.10:443" or "[2001:db8::1]:443" or "[2001:db8::1]". */
static bool parse_endpoint(struct str text, struct target *out)
{
    const char *colon = NULL;
    struct str addr;
    size_t i;

    if (text.len > 2 && text.ptr[0] == '[') {
        struct cursor cursor = {text.ptr + 1, text.ptr + text.len};

        if (!cursor_until(&cursor, ']', &addr) || !parse_prefix(addr, out)) {
            return false;
        }
        return cursor_is_end(&cursor) ||
               (cursor_char(&cursor, ':') &&
                parse_port(cursor_rest(&cursor), &out->port));
    }
    if (parse_prefix(text, out)) {
        return true;
    }
    for (i = 0; i < text.len; i++) {
        if (text.ptr[i] == ':') {
            colon = text.ptr + i;
        }
    }
    if (colon == NULL) {
        return false;
    }
    addr = text;
    addr.len = (size_t)(colon - text.ptr);
    text.len -= addr.len + 1;
    text.ptr = colon + 1;
    return parse_prefix(addr, out) && out->addr.family == ADDR_V4 &&
           parse_port(text, &out->port);
}

/* "192.0.2.300", "203.0.113.0/64", "2001:db8:::1": meant as an address. */
static bool looks_like_address(const char *text)
{
    size_t len = strlen(text);

    return strspn(text, "0123456789./:") == len ||
           (strspn(text, "0123456789abcdefABCDEF.:/[]") == len &&
            strpbrk(text, ":/[") != NULL);
}

static const struct {
    const char *prefix;
    enum target_kind kind;
} prefixes[] = {
    {"pid:", TARGET_PID},
    {"uid:", TARGET_UID},
    {"pkg:", TARGET_PACKAGE},
    {"proc:", TARGET_PROCESS},
};

static int parse_plain(const char *text, struct target *out, struct err *err)
{
    if (text[0] == ':' && text[1] != ':') {
        out->kind = TARGET_ENDPOINT;
        if (!parse_port(str_from(text + 1), &out->port)) {
            return err_set(err, ERR_USAGE, "%s: a port is 1 to 65535", text);
        }
        return 0;
    }
    if (strspn(text, "0123456789") == strlen(text) && text[0] != '\0') {
        out->kind = TARGET_PID;
        return parse_number(text, out, err);
    }
    if (parse_endpoint(str_from(text), out)) {
        out->kind = TARGET_ENDPOINT;
        return 0;
    }
    if (text[0] != '\0' && looks_like_address(text)) {
        return err_set(err, ERR_USAGE, "'%s' is no address, prefix or port",
                       text);
    }
    out->kind = TARGET_NAME;
    return parse_name(text, out, err);
}

int target_parse(const char *text, struct target *out, struct err *err)
{
    size_t i;

    memset(out, 0, sizeof(*out));
    out->asked = text;
    for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        const char *rest = text + strlen(prefixes[i].prefix);

        if (!str_starts(str_from(text), prefixes[i].prefix)) {
            continue;
        }
        out->kind = prefixes[i].kind;
        return out->kind == TARGET_PID || out->kind == TARGET_UID
                   ? parse_number(rest, out, err)
                   : parse_name(rest, out, err);
    }
    return parse_plain(text, out, err);
}

bool target_matches_endpoint(const struct target *target,
                             const struct sock_row *row)
{
    bool is_local = target->port == 0 || target->port == row->local_port;
    bool is_remote = target->port == 0 || target->port == row->remote_port;

    if (target->addr.family != ADDR_NONE) {
        is_local = is_local && addr_in_prefix(&row->local, &target->addr,
                                              target->prefix_len);
        is_remote = is_remote && addr_in_prefix(&row->remote, &target->addr,
                                                target->prefix_len);
    }
    return is_local || is_remote;
}
