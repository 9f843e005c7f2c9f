/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a sample is the last that is wanted: --duration, --until. */
#include "cmd/watching.h"

/* Between two looks whether a process still runs. */
#define PROCESSES_MS 1000

/* The id of the package in whichever user; -1: it was not listed. */
static int64_t app_id(const struct snapshot *snapshot, struct str package)
{
    for (size_t i = 0; i < snapshot->packages.len; i++) {
        const struct package *one = snapshot_package(snapshot, i);

        if (str_is(package, one->name)) {
            return one->uid % UID_PER_USER;
        }
    }
    return -1;
}

/* By name; a process that only calls itself like that has another uid. */
static bool is_of_package(const struct process *process, struct str package,
                          int64_t app)
{
    struct str name = str_from(process->name);

    return name.len >= package.len &&
           memcmp(name.ptr, package.ptr, package.len) == 0 &&
           (name.len == package.len || name.ptr[package.len] == ':') &&
           (app < 0 || process->uid % UID_PER_USER == app);
}

/* Its last process is gone, and there was one. */
static bool has_exited(struct watched *watched, const struct sample *sample)
{
    struct str package = str_from(watched->settings.watch.until);
    const struct snapshot *snapshot = &sample->snapshot;
    int64_t app;

    package.len -= strlen("-exit");
    app = app_id(watched->base, package);
    if ((sample->parts & SAMPLE_PROCESSES) == 0) {
        if (sample->at_ms >= watched->processes_ms + PROCESSES_MS) {
            watched->processes_ms = sample->at_ms;
            watch_worker_ask(watched->worker, SAMPLE_PROCESSES);
        }
        return false;
    }
    for (size_t i = 0; i < snapshot->processes.len; i++) {
        if (is_of_package(snapshot_process(snapshot, i), package, app)) {
            watched->has_run = true;
            return false;
        }
    }
    return watched->has_run;
}

/* Nothing that was asked for is open any more, and something was. */
static bool has_closed(struct watched *watched)
{
    const struct tracked *tracked = NULL;

    while ((tracked = history_next(watched->history, tracked)) != NULL) {
        if (tracked->is_selected && tracked->closed_ms < 0) {
            watched->has_opened = true;
            return false;
        }
        watched->has_opened |= tracked->is_selected;
    }
    return watched->has_opened;
}

bool watching_is_enough(struct watched *watched, const struct sample *sample)
{
    const struct watch_settings *settings = &watched->settings.watch;

    if (settings->duration_ms > 0 &&
        sample->at_ms - watched->head.start_ms >= settings->duration_ms) {
        return true;
    }
    return settings->until != NULL &&
           (strcmp(settings->until, "none") == 0 ? has_closed(watched)
                                                 : has_exited(watched, sample));
}
