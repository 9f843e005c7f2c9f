/* SPDX-License-Identifier: Apache-2.0 */
/* Values from a file that anybody may have made. See capture_reading.h. */
#include "store/capture_reading.h"

#include <string.h>

int capture_damaged(const char *table, struct err *err)
{
    return err_set(err, ERR_PROTO, "capture: damaged, in its table %s", table);
}

int row_next(struct row_out *row, struct err *err)
{
    int rc = db_step(row->stmt, err);

    row->has_row = rc == 1;
    row->is_bad = false;
    return rc < 0 ? rc : 0;
}

bool row_is_null(const struct row_out *row, int column)
{
    return db_column_is_null(row->stmt, column);
}

int64_t row_int(struct row_out *row, int column, int64_t min, int64_t max)
{
    int64_t value = db_column_i64(row->stmt, column);

    if (value < min || value > max) {
        row->is_bad = true;
        return min;
    }
    return value;
}

uint32_t row_u32(struct row_out *row, int column)
{
    return (uint32_t)row_int(row, column, 0, UINT32_MAX);
}

bool row_bool(struct row_out *row, int column)
{
    return row_int(row, column, 0, 1) == 1;
}

uint64_t row_64(const struct row_out *row, int column)
{
    return (uint64_t)db_column_i64(row->stmt, column);
}

const char *row_string(struct row_out *row, int column, struct pool *pool)
{
    const char *text = db_column_text(row->stmt, column);
    const char *copy;

    if (text == NULL) {
        /* NULL, or no memory: then it is no text, and not NULL either. */
        row->is_bad = row->is_bad || !row_is_null(row, column);
        return NULL;
    }
    copy = pool_add(pool, str_from(text));
    row->is_bad = row->is_bad || copy == NULL;
    return copy;
}

struct addr row_address(struct row_out *row, int column)
{
    const char *text = db_column_text(row->stmt, column);
    struct addr addr = {.family = ADDR_NONE};

    if (text != NULL && !addr_parse(str_from(text), &addr)) {
        row->is_bad = true;
    }
    return addr;
}

int row_check(const struct row_out *row, struct err *err)
{
    return row->is_bad ? capture_damaged(row->table, err) : 0;
}

int rows_each(struct capture_reader *reader, const char *sql, const char *table,
              int64_t key, row_take take, void *ctx, struct err *err)
{
    struct row_out row = {.table = table};
    int rc = db_prepare(reader->db, sql, &row.stmt, err);

    if (rc < 0) {
        return rc;
    }
    if (key >= 0) {
        db_bind_i64(row.stmt, 1, key);
    }
    rc = row_next(&row, err);
    while (rc == 0 && row.has_row) {
        rc = take(reader, &row, ctx, err);
        if (rc == 0) {
            rc = row_check(&row, err);
        }
        if (rc == 0) {
            rc = row_next(&row, err);
        }
    }
    db_finish(row.stmt);
    return rc;
}
