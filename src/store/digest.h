/* SPDX-License-Identifier: Apache-2.0 */
/* The SHA-256 of a file, by which a report says what it is made of. */
#ifndef ADBNET_STORE_DIGEST_H
#define ADBNET_STORE_DIGEST_H

#include "base/err.h"

/* 64 hexadecimal digits, terminated. */
#define DIGEST_TEXT_CAP 65

int digest_file(const char *path, char out[DIGEST_TEXT_CAP], struct err *err);

#endif
