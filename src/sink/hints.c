/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hints for people: what was observed, whose it is, what was not observed,
 * what it could be instead, what to do next. See hints.h.
 */
#include "sink/hints.h"

#include "base/format.h"
#include "sink/pen.h"
#include "sink/stamp.h"
#include "sink/table.h"
#include "sink/watch.h"

#include <inttypes.h>

/* Where the text begins behind the words on the left. */
#define TEXT_AT ((size_t)14)
#define WHO_AT ((size_t)52)
#define TITLE_AT ((size_t)5)
#define LABEL_CAP 24
#define END_CAP (ADDR_TEXT_CAP + 12)
#define DAY_LEN ((size_t)10)  /* 2026-11-22 */
#define TIME_LEN ((size_t)12) /* 13:40:05.740 */

static size_t width_of(const struct sink_options *options)
{
    return options->width < TABLE_WIDTH_MIN ? TABLE_WIDTH_MIN : options->width;
}

char hints_flag(const struct watch_summary *summary,
                const struct endpoint *endpoint)
{
    return summary->hints == NULL || summary->hints->flags == NULL
               ? '\0'
               : summary->hints->flags[endpoint - summary->endpoints];
}

/* ETH_P_ALL of include/uapi/linux/if_ether.h */
#define EVERY_ETHERTYPE 3

/* "192.0.2.17:51822", "[2001:db8::17]:443", or the address alone. */
static const char *end_of(const struct addr *addr, bool has_port, unsigned port,
                          char out[END_CAP])
{
    char text[ADDR_TEXT_CAP];
    bool is_boxed = has_port && addr->family == ADDR_V6;

    (void)addr_format(addr, text);
    if (!has_port) {
        return format_text(out, END_CAP, "%s", text);
    }
    return format_text(out, END_CAP, is_boxed ? "[%s]:%u" : "%s:%u", text,
                       port);
}

static void put_states(const struct endpoint *endpoint,
                       char out[HINTS_SPAN_CAP])
{
    char texts[WATCH_STATES_MAX][SOCK_STATE_TEXT_CAP];
    const char *names[WATCH_STATES_MAX];
    size_t count = watch_states(&endpoint->row, endpoint->states, texts, names);
    size_t len;
    size_t i;

    for (i = 0; i < count; i++) {
        len = strlen(out);
        (void)format_text(out + len, HINTS_SPAN_CAP - len, "%s%s",
                          i == 0 ? ", " : " ", names[i]);
    }
}

const char *hints_where(const struct hint *hint, char out[HINTS_SPAN_CAP])
{
    const struct endpoint *endpoint = hint->endpoint;
    const struct sock_row *row = &endpoint->row;
    char local[END_CAP];
    char remote[END_CAP];
    bool has_ports = sock_has_ports(row);

    if (row->family == SOCK_LINK_LAYER) {
        return format_text(out, HINTS_SPAN_CAP, "below IP, ethertype 0x%04x%s",
                           row->local_port,
                           row->local_port == EVERY_ETHERTYPE ? " (all)" : "");
    }
    (void)end_of(&row->local, has_ports, row->local_port, local);
    (void)end_of(&row->remote, has_ports, row->remote_port, remote);
    if (!sock_has_remote(row)) {
        (void)format_text(out, HINTS_SPAN_CAP, "bound to %s", local);
    } else if (endpoint->connection.direction == DIRECTION_IN) {
        (void)format_text(out, HINTS_SPAN_CAP, "%s > %s", remote, local);
    } else if (endpoint->connections > 1) {
        (void)format_text(out, HINTS_SPAN_CAP,
                          "%" PRIu64 " connections, the newest %s > %s",
                          endpoint->connections, local, remote);
    } else {
        (void)format_text(out, HINTS_SPAN_CAP, "%s > %s", local, remote);
    }
    put_states(endpoint, out);
    return out;
}

static const char *zone_of(int minutes, char out[16])
{
    int size = minutes < 0 ? -minutes : minutes;

    return format_text(out, 16, "%c%02d:%02d", minutes < 0 ? '-' : '+',
                       size / 60 % 24, size % 60);
}

const char *hints_when(const struct endpoint *endpoint, int utc_offset_minutes,
                       char out[HINTS_SPAN_CAP])
{
    int64_t shift = (int64_t)utc_offset_minutes * 60000;
    char from[STAMP_CAP];
    char to[STAMP_CAP];
    char zone[16];
    size_t skip = DAY_LEN + 1;

    if (stamp_utc(endpoint->first_ms + shift, from) == NULL ||
        stamp_utc(endpoint->last_ms + shift, to) == NULL) {
        return format_text(out, HINTS_SPAN_CAP, "at an unknown time");
    }
    if (strncmp(from, to, DAY_LEN) != 0) {
        skip = 0;
    }
    from[DAY_LEN + 1 + TIME_LEN] = '\0'; /* the Z of UTC */
    to[DAY_LEN + 1 + TIME_LEN] = '\0';
    return format_text(out, HINTS_SPAN_CAP, "%" PRIu64 " sample%s, %s to %s %s",
                       endpoint->samples, endpoint->samples == 1 ? "" : "s",
                       from + skip, to + skip,
                       zone_of(utc_offset_minutes, zone));
}

static void begin(struct para *para, struct out *out, size_t width,
                  const char *label)
{
    struct pen pen = {.out = out};

    pen_puts(&pen, label);
    pen_pad(&pen, TEXT_AT - 1);
    para_resume(para, out, width, TEXT_AT - 1, TEXT_AT);
}

static void put_text(struct out *out, size_t width, const char *label,
                     const char *text)
{
    struct para para;

    if (text != NULL && text[0] != '\0') {
        begin(&para, out, width, label);
        para_text(&para, text);
        para_end(&para);
    }
}

/* "H1   TCP port 80, unencrypted by default      com.example.bank 4.2.1" */
static void put_title(struct out *out, const struct sink_options *options,
                      const struct hint *hint, size_t number)
{
    size_t who = text_width(str_from(hint->who), TEXT_VISIBLE);
    struct para para;
    struct pen pen = {.out = out};
    char label[LABEL_CAP];

    out_puts(out, options->want_color ? PEN_BOLD : "");
    pen_puts(&pen, format_text(label, sizeof(label), "H%zu", number));
    pen_puts(&pen, " ");
    pen_pad(&pen, TITLE_AT);
    pen_text(&pen, hint->title, TEXT_VISIBLE);
    if (pen.width + 2 > WHO_AT || who + WHO_AT > width_of(options)) {
        out_char(out, '\n');
        para_begin(&para, out, width_of(options), TITLE_AT, TITLE_AT, NULL);
    } else {
        pen_pad(&pen, WHO_AT - 1);
        para_resume(&para, out, width_of(options), pen.width, TITLE_AT);
    }
    para_text(&para, hint->who);
    para_end(&para);
    out_puts(out, options->want_color ? PEN_RESET : "");
}

static void put_references(struct out *out, size_t width,
                           const struct hint *hint)
{
    struct para para;
    size_t i;

    if (hint->references[0].id == NULL) {
        return;
    }
    begin(&para, out, width, "reference");
    for (i = 0; hint->references[i].id != NULL; i++) {
        para_word(&para, hint->references[i].id, "",
                  hint->references[i + 1].id == NULL ? "" : ",");
    }
    para_end(&para);
}

static void put_evidence(struct out *out, size_t width,
                         const struct watch_head *head,
                         const struct hint_report *report, size_t i)
{
    const struct endpoint *endpoint = report->hints[i].endpoint;
    char text[HINTS_SPAN_CAP];
    struct para para;

    begin(&para, out, width, "evidence");
    if (endpoint->first_sample == endpoint->last_sample) {
        (void)format_text(text, sizeof(text), "sample %" PRIu64,
                          endpoint->first_sample);
    } else {
        (void)format_text(text, sizeof(text), "samples %" PRIu64 "..%" PRIu64,
                          endpoint->first_sample, endpoint->last_sample);
    }
    para_puts(&para, text);
    if (head->capture != NULL) {
        para_puts(&para, "of");
        para_word(&para, "", head->capture, ",");
    }
    if (report->rows != NULL && report->rows[i].count > 0) {
        para_puts(&para, format_text(text, sizeof(text),
                                     "raw rows in appendix A.%zu", i + 1));
    } else {
        para_puts(&para, report->rows == NULL ? "raw rows left out"
                                              : "raw rows not kept");
    }
    para_end(&para);
}

static void put_hint(struct out *out, const struct sink_options *options,
                     const struct watch_head *head,
                     const struct hint_report *report, size_t i,
                     int utc_offset_minutes)
{
    const struct hint *hint = &report->hints[i];
    size_t width = width_of(options);
    char both[HINTS_SPAN_CAP + 1];
    char text[HINTS_SPAN_CAP];
    struct para para;

    put_title(out, options, hint, i + 1);
    begin(&para, out, width, "observed");
    para_puts(&para,
              format_text(both, sizeof(both), "%s,", hints_where(hint, text)));
    para_puts(&para, hints_when(hint->endpoint, utc_offset_minutes, text));
    para_end(&para);
    put_text(out, width, "owner", hint->owner);
    put_text(out, width, "not observed", hint->not_observed);
    put_text(out, width, "could also be", hint->could_be);
    put_text(out, width, "next", hint->next);
    put_references(out, width, hint);
    put_evidence(out, width, head, report, i);
    out_char(out, '\n');
}

static void put_notes(struct out *out, size_t width,
                      const struct hint_report *report,
                      const struct snapshot *snapshot)
{
    struct para para;
    size_t i;

    if (report->note_count + snapshot->warnings.len == 0) {
        return;
    }
    out_puts(out, "Notes on this run, which are no hints:\n");
    for (i = 0; i < report->note_count; i++) {
        para_begin(&para, out, width, 2, 4, NULL);
        para_text(&para, report->notes[i].text);
        para_end(&para);
    }
    for (i = 0; i < snapshot->warnings.len; i++) {
        para_begin(&para, out, width, 2, 4, NULL);
        para_text(&para, snapshot_warning(snapshot, i)->text);
        para_end(&para);
    }
    out_char(out, '\n');
}

static void put_absent(struct out *out, size_t width,
                       const struct hint_report *report)
{
    struct para para;
    size_t i;

    if (report->absent_count == 0) {
        return;
    }
    para_begin(&para, out, width, 0, 0, NULL);
    para_puts(&para, "Looked for and not observed:");
    for (i = 0; i < report->absent_count; i++) {
        bool is_last = i + 1 == report->absent_count;
        char text[HINTS_SPAN_CAP];

        para_puts(&para, format_text(text, sizeof(text), "%s%s",
                                     report->absent[i], is_last ? "." : ","));
    }
    para_end(&para);
}

/* The rows are not wrapped: whoever reads them wants them as they were. */
static void put_rows(struct out *out, const struct hint_rows *rows,
                     size_t number)
{
    const struct raw_row *before = NULL;
    size_t i;

    for (i = 0; i < rows->count; i++) {
        const struct raw_row *row = &rows->rows[i];

        if (before == NULL || before->sample != row->sample) {
            out_puts(out, "# A.");
            out_u64(out, number);
            out_puts(out, "  raw rows of H");
            out_u64(out, number);
            out_puts(out, " in sample ");
            out_u64(out, row->sample);
            out_char(out, '\n');
        }
        if (before == NULL || before->sample != row->sample ||
            strcmp(before->table, row->table) != 0) {
            out_puts(out, "==> /proc/net/");
            out_puts(out, row->table);
            out_puts(out, " <==\n");
        }
        out_text(out, str_from(row->text), TEXT_VISIBLE);
        out_char(out, '\n');
        before = row;
    }
    if (rows->left_out > 0) {
        out_puts(out, "# and ");
        out_u64(out, rows->left_out);
        out_puts(out, " more like them in these samples\n");
    }
}

static void put_appendix(struct out *out, const struct hint_report *report)
{
    bool has_rows = false;
    size_t i;

    for (i = 0; i < report->hint_count && report->rows != NULL; i++) {
        if (report->rows[i].count > 0 && !has_rows) {
            out_puts(out, "# Appendix A: the rows behind the hints, as the "
                          "phone printed them.\n"
                          "# `adbnet parse` reads them again.\n");
            has_rows = true;
        }
        put_rows(out, &report->rows[i], i + 1);
    }
}

void hints_put_table(struct out *out, const struct sink_options *options,
                     const struct watch_head *head,
                     const struct watch_summary *summary,
                     int utc_offset_minutes)
{
    const struct hint_report *report = summary->hints;
    size_t width = width_of(options);
    char text[HINTS_SPAN_CAP];
    struct para para;
    size_t i;

    if (report == NULL) {
        return;
    }
    out_char(out, '\n');
    put_absent(out, width, report);
    out_puts(out, report->absent_count > 0 ? "\n" : "");
    para_begin(&para, out, width, 0, 0, NULL);
    para_puts(&para, report->hint_count == 0 ? "No hints."
                     : report->hint_count == 1
                         ? "1 hint."
                         : format_text(text, sizeof(text), "%zu hints.",
                                       report->hint_count));
    if (report->hint_count > 0) {
        para_puts(&para, "A hint is a place to look, not a proven weakness. "
                         "References:");
        para_puts(&para, report->edition);
    }
    para_end(&para);
    out_puts(out, report->hint_count > 0 ? "\n" : "");
    for (i = 0; i < report->hint_count; i++) {
        put_hint(out, options, head, report, i, utc_offset_minutes);
    }
    put_notes(out, width, report, head->result->snapshot);
    put_appendix(out, report);
}

void hints_put_sentence(struct out *out, size_t width,
                        const struct watch_head *head,
                        const struct hint_report *report)
{
    char codes[HINTS_SPAN_CAP] = "";
    char text[HINTS_SPAN_CAP + 40];
    struct para para;
    size_t i;

    if (report == NULL || report->hint_count == 0) {
        return;
    }
    /* They are sorted by kind. */
    for (i = 0; i < report->hint_count; i++) {
        const struct hint *hint = &report->hints[i];
        size_t len = strlen(codes);

        if (i == 0 || hint->kind != report->hints[i - 1].kind) {
            (void)format_text(codes + len, sizeof(codes) - len, "%s%s",
                              i == 0 ? "" : ", ", hint->code);
        }
    }
    para_begin(&para, out, width, 0, 0, NULL);
    para_puts(&para, format_text(text, sizeof(text),
                                 "%zu hint%s (%s):", report->hint_count,
                                 report->hint_count == 1 ? "" : "s", codes));
    para_puts(&para, "places to look, not proven weaknesses.");
    para_puts(&para, head->capture != NULL
                         ? "`adbnet report` of the capture tells more."
                         : "`adbnet report` tells more, of what --save keeps.");
    para_end(&para);
}
