/* SPDX-License-Identifier: Apache-2.0 */
/* A runner whose answers come from a recording. See recording.h. */
#include "link/recording.h"

#include <stdlib.h>

#define SERIAL_MAX 64

/* Beyond any clock, and small enough that sums and differences fit. */
#define MS_MAX ((int64_t)1 << 60)

/* Where somebody reads. */
struct place {
    struct cursor at; /* behind what was replayed already */
    size_t line;
    int64_t sent_at_ms;  /* of the request that is replayed */
    int64_t chunk_at_ms; /* of the chunk that "." lines go on with */
    enum runner_stream chunk_stream;
    char *bytes; /* room for the longest line there is; the replay's */
};

struct replay {
    struct runner base;
    struct place place;
};

/* The next line that is not a person's. */
static bool next_line(struct place *place, struct str *out)
{
    while (cursor_line(&place->at, out)) {
        place->line++;
        if (out->len > 0 && out->ptr[0] != '#') {
            return true;
        }
    }
    return false;
}

static int broken(const struct place *place, struct err *err)
{
    return err_set(err, ERR_PROTO, "recording, line %zu: not understood",
                   place->line);
}

static bool read_ms(struct cursor *cursor, int64_t *out)
{
    return cursor_i64(cursor, out) && *out >= -MS_MAX && *out <= MS_MAX;
}

/* A talk's number, at the end of a line. */
static bool read_number(struct cursor *cursor, unsigned *out)
{
    uint64_t number;

    if (!cursor_u64(cursor, UINT32_MAX, &number) || number == 0 ||
        !cursor_is_end(cursor)) {
        return false;
    }
    *out = (unsigned)number;
    return true;
}

/*
 * "request KIND SENT [NUMBER]": goes on until one of the kind that is asked
 * for.
 */
static int find_request(struct place *place, const char *kind,
                        unsigned *out_number, struct err *err)
{
    struct str line;

    *out_number = 0;
    while (next_line(place, &line)) {
        struct cursor cursor = cursor_from(line);
        struct str word;

        if (!cursor_literal(&cursor, "request ") ||
            !cursor_token(&cursor, &word) || !str_is(word, kind)) {
            continue;
        }
        if (!cursor_char(&cursor, ' ') ||
            !read_ms(&cursor, &place->sent_at_ms) ||
            (cursor_char(&cursor, ' ') && !read_number(&cursor, out_number))) {
            return broken(place, err);
        }
        return 0;
    }
    return err_set(err, ERR_CLOSED,
                   "the recording holds no (further) request '%s': it is of "
                   "another command, or was cut",
                   kind);
}

/* "exit N" or "error CODE SENTENCE", behind "end MS ". */
static int replay_end(struct place *place, struct cursor *cursor,
                      struct runner_end *end, struct err *err)
{
    int64_t number;
    size_t len;

    if (!read_ms(cursor, &number) || !cursor_char(cursor, ' ')) {
        return broken(place, err);
    }
    end->ended_at_ms = place->sent_at_ms + number;
    if (cursor_literal(cursor, "exit ") && cursor_i64(cursor, &number) &&
        number >= -1 && number <= 255) {
        end->exit_status = (int)number;
        return 0;
    }
    if (!cursor_literal(cursor, "error ") || !cursor_i64(cursor, &number) ||
        number >= 0 || number < -1000 || !cursor_char(cursor, ' ') ||
        !recording_unescape(cursor_rest(cursor), place->bytes, &len)) {
        return broken(place, err);
    }
    return err_set(err, (int)number, "%.*s", (int)(len < 300 ? len : 300),
                   place->bytes);
}

/* "o MS BYTES", "e MS BYTES", ". BYTES". */
static int replay_bytes(struct place *place, struct cursor *cursor, char mark,
                        runner_bytes on_bytes, void *ctx, struct err *err)
{
    int64_t ms;
    size_t len;

    if (mark != '.') {
        if (!read_ms(cursor, &ms) || !cursor_char(cursor, ' ')) {
            return broken(place, err);
        }
        place->chunk_at_ms = place->sent_at_ms + ms;
        place->chunk_stream = mark == 'o' ? RUNNER_STDOUT : RUNNER_STDERR;
    }
    if (!recording_unescape(cursor_rest(cursor), place->bytes, &len)) {
        return broken(place, err);
    }
    return on_bytes(ctx, place->chunk_stream, place->chunk_at_ms, place->bytes,
                    len);
}

/* A line of a request: 1 bytes of it, 0 its end, negative: failed. */
static int replay_line(struct place *place, struct str line,
                       runner_bytes on_bytes, void *ctx, struct runner_end *end,
                       struct err *err)
{
    struct cursor cursor = cursor_from(line);
    char mark = *cursor.at;
    int rc;

    if (cursor_literal(&cursor, "end ")) {
        return replay_end(place, &cursor, end, err);
    }
    cursor.at++;
    if (mark == '\0' || strchr("oe.", mark) == NULL ||
        !cursor_char(&cursor, ' ')) {
        return broken(place, err);
    }
    rc = replay_bytes(place, &cursor, mark, on_bytes, ctx, err);
    return rc < 0 ? rc : 1;
}

static int replay_run(struct runner *runner, const struct request *request,
                      runner_bytes on_bytes, void *ctx,
                      struct runner_end *out_end, struct err *err)
{
    struct replay *replay = (struct replay *)runner;
    struct place *place = &replay->place;
    struct str line;
    unsigned number;
    int rc;

    place->sent_at_ms = 0;
    rc = find_request(place, request->kind, &number, err);
    out_end->sent_at_ms = place->sent_at_ms;
    out_end->ended_at_ms = place->sent_at_ms;
    out_end->exit_status = -1;
    if (rc < 0) {
        return rc;
    }
    while (next_line(place, &line)) {
        rc = replay_line(place, line, on_bytes, ctx, out_end, err);
        if (rc <= 0) {
            return rc;
        }
    }
    return err_set(err, ERR_CLOSED, "the recording ends too early");
}

/* ---- a talk ------------------------------------------------------------ */

struct replay_talk {
    struct runner_talk base;
    struct place place;
    unsigned number;
    unsigned of; /* whose line comes next */
};

/* The next line of this talk's own. */
static int own_line(struct replay_talk *talk, struct str *out, struct err *err)
{
    struct place *place = &talk->place;

    while (next_line(place, out)) {
        struct cursor cursor = cursor_from(*out);

        if (cursor_literal(&cursor, "request ")) {
            talk->of = 0;
        } else if (cursor_literal(&cursor, "of ")) {
            if (!read_number(&cursor, &talk->of)) {
                return broken(place, err);
            }
        } else if (talk->of == talk->number) {
            return 0;
        }
    }
    return err_set(err, ERR_CLOSED, "the recording ends too early");
}

static int talk_read(struct runner_talk *runner_talk, int timeout_ms,
                     runner_bytes on_bytes, void *ctx, struct err *err)
{
    struct replay_talk *talk = (struct replay_talk *)runner_talk;
    struct runner_end end = {.exit_status = -1};
    struct str line;
    int rc = own_line(talk, &line, err);

    (void)timeout_ms;
    if (rc == 0) {
        rc = replay_line(&talk->place, line, on_bytes, ctx, &end, err);
        talk->base.exit_status = end.exit_status;
    }
    return rc;
}

static int talk_write(struct runner_talk *talk, const char *bytes, size_t len,
                      struct err *err)
{
    (void)talk;
    (void)bytes;
    (void)len;
    (void)err;
    return 0;
}

static void talk_close(struct runner_talk *talk)
{
    free(talk);
}

static int replay_open_talk(struct runner *runner,
                            const struct request *request,
                            struct runner_talk **out, struct err *err)
{
    static const struct runner_talk_ops ops = {talk_read, talk_write,
                                               talk_close};
    struct replay *replay = (struct replay *)runner;
    struct replay_talk *talk = calloc(1, sizeof(*talk));
    int rc;

    *out = NULL;
    if (talk == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    rc = find_request(&replay->place, request->kind, &talk->number, err);
    if (rc == 0 && talk->number == 0) {
        rc = broken(&replay->place, err);
    }
    if (rc < 0) {
        free(talk);
        return rc;
    }
    talk->base.ops = &ops;
    talk->base.exit_status = -1;
    talk->base.opened_at_ms = replay->place.sent_at_ms;
    talk->place = replay->place;
    talk->of = talk->number;
    *out = &talk->base;
    return 0;
}

static void replay_close(struct runner *runner)
{
    struct replay *replay = (struct replay *)runner;

    free(replay->place.bytes);
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
    struct place before = replay->place;
    struct str line;

    while (next_line(&replay->place, &line)) {
        struct cursor cursor = cursor_from(line);

        if (cursor_literal(&cursor, "request ")) {
            break;
        }
        if (cursor_literal(&cursor, "own ") && !read_own(&cursor, out)) {
            return broken(&replay->place, err);
        }
        if (cursor_literal(&cursor, "device ")) {
            read_device(&cursor, out);
        }
        before = replay->place;
    }
    replay->place = before;
    return 0;
}

static int read_version(struct str text, struct err *err)
{
    struct cursor cursor = cursor_from(text);
    struct str line;
    uint64_t version;

    if (!cursor_literal(&cursor, "adbnet-recording ") ||
        !cursor_line(&cursor, &line) || !str_to_u64(line, 1000000, &version)) {
        return err_set(err, ERR_PROTO,
                       "not a recording of adbnet; --record makes "
                       "one, and parse reads what else was saved");
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
    static const struct runner_ops ops = {replay_run, replay_open_talk,
                                          replay_close};
    struct replay *replay = calloc(1, sizeof(*replay));

    if (replay == NULL) {
        return NULL;
    }
    replay->base.ops = &ops;
    replay->base.is_replay = 1;
    replay->place.at = cursor_from(text);
    /* No escape grows; one byte more because malloc(0) may be NULL. */
    replay->place.bytes = malloc(text.len + 1);
    if (replay->place.bytes == NULL) {
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
    (void)next_line(&replay->place, &line);
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
