/* SPDX-License-Identifier: Apache-2.0 */
/* What samples say of the app that runs. */
#include "cmd/scanning.h"
#include "model/ports.h"

void scanned_learn_uid(struct scanned *scanned, const struct snapshot *snapshot)
{
    struct scanned_run *job = scanned->job;
    const struct package *package =
        scanned_package(snapshot, scanned->user, job->package);
    size_t count = 0;

    job->has_uid = package != NULL;
    if (package == NULL) {
        return;
    }
    job->uid = package->uid;
    for (size_t i = 0; i < snapshot->packages.len; i++) {
        count += snapshot_package(snapshot, i)->uid == job->uid;
    }
    job->is_alone = count == 1;
}

static bool is_its_process(const struct scanned_run *job,
                           const struct process *process)
{
    size_t len = strlen(job->package);

    return process->uid == job->uid &&
           (job->is_alone ||
            (strncmp(process->name, job->package, len) == 0 &&
             (process->name[len] == '\0' || process->name[len] == ':')));
}

void scanned_processes(struct scanned *scanned, const struct sample *sample)
{
    struct scan_news news = {.told = SCAN_TOLD_PROCESSES};
    const struct snapshot *snapshot = &sample->snapshot;

    for (size_t i = 0; i < snapshot->processes.len; i++) {
        news.is_alive =
            news.is_alive ||
            is_its_process(scanned->job, snapshot_process(snapshot, i));
    }
    /* By the clock of the run; the sample's own is the wall's. */
    news.at_ms = clock_mono_ms(clock_system()) -
                 (clock_wall_ms(clock_system()) - sample->at_ms);
    scanned_tell(scanned, &news);
    if (scanned->job->run.is_unsure) {
        watch_worker_ask(scanned->worker, SAMPLE_PROCESSES);
    }
}

void scanned_listening(struct scanned_run *job, const struct snapshot *snapshot)
{
    uint64_t count = 0;

    for (size_t i = 0; i < snapshot->rows.len; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);

        count += row->uid == job->uid && row->proto == SOCK_TCP &&
                 row->state == SOCK_LISTEN;
    }
    job->listening = count > job->listening ? count : job->listening;
}

bool scanned_figures(struct scanned *scanned, struct scan_figures *figures,
                     struct watch_summary *summary)
{
    struct scanned_run *job = scanned->job;

    memset(figures, 0, sizeof(*figures));
    if (!job->has_begun ||
        history_summary(job->history, scanned->last_ms, summary) < 0) {
        return false;
    }
    for (size_t i = 0; i < summary->endpoint_count; i++) {
        const struct endpoint *endpoint = &summary->endpoints[i];

        if (endpoint->is_selected && !endpoint->is_baseline) {
            figures->endpoints++;
            figures->flagged +=
                ports_is_plain(endpoint->row.proto, endpoint->row.remote_port);
        }
    }
    figures->listening = job->listening;
    figures->udp_without_peer = summary->udp_without_peer;
    figures->coverage = summary->coverage;
    figures->samples = summary->samples;
    figures->ticks = summary->ticks;
    for (size_t i = 0; i < summary->traffic_count; i++) {
        if (job->has_uid && summary->traffic[i].uid == job->uid) {
            figures->has_bytes = summary->traffic[i].is_known;
            figures->rx_bytes = summary->traffic[i].rx_bytes;
            figures->tx_bytes = summary->traffic[i].tx_bytes;
        }
    }
    return true;
}
