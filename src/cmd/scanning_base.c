/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at a phone that are no samples, and whom it had better leave alone. */
#include "cmd/say.h"
#include "cmd/scanning.h"

#include <stdlib.h>

#define GUARD_MS 60000

void scanned_run_front(struct scanned *scanned)
{
    /* Android 11 and later, and the name it had before; the last, then new. */
    scanned->front = watch_worker_run(
        scanned->worker, "foreground",
        "logcat -b events -v raw -T 1 -s wm_set_resumed_activity "
        "am_set_resumed_activity am_crash am_anr </dev/null 2>/dev/null",
        -1, true);
}

static int put_base(struct scanned *scanned, bool is_first, struct err *err)
{
    struct capture_writer *capture = scanned->scanning->capture;
    int rc = 0;

    if (capture == NULL) {
        return 0;
    }
    if (is_first) {
        rc = capture_put_device(capture, scanned->link.serial,
                                scanned->link.via, &scanned->device, err);
    }
    return rc < 0
               ? rc
               : capture_put_base(capture, scanned->device, scanned->base, err);
}

/* Whom it had better leave alone. */
static void ask_guard(struct scanned *scanned)
{
    struct buf text;
    int rc;

    scanned->phase = SCANNED_ASKING;
    buf_init(&text, SCAN_ASK_TEXT_MAX);
    rc = scan_put_guard(&text, scanned->user);
    if (rc == 0) {
        rc = buf_putc(&text, '\0');
    }
    if (rc == 0) {
        scanned->guard_aside =
            watch_worker_run(scanned->worker, "scan-guard",
                             (const char *)text.data, GUARD_MS, false);
    }
    buf_fini(&text);
    if (scanned->guard_aside == 0) {
        scanned_give_up(scanned, ERR_NOMEM, "out of memory");
    }
}

static void sort_packages(struct scanned *scanned)
{
    struct err err;

    if (scanned_sort_packages(scanned) < 0) {
        (void)err_set(&err, ERR_NOMEM, "out of memory");
        scanning_fail(scanned->scanning, ERR_NOMEM, &err);
    }
}

void scanned_base(struct scanned *scanned, struct watch_message *message)
{
    const struct settings *settings = &scanned->settings;
    bool is_first = scanned->base == NULL;
    struct err err = {.code = 0};

    if (!is_first) {
        snapshot_fini(scanned->base);
        free(scanned->base);
    }
    scanned->base = message->base;
    message->base = NULL;
    scanned->link = message->link;
    scanned->result = (struct result){
        .serial = scanned->link.serial,
        .via = scanned->link.via,
        .snapshot = scanned->base,
    };
    scanning_fail(scanned->scanning, put_base(scanned, is_first, &err), &err);
    if (!is_first) {
        sort_packages(scanned);
        if (scanned->job != NULL && scanned->job->history != NULL) {
            (void)history_base(scanned->job->history, scanned->base, &err);
        }
        return;
    }
    scanned->user = settings->user_choice == USER_ONE ? settings->user
                    : scanned->base->phone.current_user >= 0
                        ? (uint32_t)scanned->base->phone.current_user
                        : 0;
    scanned->settings.user_choice = USER_ONE;
    scanned->settings.user = scanned->user;
    sort_packages(scanned);
    (void)say_warnings(settings, scanned->base);
    ask_guard(scanned);
}

void scanned_guard(struct scanned *scanned, const struct watch_message *message)
{
    int rc = scan_read_guard(
        str_from(message->text == NULL ? "" : message->text), &scanned->guard);

    scanned->guard_aside = 0;
    if (rc < 0) {
        scanned_give_up(scanned, rc, "out of memory");
        return;
    }
    scanned->phase = SCANNED_READY;
    scanned_run_front(scanned);
    scanning_begin(scanned->scanning);
}
