/* SPDX-License-Identifier: Apache-2.0 */
/* Filling in errors. See fail.h. */
#include "fail.h"

#include "base/err.h"

#include <assert.h>
#include <stdio.h>

/* A code crosses from the library into the program as it is. */
#define SAME(name) \
    static_assert((int)ADB_ERR_##name == (int)ERR_##name, #name " differs")
static_assert((int)ADB_OK == (int)ERR_OK, "OK differs");
SAME(NOMEM);
SAME(ARG);
SAME(TIMEOUT);
SAME(CANCELED);
SAME(IO);
SAME(PROTO);
SAME(LIMIT);
SAME(CLOSED);
SAME(NO_DEVICE);
SAME(AMBIGUOUS);
SAME(UNAUTHORIZED);
SAME(OFFLINE);
SAME(NO_SERVER);
SAME(REFUSED);
SAME(PERM);
SAME(BUSY);
static_assert(ADB_ERR_TEXT_CAP == ERR_TEXT_CAP, "sentences differ in room");

static void make_printable(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n' || *text == '\t') {
            *text = ' ';
        } else if (*text < ' ' || *text > '~') {
            *text = '?';
        }
    }
}

int fail_with(struct adb_err *err, int code, const char *fmt, ...)
{
    if (err != NULL) {
        va_list args;

        err->code = code;
        va_start(args, fmt);
        (void)vsnprintf(err->text, sizeof(err->text), fmt, args);
        va_end(args);
        make_printable(err->text);
    }
    return code;
}

int fail_again(struct adb_err *err, const struct adb_err *stored)
{
    if (err != NULL) {
        *err = *stored;
    }
    return stored->code;
}

int fail_nomem(struct adb_err *err)
{
    static const struct adb_err nomem = {ADB_ERR_NOMEM, "out of memory"};

    return fail_again(err, &nomem);
}

void fail_format(char *out, size_t cap, const char *fmt, va_list args)
{
    (void)vsnprintf(out, cap, fmt, args);
    make_printable(out);
}
