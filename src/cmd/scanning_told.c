/* SPDX-License-Identifier: Apache-2.0 */
/* What happened, to the capture first, then to the outputs. */
#include "base/format.h"
#include "cmd/say.h"
#include "cmd/scanning.h"

void scanning_fail(struct scanning *scanning, int rc, const struct err *err)
{
    if (rc < 0 && scanning->rc == 0) {
        scanning->rc = rc;
        if (rc != FILE_OUT_PIPE_CLOSED && err != NULL) {
            scanning->err = *err;
        }
        scanning_stop(scanning);
    }
}

/* Before the sample that is its baseline. */
void scanned_keep_start(struct scanned *scanned)
{
    struct scanning *scanning = scanned->scanning;
    struct scan_run_result result;
    struct err err;

    if (scanning->capture != NULL && scanning->rc == 0) {
        scanned_result(scanned, &result);
        result.stop_took_ms = -1;
        result.beside_ms = -1;
        scanning_fail(scanning,
                      capture_put_run_start(scanning->capture, scanned->device,
                                            &result, &scanned->job->kept, &err),
                      &err);
    }
}

void scanned_keep_end(struct scanned *scanned,
                      const struct scan_run_result *result)
{
    struct scanning *scanning = scanned->scanning;
    struct err err;

    if (scanned->job->kept < 0) {
        scanned_keep_start(scanned);
    }
    if (scanning->capture != NULL && scanning->rc == 0) {
        scanning_fail(scanning,
                      capture_put_run_end(scanning->capture, scanned->device,
                                          scanned->job->kept, result, &err),
                      &err);
    }
}

void scanned_event(void *ctx, const struct event *event)
{
    struct scanned *scanned = ctx;
    struct scanning *scanning = scanned->scanning;
    char text[SCAN_PACKAGE_CAP + 240];
    struct err err;

    if (event->kind == EVENT_NOTE) {
        scanning_progress_clear(scanning);
        say_note(&scanned->settings,
                 format_text(text, sizeof(text), "%s: %s",
                             scanned->job->package, event->text));
    }
    if (scanning->rc < 0 || scanning->capture == NULL) {
        return;
    }
    if (event->connection != NULL && event->connection->is_selected) {
        /* It is asked for now, so that it is there in the end. */
        (void)watch_names_find(&scanning->names, &event->connection->row.remote,
                               scanned->number);
    }
    scanning_fail(
        scanning,
        capture_put_event(scanning->capture, scanned->device, event, &err),
        &err);
}

void scanning_take_names(struct scanning *scanning,
                         const struct deadline *deadline)
{
    const struct lookup *lookup;
    struct err err;

    while ((lookup = watch_names_next(&scanning->names, deadline)) != NULL) {
        if (scanning->capture != NULL && scanning->rc == 0) {
            scanning_fail(scanning,
                          capture_put_lookup(scanning->capture, lookup, &err),
                          &err);
        }
    }
}

void scanning_put_run(struct scanning *scanning, const struct scan_seen *seen)
{
    struct scan_seen numbered = *seen;
    const struct record record = {.kind = RECORD_RUN, .of = {.run = &numbered}};
    struct err err;
    int rc;

    if (scanning->rc < 0) {
        return;
    }
    numbered.number = ++scanning->told;
    numbered.of = scan_queue_totals(&scanning->jobs)->jobs;
    scanning_progress_line(scanning, &numbered);
    rc = outputs_put(&scanning->outputs, &record, &err);
    if (rc == 0) {
        rc = outputs_flush(&scanning->outputs, &err);
    }
    scanning_fail(scanning, rc, &err);
}
