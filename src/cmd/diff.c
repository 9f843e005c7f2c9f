/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet diff: what one side's captures have and the other's have not. */
#include "cmd/diff.h"

#include "cmd/observe.h"
#include "cmd/outputs.h"
#include "cmd/say.h"

#include <stdlib.h>

struct comparing {
    const struct settings *settings;
    struct observation **captures; /* one for each argument */
    const struct observed **runs;  /* those of A, then those of B */
    struct diff_side sides[2];
    struct diff *diff;
    struct outputs outputs;
    bool is_partial;
    struct err err;
};

/* How many of the arguments are side A's. */
static int find_split(struct comparing *comparing, int *out)
{
    const struct settings *settings = comparing->settings;
    int split = settings->split;

    if (split < 0 && settings->argument_count == 2) {
        split = 1;
    }
    if (split < 1 || split >= settings->argument_count) {
        return err_set(&comparing->err, ERR_USAGE,
                       "diff needs captures of two sides: diff A B, or diff "
                       "A... -- B...");
    }
    *out = split;
    return 0;
}

static int read_all(struct comparing *comparing)
{
    const struct settings *settings = comparing->settings;
    size_t count = (size_t)settings->argument_count;
    size_t i;
    int rc = 0;

    comparing->captures = calloc(count, sizeof(*comparing->captures));
    if (comparing->captures == NULL) {
        return err_set(&comparing->err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count && rc == 0; i++) {
        rc = observe_capture(settings->arguments[i], settings,
                             &comparing->captures[i], &comparing->err);
        if (rc == 0 && observe_is_partial(comparing->captures[i])) {
            comparing->is_partial = true;
        }
    }
    return rc;
}

static int join(struct comparing *comparing, int split)
{
    size_t count = (size_t)comparing->settings->argument_count;
    size_t total = 0;
    size_t at = 0;
    size_t i;
    size_t k;

    for (i = 0; i < count; i++) {
        (void)observe_runs(comparing->captures[i], &k);
        total += k;
    }
    comparing->runs = calloc(total + 1, sizeof(*comparing->runs));
    if (comparing->runs == NULL) {
        return err_set(&comparing->err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count; i++) {
        size_t of;
        const struct observed *const *runs =
            observe_runs(comparing->captures[i], &of);

        for (k = 0; k < of; k++) {
            comparing->runs[at++] = runs[k];
        }
        comparing->sides[i < (size_t)split ? 0 : 1].run_count += of;
    }
    comparing->sides[0].runs = comparing->runs;
    comparing->sides[1].runs = comparing->runs + comparing->sides[0].run_count;
    return 0;
}

/* Not of now: the same captures give the same bytes. */
static int64_t newest_ms(const struct comparing *comparing)
{
    int64_t newest = INT64_MIN;
    size_t count =
        comparing->sides[0].run_count + comparing->sides[1].run_count;
    size_t i;

    for (i = 0; i < count; i++) {
        if (comparing->runs[i]->summary->to_ms > newest) {
            newest = comparing->runs[i]->summary->to_ms;
        }
    }
    return newest;
}

static int print(struct comparing *comparing)
{
    struct difference_report report = {.by =
                                           key_by_name(comparing->settings->by),
                                       .counts = *diff_counts(comparing->diff)};
    struct record record = {.kind = RECORD_DIFFERENCES};
    unsigned i;
    int rc;

    for (i = 0; i < 2; i++) {
        report.runs[i] = comparing->sides[i].runs;
        report.run_counts[i] = comparing->sides[i].run_count;
    }
    report.notes = diff_notes(comparing->diff, &report.note_count);
    report.list = diff_list(comparing->diff, &report.count);
    record.of.differences = &report;
    rc = outputs_open(&comparing->outputs, comparing->settings,
                      RECORD_DIFFERENCES, &comparing->err);
    return rc < 0 ? rc
                  : outputs_print(&comparing->outputs, &record,
                                  newest_ms(comparing), &comparing->err);
}

static int compare(struct comparing *comparing)
{
    struct diff_options options = {.by = comparing->settings->by};
    int split = 0;
    int rc = find_split(comparing, &split);

    rc = rc < 0 ? rc : read_all(comparing);
    rc = rc < 0 ? rc : join(comparing, split);
    rc = rc < 0 ? rc
                : diff_make(&comparing->sides[0], &comparing->sides[1],
                            &options, &comparing->diff, &comparing->err);
    return rc < 0 ? rc : print(comparing);
}

static int status_of(struct comparing *comparing, int rc)
{
    int status;

    if (rc < 0 && rc != FILE_OUT_PIPE_CLOSED) {
        say_error(&comparing->err);
        return say_exit_status(&comparing->err, false);
    }
    status = diff_status(comparing->diff, comparing->settings->fail_on);
    return status == EXIT_OK && comparing->is_partial ? EXIT_PARTIAL : status;
}

static int run(const struct settings *settings)
{
    struct comparing comparing = {.settings = settings};
    int status = status_of(&comparing, compare(&comparing));
    int i;

    outputs_abandon(&comparing.outputs);
    diff_free(comparing.diff);
    for (i = 0; comparing.captures != NULL && i < settings->argument_count;
         i++) {
        observe_free(comparing.captures[i]);
    }
    free(comparing.captures);
    free(comparing.runs);
    return status;
}

const struct command diff_command = {
    .name = "diff",
    .arguments = "A... -- B...",
    .summary = "what captures of two sides differ in",
    .details =
        "Each side is one capture of watch --save or scan, or several; of two\n"
        "captures the first is A. An end is added when all runs of B have it\n"
        "and none of A, removed the other way round, and sometimes when only\n"
        "some runs of a side have it. What is not known is not judged (status\n"
        "4), and a side of which nothing is known is refused (status 2).\n"
        "FILE@MARK is a part: from that mark to the next one; FILE@ is what\n"
        "was before the first. Runs of scans are compared package by\n"
        "package. FILE may also be JSON of conns, watch, scan or report.\n"
        "\n"
        "  adbnet diff v12.adbnet v13.adbnet --by name\n"
        "  adbnet diff bank.adbnet@login bank.adbnet@logout\n"
        "  adbnet diff a1.adbnet a2.adbnet -- b.adbnet --by prefix --fail-on "
        "added\n",
    .run = run,
};
