/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison of runs as a table and as JSON. See differences.h. */
#include "sink/differences.h"

#include "base/format.h"
#include "sink/json_parts.h"
#include "sink/pen.h"
#include "sink/table.h"

#include <inttypes.h>

#define TEXT_CAP 96
/* Where columns of the table end, two blanks included. */
#define KIND_END 12
#define A_END 20
#define B_END 28
#define PORT_END 42

/* "tcp,udp 443" */
static const char *place(const struct difference *one, char out[TEXT_CAP])
{
    unsigned proto;

    out[0] = '\0';
    for (proto = SOCK_TCP; proto <= SOCK_ICMP; proto++) {
        if ((one->protos >> proto & 1u) != 0) {
            size_t len = strlen(out);

            (void)format_text(out + len, TEXT_CAP - len, "%s%s",
                              len == 0 ? "" : ",", sock_proto_name(proto));
        }
    }
    if (one->port != 0) {
        size_t len = strlen(out);

        (void)format_text(out + len, TEXT_CAP - len, " %" PRIu16, one->port);
    }
    return out;
}

static void put_share(struct pen *pen, const struct difference_side *side,
                      size_t end)
{
    char text[TEXT_CAP];

    pen_puts(pen, format_text(text, sizeof(text), "%" PRIu32 "/%" PRIu32,
                              side->runs, side->of));
    pen_pad(pen, end);
}

static void put_row(struct out *out, const struct difference *one)
{
    struct pen pen = {.out = out};
    char text[TEXT_CAP];

    pen_puts(&pen, " ");
    pen_puts(&pen, difference_kind_name(one->kind));
    pen_pad(&pen, KIND_END);
    put_share(&pen, &one->a, A_END);
    put_share(&pen, &one->b, B_END);
    pen_puts(&pen, place(one, text));
    pen_pad(&pen, PORT_END - 1);
    pen_puts(&pen, " ");
    pen_text(&pen, one->key, TEXT_VISIBLE);
    if (one->is_inbound) {
        pen_puts(&pen, " (called in)");
    }
    out_char(out, '\n');
    if (one->why != NULL) {
        pen.width = 0;
        pen_pad(&pen, KIND_END);
        pen_puts(&pen, one->why);
        out_char(out, '\n');
    }
}

/* "A  v12.adbnet: com.example.bank 4.2.1, 30.0 s, seen 97%" */
static void put_run(struct out *out, size_t width, const char *side,
                    const struct observed *run)
{
    const struct watch_summary *summary = run->summary;
    int64_t ms = summary->to_ms - summary->from_ms;
    struct para para;
    char text[TEXT_CAP];

    para_begin(&para, out, width, 0, 3, NULL);
    para_puts(&para, side);
    para_word(&para, "", run->source == NULL ? "-" : run->source, ":");
    if (run->package != NULL) {
        para_text(&para, run->package);
    }
    if (run->version != NULL) {
        para_text(&para, run->version);
    }
    if (run->android != NULL) {
        para_word(&para, "Android ", run->android, ",");
    }
    para_puts(&para,
              format_text(text, sizeof(text), "%" PRId64 ".%" PRId64 " s,",
                          ms / 1000, ms % 1000 / 100));
    if (!summary->coverage.is_known) {
        para_puts(&para, "share of TCP connects seen (all apps): not known");
    } else {
        para_puts(&para,
                  format_text(text, sizeof(text),
                              "seen %" PRIu64 " of %" PRIu64
                              " TCP connects (all apps)",
                              summary->coverage.seen, summary->coverage.opens));
    }
    para_end(&para);
}

static void put_rows(struct out *out, const struct difference_report *report)
{
    const char *subject = NULL;
    size_t i;

    for (i = 0; i < report->count; i++) {
        const struct difference *one = &report->list[i];

        if (subject == NULL || strcmp(subject, one->subject) != 0) {
            struct pen pen = {.out = out};

            subject = one->subject;
            out_char(out, '\n');
            pen_text(&pen, subject, TEXT_VISIBLE);
            out_char(out, '\n');
        }
        put_row(out, one);
    }
}

void differences_put_table(struct out *out, size_t width,
                           const struct difference_report *report)
{
    const struct difference_counts *counts = &report->counts;
    size_t columns = width < TABLE_WIDTH_MIN ? TABLE_WIDTH_MIN : width;
    struct para para;
    char text[TEXT_CAP];
    size_t side;
    size_t i;

    for (side = 0; side < 2; side++) {
        for (i = 0; i < report->run_counts[side]; i++) {
            put_run(out, columns, side == 0 ? "A" : "B", report->runs[side][i]);
        }
    }
    for (i = 0; i < report->note_count; i++) {
        para_begin(&para, out, columns, 0, 3, NULL);
        para_puts(&para, "!");
        para_text(&para, report->notes[i].text);
        para_end(&para);
    }
    if (report->count > 0) {
        out_puts(out, "\n            A       B       PORT          ");
        out_puts(out, report->by);
        out_char(out, '\n');
    }
    put_rows(out, report);
    para_begin(&para, out, columns, 0, 0, NULL);
    out_char(out, '\n');
    para_puts(&para,
              format_text(text, sizeof(text),
                          "%zu added, %zu removed, %zu sometimes,",
                          counts->added, counts->removed, counts->sometimes));
    para_puts(&para,
              format_text(text, sizeof(text), "%zu same, %zu not judged;",
                          counts->same, counts->not_judged));
    para_puts(&para, "A, B: runs in which it was observed");
    para_end(&para);
}

static void put_json_side(struct json_writer *json, const char *key,
                          const struct difference_side *side)
{
    json_open_object(json, key, JSON_INLINE);
    json_u64(json, "runs", side->runs);
    json_u64(json, "of", side->of);
    json_u64(json, "connections", side->connections);
    if (side->connections == 0) {
        json_null(json, "last_seen");
    } else {
        json_put_stamp(json, "last_seen", side->last_ms);
    }
    json_close(json);
}

static void put_json_one(struct json_writer *json, const struct difference *one)
{
    char text[ADDR_TEXT_CAP];
    unsigned proto;

    json_text(json, "kind", difference_kind_name(one->kind));
    json_text(json, "subject", one->subject);
    json_text(json, "key", one->key);
    if (one->port != 0) {
        json_u64(json, "port", one->port);
    } else {
        json_null(json, "port");
    }
    json_bool(json, "inbound", one->is_inbound);
    json_open_array(json, "protos", JSON_INLINE);
    for (proto = SOCK_TCP; proto <= SOCK_ICMP; proto++) {
        if ((one->protos >> proto & 1u) != 0) {
            json_text(json, NULL, sock_proto_name(proto));
        }
    }
    json_close(json);
    put_json_side(json, "a", &one->a);
    put_json_side(json, "b", &one->b);
    json_text(json, "addr",
              one->endpoint->row.remote.family == ADDR_NONE
                  ? NULL
                  : addr_format(&one->endpoint->row.remote, text));
    json_text(json, "why", one->why);
}

void differences_put_json(struct json_writer *json,
                          const struct difference_report *report)
{
    size_t i;

    for (i = 0; i < report->count; i++) {
        json_open_object(json, NULL, JSON_INLINE);
        put_json_one(json, &report->list[i]);
        json_close(json);
    }
}

static void put_json_run(struct json_writer *json, const char *side,
                         const struct observed *run)
{
    const struct watch_summary *summary = run->summary;

    json_text(json, "side", side);
    json_text(json, "source", run->source);
    json_text(json, "serial", run->serial);
    json_text(json, "package", run->package);
    json_text(json, "version", run->version);
    json_text(json, "android", run->android);
    json_text(json, "not_judged", run->not_judged);
    json_put_stamp(json, "from", summary->from_ms);
    json_put_stamp(json, "to", summary->to_ms);
    json_u64(json, "samples", summary->samples);
    if (summary->coverage.is_known) {
        json_u64(json, "opens", summary->coverage.opens);
        json_u64(json, "seen", summary->coverage.seen);
    } else {
        json_null(json, "opens");
        json_null(json, "seen");
    }
}

static void put_json_note(struct json_writer *json,
                          const struct difference_note *note)
{
    json_text(json, "code", note->code);
    json_text(json, "text", note->text);
}

void differences_put_json_summary(struct json_writer *json,
                                  const struct difference_report *report)
{
    const struct difference_counts *counts = &report->counts;

    json_open_object(json, "summary", JSON_INLINE);
    json_u64(json, "added", counts->added);
    json_u64(json, "removed", counts->removed);
    json_u64(json, "sometimes", counts->sometimes);
    json_u64(json, "one_sided", counts->one_sided);
    json_u64(json, "same", counts->same);
    json_u64(json, "not_judged", counts->not_judged);
    json_close(json);
}

void differences_put_json_head(struct json_writer *json,
                               const struct difference_report *report)
{
    size_t side;
    size_t i;

    json_text(json, "by", report->by);
    json_open_array(json, "runs", JSON_LINES);
    for (side = 0; side < 2; side++) {
        for (i = 0; i < report->run_counts[side]; i++) {
            json_open_object(json, NULL, JSON_INLINE);
            put_json_run(json, side == 0 ? "A" : "B", report->runs[side][i]);
            json_close(json);
        }
    }
    json_close(json);
    json_open_array(json, "notes", JSON_LINES);
    for (i = 0; i < report->note_count; i++) {
        json_open_object(json, NULL, JSON_INLINE);
        put_json_note(json, &report->notes[i]);
        json_close(json);
    }
    json_close(json);
    differences_put_json_summary(json, report);
}

static void begin_line(struct json_writer *json, const char *type)
{
    json_open_object(json, NULL, JSON_INLINE);
    json_text(json, "type", type);
}

void differences_put_lines(struct json_writer *json,
                           const struct difference_report *report)
{
    size_t side;
    size_t i;

    for (side = 0; side < 2; side++) {
        for (i = 0; i < report->run_counts[side]; i++) {
            begin_line(json, "run");
            put_json_run(json, side == 0 ? "A" : "B", report->runs[side][i]);
            json_close(json);
        }
    }
    for (i = 0; i < report->note_count; i++) {
        begin_line(json, "note");
        put_json_note(json, &report->notes[i]);
        json_close(json);
    }
    for (i = 0; i < report->count; i++) {
        begin_line(json, "difference");
        put_json_one(json, &report->list[i]);
        json_close(json);
    }
    begin_line(json, "end");
    json_text(json, "status",
              report->counts.not_judged + report->counts.apps > 0 ? "partial"
                                                                  : "ok");
    json_text(json, "by", report->by);
    differences_put_json_summary(json, report);
    json_close(json);
}
