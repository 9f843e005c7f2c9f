/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of a report: of what, when, on which phone, from which file, so
 * that somebody else can make it again. Nothing is said of now.
 */
#include "sink/report.h"

#include "base/format.h"
#include "sink/json_parts.h"
#include "sink/judged.h"
#include "sink/pen.h"
#include "sink/scan.h"
#include "sink/stamp.h"
#include "sink/table.h"
#include "sink/watch.h"

#include <inttypes.h>

/* Where the text begins behind the words on the left. */
#define TEXT_AT ((size_t)7)
#define WORDS_CAP 160
#define SERIAL_SHOWN ((size_t)4)

static size_t width_of(const struct sink_options *options)
{
    return options->width < TABLE_WIDTH_MIN ? TABLE_WIDTH_MIN : options->width;
}

static void begin(struct para *para, struct out *out,
                  const struct sink_options *options, const char *word)
{
    struct pen pen = {.out = out};

    pen_puts(&pen, word);
    pen_pad(&pen, TEXT_AT - 1);
    para_resume(para, out, width_of(options), TEXT_AT - 1, TEXT_AT);
}

static void put_range(struct para *para, const struct report_head *report)
{
    if (report->from != NULL) {
        para_puts(para, "from");
        para_text(para, report->from);
    }
    if (report->to != NULL) {
        para_puts(para, "to");
        para_text(para, report->to);
    }
}

size_t report_run_count(const struct report_head *report)
{
    size_t count = 0;

    for (; report != NULL; report = report->next) {
        count += report->run_count;
    }
    return count;
}

bool report_is_partial(const struct report_head *report)
{
    while (report != NULL && !report->is_partial) {
        report = report->next;
    }
    return report != NULL;
}

const struct scan_run_result *report_run_at(
    const struct report_head *report, size_t index,
    const struct watch_summary **summary)
{
    while (index >= report->run_count) {
        index -= report->run_count;
        report = report->next;
    }
    *summary = report->summaries == NULL ? NULL : report->summaries[index];
    return &report->runs[index];
}

void report_put_head(struct out *out, const struct sink_options *options,
                     const struct report_head *report)
{
    struct para para;
    size_t i;

    para_begin(&para, out, width_of(options), 0, 0,
               options->want_color ? PEN_BOLD : NULL);
    para_puts(&para, report->argument_count > 0
                         ? "Network observation of"
                         : "Network observation of all apps");
    for (i = 0; i < report->argument_count; i++) {
        para_text(&para, report->arguments[i]);
    }
    para_end(&para);
    begin(&para, out, options, "file");
    para_text(&para, report->file);
    if (report->is_cut) {
        para_puts(&para, "(its run was cut off; a log beside it,");
        para_word(&para, "", report->file, "-wal,");
        para_puts(&para, "belongs to it)");
    }
    para_end(&para);
    begin(&para, out, options, "");
    para_puts(&para, "sha256");
    para_text(&para, report->sha256);
    para_end(&para);
    if (report->log_sha256 != NULL) {
        begin(&para, out, options, "");
        para_word(&para, "", report->file, "-wal");
        para_puts(&para, "sha256");
        para_text(&para, report->log_sha256);
        para_end(&para);
    }
    begin(&para, out, options, "made");
    para_puts(&para, "by");
    para_text(&para, report->made_by);
    if (report->command_line != NULL && report->command_line[0] != '\0') {
        para_puts(&para, "with");
        para_text(&para, report->command_line);
    }
    para_end(&para);
    if (report->from != NULL || report->to != NULL) {
        begin(&para, out, options, "part");
        put_range(&para, report);
        para_puts(&para, "only: what was open before counts as before the "
                         "start");
        para_end(&para);
    }
}

/* "2026-11-22T13:40:05.118+01:00" */
static void put_time(struct para *para, int64_t ms, int minutes)
{
    int size = minutes < 0 ? -minutes : minutes;
    char text[STAMP_CAP];
    char zone[WORDS_CAP];

    if (stamp_utc(ms + (int64_t)minutes * 60000, text) == NULL) {
        para_puts(para, "an unknown time");
        return;
    }
    text[strlen(text) - 1] = '\0'; /* the Z of UTC */
    para_word(para, text, "",
              format_text(zone, sizeof(zone), "%c%02d:%02d",
                          minutes < 0 ? '-' : '+', size / 60, size % 60));
}

static void put_clock(struct para *para, const struct clock_offset *clock)
{
    int64_t ms = clock->phone_minus_laptop_ms;
    char text[WORDS_CAP];
    char seconds[WATCH_TIME_CAP];
    char error[WATCH_TIME_CAP];

    if (!clock->is_known) {
        para_puts(para, "(laptop)");
        return;
    }
    para_puts(para,
              format_text(text, sizeof(text),
                          "(laptop; the phone's clock was %s s %s, +-%s s)",
                          watch_seconds(ms < 0 ? -ms : ms, seconds),
                          ms < 0 ? "behind" : "ahead",
                          watch_seconds(clock->uncertainty_ms, error)));
}

static void put_path(struct para *para, const struct network *network)
{
    const char *end = network->has_networks ? ";" : "";
    char text[ADDR_TEXT_CAP];
    size_t i;

    for (i = 0; i < network->addrs.len; i++) {
        const struct net_addr *one = network_addr(network, i);
        const struct net_interface *interface =
            network_interface(network, one->interface);

        if (!addr_is_loopback(&one->addr)) {
            para_word(para, "", interface->name, "");
            para_word(para, addr_format(&one->addr, text), "", end);
        }
    }
    if (network->has_networks) {
        para_puts(para, network_has_vpn(network) ? "VPN;" : "no VPN;");
        para_puts(para, network->proxies.len > 0 ? "proxy;"
                        : network->has_settings  ? "no proxy;"
                                                 : "proxy not known;");
        para_puts(para, "Private DNS");
        para_text(para,
                  network->dns_mode == NULL ? "not known" : network->dns_mode);
    } else if (network->addrs.len == 0) {
        para_puts(para, "not known");
    }
}

/* Enough of a serial to know one's phone by; an address names nobody's. */
static void put_serial(struct pen *pen, const char *serial)
{
    size_t len = serial == NULL ? 0 : strlen(serial);
    bool is_long = len > 2 * SERIAL_SHOWN && strchr(serial, ':') == NULL;

    if (len > 0) {
        pen_puts(pen, is_long ? ", ..." : ", ");
        pen_text(pen, is_long ? serial + len - SERIAL_SHOWN : serial,
                 TEXT_VISIBLE);
    }
}

/* A fact of the phone between words of ours; nothing if it did not say. */
static void put_fact(struct pen *pen, const char *before, const char *fact,
                     const char *after)
{
    if (fact != NULL) {
        pen_puts(pen, before);
        pen_text(pen, fact, TEXT_VISIBLE);
        pen_puts(pen, after);
    }
}

/* "Pixel 7, Android 14, patch 2026-10-05, user build, not root, ...4F2K" */
static void put_model(struct out *out, const struct result *result)
{
    const struct phone *phone = &result->snapshot->phone;
    struct pen pen = {.out = out};

    pen_puts(&pen, "phone");
    pen_pad(&pen, TEXT_AT);
    pen_text(&pen,
             phone->model != NULL ? phone->model : "phone of unknown model",
             TEXT_VISIBLE);
    put_fact(&pen, ", Android ", phone->android, "");
    put_fact(&pen, ", patch ", phone->patch, "");
    put_fact(&pen, ", ", phone->build, " build");
    pen_puts(&pen, phone->is_su_root       ? ", root through su"
                   : phone->shell_uid == 0 ? ", root"
                   : phone->shell_uid > 0  ? ", not root"
                                           : "");
    put_serial(&pen, result->serial);
    out_char(out, '\n');
    if (phone->fingerprint != NULL) {
        pen.width = 0;
        pen_pad(&pen, TEXT_AT);
        pen_text(&pen, phone->fingerprint, TEXT_VISIBLE);
        out_char(out, '\n');
    }
}

void report_put_phone(struct out *out, const struct sink_options *options,
                      const struct report_head *report,
                      const struct watch_head *head)
{
    const struct snapshot *snapshot = head->result->snapshot;
    char text[WORDS_CAP];
    struct para para;

    begin(&para, out, options, "when");
    para_puts(&para, "0.00 is");
    put_time(&para, head->start_ms, report->utc_offset_minutes);
    put_clock(&para, &snapshot->clock);
    para_end(&para);
    put_model(out, head->result);
    begin(&para, out, options, "path");
    put_path(&para, &snapshot->network);
    para_end(&para);
    begin(&para, out, options, "basis");
    if (head->interval_ms > 0) {
        para_puts(&para,
                  format_text(text, sizeof(text),
                              "the socket tables, read every %" PRIu32 " ms;",
                              head->interval_ms));
    }
    para_puts(&para, "nothing was installed on the phone, traffic content was "
                     "not recorded");
    para_end(&para);
}

static void put_time_or_null(struct json_writer *json, const char *key,
                             int64_t ms)
{
    if (ms < 0) {
        json_null(json, key);
    } else {
        json_put_stamp(json, key, ms);
    }
}

static void put_json_file(struct json_writer *json,
                          const struct report_head *report)
{
    size_t i;

    json_text(json, "file", report->file);
    json_text(json, "sha256", report->sha256);
    json_text(json, "log_sha256", report->log_sha256);
    json_text(json, "made_by", report->made_by);
    json_text(json, "command_line", report->command_line);
    json_open_array(json, "arguments", JSON_INLINE);
    for (i = 0; i < report->argument_count; i++) {
        json_text(json, NULL, report->arguments[i]);
    }
    json_close(json);
    json_bool(json, "cut", report->is_cut);
    put_time_or_null(json, "from", report->from_ms);
    put_time_or_null(json, "to", report->to_ms);
    judged_put_json(json, report->judged);
}

void report_put_json_runs(struct json_writer *json,
                          const struct report_head *report, const char *type)
{
    size_t count = report_run_count(report);
    size_t i;

    for (i = 0; i < count; i++) {
        struct scan_seen seen = {.number = i + 1, .of = count};

        seen.run = report_run_at(report, i, &seen.summary);
        json_open_object(json, NULL, JSON_INLINE);
        if (type != NULL) {
            json_text(json, "type", type);
        }
        scan_put_json_run(json, &seen);
        json_close(json);
    }
}

void report_put_json_files(struct json_writer *json,
                           const struct report_head *report, const char *type)
{
    for (; report != NULL; report = report->next) {
        json_open_object(json, NULL, JSON_INLINE);
        if (type != NULL) {
            json_text(json, "type", type);
        }
        put_json_file(json, report);
        json_close(json);
    }
}

void report_put_json(struct json_writer *json, const struct report_head *report)
{
    json_open_array(json, "runs", JSON_LINES);
    report_put_json_runs(json, report, NULL);
    json_close(json);
    json_open_object(json, "capture", JSON_INLINE);
    put_json_file(json, report);
    json_close(json);
    json_open_array(json, "captures", JSON_LINES);
    report_put_json_files(json, report, NULL);
    json_close(json);
}
