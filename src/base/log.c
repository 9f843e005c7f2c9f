/* SPDX-License-Identifier: Apache-2.0 */
/* Formatting of log lines; where they go is the receiver's business. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

#define LOG_LINE_CAP 512

void log_msg(const struct log *log, enum log_level level, const char *fmt, ...)
{
    char line[LOG_LINE_CAP];
    va_list args;

    if (log == NULL || level > log->level) {
        return;
    }
    va_start(args, fmt);
    (void)vsnprintf(line, sizeof(line), fmt, args);
    va_end(args);
    log->write(log->ctx, level, line);
}
