/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that came for a stream and wait to be read: appended at one end,
 * taken at the other. It is full at LIMIT_STREAM_BUFFER; as the other side
 * may have sent one packet before it was made to wait, it holds up to
 * INBOX_MAX. Pure.
 */
#ifndef ADB_INBOX_H
#define ADB_INBOX_H

#include "adb_limits.h"

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

#define INBOX_MAX (LIMIT_STREAM_BUFFER + LIMIT_PAYLOAD_MAX)

struct inbox {
    struct buf buf;
    size_t at; /* where the unread part begins */
};

/* No allocation happens here. */
void inbox_init(struct inbox *inbox);
void inbox_fini(struct inbox *inbox);

size_t inbox_unread(const struct inbox *inbox);

/* The other side is to wait. */
bool inbox_is_full(const struct inbox *inbox);

/* ADB_ERR_LIMIT (above INBOX_MAX) or ADB_ERR_NOMEM: nothing changed. */
int inbox_append(struct inbox *inbox, const void *bytes, size_t len);

/* Moves up to cap bytes out; returns how many. */
size_t inbox_take(struct inbox *inbox, void *out, size_t cap);

#endif
