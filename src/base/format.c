/* SPDX-License-Identifier: Apache-2.0 */
/* printf into a fixed array. See format.h. */
#include "base/format.h"

#include <stdarg.h>
#include <stdio.h>

const char *format_text(char *out, size_t cap, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(out, cap, fmt, args);
    va_end(args);
    return out;
}
