/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that came for a stream and wait to be read: appended at one end,
 * taken at the other, never more than LIMIT_STREAM_BUFFER. Pure.
 */
#ifndef ADB_INBOX_H
#define ADB_INBOX_H

#include "base/buf.h"

#include <stddef.h>

struct inbox {
    struct buf buf;
    size_t at; /* where the unread part begins */
};

/* No allocation happens here. */
void inbox_init(struct inbox *inbox);
void inbox_fini(struct inbox *inbox);

size_t inbox_unread(const struct inbox *inbox);
size_t inbox_room(const struct inbox *inbox);

/* ADB_ERR_LIMIT (more than the room) or ADB_ERR_NOMEM: nothing changed. */
int inbox_append(struct inbox *inbox, const void *bytes, size_t len);

/* Moves up to cap bytes out; returns how many. */
size_t inbox_take(struct inbox *inbox, void *out, size_t cap);

#endif
