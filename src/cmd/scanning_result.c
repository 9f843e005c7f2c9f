/* SPDX-License-Identifier: Apache-2.0 */
/* A run is over. */
#include "cmd/scanning.h"

#include <stdlib.h>

void scanned_run_free(struct scanned_run *job)
{
    if (job == NULL) {
        return;
    }
    scan_hook_free(job->hook);
    history_free(job->history);
    vec_fini(&job->bytes);
    free(job);
}

/* Of the app alone, with names as far as they are known. */
static struct endpoint *copy_endpoints(struct scanned *scanned,
                                       struct watch_summary *summary)
{
    struct endpoint *endpoints =
        calloc(summary->endpoint_count + 1, sizeof(*endpoints));
    size_t count = 0;

    for (size_t i = 0; endpoints != NULL && i < summary->endpoint_count; i++) {
        const struct endpoint *endpoint = &summary->endpoints[i];

        if (endpoint->is_selected && !endpoint->is_baseline) {
            endpoints[count] = *endpoint;
            endpoints[count++].connection.lookup =
                watch_names_find(&scanned->scanning->names,
                                 &endpoint->row.remote, scanned->number);
        }
    }
    summary->endpoint_count = count;
    summary->endpoints = endpoints;
    return endpoints;
}

static void put(struct scanned *scanned, const struct scan_run_result *result)
{
    struct scanning *scanning = scanned->scanning;
    struct scan_figures figures;
    struct watch_summary summary;
    struct endpoint *endpoints = NULL;
    struct judging judging = {.verdicts = NULL};
    struct scan_seen seen = {
        .run = result,
        .phone = &scanned->result,
        .is_of_several = scanning->phone_count > 1,
    };
    struct err err;

    if (scanned_figures(scanned, &figures, &summary)) {
        endpoints = copy_endpoints(scanned, &summary);
        if (endpoints == NULL ||
            scanned_judge(scanned, endpoints, &summary, &judging) < 0) {
            free(endpoints);
            (void)err_set(&err, ERR_NOMEM, "out of memory");
            scanning_fail(scanning, ERR_NOMEM, &err);
            return;
        }
        seen.summary = &summary;
    }
    scanning_put_run(scanning, &seen);
    free(judging.verdicts);
    free(endpoints);
}

void scanned_result(const struct scanned *scanned, struct scan_run_result *out)
{
    const struct scanned_run *job = scanned->job;

    *out = (struct scan_run_result){
        .serial = scanned->link.serial,
        .package = job->package,
        .version = job->look.version[0] == '\0' ? NULL : job->look.version,
        .user = scanned->user,
        .component =
            job->look.component[0] == '\0' ? NULL : job->look.component,
        .started_ms = job->started_ms,
        .ended_ms = -1,
        .start_took_ms = job->start_took_ms,
        .stop_took_ms = job->stop_took_ms,
        .dwell_ms = scanned->scanning->settings->scan.dwell_ms,
        .foreground =
            scanned->front_text[0] == '\0' ? NULL : scanned->front_text,
        .is_alive = -1,
    };
}

/* What the phone took itself, and all else beside the watching. */
static void count_times(struct scanned *scanned, struct scan_run_result *result,
                        int64_t now_ms)
{
    struct scanning *scanning = scanned->scanning;
    int64_t start_ms = result->start_took_ms > 0 ? result->start_took_ms : 0;
    int64_t beside_ms = now_ms - scanned->job->begun_ms - result->watched_ms -
                        start_ms - result->stop_took_ms;

    result->beside_ms = beside_ms > 0 ? beside_ms : 0;
    scanning->starts_ms += start_ms;
    scanning->stops_ms += result->stop_took_ms;
    scanning->beside_ms += result->beside_ms;
}

void scanned_finish(struct scanned *scanned)
{
    struct scanning *scanning = scanned->scanning;
    struct scanned_run *job = scanned->job;
    int64_t now_ms = clock_mono_ms(clock_system());
    char reason[SCAN_REASON_CAP];
    struct scan_run_result result;

    scanned_result(scanned, &result);
    result.ended_ms = clock_wall_ms(clock_system());
    if (result.started_ms < 0) {
        result.started_ms = result.ended_ms;
    }
    scanned_hook_drop(scanned);
    if (scan_run_result(&job->run, &result, reason) &&
        scan_queue_done(&scanning->jobs, &job->job, result.verdict, now_ms)) {
        count_times(scanned, &result, now_ms);
        scanned_keep_end(scanned, &result);
        put(scanned, &result);
    }
    scanned->job = NULL;
    scanned_run_free(job);
    if (scanned->away_ms >= 0 &&
        now_ms >= scanned->away_ms + scanning->settings->scan.away_ms) {
        scanned_give_up(scanned, ERR_CLOSED, "it did not come back");
    }
}

void scanning_lost(struct scanning *scanning)
{
    struct scan_job job;

    while (scanning->has_jobs && !scanning->is_stopping &&
           scan_queue_lost(&scanning->jobs, &job)) {
        int64_t now_ms = clock_wall_ms(clock_system());
        const struct scan_run_result result = {
            .serial = job.phone < scanning->phone_count
                          ? scanning->phones[job.phone].link.serial
                          : NULL,
            .package = *(char **)vec_at(&scanning->list, job.package),
            .has_verdict = true,
            .verdict = SCAN_PHONE_LOST,
            .reason = "no phone was left for it",
            .started_ms = now_ms,
            .ended_ms = now_ms,
            .start_took_ms = -1,
            .dwell_ms = scanning->settings->scan.dwell_ms,
            .is_alive = -1,
        };
        const struct scan_seen seen = {.run = &result};

        scanning_put_run(scanning, &seen);
    }
}
