/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While a run is watched, the next one is made ready: its app is stopped, and
 * what would be opened is asked. Nothing of this wakes the screen, which would
 * be seen in the run that goes on: a phone that sleeps is looked at later.
 */
#include "cmd/scanning.h"

#include <stdlib.h>

/* How long before the end of a dwell. */
#define AHEAD_MS 3000

/* Commands of the user's come between two runs, and may need either app. */
static bool may_be_ready(const struct scanned *scanned)
{
    const struct settings *settings = scanned->scanning->settings;
    const struct scan_settings *scan = &settings->scan;

    return scan->before == NULL && scan->exercise == NULL &&
           scan->after == NULL && !scan->is_attended &&
           !settings->watch.want_fresh;
}

/* Who shares a uid may share a process. */
static bool is_kin(const struct scanned *scanned, const char *name)
{
    const struct package *mine =
        scanned_package(scanned->base, scanned->user, scanned->job->package);
    const struct package *other =
        scanned_package(scanned->base, scanned->user, name);

    return mine == NULL || other == NULL || mine->uid == other->uid;
}

static void make_ready(struct scanned *scanned)
{
    const struct scanning *scanning = scanned->scanning;
    struct scanned_run *next = scanned->next;
    struct buf text;
    int rc = 0;

    buf_init(&text, HAND_TEXT_MAX);
    if (!scanning->settings->scan.keeps) {
        rc = scan_put_stop(&text, next->package, scanned->user);
        rc = rc < 0 ? rc : buf_putc(&text, '\n');
    }
    if (rc == 0) {
        rc = scan_put_look(&text, next->package, scanned->user,
                           !scanning->is_passive &&
                               scanning->launch.kind == LAUNCH_LAUNCHER,
                           false);
    }
    next->order = scanned_hand_ask(scanned, &text, rc);
}

int64_t scanned_next_begin(struct scanned *scanned)
{
    struct scanning *scanning = scanned->scanning;
    int64_t now_ms = clock_mono_ms(clock_system());
    int64_t left_ms;
    struct scan_job job;

    if (scanned->next != NULL || scanned->job->doing != SCAN_WATCH ||
        scanned->away_ms >= 0 || scanning->is_stopping ||
        !may_be_ready(scanned)) {
        return INT64_MAX;
    }
    left_ms = scanning->settings->scan.dwell_ms -
              scan_run_dwelt_ms(&scanned->job->run, now_ms) - AHEAD_MS;
    if (left_ms > 0) {
        return left_ms;
    }
    if (scan_queue_reserve(&scanning->jobs, scanned->number, &job)) {
        scanned->next = scanned_run_new(scanned, &job);
        if (scanned->next != NULL && !is_kin(scanned, scanned->next->package)) {
            make_ready(scanned);
        }
    }
    return INT64_MAX;
}

void scanned_next_answer(struct scanned *scanned, struct str text)
{
    struct scanned_run *next = scanned->next;
    const struct scanning *scanning = scanned->scanning;
    struct str why;

    scan_read_look(text, next->package,
                   !scanning->is_passive &&
                       scanning->launch.kind == LAUNCH_LAUNCHER,
                   &next->look);
    next->is_ready = scan_read_stop(text, &why) && next->look.is_awake &&
                     !next->look.is_locked;
    next->run.options.is_ready = next->is_ready;
}

void scanned_next_drop(struct scanned *scanned)
{
    struct scanned_run *next = scanned->next;

    if (next != NULL) {
        scan_queue_return(&scanned->scanning->jobs, &next->job);
        scanned_run_free(next);
        scanned->next = NULL;
    }
}

bool scanned_next_take(struct scanned *scanned)
{
    struct scanned_run *next = scanned->next;

    if (next == NULL) {
        return false;
    }
    next->order = 0;
    next->begun_ms = clock_mono_ms(clock_system());
    scan_queue_begin(&scanned->scanning->jobs, &next->job, next->begun_ms);
    scanned->job = next;
    scanned->next = NULL;
    return true;
}
