/* SPDX-License-Identifier: Apache-2.0 */
/* --before, --exercise, --after. */
#include "base/format.h"
#include "cmd/say.h"
#include "cmd/scanning.h"

#include <string.h>

#define MARK_PARTS ((unsigned)SAMPLE_COUNTERS | (unsigned)SAMPLE_BYTES)

/* A line of the command's: a mark, or for who asked with -v. */
static void take_line(void *ctx, const char *text)
{
    struct scanned *scanned = ctx;
    struct scanned_run *job = scanned->job;
    struct str line = str_from(text);
    char copy[1200];

    if (str_starts(line, "mark:")) {
        line.ptr += strlen("mark:");
        line.len -= strlen("mark:");
        line = str_trim(line);
        (void)format_text(copy, sizeof(copy), "%.*s", (int)line.len, line.ptr);
        if (job->has_begun) {
            watch_worker_ask(scanned->worker, MARK_PARTS);
            history_tell(job->history, EVENT_MARK,
                         clock_wall_ms(clock_system()), copy);
        }
    } else if (scanned->settings.log_level >= LOG_INFO) {
        scanning_progress_clear(scanned->scanning);
        say_note(&scanned->settings,
                 format_text(copy, sizeof(copy), "%s: %s", job->package, text));
    }
}

static void tell(struct scanned *scanned, bool is_ok)
{
    struct scanned_run *job = scanned->job;
    const struct scan_news news = {
        .told = job->is_exercise ? SCAN_TOLD_EXERCISED : SCAN_TOLD_DONE,
        .turn = job->turn,
        .is_ok = is_ok,
        .why = job->hook_why[0] == '\0' ? NULL : job->hook_why,
    };

    scanned_tell(scanned, &news);
}

void scanned_hook_start(struct scanned *scanned, const char *option,
                        const char *command)
{
    struct scanning *scanning = scanned->scanning;
    struct scanned_run *job = scanned->job;
    char serial[340];
    char package[SCAN_PACKAGE_CAP + 16];
    char capture[4200];
    const char *environment[5] = {serial, package, capture};
    struct scan_hook_options options = {
        .command = command,
        .environment = environment,
        .environment_count = 3,
        .line = take_line,
        .ctx = scanned,
    };
    struct err err;

    (void)format_text(serial, sizeof(serial), "ANDROID_SERIAL=%s",
                      scanned->link.serial);
    (void)format_text(package, sizeof(package), "ADBNET_PACKAGE=%s",
                      job->package);
    (void)format_text(capture, sizeof(capture), "ADBNET_CAPTURE=%s",
                      scanning->save);
    for (size_t i = 0; i < scanning->environment_count; i++) {
        environment[options.environment_count++] = scanning->environment[i];
    }
    (void)format_text(job->hook_why, sizeof(job->hook_why), "%s", option);
    if (scan_hook_start(&options, &job->hook, &err) < 0) {
        (void)format_text(job->hook_why, sizeof(job->hook_why), "%.79s",
                          err.text);
        tell(scanned, false);
        job->is_exercise = false;
    }
}

/* The verdict rests on what was before. */
static void say_after(const struct scanned *scanned)
{
    char text[SCAN_PACKAGE_CAP + 120];

    scanning_progress_clear(scanned->scanning);
    say_note(&scanned->settings,
             format_text(text, sizeof(text), "%s: %s", scanned->job->package,
                         scanned->job->hook_why));
}

void scanned_hook_check(struct scanned *scanned)
{
    struct scanned_run *job = scanned->job;
    char option[24];
    int status;

    if (job == NULL || job->hook == NULL ||
        !scan_hook_is_over(job->hook, &status)) {
        return;
    }
    scan_hook_free(job->hook);
    job->hook = NULL;
    (void)format_text(option, sizeof(option), "%.20s", job->hook_why);
    (void)format_text(job->hook_why, sizeof(job->hook_why), "%s ended with %d",
                      option, status);
    if (status != 0 && job->doing == SCAN_AFTER) {
        say_after(scanned);
    }
    tell(scanned, status == 0);
    job->is_exercise = false;
}

/*
 * The step that it belongs to is over. What it started goes at once: there
 * is a next step, which may be another command.
 */
void scanned_hook_drop(struct scanned *scanned)
{
    struct scanned_run *job = scanned->job;

    if (job != NULL && job->hook != NULL) {
        scan_hook_end(job->hook);
        scan_hook_free(job->hook);
        job->hook = NULL;
    }
    if (job != NULL) {
        job->is_exercise = false;
    }
}
