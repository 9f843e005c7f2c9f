/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of hostile phones. The first byte chooses the pieces and whether
 * the token is known; whatever the pieces, the events must be the same.
 */
#include "collect/framing.h"

#include <stdlib.h>
#include <string.h>

#define TOKEN "0123456789abcdef"

/* All that was heard, in one number. */
struct heard {
    uint64_t digest;
    size_t events;
};

static int hear(struct heard *heard, int kind, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    heard->digest = (heard->digest ^ (uint64_t)(kind + 1)) * 1099511628211u;
    for (size_t i = 0; i < len; i++) {
        heard->digest = (heard->digest ^ at[i]) * 1099511628211u;
    }
    heard->digest = (heard->digest ^ (uint64_t)len) * 1099511628211u;
    heard->events++;
    return 0;
}

static int on_begin(void *ctx, const struct framing_begin *begin)
{
    if (begin->uid < 0 || begin->uid > UINT32_MAX || begin->phone_us < 0) {
        abort();
    }
    return hear(ctx, 0, &begin->phone_us, sizeof(begin->phone_us));
}

static int on_section(void *ctx, struct str name, struct str argument)
{
    (void)hear(ctx, 1, name.ptr, name.len);
    return hear(ctx, 2, argument.ptr, argument.len);
}

static int on_line(void *ctx, struct str line)
{
    if (line.len > FRAMING_LINE_MAX ||
        (line.len > 0 && memchr(line.ptr, '\n', line.len) != NULL)) {
        abort();
    }
    return hear(ctx, 3, line.ptr, line.len);
}

static int on_done(void *ctx, const struct framing_done *done)
{
    if (done->status < 0 || done->status > 255) {
        abort();
    }
    (void)hear(ctx, 4, &done->seen, sizeof(done->seen));
    return hear(ctx, done->status, &done->bytes, sizeof(done->bytes));
}

static int on_end(void *ctx, int64_t phone_us)
{
    return hear(ctx, 5, &phone_us, sizeof(phone_us));
}

static const struct framing_events events = {
    .begin = on_begin,
    .section = on_section,
    .line = on_line,
    .done = on_done,
    .end = on_end,
};

static struct heard run(const char *token, const char *text, size_t len,
                        size_t piece, int *out_rc, bool *out_is_complete)
{
    struct framing framing;
    struct heard heard = {0, 0};
    struct err err = {0, ""};

    if (framing_init(&framing, token, &events, &heard) != 0) {
        abort();
    }
    *out_rc = 0;
    for (size_t at = 0; *out_rc == 0 && at < len; at += piece) {
        /* A copy of the exact size, so that a step too far is seen. */
        size_t left = len - at < piece ? len - at : piece;
        char *copy = malloc(left);

        if (copy == NULL) {
            abort();
        }
        memcpy(copy, text + at, left);
        *out_rc = framing_feed(&framing, copy, left, &err);
        free(copy);
    }
    /* No input is large enough for any other limit than a line's. */
    if (*out_rc != err.code || (*out_rc != 0 && *out_rc != ERR_PROTO) ||
        strlen(framing.junk_text) > FRAMING_JUNK_CAP) {
        abort();
    }
    (void)hear(&heard, (int)framing.state, framing.junk_text,
               strlen(framing.junk_text));
    *out_is_complete = framing_is_complete(&framing);
    framing_fini(&framing);
    return heard;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data + 1;
    const char *token;
    size_t piece;
    struct heard whole;
    struct heard pieces;
    bool is_complete[2];
    int rc[2];

    if (size < 2) {
        return 0;
    }
    token = (data[0] & 1) != 0 ? TOKEN : "";
    piece = (size_t)(data[0] >> 1) + 1;
    if (size > 2048) {
        piece *= 256; /* long lines in few pieces, or it takes for ever */
    }
    whole = run(token, text, size - 1, size - 1, &rc[0], &is_complete[0]);
    pieces = run(token, text, size - 1, piece, &rc[1], &is_complete[1]);
    if (whole.digest != pieces.digest || whole.events != pieces.events ||
        rc[0] != rc[1] || is_complete[0] != is_complete[1]) {
        abort();
    }
    return 0;
}
