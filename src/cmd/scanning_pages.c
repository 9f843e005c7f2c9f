/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outputs that need all of a scan before their first line, which says what
 * was not judged: made in the end, as adbnet report makes them.
 */
#include "cmd/report_file.h"
#include "cmd/scanning.h"

static bool is_page(const struct output_choice *choice)
{
    return (choice->format->kinds & RECORD_SCANNING) == 0 &&
           (choice->format->kinds & RECORD_REPORT) != 0;
}

static void choose(const struct settings *settings, bool want_pages,
                   struct settings *out)
{
    *out = *settings;
    out->output_count = 0;
    for (size_t i = 0; i < settings->output_count; i++) {
        if (is_page(&settings->outputs[i]) == want_pages) {
            out->outputs[out->output_count++] = settings->outputs[i];
        }
    }
}

int scanning_outputs_open(struct scanning *scanning, struct err *err)
{
    const struct settings *settings = scanning->settings;
    int rc = 0;

    for (size_t i = 0; i < settings->output_count; i++) {
        const struct output_choice *choice = &settings->outputs[i];

        if (is_page(choice) && choice->file == NULL) {
            return err_set(err, ERR_USAGE,
                           "-o %s of scan needs a file: -o %s:FILE",
                           choice->format->name, choice->format->name);
        }
    }
    choose(settings, true, &scanning->of_pages);
    choose(settings, false, &scanning->of_lines);
    if (scanning->of_pages.output_count > 0 && settings->scan.is_dry) {
        return err_set(err, ERR_USAGE, "--dry-run makes no -o %s",
                       scanning->of_pages.outputs[0].format->name);
    }
    if (scanning->of_pages.output_count > 0) {
        rc = outputs_open(&scanning->pages, &scanning->of_pages,
                          RECORD_WATCHING | RECORD_REPORT, err);
    }
    return rc < 0 ? rc
                  : outputs_open(&scanning->outputs, &scanning->of_lines,
                                 RECORD_SCANNING, err);
}

static int put(struct scanning *scanning, struct report_file *file,
               struct err *err)
{
    struct record record = {.kind = RECORD_REPORT, .of = {NULL}};
    int rc = report_file_open(file, scanning->settings, scanning->policy,
                              scanning->save, err);

    record.of.report = &file->head;
    file->play.outputs = &scanning->pages;
    file->play.want_hints = true;
    rc = rc < 0 ? rc
                : outputs_start(&scanning->pages, scanning->started_ms, err);
    rc = rc < 0 ? rc : outputs_put(&scanning->pages, &record, err);
    rc = rc < 0 ? rc : report_play(&file->play, err);
    rc = rc < 0 ? rc : report_play_sum(&file->play, err);
    return rc < 0 ? rc : outputs_end(&scanning->pages, err);
}

int scanning_pages_put(struct scanning *scanning, struct err *err)
{
    struct report_file file = {.name = NULL};
    int rc;

    if (scanning->pages.count == 0) {
        return 0;
    }
    rc = put(scanning, &file, err);
    report_file_close(&file);
    return rc;
}
