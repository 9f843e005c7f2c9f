/* SPDX-License-Identifier: Apache-2.0 */
/* How far a scan is, for people: a bar on a terminal, else lines. */
#include "base/format.h"
#include "cmd/say.h"
#include "cmd/scanning.h"
#include "cmd/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_MS 500
#define TEXT_CAP 512

static bool has_bar(const struct scanning *scanning)
{
    return terminal_width(STDERR_FILENO) > 0 && !scanning->settings->is_quiet;
}

void scanning_progress_clear(struct scanning *scanning)
{
    if (scanning->has_bar) {
        scanning->has_bar = false;
        (void)fputs("\r\x1b[K", stderr);
    }
}

/* The first phone that is busy, and how many others are. */
static const struct scanned *busy(const struct scanning *scanning,
                                  size_t *others)
{
    const struct scanned *first = NULL;

    *others = 0;
    for (size_t i = 0; i < scanning->phone_count; i++) {
        const struct scanned *scanned = &scanning->phones[i];

        if (scanned->job != NULL) {
            *others += first != NULL;
            first = first == NULL ? scanned : first;
        }
    }
    return first;
}

static const char *what(const struct scanned *scanned, char out[64])
{
    const struct scanned_run *job = scanned->job;
    int64_t dwelt = scan_run_dwelt_ms(&job->run, clock_mono_ms(clock_system()));

    if (scanned->away_ms >= 0) {
        return "the phone is away";
    }
    if (job->doing == SCAN_WATCH) {
        return format_text(out, 64, "watching %" PRId64 " s of %d",
                           dwelt / 1000,
                           scanned->scanning->settings->scan.dwell_ms / 1000);
    }
    return format_text(out, 64, "%s", scan_do_name(job->doing));
}

static const char *left(const struct scanning *scanning, char out[64])
{
    int64_t ms =
        scan_queue_left_ms(&scanning->jobs, clock_mono_ms(clock_system()));

    if (ms < 0) {
        return "";
    }
    return ms < 90000 ? format_text(out, 64, "about %" PRId64 " s left",
                                    (ms + 999) / 1000)
                      : format_text(out, 64, "about %" PRId64 " min left",
                                    (ms + 30000) / 60000);
}

void scanning_progress(struct scanning *scanning)
{
    unsigned width;
    const struct scanned *scanned;
    size_t others;
    char doing[64];
    char rest[64];
    char more[32] = "";
    char text[TEXT_CAP];

    if (!scanning->has_jobs || !deadline_is_over(&scanning->progress) ||
        !has_bar(scanning)) {
        return;
    }
    scanning->progress = deadline_in(clock_system(), PROGRESS_MS);
    scanned = busy(scanning, &others);
    if (scanned == NULL) {
        return;
    }
    if (others > 0) {
        (void)format_text(more, sizeof(more), " +%zu", others);
    }
    width = terminal_width(STDERR_FILENO);
    (void)format_text(text, sizeof(text), "[%3zu/%zu] %s%s  %s  %s",
                      scan_queue_totals(&scanning->jobs)->over,
                      scan_queue_totals(&scanning->jobs)->jobs,
                      scanned->job->package, more, what(scanned, doing),
                      left(scanning, rest));
    if (strlen(text) >= width) {
        text[width - 1] = '\0';
    }
    (void)fprintf(stderr, "\r%s\x1b[K", text);
    scanning->has_bar = true;
}

void scanning_progress_line(struct scanning *scanning,
                            const struct scan_seen *seen)
{
    const struct scan_run_result *run = seen->run;
    char text[TEXT_CAP];

    scanning_progress_clear(scanning);
    if (has_bar(scanning) && scan_verdict_is_judged(run->verdict)) {
        return;
    }
    say_note(scanning->settings,
             format_text(text, sizeof(text), "[%zu/%zu] %s: %s%s%s",
                         scan_queue_totals(&scanning->jobs)->over, seen->of,
                         run->package, scan_verdict_name(run->verdict),
                         run->reason == NULL ? "" : ": ",
                         run->reason == NULL ? "" : run->reason));
}
