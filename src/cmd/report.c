/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet report: what a capture comes to, without a phone. Wiring only. */
#include "cmd/report.h"

#include "base/format.h"
#include "cmd/hinting.h"
#include "cmd/report_play.h"
#include "cmd/report_policy.h"
#include "cmd/report_range.h"
#include "cmd/report_runs.h"
#include "cmd/say.h"
#include "cmd/watch_saved.h"
#include "cmd/whats.h"
#include "store/digest.h"

#include <stdlib.h>

#define COUNTERS_LATE_MS 1000
#define LOG_PATH_CAP 4200

struct report {
    const struct settings *settings;
    struct capture_reader *capture;
    struct target *targets;
    struct outputs outputs;
    struct report_play play;
    struct report_head head;
    struct scan_run_result *runs; /* what head borrows */
    char sha256[DIGEST_TEXT_CAP];
    char log_sha256[DIGEST_TEXT_CAP];
    struct err err;
};

static int open_capture(struct report *report, const char *file)
{
    char log[LOG_PATH_CAP];
    int rc = capture_open(file, &report->capture, &report->err);

    if (rc == ERR_PROTO) {
        struct err why = report->err;

        /* Whoever recorded or saved something wants another command. */
        (void)err_set(&report->err, rc,
                      "%s; report reads what watch --save wrote (parse reads "
                      "recordings and saved text)",
                      why.text);
    }
    /* What is damaged shows before anything is printed. */
    rc = rc < 0 ? rc : capture_skip(report->capture, INT64_MAX, &report->err);
    /* Without a log beside it there is none to sum up. */
    (void)format_text(log, sizeof(log), "%s-wal", file);
    (void)digest_file(log, report->log_sha256, NULL);
    return rc < 0 ? rc : digest_file(file, report->sha256, &report->err);
}

static int find_range(struct report *report)
{
    const struct settings *settings = report->settings;
    struct watch_head head = {.start_ms = 0};
    struct own_connection own;
    int rc = 0;

    report->head.from_ms = -1;
    report->head.to_ms = -1;
    report->play.from_ms = INT64_MIN;
    report->play.to_ms = INT64_MAX;
    /* Times count from the start of the first phone. */
    rc = watch_saved_get(report->capture, 0, &report->play.settings, &head,
                         &own, &report->err);
    if (rc == 0 && settings->from != NULL) {
        rc = report_range(report->capture, settings->from, head.start_ms,
                          INT64_MIN, &report->play.from_ms, &report->err);
        report->head.from_ms = report->play.from_ms;
    }
    if (rc == 0 && settings->to != NULL) {
        rc = report_range(report->capture, settings->to, head.start_ms,
                          report->play.from_ms, &report->play.to_ms,
                          &report->err);
        report->head.to_ms = report->play.to_ms;
        if (rc == 0) {
            /* Counters that were read because of a mark came behind it. */
            rc = capture_find_counters(report->capture, report->play.to_ms,
                                       COUNTERS_LATE_MS, &report->play.to_ms,
                                       &report->err);
        }
    }
    if (rc == 0 && report->play.to_ms < report->play.from_ms) {
        rc = err_set(&report->err, ERR_USAGE, "--to is before --from");
    }
    return rc;
}

static int prepare(struct report *report)
{
    const struct capture_head *head = capture_head(report->capture);
    int rc = whats_parse(head->arguments, (int)head->argument_count,
                         &report->targets, &report->err);

    report->head.file = report->settings->arguments[0];
    report->head.sha256 = report->sha256;
    report->head.log_sha256 =
        report->log_sha256[0] == '\0' ? NULL : report->log_sha256;
    report->head.made_by = head->made_by;
    report->head.command_line = head->command_line;
    report->head.arguments = head->arguments;
    report->head.argument_count = head->argument_count;
    report->head.utc_offset_minutes = head->utc_offset_minutes;
    report->head.from = report->settings->from;
    report->head.to = report->settings->to;
    report->head.is_cut = capture_is_cut(report->capture);
    report->play.capture = report->capture;
    report->play.settings = *report->settings;
    report->play.targets = report->targets;
    report->play.target_count = head->argument_count;
    report->play.outputs = &report->outputs;
    report->play.file = report->head.file;
    report->play.want_hints = true;
    rc = rc < 0 ? rc
                : report_runs(report->capture, &report->runs, &report->head,
                              &report->err);
    return rc < 0 ? rc : find_range(report);
}

static int print(struct report *report)
{
    struct record record = {.kind = RECORD_REPORT};
    int rc = outputs_open(&report->outputs, report->settings,
                          RECORD_WATCHING | RECORD_REPORT, &report->err);

    record.of.report = &report->head;
    if (rc == 0) {
        /* The time of the capture, not of now: twice the same is the same. */
        rc = outputs_start(&report->outputs,
                           capture_head(report->capture)->started_ms,
                           &report->err);
    }
    if (rc == 0) {
        rc = outputs_put(&report->outputs, &record, &report->err);
    }
    if (rc == 0) {
        rc = report_play(&report->play, &report->err);
    }
    return rc < 0 ? rc : outputs_end(&report->outputs, &report->err);
}

static int make(struct report *report)
{
    int rc = report->settings->argument_count != 1
                 ? err_set(&report->err, ERR_USAGE, "report needs one capture")
                 : open_capture(report, report->settings->arguments[0]);

    rc = rc < 0 ? rc : prepare(report);
    return rc < 0 ? rc : print(report);
}

static int status_of(struct report *report, int rc)
{
    if (rc == FILE_OUT_PIPE_CLOSED) {
        return EXIT_OK;
    }
    if (rc < 0) {
        say_error(&report->err);
        return say_exit_status(&report->err, false);
    }
    if (report->head.is_cut) {
        say_note(report->settings,
                 "the run that made this capture did not end in order");
    }
    return hinting_status(&report->play.path,
                          report->head.is_cut || report->play.is_partial);
}

int report_plain(const struct settings *settings)
{
    struct report report = {.settings = settings};
    int status = status_of(&report, make(&report));

    report_play_free(&report.play);
    outputs_abandon(&report.outputs);
    free(report.runs);
    free(report.targets);
    capture_free(report.capture);
    return status;
}

const struct command report_command = {
    .name = "report",
    .arguments = "CAPTURE",
    .summary = "what a capture of watch --save comes to",
    .details =
        "Reads the file alone: no phone, no network. Names are those found\n"
        "out when it was made. The same capture gives the same report.\n"
        "--from, --to: a mark's text, seconds since the start, or a time.\n"
        "A capture whose run was cut off is read as far as it goes: status 4.\n"
        "\n"
        "  adbnet report bank.adbnet -o html:bank.html\n"
        "  adbnet report bank.adbnet --from login --to logout -o json\n",
    .run = report_policy_run,
};
