/* SPDX-License-Identifier: Apache-2.0 */
/* printf into a fixed array, for files that stay clear of stdio. */
#ifndef ADBNET_BASE_FORMAT_H
#define ADBNET_BASE_FORMAT_H

#include <stddef.h>

/* Always terminated; what does not fit is cut. Returns out. */
const char *format_text(char *out, size_t cap, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
