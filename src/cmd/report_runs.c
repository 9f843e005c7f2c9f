/* SPDX-License-Identifier: Apache-2.0 */
/* See report_runs.h. Wiring only. */
#include "cmd/report_runs.h"

#include "base/format.h"
#include "cmd/report_played.h"

#include <stdlib.h>
#include <string.h>

#define PACKAGE_PREFIX "pkg:"

char *report_runs_word(const char *package)
{
    size_t size = sizeof(PACKAGE_PREFIX) + strlen(package);
    char *text = malloc(size);

    if (text != NULL) {
        (void)format_text(text, size, PACKAGE_PREFIX "%s", package);
    }
    return text;
}

static struct target target_of(const char *asked)
{
    return (struct target){.kind = TARGET_PACKAGE,
                           .asked = asked,
                           .name = asked + strlen(PACKAGE_PREFIX)};
}

struct target *report_runs_targets(char *const *words, size_t count)
{
    struct target *targets = calloc(count + 1, sizeof(*targets));
    size_t i;

    for (i = 0; targets != NULL && i < count; i++) {
        targets[i] = target_of(words[i]);
    }
    return targets;
}

static int play_run(const struct report_play *like, struct report_run *run,
                    size_t number, struct err *err)
{
    const struct scan_run_result *result;
    const struct played *played;
    int rc;

    run->run = capture_run(like->capture, number);
    result = &run->run->result;
    run->asked = report_runs_word(result->package);
    if (run->asked == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    run->target = target_of(run->asked);
    run->empty.from_ms = result->started_ms;
    run->empty.to_ms =
        result->ended_ms >= 0 ? result->ended_ms : result->started_ms;
    run->play = *like;
    run->play.targets = &run->target;
    run->play.target_count = 1;
    run->play.is_run = true;
    run->play.user = result->user;
    run->play.to_ms = result->ended_ms >= 0 ? result->ended_ms : INT64_MAX;
    rc = report_play_run(&run->play, number, err);
    if (rc < 0) {
        return rc;
    }
    played = &run->play.played[run->run->device];
    if (played->history != NULL && played->total.summary.samples > 0) {
        run->summary = &played->total.summary;
    }
    run->base = played->base == NULL ? NULL : &played->base->snapshot;
    return 0;
}

/* Whatever its verdict says: it rests on what is not there. */
static void say_nothing(struct scan_run_result *result,
                        const struct report_run *run)
{
    if (scan_run_is_judged(result) && run->summary == NULL) {
        result->verdict = SCAN_LOW_COVERAGE;
        result->reason = "no sample of it is in the capture";
    }
}

int report_runs_play(const struct report_play *like, struct report_runs *out,
                     struct err *err)
{
    size_t count = capture_run_count(like->capture);
    size_t i;
    int rc = report_unrun_find(like, out, err);
    size_t all = count + out->unrun.len;

    out->list = calloc(count + 1, sizeof(*out->list));
    out->results = calloc(all + 1, sizeof(*out->results));
    out->summaries = calloc(all + 1, sizeof(*out->summaries));
    if (rc < 0 || out->list == NULL || out->results == NULL ||
        out->summaries == NULL) {
        return rc < 0 ? rc : err_set(err, ERR_NOMEM, "out of memory");
    }
    out->judged.file = like->settings.policy;
    for (i = 0; i < count && rc == 0; i++) {
        const char *package = capture_run(like->capture, i)->result.package;
        struct report_run *run = &out->list[out->count];

        if (like->hiding.only != NULL &&
            strcmp(package, like->hiding.only) != 0) {
            continue;
        }
        rc = play_run(like, run, i, err);
        out->results[out->count] = run->run->result;
        out->results[out->count].serial =
            hide_serial(&like->hiding, run->run->result.serial,
                        run->run->device, run->serial);
        say_nothing(&out->results[out->count], run);
        hide_run(&like->hiding, &out->results[out->count]);
        out->summaries[out->count] = run->summary;
        out->count++;
        if (run->summary != NULL) {
            judging_add(&out->judged, run->summary->judged);
        }
    }
    for (i = 0; i < out->unrun.len && rc == 0; i++) {
        out->results[out->count + i] =
            report_unrun_result(like, vec_at(&out->unrun, i));
    }
    return rc;
}

void report_runs_free(struct report_runs *runs)
{
    size_t i;

    for (i = 0; i < runs->count; i++) {
        report_play_free(&runs->list[i].play);
        free(runs->list[i].asked);
    }
    free(runs->list);
    free(runs->results);
    free((void *)runs->summaries);
    vec_fini(&runs->unrun);
    pool_fini(&runs->names);
}

void report_runs_head(const struct report_runs *runs, struct report_head *head)
{
    head->runs = runs->results;
    head->summaries = runs->summaries;
    head->run_count = runs->count + runs->unrun.len;
    head->judged =
        runs->count > 0 && runs->judged.file != NULL ? &runs->judged : NULL;
}

bool report_runs_are_named(const struct report_runs *runs)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";
    size_t i;

    for (i = 0; i < runs->count; i++) {
        const char *name = runs->results[i].package;

        if (name[strspn(name, plain)] != '\0') {
            return false;
        }
    }
    return runs->count > 0;
}

static bool is_first(const struct report_runs *runs, size_t at)
{
    size_t i;

    for (i = 0; i < at; i++) {
        if (strcmp(runs->list[i].asked, runs->list[at].asked) == 0) {
            return false;
        }
    }
    return true;
}

int report_runs_words(const struct report_runs *runs, char ***out,
                      size_t *out_count, struct err *err)
{
    size_t i;

    *out = calloc(runs->count + 1, sizeof(**out));
    for (i = 0; *out != NULL && i < runs->count; i++) {
        if (is_first(runs, i)) {
            (*out)[*out_count] = strdup(runs->list[i].asked);
            if ((*out)[*out_count] == NULL) {
                return err_set(err, ERR_NOMEM, "out of memory");
            }
            (*out_count)++;
        }
    }
    return *out == NULL ? err_set(err, ERR_NOMEM, "out of memory") : 0;
}
