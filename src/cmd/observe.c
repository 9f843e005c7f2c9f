/* SPDX-License-Identifier: Apache-2.0 */
/* See observe.h: a capture is played as for a report, and nothing printed. */
#include "cmd/observe.h"

#include "cmd/report_played.h"
#include "cmd/whats.h"

#include <stdlib.h>

struct observation {
    struct capture_reader *capture;
    struct target *targets;
    struct report_play play;
    struct observed *runs;
    const struct observed **list;
    size_t count;
    bool is_cut;
};

/* The app, if exactly one was asked for by its name. */
static const char *package_of(const struct observation *observation)
{
    const struct capture_head *head = capture_head(observation->capture);

    return head->argument_count == 1 &&
                   observation->targets[0].kind == TARGET_NAME &&
                   !target_is_glob(head->arguments[0])
               ? head->arguments[0]
               : NULL;
}

static int list_runs(struct observation *observation, const char *file,
                     struct err *err)
{
    size_t count = capture_device_count(observation->capture);
    size_t i;

    observation->runs = calloc(count + 1, sizeof(*observation->runs));
    observation->list = calloc(count + 1, sizeof(*observation->list));
    if (observation->runs == NULL || observation->list == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count; i++) {
        const struct played *played = &observation->play.played[i];
        const struct capture_device *device =
            capture_device(observation->capture, (uint32_t)i);
        struct observed *run = &observation->runs[observation->count];

        observation->is_cut |= !device->has_end;
        if (played->base == NULL) {
            continue;
        }
        run->source = file;
        run->serial = device->serial;
        run->package = package_of(observation);
        run->android = played->base->snapshot.phone.android;
        run->network = &played->base->snapshot.network;
        run->summary = &played->total.summary;
        run->not_judged =
            run->summary->samples == 0 ? "nothing was read" : NULL;
        observation->list[observation->count++] = run;
    }
    return 0;
}

static int observe(struct observation *observation, const char *file,
                   const struct settings *settings, struct err *err)
{
    const struct capture_head *head;
    int rc = capture_open(file, &observation->capture, err);

    if (rc < 0) {
        return rc;
    }
    head = capture_head(observation->capture);
    rc = whats_parse(head->arguments, (int)head->argument_count,
                     &observation->targets, err);
    observation->play = (struct report_play){
        .capture = observation->capture,
        .settings = *settings,
        .targets = observation->targets,
        .target_count = head->argument_count,
        .file = file,
        .from_ms = INT64_MIN,
        .to_ms = INT64_MAX,
    };
    rc = rc < 0 ? rc : report_play(&observation->play, err);
    rc = rc < 0 ? rc : report_play_sum(&observation->play, err);
    return rc < 0 ? rc : list_runs(observation, file, err);
}

int observe_capture(const char *file, const struct settings *settings,
                    struct observation **out, struct err *err)
{
    int rc;

    *out = calloc(1, sizeof(**out));
    if (*out == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    rc = observe(*out, file, settings, err);
    if (rc < 0) {
        (void)err_prefix(err, "%s", file);
        observe_free(*out);
        *out = NULL;
    }
    return rc;
}

void observe_free(struct observation *observation)
{
    if (observation != NULL) {
        report_play_free(&observation->play);
        free(observation->runs);
        free(observation->list);
        free(observation->targets);
        capture_free(observation->capture);
        free(observation);
    }
}

const struct observed *const *observe_runs(
    const struct observation *observation, size_t *out_count)
{
    *out_count = observation->count;
    return observation->list;
}

bool observe_is_partial(const struct observation *observation)
{
    return observation->is_cut || observation->play.is_partial;
}
