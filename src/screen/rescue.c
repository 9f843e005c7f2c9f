/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a signal handler needs to give the terminal back, found out while
 * there is no need. In a file of its own because <term.h> defines names like
 * "lines" and "columns" as macros.
 */
#include "screen/draw.h"

#include <curses.h>
#include <string.h>
#include <term.h>

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
