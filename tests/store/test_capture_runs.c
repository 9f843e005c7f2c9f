/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of a scan: what is known of them, and what belongs to each. */
#include "db/db.h"
#include "fixture.h"
#include "store/capture_schema.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct fixture_plan plan = {10, 2, 6, false};

static const struct scan_run_result beginning = {
    .package = "com.example.bank",
    .started_ms = FIXTURE_START_MS + 200,
    .ended_ms = -1,
    .start_took_ms = -1,
    .stop_took_ms = -1,
    .beside_ms = -1,
    .is_alive = -1,
};

static const struct scan_run_result whole = {
    .package = "com.example.bank",
    .version = "4.2.1",
    .user = 10,
    .component = "com.example.bank/.Main",
    .has_verdict = true,
    .verdict = SCAN_LOW_COVERAGE,
    .reason = "6 of 10",
    .started_ms = FIXTURE_START_MS + 210,
    .ended_ms = FIXTURE_START_MS + 900,
    .start_took_ms = 412,
    .stop_took_ms = 48,
    .beside_ms = 83,
    .dwell_ms = 20000,
    .watched_ms = 20010,
    .figures = {.endpoints = 1,
                .flagged = 2,
                .listening = 3,
                .udp_without_peer = 4,
                .has_bytes = true,
                .rx_bytes = 5,
                .tx_bytes = UINT64_MAX,
                .coverage = {true, 10, 6, 5, 1},
                .samples = 7,
                .ticks = 8},
    .foreground = "com.example.bank/.Login",
    .is_alive = 1,
};

static void put_samples(struct capture_writer *writer, uint32_t device,
                        uint64_t from, uint64_t to)
{
    struct err err = {0, ""};
    struct sample sample;
    uint64_t i;

    for (i = from; i <= to; i++) {
        fixture_sample(&plan, i, &sample);
        assert_int_equal(capture_put_sample(writer, device, &sample, &err), 0);
        sample_fini(&sample);
    }
}

static int64_t start(struct capture_writer *writer, uint32_t device,
                     const char *package)
{
    struct scan_run_result result = beginning;
    struct err err = {0, ""};
    int64_t run = 0;

    result.package = package;
    assert_int_equal(capture_put_run_start(writer, device, &result, &run, &err),
                     0);
    return run;
}

static void end(struct capture_writer *writer, uint32_t device, int64_t run,
                const char *package)
{
    struct scan_run_result result = whole;
    struct err err = {0, ""};

    result.package = package;
    assert_int_equal(capture_put_run_end(writer, device, run, &result, &err),
                     0);
}

static void add_phone(struct capture_writer *writer, const char *serial)
{
    struct snapshot base;
    struct err err = {0, ""};
    uint32_t device;

    assert_int_equal(
        capture_put_device(writer, serial, "server", &device, &err), 0);
    fixture_base(&plan, &base);
    assert_int_equal(capture_put_base(writer, device, &base, &err), 0);
    snapshot_fini(&base);
}

static void assert_text(const char *got, const char *want)
{
    assert_true((got == NULL) == (want == NULL));
    if (want != NULL) {
        assert_string_equal(got, want);
    }
}

static void assert_figures(const struct scan_figures *got,
                           const struct scan_figures *want)
{
    assert_int_equal(got->endpoints, want->endpoints);
    assert_int_equal(got->flagged, want->flagged);
    assert_int_equal(got->listening, want->listening);
    assert_int_equal(got->udp_without_peer, want->udp_without_peer);
    assert_int_equal(got->has_bytes, want->has_bytes);
    assert_true(got->rx_bytes == want->rx_bytes);
    assert_true(got->tx_bytes == want->tx_bytes);
    assert_int_equal(got->coverage.is_known, want->coverage.is_known);
    assert_int_equal(got->coverage.opens, want->coverage.opens);
    assert_int_equal(got->coverage.seen, want->coverage.seen);
    assert_int_equal(got->coverage.attributed, want->coverage.attributed);
    assert_int_equal(got->coverage.fails, want->coverage.fails);
    assert_int_equal(got->samples, want->samples);
    assert_int_equal(got->ticks, want->ticks);
}

static void assert_result(const struct scan_run_result *got,
                          const struct scan_run_result *want)
{
    assert_string_equal(got->serial, "emulator-5554");
    assert_string_equal(got->package, want->package);
    assert_text(got->version, want->version);
    assert_int_equal(got->user, want->user);
    assert_text(got->component, want->component);
    assert_int_equal(got->has_verdict, want->has_verdict);
    assert_int_equal(got->verdict, want->verdict);
    assert_text(got->reason, want->reason);
    assert_true(got->started_ms == want->started_ms);
    assert_true(got->ended_ms == want->ended_ms);
    assert_true(got->start_took_ms == want->start_took_ms);
    assert_true(got->stop_took_ms == want->stop_took_ms);
    assert_true(got->beside_ms == want->beside_ms);
    assert_true(got->dwell_ms == want->dwell_ms);
    assert_true(got->watched_ms == want->watched_ms);
    assert_figures(&got->figures, &want->figures);
    assert_text(got->foreground, want->foreground);
    assert_int_equal(got->is_alive, want->is_alive);
}

static void runs_come_back_as_they_were_put(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &plan);
    struct capture_reader *reader;
    int64_t run = start(writer, 0, "com.example.bank");

    end(writer, 0, run, "com.example.bank");
    (void)start(writer, 0, "com.example.bank");
    (void)start(writer, 0, "com.example.bank");
    fixture_close(writer);
    reader = fixture_open(place);
    assert_int_equal(capture_run_count(reader), 3);
    assert_true(capture_run(reader, 0)->has_end);
    assert_result(&capture_run(reader, 0)->result, &whole);
    assert_false(capture_run(reader, 1)->has_end);
    assert_result(&capture_run(reader, 1)->result, &beginning);
    capture_free(reader);
}

/* Base, samples from..to, and no more. */
static void assert_run(struct capture_reader *reader, size_t run, uint64_t from,
                       uint64_t to)
{
    struct capture_item item;
    struct sample want;
    struct err err = {0, ""};
    uint64_t i;

    capture_item_init(&item);
    assert_int_equal(capture_seek_run(reader, run, &err), 0);
    fixture_next(reader, &item, CAPTURE_BASE);
    assert_int_equal(item.device, capture_run(reader, run)->device);
    assert_int_equal(item.sample->snapshot.packages.len, 2);
    assert_string_equal(item.sample->snapshot.phone.model, "Pixel 7");
    for (i = from; i <= to; i++) {
        fixture_next(reader, &item, CAPTURE_SAMPLE);
        assert_int_equal(item.device, capture_run(reader, run)->device);
        assert_int_equal(item.sample->number, i);
        fixture_sample(&plan, i, &want);
        assert_int_equal(item.sample->snapshot.rows.len,
                         want.snapshot.rows.len);
        (void)fixture_row_like(&item.sample->snapshot,
                               snapshot_row(&want.snapshot, 9));
        sample_fini(&want);
    }
    assert_int_equal(capture_next(reader, &item, &err), 0);
    assert_int_equal(capture_next(reader, &item, &err), 0);
    capture_item_fini(&item);
}

/* Two phones at once; the second run of the first one was cut off. */
static void make_scan(struct capture_writer *writer)
{
    int64_t runs[2];

    add_phone(writer, "emulator-5556");
    put_samples(writer, 0, 1, 2);
    runs[0] = start(writer, 0, "com.example.a");
    put_samples(writer, 1, 1, 3);
    put_samples(writer, 0, 3, 6);
    runs[1] = start(writer, 1, "com.example.b");
    put_samples(writer, 1, 4, 5);
    end(writer, 0, runs[0], "com.example.a");
    put_samples(writer, 0, 7, 7);
    (void)start(writer, 0, "com.example.c");
    put_samples(writer, 0, 8, 9);
    put_samples(writer, 1, 6, 12);
    end(writer, 1, runs[1], "com.example.b");
    (void)start(writer, 0, "com.example.d");
    put_samples(writer, 0, 10, 11);
}

static void a_run_has_its_own_items_only(void **state)
{
    static const struct {
        size_t run;
        const char *package;
        uint64_t from;
        uint64_t to;
    } rows[] = {
        {0, "com.example.a", 3, 6},   {1, "com.example.c", 8, 9},
        {2, "com.example.d", 10, 11}, {3, "com.example.b", 4, 12},
        {1, "com.example.c", 8, 9},   {1, "com.example.c", 8, 9},
    };
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &plan);
    struct capture_reader *reader;
    struct capture_item item;
    struct err err = {0, ""};
    size_t i;

    make_scan(writer);
    fixture_close(writer);
    reader = fixture_open(place);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_string_equal(capture_run(reader, rows[i].run)->result.package,
                            rows[i].package);
        assert_run(reader, rows[i].run, rows[i].from, rows[i].to);
    }
    assert_int_equal(capture_rewind(reader, &err), 0);
    capture_item_init(&item);
    for (i = 0; capture_next(reader, &item, &err) == 1; i++) {
    }
    assert_int_equal(i, 2 + 11 + 12);
    capture_item_fini(&item);
    capture_free(reader);
}

static void change(const struct place *place, const char *sql)
{
    struct db *db = NULL;
    struct err err = {0, ""};

    assert_int_equal(db_open(&capture_format, place->path, &db, NULL, &err), 0);
    assert_int_equal(db_exec(db, sql, &err), 0);
    db_close(db);
}

static void version_1_is_read_and_gone_on_with(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &plan);
    struct capture_reader *reader;
    struct err err = {0, ""};
    int64_t run;

    fixture_put(writer, &plan, 1, 5);
    fixture_close(writer);
    change(place, "DROP TABLE run;" FIXTURE_NO_LOOKS "PRAGMA user_version=1");
    reader = fixture_open(place);
    assert_int_equal(capture_run_count(reader), 0);
    assert_int_equal(capture_device_count(reader), 1);
    capture_free(reader);

    assert_int_equal(capture_append(place->path, 1, &writer, &err), 0);
    add_phone(writer, "emulator-5554");
    run = start(writer, 1, "com.example.a");
    put_samples(writer, 1, 1, 4);
    end(writer, 1, run, "com.example.a");
    fixture_close(writer);
    reader = fixture_open(place);
    assert_int_equal(capture_device_count(reader), 2);
    assert_int_equal(capture_run_count(reader), 1);
    assert_run(reader, 0, 1, 4);
    assert_string_equal(capture_setting(reader, "command_line"),
                        fixture_head.command_line);
    capture_free(reader);
}

/* What such a file does not say is not known, and not 0. */
static void version_2_is_read_and_gone_on_with(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &plan);
    struct scan_run_result old = whole;
    struct capture_reader *reader;
    struct err err = {0, ""};
    int64_t run = start(writer, 0, "com.example.bank");

    old.stop_took_ms = -1;
    old.beside_ms = -1;
    end(writer, 0, run, "com.example.bank");
    fixture_close(writer);
    change(place, "ALTER TABLE run DROP COLUMN stop_took_ms;"
                  "ALTER TABLE run DROP COLUMN beside_ms;" FIXTURE_NO_LOOKS
                  "PRAGMA user_version=2");
    reader = fixture_open(place);
    assert_int_equal(capture_run_count(reader), 1);
    assert_result(&capture_run(reader, 0)->result, &old);
    capture_free(reader);

    assert_int_equal(capture_append(place->path, 1, &writer, &err), 0);
    add_phone(writer, "emulator-5554");
    run = start(writer, 1, "com.example.bank");
    end(writer, 1, run, "com.example.bank");
    fixture_close(writer);
    reader = fixture_open(place);
    assert_int_equal(capture_run_count(reader), 2);
    assert_result(&capture_run(reader, 0)->result, &old);
    assert_result(&capture_run(reader, 1)->result, &whole);
    capture_free(reader);
}

/* A scan that was killed, and resumed while its log lay beside it. */
static void a_killed_capture_is_gone_on_with(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = NULL;
    struct capture_reader *reader;
    struct err err = {0, ""};
    pid_t child = fork();
    int status;

    if (child == 0) {
        writer = fixture_writer(place, &plan);
        (void)start(writer, 0, "com.example.a");
        put_samples(writer, 0, 1, 3);
        (void)start(writer, 0, "com.example.b");
        (void)capture_commit(writer, &err);
        put_samples(writer, 0, 4, 5);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(capture_append(place->path, 1, &writer, &err), 0);
    (void)start(writer, 0, "com.example.b");
    add_phone(writer, "emulator-5554");
    (void)start(writer, 1, "com.example.a");
    put_samples(writer, 1, 1, 4);
    fixture_close(writer);
    reader = fixture_open(place);
    assert_int_equal(capture_run_count(reader), 4);
    assert_run(reader, 0, 1, 3);
    assert_run(reader, 3, 1, 4);
    capture_free(reader);
}

static void hostile_runs_are_refused(void **state)
{
    static const struct {
        const char *sql;
        bool is_good;
    } rows[] = {
        {"UPDATE run SET verdict='shiny'", false},
        {"UPDATE run SET package=NULL", false},
        {"UPDATE run SET device=7", false},
        {"UPDATE run SET device=-1", false},
        {"UPDATE run SET seq=-seq WHERE last_seq IS NULL", false},
        {"UPDATE run SET last_seq=1 WHERE last_seq IS NOT NULL", false},
        {"UPDATE run SET last_seq=9999 WHERE last_seq IS NOT NULL", false},
        {"UPDATE run SET is_alive=2", false},
        {"UPDATE run SET dwell_ms=-1", false},
        {"UPDATE run SET stop_took_ms=-2", false},
        {"UPDATE run SET beside_ms=-2", false},
        {"UPDATE run SET beside_ms=NULL", true},
        {"UPDATE run SET user=4294967296", false},
        {"UPDATE run SET verdict=NULL, reason=NULL", true},
        {"UPDATE run SET endpoints='many'", true},
    };
    struct place *place = *state;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct capture_writer *writer = fixture_writer(place, &plan);
        struct capture_reader *reader = NULL;
        struct err err = {0, ""};
        int rc;

        make_scan(writer);
        fixture_close(writer);
        change(place, rows[i].sql);
        rc = capture_open(place->path, &reader, &err);
        if ((rc == 0) != rows[i].is_good || (rc < 0 && rc != ERR_PROTO)) {
            fail_msg("%s: %d %s", rows[i].sql, rc, err.text);
        }
        capture_free(reader);
        assert_int_equal(remove(place->path), 0);
    }
}

#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(runs_come_back_as_they_were_put),
        CASE(a_run_has_its_own_items_only),
        CASE(version_1_is_read_and_gone_on_with),
        CASE(version_2_is_read_and_gone_on_with),
        CASE(a_killed_capture_is_gone_on_with),
        CASE(hostile_runs_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
