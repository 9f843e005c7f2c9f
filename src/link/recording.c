/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a recording while a phone answers. See recording.h. */
#include "link/recording.h"

#include <inttypes.h>
#include <stdlib.h>

/* A chunk's text before it is handed on; longer lines are split. */
#define TEXT_MAX ((size_t)1024 * 1024)
#define LINE_BYTES ((size_t)4096)

struct recording {
    struct runner base;
    struct runner *inner;
    const struct clock *clock;
    recording_write write;
    void *ctx;
    struct buf text;
    int write_rc;   /* the first failure to write, kept */
    unsigned talks; /* numbers given so far */
    unsigned of;    /* whose lines are being written; 0: no talk's */
    char serial[LINK_SERIAL_CAP];
};

/* One request on its way: where its bytes go besides into the file. */
struct passage {
    struct recording *recording;
    runner_bytes on_bytes;
    void *ctx;
    int64_t sent_at_ms;
    unsigned number; /* of a talk, or 0 */
};

static void flush(struct recording *recording, int rc)
{
    if (rc == 0 && recording->text.len > 0) {
        rc =
            recording->write(recording->ctx, (const char *)recording->text.data,
                             recording->text.len);
    }
    buf_clear(&recording->text);
    if (rc < 0 && recording->write_rc == 0) {
        recording->write_rc = rc;
    }
}

/* One line of the file for at most one line of the phone. */
static size_t write_piece(struct recording *recording, const char *bytes,
                          size_t len)
{
    const char *newline;
    size_t piece = len < LINE_BYTES ? len : LINE_BYTES;
    int rc;

    newline = memchr(bytes, '\n', piece);
    if (newline != NULL) {
        piece = (size_t)(newline - bytes) + 1;
    }
    rc = recording_escape(&recording->text, bytes, piece);
    if (rc == 0) {
        rc = buf_putc(&recording->text, '\n');
    }
    flush(recording, rc);
    return piece;
}

/* What follows is of this request. */
static void write_of(const struct passage *passage)
{
    struct recording *recording = passage->recording;

    if (passage->number != recording->of) {
        recording->of = passage->number;
        flush(recording,
              buf_printf(&recording->text, "of %u\n", passage->number));
    }
}

static void write_chunk(struct passage *passage, enum runner_stream stream,
                        int64_t at_ms, const char *bytes, size_t len)
{
    struct recording *recording = passage->recording;
    size_t done = 0;

    write_of(passage);
    while (done < len) {
        int rc = done > 0 ? buf_puts(&recording->text, ". ")
                          : buf_printf(&recording->text, "%c %" PRId64 " ",
                                       stream == RUNNER_STDOUT ? 'o' : 'e',
                                       at_ms - passage->sent_at_ms);

        if (rc < 0) {
            flush(recording, rc);
            return;
        }
        done += write_piece(recording, bytes + done, len - done);
    }
}

static int pass_on(void *ctx, enum runner_stream stream, int64_t at_ms,
                   const char *bytes, size_t len)
{
    struct passage *passage = ctx;

    write_chunk(passage, stream, at_ms, bytes, len);
    return passage->on_bytes(passage->ctx, stream, at_ms, bytes, len);
}

/* A serial identifies its owner: the last four characters are enough. */
static int write_serial(struct recording *recording)
{
    const char *serial = recording->serial;
    size_t len = strlen(serial);
    const char *tail = len > 4 ? serial + len - 4 : serial;
    int rc = buf_puts(&recording->text, "...");

    return rc < 0 ? rc : recording_escape(&recording->text, tail, strlen(tail));
}

/* Sentences name the phone. */
static int write_sentence(struct recording *recording, const char *text)
{
    size_t len = strlen(recording->serial);
    const char *at = len == 0 ? NULL : strstr(text, recording->serial);
    int rc = 0;

    while (at != NULL && rc == 0) {
        rc = recording_escape(&recording->text, text, (size_t)(at - text));
        if (rc == 0) {
            rc = write_serial(recording);
        }
        text = at + len;
        at = strstr(text, recording->serial);
    }
    return rc < 0 ? rc : recording_escape(&recording->text, text, strlen(text));
}

static int write_end(struct recording *recording, const struct runner_end *end,
                     int64_t sent_at_ms, int rc, const struct err *err)
{
    struct buf *text = &recording->text;
    int result =
        buf_printf(text, "end %" PRId64 " ", end->ended_at_ms - sent_at_ms);

    if (result == 0 && rc == 0) {
        result = buf_printf(text, "exit %d", end->exit_status);
    } else if (result == 0) {
        result = buf_printf(text, "error %d ", rc);
        if (result == 0) {
            result = write_sentence(recording, err->text);
        }
    }
    return result == 0 ? buf_putc(text, '\n') : result;
}

static int recording_run(struct runner *runner, const struct request *request,
                         runner_bytes on_bytes, void *ctx,
                         struct runner_end *out_end, struct err *err)
{
    struct recording *recording = (struct recording *)runner;
    struct passage passage = {.recording = recording,
                              .on_bytes = on_bytes,
                              .ctx = ctx,
                              .sent_at_ms = clock_wall_ms(recording->clock)};
    int rc;

    recording->of = 0;
    flush(recording, buf_printf(&recording->text, "request %s %" PRId64 "\n",
                                request->kind, passage.sent_at_ms));
    rc = runner_run(recording->inner, request, pass_on, &passage, out_end, err);
    flush(recording,
          write_end(recording, out_end, passage.sent_at_ms, rc, err));
    if (rc == 0 && recording->write_rc < 0) {
        return err_set(err, recording->write_rc,
                       "the recording could not be written");
    }
    return rc;
}

/* ---- a talk ------------------------------------------------------------ */

struct recording_talk {
    struct runner_talk base;
    struct runner_talk *inner;
    struct passage passage;
    bool has_end;
};

static void end_talk(struct recording_talk *talk, int rc, const struct err *err)
{
    struct recording *recording = talk->passage.recording;
    struct runner_end end = {
        .ended_at_ms = clock_wall_ms(recording->clock),
        .exit_status = talk->inner->exit_status,
    };

    if (talk->has_end) {
        return;
    }
    talk->has_end = true;
    talk->base.exit_status = end.exit_status;
    write_of(&talk->passage);
    flush(recording,
          write_end(recording, &end, talk->passage.sent_at_ms, rc, err));
}

static int talk_read(struct runner_talk *runner_talk, int timeout_ms,
                     runner_bytes on_bytes, void *ctx, struct err *err)
{
    struct recording_talk *talk = (struct recording_talk *)runner_talk;
    struct recording *recording = talk->passage.recording;
    struct err unused = {.code = 0};
    int rc;

    err = err == NULL ? &unused : err;
    talk->passage.on_bytes = on_bytes;
    talk->passage.ctx = ctx;
    rc =
        runner_talk_read(talk->inner, timeout_ms, pass_on, &talk->passage, err);
    if (rc <= 0 && rc != ERR_TIMEOUT) {
        end_talk(talk, rc, err);
    }
    if (recording->write_rc < 0 && (rc >= 0 || rc == ERR_TIMEOUT)) {
        return err_set(err, recording->write_rc,
                       "the recording could not be written");
    }
    return rc;
}

static int talk_write(struct runner_talk *runner_talk, const char *bytes,
                      size_t len, struct err *err)
{
    struct recording_talk *talk = (struct recording_talk *)runner_talk;

    return runner_talk_write(talk->inner, bytes, len, err);
}

/* Who closes a talk has had what it wanted. */
static void talk_close(struct runner_talk *runner_talk)
{
    struct recording_talk *talk = (struct recording_talk *)runner_talk;

    end_talk(talk, 0, NULL);
    runner_talk_close(talk->inner);
    free(talk);
}

static int recording_open_talk(struct runner *runner,
                               const struct request *request,
                               struct runner_talk **out, struct err *err)
{
    static const struct runner_talk_ops ops = {talk_read, talk_write,
                                               talk_close};
    struct recording *recording = (struct recording *)runner;
    struct recording_talk *talk = calloc(1, sizeof(*talk));
    int rc;

    *out = NULL;
    if (talk == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    rc = runner_open_talk(recording->inner, request, &talk->inner, err);
    if (rc < 0) {
        free(talk);
        return rc;
    }
    talk->base.ops = &ops;
    talk->base.exit_status = -1;
    talk->base.opened_at_ms = talk->inner->opened_at_ms;
    talk->passage.recording = recording;
    talk->passage.sent_at_ms = talk->inner->opened_at_ms;
    talk->passage.number = ++recording->talks;
    recording->of = talk->passage.number;
    flush(recording,
          buf_printf(&recording->text, "request %s %" PRId64 " %u\n",
                     request->kind, talk->base.opened_at_ms, recording->of));
    *out = &talk->base;
    return 0;
}

static void recording_close(struct runner *runner)
{
    struct recording *recording = (struct recording *)runner;

    runner_close(recording->inner);
    buf_fini(&recording->text);
    free(recording);
}

static int write_head(struct recording *recording, const struct link *link)
{
    char laptop[ADDR_TEXT_CAP];
    char phone[ADDR_TEXT_CAP];
    int rc = buf_printf(&recording->text,
                        "adbnet-recording %d\ntool adbnet %s\n"
                        "made %" PRId64 "\ndevice via=%s serial=",
                        RECORDING_VERSION, ADBNET_VERSION,
                        clock_wall_ms(recording->clock), link->via);

    if (rc == 0) {
        rc = write_serial(recording);
    }
    if (rc == 0) {
        rc = buf_printf(
            &recording->text, "\nown %s %u %s %u\n",
            addr_format(&link->own_laptop, laptop), link->own_laptop_port,
            addr_format(&link->own_phone, phone), link->own_phone_port);
    }
    return rc;
}

int recording_start(struct link *link, const struct clock *clock,
                    recording_write write, void *ctx, struct err *err)
{
    static const struct runner_ops ops = {recording_run, recording_open_talk,
                                          recording_close};
    struct recording *recording = calloc(1, sizeof(*recording));

    if (recording == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    recording->base.ops = &ops;
    recording->inner = link->runner;
    recording->clock = clock;
    recording->write = write;
    recording->ctx = ctx;
    memcpy(recording->serial, link->serial, sizeof(recording->serial));
    buf_init(&recording->text, TEXT_MAX);
    flush(recording, write_head(recording, link));
    if (recording->write_rc < 0) {
        int rc = recording->write_rc;

        buf_fini(&recording->text);
        free(recording);
        return err_set(err, rc, "the recording could not be written");
    }
    link->runner = &recording->base;
    return 0;
}
