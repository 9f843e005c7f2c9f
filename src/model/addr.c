/* SPDX-License-Identifier: Apache-2.0 */
/* Address parsing, formatting and comparing. See addr.h. */
#include "model/addr.h"

#include <string.h>

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0,    0,
                                          0, 0, 0, 0, 0xff, 0xff};

struct addr addr_v4(const uint8_t bytes[4])
{
    struct addr addr = {.family = ADDR_V4};

    memcpy(addr.bytes, bytes, 4);
    return addr;
}

struct addr addr_v6(const uint8_t bytes[16], bool *out_is_mapped)
{
    struct addr addr = {.family = ADDR_V6};

    *out_is_mapped = memcmp(bytes, mapped_prefix, 12) == 0;
    if (*out_is_mapped) {
        return addr_v4(bytes + 12);
    }
    memcpy(addr.bytes, bytes, 16);
    return addr;
}

static unsigned group_at(const struct addr *addr, int index)
{
    return (unsigned)addr->bytes[2 * index] << 8 | addr->bytes[2 * index + 1];
}

/* RFC 5952 4.2: the first longest run of zero groups, of two at least. */
static int longest_zero_run(const struct addr *addr, int *out_len)
{
    int best = -1;
    int best_len = 1;
    int i = 0;

    while (i < 8) {
        int len = 0;

        while (i + len < 8 && group_at(addr, i + len) == 0) {
            len++;
        }
        if (len > best_len) {
            best = i;
            best_len = len;
        }
        i += len + 1;
    }
    *out_len = best_len;
    return best;
}

/* Addresses are most of what is printed, so no printf. Returns the end. */
static char *put_decimal(char *to, unsigned value)
{
    if (value >= 10) {
        if (value >= 100) {
            *to++ = (char)('0' + value / 100);
            value %= 100;
        }
        *to++ = (char)('0' + value / 10);
        value %= 10;
    }
    *to++ = (char)('0' + value);
    return to;
}

static char *put_hex(char *to, unsigned value)
{
    static const char digits[] = "0123456789abcdef";

    if (value >= 0x10) {
        if (value >= 0x100) {
            if (value >= 0x1000) {
                *to++ = digits[value >> 12];
            }
            *to++ = digits[value >> 8 & 0xf];
        }
        *to++ = digits[value >> 4 & 0xf];
    }
    *to++ = digits[value & 0xf];
    return to;
}

static char *format_v4(const struct addr *addr, char *to)
{
    int i;

    for (i = 0; i < 4; i++) {
        if (i > 0) {
            *to++ = '.';
        }
        to = put_decimal(to, addr->bytes[i]);
    }
    return to;
}

static char *format_v6(const struct addr *addr, char *to)
{
    const char *start = to;
    int run_len;
    int run = longest_zero_run(addr, &run_len);
    int i;

    for (i = 0; i < 8; i++) {
        if (i == run) {
            *to++ = ':';
            *to++ = ':';
            i += run_len - 1;
            continue;
        }
        if (to > start && to[-1] != ':') {
            *to++ = ':';
        }
        to = put_hex(to, group_at(addr, i));
    }
    return to;
}

const char *addr_format(const struct addr *addr, char out[ADDR_TEXT_CAP])
{
    char *end = out;

    if (addr->family == ADDR_V4) {
        end = format_v4(addr, out);
    } else if (addr->family == ADDR_V6) {
        end = format_v6(addr, out);
    } else {
        *end++ = '-';
    }
    *end = '\0';
    return out;
}

static bool parse_v4(struct cursor *cursor, uint8_t out[4])
{
    int i;

    for (i = 0; i < 4; i++) {
        const char *start;
        uint64_t value;

        if (i > 0 && !cursor_char(cursor, '.')) {
            return false;
        }
        start = cursor->at;
        if (!cursor_u64(cursor, 255, &value) ||
            (*start == '0' && cursor->at - start > 1)) {
            return false;
        }
        out[i] = (uint8_t)value;
    }
    return true;
}

/* The groups of an IPv6 text before and after "::", as they are read. */
struct v6_groups {
    uint8_t bytes[16];
    int len; /* bytes so far */
    int gap; /* where "::" stands, or -1 */
};

static bool parse_v6_group(struct cursor *cursor, struct v6_groups *groups)
{
    struct cursor quad = *cursor;
    uint64_t value;

    if (groups->len <= 12 && parse_v4(&quad, groups->bytes + groups->len) &&
        cursor_is_end(&quad)) {
        groups->len += 4;
        *cursor = quad;
        return true;
    }
    if (groups->len > 14 || !cursor_hex(cursor, 4, &value)) {
        return false;
    }
    groups->bytes[groups->len++] = (uint8_t)(value >> 8);
    groups->bytes[groups->len++] = (uint8_t)value;
    return true;
}

static bool parse_v6(struct cursor *cursor, uint8_t out[16])
{
    struct v6_groups groups = {.len = 0, .gap = -1};
    int tail;

    if (cursor_literal(cursor, "::")) {
        groups.gap = 0;
    }
    while (!cursor_is_end(cursor)) {
        if (!parse_v6_group(cursor, &groups)) {
            return false;
        }
        if (cursor_is_end(cursor)) {
            break;
        }
        if (groups.gap < 0 && cursor_literal(cursor, "::")) {
            groups.gap = groups.len;
        } else if (!cursor_char(cursor, ':') || cursor_is_end(cursor)) {
            return false;
        }
    }
    if (groups.gap < 0 ? groups.len != 16 : groups.len > 14) {
        return false;
    }
    tail = groups.gap < 0 ? 0 : groups.len - groups.gap;
    memset(out, 0, 16);
    memcpy(out, groups.bytes, (size_t)(groups.len - tail));
    memcpy(out + 16 - tail, groups.bytes + groups.len - tail, (size_t)tail);
    return true;
}

bool addr_parse(struct str text, struct addr *out)
{
    struct cursor cursor = cursor_from(text);
    uint8_t bytes[16];
    bool is_mapped;

    if (parse_v4(&cursor, bytes) && cursor_is_end(&cursor)) {
        *out = addr_v4(bytes);
        return true;
    }
    cursor = cursor_from(text);
    if (!parse_v6(&cursor, bytes)) {
        return false;
    }
    *out = addr_v6(bytes, &is_mapped);
    return true;
}

int addr_compare(const struct addr *a, const struct addr *b)
{
    if (a->family != b->family) {
        return a->family < b->family ? -1 : 1;
    }
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

bool addr_is_unspecified(const struct addr *addr)
{
    static const uint8_t zero[16];

    return memcmp(addr->bytes, zero, sizeof(zero)) == 0;
}

bool addr_is_loopback(const struct addr *addr)
{
    static const uint8_t one[16] = {0, 0, 0, 0, 0, 0, 0, 0,
                                    0, 0, 0, 0, 0, 0, 0, 1};

    return addr->family == ADDR_V4 ? addr->bytes[0] == 127
                                   : memcmp(addr->bytes, one, sizeof(one)) == 0;
}

bool addr_in_prefix(const struct addr *addr, const struct addr *prefix,
                    unsigned prefix_len)
{
    unsigned most = addr->family == ADDR_V4 ? 32 : 128;
    unsigned whole = prefix_len / 8;
    unsigned rest = prefix_len % 8;
    uint8_t mask = (uint8_t)(0xff00u >> rest);

    if (addr->family != prefix->family || prefix_len > most ||
        memcmp(addr->bytes, prefix->bytes, whole) != 0) {
        return false;
    }
    return rest == 0 ||
           ((addr->bytes[whole] ^ prefix->bytes[whole]) & mask) == 0;
}
