/* SPDX-License-Identifier: Apache-2.0 */
/* See libraries.h. ncurses says its name itself: "ncurses 6.4.20221231". */
#include "screen/libraries.h"

#include "base/format.h"

#include <curses.h>

const char *screen_library_text(size_t index, char *out, size_t cap)
{
    return index > 0 ? NULL : format_text(out, cap, "%s", curses_version());
}
