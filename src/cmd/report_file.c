/* SPDX-License-Identifier: Apache-2.0 */
/* See report_file.h. Wiring only. */
#include "cmd/report_file.h"

#include "base/format.h"
#include "cmd/capture_in.h"
#include "cmd/report_played.h"
#include "cmd/report_range.h"
#include "cmd/scan_took.h"
#include "cmd/watch_saved.h"
#include "cmd/whats.h"

#include <stdlib.h>
#include <string.h>

#define COUNTERS_LATE_MS 1000
/* Longer names cannot be opened. */
#define LOG_PATH_CAP 4200

static int open_capture(struct report_file *file, struct err *err)
{
    char log[LOG_PATH_CAP];
    int rc = capture_in_open(file->name, &file->capture, err);

    if (rc == 0) {
        /* What is damaged shows before anything is printed. */
        rc = capture_skip(file->capture, INT64_MAX, err);
    }
    /* Without a log beside it there is none to sum up. */
    (void)digest_file(format_text(log, sizeof(log), "%s-wal", file->name),
                      file->log_sha256, NULL);
    return rc < 0 ? rc : digest_file(file->name, file->sha256, err);
}

static int find_end(struct report_file *file, int64_t start_ms, struct err *err)
{
    struct report_play *play = &file->play;
    int rc = report_range(file->capture, file->settings->to, start_ms,
                          play->from_ms, &play->to_ms, err);

    file->head.to_ms = play->to_ms;
    /* Counters that were read because of a mark came behind it. */
    return rc < 0 ? rc
                  : capture_find_counters(file->capture, play->to_ms,
                                          COUNTERS_LATE_MS, &play->to_ms, err);
}

static int find_range(struct report_file *file, struct err *err)
{
    const struct settings *settings = file->settings;
    struct watch_head head = {.start_ms = 0};
    struct own_connection own;
    /* Times count from the start of the first phone. */
    int rc = watch_saved_get(file->capture, 0, &file->play.settings, &head,
                             &own, err);

    if (rc == 0 && settings->from != NULL) {
        rc = report_range(file->capture, settings->from, head.start_ms,
                          INT64_MIN, &file->play.from_ms, err);
        file->head.from_ms = file->play.from_ms;
    }
    if (rc == 0 && settings->to != NULL) {
        rc = find_end(file, head.start_ms, err);
    }
    if (rc == 0 && file->play.to_ms < file->play.from_ms) {
        rc = err_set(err, ERR_USAGE, "--to is before --from");
    }
    return rc;
}

static void fill_head(struct report_file *file)
{
    const struct settings *settings = file->settings;
    const struct capture_head *head = capture_head(file->capture);

    file->head = (struct report_head){
        .file = file->name,
        .sha256 = file->sha256,
        .log_sha256 = file->log_sha256[0] == '\0' ? NULL : file->log_sha256,
        .made_by = head->made_by,
        .command_line = head->command_line,
        .arguments = head->arguments,
        .argument_count = head->argument_count,
        .utc_offset_minutes = head->utc_offset_minutes,
        .from = settings->from,
        .to = settings->to,
        .from_ms = -1,
        .to_ms = -1,
        .is_cut = capture_is_cut(file->capture),
    };
    scan_took_head(file->capture, &file->head);
}

static int find_only(struct report_file *file, struct err *err)
{
    file->words = calloc(2, sizeof(*file->words));
    if (file->words != NULL) {
        file->words[0] = report_runs_word(file->settings->only);
    }
    if (file->words == NULL || file->words[0] == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    file->word_count = 1;
    file->play.target_count = 1;
    file->head.arguments = &file->settings->only;
    file->head.argument_count = 1;
    file->targets = report_runs_targets(file->words, 1);
    return file->targets == NULL ? err_set(err, ERR_NOMEM, "out of memory") : 0;
}

/* Of a scan those that it ran: others did something meanwhile, too. */
static int find_targets(struct report_file *file, struct err *err)
{
    const struct capture_head *head = capture_head(file->capture);
    int rc;

    if (file->settings->only != NULL) {
        return find_only(file, err);
    }
    if (!report_runs_are_named(&file->runs)) {
        file->play.target_count = head->argument_count;
        return whats_of_file(file->name, head->arguments, head->argument_count,
                             &file->targets, err);
    }
    rc = report_runs_words(&file->runs, &file->words, &file->word_count, err);
    file->play.target_count = file->word_count;
    if (rc == 0) {
        file->targets = report_runs_targets(file->words, file->word_count);
        rc = file->targets == NULL ? err_set(err, ERR_NOMEM, "out of memory")
                                   : 0;
    }
    return rc;
}

int report_file_open(struct report_file *file, const struct settings *settings,
                     const struct policy *policy, const char *name,
                     struct err *err)
{
    int rc;

    file->settings = settings;
    file->name = name;
    rc = open_capture(file, err);
    if (rc < 0) {
        return rc;
    }
    fill_head(file);
    file->play = (struct report_play){
        .capture = file->capture,
        .settings = *settings,
        .policy = policy,
        .hiding = {.only = settings->only, .redacts = settings->want_redact},
        .file = name,
        .from_ms = INT64_MIN,
        .to_ms = INT64_MAX,
    };
    rc = report_runs_play(&file->play, &file->runs, err);
    file->play.hiding.within = &file->runs;
    report_runs_head(&file->runs, &file->head);
    hide_head(&file->play.hiding, &file->head);
    rc = rc < 0 ? rc : find_targets(file, err);
    file->play.targets = file->targets;
    return rc < 0 ? rc : find_range(file, err);
}

void report_file_judged(const struct report_file *file, struct judged *out)
{
    size_t count = capture_device_count(file->capture);
    size_t i;

    if (file->runs.count > 0) {
        judging_add(out, &file->runs.judged);
        return;
    }
    for (i = 0; i < count; i++) {
        judging_add(out, &file->play.played[i].total.judging.judged);
    }
}

void report_file_close(struct report_file *file)
{
    size_t i;

    report_play_free(&file->play);
    report_runs_free(&file->runs);
    for (i = 0; i < file->word_count; i++) {
        free(file->words[i]);
    }
    free(file->words);
    free(file->targets);
    capture_free(file->capture);
}
