/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading text without running off its end: a slice (struct str) and a
 * cursor over one. Every function either takes what it was asked for and
 * returns true, or takes nothing and returns false, so that a format reads
 * as `a(&c) && b(&c) && c(&c)`. The hot ones are inline: procfs tables have
 * a million rows.
 */
#ifndef ADBNET_BASE_CURSOR_H
#define ADBNET_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes, not terminated. */
struct str {
    const char *ptr;
    size_t len;
};

struct cursor {
    const char *at;
    const char *end;
};

static inline struct str str_from(const char *text)
{
    struct str str = {text, strlen(text)};

    return str;
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_is(struct str a, const char *text)
{
    return str_eq(a, str_from(text));
}

static inline bool str_starts(struct str a, const char *prefix)
{
    size_t len = strlen(prefix);

    return a.len >= len && memcmp(a.ptr, prefix, len) == 0;
}

/* Without blanks, tabs and carriage returns at both ends. */
struct str str_trim(struct str str);

static inline struct cursor cursor_from(struct str str)
{
    struct cursor cursor = {str.ptr, str.ptr + str.len};

    return cursor;
}

static inline bool cursor_is_end(const struct cursor *cursor)
{
    return cursor->at == cursor->end;
}

static inline struct str cursor_rest(const struct cursor *cursor)
{
    struct str str = {cursor->at, (size_t)(cursor->end - cursor->at)};

    return str;
}

/* Blanks and tabs, none is fine too. */
static inline void cursor_skip_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->end &&
           (*cursor->at == ' ' || *cursor->at == '\t')) {
        cursor->at++;
    }
}

static inline bool cursor_char(struct cursor *cursor, char want)
{
    if (cursor->at == cursor->end || *cursor->at != want) {
        return false;
    }
    cursor->at++;
    return true;
}

/* Takes the text if it stands here. */
bool cursor_literal(struct cursor *cursor, const char *text);

/*
 * Takes a run of anything but blank and tab; skips blanks before it. False
 * at the end.
 */
bool cursor_token(struct cursor *cursor, struct str *out);

/* Takes all up to the first `stop`, and the stop too; false without one. */
bool cursor_until(struct cursor *cursor, char stop, struct str *out);

/*
 * Takes a line without its "\n" or "\r\n"; the last may lack it. False at
 * the end.
 */
bool cursor_line(struct cursor *cursor, struct str *out);

/* 0..15, or -1 for what is not a hexadecimal digit. */
extern const int8_t cursor_hex_digit[256];

/* Takes 1 to max_digits (at most 16) hexadecimal digits, all that stand. */
static inline bool cursor_hex(struct cursor *cursor, unsigned max_digits,
                              uint64_t *out)
{
    const char *at = cursor->at;
    uint64_t value = 0;
    int digit;

    while (at < cursor->end &&
           (digit = cursor_hex_digit[(unsigned char)*at]) >= 0) {
        value = value << 4 | (uint64_t)digit;
        at++;
    }
    if (at == cursor->at || (size_t)(at - cursor->at) > max_digits) {
        return false;
    }
    cursor->at = at;
    *out = value;
    return true;
}

/* Takes decimal digits, all that stand, of a value up to max. */
static inline bool cursor_u64(struct cursor *cursor, uint64_t max,
                              uint64_t *out)
{
    const char *at = cursor->at;
    uint64_t value = 0;

    while (at < cursor->end && *at >= '0' && *at <= '9') {
        uint64_t digit = (uint64_t)(*at - '0');

        if (digit > max || value > (max - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
        at++;
    }
    if (at == cursor->at) {
        return false;
    }
    cursor->at = at;
    *out = value;
    return true;
}

/* Takes an optional minus and decimal digits. */
bool cursor_i64(struct cursor *cursor, int64_t *out);

/* The whole of the text is one decimal number up to max. */
bool str_to_u64(struct str str, uint64_t max, uint64_t *out);

#endif
