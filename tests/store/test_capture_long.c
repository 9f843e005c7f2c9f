/* SPDX-License-Identifier: Apache-2.0 */
/* A scan of very many packages, on a virtual clock, and what it needs. */
#include "fixture.h"
#include "judge/scan_queue.h"
#include "judge/scan_run.h"

#include "base/format.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PACKAGES = 10000, SAMPLES = 2 };

static const struct fixture_plan plan = {20, 3, 10, true};

/* Of this process; 0: this system does not tell, or it would mean nothing. */
static long resident_kib(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 0;
#else
    FILE *file = fopen("/proc/self/statm", "r");
    char line[100] = "";
    struct cursor cursor;
    uint64_t pages = 0;

    if (file == NULL || fgets(line, sizeof(line), file) == NULL) {
        return 0;
    }
    (void)fclose(file);
    cursor = cursor_from(str_from(line));
    (void)cursor_u64(&cursor, UINT32_MAX, &pages);
    cursor_skip_blanks(&cursor);
    (void)cursor_u64(&cursor, UINT32_MAX, &pages);
    return (long)pages * (sysconf(_SC_PAGESIZE) / 1024);
#endif
}

struct scan {
    struct capture_writer *writer;
    struct scan_queue queue;
    const char *const *packages;
    int64_t now_ms;
    uint64_t number;
};

static void watch(struct scan *scan, struct scan_run *run)
{
    struct scan_figures figures = {
        .endpoints = 1, .samples = SAMPLES, .ticks = SAMPLES};
    struct scan_news news = {.told = SCAN_TOLD_FIGURES, .figures = &figures};

    struct err err = {0, ""};
    struct sample sample;
    unsigned i;

    for (i = 0; i < SAMPLES; i++) {
        fixture_sample(&plan, ++scan->number, &sample);
        assert_int_equal(capture_put_sample(scan->writer, 0, &sample, &err), 0);
        sample_fini(&sample);
    }
    scan->now_ms += run->options.dwell_ms;
    scan_run_told(run, scan->now_ms, &news);
}

static void run_package(struct scan *scan, struct scan_run *run)
{
    struct scan_action action = scan_run_next(run, scan->now_ms);

    while (action.what != SCAN_DONE) {
        struct scan_news news = {.told = action.what == SCAN_LOOK
                                             ? SCAN_TOLD_LOOKED
                                             : SCAN_TOLD_DONE,
                                 .turn = action.turn,
                                 .is_ok = true};

        if (action.what == SCAN_WATCH) {
            watch(scan, run);
        } else {
            scan_run_told(run, scan->now_ms += 7, &news);
        }
        action = scan_run_next(run, scan->now_ms);
    }
}

static void take_one(struct scan *scan)
{
    static const struct scan_options options = {.dwell_ms = 20000,
                                                .limits = {90, 80}};
    struct scan_run_result result = {.started_ms = scan->now_ms};
    char reason[SCAN_REASON_CAP];
    struct scan_run run;
    struct scan_job job;
    struct err err = {0, ""};
    int64_t id;

    assert_int_equal(scan_queue_take(&scan->queue, 0, scan->now_ms, &job),
                     SCAN_TAKE_JOB);
    result.package = scan->packages[job.package];
    assert_int_equal(capture_put_run_start(scan->writer, 0, &result, &id, &err),
                     0);
    scan_run_init(&run, &options);
    run_package(scan, &run);
    assert_true(scan_run_result(&run, &result, reason));
    assert_int_equal(result.verdict, SCAN_OK);
    assert_int_equal(capture_put_run_end(scan->writer, 0, id, &result, &err),
                     0);
    assert_int_equal(capture_commit(scan->writer, &err), 0);
    assert_true(
        scan_queue_done(&scan->queue, &job, result.verdict, scan->now_ms));
}

static void ten_thousand_packages_need_no_more_than_a_hundred(void **state)
{
    static char text[PACKAGES][24];
    static const char *packages[PACKAGES];
    const struct place *place = *state;
    struct scan scan = {.packages = packages};
    struct capture_reader *reader;
    struct err err = {0, ""};
    long before = 0;
    size_t i;

    for (i = 0; i < PACKAGES; i++) {
        packages[i] =
            format_text(text[i], sizeof(text[i]), "com.example.p%zu", i);
    }
    assert_int_equal(scan_queue_init(&scan.queue, SCAN_ON_ANY, packages,
                                     PACKAGES, 1, NULL, 20000, &err),
                     0);
    scan.writer = fixture_writer(place, &plan);
    for (i = 0; i < PACKAGES; i++) {
        if (i == 100) {
            before = resident_kib();
        }
        take_one(&scan);
    }
    assert_true(scan_queue_is_judged(&scan.queue));
    printf("[          ] %ld KiB at 100, %ld KiB at the end\n", before,
           resident_kib());
    assert_true(resident_kib() <= before + 1024);
    scan_queue_fini(&scan.queue);
    fixture_close(scan.writer);
    reader = fixture_open(place);
    assert_int_equal(capture_run_count(reader), PACKAGES);
    assert_string_equal(capture_run(reader, PACKAGES - 1)->result.package,
                        "com.example.p9999");
    capture_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            ten_thousand_packages_need_no_more_than_a_hundred, place_set_up,
            place_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
