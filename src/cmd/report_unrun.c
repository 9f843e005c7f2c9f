/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packages that a scan was to run, and that no run of its capture is of: it
 * was ended before, its phones had gone, or a shard is missing. What was not
 * looked at is not left out. See report_runs.h.
 */
#include "cmd/report_runs.h"

#include "judge/scan_queue.h"

#include <stdlib.h>
#include <string.h>

#define LIST_SETTING "packages"
#define SHARD_SETTING "scan_shard"
#define NAMES_TEXT_MAX ((size_t)64 * 1024 * 1024)

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of all runs of the capture, sorted. */
static int gather_run(const struct capture_reader *capture, struct vec *out)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < capture_run_count(capture) && rc == 0; i++) {
        rc = vec_push(out, &capture_run(capture, i)->result.package);
    }
    vec_sort(out, compare_names);
    return rc;
}

/* Of the list, sorted. In merged captures lists stand behind each other. */
static int gather_wanted(const struct capture_reader *capture,
                         struct report_runs *runs)
{
    const char *list = capture_setting(capture, LIST_SETTING);
    struct cursor cursor = cursor_from(str_from(list == NULL ? "" : list));
    struct str word;
    int rc = 0;

    while (rc == 0 && cursor_token(&cursor, &word)) {
        const char *name = pool_add(&runs->names, word);

        rc = name == NULL ? ERR_NOMEM : vec_push(&runs->unrun, &name);
    }
    vec_sort(&runs->unrun, compare_names);
    return rc;
}

/* Its shard, if it is one; false: nobody knows which. */
static bool find_shard(const struct capture_reader *capture,
                       struct scan_shard *out)
{
    const char *text = capture_setting(capture, SHARD_SETTING);

    *out = (struct scan_shard){.count = 0};
    return text == NULL || text[0] == '\0' || scan_shard_parse(text, out);
}

/* Each once, those of its shard that it has no run of. */
static void keep_unrun(struct report_runs *runs, const char *only,
                       const struct scan_shard *shard, const struct vec *run)
{
    const char **names = runs->unrun.items;
    const char *before = "";
    size_t kept = 0;
    size_t i;

    for (i = 0; i < runs->unrun.len; i++) {
        const char *name = names[i];
        bool is_again = strcmp(before, name) == 0;

        before = name;
        if (!is_again && (only == NULL || strcmp(only, name) == 0) &&
            scan_shard_has(shard, name) &&
            vec_find(run, &name, compare_names) == NULL) {
            names[kept++] = name;
        }
    }
    runs->unrun.len = kept;
}

int report_unrun_find(const struct report_play *like, struct report_runs *runs,
                      struct err *err)
{
    size_t count = capture_run_count(like->capture);
    struct scan_shard shard;
    struct vec run;
    int rc;

    pool_init(&runs->names, NAMES_TEXT_MAX);
    vec_init(&runs->unrun, sizeof(const char *), NAMES_TEXT_MAX / 2);
    vec_init(&run, sizeof(const char *), count + 1);
    rc = gather_run(like->capture, &run);
    if (rc == 0) {
        rc = gather_wanted(like->capture, runs);
    }
    if (rc == 0 && find_shard(like->capture, &shard)) {
        keep_unrun(runs, like->hiding.only, &shard, &run);
    } else {
        runs->unrun.len = 0;
    }
    vec_fini(&run);
    return rc < 0 ? err_set(err, ERR_NOMEM, "out of memory") : 0;
}

struct scan_run_result report_unrun_result(const struct report_play *like,
                                           const char *package)
{
    return (struct scan_run_result){
        .package = package,
        .reason = "it was not run",
        .started_ms = capture_head(like->capture)->started_ms,
        .ended_ms = -1,
        .start_took_ms = -1,
        .is_alive = -1,
    };
}
