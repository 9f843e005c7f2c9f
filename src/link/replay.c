/* SPDX-License-Identifier: Apache-2.0 */
/* A runner whose answers come from a recording. See recording.h. */
#include "link/recording.h"

#include <stdlib.h>

#define SERIAL_MAX 64

/* Beyond any clock, and small enough that sums and differences fit. */
#define MS_MAX ((int64_t)1 << 60)

struct replay {
    struct runner base;
    struct cursor at; /* behind what was replayed already */
    size_t line;
    int64_t chunk_at_ms; /* of the chunk that "." lines go on with */
    enum runner_stream chunk_stream;
    char *bytes; /* room for the longest line there is */
};

/* The next line that is not a person's. */
static bool next_line(struct replay *replay, struct str *out)
{
    while (cursor_line(&replay->at, out)) {
        replay->line++;
        if (out->len > 0 && out->ptr[0] != '#') {
            return true;
        }
    }
    return false;
}

static int broken(const struct replay *replay, struct err *err)
{
    return err_set(err, ERR_PROTO, "recording, line %zu: not understood",
                   replay->line);
}

static bool read_ms(struct cursor *cursor, int64_t *out)
{
    return cursor_i64(cursor, out) && *out >= -MS_MAX && *out <= MS_MAX;
}

/* "request KIND SENT": goes on until one of the kind that is asked for. */
static int find_request(struct replay *replay, const char *kind,
                        int64_t *out_sent_at_ms, struct err *err)
{
    struct str line;

    while (next_line(replay, &line)) {
        struct cursor cursor = cursor_from(line);
        struct str word;

        if (!cursor_literal(&cursor, "request ") ||
            !cursor_token(&cursor, &word) || !str_is(word, kind)) {
            continue;
        }
        if (!cursor_char(&cursor, ' ') || !read_ms(&cursor, out_sent_at_ms)) {
            return broken(replay, err);
        }
        return 0;
    }
    return err_set(err, ERR_CLOSED,
                   "the recording holds no (further) request '%s'", kind);
}

/* "exit N" or "error CODE SENTENCE", behind "end MS ". */
static int replay_end(struct replay *replay, struct cursor *cursor,
                      struct runner_end *end, struct err *err)
{
    int64_t number;
    size_t len;

    if (cursor_literal(cursor, "exit ") && cursor_i64(cursor, &number) &&
        number >= -1 && number <= 255) {
        end->exit_status = (int)number;
        return 0;
    }
    if (!cursor_literal(cursor, "error ") || !cursor_i64(cursor, &number) ||
        number >= 0 || number < -1000 || !cursor_char(cursor, ' ') ||
        !recording_unescape(cursor_rest(cursor), replay->bytes, &len)) {
        return broken(replay, err);
    }
    return err_set(err, (int)number, "%.*s", (int)(len < 300 ? len : 300),
                   replay->bytes);
}

/* "o MS BYTES", "e MS BYTES", ". BYTES". */
static int replay_bytes(struct replay *replay, struct cursor *cursor, char mark,
                        int64_t sent_at_ms, runner_bytes on_bytes, void *ctx,
                        struct err *err)
{
    int64_t ms;
    size_t len;

    if (mark != '.') {
        if (!read_ms(cursor, &ms) || !cursor_char(cursor, ' ')) {
            return broken(replay, err);
        }
        replay->chunk_at_ms = sent_at_ms + ms;
        replay->chunk_stream = mark == 'o' ? RUNNER_STDOUT : RUNNER_STDERR;
    }
    if (!recording_unescape(cursor_rest(cursor), replay->bytes, &len)) {
        return broken(replay, err);
    }
    return on_bytes(ctx, replay->chunk_stream, replay->chunk_at_ms,
                    replay->bytes, len);
}

static int replay_run(struct runner *runner, const struct request *request,
                      runner_bytes on_bytes, void *ctx,
                      struct runner_end *out_end, struct err *err)
{
    struct replay *replay = (struct replay *)runner;
    int64_t sent_at_ms = 0;
    int64_t ms;
    struct str line;
    int rc = find_request(replay, request->kind, &sent_at_ms, err);

    out_end->sent_at_ms = sent_at_ms;
    out_end->ended_at_ms = sent_at_ms;
    out_end->exit_status = -1;
    while (rc == 0 && next_line(replay, &line)) {
        struct cursor cursor = cursor_from(line);
        char mark = *cursor.at;

        if (cursor_literal(&cursor, "end ")) {
            if (!read_ms(&cursor, &ms) || !cursor_char(&cursor, ' ')) {
                return broken(replay, err);
            }
            out_end->ended_at_ms = sent_at_ms + ms;
            return replay_end(replay, &cursor, out_end, err);
        }
        cursor.at++;
        if (mark == '\0' || strchr("oe.", mark) == NULL ||
            !cursor_char(&cursor, ' ')) {
            return broken(replay, err);
        }
        rc =
            replay_bytes(replay, &cursor, mark, sent_at_ms, on_bytes, ctx, err);
    }
    return rc < 0 ? rc
                  : err_set(err, ERR_CLOSED, "the recording ends too early");
}

static void replay_close(struct runner *runner)
{
    struct replay *replay = (struct replay *)runner;

    free(replay->bytes);
    free(replay);
}

static bool read_port(struct cursor *cursor, uint16_t *out)
{
    struct str word;
    uint64_t value;

    if (!cursor_token(cursor, &word) || !str_to_u64(word, UINT16_MAX, &value)) {
        return false;
    }
    *out = (uint16_t)value;
    return true;
}

/* An address, or "-" for none. */
static bool read_addr(struct cursor *cursor, struct addr *out)
{
    struct str word;

    return cursor_token(cursor, &word) &&
           (str_is(word, "-") || addr_parse(word, out));
}

static bool read_own(struct cursor *cursor, struct link *out)
{
    return read_addr(cursor, &out->own_laptop) &&
           read_port(cursor, &out->own_laptop_port) &&
           read_addr(cursor, &out->own_phone) &&
           read_port(cursor, &out->own_phone_port);
}

static void read_serial(struct str text, struct link *out)
{
    size_t len = text.len < SERIAL_MAX ? text.len : SERIAL_MAX;

    memcpy(out->serial, text.ptr, len);
    out->serial[len] = '\0';
}

static void read_device(struct cursor *cursor, struct link *out)
{
    struct str word;

    while (cursor_token(cursor, &word)) {
        struct cursor value = cursor_from(word);

        if (cursor_literal(&value, "serial=")) {
            read_serial(cursor_rest(&value), out);
        }
    }
}

/* Lines up to the first request; unknown ones are of a later minor. */
static int read_head(struct replay *replay, struct link *out, struct err *err)
{
    struct cursor before = replay->at;
    size_t line_before = replay->line;
    struct str line;

    while (next_line(replay, &line)) {
        struct cursor cursor = cursor_from(line);

        if (cursor_literal(&cursor, "request ")) {
            break;
        }
        if (cursor_literal(&cursor, "own ") && !read_own(&cursor, out)) {
            return broken(replay, err);
        }
        if (cursor_literal(&cursor, "device ")) {
            read_device(&cursor, out);
        }
        before = replay->at;
        line_before = replay->line;
    }
    replay->at = before;
    replay->line = line_before;
    return 0;
}

static int read_version(struct str text, struct err *err)
{
    struct cursor cursor = cursor_from(text);
    struct str line;
    uint64_t version;

    if (!cursor_literal(&cursor, "adbnet-recording ") ||
        !cursor_line(&cursor, &line) || !str_to_u64(line, 1000000, &version)) {
        return err_set(err, ERR_PROTO, "not a recording of adbnet");
    }
    if (version != RECORDING_VERSION) {
        return err_set(err, ERR_PROTO,
                       "a recording of format %u; this adbnet reads %d",
                       (unsigned)version, RECORDING_VERSION);
    }
    return 0;
}

static struct replay *replay_new(struct str text)
{
    static const struct runner_ops ops = {replay_run, replay_close};
    struct replay *replay = calloc(1, sizeof(*replay));

    if (replay == NULL) {
        return NULL;
    }
    replay->base.ops = &ops;
    replay->base.is_replay = 1;
    replay->at = cursor_from(text);
    /* No escape grows; one byte more because malloc(0) may be NULL. */
    replay->bytes = malloc(text.len + 1);
    if (replay->bytes == NULL) {
        free(replay);
        return NULL;
    }
    return replay;
}

int replay_open(struct str text, struct link *out, struct err *err)
{
    struct replay *replay;
    struct str line;
    int rc;

    memset(out, 0, sizeof(*out));
    rc = read_version(text, err);
    if (rc < 0) {
        return rc;
    }
    replay = replay_new(text);
    if (replay == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    (void)next_line(replay, &line);
    rc = read_head(replay, out, err);
    if (rc < 0) {
        replay_close(&replay->base);
        memset(out, 0, sizeof(*out));
        return rc;
    }
    out->via = "replay";
    out->runner = &replay->base;
    return 0;
}
