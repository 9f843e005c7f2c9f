/* SPDX-License-Identifier: Apache-2.0 */
/* See holding.h. */
#include "enrich/holding.h"

#include "base/format.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* Bytes of the well-formed character here (RFC 3629), or 0. */
static size_t utf8_len(const unsigned char *at, size_t left)
{
    size_t len = at[0] < 0x80                     ? 1
                 : at[0] >= 0xc2 && at[0] <= 0xdf ? 2
                 : (at[0] & 0xf0) == 0xe0         ? 3
                 : at[0] >= 0xf0 && at[0] <= 0xf4 ? 4
                                                  : 0;
    size_t i;

    if (len == 0 || len > left) {
        return 0;
    }
    for (i = 1; i < len; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f)) {
        return 0;
    }
    return len;
}

static bool is_utf8(struct str text)
{
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    size_t i = 0;

    while (i < text.len) {
        size_t len = utf8_len(bytes + i, text.len - i);

        if (len == 0) {
            return false;
        }
        i += len;
    }
    return true;
}

/* One Latin-1 byte as UTF-8. */
static size_t from_latin1(unsigned char byte, char out[4])
{
    if (byte < 0x80) {
        out[0] = (char)byte;
        return 1;
    }
    if (byte < 0xa0) {
        memcpy(out, REPLACEMENT, 3);
        return 3;
    }
    out[0] = (char)(0xc0 | byte >> 6);
    out[1] = (char)(0x80 | (byte & 0x3f));
    return 2;
}

void holding_text(struct str text, char out[HOLDING_TEXT_CAP])
{
    bool is_clean;
    size_t used = 0;
    size_t i = 0;

    text = str_trim(text);
    is_clean = is_utf8(text);
    while (i < text.len && text.ptr[i] != '\0') {
        char latin[4];
        const char *from = is_clean ? text.ptr + i : latin;
        unsigned char byte = (unsigned char)text.ptr[i];
        size_t len = is_clean ? utf8_len((const unsigned char *)text.ptr + i,
                                         text.len - i)
                              : from_latin1(byte, latin);

        if (used + len >= HOLDING_TEXT_CAP) {
            break;
        }
        memcpy(out + used, from, len);
        used += len;
        i += is_clean ? len : 1;
    }
    out[used] = '\0';
}

void holding_country(struct str text, char out[HOLDING_COUNTRY_CAP])
{
    size_t i;

    text = str_trim(text);
    memset(out, 0, HOLDING_COUNTRY_CAP);
    for (i = 0; text.len == 2 && i < 2; i++) {
        char letter = text.ptr[i];

        letter = letter >= 'a' && letter <= 'z' ? (char)(letter - 32) : letter;
        if (letter < 'A' || letter > 'Z') {
            out[0] = '\0';
            return;
        }
        out[i] = letter;
    }
    if (strcmp(out, "ZZ") == 0 || strcmp(out, "EU") == 0) {
        out[0] = '\0';
    }
}

static unsigned bits_of(const struct addr *addr)
{
    return addr->family == ADDR_V4 ? 32 : 128;
}

struct addr holding_masked(const struct addr *addr, unsigned len)
{
    struct addr masked = *addr;
    unsigned i;

    for (i = 0; i < bits_of(addr) / 8; i++) {
        unsigned keep = len > 8 * i ? len - 8 * i : 0;

        if (keep < 8) {
            masked.bytes[i] &= (uint8_t)(0xff00 >> keep);
        }
    }
    return masked;
}

static struct addr last_of(const struct addr *addr, unsigned len)
{
    struct addr last = holding_masked(addr, len);
    unsigned i;

    for (i = len; i < bits_of(addr); i++) {
        last.bytes[i / 8] |= (uint8_t)(0x80 >> i % 8);
    }
    return last;
}

/* "192.0.2/24" as LACNIC writes it: the rest is zeros. */
static bool parse_short(struct str text, struct addr *out)
{
    struct cursor cursor = cursor_from(text);
    uint8_t bytes[4] = {0};
    size_t i = 0;

    do {
        uint64_t value;

        if (i == 4 || !cursor_u64(&cursor, 255, &value)) {
            return false;
        }
        bytes[i++] = (uint8_t)value;
    } while (cursor_char(&cursor, '.'));
    *out = addr_v4(bytes);
    return cursor_is_end(&cursor);
}

static bool parse_prefix(struct str address, struct str rest, struct addr *low,
                         struct addr *high)
{
    struct addr addr;
    uint64_t len;

    if ((!addr_parse(address, &addr) && !parse_short(address, &addr)) ||
        !str_to_u64(str_trim(rest), bits_of(&addr), &len)) {
        return false;
    }
    *low = holding_masked(&addr, (unsigned)len);
    *high = last_of(&addr, (unsigned)len);
    return true;
}

bool holding_range(struct str text, struct addr *low, struct addr *high)
{
    struct cursor cursor = cursor_from(str_trim(text));
    struct str first;

    if (cursor_until(&cursor, '/', &first)) {
        return parse_prefix(first, cursor_rest(&cursor), low, high);
    }
    if (!cursor_until(&cursor, '-', &first)) {
        *high = (struct addr){.family = ADDR_NONE};
        if (!addr_parse(str_trim(text), low)) {
            return false;
        }
        *high = *low;
        return true;
    }
    return addr_parse(str_trim(first), low) &&
           addr_parse(str_trim(cursor_rest(&cursor)), high) &&
           low->family == high->family && addr_compare(low, high) <= 0;
}

bool holding_has(const struct addr *low, const struct addr *high,
                 const struct addr *addr)
{
    return addr->family == low->family && addr_compare(low, addr) <= 0 &&
           addr_compare(addr, high) <= 0;
}

unsigned holding_common_bits(const struct addr *low, const struct addr *high)
{
    unsigned bits = bits_of(low);
    unsigned i = 0;

    while (i < bits &&
           ((low->bytes[i / 8] ^ high->bytes[i / 8]) & (0x80 >> i % 8)) == 0) {
        i++;
    }
    return i;
}

const char *holding_prefix(const struct addr *low, const struct addr *high,
                           const struct addr *addr,
                           char out[HOLDING_PREFIX_CAP])
{
    char text[ADDR_TEXT_CAP];
    struct addr first = *addr;
    unsigned len = bits_of(addr);

    while (len > 0) {
        struct addr wider = holding_masked(addr, len - 1);
        struct addr last = last_of(addr, len - 1);

        if (addr_compare(low, &wider) > 0 || addr_compare(&last, high) > 0) {
            break;
        }
        first = wider;
        len--;
    }
    return format_text(out, HOLDING_PREFIX_CAP, "%s/%u",
                       addr_format(&first, text), len);
}
