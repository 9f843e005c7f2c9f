/* SPDX-License-Identifier: Apache-2.0 */
/* What waits to be read of a stream. See inbox.h. */
#include "inbox.h"

#include <adb/error.h>

#include <string.h>

void inbox_init(struct inbox *inbox)
{
    buf_init(&inbox->buf, INBOX_MAX);
    inbox->at = 0;
}

void inbox_fini(struct inbox *inbox)
{
    buf_fini(&inbox->buf);
    inbox->at = 0;
}

size_t inbox_unread(const struct inbox *inbox)
{
    return inbox->buf.len - inbox->at;
}

bool inbox_is_full(const struct inbox *inbox)
{
    return inbox_unread(inbox) >= LIMIT_STREAM_BUFFER;
}

/* Moves the unread part to the front when that is cheap, or needed. */
static void make_room(struct inbox *inbox, size_t len)
{
    if (inbox->at == inbox->buf.len) {
        buf_clear(&inbox->buf);
        inbox->at = 0;
    } else if (inbox->at >= inbox->buf.len / 2 || len > buf_room(&inbox->buf)) {
        buf_drop(&inbox->buf, inbox->at);
        inbox->at = 0;
    }
}

int inbox_append(struct inbox *inbox, const void *bytes, size_t len)
{
    if (len > INBOX_MAX - inbox_unread(inbox)) {
        return ADB_ERR_LIMIT;
    }
    make_room(inbox, len);
    return buf_append(&inbox->buf, bytes, len);
}

size_t inbox_take(struct inbox *inbox, void *out, size_t cap)
{
    size_t len = inbox_unread(inbox);

    if (len > cap) {
        len = cap;
    }
    if (len > 0) {
        memcpy(out, inbox->buf.data + inbox->at, len);
        inbox->at += len;
    }
    return len;
}
