/* SPDX-License-Identifier: Apache-2.0 */
/* Capped growing buffers. See buf.h. */
#include "base/buf.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_FIRST_CAP 256

void buf_init(struct buf *buf, size_t max)
{
    memset(buf, 0, sizeof(*buf));
    buf->max = max;
}

void buf_fini(struct buf *buf)
{
    free(buf->data);
    buf->data = NULL;
    buf->len = 0;
    buf->cap = 0;
}

size_t buf_room(const struct buf *buf)
{
    return buf->max - buf->len;
}

/*
 * Doubles, up to max, until `need` bytes fit. That may be one more than max:
 * the terminator that vsnprintf() writes.
 */
static int grow(struct buf *buf, size_t need)
{
    size_t most = need > buf->max ? need : buf->max;
    size_t cap = buf->cap < BUF_FIRST_CAP ? BUF_FIRST_CAP : buf->cap;
    unsigned char *data;

    while (cap < need) {
        cap = cap > most / 2 ? most : cap * 2;
    }
    data = realloc(buf->data, cap);
    if (data == NULL) {
        return ERR_NOMEM;
    }
    buf->data = data;
    buf->cap = cap;
    return 0;
}

/* len bytes, and perhaps a terminator, are known to fit below max. */
static int make_room(struct buf *buf, size_t len, unsigned char **out)
{
    if (buf->data == NULL || buf->cap - buf->len < len) {
        int rc = grow(buf, buf->len + len);

        if (rc < 0) {
            return rc;
        }
    }
    *out = buf->data + buf->len;
    return 0;
}

int buf_reserve(struct buf *buf, size_t len, unsigned char **out)
{
    return len > buf_room(buf) ? ERR_LIMIT : make_room(buf, len, out);
}

int buf_append(struct buf *buf, const void *bytes, size_t len)
{
    unsigned char *to;
    int rc;

    if (len == 0) {
        return 0;
    }
    rc = buf_reserve(buf, len, &to);
    if (rc < 0) {
        return rc;
    }
    memcpy(to, bytes, len);
    buf->len += len;
    return 0;
}

int buf_puts(struct buf *buf, const char *text)
{
    return buf_append(buf, text, strlen(text));
}

int buf_putc(struct buf *buf, char c)
{
    return buf_append(buf, &c, 1);
}

int buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args;
    va_list again;
    unsigned char *to;
    int len;
    int rc;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    rc = len < 0                       ? ERR_ARG
         : (size_t)len > buf_room(buf) ? ERR_LIMIT
                                       : make_room(buf, (size_t)len + 1, &to);
    if (rc == 0) {
        (void)vsnprintf((char *)to, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    }
    va_end(again);
    return rc;
}

void buf_drop(struct buf *buf, size_t len)
{
    if (len >= buf->len) {
        buf->len = 0;
        return;
    }
    memmove(buf->data, buf->data + len, buf->len - len);
    buf->len -= len;
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
}
