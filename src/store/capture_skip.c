/* SPDX-License-Identifier: Apache-2.0 */
/* Beginning in the middle of a capture, with what was known by then. */
#include "store/capture_reading.h"

static int skip_sample(struct capture_reader *reader, struct err *err)
{
    struct sample sample;
    uint32_t device = 0;
    int rc;

    sample_init(&sample);
    rc = sample_take(reader, &sample, &device, err);
    sample_fini(&sample);
    if (rc == 0) {
        struct seen_phone *phone = vec_at(&reader->phones, device);

        phone->is_base_due = true;
    }
    return rc;
}

int capture_skip(struct capture_reader *reader, int64_t until_ms,
                 struct err *err)
{
    struct row_out *row;
    size_t i;
    int rc = capture_rewind(reader, err);

    /* Both tables have at_ms in their fourth column. */
    while (rc == 0 && (row = next_item(reader)) != NULL &&
           db_column_i64(row->stmt, 3) < until_ms) {
        reader->at_seq = db_column_i64(row->stmt, 0);
        rc = row == &reader->tables[TABLE_SAMPLE] ? skip_sample(reader, err)
                                                  : row_next(row, err);
    }
    for (i = 0; i < reader->phones.len; i++) {
        ((struct seen_phone *)vec_at(&reader->phones, i))->base_ms = until_ms;
    }
    return rc;
}

int capture_find_mark(struct capture_reader *reader, const char *text,
                      int64_t from_ms, int64_t *out_ms, struct err *err)
{
    struct row_out row = {.table = "event"};
    int rc = db_prepare(reader->db,
                        "SELECT at_ms FROM event WHERE kind='mark'"
                        " AND text=?1 AND at_ms >= ?2 ORDER BY seq LIMIT 1",
                        &row.stmt, err);

    if (rc < 0) {
        return rc;
    }
    db_bind_text(row.stmt, 1, text);
    db_bind_i64(row.stmt, 2, from_ms);
    rc = row_next(&row, err);
    if (rc == 0 && row.has_row) {
        *out_ms = row_int(&row, 0, INT64_MIN, INT64_MAX);
    }
    db_finish(row.stmt);
    if (rc == 0 && !row.has_row) {
        rc = err_set(err, ERR_NO_MATCH, "no mark '%s' in it", text);
    }
    return rc;
}

int capture_find_counters(struct capture_reader *reader, int64_t at_ms,
                          int64_t within_ms, int64_t *out_ms, struct err *err)
{
    struct row_out row = {.table = "sample"};
    int rc = db_prepare(reader->db,
                        "SELECT min(at_ms) FROM sample WHERE number > 0"
                        " AND at_ms >= ?1 AND at_ms - ?1 <= ?2"
                        " AND (parts & ?3) != 0",
                        &row.stmt, err);

    if (rc < 0) {
        return rc;
    }
    *out_ms = at_ms;
    db_bind_i64(row.stmt, 1, at_ms);
    db_bind_i64(row.stmt, 2, within_ms);
    db_bind_i64(row.stmt, 3, SAMPLE_COUNTERS);
    rc = row_next(&row, err);
    if (rc == 0 && row.has_row && !row_is_null(&row, 0)) {
        *out_ms = row_int(&row, 0, INT64_MIN, INT64_MAX);
    }
    db_finish(row.stmt);
    return rc;
}

int capture_start(struct capture_reader *reader, uint32_t device,
                  int64_t *out_ms, struct err *err)
{
    struct row_out row = {.table = "sample"};
    int rc = db_prepare(reader->db,
                        "SELECT at_ms FROM sample WHERE device=?1"
                        " AND number > 0 ORDER BY seq LIMIT 1",
                        &row.stmt, err);

    if (rc < 0) {
        return rc;
    }
    *out_ms = reader->head.started_ms;
    db_bind_i64(row.stmt, 1, device);
    rc = row_next(&row, err);
    if (rc == 0 && row.has_row) {
        *out_ms = row_int(&row, 0, INT64_MIN, INT64_MAX);
    }
    db_finish(row.stmt);
    return rc;
}
