/* SPDX-License-Identifier: Apache-2.0 */
/* Captures made one: what each of them told, the one tells. */
#include "db/db.h"
#include "fixture.h"
#include "store/capture_merge.h"
#include "store/capture_schema.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct fixture_plan plan = {10, 2, 6, true};
static const struct capture_head merge_head = {.command_line = "adbnet merge"};
static struct place places[4]; /* paths of inputs, in the test's directory */

/* ---- a capture as text ------------------------------------------------- */

static void text_of_rows(const struct snapshot *snapshot, struct buf *out)
{
    size_t i;

    for (i = 0; i < snapshot->rows.len; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);
        char remote[ADDR_TEXT_CAP];

        assert_int_equal(buf_printf(out, " %s:%u/%u/%u/%llu",
                                    addr_format(&row->remote, remote),
                                    row->remote_port, row->local_port, row->uid,
                                    (unsigned long long)row->inode),
                         0);
    }
    for (i = 0; i < snapshot->processes.len; i++) {
        assert_int_equal(buf_printf(out, " %d=%s",
                                    snapshot_process(snapshot, i)->pid,
                                    snapshot_process(snapshot, i)->name),
                         0);
    }
    assert_int_equal(
        buf_printf(out, " %zu packages %zu holders %x %llu %s\n",
                   snapshot->packages.len, snapshot->holders.len,
                   snapshot->counters.known,
                   (unsigned long long)
                       snapshot->counters.values[COUNTER_TCP_ACTIVE_OPENS],
                   snapshot->phone.model == NULL ? "-" : snapshot->phone.model),
        0);
}

static void text_of_items(struct capture_reader *reader, struct buf *out)
{
    struct capture_item item;
    struct err err = {0, ""};
    int rc;

    capture_item_init(&item);
    while ((rc = capture_next(reader, &item, &err)) == 1) {
        if (item.kind == CAPTURE_EVENT) {
            assert_int_equal(buf_printf(out, "event %s %llu\n", item.event.text,
                                        (unsigned long long)item.event.sample),
                             0);
            continue;
        }
        assert_int_equal(buf_printf(out, "%u %llu %lld %x %zu", item.kind,
                                    (unsigned long long)item.sample->number,
                                    (long long)item.sample->at_ms,
                                    item.sample->parts, item.sample->bytes.len),
                         0);
        text_of_rows(&item.sample->snapshot, out);
        if (capture_raw(reader, item.device, item.sample->number, out, &err) <
            0) {
            assert_int_equal(err.code, ERR_NO_MATCH);
        }
    }
    assert_int_equal(rc, 0);
    capture_item_fini(&item);
}

static void text_of_run(struct capture_reader *reader, size_t run,
                        struct buf *out)
{
    const struct scan_run_result *result = &capture_run(reader, run)->result;
    struct err err = {0, ""};

    assert_int_equal(
        buf_printf(
            out, "%s %s %s %s %d %lld %lld %lld %llu %llu\n", result->serial,
            result->package,
            result->has_verdict ? scan_verdict_name(result->verdict) : "-",
            result->reason == NULL ? "-" : result->reason,
            result->figures.has_bytes, (long long)result->started_ms,
            (long long)result->stop_took_ms, (long long)result->beside_ms,
            (unsigned long long)result->figures.rx_bytes,
            (unsigned long long)result->figures.endpoints),
        0);
    assert_int_equal(capture_seek_run(reader, run, &err), 0);
    text_of_items(reader, out);
}

/* The run of the file, as text. */
static void text_of(const char *path, const char *package, struct buf *out)
{
    struct capture_reader *reader = NULL;
    struct err err = {0, ""};
    size_t i;
    size_t found = 0;

    if (capture_open(path, &reader, &err) < 0) {
        fail_msg("%s", err.text);
    }
    buf_init(out, (size_t)16 * 1024 * 1024);
    for (i = 0; i < capture_run_count(reader); i++) {
        if (strcmp(capture_run(reader, i)->result.package, package) == 0) {
            text_of_run(reader, i, out);
            found++;
        }
    }
    assert_int_equal(found, 1);
    capture_free(reader);
}

static void assert_same_run(const char *a, const char *b, const char *package)
{
    struct buf left;
    struct buf right;

    text_of(a, package, &left);
    text_of(b, package, &right);
    assert_true(left.len > 1000);
    assert_int_equal(left.len, right.len);
    assert_memory_equal(left.data, right.data, left.len);
    buf_fini(&left);
    buf_fini(&right);
}

/* ---- captures to merge ------------------------------------------------- */

static int set_up(void **state)
{
    struct place *place;
    size_t i;
    int rc = place_set_up(state);

    place = *state;
    for (i = 0; i < 4; i++) {
        (void)snprintf(places[i].path, sizeof(places[i].path), "%s/%zu",
                       place->dir, i);
    }
    return rc;
}

static int tear_down(void **state)
{
    size_t i;

    for (i = 0; i < 4; i++) {
        (void)unlink(places[i].path);
    }
    return place_tear_down(state);
}

struct made {
    int64_t started_ms;
    const char *serials[2];
    const char *packages[2]; /* one run on each phone */
    uint64_t samples;
    const char *argument;
};

static void put_phone(struct capture_writer *writer, const struct made *made,
                      uint32_t phone)
{
    struct scan_run_result result = {
        .package = made->packages[phone],
        .has_verdict = true,
        .verdict = SCAN_UNSEEN,
        .reason = "none was seen",
        .started_ms = made->started_ms + phone,
        .stop_took_ms = 48,
        .beside_ms = 83,
        .figures = {.has_bytes = true, .rx_bytes = 77, .endpoints = 3},
    };
    struct event mark = {.kind = EVENT_MARK, .sample = 3, .text = "marked"};
    struct snapshot base;
    struct sample sample;
    struct err err = {0, ""};
    uint32_t device;
    int64_t run = 0;
    uint64_t i;

    assert_int_equal(
        capture_put_device(writer, made->serials[phone], "usb", &device, &err),
        0);
    fixture_base(&plan, &base);
    assert_int_equal(capture_put_base(writer, device, &base, &err), 0);
    snapshot_fini(&base);
    for (i = 1; i <= made->samples; i++) {
        if (i == 3) {
            assert_int_equal(
                capture_put_run_start(writer, device, &result, &run, &err), 0);
        }
        fixture_sample(&plan, i, &sample);
        sample.at_ms = made->started_ms + (int64_t)i * 200;
        sample.parts |= i == 5 ? SAMPLE_NETSTAT : 0;
        assert_int_equal(capture_put_sample(writer, device, &sample, &err), 0);
        sample_fini(&sample);
    }
    mark.at_ms = made->started_ms;
    assert_int_equal(capture_put_event(writer, device, &mark, &err), 0);
    assert_int_equal(capture_put_run_end(writer, device, run, &result, &err),
                     0);
    assert_int_equal(
        capture_put_end(writer, device, made->started_ms + 9, 11, &err), 0);
}

static void put_lookup(struct capture_writer *writer, const char *name)
{
    const uint8_t bytes[4] = {203, 0, 113, 10};
    const struct addr addr = addr_v4(bytes);
    struct lookup lookup;
    struct err err = {0, ""};

    lookup_init(&lookup, &addr);
    lookup.ptr.status = LOOKUP_OK;
    lookup.ptr.names[0] = name;
    lookup.ptr.name_count = 1;
    assert_int_equal(capture_put_lookup(writer, &lookup, &err), 0);
}

static void make(const char *path, const struct made *made)
{
    const struct capture_head head = {.command_line = "adbnet scan",
                                      .started_ms = made->started_ms,
                                      .arguments = &made->argument,
                                      .argument_count = 1};
    struct capture_writer *writer = NULL;
    struct err err = {0, ""};
    uint32_t i;

    assert_int_equal(capture_create(path, true, &head, &writer, &err), 0);
    for (i = 0; i < 2 && made->serials[i] != NULL; i++) {
        put_phone(writer, made, i);
    }
    assert_int_equal(
        capture_put_setting(writer, "own.0", made->serials[0], &err), 0);
    assert_int_equal(
        capture_put_setting(writer, "interval_ms", made->argument, &err), 0);
    put_lookup(writer, made->argument);
    fixture_close(writer);
}

static const struct made early = {1000000,
                                  {"phone-a", "phone-b"},
                                  {"com.example.a", "com.example.b"},
                                  8,
                                  "early"};
static const struct made late = {5000000,
                                 {"phone-b", "phone-c"},
                                 {"com.example.c", "com.example.d"},
                                 9,
                                 "late"};

static int merge(const struct place *place, bool is_forced, size_t count,
                 struct capture_merged *out, struct err *err)
{
    const char *in[4];
    size_t i;

    for (i = 0; i < 4; i++) {
        in[i] = places[i].path;
    }
    return capture_merge(place->path, is_forced, &merge_head, in, count, out,
                         err);
}

static bool is_there(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

static void assert_directory_has(const struct place *place, unsigned count)
{
    DIR *dir = opendir(place->dir);
    const struct dirent *entry;
    unsigned found = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        found += entry->d_name[0] != '.';
    }
    (void)closedir(dir);
    assert_int_equal(found, count);
}

/* ---- tests ------------------------------------------------------------- */

static void each_run_is_as_it_was(void **state)
{
    const struct place *place = *state;
    struct capture_merged merged;
    struct capture_reader *reader;
    struct err err = {0, ""};
    const uint8_t bytes[4] = {203, 0, 113, 10};
    const struct addr addr = addr_v4(bytes);

    make(places[0].path, &late);
    make(places[1].path, &early);
    if (merge(place, false, 2, &merged, &err) < 0) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(merged.phones, 3);
    assert_int_equal(merged.devices, 4);
    assert_int_equal(merged.runs, 4);
    assert_int_equal(merged.twice_devices, 0);
    assert_int_equal(merged.settings, 1);
    assert_same_run(places[1].path, place->path, "com.example.a");
    assert_same_run(places[1].path, place->path, "com.example.b");
    assert_same_run(places[0].path, place->path, "com.example.c");
    assert_same_run(places[0].path, place->path, "com.example.d");

    reader = fixture_open(place);
    assert_string_equal(capture_device(reader, 2)->serial,
                        capture_device(reader, 1)->serial);
    assert_string_not_equal(capture_device(reader, 3)->serial,
                            capture_device(reader, 1)->serial);
    assert_true(capture_device(reader, 2)->has_end);
    assert_int_equal(capture_device(reader, 2)->to_ms, 5000009);
    assert_string_equal(capture_setting(reader, "own.0"), "phone-a");
    assert_string_equal(capture_setting(reader, "own.2"), "phone-b");
    assert_string_equal(capture_setting(reader, "interval_ms"), "early");
    assert_string_equal(capture_head(reader)->command_line, "adbnet merge");
    assert_int_equal(capture_head(reader)->started_ms, 1000000);
    assert_int_equal(capture_head(reader)->argument_count, 2);
    assert_string_equal(capture_head(reader)->arguments[1], "late");
    assert_string_equal(capture_lookup(reader, &addr)->ptr.names[0], "late");
    capture_free(reader);
    assert_directory_has(place, 3);
}

static void the_same_run_is_taken_once(void **state)
{
    const struct place *place = *state;
    struct made longer = early;
    struct capture_reader *reader;
    struct capture_merged merged;
    struct err err = {0, ""};

    /* A copy of it, one from when it was shorter, and another scan. */
    longer.samples = 12;
    make(places[0].path, &early);
    make(places[1].path, &longer);
    make(places[2].path, &early);
    make(places[3].path, &late);
    assert_int_equal(merge(place, false, 4, &merged, &err), 0);
    assert_int_equal(merged.devices, 4);
    assert_int_equal(merged.runs, 4);
    assert_int_equal(merged.twice_devices, 4);
    assert_int_equal(merged.twice_runs, 4);
    assert_int_equal(merged.phones, 3);
    assert_same_run(places[1].path, place->path, "com.example.a");
    assert_same_run(places[1].path, place->path, "com.example.b");
    assert_same_run(places[3].path, place->path, "com.example.d");
    reader = fixture_open(place);
    assert_int_equal(capture_head(reader)->argument_count, 2);
    /* Of what was left out. */
    assert_null(capture_setting(reader, "own.4294967295"));
    capture_free(reader);
}

static void what_began_at_the_same_time_stays_apart(void **state)
{
    const struct place *place = *state;
    struct made shard = early;
    struct made odd = early;
    struct capture_merged merged;
    struct err err = {0, ""};

    shard.serials[0] = "phone-x";
    shard.serials[1] = "phone-y";
    shard.packages[0] = "com.example.x";
    shard.packages[1] = "com.example.y";
    /* Two emulators that say they are the same. */
    odd.serials[0] = "unknown";
    odd.serials[1] = "unknown";
    odd.packages[0] = "com.example.e";
    odd.packages[1] = "com.example.f";
    make(places[0].path, &early);
    make(places[1].path, &shard);
    make(places[2].path, &odd);
    assert_int_equal(merge(place, false, 3, &merged, &err), 0);
    assert_int_equal(merged.runs, 6);
    assert_int_equal(merged.twice_devices, 0);
    assert_int_equal(merged.phones, 5);
    assert_same_run(places[1].path, place->path, "com.example.y");
    assert_same_run(places[2].path, place->path, "com.example.e");
    assert_same_run(places[2].path, place->path, "com.example.f");
}

static void a_merged_capture_can_be_merged(void **state)
{
    const struct place *place = *state;
    const char *first[] = {places[0].path, places[1].path};
    struct made third = late;
    struct capture_merged merged;
    struct err err = {0, ""};

    third.started_ms = 9000000;
    third.packages[0] = "com.example.e";
    third.packages[1] = "com.example.f";
    make(places[0].path, &early);
    make(places[1].path, &late);
    make(places[3].path, &third);
    assert_int_equal(capture_merge(places[2].path, false, &merge_head, first, 2,
                                   &merged, &err),
                     0);
    assert_int_equal(merge(place, false, 4, &merged, &err), 0);
    assert_int_equal(merged.runs, 6);
    assert_int_equal(merged.twice_runs, 4);
    assert_same_run(places[0].path, place->path, "com.example.b");
    assert_same_run(places[1].path, place->path, "com.example.c");
    assert_same_run(places[3].path, place->path, "com.example.f");
}

static void change(const char *path, const char *sql)
{
    struct db *db = NULL;
    struct err err = {0, ""};

    assert_int_equal(db_open(&capture_format, path, &db, NULL, &err), 0);
    assert_int_equal(db_exec(db, sql, &err), 0);
    db_close(db);
}

static void a_capture_of_version_1_is_merged(void **state)
{
    const struct place *place = *state;
    struct capture_merged merged;
    struct capture_reader *reader;
    struct buf before;
    struct buf after;
    struct err err = {0, ""};

    make(places[0].path, &early);
    change(places[0].path,
           "DROP TABLE run;" FIXTURE_NO_LOOKS "PRAGMA user_version=1");
    make(places[1].path, &late);
    assert_int_equal(merge(place, false, 1, &merged, &err), 0);
    assert_int_equal(merged.devices, 2);
    assert_int_equal(merged.runs, 0);
    buf_init(&before, (size_t)16 * 1024 * 1024);
    buf_init(&after, (size_t)16 * 1024 * 1024);
    reader = fixture_open(place);
    text_of_items(reader, &after);
    capture_free(reader);
    assert_int_equal(capture_open(places[0].path, &reader, &err), 0);
    text_of_items(reader, &before);
    capture_free(reader);
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.data, after.data, before.len);
    buf_fini(&before);
    buf_fini(&after);
    assert_int_equal(merge(place, true, 2, &merged, &err), 0);
    assert_int_equal(merged.runs, 2);
    assert_same_run(places[1].path, place->path, "com.example.c");
}

/* Beside one of this version: both keep what they know. */
static void a_capture_of_version_2_is_merged(void **state)
{
    const struct place *place = *state;
    struct capture_merged merged;
    struct capture_reader *reader;
    struct err err = {0, ""};
    size_t known = 0;
    size_t i;

    make(places[0].path, &early);
    make(places[1].path, &late);
    change(places[0].path,
           "ALTER TABLE run DROP COLUMN stop_took_ms;"
           "ALTER TABLE run DROP COLUMN beside_ms;" FIXTURE_NO_LOOKS
           "PRAGMA user_version=2");
    assert_int_equal(merge(place, false, 2, &merged, &err), 0);
    assert_int_equal(merged.runs, 4);
    assert_same_run(places[0].path, place->path, "com.example.a");
    assert_same_run(places[1].path, place->path, "com.example.c");
    reader = fixture_open(place);
    for (i = 0; i < capture_run_count(reader); i++) {
        const struct scan_run_result *run = &capture_run(reader, i)->result;

        known += run->stop_took_ms == 48 && run->beside_ms == 83;
        assert_true((run->stop_took_ms < 0) == (run->beside_ms < 0));
    }
    assert_int_equal(known, 2);
    capture_free(reader);
}

static void what_cannot_be_read_is_named_and_nothing_is_left(void **state)
{
    static const struct {
        const char *sql; /* NULL: there is no such file */
        const char *want;
    } rows[] = {
        {NULL, "/1: No such file or directory"},
        {"UPDATE meta SET value='adbnet 9.9' WHERE name='made_by';"
         "PRAGMA user_version=77",
         "/1: capture of version 77"},
        {"PRAGMA application_id=7", "/1: not a capture of adbnet"},
        {"UPDATE sample SET device=9 WHERE number=7",
         "/1: capture: damaged, in its table sample"},
        {"UPDATE run SET verdict='shiny'",
         "/1: capture: damaged, in its table run"},
        {"UPDATE event SET seq=9223372036854775807 WHERE device=1",
         "/1: capture: damaged, in its table event"},
        {"DROP TABLE holder", "/1: its tables are not as they should"},
    };
    const struct place *place = *state;
    size_t i;

    make(places[0].path, &early);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct capture_merged merged;
        struct err err = {0, ""};
        int rc;

        if (rows[i].sql != NULL) {
            make(places[1].path, &late);
            change(places[1].path, rows[i].sql);
        }
        rc = merge(place, false, 2, &merged, &err);
        if (rc >= 0 || strstr(err.text, rows[i].want) == NULL) {
            fail_msg("%s: %d %s", rows[i].want, rc, err.text);
        }
        assert_directory_has(place, rows[i].sql == NULL ? 1 : 2);
        (void)unlink(places[1].path);
    }
}

static void what_is_there_is_overwritten_only_when_told(void **state)
{
    const struct place *place = *state;
    struct capture_merged merged;
    struct err err = {0, ""};
    const char *in[] = {place->path, places[0].path};

    make(places[0].path, &early);
    make(place->path, &late);
    assert_int_equal(merge(place, false, 1, &merged, &err), ERR_IO);
    assert_non_null(strstr(err.text, "exists; --force overwrites it"));
    /* Not even then one that is read. */
    assert_int_equal(
        capture_merge(place->path, true, &merge_head, in, 2, &merged, &err),
        ERR_USAGE);
    assert_non_null(strstr(err.text, "is one of the captures"));
    /* A failure leaves the old one. */
    assert_int_equal(merge(place, true, 2, &merged, &err), ERR_IO);
    assert_same_run(place->path, place->path, "com.example.d");
    assert_int_equal(merge(place, true, 1, &merged, &err), 0);
    assert_same_run(places[0].path, place->path, "com.example.a");
    assert_true(is_there(place->path));
    assert_directory_has(place, 2);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_run_is_as_it_was),
        CASE(the_same_run_is_taken_once),
        CASE(what_began_at_the_same_time_stays_apart),
        CASE(a_merged_capture_can_be_merged),
        CASE(a_capture_of_version_1_is_merged),
        CASE(a_capture_of_version_2_is_merged),
        CASE(what_cannot_be_read_is_named_and_nothing_is_left),
        CASE(what_is_there_is_overwritten_only_when_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
