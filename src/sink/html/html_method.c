/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How what is reported is known, how much of it may be missing, and what was
 * looked for in vain. The sentences are the same in every report.
 */
#include "sink/html/html.h"

#include "model/hint.h"
#include "sink/watch.h"

#include <inttypes.h>

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

void html_coverage(struct out *out, const struct watch_summary *summary)
{
    const struct coverage *coverage = &summary->coverage;
    uint64_t unowned = coverage->seen - coverage->attributed;
    uint64_t unseen =
        coverage->opens > coverage->seen ? coverage->opens - coverage->seen : 0;

    if (!coverage->is_known) {
        out_puts(out, "<p>How many outbound TCP connections there were is not "
                      "known: the kernel's counters were not read from "
                      "beginning to end. There is no such counter for UDP."
                      "</p>\n");
        return;
    }
    html_put(out,
             "<p>While this ran, the phone's kernel counted <strong>%" PRIu64
             "</strong> outbound TCP connection attempt%s by <em>all</em> apps "
             "(counter Tcp ActiveOpens, loopback and refused ones included). ",
             coverage->opens, plural(coverage->opens));
    if (coverage->opens > 0) {
        html_put(out,
                 "<strong>%" PRIu64 "</strong> (%" PRIu64
                 " %%) were observed in at least one sample; <strong>%" PRIu64
                 "</strong> of these could be assigned to an owner. ",
                 coverage->seen, coverage->seen * 100 / coverage->opens,
                 coverage->attributed);
    }
    if (unseen + unowned > 0) {
        html_put(out,
                 "The %" PRIu64 " that were not observed and the %" PRIu64
                 " without an owner may belong to any app. ",
                 unseen, unowned);
    }
    out_puts(out, "There is no such counter for UDP.</p>\n");
}

/* A result as well. */
static void put_absent(struct out *out, const struct hint_report *report)
{
    size_t i;

    for (i = 0; report != NULL && i < report->absent_count; i++) {
        html_put(out, "%s%s",
                 i == 0 ? "<p>Looked for and not observed: " : "; ",
                 report->absent[i]);
    }
    out_puts(out, report != NULL && i > 0 ? ".</p>\n" : "");
}

void html_unseen(struct out *out, const struct watch_summary *summary)
{
    if (summary->endpoint_count == 0) {
        out_puts(out, "<p>No connection was observed.</p>\n");
    }
    put_absent(out, summary->hints);
    if (summary->unowned > 0) {
        html_put(out,
                 "<p>Of %" PRIu64 " more connection%s the owner is not known."
                 "</p>\n",
                 summary->unowned, plural(summary->unowned));
    }
    if (summary->left_out > 0) {
        html_put(out,
                 "<p>Up to %" PRIu64 " more sockets at a time were beyond what "
                 "can be followed.</p>\n",
                 summary->left_out);
    }
    for (size_t i = 0; i < summary->note_count; i++) {
        out_puts(out, "<p>Note: ");
        html_text(out, summary->notes[i]);
        out_puts(out, ".</p>\n");
    }
    if (summary->unread > 0) {
        html_put(out,
                 "<p>In %" PRIu64 " more sample%s a table was denied, missing "
                 "or cut short: not counted as read.</p>\n",
                 summary->unread, plural(summary->unread));
    }
    if (summary->rows_bad > 0) {
        html_put(out,
                 "<p>%" PRIu64 " line%s of the tables could not be read.</p>\n",
                 summary->rows_bad, plural(summary->rows_bad));
    }
}

/* When names were looked up, the first and the last time. */
static void put_names(struct out *out, const struct watch_summary *summary,
                      int minutes)
{
    int64_t first_ms = INT64_MAX;
    int64_t last_ms = INT64_MIN;
    size_t i;

    for (i = 0; i < summary->endpoint_count; i++) {
        const struct lookup *lookup = summary->endpoints[i].connection.lookup;

        if (lookup != NULL && lookup->ptr.fetched_at_ms >= 0) {
            int64_t ms = lookup->ptr.fetched_at_ms;

            first_ms = ms < first_ms ? ms : first_ms;
            last_ms = ms > last_ms ? ms : last_ms;
        }
    }
    if (first_ms == INT64_MAX) {
        out_puts(out, "<dt>Names<dd>No name was looked up.\n");
        return;
    }
    out_puts(out, "<dt>Names<dd>Names were looked up from the laptop at ");
    html_time(out, first_ms, minutes);
    if (last_ms > first_ms) {
        out_puts(out, " to ");
        html_time(out, last_ms, minutes);
    }
    out_puts(out, ", not taken from the app's own DNS requests. A name without "
                  "confirmation is a claim of the address owner. The laptop's "
                  "view may differ from the phone's.\n");
}

static void put_clock(struct out *out, const struct clock_offset *clock)
{
    int64_t ms = clock->phone_minus_laptop_ms;
    char text[WATCH_TIME_CAP];

    out_puts(out, "<dt>Clock<dd>Times are those of the laptop; the phone's "
                  "clock ");
    if (!clock->is_known) {
        out_puts(out, "was not read.\n");
        return;
    }
    html_put(out, "was %s s %s (&plusmn; %" PRId64 " ms).\n",
             watch_seconds(ms < 0 ? -ms : ms, text),
             ms < 0 ? "behind" : "ahead", clock->uncertainty_ms);
}

static void put_rate(struct out *out, uint32_t interval_ms)
{
    char text[WATCH_TIME_CAP];

    out_puts(out, "<dt>Method<dd>The phone's socket tables were read ");
    if (interval_ms > 0 && interval_ms <= 1000 && 1000 % interval_ms == 0) {
        html_put(out, "%" PRIu32 " times per second", 1000 / interval_ms);
    } else {
        html_put(out, "every %s s", watch_seconds(interval_ms, text));
    }
    out_puts(out, " through the Android debug bridge. Nothing was installed on "
                  "the phone. Traffic content was not recorded.\n");
}

void html_method(struct out *out, const struct html_phone *phone,
                 const struct watch_summary *summary, int utc_offset_minutes)
{
    out_puts(out, "<h2>How it is known</h2>\n<dl>\n");
    put_rate(out, phone->watch->interval_ms);
    out_puts(out,
             "<dt>Owner<dd>The owner is the uid of the socket. Android "
             "services (Play services, downloads, media, browser, DNS) open "
             "connections on behalf of apps; those carry the service's uid and "
             "are listed separately under 'same time, other owners'. They can "
             "neither be assigned to nor excluded for the tested app.\n"
             "<dt>Owner known<dd>by descriptor: the socket was found open in a "
             "process. uid, only app: one package has that uid. uid, one of "
             "several: the packages share it. earlier row: this row names "
             "nobody, one before it did. Android's own: a uid of the system. "
             "not known: the kernel named nobody.\n");
    put_names(out, summary, utc_offset_minutes);
    if (summary->udp_without_peer > 0) {
        html_put(out,
                 "<dt>UDP<dd>UDP sockets without a fixed peer do not show "
                 "their destinations in these tables. %" PRIu64
                 " such socket%s of the app %s open.\n",
                 summary->udp_without_peer, plural(summary->udp_without_peer),
                 summary->udp_without_peer == 1 ? "was" : "were");
    }
    out_puts(out,
             "<dt>Scope<dd>The statement holds for this version, this phone, "
             "this time and what was done on the screen (see timeline). It "
             "does not cover code paths that were not exercised.\n");
    put_clock(out, &phone->watch->result->snapshot->clock);
    out_puts(out,
             "<dt>Flags<dd>! port unencrypted by default. L bound to more than "
             "loopback; whether it can be reached was not tested. B bypasses "
             "the proxy. V outside the VPN. P not by the way that was "
             "expected. + new against the baseline. Before: open "
             "before the start. Busy: share of samples with bytes waiting in a "
             "queue.\n</dl>\n");
}
