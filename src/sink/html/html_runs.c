/* SPDX-License-Identifier: Apache-2.0 */
/* The runs of a scan: what was not judged, and why, stands first. */
#include "sink/html/html.h"

#include "sink/report.h"
#include "sink/scan.h"

#include <inttypes.h>

static void put_who(struct out *out, const struct scan_run_result *run)
{
    out_puts(out, "<tr><td>");
    out_puts(out, scan_run_word(run));
    out_puts(out, "<td>");
    html_text(out, run->package);
    if (run->user != 0) {
        html_put(out, " (user %" PRIu32 ")", run->user);
    }
    out_puts(out, "<td>");
    html_text(out, run->version);
    out_puts(out, "<td>");
    html_serial(out, run->serial);
}

static void put_seen(struct out *out, const struct coverage *coverage)
{
    if (coverage->is_known && coverage->opens > 0) {
        html_put(out, "%" PRIu64 " of %" PRIu64, coverage->seen,
                 coverage->opens);
    } else {
        out_puts(out, coverage->is_known ? "none counted" : "not known");
    }
}

static void put_figures(struct out *out, const struct scan_run_result *run)
{
    const struct scan_figures *figures = &run->figures;

    html_put(out,
             "<td class=n>%" PRIu64 "<td class=n>%" PRIu64
             "<td class=n>%" PRIu64 "<td class=n>%" PRIu64 "<td class=n>",
             figures->endpoints, figures->flagged, figures->listening,
             figures->udp_without_peer);
    if (figures->has_bytes) {
        html_bytes(out, figures->rx_bytes);
        out_puts(out, "<td class=n>");
        html_bytes(out, figures->tx_bytes);
    } else {
        out_puts(out, "not known<td class=n>not known");
    }
    out_puts(out, "<td class=n>");
    put_seen(out, &figures->coverage);
    html_put(out, "<td class=n>%" PRIu64 " of %" PRIu64 "\n", figures->samples,
             figures->ticks);
}

static void put_not_judged(struct out *out, const struct report_head *report,
                           size_t count)
{
    size_t i;

    html_put(out,
             "<section class=notice><h2 id=not-judged>Not judged: %zu of %zu "
             "runs</h2>\n<p>Nothing is known of what these packages connect "
             "to.</p>\n",
             count, report_run_count(report));
    out_puts(out,
             "<div class=box tabindex=0 role=region "
             "aria-labelledby=not-judged><table class=t><thead><tr><th>Result"
             "<th>Package<th>Version<th>Phone<th>Why<tbody>\n");
    for (i = 0; i < report_run_count(report); i++) {
        const struct watch_summary *unused;
        const struct scan_run_result *run = report_run_at(report, i, &unused);

        if (!scan_run_is_judged(run)) {
            put_who(out, run);
            out_puts(out, "<td>");
            html_text(out, run->reason);
            out_char(out, '\n');
        }
    }
    out_puts(out, "</table></div></section>\n");
}

static void put_judged(struct out *out, const struct report_head *report)
{
    size_t i;

    out_puts(out,
             "<section><h2 id=runs>Packages of the scan</h2>\n"
             "<p>Received and sent: Android's own count of the uid. Seen: TCP "
             "connects of all apps seen, of those the kernel counted while "
             "this one ran.</p>\n<div class=box tabindex=0 role=region "
             "aria-labelledby=runs><table class=t><thead><tr><th>Result"
             "<th>Package<th>Version<th>Phone<th class=n>Endpoints"
             "<th class=n>Flagged<th class=n>Listening"
             "<th class=n>UDP without peer<th class=n>Received<th class=n>Sent"
             "<th class=n>Seen<th class=n>Samples<tbody>\n");
    for (i = 0; i < report_run_count(report); i++) {
        const struct watch_summary *unused;
        const struct scan_run_result *run = report_run_at(report, i, &unused);

        if (scan_run_is_judged(run)) {
            put_who(out, run);
            put_figures(out, run);
        }
    }
    out_puts(out, "</table></div></section>\n");
}

static void put_times(struct out *out, const struct report_head *report,
                      size_t judged, size_t all)
{
    struct scan_times times;
    char text[SCAN_TIMES_CAP];

    report_times(report, &times);
    html_put(out, "<p>%s</p>\n", scan_times_text(&times, judged, all, text));
}

static void put_again(struct out *out, const struct report_head *report)
{
    struct report_again again;

    if (report_find_again(report, &again) < 0) {
        html_put(out, "<p>Out of memory: packages that were run more than "
                      "once are not listed.</p>\n");
        return;
    }
    if (again.count == 0) {
        return;
    }
    html_put(out,
             "<p class=notice>Packages that were run more than once: %zu (",
             again.count);
    for (size_t i = 0; i < again.count && i < REPORT_AGAIN_NAMED; i++) {
        out_puts(out, i > 0 ? ", " : "");
        html_text(out, again.names[i]);
    }
    out_puts(out, again.count > REPORT_AGAIN_NAMED ? ", ...); " : "); ");
    out_puts(out, REPORT_AGAIN_TEXT "</p>\n");
}

void html_runs(struct out *out, const struct report_head *report)
{
    size_t all = report_run_count(report);
    size_t count = 0;
    size_t i;

    if (all == 0) {
        return;
    }
    for (i = 0; i < all; i++) {
        const struct watch_summary *unused;

        count += !scan_run_is_judged(report_run_at(report, i, &unused));
    }
    if (count > 0) {
        put_not_judged(out, report, count);
    } else {
        html_put(out, "<p>All %zu runs were judged.</p>\n", all);
    }
    if (count < all) {
        put_judged(out, report);
    }
    put_times(out, report, all - count, all);
    put_again(out, report);
}
