/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes on their way out of a sink: a capped buffer that is drained while
 * it is filled. The first failure sticks: whatever is written after it is
 * ignored, and whoever calls looks at it once, at the end.
 */
#ifndef ADBNET_SINK_OUT_H
#define ADBNET_SINK_OUT_H

#include "base/buf.h"
#include "sink/sink.h"
#include "sink/text.h"

#include <string.h>

/* All the memory it takes; full, it is drained. */
#define OUT_CAP ((size_t)64 * 1024)
struct out {
    struct buf buf; /* has OUT_CAP bytes */
    enum sink_stream stream;
    sink_drain drain;
    void *ctx;
    int *rc; /* 0, or the first failure of this or its neighbour */
};

/*
 * *rc, borrowed, is 0; outputs that share it fail together. 0 or ERR_NOMEM;
 * either way out_fini() may be called.
 */
int out_init(struct out *out, enum sink_stream stream, sink_drain drain,
             void *ctx, int *rc);
void out_fini(struct out *out);

/* Empties a buffer that has not room for len bytes. For out_room(). */
void out_make_room(struct out *out);

/*
 * The address of len more bytes, at most OUT_CAP. Whoever writes them, all
 * or some, says so with out_wrote(). After a failure they go where nobody
 * reads them.
 */
static inline char *out_room(struct out *out, size_t len)
{
    if (out->buf.cap - out->buf.len < len) {
        out_make_room(out);
    }
    return (char *)out->buf.data + out->buf.len;
}

/* end: one past the last byte written where out_room() said. */
static inline void out_wrote(struct out *out, const char *end)
{
    out->buf.len = (size_t)(end - (const char *)out->buf.data);
}

/* The most that out_digits() writes: UINT64_MAX has so many. */
#define OUT_DIGITS_MAX 20

/* The digits of value from `to` on; returns their end. */
char *out_digits(char *to, uint64_t value);

void out_bytes(struct out *out, const char *bytes, size_t len);
void out_puts(struct out *out, const char *text);
void out_char(struct out *out, char c);
void out_u64(struct out *out, uint64_t value);
void out_spaces(struct out *out, size_t count);
/* Text of any length; see text.h. */
void out_text(struct out *out, struct str text, enum text_escape escape);

/* Drains what is left; returns *rc. */
int out_flush(struct out *out);

#endif
