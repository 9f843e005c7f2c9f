/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages for people who look for a fault. There is no global log: whoever
 * may speak is given one, NULL means silence. A line has no newline at its
 * end and may hold bytes of the peer; the receiver escapes them.
 */
#ifndef ADBNET_BASE_LOG_H
#define ADBNET_BASE_LOG_H

enum log_level {
    LOG_WARN = 0, /* always shown unless -q */
    LOG_INFO = 1, /* -v */
    LOG_DEBUG = 2 /* -vv */
};

struct log {
    enum log_level level; /* the highest that is wanted */
    void (*write)(void *ctx, enum log_level level, const char *text);
    void *ctx;
};

void log_msg(const struct log *log, enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#define log_warn(log, ...) log_msg((log), LOG_WARN, __VA_ARGS__)
#define log_info(log, ...) log_msg((log), LOG_INFO, __VA_ARGS__)
#define log_debug(log, ...) log_msg((log), LOG_DEBUG, __VA_ARGS__)

#endif
