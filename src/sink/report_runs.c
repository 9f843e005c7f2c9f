/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of a scan in the table of a report. See report.h. */
#include "sink/report.h"

#include "base/format.h"
#include "sink/judged.h"
#include "sink/pen.h"
#include "sink/scan.h"
#include "sink/table.h"
#include "sink/watch.h"

#define AGAIN_CAP 80

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_of_several(const struct report_head *report, size_t count)
{
    const struct watch_summary *summary;
    const char *first = NULL;
    size_t i;

    for (i = 0; i < count; i++) {
        const char *serial = report_run_at(report, i, &summary)->serial;

        /* What was not run was on none. */
        if (first != NULL && serial != NULL && strcmp(first, serial) != 0) {
            return true;
        }
        first = first == NULL ? serial : first;
    }
    return false;
}

static int put_again(struct out *out, size_t width,
                     const struct report_head *report)
{
    struct report_again again;
    char text[AGAIN_CAP];
    struct para para;
    int rc = report_find_again(report, &again);

    if (rc < 0 || again.count == 0) {
        return rc;
    }
    para_begin(&para, out, width, 0, 0, NULL);
    para_puts(&para, format_text(text, sizeof(text),
                                 "Packages that were run more than once: %zu",
                                 again.count));
    for (size_t i = 0; i < again.count && i < REPORT_AGAIN_NAMED; i++) {
        bool is_last = i + 1 == again.count;

        para_word(&para, i == 0 ? "(" : "", again.names[i],
                  is_last ? ");" : ",");
    }
    para_puts(&para, again.count > REPORT_AGAIN_NAMED ? "...);" : "");
    para_puts(&para, REPORT_AGAIN_TEXT);
    para_end(&para);
    return 0;
}

static void put_end(struct out *out, size_t width,
                    const struct report_head *report, size_t judged,
                    size_t count)
{
    struct scan_times times;
    char text[SCAN_TIMES_CAP];
    struct para para;

    para_begin(&para, out, width, 0, 0, NULL);
    report_times(report, &times);
    para_puts(&para, scan_times_text(&times, judged, count, text));
    para_puts(&para, "SEEN = TCP connects of all apps seen/counted by the "
                     "kernel while this one ran.");
    para_end(&para);
    for (; report != NULL; report = report->next) {
        if (report->judged != NULL) {
            judged_put_counts(out, width, report->judged);
        }
    }
}

int report_put_runs(struct out *out, const struct sink_options *options,
                    const struct report_head *report)
{
    struct sink_options wide = *options;
    struct scan_table table = {.judged = {.len = 0}};
    size_t count = report_run_count(report);
    struct scan_seen seen = {.is_of_several = is_of_several(report, count)};
    size_t judged = 0;
    size_t i;
    int rc = 0;

    if (count == 0) {
        return 0;
    }
    if (wide.width < TABLE_WIDTH_MIN) {
        wide.width = TABLE_WIDTH_MIN;
    }
    for (i = 0; i < count && rc == 0; i++) {
        seen.run = report_run_at(report, i, &seen.summary);
        judged += scan_run_is_judged(seen.run);
        rc = scan_table_put(&table, &wide, &seen);
    }
    out_char(out, '\n');
    scan_table_rows(&table, out, false);
    put_end(out, wide.width, report, judged, count);
    rc = rc < 0 ? rc : put_again(out, wide.width, report);
    out_char(out, '\n');
    scan_table_fini(&table);
    return rc;
}

void report_put_run_endpoints(struct out *out,
                              const struct sink_options *options,
                              const struct report_head *report,
                              const struct watch_head *head)
{
    size_t width =
        options->width < TABLE_WIDTH_MIN ? TABLE_WIDTH_MIN : options->width;
    size_t i;

    while (report->next != NULL && !is_same(report->file, head->capture)) {
        report = report->next;
    }
    for (i = 0; i < report->run_count; i++) {
        const struct watch_summary *summary;
        const struct scan_run_result *run = report_run_at(report, i, &summary);
        struct watch_head mine = *head;
        struct pen pen = {.out = out};

        if (summary == NULL || run->watching != head->watching ||
            summary->endpoint_count + summary->note_count == 0) {
            continue;
        }
        mine.start_ms = run->started_ms;
        pen_text(&pen, run->package, TEXT_VISIBLE);
        pen_puts(&pen, run->version == NULL ? "" : " ");
        pen_text(&pen, run->version == NULL ? "" : run->version, TEXT_VISIBLE);
        pen_puts(&pen, ": ");
        pen_puts(&pen, scan_run_word(run));
        out_char(out, '\n');
        watch_put_endpoints(out, options, &mine, summary);
        watch_put_notes(out, width, summary);
        out_char(out, '\n');
    }
}
