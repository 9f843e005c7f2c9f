/* SPDX-License-Identifier: Apache-2.0 */
/* Doing what a run wants. */
#include "base/format.h"
#include "cmd/say.h"
#include "cmd/scanning.h"

/*
 * After pm clear Android ends the app's tasks, and whatever is opened in them
 * meanwhile: 1 to 1.5 s later.
 */
#define SETTLE "\nsleep 2 </dev/null"

/* What text holds is for the phone; its answer is waited for. */
static void run(struct scanned *scanned, struct buf *text, int rc)
{
    struct scanned_run *job = scanned->job;

    job->order = scanned_hand_ask(scanned, text, rc);
    if (job->order == 0) {
        scanned_done(scanned, false, "out of memory");
    }
}

static void begin_look(struct scanned *scanned)
{
    struct scanned_run *job = scanned->job;
    const struct scanning *scanning = scanned->scanning;
    bool has_new = scanning->settings->scan.before != NULL;
    struct buf text;

    job->has_begun = false;
    job->asked_ms = clock_mono_ms(clock_system());
    if (job->is_ready) {
        job->is_ready = false;
        scanned_await(scanned);
        return;
    }
    job->has_looked = false;
    job->has_bytes = false;
    watch_worker_soon(scanned->worker, SAMPLE_BYTES);
    if (has_new) {
        watch_worker_ask(scanned->worker, SAMPLE_PACKAGES);
    }
    buf_init(&text, SCAN_ASK_TEXT_MAX);
    run(scanned, &text,
        scan_put_look(&text, job->package, scanned->user,
                      !scanning->is_passive &&
                          scanning->launch.kind == LAUNCH_LAUNCHER,
                      true));
}

bool scanned_has_monkey(const struct scanned *scanned)
{
    return scanned->job->look.is_unknown && scanned->user == 0 &&
           !scanned->scanning->is_passive &&
           scanned->scanning->launch.kind == LAUNCH_LAUNCHER;
}

static void begin_start(struct scanned *scanned)
{
    struct scanned_run *job = scanned->job;
    const struct launch *launch = &scanned->scanning->launch;
    struct buf text;

    if (launch->kind == LAUNCH_ACTIVITY &&
        !launch_component(launch, job->package, job->look.component)) {
        scanned_done(scanned, false, "the name is too long");
        return;
    }
    job->started_ms = clock_wall_ms(clock_system());
    if (!scanned->scanning->settings->scan.keeps) {
        scanned_hand_arm(scanned, job->package);
    }
    buf_init(&text, LAUNCH_TEXT_MAX);
    run(scanned, &text,
        scanned_has_monkey(scanned)
            ? launch_put_monkey(&text, job->package)
            : launch_put_start(&text, launch, job->package, job->look.component,
                               scanned->user));
}

static void begin_stop(struct scanned *scanned, bool is_clear)
{
    const struct scanned_run *job = scanned->job;
    struct buf text;
    int rc;

    buf_init(&text, SCAN_ASK_TEXT_MAX);
    if (is_clear) {
        rc = launch_put_clear(&text, job->package, scanned->user);
        rc = rc < 0 ? rc : buf_puts(&text, SETTLE);
    } else {
        rc = scan_put_stop(&text, job->package, scanned->user);
    }
    run(scanned, &text, rc);
}

static void begin_watch(struct scanned *scanned)
{
    struct scanned_run *job = scanned->job;
    const char *exercise = scanned->scanning->settings->scan.exercise;

    if (job->started_ms < 0) {
        job->started_ms = clock_wall_ms(clock_system());
    }
    watch_worker_ask(scanned->worker, SAMPLE_PROCESSES);
    if (exercise != NULL) {
        job->is_exercise = true;
        scanned_hook_start(scanned, "--exercise", exercise);
    }
}

void scanned_begin(struct scanned *scanned, enum scan_do what)
{
    const struct scan_settings *scan = &scanned->scanning->settings->scan;
    struct scanned_run *job = scanned->job;
    char text[400];

    switch (what) {
    case SCAN_CLEAR:
    case SCAN_STOP:
        begin_stop(scanned, what == SCAN_CLEAR);
        break;
    case SCAN_BEFORE:
        scanned_hook_start(scanned, "--before", scan->before);
        break;
    case SCAN_AFTER:
        scanned_hook_start(scanned, "--after", scan->after);
        break;
    case SCAN_ATTEND:
        scanning_progress_clear(scanned->scanning);
        say_request(format_text(text, sizeof(text),
                                "%s: get the app ready, then press Enter",
                                job->package));
        break;
    case SCAN_LOOK:
        begin_look(scanned);
        break;
    case SCAN_START:
        begin_start(scanned);
        break;
    case SCAN_WATCH:
        begin_watch(scanned);
        break;
    case SCAN_COUNT:
        job->missing = (unsigned)SAMPLE_COUNTERS | (unsigned)SAMPLE_PROCESSES |
                       (scanned->tells_no_bytes ? 0u : (unsigned)SAMPLE_BYTES);
        watch_worker_soon(scanned->worker, job->missing);
        break;
    default:
        break;
    }
}
