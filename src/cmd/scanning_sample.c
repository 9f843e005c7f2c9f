/* SPDX-License-Identifier: Apache-2.0 */
/* Samples of a phone: into the capture, and into the run that goes on. */
#include "cmd/scanning.h"

/* Between two lists of processes. */
#define PROCESSES_MS 1000

static void put_sample(struct scanned *scanned, const struct sample *sample)
{
    struct scanning *scanning = scanned->scanning;
    struct err err;

    if (scanning->capture != NULL && scanning->has_jobs) {
        scanning_fail(scanning,
                      capture_put_sample(scanning->capture, scanned->device,
                                         sample, &err),
                      &err);
    }
}

/* What no event of the history says is worth it. */
static void put_evidence(struct scanned *scanned)
{
    struct scanning *scanning = scanned->scanning;
    struct err err;

    if (scanning->capture != NULL && scanning->has_jobs) {
        scanning_fail(scanning,
                      capture_put_raw(scanning->capture, scanned->device,
                                      history_evidence(scanned->job->history),
                                      &err),
                      &err);
    }
}

static void count(struct scanned *scanned, unsigned parts)
{
    struct scanned_run *job = scanned->job;
    struct scan_news figures = {.told = SCAN_TOLD_FIGURES};
    struct scan_news done = {
        .told = SCAN_TOLD_DONE, .turn = job->turn, .is_ok = true};
    struct scan_figures now;
    struct watch_summary summary;

    job->missing &= ~parts;
    if (scanned_figures(scanned, &now, &summary)) {
        figures.figures = &now;
        scanned_tell(scanned, &figures);
    }
    if (job->missing == 0) {
        scanned_tell(scanned, &done);
    }
}

static void follow(struct scanned *scanned, const struct sample *sample)
{
    struct scanned_run *job = scanned->job;
    struct err err;

    if (history_take(job->history, sample) < 0) {
        (void)err_set(&err, ERR_NOMEM, "out of memory");
        scanning_fail(scanned->scanning, ERR_NOMEM, &err);
        return;
    }
    put_evidence(scanned);
    scanned_listening(job, &sample->snapshot);
    if ((sample->parts & SAMPLE_PROCESSES) != 0) {
        scanned_processes(scanned, sample);
    }
    if (job->doing == SCAN_COUNT && job->turn != 0) {
        count(scanned, sample->parts);
    } else if (sample->at_ms - job->processes_ms >= PROCESSES_MS) {
        job->processes_ms = sample->at_ms;
        watch_worker_ask(scanned->worker, SAMPLE_PROCESSES);
    }
}

void scanned_sample(struct scanned *scanned, struct sample *sample)
{
    struct scanning *scanning = scanned->scanning;
    struct scanned_run *job = scanned->job;
    bool is_base;
    struct err err;

    scanned->last_ms = sample->at_ms;
    scanned->samples++;
    is_base = job != NULL && job->doing == SCAN_LOOK && job->turn != 0 &&
              !job->has_begun && scanned_is_baseline(scanned, sample);
    if (is_base) {
        scanned_keep_start(scanned);
    }
    put_sample(scanned, sample);
    if (job != NULL) {
        if ((sample->parts & SAMPLE_PACKAGES) != 0) {
            scanned_learn_uid(scanned, &sample->snapshot);
        } else if (!job->has_uid) {
            scanned_learn_uid(scanned, scanned->base);
        }
        if (is_base) {
            scanned_look(scanned, sample);
        } else if (job->has_begun) {
            follow(scanned, sample);
        }
    }
    if (scanned->next != NULL && scanned->next->is_ready) {
        scanned_keep_bytes(scanned->next, sample);
    }
    if (scanning->capture != NULL && scanning->rc == 0) {
        scanning_fail(scanning, capture_commit(scanning->capture, &err), &err);
    }
}
