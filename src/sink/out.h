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

/* It is drained as soon as it holds so much... */
#define OUT_DRAIN_AT ((size_t)64 * 1024)
/* ...because what is added in one step is never more than the rest. */
#define OUT_MAX ((size_t)128 * 1024)

struct out {
    struct buf buf;
    enum sink_stream stream;
    sink_drain drain;
    void *ctx;
    int *rc; /* 0, or the first failure of this or its neighbour */
};

/* *rc, borrowed, is 0; outputs that share it fail together. */
void out_init(struct out *out, enum sink_stream stream, sink_drain drain,
              void *ctx, int *rc);
void out_fini(struct out *out);

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
