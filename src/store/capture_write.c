/* SPDX-License-Identifier: Apache-2.0 */
/* Making a capture, and what is put into it as it comes. */
#include "store/capture_state.h"

#include "base/format.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Ports of a connection that was seen so long ago may be another one's. */
#define LONG_MS 60000

static const char *const inserts[INSERT_COUNT] = {
    [INSERT_META] = "INSERT OR REPLACE INTO meta VALUES(?,?)",
    [INSERT_ARGUMENT] = "INSERT INTO argument VALUES(?,?)",
    [INSERT_DEVICE] = "INSERT INTO device VALUES(?,?,?,NULL,NULL)",
    [INSERT_END] = "UPDATE device SET to_ms=?1, ticks=?2 WHERE id=?3",
    [INSERT_FACT] = "INSERT INTO fact VALUES(?,?,?)",
    [INSERT_INTERFACE] = "INSERT INTO interface VALUES(?,?,?,?,?,?,?)",
    [INSERT_ADDRESS] = "INSERT INTO address VALUES(?,?,?,?,?)",
    [INSERT_PROXY] = "INSERT INTO proxy VALUES(?,?,?,?,?,?)",
    [INSERT_LOOK] = "INSERT INTO look VALUES(?,?,?,?,?)",
    [INSERT_LOOK_INTERFACE] =
        "INSERT INTO look_interface VALUES(?,?,?,?,?,?,?)",
    [INSERT_LOOK_ADDRESS] = "INSERT INTO look_address VALUES(?,?,?,?,?)",
    [INSERT_LOOK_PROXY] = "INSERT INTO look_proxy VALUES(?,?,?,?,?,?)",
    [INSERT_USER] = "INSERT OR IGNORE INTO user VALUES(?,?,?,?)",
    [INSERT_WARNING] = "INSERT INTO warning VALUES(?,?,?,?,?)",
    [INSERT_SAMPLE] = "INSERT INTO sample VALUES(?,?,?,?,?,?,?,?,?,?,?)",
    [INSERT_SOCKET] =
        "INSERT INTO socket VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [INSERT_CHANGE] = "INSERT INTO change VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [INSERT_PROCESS] = "INSERT INTO process VALUES(?,?,?,?)",
    [INSERT_PACKAGE] = "INSERT INTO package VALUES(?,?,?,?)",
    [INSERT_HOLDER] = "INSERT INTO holder VALUES(?,?,?,?)",
    [INSERT_BYTES] = "INSERT INTO uid_bytes VALUES(?,?,?,?,?,?)",
    [INSERT_COUNTER] = "INSERT INTO counter VALUES(?,?,?)",
    [INSERT_EVENT] = "INSERT INTO event VALUES(?,?,?,?,?,?,?,?,?,?)",
    [INSERT_LOOKUP] =
        "REPLACE INTO lookup VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [INSERT_NO_NAMES] = "DELETE FROM lookup_name WHERE addr=?",
    [INSERT_NAME] = "INSERT INTO lookup_name VALUES(?,?,?)",
    [INSERT_RAW] = "INSERT INTO raw VALUES(?,?,?)",
    [INSERT_RUN] =
        ("INSERT OR REPLACE INTO run VALUES"
         "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
};

int capture_fail(struct capture_writer *writer, int code, const char *what)
{
    if (writer->failed.code == 0) {
        (void)err_set(&writer->failed, code, "capture: %s", what);
    }
    return writer->failed.code;
}

/* ---- rows ------------------------------------------------------------- */

struct row_in row_begin(struct capture_writer *writer, enum capture_insert to)
{
    struct row_in row = {writer, writer->inserts[to], 0};

    if (!writer->is_begun && writer->failed.code == 0 &&
        db_begin(writer->db, &writer->failed) == 0) {
        writer->is_begun = true;
    }
    return row;
}

void row_i64(struct row_in *row, int64_t value)
{
    db_bind_i64(row->stmt, ++row->at, value);
}

void row_u64(struct row_in *row, uint64_t value)
{
    row_i64(row, (int64_t)value);
}

void row_text(struct row_in *row, const char *text)
{
    if (text == NULL) {
        row_nulls(row, 1);
    } else {
        db_bind_text(row->stmt, ++row->at, text);
    }
}

void row_blob(struct row_in *row, const void *bytes, size_t len)
{
    db_bind_blob(row->stmt, ++row->at, bytes, len);
}

void row_nulls(struct row_in *row, int count)
{
    for (; count > 0; count--) {
        db_bind_null(row->stmt, ++row->at);
    }
}

int row_put(struct row_in *row)
{
    struct capture_writer *writer = row->writer;

    if (writer->failed.code == 0) {
        (void)db_step(row->stmt, &writer->failed);
    }
    db_reset(row->stmt);
    return writer->failed.code;
}

int capture_tell(struct capture_writer *writer, struct err *err)
{
    if (writer->failed.code == 0) {
        return 0;
    }
    if (writer->is_begun) {
        db_rollback(writer->db);
        writer->is_begun = false;
    }
    return err_set(err, writer->failed.code, "%s: %s", writer->path,
                   writer->failed.text);
}

int capture_commit(struct capture_writer *writer, struct err *err)
{
    if (writer->is_begun && writer->failed.code == 0 &&
        db_commit(writer->db, &writer->failed) == 0) {
        writer->is_begun = false;
        (void)db_check_place(writer->db, &writer->failed);
    }
    return capture_tell(writer, err);
}

/* ---- the file --------------------------------------------------------- */

static int put_meta(struct capture_writer *writer, const char *name,
                    const char *value)
{
    struct row_in in = row_begin(writer, INSERT_META);

    row_text(&in, name);
    row_text(&in, value == NULL ? "" : value);
    return row_put(&in);
}

static int put_head(struct capture_writer *writer,
                    const struct capture_head *head)
{
    char number[32];
    size_t i;
    int rc = put_meta(writer, "made_by", "adbnet " ADBNET_VERSION);

    if (rc == 0) {
        rc = put_meta(writer, "command_line", head->command_line);
    }
    if (rc == 0) {
        rc = put_meta(writer, "utc_offset_minutes",
                      format_text(number, sizeof(number), "%d",
                                  head->utc_offset_minutes));
    }
    if (rc == 0) {
        rc = put_meta(writer, "started_ms",
                      format_text(number, sizeof(number), "%lld",
                                  (long long)head->started_ms));
    }
    for (i = 0; i < head->argument_count && rc == 0; i++) {
        struct row_in in = row_begin(writer, INSERT_ARGUMENT);

        row_u64(&in, i);
        row_text(&in, head->arguments[i]);
        rc = row_put(&in);
    }
    return rc;
}

static void free_writer(struct capture_writer *writer)
{
    size_t i;

    for (i = 0; i < INSERT_COUNT; i++) {
        db_finish(writer->inserts[i]);
    }
    for (i = 0; i < writer->phones.len; i++) {
        live_phone_free(*(struct live_phone **)vec_at(&writer->phones, i));
    }
    vec_fini(&writer->phones);
    db_close(writer->db);
    if (writer->lock_fd >= 0) {
        (void)close(writer->lock_fd);
    }
    free(writer);
}

/* The file is there and empty, or a capture. */
static int open_writer(const char *path, struct capture_writer **out,
                       struct err *err)
{
    size_t len = strlen(path) + 1;
    struct capture_writer *writer = calloc(1, sizeof(*writer) + len);
    size_t i;
    int rc;

    *out = NULL;
    if (writer == NULL) {
        (void)err_set(err, ERR_NOMEM, "out of memory");
        return ERR_NOMEM;
    }
    memcpy(writer->path, path, len);
    vec_init(&writer->phones, sizeof(struct live_phone *), CAPTURE_DEVICES_MAX);
    writer->lock_fd = -1;
    rc = capture_check_unwritten(path, err);
    if (rc == 0) {
        rc = db_open(&capture_format, path, &writer->db, NULL, err);
    }
    if (rc == 0) {
        /* KiB: what is written is not looked at again. */
        rc = db_exec(writer->db, "PRAGMA cache_size=-512", err);
    }
    for (i = 0; i < INSERT_COUNT && rc == 0; i++) {
        rc = db_prepare(writer->db, inserts[i], &writer->inserts[i], err);
    }
    if (rc < 0) {
        free_writer(writer);
        return rc;
    }
    *out = writer;
    return 0;
}

static int take_lock(struct capture_writer *writer, struct err *err)
{
    /* With a look at a table, so that its log is in use from here on. */
    int rc = db_exec(writer->db,
                     "PRAGMA journal_mode=WAL; SELECT 1 FROM device", err);

    return rc < 0 ? err_prefix(err, "%s", writer->path)
                  : capture_lock(writer->path, &writer->lock_fd, err);
}

/* All that makes it a capture. SQLite leaves one plain file when it closes. */
static int write_part(const char *part, const struct capture_head *head,
                      struct err *err)
{
    struct capture_writer *writer;
    int rc = open_writer(part, &writer, err);

    if (rc < 0) {
        return rc;
    }
    (void)put_head(writer, head);
    rc = capture_commit(writer, err);
    free_writer(writer);
    return rc;
}

/*
 * Under another name first: who is killed meanwhile leaves nothing that looks
 * like a capture and is none.
 */
int capture_create(const char *path, bool is_forced,
                   const struct capture_head *head, struct capture_writer **out,
                   struct err *err)
{
    char *part;
    int rc = capture_make_file(path, is_forced, &part, err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    rc = write_part(part, head, err);
    if (rc == 0) {
        rc = capture_put_file(part, path, is_forced, err);
    }
    if (rc < 0) {
        (void)unlink(part);
    } else {
        rc = open_writer(path, out, err);
    }
    if (rc == 0) {
        rc = take_lock(*out, err);
    }
    if (rc < 0 && *out != NULL) {
        free_writer(*out);
        *out = NULL;
    }
    free(part);
    return rc;
}

static int read_last(struct capture_writer *writer, const char *sql,
                     int64_t *out, struct err *err)
{
    struct db_stmt *stmt = NULL;
    int rc = db_prepare(writer->db, sql, &stmt, err);

    if (rc == 0) {
        rc = db_step(stmt, err);
        *out = rc == 1 ? db_column_i64(stmt, 0) : 0;
    }
    db_finish(stmt);
    return rc < 0 ? rc : 0;
}

/* Nobody else writes it, nor has since a reader has counted its phones. */
static int take_over(struct capture_writer *writer, size_t devices,
                     struct err *err)
{
    int64_t count = 0;
    int rc = take_lock(writer, err);

    if (rc == 0) {
        rc = read_last(writer, "SELECT count(*) FROM device", &count, err);
    }
    return rc < 0 || count == (int64_t)devices
               ? rc
               : err_set(err, ERR_IO, "%s: it was written to just now",
                         writer->path);
}

/* Phones that are in it get no more rows: they stand there for their number. */
static int take_up(struct capture_writer *writer, size_t devices,
                   struct err *err)
{
    int rc = read_last(writer,
                       "SELECT max(ifnull((SELECT max(seq) FROM sample), 0),"
                       " ifnull((SELECT max(seq) FROM event), 0),"
                       " ifnull((SELECT max(seq) FROM run), 0),"
                       " ifnull((SELECT max(last_seq) FROM run), 0))",
                       &writer->seq, err);

    if (rc == 0) {
        rc = read_last(writer, "SELECT ifnull(max(id), 0) FROM socket",
                       &writer->socket_id, err);
    }
    while (rc == 0 && writer->phones.len < devices) {
        struct live_phone *phone = live_phone_new((uint32_t)writer->phones.len);

        rc = phone == NULL ? ERR_NOMEM : vec_push(&writer->phones, &phone);
        if (rc < 0) {
            live_phone_free(phone);
            (void)err_set(err, rc, "out of memory");
        }
    }
    return rc < 0 ? err_prefix(err, "%s", writer->path) : 0;
}

int capture_append(const char *path, size_t devices,
                   struct capture_writer **out, struct err *err)
{
    int rc = open_writer(path, out, err);

    if (rc == 0) {
        rc = take_over(*out, devices, err);
        if (rc == 0) {
            rc = take_up(*out, devices, err);
        }
        if (rc < 0) {
            free_writer(*out);
            *out = NULL;
        }
    }
    return rc;
}

int capture_close(struct capture_writer *writer, struct err *err)
{
    struct err settling = {0, ""};
    size_t i;
    int rc;

    if (writer == NULL) {
        return 0;
    }
    rc = capture_commit(writer, err);
    for (i = 0; i < INSERT_COUNT; i++) {
        db_finish(writer->inserts[i]);
        writer->inserts[i] = NULL;
    }
    /* Also after a failure: then of what was committed before. */
    if (db_settle(writer->db, &settling) < 0 && rc == 0) {
        rc = err_set(err, settling.code, "%s: %s", writer->path, settling.text);
    }
    free_writer(writer);
    return rc;
}

/* While it is still locked, so that it is nobody else's. */
void capture_discard(struct capture_writer *writer)
{
    if (writer != NULL) {
        capture_remove_file(writer->path);
        free_writer(writer);
    }
}

/* ---- what comes ------------------------------------------------------- */

int capture_put_setting(struct capture_writer *writer, const char *name,
                        const char *value, struct err *err)
{
    (void)put_meta(writer, name, value);
    return capture_tell(writer, err);
}

int capture_put_device(struct capture_writer *writer, const char *serial,
                       const char *via, uint32_t *out_device, struct err *err)
{
    uint32_t id = (uint32_t)writer->phones.len;
    struct live_phone *phone = live_phone_new(id);
    struct row_in in;
    int rc = phone == NULL ? ERR_NOMEM : vec_push(&writer->phones, &phone);

    *out_device = id;
    if (rc < 0) {
        live_phone_free(phone);
        (void)capture_fail(
            writer, rc, rc == ERR_LIMIT ? "too many phones" : "out of memory");
        return capture_tell(writer, err);
    }
    in = row_begin(writer, INSERT_DEVICE);
    row_i64(&in, id);
    row_text(&in, serial);
    row_text(&in, via);
    (void)row_put(&in);
    return capture_tell(writer, err);
}

static struct live_phone *phone_at(const struct capture_writer *writer,
                                   uint32_t device)
{
    return *(struct live_phone **)vec_at(&writer->phones, device);
}

static int put_sample_row(struct capture_writer *writer, uint32_t device,
                          const struct sample *sample,
                          const struct snapshot *snapshot)
{
    struct row_in in = row_begin(writer, INSERT_SAMPLE);

    row_i64(&in, ++writer->seq);
    row_i64(&in, device);
    row_u64(&in, sample->number);
    row_i64(&in, sample->at_ms);
    row_i64(&in, sample->asked_at_ms);
    row_i64(&in, sample->came_at_ms);
    row_i64(&in, sample->phone_at_us);
    row_i64(&in, sample->parts);
    row_i64(&in, (snapshot->has_all_processes ? CAPTURE_ALL_PROCESSES : 0) |
                     (snapshot->has_all_holders ? CAPTURE_ALL_HOLDERS : 0) |
                     (snapshot->has_all_packages ? CAPTURE_ALL_PACKAGES : 0));
    row_u64(&in, snapshot->rows_bad);
    row_u64(&in, snapshot->rows_duplicate);
    return row_put(&in);
}

int capture_put_base(struct capture_writer *writer, uint32_t device,
                     const struct snapshot *snapshot, struct err *err)
{
    struct live_phone *phone = phone_at(writer, device);
    struct sample head = {.at_ms = snapshot->taken_at_ms,
                          .asked_at_ms = SNAPSHOT_NO_TIME,
                          .came_at_ms = snapshot->taken_at_ms,
                          .phone_at_us = snapshot->phone_at_ms < 0
                                             ? -1
                                             : snapshot->phone_at_ms * 1000};
    int rc;

    head.parts =
        SAMPLE_PROCESSES | SAMPLE_PACKAGES | SAMPLE_HOLDERS | SAMPLE_COUNTERS;
    rc = put_sample_row(writer, device, &head, snapshot);
    if (rc == 0) {
        rc = phone->has_facts ? capture_put_look(writer, device, snapshot)
                              : capture_put_facts(writer, device, snapshot);
        phone->has_facts = true;
    }
    if (rc == 0) {
        (void)live_put(writer, phone, snapshot, NULL, head.parts);
    }
    return capture_tell(writer, err);
}

int capture_put_sample(struct capture_writer *writer, uint32_t device,
                       const struct sample *sample, struct err *err)
{
    struct live_phone *phone = phone_at(writer, device);
    int rc = put_sample_row(writer, device, sample, &sample->snapshot);

    phone->is_after_gap |=
        sample->at_ms >= LONG_MS && sample->at_ms - LONG_MS >= phone->at_ms;
    phone->at_ms = sample->at_ms;
    if (rc == 0) {
        rc = live_put(writer, phone, &sample->snapshot, &sample->bytes,
                      sample->parts | SAMPLE_SOCKETS);
    }
    if (rc == 0) {
        rc = kept_put(writer, phone, sample->number, &sample->raw);
    }
    if (rc == 0 && (sample->parts & SAMPLE_NETSTAT) != 0) {
        (void)kept_store(writer, phone, sample->number);
    }
    return capture_tell(writer, err);
}

static void put_raw_of(struct capture_writer *writer, struct live_phone *phone,
                       const struct event *event)
{
    const struct tracked *connection = event->connection;

    if (connection == NULL || !connection->is_selected) {
        return;
    }
    if (event->kind == EVENT_CLOSE &&
        kept_store(writer, phone, connection->last_sample) < 0) {
        return;
    }
    (void)kept_store(writer, phone, event->sample);
}

static const char *kind_name(unsigned kind)
{
    static const char *const names[] = {
        [EVENT_START] = "start", [EVENT_MARK] = "mark",
        [EVENT_GAP] = "gap",     [EVENT_FOREGROUND] = "foreground",
        [EVENT_BACK] = "back",   [EVENT_NOTE] = "note",
    };

    return names[kind];
}

static void take_gap(struct live_phone *phone, const struct gap *gap)
{
    phone->is_after_gap = true;
    phone->is_after_reboot |= gap->is_reboot;
}

int capture_put_event(struct capture_writer *writer, uint32_t device,
                      const struct event *event, struct err *err)
{
    struct row_in in;

    if (event->kind == EVENT_NAME) {
        return capture_put_lookup(writer, event->lookup, err);
    }
    if (event->kind == EVENT_OPEN || event->kind == EVENT_CHANGE ||
        event->kind == EVENT_CLOSE) {
        put_raw_of(writer, phone_at(writer, device), event);
        return capture_tell(writer, err);
    }
    in = row_begin(writer, INSERT_EVENT);
    row_i64(&in, ++writer->seq);
    row_i64(&in, device);
    row_text(&in, kind_name(event->kind));
    row_i64(&in, event->at_ms);
    row_u64(&in, event->sample);
    if (event->gap == NULL) {
        row_text(&in, event->text == NULL ? "" : event->text);
        row_nulls(&in, 4);
    } else {
        take_gap(phone_at(writer, device), event->gap);
        row_text(&in, event->gap->why == NULL ? "" : event->gap->why);
        row_i64(&in, event->gap->from_ms);
        row_i64(&in, event->gap->to_ms);
        row_u64(&in, event->gap->ticks);
        row_i64(&in, event->gap->is_reboot);
    }
    (void)row_put(&in);
    return capture_tell(writer, err);
}

int capture_put_raw(struct capture_writer *writer, uint32_t device,
                    uint64_t number, struct err *err)
{
    if (number > 0) {
        (void)kept_store(writer, phone_at(writer, device), number);
    }
    return capture_tell(writer, err);
}

int capture_put_end(struct capture_writer *writer, uint32_t device,
                    int64_t to_ms, uint64_t ticks, struct err *err)
{
    struct row_in in = row_begin(writer, INSERT_END);

    row_i64(&in, to_ms);
    row_u64(&in, ticks);
    row_i64(&in, device);
    (void)row_put(&in);
    return capture_tell(writer, err);
}
