/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a whole file. */
#ifndef ADBNET_CMD_FILE_IN_H
#define ADBNET_CMD_FILE_IN_H

#include "base/buf.h"
#include "base/err.h"

/* "-": standard input. Appends to out, up to its maximum. */
int file_in_read(const char *path, struct buf *out, struct err *err);

#endif
