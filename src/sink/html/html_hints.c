/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hints, what a reader has to know besides, and the raw rows behind them.
 * What is the same in all hints of a kind is said once.
 */
#include "sink/html/html.h"

#include "sink/hints.h"
#include "sink/watch.h"

#include <inttypes.h>

static bool begins_kind(const struct hint_report *report, size_t i)
{
    return i == 0 || report->hints[i].kind != report->hints[i - 1].kind;
}

static void put_references(struct out *out, const struct hint *hint)
{
    size_t i;

    for (i = 0; hint->references[i].id != NULL; i++) {
        out_puts(out, i == 0 ? " See " : ", ");
        out_puts(out, hint->references[i].id);
        if (hint->references[i].title != NULL) {
            out_puts(out, " \"");
            out_puts(out, hint->references[i].title);
            out_char(out, '"');
        }
    }
    out_puts(out, i > 0 ? "." : "");
}

static const char *heading(unsigned kind)
{
    static const char *const headings[HINT_KINDS] = {
        [HINT_OFF_PATH] = "Another way than expected",
        [HINT_PLAIN_PORT] = "Port unencrypted by default",
        [HINT_BYPASSES_PROXY] = "Bypasses the proxy",
        [HINT_OUTSIDE_VPN] = "Outside the VPN",
        [HINT_OPEN_LISTENER] = "Bound to more than loopback",
        [HINT_RAW_SOCKET] = "Raw or packet socket of an app",
        [HINT_NEW] = "New against the baseline",
        [HINT_NO_ANSWER] = "Nobody answered",
        [HINT_TEST_LISTENER] = "Calls a listener of the test's set-up",
    };

    return headings[kind];
}

static void put_kind(struct out *out, const struct hint *hint)
{
    html_put(out, "<h3>%s</h3>\n<p>Not observed: ", heading(hint->kind));
    html_text(out, hint->not_observed);
    out_char(out, '.');
    put_references(out, hint);
    html_put(out,
             "</p>\n<div class=box tabindex=0 role=region aria-label=\"%s\">"
             "<table class=\"t hi\"><thead><tr><th>Hint<th>What<th>Who"
             "<th>Observed<th>Owner<th>Could also be<th>Next<th>Evidence"
             "<tbody>\n",
             heading(hint->kind));
}

static void put_evidence(struct out *out, const struct html_phone *phone,
                         const struct hint_report *report, size_t i)
{
    const struct endpoint *endpoint = report->hints[i].endpoint;

    html_put(out, "samples %" PRIu64 " to %" PRIu64, endpoint->first_sample,
             endpoint->last_sample);
    if (report->rows != NULL && report->rows[i].count > 0) {
        html_put(out, ", <a href=\"#a%zu-%zu\">A.%zu</a>", phone->number, i + 1,
                 i + 1);
    }
}

static void put_hint(struct out *out, const struct html_phone *phone,
                     const struct hint_report *report, size_t i, int minutes)
{
    const struct hint *hint = &report->hints[i];
    char text[HINTS_SPAN_CAP];

    html_put(out, "<tr><td>H%zu<td>", i + 1);
    html_text(out, hint->title);
    out_puts(out, "<td>");
    html_text(out, hint->who);
    out_puts(out, "<td>");
    html_text(out, hints_where(hint, text));
    out_puts(out, ", ");
    html_text(out, hints_when(hint->endpoint, minutes, text));
    out_puts(out, "<td>");
    html_text(out, hint->owner);
    out_puts(out, "<td>");
    html_text(out, hint->could_be);
    out_puts(out, "<td>");
    html_text(out, hint->next == NULL ? "" : hint->next);
    out_puts(out, "<td>");
    put_evidence(out, phone, report, i);
    out_char(out, '\n');
}

static void put_notes(struct out *out, const struct hint_report *report)
{
    size_t i;

    if (report->note_count == 0) {
        return;
    }
    out_puts(out, "<h2>Notes on this run</h2>\n<p>These are no hints.</p>\n"
                  "<ul>\n");
    for (i = 0; i < report->note_count; i++) {
        out_puts(out, "<li>");
        html_text(out, report->notes[i].text);
        out_char(out, '\n');
    }
    out_puts(out, "</ul>\n");
}

void html_hints(struct out *out, const struct html_phone *phone,
                const struct watch_summary *summary, int utc_offset_minutes)
{
    const struct hint_report *report = summary->hints;
    size_t i;

    if (report == NULL) {
        return;
    }
    out_puts(out, "<h2>Hints</h2>\n");
    if (report->hint_count == 0) {
        out_puts(out, "<p>No hints.</p>\n");
    } else {
        html_put(
            out,
            "<p>%zu hint%s. A hint is a place to look, not a proven weakness. "
            "References: %s.</p>\n",
            report->hint_count, report->hint_count == 1 ? "" : "s",
            report->edition);
    }
    for (i = 0; i < report->hint_count; i++) {
        if (begins_kind(report, i)) {
            out_puts(out, i > 0 ? "</table></div>\n" : "");
            put_kind(out, &report->hints[i]);
        }
        put_hint(out, phone, report, i, utc_offset_minutes);
    }
    out_puts(out, report->hint_count > 0 ? "</table></div>\n" : "");
    put_notes(out, report);
}

static void put_rows(struct out *out, const struct html_phone *phone,
                     const struct hint_rows *rows, size_t number)
{
    const struct raw_row *before = NULL;
    size_t i;

    html_put(out, "<pre id=a%zu-%zu>", phone->number, number);
    for (i = 0; i < rows->count; i++) {
        const struct raw_row *row = &rows->rows[i];

        if (before == NULL || before->sample != row->sample) {
            html_put(out, "# A.%zu  raw rows of H%zu in sample %" PRIu64 "\n",
                     number, number, row->sample);
        }
        if (before == NULL || before->sample != row->sample ||
            strcmp(before->table, row->table) != 0) {
            html_put(out, "==&gt; /proc/net/%s &lt;==\n", row->table);
        }
        html_text(out, row->text);
        out_char(out, '\n');
        before = row;
    }
    if (rows->left_out > 0) {
        html_put(out, "# and %" PRIu64 " more like them in these samples\n",
                 rows->left_out);
    }
    out_puts(out, "</pre>\n");
}

void html_appendix(struct out *out, const struct html_phone *phone,
                   const struct watch_summary *summary)
{
    const struct hint_report *report = summary->hints;
    bool has_rows = false;
    size_t i;

    if (report == NULL || report->rows == NULL) {
        return;
    }
    for (i = 0; i < report->hint_count; i++) {
        if (report->rows[i].count == 0) {
            continue;
        }
        if (!has_rows) {
            out_puts(out, "<h2>Appendix A: raw rows</h2>\n<p>The rows behind "
                          "the hints, as the phone printed them. <code>adbnet "
                          "parse</code> reads them again.</p>\n");
            has_rows = true;
        }
        put_rows(out, phone, &report->rows[i], i + 1);
    }
}
