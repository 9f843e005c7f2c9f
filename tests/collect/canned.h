/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A runner that answers with bytes it was given, in pieces of a chosen size:
 * what a phone is to the tests of collect/.
 */
#ifndef ADBNET_TESTS_COLLECT_CANNED_H
#define ADBNET_TESTS_COLLECT_CANNED_H

#include "model/runner.h"

#include <string.h>

#define CANNED_SCRIPT_CAP 8192

struct canned {
    struct runner base;
    const char *out;
    size_t out_len;
    const char *more;   /* the answer to "more"; NULL: there is none */
    const char *errors; /* stderr, before the rest; may be NULL */
    size_t piece;       /* bytes a time; 0: all at once */
    int rc;             /* how the run ends */
    const char *rc_text;
    int64_t sent_at_ms;
    int64_t came_at_ms; /* of every piece */
    /* What was asked. */
    int requests;
    int requests_more;
    int more_timeout_ms;
    struct request request;
    char script[CANNED_SCRIPT_CAP];
};

static inline int canned_run(struct runner *runner,
                             const struct request *request,
                             runner_bytes on_bytes, void *ctx,
                             struct runner_end *out_end, struct err *err)
{
    struct canned *canned = (struct canned *)(void *)runner;
    size_t piece = canned->piece == 0 ? canned->out_len : canned->piece;
    int rc = 0;

    if (strcmp(request->kind, "more") == 0) {
        canned->requests_more++;
        canned->more_timeout_ms = request->timeout_ms;
        if (canned->more == NULL) {
            return err_set(err, ERR_CLOSED, "no such request");
        }
        return on_bytes(ctx, RUNNER_STDOUT, canned->came_at_ms, canned->more,
                        strlen(canned->more));
    }
    canned->requests++;
    canned->request = *request;
    if (request->script_len < sizeof(canned->script)) {
        memcpy(canned->script, request->script, request->script_len);
        canned->script[request->script_len] = '\0';
    }
    out_end->sent_at_ms = canned->sent_at_ms;
    out_end->ended_at_ms = canned->came_at_ms;
    out_end->exit_status = 0;
    if (canned->errors != NULL) {
        rc = on_bytes(ctx, RUNNER_STDERR, canned->came_at_ms, canned->errors,
                      strlen(canned->errors));
    }
    for (size_t at = 0; rc == 0 && at < canned->out_len; at += piece) {
        size_t left = canned->out_len - at;

        rc = on_bytes(ctx, RUNNER_STDOUT, canned->came_at_ms, canned->out + at,
                      left < piece ? left : piece);
    }
    if (rc == 0 && canned->rc != 0) {
        rc = err_set(err, canned->rc, "%s", canned->rc_text);
    }
    return rc;
}

static inline void canned_close(struct runner *runner)
{
    (void)runner;
}

static const struct runner_ops canned_ops = {
    .run = canned_run,
    .close = canned_close,
};

static inline void canned_init(struct canned *canned, const char *out,
                               size_t len)
{
    memset(canned, 0, sizeof(*canned));
    canned->base.ops = &canned_ops;
    canned->out = out;
    canned->out_len = len;
    canned->sent_at_ms = 1000000;
    canned->came_at_ms = 1000020;
}

#endif
