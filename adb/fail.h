/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a `struct adb_err`. Whatever a peer said may be an argument: bytes
 * that are not printable ASCII never reach the sentence.
 */
#ifndef ADB_FAIL_H
#define ADB_FAIL_H

#include <adb/error.h>

#include <stdarg.h>
#include <stddef.h>

/*
 * Stores code and sentence (cut at the capacity) and returns code. err may
 * be NULL.
 */
int fail_with(struct adb_err *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* As vsnprintf, in the same printable form; the text may be cut. */
void fail_format(char *out, size_t cap, const char *fmt, va_list args)
    __attribute__((format(printf, 3, 0)));

/* The one sentence for an allocation that failed; returns ADB_ERR_NOMEM. */
int fail_nomem(struct adb_err *err);

/* Passes a stored error on: copies it if it is wanted, returns its code. */
int fail_again(struct adb_err *err, const struct adb_err *stored);

#endif
