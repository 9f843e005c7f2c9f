/* SPDX-License-Identifier: Apache-2.0 */
/* A scan in every format: golden files, what comes first, what fits. */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define RUNS_MAX 8

struct scanned {
    struct world world;
    struct endpoint endpoint;
    struct watch_summary watched;
    struct scan_run_result runs[RUNS_MAX];
    size_t run_count;
    struct scan_summary summary;
};

static struct scan_run_result *run(struct scanned *scanned, const char *package,
                                   enum scan_verdict verdict,
                                   const char *reason)
{
    struct scan_run_result *out = &scanned->runs[scanned->run_count++];
    int64_t start_ms = scanned->world.snapshot.taken_at_ms;

    *out = (struct scan_run_result){
        .serial = "2B04EXAMPLE4F2K",
        .package = package,
        .version = "4.2.1",
        .component = "com.example.bank/.MainActivity",
        .has_verdict = true,
        .verdict = verdict,
        .reason = reason,
        .started_ms = start_ms,
        .ended_ms = start_ms + 21000,
        .start_took_ms = 412,
        .stop_took_ms = 48,
        .beside_ms = 83,
        .dwell_ms = 20000,
        .watched_ms = 20000,
        .figures = {.has_bytes = true,
                    .coverage = {true, 128, 124, 117, 3},
                    .samples = 99,
                    .ticks = 100},
        .foreground = "com.example.bank/.MainActivity",
        .is_alive = 1,
    };
    scanned->summary.runs++;
    scanned->summary.verdicts[verdict]++;
    scanned->summary.judged += scan_verdict_is_judged(verdict);
    return out;
}

static void begin(struct scanned *scanned)
{
    struct scan_summary *summary = &scanned->summary;

    memset(scanned, 0, sizeof(*scanned));
    world_make_usual(&scanned->world);
    (void)world_result(&scanned->world);
    scanned->endpoint.row = *snapshot_row(&scanned->world.snapshot, 0);
    scanned->endpoint.connection = *world_last(&scanned->world);
    scanned->endpoint.connection.row = &scanned->endpoint.row;
    scanned->endpoint.connections = 2;
    scanned->endpoint.first_ms = scanned->world.snapshot.taken_at_ms;
    scanned->endpoint.last_ms = scanned->world.snapshot.taken_at_ms;
    scanned->endpoint.is_selected = true;
    scanned->watched.endpoints = &scanned->endpoint;
    scanned->watched.endpoint_count = 1;
    *summary = (struct scan_summary){
        .version = "0.4",
        .capture = "adbnet-20261122-134005.adbnet",
        .started_ms = scanned->world.snapshot.taken_at_ms,
        .took_ms = 62500,
        .starts_ms = 1240,
        .stops_ms = 260,
        .beside_ms = 1980,
        .dwell_ms = 20000,
        .min_seen = 90,
        .min_samples = 80,
        .phones = &scanned->world.result,
        .phone_count = 1,
    };
}

static void make_usual(struct scanned *scanned)
{
    struct scan_run_result *one;

    begin(scanned);
    one = run(scanned, "com.example.bank", SCAN_OK, NULL);
    one->figures.endpoints = 4;
    one->figures.flagged = 1;
    one->figures.rx_bytes = 48213;
    one->figures.tx_bytes = 112902;
    one = run(scanned, "com.example.keyboard", SCAN_NO_LAUNCHER,
              "no activity that a launcher could start");
    one->figures = (struct scan_figures){.samples = 0};
    one->version = NULL;
    one->component = NULL;
    one->start_took_ms = -1;
    one->watched_ms = 0;
    one->is_alive = -1;
    one->foreground = NULL;
    (void)run(scanned, "com.example.notes", SCAN_SILENT, NULL);
    one = run(scanned, "com.example.radio", SCAN_UNSEEN,
              "Android counted 2400000 bytes, and no endpoint was seen");
    one->figures.rx_bytes = 2400000;
    scanned->summary.left_out = 2;
}

static void make_hostile(struct scanned *scanned)
{
    struct scan_run_result *one;

    begin(scanned);
    one = run(scanned, "com.example.name.that.is.far.longer.than.its.column",
              SCAN_EXERCISE_FAILED, "--exercise ended with \x1b[31m3, \"so\"");
    one->version = "1.0-\xe2\x80\xae"
                   "beta,with=much+to=say";
    one->figures.rx_bytes = UINT64_MAX / 2;
    one->figures.coverage.is_known = false;
    one->serial = "=cmd|x";
    scanned->summary.is_interrupted = true;
    scanned->summary.resumed = 1;
    scanned->summary.capture = "/tmp/a\x07name.adbnet";
}

static void make_empty(struct scanned *scanned)
{
    begin(scanned);
}

static void put_all(struct sink *sink, const struct scanned *scanned)
{
    struct record record = {.kind = RECORD_RUN};

    for (size_t i = 0; i < scanned->run_count; i++) {
        const struct scan_seen seen = {
            .run = &scanned->runs[i],
            .phone = &scanned->world.result,
            .summary = i == 0 ? &scanned->watched : NULL,
            .number = i + 1,
            .of = scanned->run_count,
            .is_of_several = i == 2,
        };

        record.of.run = &seen;
        assert_int_equal(sink_put(sink, &record, NULL), 0);
    }
    record.kind = RECORD_SCAN;
    record.of.scan = &scanned->summary;
    assert_int_equal(sink_put(sink, &record, NULL), 0);
}

static struct sink_options scan_options(unsigned width)
{
    struct sink_options options = options_of(width);

    options.command = "scan";
    options.kinds = RECORD_SCANNING;
    return options;
}

static void render_scan(const char *format, unsigned width,
                        void (*make)(struct scanned *scanned),
                        struct catcher *catcher)
{
    struct sink_options options = scan_options(width);
    struct scanned scanned;
    struct sink *sink;

    catcher_init(catcher);
    sink = sink_to_catch(format, &options, catcher);
    make(&scanned);
    put_all(sink, &scanned);
    assert_int_equal(sink_close(sink, NULL), 0);
    world_fini(&scanned.world);
}

static void scans_look_like_the_golden_files(void **state)
{
    static const struct {
        const char *file;
        const char *people; /* NULL: nothing is for them */
        const char *format;
        unsigned width;
        void (*make)(struct scanned *scanned);
    } goldens[] = {
        {"scan-80.txt", NULL, "table", 80, make_usual},
        {"scan-piped.txt", "scan-piped-people.txt", "table", 0, make_usual},
        {"scan.json", NULL, "json", 0, make_usual},
        {"scan.jsonl", NULL, "jsonl", 0, make_usual},
        {"scan.csv", NULL, "csv", 0, make_usual},
        {"scan-hostile-80.txt", NULL, "table", 80, make_hostile},
        {"scan-hostile-piped.txt", "scan-hostile-piped-people.txt", "table", 0,
         make_hostile},
        {"scan-hostile.json", NULL, "json", 0, make_hostile},
        {"scan-hostile.csv", NULL, "csv", 0, make_hostile},
        {"scan-empty.json", NULL, "json", 0, make_empty},
        {"scan-empty.jsonl", NULL, "jsonl", 0, make_empty},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(goldens) / sizeof(goldens[0]); i++) {
        struct catcher catcher;

        render_scan(goldens[i].format, goldens[i].width, goldens[i].make,
                    &catcher);
        assert_golden(goldens[i].file, &catcher.streams[SINK_DATA]);
        if (goldens[i].people != NULL) {
            assert_golden(goldens[i].people, &catcher.streams[SINK_PEOPLE]);
        } else {
            assert_int_equal(catcher.streams[SINK_PEOPLE].len, 0);
        }
        catcher_fini(&catcher);
    }
}

static size_t place(const struct buf *bytes, const char *needle)
{
    size_t len = strlen(needle);

    for (size_t i = 0; i + len <= bytes->len; i++) {
        if (memcmp(bytes->data + i, needle, len) == 0) {
            return i;
        }
    }
    fail_msg("%s is not there", needle);
    return 0;
}

static void what_was_not_judged_comes_first_in_a_table(void **state)
{
    static const unsigned widths[] = {0, 80, 140};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct catcher catcher;
        const struct buf *data = &catcher.streams[SINK_DATA];

        render_scan("table", widths[i], make_usual, &catcher);
        assert_true(place(data, "com.example.radio") <
                    place(data, "com.example.bank"));
        assert_true(place(data, "com.example.keyboard") <
                    place(data, "com.example.radio"));
        assert_true(place(data, "com.example.bank") <
                    place(data, "com.example.notes"));
        catcher_fini(&catcher);
    }
}

static void tables_keep_to_the_width_of_the_terminal(void **state)
{
    struct catcher catcher;

    (void)state;
    render_scan("table", 80, make_usual, &catcher);
    assert_true(widest_line(&catcher.streams[SINK_DATA]) <= 80);
    catcher_fini(&catcher);
}

/* A run is of use at once: flushed, it is out. */
static void a_run_is_one_line_of_jsonl_and_csv(void **state)
{
    static const char *const formats[] = {"jsonl", "csv"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sink_options options = scan_options(0);
        struct scanned scanned;
        struct scan_seen seen = {.of = 1};
        const struct record record = {.kind = RECORD_RUN, .of = {.run = &seen}};
        struct catcher catcher;
        struct sink *sink;
        size_t lines = 0;

        catcher_init(&catcher);
        sink = sink_to_catch(formats[i], &options, &catcher);
        make_usual(&scanned);
        seen.run = &scanned.runs[0];
        seen.summary = &scanned.watched;
        assert_int_equal(sink_put(sink, &record, NULL), 0);
        assert_int_equal(sink_flush(sink, NULL), 0);
        for (size_t k = 0; k < catcher.streams[SINK_DATA].len; k++) {
            lines += catcher.streams[SINK_DATA].data[k] == '\n';
        }
        assert_int_equal(lines, 2);
        sink_abandon(sink);
        catcher_fini(&catcher);
        world_fini(&scanned.world);
    }
}

/* A table keeps lines; whoever gives it up has nothing to free. */
static void a_table_that_is_given_up_leaves_nothing(void **state)
{
    struct sink_options options = scan_options(80);
    struct scanned scanned;
    struct scan_seen seen = {.of = 1};
    const struct record record = {.kind = RECORD_RUN, .of = {.run = &seen}};
    struct catcher catcher;
    struct sink *sink;

    (void)state;
    catcher_init(&catcher);
    sink = sink_to_catch("table", &options, &catcher);
    make_usual(&scanned);
    seen.run = &scanned.runs[0];
    assert_int_equal(sink_put(sink, &record, NULL), 0);
    sink_abandon(sink);
    assert_int_equal(catcher.streams[SINK_DATA].len, 0);
    catcher_fini(&catcher);
    world_fini(&scanned.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scans_look_like_the_golden_files),
        cmocka_unit_test(what_was_not_judged_comes_first_in_a_table),
        cmocka_unit_test(tables_keep_to_the_width_of_the_terminal),
        cmocka_unit_test(a_run_is_one_line_of_jsonl_and_csv),
        cmocka_unit_test(a_table_that_is_given_up_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
