/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of recordings have in common: a runner that answers from an
 * array, a clock that stands, and what a receiver got.
 */
#ifndef ADBNET_TESTS_LINK_CANNED_H
#define ADBNET_TESTS_LINK_CANNED_H

#include "link/recording.h"

#include <stdlib.h>

#define TEXT_MAX ((size_t)1024 * 1024)

/* ---- a runner that answers from an array, and a clock that stands ---- */

struct answer {
    enum runner_stream stream;
    int64_t after_ms;
    const char *bytes;
    size_t len;
};

struct canned {
    struct runner base;
    const struct answer *answers;
    size_t count;
    int exit_status;
    int rc;
    const char *sentence;
};

#define NOW ((int64_t)1795354805118)

static inline int64_t now_ms(void *ctx)
{
    (void)ctx;
    return NOW;
}

static const struct clock still = {now_ms, now_ms, NULL};

static inline int canned_run(struct runner *runner,
                             const struct request *request,
                             runner_bytes on_bytes, void *ctx,
                             struct runner_end *out_end, struct err *err)
{
    struct canned *canned = (struct canned *)runner;
    size_t i;

    (void)request;
    out_end->sent_at_ms = NOW;
    out_end->ended_at_ms = NOW + 212;
    out_end->exit_status = canned->exit_status;
    for (i = 0; i < canned->count; i++) {
        const struct answer *answer = &canned->answers[i];
        int rc = on_bytes(ctx, answer->stream, NOW + answer->after_ms,
                          answer->bytes, answer->len);

        if (rc < 0) {
            return rc;
        }
    }
    return canned->rc < 0 ? err_set(err, canned->rc, "%s", canned->sentence)
                          : 0;
}

static inline void canned_close(struct runner *runner)
{
    (void)runner;
}

/* A talk gives one answer a read, then ends. */
struct canned_talk {
    struct runner_talk base;
    struct canned *canned;
    size_t next;
};

static inline int canned_talk_read(struct runner_talk *runner_talk,
                                   int timeout_ms, runner_bytes on_bytes,
                                   void *ctx, struct err *err)
{
    struct canned_talk *talk = (struct canned_talk *)runner_talk;
    struct canned *canned = talk->canned;

    if (timeout_ms == 0) {
        return ERR_TIMEOUT;
    }
    if (talk->next < canned->count) {
        const struct answer *answer = &canned->answers[talk->next++];
        int rc = on_bytes(ctx, answer->stream, NOW + answer->after_ms,
                          answer->bytes, answer->len);

        return rc < 0 ? rc : 1;
    }
    talk->base.exit_status = canned->exit_status;
    return canned->rc < 0 ? err_set(err, canned->rc, "%s", canned->sentence)
                          : 0;
}

static inline int canned_talk_write(struct runner_talk *talk, const char *bytes,
                                    size_t len, struct err *err)
{
    (void)talk;
    (void)bytes;
    return len == 2 ? 0 : err_set(err, ERR_IO, "not two bytes");
}

static inline void canned_talk_close(struct runner_talk *talk)
{
    free(talk);
}

static inline int canned_open_talk(struct runner *runner,
                                   const struct request *request,
                                   struct runner_talk **out, struct err *err)
{
    static const struct runner_talk_ops ops = {
        canned_talk_read, canned_talk_write, canned_talk_close};
    struct canned_talk *talk = calloc(1, sizeof(*talk));

    *out = NULL;
    if (strcmp(request->kind, "refused") == 0) {
        free(talk);
        return err_set(err, ERR_REFUSED, "no");
    }
    assert_non_null(talk);
    talk->base.ops = &ops;
    talk->base.opened_at_ms = NOW;
    talk->canned = (struct canned *)runner;
    *out = &talk->base;
    return 0;
}

static const struct runner_ops canned_ops = {
    .run = canned_run, .open_talk = canned_open_talk, .close = canned_close};

/* ---- what a receiver got ---- */

struct received {
    struct buf bytes[3]; /* by stream */
    int64_t last_at_ms;
    size_t calls;
};

static inline void receive_init(struct received *received)
{
    memset(received, 0, sizeof(*received));
    buf_init(&received->bytes[RUNNER_STDOUT], TEXT_MAX);
    buf_init(&received->bytes[RUNNER_STDERR], TEXT_MAX);
}

static inline void receive_fini(struct received *received)
{
    buf_fini(&received->bytes[RUNNER_STDOUT]);
    buf_fini(&received->bytes[RUNNER_STDERR]);
}

static inline int receive(void *ctx, enum runner_stream stream, int64_t at_ms,
                          const char *bytes, size_t len)
{
    struct received *received = ctx;

    received->last_at_ms = at_ms;
    received->calls++;
    return buf_append(&received->bytes[stream], bytes, len);
}

static inline int write_text(void *ctx, const char *text, size_t len)
{
    return buf_append(ctx, text, len);
}

static inline int run(struct link *link, struct received *received,
                      struct runner_end *end, struct err *err)
{
    struct request request = {.kind = "snapshot"};

    return runner_run(link->runner, &request, receive, received, end, err);
}

static inline struct str str_of(const struct buf *buf)
{
    struct str str = {(const char *)buf->data, buf->len};

    return str;
}

#endif
