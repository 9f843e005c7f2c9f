/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scan as a table: what was not judged, then the others, each in the order
 * in which it ended. Nothing is cut: what does not fit takes a second line.
 */
#include "sink/scan.h"

#include "base/format.h"
#include "sink/judged.h"
#include "sink/pen.h"

#include <inttypes.h>

/* Where columns begin, and where those of numbers end. */
#define PACKAGE_AT ((size_t)16)
#define VERSION_AT ((size_t)44)
#define ENDPOINTS_END ((size_t)57)
#define FLAGGED_END ((size_t)60)
#define LISTEN_END ((size_t)67)
#define BYTES_END ((size_t)74)
#define SEEN_END ((size_t)79)
#define WIDTH_MIN ((size_t)80)
#define CELL_CAP 32
#define SENTENCE_CAP 512

static int keep(void *ctx, enum sink_stream stream, const char *bytes,
                size_t len)
{
    (void)stream;
    return buf_append(ctx, bytes, len);
}

static uint64_t bytes_of(const struct scan_figures *figures)
{
    return figures->rx_bytes + figures->tx_bytes;
}

/* Digits up to 99999, then "123.4k", "2.4M". */
static const char *short_number(uint64_t value, char out[CELL_CAP])
{
    static const char units[] = "kMGT";
    uint64_t tenths = value / 100;
    size_t unit = 0;

    if (value < 100000) {
        return format_text(out, CELL_CAP, "%" PRIu64, value);
    }
    while (tenths >= 10000 && unit + 1 < sizeof(units) - 1) {
        tenths /= 1000;
        unit++;
    }
    return format_text(out, CELL_CAP, "%" PRIu64 ".%u%c", tenths / 10,
                       (unsigned)(tenths % 10), units[unit]);
}

static const char *seen_text(const struct coverage *coverage,
                             char out[CELL_CAP])
{
    if (!coverage->is_known) {
        return "-";
    }
    return format_text(out, CELL_CAP, "%" PRIu64 "%%",
                       coverage->opens == 0
                           ? UINT64_C(100)
                           : coverage->seen * 100 / coverage->opens);
}

static void put_right(struct pen *pen, const char *text, size_t end)
{
    size_t len = strlen(text);

    pen_puts(pen, " ");
    if (pen->width + len < end) {
        pen_pad(pen, end - len);
    }
    pen_puts(pen, text);
}

static void put_count(struct pen *pen, bool is_known, uint64_t value,
                      size_t end)
{
    char cell[CELL_CAP];

    put_right(pen, is_known ? short_number(value, cell) : "-", end);
}

/* A column that begins at `at`, on the next line if that has been passed. */
static void go_to(struct pen *pen, size_t at)
{
    if (pen->width >= at) {
        pen_puts(pen, "\n");
        pen->width = 0;
    }
    pen_pad(pen, at);
}

static void put_reason(struct out *out, size_t width,
                       const struct scan_seen *seen)
{
    const struct scan_run_result *run = seen->run;
    bool has_phone = seen->is_of_several && run->serial != NULL;
    struct para para;

    if (run->reason == NULL && !has_phone) {
        return;
    }
    para_begin(&para, out, width, PACKAGE_AT, PACKAGE_AT, NULL);
    if (run->reason != NULL) {
        para_text(&para, run->reason);
    }
    if (has_phone) {
        para_puts(&para, run->reason == NULL ? "on" : "(on");
        para_word(&para, "", run->serial, run->reason == NULL ? "" : ")");
    }
    para_end(&para);
}

static void put_row(struct out *out, const struct sink_options *options,
                    const struct scan_seen *seen)
{
    const struct scan_run_result *run = seen->run;
    const struct scan_figures *figures = &run->figures;
    size_t width = options->width < WIDTH_MIN ? WIDTH_MIN : options->width;
    bool is_known = figures->samples > 0;
    bool is_red = options->want_color && !scan_run_is_judged(run);
    struct pen pen = {.out = out};
    char cell[CELL_CAP];

    out_puts(out, is_red ? PEN_RED : "");
    pen_puts(&pen, scan_run_word(run));
    out_puts(out, is_red ? PEN_RESET : "");
    go_to(&pen, PACKAGE_AT);
    pen_text(&pen, run->package, TEXT_VISIBLE);
    go_to(&pen, VERSION_AT);
    pen_text(&pen, run->version == NULL ? "-" : run->version, TEXT_VISIBLE);
    put_count(&pen, is_known, figures->endpoints, ENDPOINTS_END);
    put_count(&pen, is_known, figures->flagged, FLAGGED_END);
    put_count(&pen, is_known, figures->listening, LISTEN_END);
    put_count(&pen, is_known && figures->has_bytes, bytes_of(figures),
              BYTES_END);
    put_right(&pen, seen_text(&figures->coverage, cell), SEEN_END);
    out_char(out, '\n');
    put_reason(out, width, seen);
    if (seen->summary != NULL) {
        judged_put_rows(out, width, PACKAGE_AT, seen->summary);
    }
}

/* ---- flat: a line for each, never wrapped ------------------------------ */

static void put_cell(struct pen *pen, const char *text, size_t width)
{
    size_t before = pen->width;

    pen_text(pen, text == NULL || text[0] == '\0' ? "-" : text, TEXT_VISIBLE);
    pen_pad(pen, before + width);
    pen_puts(pen, "  ");
}

static void put_flat_number(struct pen *pen, bool is_known, uint64_t value,
                            size_t width)
{
    char cell[CELL_CAP];

    put_cell(pen,
             is_known ? format_text(cell, sizeof(cell), "%" PRIu64, value)
                      : "-",
             width);
}

static void put_flat(struct out *out, const struct scan_seen *seen)
{
    const struct scan_run_result *run = seen->run;
    const struct scan_figures *figures = &run->figures;
    bool is_known = figures->samples > 0;
    struct pen pen = {.out = out};
    char cell[CELL_CAP];

    put_cell(&pen, scan_run_word(run), 15);
    put_cell(&pen, run->package, 27);
    put_cell(&pen, run->version, 7);
    put_flat_number(&pen, is_known, figures->endpoints, 4);
    put_flat_number(&pen, is_known, figures->flagged, 7);
    put_flat_number(&pen, is_known, figures->listening, 6);
    put_flat_number(&pen, is_known && figures->has_bytes, bytes_of(figures), 7);
    put_cell(&pen, seen_text(&figures->coverage, cell), 4);
    put_cell(&pen, run->serial, 10);
    pen_text(&pen, run->reason == NULL ? "-" : run->reason, TEXT_VISIBLE);
    out_char(out, '\n');
}

int scan_table_put(struct scan_table *table, const struct sink_options *options,
                   const struct scan_seen *seen)
{
    bool is_judged = scan_run_is_judged(seen->run);
    struct buf *lines = is_judged ? &table->judged : &table->others;
    struct out out;
    int rc = 0;

    lines->max = SCAN_LINES_MAX;
    if (out_init(&out, SINK_DATA, keep, lines, &rc) < 0) {
        out_fini(&out);
        return ERR_NOMEM;
    }
    if (options->width > 0) {
        put_row(&out, options, seen);
    } else {
        put_flat(&out, seen);
    }
    (void)out_flush(&out);
    out_fini(&out);
    return rc;
}

static void put_heads(struct out *out, bool is_flat)
{
    out_puts(out, is_flat
                      ? "RESULT           PACKAGE                      VERSION"
                        "  ENDP  FLAGGED  LISTEN  BYTES    SEEN  PHONE       "
                        "REASON\n"
                      : "RESULT          PACKAGE                     VERSION "
                        " ENDP  ! LISTEN  BYTES SEEN\n");
}

static void put_sentences(struct out *out, size_t width,
                          const struct scan_summary *summary)
{
    const struct scan_times times = {summary->took_ms, true, summary->starts_ms,
                                     summary->stops_ms, summary->beside_ms};
    char text[SENTENCE_CAP];
    char line[SCAN_TIMES_CAP];
    struct para para;

    para_begin(&para, out, width, 0, 0, NULL);
    para_puts(&para,
              scan_times_text(&times, summary->judged, summary->runs, line));
    if (summary->resumed > 0) {
        para_puts(&para,
                  format_text(text, sizeof(text), "%zu of an earlier scan.",
                              summary->resumed));
    }
    if (summary->is_interrupted) {
        para_puts(&para, "Interrupted.");
    }
    if (summary->capture != NULL) {
        para_puts(&para, "Capture:");
        para_word(&para, "", summary->capture, "");
    }
    para_end(&para);
    para_begin(&para, out, width, 0, 0, NULL);
    para_puts(
        &para,
        "SEEN = TCP connects of all apps seen/counted by the kernel while "
        "this one ran.");
    if (summary->verdicts[SCAN_UNSEEN] > 0) {
        para_puts(&para,
                  "unseen = Android counted traffic, but no endpoint was seen "
                  "(UDP, too short).");
    }
    para_puts(&para, format_text(
                         text, sizeof(text),
                         "Judged is what had at least %u%% of its samples, and "
                         "%u%% seen of the connects that did not fail.",
                         summary->min_samples, summary->min_seen));
    para_end(&para);
    if (summary->policy != NULL) {
        judged_put_counts(out, width, summary->policy);
    }
}

void scan_table_rows(const struct scan_table *table, struct out *out,
                     bool is_flat)
{
    put_heads(out, is_flat);
    out_bytes(out, (const char *)table->others.data, table->others.len);
    out_bytes(out, (const char *)table->judged.data, table->judged.len);
}

void scan_table_end(struct scan_table *table, struct sink *sink,
                    const struct scan_summary *summary)
{
    bool is_flat = sink->options.width == 0;
    size_t width = is_flat || sink->options.width < WIDTH_MIN
                       ? WIDTH_MIN
                       : sink->options.width;
    struct out *people = is_flat ? &sink->people : &sink->data;

    scan_table_rows(table, &sink->data, is_flat);
    (void)out_flush(&sink->data);
    put_sentences(people, width, summary);
}

void scan_table_fini(struct scan_table *table)
{
    buf_fini(&table->judged);
    buf_fini(&table->others);
}
