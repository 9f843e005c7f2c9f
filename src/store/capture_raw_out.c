/* SPDX-License-Identifier: Apache-2.0 */
/* The phone's own words, unpacked. */
#include "store/capture_reading.h"

#include <zlib.h>

struct wanted {
    struct buf *out;
    bool is_found;
};

static int take_raw(struct capture_reader *reader, struct row_out *row,
                    void *ctx, struct err *err)
{
    struct wanted *wanted = ctx;
    size_t packed_len;
    const void *packed = db_column_blob(row->stmt, 1, &packed_len);
    uLongf size = (uLongf)row_int(row, 0, 0, (int64_t)SAMPLE_RAW_MAX);
    uLongf len = size;
    unsigned char *at;
    int rc;

    (void)reader;
    if (row->is_bad || packed == NULL || size == 0) {
        return capture_damaged(row->table, err);
    }
    rc = buf_reserve(wanted->out, size, &at);
    if (rc < 0) {
        return err_set(err, rc, "capture: no room for its raw text");
    }
    if (uncompress(at, &len, packed, (uLong)packed_len) != Z_OK ||
        len != size) {
        return capture_damaged(row->table, err);
    }
    wanted->out->len += size;
    wanted->is_found = true;
    return 0;
}

int capture_raw(struct capture_reader *reader, uint32_t device, uint64_t number,
                struct buf *out, struct err *err)
{
    struct wanted wanted = {.out = out};
    struct row_out row = {.table = "raw"};
    int rc = db_prepare(reader->db,
                        "SELECT raw.size, raw.packed FROM sample JOIN raw"
                        " USING(seq) WHERE sample.device=?1"
                        " AND sample.number=?2",
                        &row.stmt, err);

    if (rc < 0) {
        return rc;
    }
    db_bind_i64(row.stmt, 1, device);
    db_bind_i64(row.stmt, 2, (int64_t)number);
    rc = row_next(&row, err);
    if (rc == 0 && row.has_row) {
        rc = take_raw(reader, &row, &wanted, err);
    }
    db_finish(row.stmt);
    if (rc == 0 && !wanted.is_found) {
        rc = err_set(err, ERR_NO_MATCH,
                     "the raw text of sample %llu was not kept",
                     (unsigned long long)number);
    }
    return rc;
}
