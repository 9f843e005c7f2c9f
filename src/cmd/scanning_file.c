/* SPDX-License-Identifier: Apache-2.0 */
/* The capture of a scan: its name, and what stands at its head. */
#include "cmd/command_line.h"
#include "cmd/scanning.h"
#include "cmd/terminal.h"

#include <string.h>
#include <time.h>

/* "adbnet-20261122-134005.adbnet" in the laptop's own time. */
static int name_capture(struct scanning *scanning, struct err *err)
{
    const char *save = scanning->settings->watch.save;
    time_t now = (time_t)(scanning->started_ms / 1000);
    char text[64];
    struct tm tm;

    if (save == NULL) {
        if (localtime_r(&now, &tm) == NULL ||
            strftime(text, sizeof(text), "adbnet-%Y%m%d-%H%M%S.adbnet", &tm) ==
                0) {
            return err_set(err, ERR_IO,
                           "the date has no name for a file; "
                           "give one: --save");
        }
        save = text;
    }
    scanning->save = strdup(save);
    return scanning->save == NULL ? err_set(err, ERR_NOMEM, "out of memory")
                                  : 0;
}

int scanning_file_make(struct scanning *scanning, struct err *err)
{
    const struct settings *settings = scanning->settings;
    struct capture_head head = {
        .utc_offset_minutes = terminal_utc_offset(scanning->started_ms),
        .started_ms = scanning->started_ms,
        .arguments = settings->arguments,
        .argument_count = (size_t)settings->argument_count,
    };
    struct buf words;
    int rc = command_line_make(settings, &words, err);

    if (rc == 0) {
        rc = name_capture(scanning, err);
    }
    if (rc == 0) {
        head.command_line = (const char *)words.data;
        rc = capture_create(scanning->save, settings->want_force, &head,
                            &scanning->capture, err);
    }
    buf_fini(&words);
    return rc;
}
