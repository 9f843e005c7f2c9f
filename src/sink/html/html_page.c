/* SPDX-License-Identifier: Apache-2.0 */
/* The page around what is reported, and of what it is. */
#include "sink/html/html.h"

#include "sink/watch.h"

/* WHAT was asked for; of a watching that goes on its first phone knows. */
static size_t put_asked(struct out *out, const struct html_state *state)
{
    const struct report_head *report = state->report;
    size_t count = report->argument_count;
    size_t i;

    for (i = 0; i < count; i++) {
        out_char(out, ' ');
        html_text(out, report->arguments[i]);
    }
    if (report->file == NULL && state->phones.len > 0) {
        const struct html_phone *const *phone = vec_at(&state->phones, 0);
        const struct result *result = (*phone)->watch->result;

        count = result->target_count;
        for (i = 0; i < count; i++) {
            out_char(out, ' ');
            html_text(out, result->targets[i].asked);
        }
    }
    return count;
}

static void put_title(struct out *out, const struct html_state *state)
{
    out_puts(out, "Network observation of");
    if (put_asked(out, state) == 0) {
        out_puts(out, " all apps");
    }
}

static void put_file(struct out *out, const struct report_head *report)
{
    out_puts(out, "<dt>File<dd>");
    html_text(out, report->file);
    if (report->is_cut) {
        out_puts(out, " (its run was cut off; a log beside it, ");
        html_text(out, report->file);
        out_puts(out, "-wal, belongs to it)");
    }
    out_puts(out, "\n<dt>SHA-256<dd class=a>");
    html_text(out, report->sha256);
    if (report->log_sha256 != NULL) {
        out_puts(out, "\n<dt>SHA-256 of the log<dd class=a>");
        html_text(out, report->log_sha256);
    }
}

static void put_part(struct out *out, const struct report_head *report)
{
    if (report->from == NULL && report->to == NULL) {
        return;
    }
    out_puts(out, "\n<dt>Part<dd>");
    if (report->from != NULL) {
        out_puts(out, "from ");
        html_text(out, report->from);
    }
    if (report->to != NULL) {
        out_puts(out, report->from != NULL ? " to " : "to ");
        html_text(out, report->to);
    }
    out_puts(out, " only: what was open before counts as before the start");
}

static void put_head(struct out *out, const struct html_state *state)
{
    const struct report_head *report = state->report;

    out_puts(out, "<dl>\n");
    if (report->file != NULL) {
        for (; report != NULL; report = report->next) {
            put_file(out, report);
            out_puts(out, "\n<dt>Made by<dd>");
            html_text(out, report->made_by);
            out_puts(out, "\n<dt>Command<dd class=a>");
            html_masked(out, state, report->command_line);
            put_part(out, report);
            out_puts(out, report->next == NULL ? "" : "\n");
        }
        out_puts(out, "\n<dt>Generated<dd>from the file, by adbnet " //
                 ADBNET_VERSION "\n");
    } else {
        out_puts(out, "<dt>Made by<dd>adbnet " ADBNET_VERSION
                      ", while it watched\n");
    }
    out_puts(out, "</dl>\n");
}

void html_begin(struct sink *sink)
{
    const struct html_state *state = sink->state;
    struct out *out = &sink->data;

    out_puts(out,
             "<!DOCTYPE html>\n<html lang=en>\n<head>\n"
             "<meta charset=utf-8>\n"
             "<meta http-equiv=Content-Security-Policy content=\"default-src "
             "'none'; style-src '");
    out_puts(out, html_css_hash);
    out_puts(out, "'; script-src '");
    out_puts(out, html_js_hash);
    out_puts(out, "'; base-uri 'none'; form-action 'none'\">\n"
                  "<meta name=viewport "
                  "content=\"width=device-width,initial-scale=1\">\n"
                  "<meta name=referrer content=no-referrer>\n<title>");
    put_title(out, state);
    out_puts(out, "</title>\n<style>");
    out_puts(out, html_css);
    out_puts(out, "</style>\n</head>\n<body>\n<header>\n<h1>");
    put_title(out, state);
    out_puts(out, "</h1>\n");
    put_head(out, state);
    out_puts(out, "</header>\n<div class=tools hidden><label for=search>Search"
                  "</label>\n<input id=search type=search autocomplete=off "
                  "spellcheck=false placeholder=\"words; -word: without it\">\n"
                  "<output for=search></output></div>\n<main>\n");
    html_runs(out, state->report);
}

void html_end(struct sink *sink)
{
    struct out *out = &sink->data;

    out_puts(out,
             "</main>\n<footer><p>An observation rests on samples: what was "
             "not observed may have happened between them. A port number says "
             "what it is registered for, not what was spoken. A registry says "
             "who an address block is registered to, not who uses it or "
             "where.</footer>\n<script>");
    out_puts(out, html_js);
    out_puts(out, "</script>\n</body>\n</html>\n");
}
