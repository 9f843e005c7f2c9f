/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands between the lines of a command's output when it was copied
 * out of a terminal or off a web page. Pure.
 */
#ifndef ADBNET_COLLECT_PASTED_H
#define ADBNET_COLLECT_PASTED_H

#include "base/cursor.h"

/*
 * "...", "[...]", "--", a fence of Markdown: between two pieces of which the
 * rest was left out, or around the whole.
 */
bool pasted_is_ornament(struct str line);

/* "```": what comes is of another kind than what was. */
bool pasted_is_fence(struct str line);

/* "...": something was left out here. */
bool pasted_is_gap(struct str line);

/*
 * "# netstat -p", "shell@phone:/ $ netstat", "C:\>adb shell netstat"; what
 * tail writes above a file and captures keep, "==> /proc/net/tcp <==".
 */
bool pasted_is_prompt(struct str line);

/* `part` stands somewhere in the text; where, in *out_at if that is given. */
bool pasted_has(struct str text, const char *part, size_t *out_at);

#endif
