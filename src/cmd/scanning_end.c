/* SPDX-License-Identifier: Apache-2.0 */
/* All runs are over, or a scan was ended: what it came to. */
#include "cmd/say.h"
#include "cmd/scan_took.h"
#include "cmd/scanning.h"

#include <string.h>

/* What became of those phones that did not stay to the end. */
static int say_failures(struct scanning *scanning)
{
    int status = EXIT_OK;
    size_t failed = 0;

    for (size_t i = 0; i < scanning->phone_count; i++) {
        struct scanned *scanned = &scanning->phones[i];

        if (scanned->err.code == 0) {
            continue;
        }
        failed++;
        if (!scanned->is_said) {
            say_error(&scanned->err);
        }
        if (status == EXIT_OK) {
            status = say_exit_status(&scanned->err, scanned->is_unreachable);
        }
    }
    return failed == scanning->phone_count ? status : EXIT_OK;
}

/* *took_ms stands beside the first phone; -1: it does already. */
static int put_phone_end(const struct scanned *scanned, int64_t *took_ms,
                         struct err *err)
{
    struct capture_writer *capture = scanned->scanning->capture;
    int rc = 0;

    if (scanned->samples == 0) {
        return 0;
    }
    if (*took_ms >= 0) {
        rc = scan_took_put(capture, scanned->device, *took_ms, err);
        *took_ms = -1;
    }
    return rc < 0 ? rc
                  : capture_put_end(capture, scanned->device, scanned->last_ms,
                                    scanned->samples, err);
}

static bool lacks_tables(const struct scanning *scanning)
{
    for (size_t i = 0; i < scanning->phone_count; i++) {
        const struct snapshot *base = scanning->phones[i].base;

        if (base != NULL && snapshot_lacks_table(base)) {
            return true;
        }
    }
    return false;
}

static int put_end(struct scanning *scanning, struct err *err)
{
    const struct scan_settings *scan = &scanning->settings->scan;
    const struct scan_totals *totals = scan_queue_totals(&scanning->jobs);
    struct result phones[PHONES_MAX];
    struct scan_summary summary = {
        .version = ADBNET_VERSION,
        .capture = scanning->save,
        .started_ms = scanning->started_ms,
        .took_ms = clock_mono_ms(clock_system()) - scanning->started_mono_ms,
        .starts_ms = scanning->starts_ms,
        .stops_ms = scanning->stops_ms,
        .beside_ms = scanning->beside_ms,
        .dwell_ms = scan->dwell_ms,
        .min_seen = scan->min_seen,
        .min_samples = scan->min_samples,
        .runs = totals->jobs,
        .resumed = totals->resumed,
        .judged = scan_queue_judged(&scanning->jobs),
        .left_out = scanning->left_out,
        .is_interrupted = scanning->is_interrupted,
        .lacks_tables = lacks_tables(scanning),
        .phones = phones,
        .policy = scanning->policy == NULL ? NULL : &scanning->judged,
    };
    const struct record record = {.kind = RECORD_SCAN,
                                  .of = {.scan = &summary}};
    int64_t took_ms = summary.took_ms;
    int rc = 0;

    memcpy(summary.verdicts, totals->verdicts, sizeof(summary.verdicts));
    for (size_t i = 0; i < scanning->phone_count; i++) {
        if (scanning->phones[i].base != NULL) {
            phones[summary.phone_count++] = scanning->phones[i].result;
        }
    }
    for (size_t i = 0;
         i < scanning->phone_count && scanning->capture != NULL && rc == 0;
         i++) {
        rc = put_phone_end(&scanning->phones[i], &took_ms, err);
    }
    if (scanning->capture != NULL && rc == 0) {
        rc = capture_close(scanning->capture, err);
        scanning->capture = NULL;
    }
    rc = rc < 0 ? rc : scanning_judge_before(scanning, err);
    if (rc == 0) {
        rc = outputs_put(&scanning->outputs, &record, err);
    }
    rc = rc < 0 ? rc : outputs_end(&scanning->outputs, err);
    return rc < 0 ? rc : scanning_pages_put(scanning, err);
}

/*
 * Of what ended; when it was interrupted nobody waits for the rest. A policy
 * is not kept by what was not run.
 */
static bool is_judged(const struct scanning *scanning)
{
    const struct scan_totals *totals = scan_queue_totals(&scanning->jobs);

    return scanning->is_interrupted && scanning->policy == NULL
               ? scan_queue_judged(&scanning->jobs) == totals->over
               : scan_queue_is_judged(&scanning->jobs);
}

int scanning_finish(struct scanning *scanning)
{
    struct err err = scanning->err;
    int rc = scanning->rc;
    int status = say_failures(scanning);

    if (rc == 0 && scanning->has_jobs && !scanning->settings->scan.is_dry) {
        rc = put_end(scanning, &err);
    }
    if (rc < 0 && rc != FILE_OUT_PIPE_CLOSED) {
        say_error(&err);
        return say_exit_status(&err, false);
    }
    if (!scanning->has_jobs) {
        if (status == EXIT_OK && rc == 0) {
            (void)err_set(&err, ERR_CANCELED, "interrupted before it began");
            say_error(&err);
            return EXIT_ERROR;
        }
        return status;
    }
    if (scanning->settings->scan.is_dry ||
        (rc == FILE_OUT_PIPE_CLOSED && scanning->policy == NULL)) {
        return EXIT_OK;
    }
    status =
        is_judged(scanning) && !lacks_tables(scanning) ? EXIT_OK : EXIT_PARTIAL;
    if (scanning->policy != NULL) {
        judging_say(scanning->settings, &scanning->judged);
        status = judging_status(status, &scanning->judged);
    }
    return status;
}
