/* SPDX-License-Identifier: Apache-2.0 */
/* See hinting.h. Wiring only. */
#include "cmd/hinting.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX ((size_t)64 * 1024 * 1024)

int hinting_make(struct hinting *hinting, const struct select_options *looked,
                 const struct result *result, struct watch_summary *summary,
                 const struct hint_options *options, struct err *err)
{
    struct hint_report *report = &hinting->report;
    bool has_proto = looked->want_tcp || looked->want_udp || looked->want_raw ||
                     looked->want_local;
    bool is_anywhere = !select_has_where(looked);
    int rc;

    hinting_fini(hinting);
    hinting->run.serial = result->serial;
    hinting->run.android = result->snapshot->phone.android;
    hinting->run.network = &result->snapshot->network;
    hinting->run.summary = summary;
    hinting->run.has_connections = looked->want_all || !looked->want_listening;
    hinting->run.has_tcp = looked->want_tcp || !has_proto;
    hinting->run.has_listeners = hinting->run.has_tcp && is_anywhere;
    hinting->run.has_raw = (looked->want_raw || !has_proto) && is_anywhere &&
                           summary->samples_without_raw == 0;
    rc = hints_make(&hinting->run, options, &hinting->hints, err);
    if (rc < 0) {
        return rc;
    }
    report->hints = hints_list(hinting->hints, &report->hint_count);
    report->notes = hints_notes(hinting->hints, &report->note_count);
    report->flags = hints_flags(hinting->hints);
    report->absent = hints_absent(hinting->hints, &report->absent_count);
    report->edition = hints_edition();
    summary->hints = report;
    summary->is_partial |= hints_left_out(hinting->hints) > 0;
    return 0;
}

void hinting_fini(struct hinting *hinting)
{
    hints_free(hinting->hints);
    free(hinting->shown);
    vec_fini(&hinting->rows);
    pool_fini(&hinting->texts);
    memset(hinting, 0, sizeof(*hinting));
    vec_init(&hinting->rows, sizeof(struct raw_row), HINTS_MAX * 16);
    pool_init(&hinting->texts, TEXTS_MAX);
}

int hinting_status(const struct path_counts *path, bool is_partial)
{
    return path->missed > 0                   ? EXIT_NEGATIVE
           : path->not_told > 0 || is_partial ? EXIT_PARTIAL
                                              : EXIT_OK;
}
