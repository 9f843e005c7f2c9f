/* SPDX-License-Identifier: Apache-2.0 */
/* What the phone answered to what a run wanted. */
#include "base/format.h"
#include "cmd/scanning.h"

static void answer_start(struct scanned *scanned, struct str text,
                         int64_t took_ms)
{
    struct scanned_run *job = scanned->job;
    struct scan_news news = {.told = SCAN_TOLD_DONE, .turn = job->turn};
    struct launch_answer answer;
    char why[120];

    if (scanned_has_monkey(scanned)) {
        launch_read_monkey(text, &answer, &news.is_missing);
    } else {
        launch_read_start(text, &answer);
    }
    if (answer.is_started) {
        job->start_took_ms = took_ms;
    }
    history_tell(job->history, EVENT_START, job->started_ms, job->package);
    news.is_ok = answer.is_started;
    news.why = format_text(why, sizeof(why), "%.*s",
                           (int)(answer.why.len < 100 ? answer.why.len : 100),
                           answer.why.len > 0 ? answer.why.ptr : "");
    scanned_tell(scanned, &news);
}

static void answer_stop(struct scanned *scanned, struct str text,
                        int64_t took_ms)
{
    struct scanned_run *job = scanned->job;
    bool is_clear = job->doing == SCAN_CLEAR;
    struct str why;
    char copy[120];
    bool is_ok;

    is_ok =
        is_clear ? launch_read_clear(text, &why) : scan_read_stop(text, &why);
    if (!is_clear && took_ms > 0) {
        job->stop_took_ms += took_ms;
    }
    if (!is_clear && is_ok) {
        scanned_hand_arm(scanned, NULL);
    }
    scanned_done(scanned, is_ok,
                 format_text(copy, sizeof(copy), "%.*s",
                             (int)(why.len < 100 ? why.len : 100), why.ptr));
}

void scanned_answer(struct scanned *scanned, struct str text, int64_t took_ms)
{
    struct scanned_run *job = scanned->job;
    const struct scanning *scanning = scanned->scanning;

    switch (job->doing) {
    case SCAN_LOOK:
        scan_read_look(text, job->package,
                       !scanning->is_passive &&
                           scanning->launch.kind == LAUNCH_LAUNCHER,
                       &job->look);
        scanned_await(scanned);
        break;
    case SCAN_START:
        answer_start(scanned, text, took_ms);
        break;
    default:
        answer_stop(scanned, text, took_ms);
        break;
    }
}
