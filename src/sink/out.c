/* SPDX-License-Identifier: Apache-2.0 */
/* A buffer that empties itself. See out.h. */
#include "sink/out.h"

#include <string.h>

/* The longest escape of one byte is six: what fits after any piece. */
#define PIECE_MAX (OUT_CAP / 8)
#define ESCAPED_MAX 6

int out_init(struct out *out, enum sink_stream stream, sink_drain drain,
             void *ctx, int *rc)
{
    unsigned char *first;

    memset(out, 0, sizeof(*out));
    out->stream = stream;
    out->drain = drain;
    out->ctx = ctx;
    out->rc = rc;
    buf_init(&out->buf, OUT_CAP);
    return buf_reserve(&out->buf, OUT_CAP, &first);
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

void out_make_room(struct out *out)
{
    (void)out_flush(out);
    buf_clear(&out->buf);
}

void out_bytes(struct out *out, const char *bytes, size_t len)
{
    while (len > 0) {
        size_t piece = len < PIECE_MAX ? len : PIECE_MAX;
        char *to = out_room(out, piece);

        memcpy(to, bytes, piece);
        out_wrote(out, to + piece);
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
    char *to = out_room(out, 1);

    *to = c;
    out_wrote(out, to + 1);
}

/* Two digits of a number below 100. */
static char *put_pair(char *to, unsigned value)
{
    static const char pairs[] = "00010203040506070809"
                                "10111213141516171819"
                                "20212223242526272829"
                                "30313233343536373839"
                                "40414243444546474849"
                                "50515253545556575859"
                                "60616263646566676869"
                                "70717273747576777879"
                                "80818283848586878889"
                                "90919293949596979899";

    memcpy(to, pairs + (size_t)2 * value, 2);
    return to + 2;
}

/* As many digits as a number below 100 has. */
static char *put_short(char *to, unsigned value)
{
    if (value >= 10) {
        return put_pair(to, value);
    }
    *to = (char)('0' + value);
    return to + 1;
}

char *out_digits(char *to, uint64_t value)
{
    unsigned fours[OUT_DIGITS_MAX / 4]; /* from the last */
    size_t count = 0;

    while (value >= 10000) {
        fours[count++] = (unsigned)(value % 10000);
        value /= 10000;
    }
    if (value >= 100) {
        to = put_short(to, (unsigned)value / 100);
        to = put_pair(to, (unsigned)value % 100);
    } else {
        to = put_short(to, (unsigned)value);
    }
    while (count > 0) {
        unsigned four = fours[--count];

        to = put_pair(to, four / 100);
        to = put_pair(to, four % 100);
    }
    return to;
}

void out_u64(struct out *out, uint64_t value)
{
    char *to = out_room(out, OUT_DIGITS_MAX);

    out_wrote(out, out_digits(to, value));
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
    while (text.len > 0) {
        struct str piece = {text.ptr, text_piece(text, PIECE_MAX)};

        (void)out_room(out, piece.len * ESCAPED_MAX);
        /* Cannot fail: there is room, and no more memory is asked for. */
        (void)text_append(&out->buf, piece, escape);
        text.ptr += piece.len;
        text.len -= piece.len;
    }
}
