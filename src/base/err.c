/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: filling and prefixing. See err.h for the convention. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, int code, const char *fmt, ...)
{
    if (err != NULL) {
        va_list args;

        err->code = code;
        va_start(args, fmt);
        (void)vsnprintf(err->text, sizeof(err->text), fmt, args);
        va_end(args);
    }
    return code;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
    char text[2 * ERR_TEXT_CAP + 2]; /* both and ": " */
    va_list args;
    size_t used;

    /* The words may be made of the sentence itself: it stays until then. */
    va_start(args, fmt);
    (void)vsnprintf(text, ERR_TEXT_CAP, fmt, args);
    va_end(args);
    used = strlen(text);
    (void)snprintf(text + used, sizeof(text) - used, ": %s", err->text);
    memcpy(err->text, text, ERR_TEXT_CAP - 1);
    err->text[ERR_TEXT_CAP - 1] = '\0';
    return err->code;
}
