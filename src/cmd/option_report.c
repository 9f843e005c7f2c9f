/* SPDX-License-Identifier: Apache-2.0 */
/* See option_report.h. */
#include "cmd/option_report.h"

#include <string.h>

int option_take_only(const char *argument, struct settings *out,
                     struct err *err)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";

    out->only = argument;
    return argument[0] != '\0' && argument[strspn(argument, plain)] == '\0'
               ? 0
               : err_set(err, ERR_USAGE, "--only %s: not a package's name",
                         argument);
}

int option_take_redact(const char *argument, struct settings *out,
                       struct err *err)
{
    (void)argument;
    (void)err;
    out->want_redact = true;
    return 0;
}
