/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of a scan, else phones of a watching, as the judges get them. */
#include "cmd/observe_state.h"
#include "cmd/report_played.h"

#include <stdlib.h>

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

static void add(struct observation *observation, const struct observed *run)
{
    observation->runs[observation->count] = *run;
    observation->list[observation->count] =
        &observation->runs[observation->count];
    observation->count++;
}

static void add_scan(struct observation *observation, const char *source)
{
    size_t i;

    for (i = 0; i < observation->scan.count; i++) {
        const struct report_run *one = &observation->scan.list[i];
        const struct scan_run_result *result = &one->run->result;
        struct observed run = {.source = source,
                               .serial = result->serial,
                               .package = result->package,
                               .version = result->version,
                               .has_user = true,
                               .user = result->user,
                               .summary = one->summary};

        if (!scan_run_is_judged(result)) {
            run.not_judged = scan_run_word(result);
        } else if (one->summary == NULL) {
            run.not_judged = "nothing was read";
        }
        if (run.summary == NULL) {
            run.summary = &one->empty;
        }
        if (one->base != NULL) {
            run.android = one->base->phone.android;
            run.network = &one->base->network;
        }
        add(observation, &run);
    }
}

/* With --user all it was nobody in particular. */
static void find_user(const struct played *played, struct observed *run)
{
    const struct settings *settings = &played->play->settings;
    int32_t current = played->base->snapshot.phone.current_user;

    if (settings->user_choice == USER_ONE) {
        run->has_user = true;
        run->user = settings->user;
    } else if (settings->user_choice == USER_CURRENT && current >= 0) {
        run->has_user = true;
        run->user = (uint32_t)current;
    }
}

static void add_phones(struct observation *observation, const char *source)
{
    size_t count = capture_device_count(observation->capture);
    size_t i;

    for (i = 0; i < count; i++) {
        const struct played *played = &observation->play.played[i];
        struct observed run = {.source = source};

        if (played->base == NULL) {
            continue;
        }
        run.serial = capture_device(observation->capture, (uint32_t)i)->serial;
        run.package = package_of(observation);
        run.android = played->base->snapshot.phone.android;
        run.network = &played->base->snapshot.network;
        find_user(played, &run);
        run.summary = &played->total.summary;
        run.not_judged = run.summary->samples == 0 ? "nothing was read" : NULL;
        add(observation, &run);
    }
}

int observe_list(struct observation *observation, const char *source,
                 struct err *err)
{
    size_t count =
        capture_device_count(observation->capture) + observation->scan.count;

    observation->runs = calloc(count + 1, sizeof(*observation->runs));
    observation->list = calloc(count + 1, sizeof(*observation->list));
    if (observation->runs == NULL || observation->list == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    observation->is_cut = capture_is_cut(observation->capture);
    if (observation->scan.count > 0) {
        add_scan(observation, source);
    } else {
        add_phones(observation, source);
    }
    return 0;
}
