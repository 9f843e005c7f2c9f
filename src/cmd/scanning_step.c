/* SPDX-License-Identifier: Apache-2.0 */
/* What a run wants done next, and the next run. */
#include "base/format.h"
#include "cmd/scanning.h"

#include <stdlib.h>

#define STEPS_MAX 16

void scanned_tell(struct scanned *scanned, const struct scan_news *news)
{
    if (scanned->job != NULL) {
        scan_run_told(&scanned->job->run, clock_mono_ms(clock_system()), news);
        scanned->due_ms = 0; /* it is to be asked */
    }
}

void scanned_done(struct scanned *scanned, bool is_ok, const char *why)
{
    const struct scan_news news = {.told = SCAN_TOLD_DONE,
                                   .turn = scanned->job->turn,
                                   .is_ok = is_ok,
                                   .why = why};

    scanned_tell(scanned, &news);
}

struct scanned_run *scanned_run_new(struct scanned *scanned,
                                    const struct scan_job *what)
{
    struct scanning *scanning = scanned->scanning;
    const struct scan_settings *scan = &scanning->settings->scan;
    const struct scan_options options = {
        .dwell_ms = scan->dwell_ms,
        .is_passive = scanning->is_passive,
        .keeps = scan->keeps,
        .is_fresh = scanning->settings->watch.want_fresh,
        .is_attended = scan->is_attended,
        .has_before = scan->before != NULL,
        .has_exercise = scan->exercise != NULL,
        .has_after = scan->after != NULL,
        .away_ms = scan->away_ms,
        .limits = {scan->min_seen, scan->min_samples},
    };
    struct scanned_run *job = calloc(1, sizeof(*job));
    struct err err;

    if (job == NULL) {
        (void)err_set(&err, ERR_NOMEM, "out of memory");
        scanning_fail(scanning, ERR_NOMEM, &err);
        return NULL;
    }
    job->job = *what;
    job->package = *(char **)vec_at(&scanning->list, what->package);
    job->started_ms = -1;
    job->kept = -1;
    job->start_took_ms = -1;
    job->begun_ms = clock_mono_ms(clock_system());
    vec_init(&job->bytes, sizeof(struct uid_bytes), SAMPLE_BYTES_MAX);
    (void)format_text(job->asked, sizeof(job->asked), "pkg:%s", job->package);
    (void)target_parse(job->asked, &job->target, &err);
    scan_run_init(&job->run, &options);
    return job;
}

/* False: there is nothing to do now. */
static bool take_job(struct scanned *scanned)
{
    struct scanning *scanning = scanned->scanning;
    int64_t now = clock_mono_ms(clock_system());
    struct scan_job job;

    scanned->due_ms = INT64_MAX;
    if (scanned->phase != SCANNED_READY || !scanning->has_jobs ||
        scanned->is_stopping || scanning->settings->scan.is_dry) {
        return false;
    }
    if (scanning->is_stopping) {
        scanned_stop(scanned);
        return false;
    }
    if (scanned->away_ms >= 0) {
        scanned->due_ms = scanned->away_ms + scanning->settings->scan.away_ms;
        if (now >= scanned->due_ms) {
            scanned_give_up(scanned, ERR_CLOSED, "it did not come back");
        }
        return false;
    }
    if (scanned_next_take(scanned)) {
        return true;
    }
    switch (scan_queue_take(&scanning->jobs, scanned->number, now, &job)) {
    case SCAN_TAKE_JOB:
        scanned->job = scanned_run_new(scanned, &job);
        return scanned->job != NULL;
    case SCAN_TAKE_OVER:
        scanned_stop(scanned);
        return false;
    default:
        return false;
    }
}

/* Until its time comes, or that of the run behind it. */
static void await(struct scanned *scanned)
{
    int64_t next_ms = scanned_next_begin(scanned);
    int64_t now_ms = clock_mono_ms(clock_system());

    if (next_ms != INT64_MAX && now_ms + next_ms < scanned->due_ms) {
        scanned->due_ms = now_ms + next_ms;
    }
}

void scanned_steps(struct scanned *scanned)
{
    for (int i = 0; i < STEPS_MAX; i++) {
        struct scan_action action;

        if (scanned->job == NULL && !take_job(scanned)) {
            return;
        }
        action =
            scan_run_next(&scanned->job->run, clock_mono_ms(clock_system()));
        scanned->due_ms = action.until_ms < 0 ? INT64_MAX : action.until_ms;
        if (action.what == SCAN_DONE) {
            scanned_finish(scanned);
            continue;
        }
        if (action.what == SCAN_WAIT || action.turn == scanned->job->turn) {
            await(scanned);
            return;
        }
        scanned_hook_drop(scanned);
        if (scanned->job->order != 0) {
            scanned_hand_drop(scanned);
        }
        scanned->job->turn = action.turn;
        scanned->job->doing = action.what;
        scanned->job->order = 0;
        scanned_begin(scanned, action.what);
    }
}
