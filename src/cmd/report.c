/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet report: what captures come to, without a phone. Wiring only. */
#include "cmd/report.h"

#include "cmd/hinting.h"
#include "cmd/judging.h"
#include "cmd/report_earned.h"
#include "cmd/report_file.h"
#include "cmd/report_learn.h"
#include "cmd/say.h"

#include <stdlib.h>

struct report {
    const struct settings *settings;
    struct policy *policy;
    struct report_file *files;
    size_t count; /* those that were opened, the last perhaps in vain */
    struct outputs outputs;
    struct judged judged;
    struct err err;
};

static int open_all(struct report *report)
{
    const struct settings *settings = report->settings;
    size_t count = (size_t)settings->argument_count;
    size_t i;
    int rc = 0;

    if (count == 0) {
        return err_set(&report->err, ERR_USAGE,
                       "report needs a capture, which watch --save and scan "
                       "leave behind");
    }
    if (count > 1 && (settings->from != NULL || settings->to != NULL)) {
        return err_set(&report->err, ERR_USAGE,
                       "--from and --to are of one capture");
    }
    report->files = calloc(count, sizeof(*report->files));
    if (report->files == NULL) {
        return err_set(&report->err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count && rc == 0; i++) {
        struct report_file *file = &report->files[report->count++];

        rc = report_file_open(file, settings, report->policy,
                              settings->arguments[i], &report->err);
        if (i > 0) {
            report->files[i - 1].head.next = &file->head;
        }
        if (rc < 0 && count > 1) {
            (void)err_prefix(&report->err, "%s", file->name);
        }
    }
    return rc;
}

/* Before the outputs end, which say it as well. */
static void find_status(struct report *report)
{
    bool is_of_nobody = report_is_of_nobody(report->files, report->count);
    size_t i;

    for (i = 0; i < report->count; i++) {
        struct report_file *file = &report->files[i];

        file->head.is_partial = is_of_nobody || report_file_is_partial(file);
    }
}

static int print(struct report *report)
{
    struct record record = {.kind = RECORD_REPORT};
    int rc = outputs_open(&report->outputs, report->settings,
                          RECORD_WATCHING | RECORD_REPORT, &report->err);
    size_t i;

    record.of.report = &report->files[0].head;
    if (rc == 0) {
        /* The time of the capture, not of now: twice the same is the same. */
        rc = outputs_start(&report->outputs,
                           capture_head(report->files[0].capture)->started_ms,
                           &report->err);
    }
    if (rc == 0) {
        rc = outputs_put(&report->outputs, &record, &report->err);
    }
    for (i = 0; i < report->count && rc == 0; i++) {
        struct report_file *file = &report->files[i];

        file->play.outputs = &report->outputs;
        file->play.want_hints = true;
        file->play.is_of_several = report->count > 1;
        rc = report_play(&file->play, &report->err);
    }
    /* Behind the events of all of them. */
    for (i = 0; i < report->count && rc == 0; i++) {
        rc = report_play_sum(&report->files[i].play, &report->err);
        if (rc == 0) {
            report_file_judged(&report->files[i], &report->judged);
        }
    }
    find_status(report);
    return rc < 0 ? rc : outputs_end(&report->outputs, &report->err);
}

static int make(struct report *report)
{
    int rc = judging_read(report->settings, &report->policy, &report->err);

    rc = rc < 0 ? rc : open_all(report);
    return rc < 0 ? rc : print(report);
}

static int status_of(struct report *report, int rc)
{
    struct path_counts paths = {.missed = 0};
    bool is_partial = false;
    int status;
    size_t i;

    if (rc == FILE_OUT_PIPE_CLOSED) {
        /* Whom nobody reads does not tell what was to be judged. */
        return report->policy != NULL ||
                       report->settings->expected_path != PATH_ANY
                   ? EXIT_PARTIAL
                   : EXIT_OK;
    }
    if (rc < 0) {
        say_error(&report->err);
        return say_exit_status(&report->err, false);
    }
    for (i = 0; i < report->count; i++) {
        const struct report_file *file = &report->files[i];

        if (file->head.is_cut) {
            say_note(report->settings,
                     "the run that made this capture did not end in order");
        }
        paths.missed += file->play.path.missed;
        paths.not_told += file->play.path.not_told;
        is_partial |= file->head.is_partial;
    }
    if (report_is_of_nobody(report->files, report->count)) {
        say_note(report->settings, "the package of --only is not in it");
    }
    status = hinting_status(&paths, is_partial);
    if (report->policy != NULL) {
        judging_say(report->settings, &report->judged);
        status = judging_status(status, &report->judged);
    }
    return status;
}

static int run(const struct settings *settings)
{
    struct report report = {.settings = settings};
    int status;

    if (settings->policy_out != NULL) {
        return report_learn(settings);
    }
    status = status_of(&report, make(&report));
    outputs_abandon(&report.outputs);
    while (report.count > 0) {
        report_file_close(&report.files[--report.count]);
    }
    free(report.files);
    policy_free(report.policy);
    return status;
}

const struct command report_command = {
    .name = "report",
    .arguments = "CAPTURE...",
    .summary = "what captures of watch --save and scan come to",
    .details =
        "Reads the files alone: no phone, no network. Names are those found\n"
        "out when they were made. The same captures give the same report.\n"
        "--from, --to: a mark's text, seconds since the start, or a time.\n"
        "A capture whose run was cut off is read as far as it goes: status 4.\n"
        "Hints are places to look, not proven weaknesses; the raw rows behind\n"
        "each stand in an appendix, which parse reads.\n"
        "csv: of a scan a row for each run with its verdict (event: run), as\n"
        "scan -o csv has them, then a row for each event.\n"
        "\n"
        "  adbnet report bank.adbnet -o html:bank.html\n"
        "  adbnet report bank.adbnet --from login --to logout -o json\n"
        "  adbnet report bank.adbnet --expect-path proxy || echo past it\n"
        "  adbnet report scan.adbnet --policy apps.policy -o junit:scan.xml\n",
    .run = run,
};
