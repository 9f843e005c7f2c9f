/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When it was: a lane of connections for each owner with marks and changes
 * of what was on the screen, then what happened, then each connection.
 */
#include "sink/html/html.h"

#include "sink/watch.h"

#include <inttypes.h>

/* Of a lane, from the first to the last moment of the watching. */
#define LANE_UNITS 1000
#define BAR_MIN 2
/*
 * More would cover the lanes, and are in the table of moments only: first
 * screens are left out, then the last marks.
 */
#define LINES_DRAWN ((size_t)60)

static int64_t unit_of(const struct watch_summary *summary, int64_t ms)
{
    int64_t length = summary->to_ms - summary->from_ms;

    if (length <= 0 || ms <= summary->from_ms) {
        return 0;
    }
    return ms >= summary->to_ms ? LANE_UNITS
                                : (ms - summary->from_ms) * LANE_UNITS / length;
}

static int compare_lines(const void *a, const void *b)
{
    const struct html_line *x = *(struct html_line *const *)a;
    const struct html_line *y = *(struct html_line *const *)b;

    if (x->who != y->who) {
        return x->who < y->who ? -1 : 1;
    }
    if (x->first_ms != y->first_ms) {
        return x->first_ms < y->first_ms ? -1 : 1;
    }
    return x->id < y->id ? -1 : x->id > y->id;
}

static bool is_screen(const struct html_moment *moment)
{
    return moment->kind == EVENT_FOREGROUND || moment->kind == EVENT_START;
}

static bool has_few_screens(const struct html_phone *phone)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < phone->moments.len; i++) {
        count += is_screen(vec_at(&phone->moments, i));
    }
    return count <= LINES_DRAWN;
}

/* Once, for all lanes. */
static void put_symbol(struct out *out, const struct html_phone *phone,
                       const struct watch_summary *summary, size_t number)
{
    bool has_screens = has_few_screens(phone);
    size_t marks = 0;
    size_t i;

    html_put(out,
             "<svg class=s width=0 height=0 aria-hidden=true><symbol id=m%zu "
             "viewBox=\"0 0 1000 14\" preserveAspectRatio=none>",
             number);
    for (i = 0; i < phone->moments.len; i++) {
        const struct html_moment *moment = vec_at(&phone->moments, i);
        bool is_mark = moment->kind == EVENT_MARK;

        if ((is_mark && marks < LINES_DRAWN) ||
            (has_screens && is_screen(moment))) {
            html_put(out, "<path class=%c d=\"M%" PRId64 " 0v14\"/>",
                     is_mark ? 'm' : 'f', unit_of(summary, moment->at_ms));
            marks += is_mark;
        }
    }
    out_puts(out, "</symbol></svg>\n");
}

static void put_bar(struct out *out, const struct watch_summary *summary,
                    const struct html_line *line)
{
    int64_t from = unit_of(summary, line->first_ms);
    int64_t to =
        line->closed_ms < 0 ? LANE_UNITS : unit_of(summary, line->closed_ms);

    if (to - from < BAR_MIN) {
        from = from > LANE_UNITS - BAR_MIN ? LANE_UNITS - BAR_MIN : from;
        to = from + BAR_MIN;
    }
    html_put(out, "M%" PRId64 " 7h%" PRId64, from, to - from);
}

static void put_lane(struct out *out, const struct html_phone *phone,
                     const struct watch_summary *summary, size_t begin,
                     size_t end, size_t number)
{
    const struct html_line *const *first = vec_at(&phone->lines, begin);
    const struct html_who *who = vec_at(&phone->whos, (*first)->who);
    size_t i;

    out_puts(out, "<tr><th scope=row>");
    html_text(out, who->name);
    out_puts(out, who->is_service ? " <small>acts for apps</small>" : "");
    html_put(out,
             "<td><svg viewBox=\"0 0 1000 14\" preserveAspectRatio=none "
             "role=img aria-label=\"%zu connections\"><path class=k d=\"",
             end - begin);
    for (i = begin; i < end; i++) {
        put_bar(out, summary,
                *(const struct html_line *const *)vec_at(&phone->lines, i));
    }
    html_put(out, "\"/><use href=\"#m%zu\"/></svg>\n", number);
}

static void put_lanes(struct out *out, const struct html_phone *phone,
                      const struct watch_summary *summary, size_t number)
{
    size_t begin = 0;
    size_t end;
    char text[WATCH_TIME_CAP];

    put_symbol(out, phone, summary, number);
    html_put(out,
             "<table class=tl><caption>One line for each owner, %s s from left "
             "to right. Full lines across: marks; %s.</caption><tbody>\n",
             watch_seconds(summary->to_ms - summary->from_ms, text),
             has_few_screens(phone)
                 ? "dashed: another screen of the phone"
                 : "other screens of the phone, too many to draw: see below");
    for (; begin < phone->lines.len; begin = end) {
        const struct html_line *const *first = vec_at(&phone->lines, begin);

        for (end = begin; end < phone->lines.len; end++) {
            const struct html_line *const *next = vec_at(&phone->lines, end);

            if ((*next)->who != (*first)->who) {
                break;
            }
        }
        put_lane(out, phone, summary, begin, end, number);
    }
    out_puts(out, "</table>\n");
}

static void put_moments(struct out *out, const struct html_phone *phone)
{
    size_t i;

    if (phone->moments.len == 0) {
        return;
    }
    out_puts(out, "<h3>Marks, screens, gaps</h3>\n<div class=box tabindex=0 "
                  "role=region aria-label=Moments><table class=t><thead><tr>"
                  "<th class=n>Time<th>What<th>Text<tbody>\n");
    for (i = 0; i < phone->moments.len; i++) {
        const struct html_moment *moment = vec_at(&phone->moments, i);

        out_puts(out, "<tr><td class=n>");
        html_since(out, phone->watch, moment->at_ms);
        html_put(out, "<td>%s<td>", watch_kind_name(moment->kind));
        html_text(out, moment->text);
        out_char(out, '\n');
    }
    out_puts(out, "</table></div>\n");
}

static void put_line(struct out *out, const struct html_phone *phone,
                     const struct html_line *line)
{
    const struct html_who *who = vec_at(&phone->whos, line->who);

    out_puts(out, "<tr><td>");
    if (line->is_baseline) {
        out_puts(out, "before");
    } else {
        html_since(out, phone->watch, line->first_ms);
    }
    out_puts(out, "<td>");
    if (line->closed_ms >= 0) {
        html_since(out, phone->watch, line->closed_ms);
    }
    html_put(out, "<td>%s<td>%s", sock_proto_name(line->proto),
             line->has_remote ? "" : "on ");
    html_addr(out, &line->addr, line->has_ports, line->port);
    out_puts(out, line->is_plain_port ? " <b>!</b><td>" : "<td>");
    html_text(out, who->name);
    html_put(out, "<td>%s\n", watch_end_name(line->end));
}

void html_timeline(struct out *out, const struct html_phone *phone,
                   const struct watch_summary *summary)
{
    struct vec lines = phone->lines;
    size_t i;

    out_puts(out, "<h2>Timeline</h2>\n");
    if (lines.len > 0) {
        vec_sort(&lines, compare_lines);
        put_lanes(out, phone, summary, phone->number);
    }
    put_moments(out, phone);
    if (phone->left_out > 0) {
        html_put(out,
                 "<p class=notice>%" PRIu64 " more connections or moments are "
                 "in the capture, and not on this page.</p>\n",
                 phone->left_out);
    }
    if (lines.len == 0) {
        return;
    }
    html_put(out,
             "<h3>Connections</h3>\n<div class=box tabindex=0 role=region "
             "aria-label=Connections><table class=\"t cn\"><caption>%zu; times "
             "in seconds</caption><thead><tr><th>Opened<th>Closed<th>Protocol"
             "<th>Remote<th>App<th>End<tbody>\n",
             lines.len);
    for (i = 0; i < lines.len; i++) {
        put_line(out, phone,
                 *(const struct html_line *const *)vec_at(&lines, i));
    }
    out_puts(out, "</table></div>\n");
}
