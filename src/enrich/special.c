/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table. Source: the IANA IPv4 and IPv6 Special-Purpose Address
 * Registries (RFC 6890 and what updates it) as of 2026-07-18: the rows that
 * are not globally reachable, and the exceptions inside them; multicast by
 * RFC 5771 and RFC 4291; ::/96 and fec0::/10 by RFC 4291 and RFC 3879; all
 * outside of 2000::/3 because nothing else is allocated. Labels are ours.
 * ORCHIDv2 and DRIP are reachable by the registry, but are no addresses
 * that a name server knows.
 */
#include "enrich/special.h"

#include <string.h>

struct row4 {
    uint8_t bytes[4];
    uint8_t len;
    bool is_local;
    const char *label; /* NULL: global, an exception to a later row */
};

struct row6 {
    uint16_t groups[8];
    uint8_t len;
    bool is_local;
    const char *label;
};

/* The first that matches counts: the longer prefix stands first. */
static const struct row4 table4[] = {
    {{0, 0, 0, 0}, 32, false, "unspecified"},
    {{0, 0, 0, 0}, 8, false, "this network"},
    {{10, 0, 0, 0}, 8, true, "private"},
    {{100, 64, 0, 0}, 10, true, "carrier NAT"},
    {{127, 0, 0, 0}, 8, false, "loopback"},
    {{169, 254, 0, 0}, 16, true, "link-local"},
    {{172, 16, 0, 0}, 12, true, "private"},
    {{192, 0, 0, 9}, 32, false, NULL},
    {{192, 0, 0, 10}, 32, false, NULL},
    {{192, 0, 0, 0}, 29, false, "464XLAT"},
    {{192, 0, 0, 0}, 24, false, "IETF protocol"},
    {{192, 0, 2, 0}, 24, false, "documentation"},
    {{192, 88, 99, 0}, 24, false, "6to4 relay"},
    {{192, 168, 0, 0}, 16, true, "private"},
    {{198, 18, 0, 0}, 15, false, "benchmarking"},
    {{198, 51, 100, 0}, 24, false, "documentation"},
    {{203, 0, 113, 0}, 24, false, "documentation"},
    {{224, 0, 0, 0}, 4, false, "multicast"},
    {{255, 255, 255, 255}, 32, false, "broadcast"},
    {{240, 0, 0, 0}, 4, false, "reserved"},
};

static const struct row6 table6[] = {
    {{0}, 128, false, "unspecified"},
    {{0, 0, 0, 0, 0, 0, 0, 1}, 128, false, "loopback"},
    {{0}, 96, false, "IPv4-compatible"},
    {{0x64, 0xff9b, 1}, 48, false, "local NAT64"},
    {{0x100}, 64, false, "discard"},
    {{0x100, 0, 0, 1}, 64, false, "dummy"},
    {{0x2001, 1, 0, 0, 0, 0, 0, 1}, 128, false, NULL},
    {{0x2001, 1, 0, 0, 0, 0, 0, 2}, 128, false, NULL},
    {{0x2001, 1, 0, 0, 0, 0, 0, 3}, 128, false, NULL},
    {{0x2001, 2}, 48, false, "benchmarking"},
    {{0x2001, 3}, 32, false, NULL},
    {{0x2001, 4, 0x112}, 48, false, NULL},
    {{0x2001, 0x10}, 28, false, "ORCHID"},
    {{0x2001, 0x20}, 28, false, "ORCHID"},
    {{0x2001, 0x30}, 28, false, "drone id"},
    {{0x2001}, 23, false, "IETF protocol"},
    {{0x2001, 0xdb8}, 32, false, "documentation"},
    {{0x3fff}, 20, false, "documentation"},
    {{0x2000}, 3, false, NULL},
    {{0x5f00}, 16, false, "SRv6"},
    {{0xfc00}, 7, true, "private"},
    {{0xfe80}, 10, true, "link-local"},
    {{0xfec0}, 10, true, "site-local"},
    {{0xff00}, 8, false, "multicast"},
    {{0}, 0, false, "unallocated"},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void set(struct special *out, const char *label, bool is_local)
{
    out->label = label;
    out->is_local = is_local;
}

static void look4(struct special *out)
{
    size_t i;

    for (i = 0; i < COUNT(table4); i++) {
        struct addr prefix = addr_v4(table4[i].bytes);

        if (addr_in_prefix(&out->addr, &prefix, table4[i].len)) {
            set(out, table4[i].label, table4[i].is_local);
            return;
        }
    }
}

static void look6(struct special *out)
{
    size_t i;
    size_t k;

    for (i = 0; i < COUNT(table6); i++) {
        struct addr prefix = {.family = ADDR_V6};

        for (k = 0; k < 8; k++) {
            prefix.bytes[2 * k] = (uint8_t)(table6[i].groups[k] >> 8);
            prefix.bytes[2 * k + 1] = (uint8_t)table6[i].groups[k];
        }
        if (addr_in_prefix(&out->addr, &prefix, table6[i].len)) {
            set(out, table6[i].label, table6[i].is_local);
            return;
        }
    }
}

/* RFC 6052 with the well-known prefix, RFC 3056, RFC 4380. */
static void unwrap(const struct addr *addr, struct special *out)
{
    static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};
    const uint8_t *bytes = addr->bytes;
    uint8_t flipped[4];
    size_t i;

    out->addr = *addr;
    if (addr->family != ADDR_V6) {
        return;
    }
    if (memcmp(bytes, nat64, sizeof(nat64)) == 0) {
        out->addr = addr_v4(bytes + 12);
        out->wrap = "nat64";
    } else if (bytes[0] == 0x20 && bytes[1] == 0x02) {
        out->addr = addr_v4(bytes + 2);
        out->wrap = "6to4";
    } else if (memcmp(bytes, "\x20\x01\x00\x00", 4) == 0) {
        for (i = 0; i < 4; i++) {
            flipped[i] = (uint8_t)~bytes[12 + i];
        }
        out->addr = addr_v4(flipped);
        out->wrap = "teredo";
    }
}

static bool is_exempt(const struct addr *addr,
                      const struct special_exceptions *exceptions)
{
    size_t i;

    for (i = 0; exceptions != NULL && i < exceptions->count; i++) {
        if (addr_in_prefix(addr, &exceptions->prefixes[i].addr,
                           exceptions->prefixes[i].len)) {
            return true;
        }
    }
    return false;
}

void special_look(const struct addr *addr,
                  const struct special_exceptions *exceptions,
                  struct special *out)
{
    memset(out, 0, sizeof(*out));
    unwrap(addr, out);
    if (is_exempt(&out->addr, exceptions)) {
        return;
    }
    if (out->addr.family == ADDR_V4) {
        look4(out);
    } else if (out->addr.family == ADDR_V6) {
        look6(out);
    } else {
        out->label = "no address";
    }
}

/* No bit is set behind the prefix. */
static bool is_clean(const struct special_prefix *prefix, unsigned most)
{
    unsigned i;

    for (i = prefix->len; i < most; i++) {
        if ((prefix->addr.bytes[i / 8] >> (7 - i % 8) & 1) != 0) {
            return false;
        }
    }
    return true;
}

bool special_parse_prefix(struct str text, struct special_prefix *out)
{
    struct cursor cursor = cursor_from(text);
    struct str address;
    uint64_t len;
    unsigned most;
    bool has_len = cursor_until(&cursor, '/', &address);

    if (!addr_parse(has_len ? address : text, &out->addr)) {
        return false;
    }
    most = out->addr.family == ADDR_V4 ? 32 : 128;
    out->len = most;
    if (has_len) {
        if (!str_to_u64(cursor_rest(&cursor), most, &len)) {
            return false;
        }
        out->len = (unsigned)len;
    }
    return is_clean(out, most);
}
