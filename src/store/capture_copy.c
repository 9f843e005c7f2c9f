/* SPDX-License-Identifier: Apache-2.0 */
/* See capture_copy.h. */
#include "store/capture_copy.h"

#define OF_SAMPLES " WHERE seq IN (SELECT seq FROM sample WHERE device=?1)"

/*
 * A letter for each column: s a seq, k a socket's number, d the device, i a
 * number, t a text, b bytes, v a number or a text.
 */
static const struct {
    enum capture_insert to;
    int since; /* the version that first has it */
    const char *table;
    const char *columns;
    const char *select; /* ?1 is the device */
} tables[] = {
    {INSERT_FACT, 1, "fact", "dtv", "SELECT * FROM fact WHERE device=?1"},
    {INSERT_INTERFACE, 1, "interface", "dittiii",
     "SELECT * FROM interface WHERE device=?1"},
    {INSERT_ADDRESS, 1, "address", "ditii",
     "SELECT * FROM address WHERE device=?1"},
    {INSERT_PROXY, 1, "proxy", "dittti", "SELECT * FROM proxy WHERE device=?1"},
    {INSERT_USER, 1, "user", "diti", "SELECT * FROM user WHERE device=?1"},
    {INSERT_WARNING, 1, "warning", "ditti",
     "SELECT * FROM warning WHERE device=?1"},
    {INSERT_SAMPLE, 1, "sample", "sdiiiiiiiii",
     "SELECT * FROM sample WHERE device=?1 ORDER BY seq"},
    {INSERT_LOOK, 4, "look", "sditt", "SELECT * FROM look WHERE device=?1"},
    {INSERT_LOOK_INTERFACE, 4, "look_interface", "sittiii",
     "SELECT * FROM look_interface" OF_SAMPLES},
    {INSERT_LOOK_ADDRESS, 4, "look_address", "sitii",
     "SELECT * FROM look_address" OF_SAMPLES},
    {INSERT_LOOK_PROXY, 4, "look_proxy", "sittti",
     "SELECT * FROM look_proxy" OF_SAMPLES},
    {INSERT_SOCKET, 1, "socket", "kdiititiiiiittt",
     "SELECT * FROM socket WHERE device=?1 ORDER BY id"},
    {INSERT_CHANGE, 1, "change", "skiiiiiiiiiii",
     "SELECT * FROM change" OF_SAMPLES " ORDER BY seq, socket"},
    {INSERT_PROCESS, 1, "process", "siit",
     "SELECT * FROM process" OF_SAMPLES " ORDER BY seq, pid"},
    {INSERT_PACKAGE, 1, "package", "siti",
     "SELECT * FROM package" OF_SAMPLES " ORDER BY seq, uid, name"},
    {INSERT_HOLDER, 1, "holder", "siii",
     "SELECT * FROM holder" OF_SAMPLES " ORDER BY seq, inode, pid"},
    {INSERT_BYTES, 1, "uid_bytes", "siiiii",
     "SELECT * FROM uid_bytes" OF_SAMPLES " ORDER BY seq, uid"},
    {INSERT_COUNTER, 1, "counter", "sti",
     "SELECT * FROM counter" OF_SAMPLES " ORDER BY seq, name"},
    {INSERT_EVENT, 1, "event", "sdtiitiiii",
     "SELECT * FROM event WHERE device=?1 ORDER BY seq"},
    {INSERT_RAW, 1, "raw", "sib",
     "SELECT * FROM raw" OF_SAMPLES " ORDER BY seq"},
    /* Behind its columns what version 2 lacks; version 3 has them in *. */
    {INSERT_RUN, 2, "run", "sdsttitiiiiittiiiiiiiiiiiitiii",
     "SELECT *, NULL, NULL FROM run WHERE device=?1 ORDER BY seq"},
};

struct copy {
    struct capture_writer *writer;
    uint32_t device;
    struct capture_shift *shift;
    enum capture_insert to;
    const char *columns;
};

static void put_shifted(struct row_out *row, int column, struct row_in *in,
                        int64_t by, int64_t *max)
{
    int64_t number = row_int(row, column, 1, INT64_MAX - by) + by;

    *max = number > *max ? number : *max;
    row_i64(in, number);
}

static void put_blob(struct row_out *row, int column, struct row_in *in)
{
    size_t len;
    const void *bytes = db_column_blob(row->stmt, column, &len);

    row_blob(in, bytes, len);
}

static void put_value(struct row_out *row, int column, char kind,
                      const struct copy *copy, struct row_in *in)
{
    if (row_is_null(row, column)) {
        row_nulls(in, 1);
    } else if (kind == 's') {
        put_shifted(row, column, in, copy->shift->seq, &copy->shift->max_seq);
    } else if (kind == 'k') {
        put_shifted(row, column, in, copy->shift->socket,
                    &copy->shift->max_socket);
    } else if (kind == 'd') {
        row_i64(in, copy->device);
    } else if (kind == 'b') {
        put_blob(row, column, in);
    } else if (kind == 't' ||
               (kind == 'v' && db_column_is_text(row->stmt, column))) {
        row_text(in, db_column_text(row->stmt, column));
    } else {
        row_i64(in, db_column_i64(row->stmt, column));
    }
}

static int take_copy(struct capture_reader *reader, struct row_out *row,
                     void *ctx, struct err *err)
{
    const struct copy *copy = ctx;
    struct row_in in = row_begin(copy->writer, copy->to);
    int i;

    (void)reader;
    for (i = 0; copy->columns[i] != '\0'; i++) {
        put_value(row, i, copy->columns[i], copy, &in);
    }
    (void)row_put(&in);
    return capture_tell(copy->writer, err);
}

int capture_copy_device(struct capture_reader *reader, uint32_t from,
                        struct capture_writer *writer, uint32_t to,
                        struct capture_shift *shift, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < sizeof(tables) / sizeof(tables[0]) && rc == 0; i++) {
        struct copy copy = {writer, to, shift, tables[i].to, tables[i].columns};

        if (reader->version >= tables[i].since) {
            rc = rows_each(reader, tables[i].select, tables[i].table, from,
                           take_copy, &copy, err);
        }
    }
    return rc;
}
