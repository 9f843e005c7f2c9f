/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of a policy's line, and what rules ask for: "port 443", "org \"Example
 * Bank AG\"". See policy_state.h.
 */
#include "judge/policy_state.h"
#include "model/sock.h"

#include <inttypes.h>

#define GOT_MAX 40

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Behind the closing quote; false without one. */
static bool skip_quoted(struct cursor *cursor)
{
    while (cursor->at < cursor->end && *cursor->at != '"') {
        cursor->at += *cursor->at == '\\' && cursor->at + 1 < cursor->end;
        cursor->at++;
    }
    return cursor_char(cursor, '"');
}

bool policy_word(struct policy_line *line, struct str *out)
{
    struct cursor *cursor = &line->cursor;

    cursor_skip_blanks(cursor);
    out->ptr = cursor->at;
    if (cursor_is_end(cursor) || *cursor->at == '#') {
        out->len = 0;
        return false;
    }
    if (cursor_char(cursor, '"')) {
        (void)skip_quoted(cursor); /* who takes the text looks at its end */
    } else {
        while (cursor->at < cursor->end && !is_blank(*cursor->at)) {
            cursor->at++;
        }
    }
    out->len = (size_t)(cursor->at - out->ptr);
    return true;
}

int policy_expected(const struct policy_line *line, const char *at,
                    const char *what)
{
    struct policy_line rest = *line;
    struct str got;
    size_t column = (size_t)(at - line->text.ptr) + 1;

    rest.cursor.at = at;
    if (!policy_word(&rest, &got)) {
        return err_set(line->err, ERR_USAGE,
                       "%s:%" PRIu32 ":%zu: the line ends, expected %s",
                       line->file, line->number, column, what);
    }
    return err_set(line->err, ERR_USAGE,
                   "%s:%" PRIu32 ":%zu: %.*s%s, expected %s", line->file,
                   line->number, column,
                   got.len > GOT_MAX ? GOT_MAX : (int)got.len, got.ptr,
                   got.len > GOT_MAX ? ".." : "", what);
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/*
 * The pattern in a word or in quotes, in small letters; in quotes a backslash
 * takes the next character as it is. out has POLICY_LINE_MAX bytes.
 */
static bool unquote(struct str word, char *out, size_t *out_len)
{
    size_t i;

    *out_len = 0;
    if (word.ptr[0] != '"') {
        for (i = 0; i < word.len; i++) {
            out[(*out_len)++] = small(word.ptr[i]);
        }
        return memchr(word.ptr, '"', word.len) == NULL;
    }
    for (i = 1; i < word.len && word.ptr[i] != '"'; i++) {
        i += word.ptr[i] == '\\' && i + 1 < word.len;
        out[(*out_len)++] = small(word.ptr[i]);
    }
    return i + 1 == word.len && *out_len > 0;
}

static int take_glob(struct policy *policy, struct policy_line *line,
                     struct str word, const char *what, const char **out)
{
    char text[POLICY_LINE_MAX];
    struct str copy = {text, 0};

    if (word.len == 0 || !unquote(word, text, &copy.len)) {
        return policy_expected(line, word.ptr, what);
    }
    *out = pool_add(&policy->strings, copy);
    return *out == NULL ? err_set(line->err, ERR_NOMEM, "out of memory") : 0;
}

static int take_addr(struct policy_line *line, struct str word, bool is_prefix,
                     struct term *out)
{
    struct cursor cursor = cursor_from(word);
    struct str addr = word;
    uint64_t len;
    bool has_len = cursor_until(&cursor, '/', &addr);
    unsigned bits;

    if (has_len != is_prefix ||
        !addr_parse(has_len ? addr : word, &out->addr)) {
        return policy_expected(line, word.ptr,
                               is_prefix
                                   ? "a prefix like 203.0.113.0/24"
                                   : "an address like 203.0.113.10; a network "
                                     "is a prefix");
    }
    bits = out->addr.family == ADDR_V4 ? 32 : 128;
    len = bits;
    if (has_len && !str_to_u64(cursor_rest(&cursor), bits, &len)) {
        return policy_expected(line, word.ptr,
                               "a prefix like 2001:db8::/32, not longer than "
                               "an address");
    }
    out->prefix_len = (unsigned)len;
    return 0;
}

static int take_number(struct policy_line *line, struct str word, uint32_t max,
                       const char *what, struct term *out)
{
    uint64_t value;

    if (!str_to_u64(word, max, &value)) {
        return policy_expected(line, word.ptr, what);
    }
    out->low = (uint32_t)value;
    out->high = out->low;
    return 0;
}

static int take_port(struct policy_line *line, struct str word,
                     struct term *out)
{
    static const char what[] = "a port from 1 to 65535, or two like 8000-8099";
    struct cursor cursor = cursor_from(word);
    uint64_t low;
    uint64_t high;

    if (!cursor_u64(&cursor, 65535, &low) || low == 0) {
        return policy_expected(line, word.ptr, what);
    }
    high = low;
    if (!cursor_is_end(&cursor) &&
        (!cursor_char(&cursor, '-') || !cursor_u64(&cursor, 65535, &high) ||
         !cursor_is_end(&cursor) || high < low)) {
        return policy_expected(line, word.ptr, what);
    }
    out->low = (uint32_t)low;
    out->high = (uint32_t)high;
    return 0;
}

static int take_proto(struct policy_line *line, struct str word,
                      struct term *out)
{
    unsigned i;

    for (i = SOCK_TCP; i <= SOCK_ICMP; i++) {
        if (str_is(word, sock_proto_name(i))) {
            out->low = i;
            out->high = i;
            return 0;
        }
    }
    return policy_expected(line, word.ptr, "tcp, udp, udplite, raw or icmp");
}

static int take_value(struct policy *policy, struct policy_line *line,
                      enum term_kind kind, bool is_prefix, struct term *out)
{
    struct str word;

    (void)policy_word(line, &word);
    switch (kind) {
    case TERM_ADDR:
        return take_addr(line, word, is_prefix, out);
    case TERM_NAME:
        return take_glob(policy, line, word,
                         "a name like api.bank.example or *.bank.example",
                         &out->glob);
    case TERM_ORG:
        return take_glob(policy, line, word,
                         "an organisation in quotes: \"Example Bank AG\"",
                         &out->glob);
    case TERM_ASN:
        return take_number(line, word, UINT32_MAX, "a number like 64500", out);
    case TERM_PORT:
        return take_port(line, word, out);
    case TERM_PROTO:
        break;
    }
    return take_proto(line, word, out);
}

int policy_term(struct policy *policy, struct policy_line *line,
                struct str word, struct term *out)
{
    static const struct {
        const char *word;
        enum term_kind kind;
        bool is_prefix;
    } terms[] = {
        {"addr", TERM_ADDR, false},   {"prefix", TERM_ADDR, true},
        {"name", TERM_NAME, false},   {"org", TERM_ORG, false},
        {"asn", TERM_ASN, false},     {"port", TERM_PORT, false},
        {"proto", TERM_PROTO, false},
    };
    size_t i;

    for (i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
        if (str_is(word, terms[i].word)) {
            out->kind = (uint8_t)terms[i].kind;
            return take_value(policy, line, terms[i].kind, terms[i].is_prefix,
                              out);
        }
    }
    return policy_expected(line, word.ptr,
                           "addr, prefix, name, org, asn, port or proto");
}
