/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scan as CSV: one line for each run, as soon as it is over; in a report
 * all of them before its events, with the same cells behind those of events.
 */
#include "sink/csv_cell.h"
#include "sink/report.h"
#include "sink/scan.h"
#include "sink/stamp.h"

/* New ones come last. */
static const char heads[] =
    "verdict,judged,package,user,version,serial,from,to,started,start_took_ms,"
    "dwell_ms,watched_ms,endpoint_count,flagged,listening,udp_without_peer,"
    "rx_bytes,tx_bytes,ticks,samples,coverage_opens,coverage_seen,"
    "coverage_attributed,coverage_fails,alive,foreground,reason,"
    "stop_took_ms,beside_ms\n";

/* The same, where such a name is there already. */
static const char behind_heads[] =
    "verdict,judged,package,run_user,version,run_serial,from,to,started,"
    "start_took_ms,dwell_ms,watched_ms,endpoint_count,flagged,listening,"
    "udp_without_peer,rx_bytes,tx_bytes,run_ticks,run_samples,coverage_opens,"
    "coverage_seen,coverage_attributed,coverage_fails,alive,foreground,reason,"
    "stop_took_ms,beside_ms\n";

void csv_put_scan_heads(struct out *out)
{
    out_puts(out, heads);
}

void csv_put_report_heads(struct out *out)
{
    csv_put_watch_heads(out);
    out_char(out, ',');
    out_puts(out, behind_heads);
}

void csv_put_report(struct out *out, const struct report_head *report)
{
    size_t count = report_run_count(report);

    for (size_t i = 0; i < count; i++) {
        struct scan_seen seen = {.summary = NULL};

        seen.run = report_run_at(report, i, &seen.summary);
        csv_put_run_event(out, seen.run);
        csv_put_run(out, &seen);
    }
}

/* A cell is done. */
static char *next(char *to)
{
    *to = ',';
    return to + 1;
}

static char *put_ms(char *to, int64_t ms)
{
    return put_number(to, ms >= 0, (uint64_t)ms);
}

static char *put_time(char *to, int64_t ms)
{
    char text[STAMP_CAP];

    return ms < 0 ? to : put_word(to, stamp_utc(ms, text));
}

static char *put_figures(char *to, const struct scan_figures *figures)
{
    const struct coverage *coverage = &figures->coverage;
    bool has_bytes = figures->has_bytes;

    to = next(out_digits(to, figures->endpoints));
    to = next(out_digits(to, figures->flagged));
    to = next(out_digits(to, figures->listening));
    to = next(out_digits(to, figures->udp_without_peer));
    to = next(put_number(to, has_bytes, figures->rx_bytes));
    to = next(put_number(to, has_bytes, figures->tx_bytes));
    to = next(out_digits(to, figures->ticks));
    to = next(out_digits(to, figures->samples));
    to = next(put_number(to, coverage->is_known, coverage->opens));
    to = next(put_number(to, coverage->is_known, coverage->seen));
    to = next(put_number(to, coverage->is_known, coverage->attributed));
    return next(put_number(to, coverage->is_known, coverage->fails));
}

void csv_put_run(struct out *out, const struct scan_seen *seen)
{
    const struct scan_run_result *run = seen->run;
    char *to = out_room(out, ROW_ROOM);

    to = next(put_word(to, scan_verdict_name(run->verdict)));
    to = next(
        put_word(to, scan_verdict_is_judged(run->verdict) ? "true" : "false"));
    to = next(put_text(to, out, run->package));
    to = next(out_digits(to, run->user));
    to = next(put_text(to, out, run->version));
    to = next(put_text(to, out, run->serial));
    to = next(put_time(to, run->started_ms));
    to = next(put_time(to, run->ended_ms));
    to = next(put_text(to, out, run->component));
    to = next(put_ms(to, run->start_took_ms));
    to = next(put_ms(to, run->dwell_ms));
    to = next(put_ms(to, run->watched_ms));
    to = put_figures(to, &run->figures);
    to = next(put_word(to, run->is_alive < 0    ? NULL
                           : run->is_alive != 0 ? "true"
                                                : "false"));
    to = next(put_text(to, out, run->foreground));
    to = next(put_text(to, out, run->reason));
    to = next(put_ms(to, run->stop_took_ms));
    to = put_ms(to, run->beside_ms);
    *to++ = '\n';
    out_wrote(out, to);
}
