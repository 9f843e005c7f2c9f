/* SPDX-License-Identifier: Apache-2.0 */
/* A buffer that empties itself. See out.h. */
#include "sink/out.h"

#include <string.h>

/* The longest escape of one byte is six: what fits after any piece. */
#define PIECE_MAX ((OUT_MAX - OUT_DRAIN_AT) / 8)

void out_init(struct out *out, enum sink_stream stream, sink_drain drain,
              void *ctx, int *rc)
{
    memset(out, 0, sizeof(*out));
    buf_init(&out->buf, OUT_MAX);
    out->stream = stream;
    out->drain = drain;
    out->ctx = ctx;
    out->rc = rc;
}

void out_fini(struct out *out)
{
    buf_fini(&out->buf);
}

int out_flush(struct out *out)
{
    if (*out->rc == 0 && out->buf.len > 0) {
        *out->rc = out->drain(out->ctx, out->stream,
                              (const char *)out->buf.data, out->buf.len);
        buf_clear(&out->buf);
    }
    return *out->rc;
}

/* After each step: rc is what the step gave. */
static void stepped(struct out *out, int rc)
{
    if (rc < 0) {
        *out->rc = rc;
    } else if (out->buf.len >= OUT_DRAIN_AT) {
        (void)out_flush(out);
    }
}

void out_bytes(struct out *out, const char *bytes, size_t len)
{
    while (len > 0 && *out->rc == 0) {
        size_t piece = len < PIECE_MAX ? len : PIECE_MAX;

        stepped(out, buf_append(&out->buf, bytes, piece));
        bytes += piece;
        len -= piece;
    }
}

void out_puts(struct out *out, const char *text)
{
    out_bytes(out, text, strlen(text));
}

void out_char(struct out *out, char c)
{
    out_bytes(out, &c, 1);
}

void out_u64(struct out *out, uint64_t value)
{
    char digits[20]; /* of UINT64_MAX */
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    out_bytes(out, digits + at, sizeof(digits) - at);
}

void out_spaces(struct out *out, size_t count)
{
    static const char blanks[] = "                                ";
    const size_t most = sizeof(blanks) - 1;

    while (count > 0) {
        size_t piece = count < most ? count : most;

        out_bytes(out, blanks, piece);
        count -= piece;
    }
}

void out_text(struct out *out, struct str text, enum text_escape escape)
{
    while (text.len > 0 && *out->rc == 0) {
        struct str piece = {text.ptr, text_piece(text, PIECE_MAX)};

        stepped(out, text_append(&out->buf, piece, escape));
        text.ptr += piece.len;
        text.len -= piece.len;
    }
}
