/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the terminal is one that can be drawn on, and what a signal handler
 * needs to give it back, found out while there is no need. In a file of its
 * own because <term.h> defines names like "lines" and "columns" as macros.
 */
#include "screen/draw.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

int screen_unknown(struct err *err)
{
    const char *name = getenv("TERM");

    return err_set(err, ERR_ARG,
                   "the terminal \"%s\" is not known here; set TERM, or pipe "
                   "through cat for lines",
                   name == NULL ? "" : name);
}

int screen_check(struct err *err)
{
    int found;

    if (setupterm(NULL, STDOUT_FILENO, &found) != OK) {
        return screen_unknown(err);
    }
    (void)del_curterm(cur_term);
    return 0;
}

static void add(struct screen_rescue *rescue, const char *capability)
{
    const char *bytes = tigetstr(capability);
    size_t len;

    /* A terminal without it gives NULL or (char *)-1. */
    if (bytes == NULL || bytes == (const char *)-1) {
        return;
    }
    len = strlen(bytes);
    if (len <= sizeof(rescue->bytes) - rescue->len) {
        memcpy(rescue->bytes + rescue->len, bytes, len);
        rescue->len += len;
    }
}

void screen_rescue_bytes(struct screen_rescue *rescue)
{
    rescue->len = 0;
    add(rescue, "sgr0");
    add(rescue, "cnorm");
    add(rescue, "rmkx");
    add(rescue, "rmcup");
}
