/* SPDX-License-Identifier: Apache-2.0 */
/* The less hot half of the text cursor. See cursor.h. */
#include "base/cursor.h"

#define X (-1)
/* clang-format off */
const int8_t cursor_hex_digit[256] = {
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0x00 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0x10 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0x20 */
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, X, X, X, X, X, X, /* 0x30 */
    X, 10, 11, 12, 13, 14, 15, X, X, X, X, X, X, X, X, X, /* 0x40 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0x50 */
    X, 10, 11, 12, 13, 14, 15, X, X, X, X, X, X, X, X, X, /* 0x60 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0x70 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0x80 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0x90 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0xa0 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0xb0 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0xc0 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0xd0 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0xe0 */
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, /* 0xf0 */
};
/* clang-format on */
#undef X

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

struct str str_trim(struct str str)
{
    while (str.len > 0 && is_space(str.ptr[0])) {
        str.ptr++;
        str.len--;
    }
    while (str.len > 0 && is_space(str.ptr[str.len - 1])) {
        str.len--;
    }
    return str;
}

bool cursor_literal(struct cursor *cursor, const char *text)
{
    if (!str_starts(cursor_rest(cursor), text)) {
        return false;
    }
    cursor->at += strlen(text);
    return true;
}

bool cursor_token(struct cursor *cursor, struct str *out)
{
    cursor_skip_blanks(cursor);
    out->ptr = cursor->at;
    while (cursor->at < cursor->end && *cursor->at != ' ' &&
           *cursor->at != '\t') {
        cursor->at++;
    }
    out->len = (size_t)(cursor->at - out->ptr);
    return out->len > 0;
}

bool cursor_until(struct cursor *cursor, char stop, struct str *out)
{
    size_t left = (size_t)(cursor->end - cursor->at);
    const char *found = left == 0 ? NULL : memchr(cursor->at, stop, left);

    if (found == NULL) {
        return false;
    }
    out->ptr = cursor->at;
    out->len = (size_t)(found - cursor->at);
    cursor->at = found + 1;
    return true;
}

bool cursor_line(struct cursor *cursor, struct str *out)
{
    if (cursor_is_end(cursor)) {
        return false;
    }
    if (!cursor_until(cursor, '\n', out)) {
        *out = cursor_rest(cursor);
        cursor->at = cursor->end;
    }
    if (out->len > 0 && out->ptr[out->len - 1] == '\r') {
        out->len--;
    }
    return true;
}

bool cursor_i64(struct cursor *cursor, int64_t *out)
{
    struct cursor try = *cursor;
    bool is_negative = cursor_char(&try, '-');
    uint64_t value;

    if (!cursor_u64(&try, INT64_MAX, &value)) {
        return false;
    }
    *out = is_negative ? -(int64_t)value : (int64_t)value;
    *cursor = try;
    return true;
}

bool str_to_u64(struct str str, uint64_t max, uint64_t *out)
{
    struct cursor cursor = cursor_from(str);

    return cursor_u64(&cursor, max, out) && cursor_is_end(&cursor);
}
