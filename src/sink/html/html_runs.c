/* SPDX-License-Identifier: Apache-2.0 */
/* The runs of a scan: what was not judged, and why, stands first. */
#include "sink/html/html.h"

#include <inttypes.h>

static bool is_judged(const struct scan_run_result *run)
{
    return run->has_verdict && scan_verdict_is_judged(run->verdict);
}

static const char *verdict_of(const struct scan_run_result *run)
{
    return run->has_verdict ? scan_verdict_name(run->verdict) : "broken off";
}

static void put_who(struct out *out, const struct scan_run_result *run)
{
    out_puts(out, "<tr><td>");
    out_puts(out, verdict_of(run));
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
             count, report->run_count);
    out_puts(out,
             "<div class=box tabindex=0 role=region "
             "aria-labelledby=not-judged><table class=t><thead><tr><th>Result"
             "<th>Package<th>Version<th>Phone<th>Why<tbody>\n");
    for (i = 0; i < report->run_count; i++) {
        const struct scan_run_result *run = &report->runs[i];

        if (!is_judged(run)) {
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
             "<th>Package<th>Version<th>Phone<th>Endpoints<th>Flagged"
             "<th>Listening<th>UDP without peer<th>Received<th>Sent<th>Seen"
             "<th>Samples<tbody>\n");
    for (i = 0; i < report->run_count; i++) {
        if (is_judged(&report->runs[i])) {
            put_who(out, &report->runs[i]);
            put_figures(out, &report->runs[i]);
        }
    }
    out_puts(out, "</table></div></section>\n");
}

void html_runs(struct out *out, const struct report_head *report)
{
    size_t count = 0;
    size_t i;

    if (report->run_count == 0) {
        return;
    }
    for (i = 0; i < report->run_count; i++) {
        count += !is_judged(&report->runs[i]);
    }
    if (count > 0) {
        put_not_judged(out, report, count);
    } else {
        html_put(out, "<p>All %zu runs were judged.</p>\n", report->run_count);
    }
    if (count < report->run_count) {
        put_judged(out, report);
    }
}
