/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a capture, and its items one by one. See capture_read.h. */
#include "store/capture_reading.h"

#include <stdlib.h>
#include <string.h>

#define LOOKUPS_MAX ((size_t)1024 * 1024)
#define LIVE_STRINGS_MAX ((size_t)256 * 1024 * 1024)

static const char *const table_names[TABLE_COUNT] = {
    "sample",  "event",  "socket",    "change",  "process",
    "package", "holder", "uid_bytes", "counter",
};

/* Each in the order of its key, so that nothing is sorted or looked up. */
static const char *const selects[TABLE_COUNT] = {
    "SELECT * FROM sample ORDER BY seq",
    "SELECT * FROM event ORDER BY seq",
    "SELECT * FROM socket ORDER BY id",
    "SELECT * FROM change ORDER BY seq, socket",
    "SELECT * FROM process ORDER BY seq, pid",
    "SELECT * FROM package ORDER BY seq, uid, name",
    "SELECT * FROM holder ORDER BY seq, inode, pid",
    "SELECT * FROM uid_bytes ORDER BY seq, uid",
    "SELECT * FROM counter ORDER BY seq, name",
};

static int no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, "out of memory");
}

/* ---- how it was made --------------------------------------------------- */

static int take_setting(struct capture_reader *reader, struct row_out *row,
                        void *ctx, struct err *err)
{
    struct setting setting = {
        .name = row_string(row, 0, &reader->strings),
        .value = row_string(row, 1, &reader->strings),
    };

    (void)ctx;
    (void)err;
    if (setting.name == NULL || setting.value == NULL ||
        vec_push(&reader->settings, &setting) < 0) {
        row->is_bad = true;
    }
    return 0;
}

static int take_argument(struct capture_reader *reader, struct row_out *row,
                         void *ctx, struct err *err)
{
    const char *text = row_string(row, 0, &reader->strings);

    (void)ctx;
    (void)err;
    if (text == NULL || vec_push(&reader->arguments, &text) < 0) {
        row->is_bad = true;
    }
    return 0;
}

static int take_device(struct capture_reader *reader, struct row_out *row,
                       void *ctx, struct err *err)
{
    struct capture_device device = {
        .serial = row_string(row, 1, &reader->strings),
        .via = row_string(row, 2, &reader->strings),
        .has_end = !row_is_null(row, 3),
        .to_ms = row_int(row, 3, INT64_MIN, INT64_MAX),
        .ticks = (uint64_t)row_int(row, 4, 0, INT64_MAX),
    };
    struct seen_phone phone;

    (void)ctx;
    (void)err;
    seen_phone_init(&phone);
    /* Numbered from 0 on without a hole, since samples name them so. */
    if (row_64(row, 0) != reader->devices.len ||
        vec_push(&reader->devices, &device) < 0 ||
        vec_push(&reader->phones, &phone) < 0) {
        row->is_bad = true;
    }
    return 0;
}

/* Of a phone whose watching never ended in order. */
static int take_extent(struct capture_reader *reader, struct row_out *row,
                       void *ctx, struct err *err)
{
    struct capture_device *device = ctx;

    (void)reader;
    (void)err;
    if (row_is_null(row, 0)) {
        return 0;
    }
    device->to_ms = row_int(row, 0, INT64_MIN, INT64_MAX);
    device->ticks = (uint64_t)row_int(row, 1, 0, INT64_MAX);
    return 0;
}

static int read_extents(struct capture_reader *reader, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < reader->devices.len && rc == 0; i++) {
        struct capture_device *device = vec_at(&reader->devices, i);

        if (!device->has_end) {
            rc = rows_each(reader,
                           "SELECT max(came_ms), sum(number > 0) + (SELECT"
                           " ifnull(sum(ticks), 0) FROM event WHERE device=?1)"
                           " FROM sample WHERE device=?1",
                           "sample", (int64_t)i, take_extent, device, err);
        }
    }
    return rc;
}

static int64_t setting_number(const struct capture_reader *reader,
                              const char *name, int64_t min, int64_t max)
{
    const char *text = capture_setting(reader, name);
    struct cursor cursor;
    int64_t value;

    if (text == NULL) {
        return 0;
    }
    cursor = cursor_from(str_from(text));
    return cursor_i64(&cursor, &value) && cursor_is_end(&cursor) &&
                   value >= min && value <= max
               ? value
               : 0;
}

static int read_head(struct capture_reader *reader, struct err *err)
{
    struct capture_head *head = &reader->head;
    int rc = rows_each(reader, "SELECT name, value FROM meta", "meta", -1,
                       take_setting, NULL, err);

    if (rc == 0) {
        rc = rows_each(reader, "SELECT text FROM argument ORDER BY rank",
                       "argument", -1, take_argument, NULL, err);
    }
    if (rc == 0) {
        rc = rows_each(reader,
                       "SELECT id, serial, via, to_ms, ticks FROM device"
                       " ORDER BY id",
                       "device", -1, take_device, NULL, err);
    }
    head->made_by = capture_setting(reader, "made_by");
    head->command_line = capture_setting(reader, "command_line");
    head->utc_offset_minutes =
        (int)setting_number(reader, "utc_offset_minutes", -24 * 60, 24 * 60);
    head->started_ms =
        setting_number(reader, "started_ms", INT64_MIN, INT64_MAX);
    head->arguments = reader->arguments.items;
    head->argument_count = reader->arguments.len;
    if (rc == 0 && (head->made_by == NULL || head->command_line == NULL)) {
        rc = capture_damaged("meta", err);
    }
    return rc < 0 ? rc : read_extents(reader, err);
}

/* ---- opening ----------------------------------------------------------- */

static int prepare(struct capture_reader *reader, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < TABLE_COUNT && rc == 0; i++) {
        reader->tables[i].table = table_names[i];
        rc = db_prepare(reader->db, selects[i], &reader->tables[i].stmt, err);
    }
    return rc;
}

int capture_open(const char *path, struct capture_reader **out, struct err *err)
{
    struct capture_reader *reader = calloc(1, sizeof(*reader));
    int rc;

    *out = NULL;
    if (reader == NULL) {
        return no_memory(err);
    }
    pool_init(&reader->strings, SNAPSHOT_STRINGS_MAX);
    pool_init(&reader->live, LIVE_STRINGS_MAX);
    vec_init(&reader->arguments, sizeof(char *), CAPTURE_LIST_MAX);
    vec_init(&reader->settings, sizeof(struct setting), CAPTURE_LIST_MAX);
    vec_init(&reader->devices, sizeof(struct capture_device),
             CAPTURE_DEVICES_MAX);
    vec_init(&reader->phones, sizeof(struct seen_phone), CAPTURE_DEVICES_MAX);
    vec_init(&reader->lookups, sizeof(struct lookup), LOOKUPS_MAX);
    vec_init(&reader->runs, sizeof(struct capture_run), CAPTURE_RUNS_MAX);
    rc = db_open_read(&capture_format, path, capture_maker_sql, &reader->db,
                      &reader->version, NULL, err);
    if (rc == 0) {
        rc = read_head(reader, err);
        rc = rc < 0 ? rc : lookups_read(reader, err);
        rc = rc < 0 ? rc : runs_read(reader, err);
        rc = rc < 0 ? rc : prepare(reader, err);
        rc = rc < 0 ? rc : capture_rewind(reader, err);
        if (rc < 0) {
            (void)err_prefix(err, "%s", path);
        }
    }
    if (rc < 0) {
        capture_free(reader);
        return rc;
    }
    *out = reader;
    return 0;
}

static void forget_phones(struct capture_reader *reader)
{
    size_t i;

    for (i = 0; i < reader->phones.len; i++) {
        seen_phone_fini(vec_at(&reader->phones, i));
    }
    pool_fini(&reader->live);
}

void capture_free(struct capture_reader *reader)
{
    size_t i;

    if (reader == NULL) {
        return;
    }
    for (i = 0; i < TABLE_COUNT; i++) {
        db_finish(reader->tables[i].stmt);
    }
    forget_phones(reader);
    vec_fini(&reader->arguments);
    vec_fini(&reader->settings);
    vec_fini(&reader->devices);
    vec_fini(&reader->phones);
    vec_fini(&reader->lookups);
    vec_fini(&reader->runs);
    pool_fini(&reader->strings);
    db_close(reader->db);
    free(reader);
}

int capture_rewind(struct capture_reader *reader, struct err *err)
{
    size_t i;
    int rc = 0;

    forget_phones(reader);
    pool_init(&reader->live, LIVE_STRINGS_MAX);
    reader->socket_id = 0;
    reader->only = NULL;
    reader->at_seq = 0;
    for (i = 0; i < reader->phones.len; i++) {
        seen_phone_init(vec_at(&reader->phones, i));
    }
    for (i = 0; i < TABLE_COUNT && rc == 0; i++) {
        db_reset(reader->tables[i].stmt);
        rc = row_next(&reader->tables[i], err);
    }
    return rc;
}

const struct capture_head *capture_head(const struct capture_reader *reader)
{
    return &reader->head;
}

const char *capture_setting(const struct capture_reader *reader,
                            const char *name)
{
    size_t i;

    for (i = 0; i < reader->settings.len; i++) {
        const struct setting *setting = vec_at(&reader->settings, i);

        if (strcmp(setting->name, name) == 0) {
            return setting->value;
        }
    }
    return NULL;
}

size_t capture_device_count(const struct capture_reader *reader)
{
    return reader->devices.len;
}

const struct capture_device *capture_device(const struct capture_reader *reader,
                                            uint32_t device)
{
    return vec_at(&reader->devices, device);
}

bool capture_is_cut(const struct capture_reader *reader)
{
    size_t i;

    for (i = 0; i < reader->devices.len; i++) {
        const struct capture_device *device = vec_at(&reader->devices, i);

        if (!device->has_end) {
            return true;
        }
    }
    return reader->devices.len == 0;
}

/* ---- items ------------------------------------------------------------- */

void capture_item_init(struct capture_item *item)
{
    memset(item, 0, sizeof(*item));
}

void capture_item_fini(struct capture_item *item)
{
    if (item->sample != NULL) {
        sample_fini(item->sample);
        free(item->sample);
    }
    memset(item, 0, sizeof(*item));
}

/* The columns of the table, in its order. */
static void take_sample(struct row_out *row, struct sample *out)
{
    int64_t flags = row_int(row, 8, 0, 7);

    out->number = row_64(row, 2);
    out->at_ms = row_int(row, 3, INT64_MIN, INT64_MAX);
    out->asked_at_ms = row_int(row, 4, INT64_MIN, INT64_MAX);
    out->came_at_ms = row_int(row, 5, INT64_MIN, INT64_MAX);
    out->phone_at_us = row_int(row, 6, INT64_MIN, INT64_MAX);
    out->parts = (unsigned)row_int(row, 7, 0, UINT16_MAX);
    out->snapshot.has_all_processes = (flags & CAPTURE_ALL_PROCESSES) != 0;
    out->snapshot.has_all_holders = (flags & CAPTURE_ALL_HOLDERS) != 0;
    out->snapshot.has_all_packages = (flags & CAPTURE_ALL_PACKAGES) != 0;
    out->snapshot.rows_bad = (size_t)row_int(row, 9, 0, INT64_MAX);
    out->snapshot.rows_duplicate = (size_t)row_int(row, 10, 0, INT64_MAX);
}

/* A sample that brings a list tells whether it is a whole one. */
static void take_flags(struct seen_phone *phone, const struct sample *sample)
{
    const struct {
        unsigned part;
        enum capture_sample_flag flag;
        bool is_whole;
    } lists[] = {
        {SAMPLE_PROCESSES, CAPTURE_ALL_PROCESSES,
         sample->snapshot.has_all_processes},
        {SAMPLE_HOLDERS, CAPTURE_ALL_HOLDERS, sample->snapshot.has_all_holders},
        {SAMPLE_PACKAGES, CAPTURE_ALL_PACKAGES,
         sample->snapshot.has_all_packages},
    };
    size_t i;

    for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        unsigned flag = (unsigned)lists[i].flag;

        if ((sample->parts & lists[i].part) != 0) {
            phone->flags &= ~flag;
            phone->flags |= lists[i].is_whole ? flag : 0u;
        }
    }
}

int sample_take(struct capture_reader *reader, struct sample *out,
                uint32_t *out_device, struct err *err)
{
    struct row_out *row = &reader->tables[TABLE_SAMPLE];
    int64_t seq = row_int(row, 0, 1, INT64_MAX);
    uint32_t device = (uint32_t)row_int(row, 1, 0, UINT32_MAX);
    struct seen_phone *phone;
    int rc;

    take_sample(row, out);
    if (device >= reader->phones.len) {
        return capture_damaged(row->table, err);
    }
    *out_device = device;
    phone = vec_at(&reader->phones, device);
    rc = row_check(row, err);
    if (rc == 0) {
        rc = seen_take(reader, phone, device, seq, out->at_ms, err);
    }
    take_flags(phone, out);
    return rc < 0 ? rc : row_next(row, err);
}

static int add_facts(struct capture_reader *reader, struct capture_item *item,
                     struct err *err)
{
    struct snapshot *snapshot = &item->sample->snapshot;
    int rc = facts_read(reader, item->device, snapshot, err);

    snapshot->taken_at_ms = item->sample->at_ms;
    return rc;
}

/* All that a phone showed before what was skipped to. */
static int give_due_base(struct capture_reader *reader,
                         struct seen_phone *phone, struct capture_item *item,
                         struct err *err)
{
    struct sample *sample = item->sample;
    int rc;

    phone->is_base_due = false;
    item->kind = CAPTURE_BASE;
    sample->at_ms = phone->base_ms;
    sample->came_at_ms = phone->base_ms;
    sample->parts = SAMPLE_PROCESSES | SAMPLE_PACKAGES | SAMPLE_HOLDERS |
                    SAMPLE_COUNTERS | SAMPLE_BYTES;
    sample->snapshot.has_all_processes =
        (phone->flags & CAPTURE_ALL_PROCESSES) != 0;
    sample->snapshot.has_all_holders =
        (phone->flags & CAPTURE_ALL_HOLDERS) != 0;
    sample->snapshot.has_all_packages =
        (phone->flags & CAPTURE_ALL_PACKAGES) != 0;
    rc = seen_give(phone, sample, err);
    return rc < 0 ? rc : add_facts(reader, item, err);
}

static struct seen_phone *due_phone(const struct capture_reader *reader,
                                    uint32_t *out_device)
{
    size_t i;

    for (i = 0; i < reader->phones.len; i++) {
        struct seen_phone *phone = vec_at(&reader->phones, i);

        if (phone->is_base_due) {
            *out_device = (uint32_t)i;
            return phone;
        }
    }
    return NULL;
}

static int next_sample(struct capture_reader *reader, struct seen_phone *due,
                       struct capture_item *item, struct err *err)
{
    int rc;

    item->sample = malloc(sizeof(*item->sample));
    if (item->sample == NULL) {
        return no_memory(err);
    }
    sample_init(item->sample);
    if (due != NULL) {
        return give_due_base(reader, due, item, err);
    }
    rc = sample_take(reader, item->sample, &item->device, err);
    item->kind = item->sample->number == 0 ? CAPTURE_BASE : CAPTURE_SAMPLE;
    if (rc == 0) {
        rc =
            seen_give(vec_at(&reader->phones, item->device), item->sample, err);
    }
    return rc == 0 && item->kind == CAPTURE_BASE ? add_facts(reader, item, err)
                                                 : rc;
}

/* True: of a kind that this program knows. */
static bool take_kind(const char *name, struct event *event)
{
    static const struct {
        const char *name;
        enum event_kind kind;
    } kinds[] = {
        {"start", EVENT_START},
        {"mark", EVENT_MARK},
        {"foreground", EVENT_FOREGROUND},
        {"gap", EVENT_GAP},
        {"back", EVENT_BACK},
        {"note", EVENT_NOTE},
    };
    size_t i;

    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (name != NULL && strcmp(name, kinds[i].name) == 0) {
            event->kind = (uint8_t)kinds[i].kind;
            return true;
        }
    }
    return false;
}

/* 1: item is filled; 0: of a kind that a later program knows. */
static int next_event(struct capture_reader *reader, struct capture_item *item,
                      struct err *err)
{
    struct row_out *row = &reader->tables[TABLE_EVENT];
    struct event *event = &item->event;
    bool is_known = take_kind(db_column_text(row->stmt, 2), event);
    const char *text = row_string(row, 5, &reader->live);
    int rc;

    (void)row_int(row, 0, 1, INT64_MAX);
    item->kind = CAPTURE_EVENT;
    item->device = row_u32(row, 1);
    event->at_ms = row_int(row, 3, INT64_MIN, INT64_MAX);
    event->sample = row_64(row, 4);
    if (event->kind == EVENT_GAP && is_known) {
        item->gap.why = text;
        item->gap.from_ms = row_int(row, 6, INT64_MIN, INT64_MAX);
        item->gap.to_ms = row_int(row, 7, INT64_MIN, INT64_MAX);
        item->gap.ticks = (uint64_t)row_int(row, 8, 0, INT64_MAX);
        item->gap.is_reboot = row_bool(row, 9);
        event->gap = &item->gap;
    } else {
        event->text = text;
    }
    if (item->device >= reader->devices.len || (is_known && text == NULL)) {
        return capture_damaged(row->table, err);
    }
    rc = row_check(row, err);
    if (rc == 0) {
        rc = row_next(row, err);
    }
    return rc < 0 ? rc : is_known;
}

struct row_out *next_item(struct capture_reader *reader)
{
    struct row_out *samples = &reader->tables[TABLE_SAMPLE];
    struct row_out *events = &reader->tables[TABLE_EVENT];

    if (!samples->has_row) {
        return events->has_row ? events : NULL;
    }
    return !events->has_row || db_column_i64(samples->stmt, 0) <
                                   db_column_i64(events->stmt, 0)
               ? samples
               : events;
}

int capture_next(struct capture_reader *reader, struct capture_item *item,
                 struct err *err)
{
    int rc = 0;

    while (rc == 0) {
        struct row_out *next;
        struct seen_phone *due;

        capture_item_fini(item);
        rc = runs_pass(reader, &next, err);
        if (rc < 0) {
            break;
        }
        due = due_phone(reader, &item->device);
        if (due == NULL && next == NULL) {
            return 0;
        }
        if (due == NULL) {
            reader->at_seq = db_column_i64(next->stmt, 0);
        }
        if (due != NULL || next == &reader->tables[TABLE_SAMPLE]) {
            rc = next_sample(reader, due, item, err);
            rc = rc < 0 ? rc : 1;
        } else {
            rc = next_event(reader, item, err);
        }
    }
    if (rc < 0) {
        capture_item_fini(item);
    }
    return rc;
}
