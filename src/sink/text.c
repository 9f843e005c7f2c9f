/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding UTF-8 and escaping what is not safe to show. See text.h. */
#include "sink/text.h"

#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/*
 * Controls, everything that is invisible or steers its neighbours, and
 * blanks that look like the plain one. Made from Unicode 15.1: general
 * categories Cc, Cf, Zl, Zp, Zs but U+0020; DerivedCoreProperties.txt,
 * Default_Ignorable_Code_Point; noncharacters and interlinear annotation.
 */
static const struct range hidden_ranges[] = {
    {0x0000, 0x001f},     {0x007f, 0x00a0},   {0x00ad, 0x00ad},
    {0x034f, 0x034f},     {0x0600, 0x0605},   {0x061c, 0x061c},
    {0x06dd, 0x06dd},     {0x070f, 0x070f},   {0x0890, 0x0891},
    {0x08e2, 0x08e2},     {0x115f, 0x1160},   {0x1680, 0x1680},
    {0x17b4, 0x17b5},     {0x180b, 0x180f},   {0x2000, 0x200f},
    {0x2028, 0x202f},     {0x205f, 0x206f},   {0x3000, 0x3000},
    {0x3164, 0x3164},     {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},     {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
    {0xfffe, 0xffff},     {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
    {0x13430, 0x1343f},   {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0x1fffe, 0x1ffff},   {0x2fffe, 0x2ffff}, {0x3fffe, 0x3ffff},
    {0x4fffe, 0x4ffff},   {0x5fffe, 0x5ffff}, {0x6fffe, 0x6ffff},
    {0x7fffe, 0x7ffff},   {0x8fffe, 0x8ffff}, {0x9fffe, 0x9ffff},
    {0xafffe, 0xaffff},   {0xbfffe, 0xbffff}, {0xcfffe, 0xcffff},
    {0xdfffe, 0xe0fff},   {0xefffe, 0xeffff}, {0xffffe, 0xfffff},
    {0x10fffe, 0x10ffff},
};

/* The blocks of combining marks that are used with Latin script. */
static const struct range combining_ranges[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
};

/* EastAsianWidth.txt, W and F, by whole blocks. */
static const struct range wide_ranges[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
    {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6},
    {0x17000, 0x18cff}, {0x1b000, 0x1b2ff}, {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

#define COUNT(ranges) (sizeof(ranges) / sizeof((ranges)[0]))

static bool is_in(uint32_t point, const struct range *ranges, size_t count)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (point > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && point >= ranges[low].first;
}

/*
 * How many bytes follow the first, and what the first of these may be
 * (Unicode 3.9, table 3-7); 0: no character begins like this.
 */
static unsigned lead_byte(unsigned char lead, unsigned char *low,
                          unsigned char *high)
{
    *low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    *high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return lead < 0xc2    ? 0
           : lead <= 0xdf ? 1
           : lead <= 0xef ? 2
           : lead <= 0xf4 ? 3
                          : 0;
}

size_t text_decode(struct str text, uint32_t *out)
{
    unsigned char lead = (unsigned char)text.ptr[0];
    unsigned char low;
    unsigned char high;
    unsigned follow;
    uint32_t point;
    unsigned i;

    if (lead < 0x80) {
        *out = lead;
        return 1;
    }
    *out = TEXT_ILL_FORMED;
    follow = lead_byte(lead, &low, &high);
    if (follow == 0) {
        return 1;
    }
    point = lead & (0x3fu >> follow);
    for (i = 1; i <= follow; i++) {
        unsigned char next;

        if (i == text.len) {
            return i;
        }
        next = (unsigned char)text.ptr[i];
        if (next < low || next > high) {
            return i;
        }
        point = point << 6 | (next & 0x3fu);
        low = 0x80;
        high = 0xbf;
    }
    *out = point;
    return follow + 1;
}

/* What could end or begin something in HTML and XML; NULL: nothing. */
static const char *html_reference(uint32_t point)
{
    switch (point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '`':
        return "&#96;";
    default:
        return NULL;
    }
}

/* Most text is nothing else. */
static bool is_plain_ascii(unsigned char c, enum text_escape escape)
{
    if (c < 0x20 || c >= 0x7f || c == '\\') {
        return false;
    }
    switch (escape) {
    case TEXT_VISIBLE:
        return true;
    case TEXT_FIELD:
        return c != ' ' && c != ',';
    case TEXT_JSON:
        return c != '"';
    case TEXT_HTML:
        return html_reference(c) == NULL;
    default:
        return c != ' ' && c != ',' && c != ';' && c != '"';
    }
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/*
 * In eight bytes at once: a high bit of the answer is set where a byte is c
 * or over 0x80, or after such a byte. Whether any is set is what counts.
 */
static inline uint64_t find_char(uint64_t eight, char c)
{
    return (eight ^ EACH((unsigned char)c)) - EACH(1);
}

/* is_plain_ascii() of eight bytes. */
static inline bool are_plain_ascii(const char *bytes, enum text_escape escape)
{
    uint64_t eight;
    uint64_t bad;

    memcpy(&eight, bytes, sizeof(eight));
    bad = eight | (eight - EACH(0x20)) | find_char(eight, 0x7f) |
          find_char(eight, '\\');
    if (escape == TEXT_HTML) {
        bad |= find_char(eight, '&') | find_char(eight, '<') |
               find_char(eight, '>') | find_char(eight, '\'') |
               find_char(eight, '`');
    } else if (escape != TEXT_VISIBLE && escape != TEXT_JSON) {
        bad |= find_char(eight, ' ') | find_char(eight, ',');
    }
    if (escape != TEXT_VISIBLE && escape != TEXT_FIELD) {
        bad |= find_char(eight, '"');
    }
    if (escape == TEXT_CELL || escape == TEXT_CELL_WORD) {
        bad |= find_char(eight, ';');
    }
    return (bad & EACH(0x80)) == 0;
}

static size_t plain_run(struct str text, enum text_escape escape)
{
    size_t len = 0;

    while (text.len - len >= 8 && are_plain_ascii(text.ptr + len, escape)) {
        len += 8;
    }
    while (len < text.len &&
           is_plain_ascii((unsigned char)text.ptr[len], escape)) {
        len++;
    }
    return len;
}

/* With an escape that the compiler knows, so that it is no question. */
__attribute__((always_inline)) static inline bool is_plain(
    struct str text, enum text_escape escape)
{
    char padded[8] = {'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'};
    size_t at;

    if (text.len < 8) {
        for (at = 0; at < text.len; at++) {
            padded[at] = text.ptr[at];
        }
        return are_plain_ascii(padded, escape);
    }
    for (at = 0; at + 8 < text.len; at += 8) {
        if (!are_plain_ascii(text.ptr + at, escape)) {
            return false;
        }
    }
    return are_plain_ascii(text.ptr + text.len - 8, escape);
}

bool text_is_plain(struct str text, enum text_escape escape)
{
    switch (escape) {
    case TEXT_VISIBLE:
        return is_plain(text, TEXT_VISIBLE);
    case TEXT_FIELD:
        return is_plain(text, TEXT_FIELD);
    case TEXT_JSON:
        return is_plain(text, TEXT_JSON);
    case TEXT_HTML:
        return is_plain(text, TEXT_HTML);
    default:
        return is_plain(text, TEXT_CELL);
    }
}

static bool needs_escape(uint32_t point, enum text_escape escape)
{
    if (point < 0x80) {
        /* Blank, comma and semicolon only ask for quotation marks. */
        return escape == TEXT_CELL || escape == TEXT_CELL_WORD
                   ? !is_plain_ascii((unsigned char)point, TEXT_JSON) ||
                         (point == ' ' && escape == TEXT_CELL_WORD)
                   : !is_plain_ascii((unsigned char)point, escape);
    }
    return point == TEXT_ILL_FORMED ||
           is_in(point, hidden_ranges, COUNT(hidden_ranges));
}

static int escape_json(struct buf *buf, uint32_t point)
{
    switch (point) {
    case '"':
        return buf_puts(buf, "\\\"");
    case '\\':
        return buf_puts(buf, "\\\\");
    case '\b':
        return buf_puts(buf, "\\b");
    case '\f':
        return buf_puts(buf, "\\f");
    case '\n':
        return buf_puts(buf, "\\n");
    case '\r':
        return buf_puts(buf, "\\r");
    case '\t':
        return buf_puts(buf, "\\t");
    case TEXT_ILL_FORMED:
        return buf_puts(buf, "\xef\xbf\xbd"); /* U+FFFD */
    default:
        break;
    }
    if (point < 0x10000) {
        return buf_printf(buf, "\\u%04x", (unsigned)point);
    }
    point -= 0x10000;
    return buf_printf(buf, "\\u%04x\\u%04x", 0xd800u | (unsigned)(point >> 10),
                      0xdc00u | (unsigned)(point & 0x3ff));
}

static int escape_visible(struct buf *buf, uint32_t point, struct str bytes,
                          enum text_escape escape)
{
    size_t i;
    int rc = 0;

    if (escape == TEXT_HTML && html_reference(point) != NULL) {
        return buf_puts(buf, html_reference(point));
    }
    if (point == '"') {
        return buf_puts(buf, "\"\""); /* in cells only */
    }
    if (point == '\\') {
        return buf_puts(buf, "\\\\");
    }
    if (point >= 0x80 && point != TEXT_ILL_FORMED) {
        return buf_printf(buf, "\\u{%x}", (unsigned)point);
    }
    for (i = 0; i < bytes.len && rc == 0; i++) {
        rc = buf_printf(buf, "\\x%02x", (unsigned char)bytes.ptr[i]);
    }
    return rc;
}

int text_append(struct buf *buf, struct str text, enum text_escape escape)
{
    int rc = 0;

    while (text.len > 0 && rc == 0) {
        struct str bytes = {text.ptr, plain_run(text, escape)};
        uint32_t point = 0;
        bool is_plain = bytes.len > 0;

        if (!is_plain) {
            bytes.len = text_decode(text, &point);
            is_plain = !needs_escape(point, escape);
        }
        rc = is_plain              ? buf_append(buf, bytes.ptr, bytes.len)
             : escape == TEXT_JSON ? escape_json(buf, point)
                                   : escape_visible(buf, point, bytes, escape);
        text.ptr += bytes.len;
        text.len -= bytes.len;
    }
    return rc;
}

/* Of "\u{...}" with the fewest digits. */
static size_t brace_width(uint32_t point)
{
    size_t digits = 1;

    while (point >>= 4) {
        digits++;
    }
    return digits + 4;
}

static size_t point_width(uint32_t point, size_t byte_count,
                          enum text_escape escape)
{
    if (needs_escape(point, escape)) {
        if (point == '\\') {
            return 2;
        }
        return point >= 0x80 && point != TEXT_ILL_FORMED ? brace_width(point)
                                                         : 4 * byte_count;
    }
    if (is_in(point, combining_ranges, COUNT(combining_ranges))) {
        return 0;
    }
    return is_in(point, wide_ranges, COUNT(wide_ranges)) ? 2 : 1;
}

size_t text_width(struct str text, enum text_escape escape)
{
    size_t width = 0;

    while (text.len > 0) {
        size_t len = plain_run(text, escape);

        width += len;
        if (len == 0) {
            uint32_t point;

            len = text_decode(text, &point);
            width += point_width(point, len, escape);
        }
        text.ptr += len;
        text.len -= len;
    }
    return width;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

size_t text_piece(struct str text, size_t max)
{
    size_t len = max;

    if (text.len <= max) {
        return text.len;
    }
    /* At most three bytes follow a first one: further back, none does. */
    while (len > max - 3 && is_continuation(text.ptr[len])) {
        len--;
    }
    return is_continuation(text.ptr[len]) ? max : len;
}
