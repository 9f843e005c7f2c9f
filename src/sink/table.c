/* SPDX-License-Identifier: Apache-2.0 */
/* The table as a format. See table.h for its files. */
#include "sink/table.h"

#include "sink/devices.h"
#include "sink/differences.h"
#include "sink/hints.h"
#include "sink/lookups.h"
#include "sink/report.h"
#include "sink/scan.h"
#include "sink/watch.h"

struct table_state {
    bool has_header;                  /* the flat form has one, once */
    bool has_lines;                   /* of a watching: not its summary alone */
    const struct report_head *report; /* or NULL: it is not one */
    struct scan_table scan;
};

static void put_terminal(struct sink *sink, const struct table_view *view)
{
    if (sink->put_count > 0) {
        out_char(&sink->data, '\n');
    }
    table_put_head(&sink->data, view);
    out_char(&sink->data, '\n');
    if (view->order.len > 0) {
        table_put_columns(&sink->data, view);
        out_char(&sink->data, '\n');
    }
    if (view->result->socket_count > 0) {
        table_put_sockets(&sink->data, view);
        out_char(&sink->data, '\n');
    }
    table_put_foot(&sink->data, view);
}

/* Drained in this order, in case both go to the same place. */
static void put_flat(struct sink *sink, const struct table_view *view)
{
    struct table_state *state = sink->state;

    table_put_head(&sink->people, view);
    (void)out_flush(&sink->people);
    table_put_flat(&sink->data, view, !state->has_header);
    (void)out_flush(&sink->data);
    state->has_header = true;
    table_put_foot(&sink->people, view);
}

/* Drained in this order, as above. */
static void put_summary(struct sink *sink, const struct record *record)
{
    const struct table_state *state = sink->state;
    bool is_terminal = sink->options.width > 0;
    bool is_data = is_terminal || state->report != NULL;
    struct out *out = is_data ? &sink->data : &sink->people;

    if (state->has_lines) {
        watch_put_end(&sink->data, record->watch, record->of.summary);
        (void)out_flush(&sink->data);
    }
    if (record->of.summary->is_unstarted) {
        return; /* why is said, and nothing else could be */
    }
    if (state->has_lines) {
        out_char(out, '\n');
    }
    if (state->report != NULL) {
        report_put_phone(out, &sink->options, state->report, record->watch);
        out_char(out, '\n');
    }
    if (report_run_count(state->report) > 0) {
        report_put_run_endpoints(out, &sink->options, state->report,
                                 record->watch);
    } else {
        watch_put_summary(out, &sink->options, record->watch,
                          record->of.summary);
    }
    if (state->report != NULL) {
        hints_put_table(out, &sink->options, record->watch, record->of.summary,
                        state->report->utc_offset_minutes);
    }
}

static int put_report(struct sink *sink, const struct report_head *report)
{
    struct table_state *state = sink->state;
    const struct report_head *file;

    state->report = report;
    for (file = report; file != NULL; file = file->next) {
        report_put_head(&sink->data, &sink->options, file);
    }
    return report_put_runs(&sink->data, &sink->options, report);
}

/* True: that was all of it. */
static bool put_watching(struct sink *sink, const struct record *record)
{
    struct table_state *state = sink->state;

    if (state->report != NULL && record->kind != RECORD_SUMMARY) {
        return true; /* they are in the totals */
    }
    switch (record->kind) {
    case RECORD_WATCH:
        watch_put_head(&sink->data, &sink->options, record->watch);
        state->has_lines = true;
        return true;
    case RECORD_EVENT:
        watch_put_event(&sink->data, record->watch, record->of.event);
        return true;
    case RECORD_SUMMARY:
        put_summary(sink, record);
        return true;
    default:
        return false;
    }
}

static int put_scanning(struct sink *sink, const struct record *record)
{
    struct table_state *state = sink->state;

    if (record->kind == RECORD_RUN) {
        return scan_table_put(&state->scan, &sink->options, record->of.run);
    }
    scan_table_end(&state->scan, sink, record->of.scan);
    return 0;
}

static void table_fini(struct sink *sink)
{
    struct table_state *state = sink->state;

    scan_table_fini(&state->scan);
}

static int table_put(struct sink *sink, const struct record *record)
{
    struct table_view view;
    int rc;

    if (record->kind == RECORD_REPORT) {
        return put_report(sink, record->of.report);
    }
    if ((record->kind & RECORD_SCANNING) != 0) {
        return put_scanning(sink, record);
    }
    if (put_watching(sink, record)) {
        return 0;
    }
    if (record->kind == RECORD_DEVICES) {
        devices_put_table(&sink->data, sink->options.width, record->of.devices);
        return 0;
    }
    if (record->kind == RECORD_DIFFERENCES) {
        differences_put_table(&sink->data, sink->options.width,
                              record->of.differences);
        return 0;
    }
    if (record->kind == RECORD_LOOKUPS) {
        lookups_put_table(&sink->data, record->of.lookups, sink->options.width);
        return 0;
    }
    rc = table_view_init(&view, &sink->options, record->of.result);
    if (rc < 0) {
        return rc;
    }
    if (sink->options.width == 0) {
        put_flat(sink, &view);
    } else {
        put_terminal(sink, &view);
    }
    table_view_fini(&view);
    return 0;
}

const struct sink_ops sink_table = {
    .name = "table",
    .kinds = RECORD_RESULT | RECORD_DEVICES | RECORD_LOOKUPS | RECORD_CHECKS |
             RECORD_WATCHING | RECORD_REPORT | RECORD_DIFFERENCES |
             RECORD_SCANNING,
    .state_size = sizeof(struct table_state),
    .put = table_put,
    .fini = table_fini,
};
