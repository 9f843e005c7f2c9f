/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing run of bytes that knows its maximum from birth. Whoever makes a
 * buffer says how large it may ever become; "forgot the limit" cannot be
 * written. Not for streams that are read in the middle: see buf_drop().
 */
#ifndef ADBNET_BASE_BUF_H
#define ADBNET_BASE_BUF_H

#include <stddef.h>

struct buf {
    unsigned char *data; /* NULL while empty and never grown */
    size_t len;
    size_t cap;
    size_t max;
};

/* No allocation happens here. max is the largest len the buffer may reach. */
void buf_init(struct buf *buf, size_t max);

/* Frees the bytes; the buffer is empty and usable again. Accepts zeroed. */
void buf_fini(struct buf *buf);

/* Each returns 0, ERR_LIMIT (unchanged) or ERR_NOMEM (unchanged). */
int buf_append(struct buf *buf, const void *bytes, size_t len);
int buf_puts(struct buf *buf, const char *text);
int buf_putc(struct buf *buf, char c);
int buf_printf(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Makes room for len more bytes and gives their address; the caller writes
 * them and then adds to buf->len what was really written.
 */
int buf_reserve(struct buf *buf, size_t len, unsigned char **out);

/* Removes len bytes (at most all) from the front. */
void buf_drop(struct buf *buf, size_t len);

/* Empties, keeps the memory. */
void buf_clear(struct buf *buf);

/* How many bytes may still be appended. */
size_t buf_room(const struct buf *buf);

#endif
