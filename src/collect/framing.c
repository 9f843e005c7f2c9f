/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From pieces of bytes to frames and lines. See framing.h for the format.
 * A line that lies whole in one piece is passed on where it lies; only a
 * line that is cut between two pieces is copied.
 */
#include "collect/framing.h"

#include <string.h>

#define MAGIC "adbnet-snapshot/"
#define MAGIC_SAMPLE "adbnet-sample/"

/* Seconds far beyond any clock, so that microseconds fit into 63 bits. */
#define SECONDS_MAX ((uint64_t)1 << 40)

bool framing_token_is_good(struct str token)
{
    if (token.len < FRAMING_TOKEN_MIN || token.len > FRAMING_TOKEN_MAX) {
        return false;
    }
    for (size_t i = 0; i < token.len; i++) {
        char c = token.ptr[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))) {
            return false;
        }
    }
    return true;
}

static bool is_begin(struct str line, const char *magic)
{
    struct cursor cursor = cursor_from(line);
    struct str token;

    return cursor_char(&cursor, '#') && cursor_until(&cursor, ' ', &token) &&
           framing_token_is_good(token) && cursor_literal(&cursor, "begin ") &&
           cursor_literal(&cursor, magic);
}

bool framing_is_begin(struct str line)
{
    return is_begin(line, MAGIC);
}

static void set_token(struct framing *framing, struct str token)
{
    memcpy(framing->token, token.ptr, token.len);
    framing->token[token.len] = '\0';
    framing->token_len = token.len;
}

int framing_init(struct framing *framing, const char *token,
                 const struct framing_events *events, void *ctx)
{
    struct str word = str_from(token == NULL ? "" : token);

    memset(framing, 0, sizeof(*framing));
    buf_init(&framing->partial, FRAMING_LINE_MAX);
    framing->events = events;
    framing->ctx = ctx;
    framing->magic = MAGIC;
    if (word.len == 0) {
        return 0;
    }
    if (!framing_token_is_good(word)) {
        return ERR_ARG;
    }
    set_token(framing, word);
    return 0;
}

int framing_init_samples(struct framing *framing, const char *token,
                         const struct framing_events *events, void *ctx)
{
    int rc = framing_init(framing, token, events, ctx);

    framing->magic = MAGIC_SAMPLE;
    return rc;
}

void framing_next(struct framing *framing)
{
    framing->state = FRAMING_START;
    framing->total = 0;
    framing->sections = 0;
    framing->sections_claimed = 0;
}

void framing_fini(struct framing *framing)
{
    buf_fini(&framing->partial);
}

bool framing_is_complete(const struct framing *framing)
{
    return framing->state == FRAMING_END &&
           framing->sections == framing->sections_claimed;
}

/* "1730000000.123456", as mksh prints $EPOCHREALTIME. */
static bool parse_time(struct str text, int64_t *out_us)
{
    struct cursor cursor = cursor_from(text);
    const char *fraction;
    uint64_t seconds;
    uint64_t us = 0;

    if (!cursor_u64(&cursor, SECONDS_MAX, &seconds) ||
        !cursor_char(&cursor, '.')) {
        return false;
    }
    fraction = cursor.at;
    if (!cursor_u64(&cursor, 999999, &us) || !cursor_is_end(&cursor) ||
        cursor.at - fraction != 6) {
        return false;
    }
    *out_us = (int64_t)(seconds * 1000000 + us);
    return true;
}

static int malformed(struct err *err, struct str line)
{
    int shown = line.len > 80 ? 80 : (int)line.len;

    return err_set(err, ERR_PROTO,
                   "the phone's answer is garbled: \"%.*s\" makes no sense "
                   "there",
                   shown, line.ptr);
}

/*
 * The rest of a line after "#TOKEN " of this run. Without a token yet, only
 * a begin frame is one, and gives the token.
 */
static bool is_frame(struct framing *framing, struct str line,
                     struct cursor *out)
{
    struct cursor cursor = cursor_from(line);
    struct str token;

    if (!cursor_char(&cursor, '#')) {
        return false;
    }
    if (framing->token_len > 0) {
        if (!cursor_literal(&cursor, framing->token) ||
            !cursor_char(&cursor, ' ')) {
            return false;
        }
        *out = cursor;
        return true;
    }
    if (!is_begin(line, framing->magic) ||
        !cursor_until(&cursor, ' ', &token)) {
        return false;
    }
    set_token(framing, token);
    *out = cursor;
    return true;
}

static int on_begin(struct framing *framing, struct cursor cursor,
                    struct str line, struct err *err)
{
    struct framing_begin begin = {0};
    struct str time;
    uint64_t version;
    uint64_t uid;

    if (framing->state != FRAMING_START ||
        !cursor_literal(&cursor, framing->magic) ||
        !cursor_u64(&cursor, 1000000, &version) || !cursor_char(&cursor, ' ')) {
        return malformed(err, line);
    }
    if (version != FRAMING_VERSION) {
        return err_set(err, ERR_PROTO,
                       "the answer has format %llu, this adbnet reads "
                       "format %d",
                       (unsigned long long)version, FRAMING_VERSION);
    }
    if (!cursor_u64(&cursor, UINT32_MAX, &uid) ||
        !cursor_token(&cursor, &time) || !cursor_is_end(&cursor) ||
        !parse_time(time, &begin.phone_us)) {
        return malformed(err, line);
    }
    begin.uid = (int64_t)uid;
    framing->state = FRAMING_BETWEEN;
    return framing->events->begin(framing->ctx, &begin);
}

static int on_section(struct framing *framing, struct cursor cursor,
                      struct str line, struct err *err)
{
    struct str name;
    struct str argument;

    if (framing->state != FRAMING_BETWEEN || !cursor_token(&cursor, &name)) {
        return malformed(err, line);
    }
    cursor_skip_blanks(&cursor);
    argument = cursor_rest(&cursor);
    framing->state = FRAMING_SECTION;
    memset(&framing->done, 0, sizeof(framing->done));
    return framing->events->section(framing->ctx, name, argument);
}

static int on_done(struct framing *framing, struct cursor cursor,
                   struct str line, struct err *err)
{
    struct framing_done *done = &framing->done;
    uint64_t status;

    if (framing->state != FRAMING_SECTION ||
        !cursor_u64(&cursor, 255, &status)) {
        return malformed(err, line);
    }
    done->status = (int)status;
    if (cursor_char(&cursor, ' ')) {
        if (!cursor_u64(&cursor, UINT32_MAX, &done->bytes)) {
            return malformed(err, line);
        }
        done->has_bytes = true;
    }
    if (!cursor_is_end(&cursor)) {
        return malformed(err, line);
    }
    framing->state = FRAMING_BETWEEN;
    framing->sections++;
    return framing->events->done(framing->ctx, done);
}

static int on_end(struct framing *framing, struct cursor cursor,
                  struct str line, struct err *err)
{
    struct str time;
    int64_t phone_us = 0;

    if (framing->state != FRAMING_BETWEEN ||
        !cursor_u64(&cursor, UINT32_MAX, &framing->sections_claimed) ||
        !cursor_token(&cursor, &time) || !cursor_is_end(&cursor) ||
        !parse_time(time, &phone_us)) {
        return malformed(err, line);
    }
    framing->state = FRAMING_END;
    return framing->events->end(framing->ctx, phone_us);
}

static int on_frame(struct framing *framing, struct cursor cursor,
                    struct str line, struct err *err)
{
    static const struct {
        const char *verb;
        int (*handle)(struct framing *framing, struct cursor cursor,
                      struct str line, struct err *err);
    } verbs[] = {
        {"begin ", on_begin},
        {"section ", on_section},
        {"done ", on_done},
        {"end ", on_end},
    };

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (cursor_literal(&cursor, verbs[i].verb)) {
            return verbs[i].handle(framing, cursor, line, err);
        }
    }
    return malformed(err, line);
}

static void keep_junk(struct framing *framing, struct str line)
{
    size_t used = strlen(framing->junk_text);
    size_t room = FRAMING_JUNK_CAP - used;

    framing->junk += line.len + 1;
    if (line.len == 0 || room < 2) {
        return;
    }
    if (used > 0) {
        framing->junk_text[used++] = ' ';
        room--;
    }
    if (line.len > room) {
        line.len = room;
    }
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];

        framing->junk_text[used + i] = c == '\0' ? ' ' : c;
    }
    framing->junk_text[used + line.len] = '\0';
}

/* A line that is no frame. */
static int on_data(struct framing *framing, struct str line)
{
    if (framing->state != FRAMING_SECTION) {
        keep_junk(framing, line);
        return 0;
    }
    framing->done.seen += line.len + 1;
    return framing->events->line(framing->ctx, line);
}

/* A whole line without its newline. */
static int on_line(struct framing *framing, struct str line, struct err *err)
{
    struct str empty = {"", 0};
    struct cursor rest;
    int rc;

    if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
        line.len--;
    }
    if (framing->state != FRAMING_END && is_frame(framing, line, &rest)) {
        framing->has_empty_line = false;
        return on_frame(framing, rest, line, err);
    }
    if (framing->has_empty_line) {
        framing->has_empty_line = false;
        rc = on_data(framing, empty);
        if (rc < 0) {
            return rc;
        }
    }
    if (line.len == 0) {
        framing->has_empty_line = true;
        return 0;
    }
    return on_data(framing, line);
}

/* A line of which a piece came before; bytes run up to its newline. */
static int end_partial(struct framing *framing, const char *bytes, size_t len,
                       struct err *err)
{
    struct buf *partial = &framing->partial;
    struct str line;
    int rc;

    if (framing->is_skipping || len > buf_room(partial)) {
        framing->is_skipping = false;
        framing->done.lines_long++;
        buf_clear(partial);
        return 0;
    }
    rc = buf_append(partial, bytes, len);
    if (rc < 0) {
        return err_set(err, rc, "out of memory");
    }
    line.ptr = (const char *)partial->data;
    line.len = partial->len;
    rc = on_line(framing, line, err);
    buf_clear(partial);
    return rc;
}

/* The start or the middle of a line whose newline has not come. */
static int keep_partial(struct framing *framing, const char *bytes, size_t len,
                        struct err *err)
{
    int rc;

    if (framing->is_skipping || len == 0) {
        return 0;
    }
    if (len > buf_room(&framing->partial)) {
        framing->is_skipping = true;
        buf_clear(&framing->partial);
        return 0;
    }
    rc = buf_append(&framing->partial, bytes, len);
    return rc < 0 ? err_set(err, rc, "out of memory") : 0;
}

int framing_feed(struct framing *framing, const char *bytes, size_t len,
                 struct err *err)
{
    const char *end = bytes + len;
    int rc = 0;

    framing->total += len;
    if (framing->total > FRAMING_TOTAL_MAX) {
        return err_set(err, ERR_LIMIT,
                       "the phone sent more than %llu MiB for one snapshot",
                       (unsigned long long)(FRAMING_TOTAL_MAX >> 20));
    }
    while (rc == 0 && bytes < end) {
        size_t left = (size_t)(end - bytes);
        const char *newline = memchr(bytes, '\n', left);
        struct str line = {bytes, left};

        if (newline == NULL) {
            return keep_partial(framing, bytes, left, err);
        }
        line.len = (size_t)(newline - bytes);
        bytes = newline + 1;
        if (framing->partial.len > 0 || framing->is_skipping ||
            line.len > FRAMING_LINE_MAX) {
            rc = end_partial(framing, line.ptr, line.len, err);
        } else {
            rc = on_line(framing, line, err);
        }
    }
    return rc;
}
