/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packages that a scan was to run, and that no run of its capture is of: it
 * was ended before, its phones had gone, or a shard is missing; with --on each
 * on each phone that it has. What was not looked at is not left out. See
 * report_runs.h.
 */
#include "cmd/report_runs.h"

#include "judge/scan_queue.h"

#include <stdlib.h>
#include <string.h>

#define SHARD_SETTING "scan_shard"
#define NAMES_TEXT_MAX ((size_t)64 * 1024 * 1024)

/* Who ran, and where; "": wherever it was. */
struct pair {
    const char *serial;
    const char *package;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a;
    const struct pair *y = b;
    int order = strcmp(x->serial, y->serial);

    return order != 0 ? order : strcmp(x->package, y->package);
}

/* Its shard, if it is one; false: nobody knows which. */
static bool find_shard(const struct capture_reader *capture,
                       struct scan_shard *out)
{
    const char *text = capture_setting(capture, SHARD_SETTING);

    *out = (struct scan_shard){.count = 0};
    return text == NULL || text[0] == '\0' || scan_shard_parse(text, out);
}

/* All runs of the capture, sorted. */
static int gather_run(const struct capture_reader *capture, bool is_anywhere,
                      struct vec *out)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < capture_run_count(capture) && rc == 0; i++) {
        const struct scan_run_result *result = &capture_run(capture, i)->result;
        struct pair pair = {is_anywhere ? "" : result->serial, result->package};

        rc = vec_push(out, &pair);
    }
    vec_sort(out, compare_pairs);
    return rc;
}

/* The name that a report gives to the phone; NULL: no memory. */
static const char *shown_serial(const struct report_play *like,
                                struct report_runs *runs, const char *serial)
{
    uint32_t device = 0;
    char room[HIDE_SERIAL_CAP];

    while (strcmp(capture_device(like->capture, device)->serial, serial) != 0) {
        device++;
    }
    return pool_add(&runs->names,
                    str_from(hide_serial(&like->hiding, serial, device, room)));
}

/* What of the list was not run in one place. */
static int list_place(const struct report_play *like, struct report_runs *runs,
                      const char *place, const struct vec *wanted,
                      const struct vec *run)
{
    struct report_unrun unrun = {.serial = NULL};
    struct scan_shard shard;
    size_t i;
    int rc = 0;

    if (!find_shard(like->capture, &shard)) {
        return 0;
    }
    if (place[0] != '\0') {
        unrun.serial = shown_serial(like, runs, place);
        rc = unrun.serial == NULL ? ERR_NOMEM : 0;
    }
    for (i = 0; i < wanted->len && rc == 0; i++) {
        const struct pair pair = {place, *(const char **)vec_at(wanted, i)};

        unrun.package = pair.package;
        if ((like->hiding.only == NULL ||
             strcmp(like->hiding.only, pair.package) == 0) &&
            scan_shard_has(&shard, pair.package) &&
            vec_find(run, &pair, compare_pairs) == NULL) {
            rc = vec_push(&runs->unrun, &unrun);
        }
    }
    return rc;
}

static int list_all(const struct report_play *like, struct report_runs *runs,
                    const struct vec *wanted, const struct vec *places)
{
    const char *first = *(const char **)vec_at(places, 0);
    struct vec run;
    size_t i;
    int rc;

    vec_init(&run, sizeof(struct pair), capture_run_count(like->capture) + 1);
    rc = gather_run(like->capture, first[0] == '\0', &run);
    for (i = 0; i < places->len && rc == 0; i++) {
        rc = list_place(like, runs, *(const char **)vec_at(places, i), wanted,
                        &run);
    }
    vec_fini(&run);
    return rc;
}

int report_unrun_find(const struct report_play *like, struct report_runs *runs,
                      struct err *err)
{
    struct vec wanted;
    struct vec places;
    int rc;

    pool_init(&runs->names, NAMES_TEXT_MAX);
    vec_init(&runs->unrun, sizeof(struct report_unrun), NAMES_TEXT_MAX / 2);
    vec_init(&wanted, sizeof(const char *), NAMES_TEXT_MAX / 2);
    vec_init(&places, sizeof(const char *),
             capture_device_count(like->capture) + 1);
    rc = unrun_wanted(like->capture, runs, &wanted);
    rc = rc < 0 ? rc : unrun_places(like->capture, &places);
    rc = rc < 0 ? rc : list_all(like, runs, &wanted, &places);
    vec_fini(&wanted);
    vec_fini(&places);
    return rc < 0 ? err_set(err, ERR_NOMEM, "out of memory") : 0;
}

struct scan_run_result report_unrun_result(const struct report_play *like,
                                           const struct report_unrun *unrun)
{
    return (struct scan_run_result){
        .serial = unrun->serial,
        .package = unrun->package,
        .reason = "it was not run",
        .started_ms = capture_head(like->capture)->started_ms,
        .ended_ms = -1,
        .start_took_ms = -1,
        .is_alive = -1,
    };
}
