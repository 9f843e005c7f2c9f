/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of a scan, and the items of one of them. See capture_read.h. */
#include "store/capture_reading.h"

/* ---- what is known of them --------------------------------------------- */

static void take_figures(struct row_out *row, struct scan_figures *out)
{
    out->endpoints = row_64(row, 14);
    out->flagged = row_64(row, 15);
    out->listening = row_64(row, 16);
    out->udp_without_peer = row_64(row, 17);
    out->has_bytes = !row_is_null(row, 18);
    out->rx_bytes = row_64(row, 18);
    out->tx_bytes = row_64(row, 19);
    out->coverage.is_known = !row_is_null(row, 20);
    out->coverage.opens = row_64(row, 20);
    out->coverage.seen = row_64(row, 21);
    out->coverage.attributed = row_64(row, 22);
    out->coverage.fails = row_64(row, 23);
    out->samples = row_64(row, 24);
    out->ticks = row_64(row, 25);
}

/* What a capture of an earlier version does not have is not known. */
static void take_beside(const struct capture_reader *reader,
                        struct row_out *row, struct scan_run_result *out)
{
    bool is_there = reader->version >= 3;

    out->stop_took_ms =
        !is_there || row_is_null(row, 28) ? -1 : row_int(row, 28, 0, INT64_MAX);
    out->beside_ms =
        !is_there || row_is_null(row, 29) ? -1 : row_int(row, 29, 0, INT64_MAX);
}

static void take_result(struct capture_reader *reader, struct row_out *row,
                        struct scan_run_result *out)
{
    const char *verdict = db_column_text(row->stmt, 12);

    out->package = row_string(row, 3, &reader->strings);
    out->version = row_string(row, 4, &reader->strings);
    out->user = row_u32(row, 5);
    out->component = row_string(row, 6, &reader->strings);
    out->started_ms = row_int(row, 7, INT64_MIN, INT64_MAX);
    out->ended_ms = row_int(row, 8, INT64_MIN, INT64_MAX);
    out->start_took_ms = row_int(row, 9, -1, INT64_MAX);
    out->dwell_ms = row_int(row, 10, 0, INT64_MAX);
    out->watched_ms = row_int(row, 11, 0, INT64_MAX);
    out->has_verdict = verdict != NULL;
    if (out->has_verdict && !scan_verdict_from(verdict, &out->verdict)) {
        row->is_bad = true;
    }
    out->reason = row_string(row, 13, &reader->strings);
    take_figures(row, &out->figures);
    out->foreground = row_string(row, 26, &reader->strings);
    out->is_alive = row_is_null(row, 27) ? (int8_t)-1 : row_bool(row, 27);
    take_beside(reader, row, out);
    row->is_bad = row->is_bad || out->package == NULL;
}

/* In the order of device and seq; one that was cut off lasts until the next. */
static int take_run(struct capture_reader *reader, struct row_out *row,
                    void *ctx, struct err *err)
{
    struct capture_run run = {.first_seq = row_int(row, 0, 1, INT64_MAX),
                              .device = row_u32(row, 1),
                              .has_end = !row_is_null(row, 2)};
    struct capture_run *before =
        reader->runs.len == 0 ? NULL
                              : vec_at(&reader->runs, reader->runs.len - 1);
    int rc;

    (void)ctx;
    run.last_seq =
        run.has_end ? row_int(row, 2, run.first_seq, INT64_MAX) : INT64_MAX;
    take_result(reader, row, &run.result);
    if (run.device >= reader->devices.len) {
        return capture_damaged(row->table, err);
    }
    run.result.watching = run.device;
    run.result.serial = capture_device(reader, run.device)->serial;
    if (before != NULL && before->device == run.device &&
        before->last_seq > run.first_seq) {
        row->is_bad = row->is_bad || before->has_end;
        before->last_seq = run.first_seq;
    }
    rc = vec_push(&reader->runs, &run);
    return rc < 0 ? err_set(err, rc, "capture: too many runs") : 0;
}

int runs_read(struct capture_reader *reader, struct err *err)
{
    return reader->version < 2
               ? 0
               : rows_each(reader, "SELECT * FROM run ORDER BY device, seq",
                           "run", -1, take_run, NULL, err);
}

size_t capture_run_count(const struct capture_reader *reader)
{
    return reader->runs.len;
}

const struct capture_run *capture_run(const struct capture_reader *reader,
                                      size_t run)
{
    return vec_at(&reader->runs, run);
}

/* ---- the items of one -------------------------------------------------- */

int capture_seek_run(struct capture_reader *reader, size_t run, struct err *err)
{
    const struct capture_run *only = capture_run(reader, run);
    struct seen_phone *phone = vec_at(&reader->phones, only->device);
    size_t i;
    int rc = 0;

    if (reader->at_seq > only->first_seq) {
        rc = capture_rewind(reader, err);
    }
    for (i = 0; i < reader->phones.len; i++) {
        ((struct seen_phone *)vec_at(&reader->phones, i))->is_base_due = false;
    }
    reader->only = only;
    phone->is_base_due = true;
    phone->base_ms = only->result.started_ms;
    return rc;
}

static int pass(struct capture_reader *reader, struct row_out *row,
                struct err *err)
{
    struct sample sample;
    uint32_t device;
    int rc;

    if (row != &reader->tables[TABLE_SAMPLE]) {
        return row_next(row, err);
    }
    sample_init(&sample);
    rc = sample_take(reader, &sample, &device, err);
    sample_fini(&sample);
    return rc;
}

/* Of both tables: seq is the first column, device the second. */
static bool belongs(const struct capture_reader *reader,
                    const struct row_out *row, int64_t seq)
{
    return reader->only == NULL ||
           (seq > reader->only->first_seq &&
            db_column_i64(row->stmt, 1) == reader->only->device);
}

int runs_pass(struct capture_reader *reader, struct row_out **out,
              struct err *err)
{
    int rc = 0;

    *out = NULL;
    while (rc == 0) {
        struct row_out *next = next_item(reader);
        int64_t seq = next == NULL ? 0 : db_column_i64(next->stmt, 0);

        if (next == NULL ||
            (reader->only != NULL && seq > reader->only->last_seq)) {
            return 0;
        }
        if (belongs(reader, next, seq)) {
            *out = next;
            return 0;
        }
        reader->at_seq = seq;
        rc = pass(reader, next, err);
    }
    return rc;
}
