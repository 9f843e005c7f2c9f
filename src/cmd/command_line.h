/* SPDX-License-Identifier: Apache-2.0 */
/* The command line as somebody could type it again. */
#ifndef ADBNET_CMD_COMMAND_LINE_H
#define ADBNET_CMD_COMMAND_LINE_H

#include "base/buf.h"
#include "cmd/settings.h"

/*
 * Terminated; words that need it in quotation marks, "..." for the login in
 * a URL, since captures go from hand to hand. 0 or a negative code.
 */
int command_line_put(const struct settings *settings, struct buf *out);

/* The same in a new buf, which the caller frees whatever came of it. */
int command_line_make(const struct settings *settings, struct buf *out,
                      struct err *err);

#endif
