/* SPDX-License-Identifier: Apache-2.0 */
/* What is the same for all formats: order of calls, failures, memory. */
#include "sink/sink.h"

#include "base/failmalloc.h"
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MANY 10000

/* One way of showing a result. */
static const struct form {
    const char *format;
    unsigned width;
} forms[] = {{"table", 80}, {"table", 200}, {"table", 0},
             {"json", 0},   {"jsonl", 0},   {"csv", 0}};

#define FORM_COUNT (sizeof(forms) / sizeof(forms[0]))

static void sinks_are_found_by_name(void **state)
{
    const struct sink_ops *const *all = sink_all();
    size_t i;

    (void)state;
    for (i = 0; all[i] != NULL; i++) {
        assert_ptr_equal(sink_by_name(all[i]->name), all[i]);
    }
    assert_int_equal(i, 6);
    assert_non_null(sink_by_name("table"));
    assert_non_null(sink_by_name("json"));
    assert_non_null(sink_by_name("jsonl"));
    assert_non_null(sink_by_name("csv"));
    assert_non_null(sink_by_name("html"));
    assert_non_null(sink_by_name("junit"));
    assert_null(sink_by_name("tabl"));
    assert_null(sink_by_name(""));
}

static void sink_says_at_open_what_it_cannot_show(void **state)
{
    struct sink_options options = options_of(80);
    struct catcher catcher;
    struct err err = {0, ""};
    struct sink *sink = (struct sink *)&catcher;

    (void)state;
    catcher_init(&catcher);
    options.kinds = RECORD_RESULT | 1u << 30;
    options.command = "watch";
    assert_int_equal(sink_open(sink_by_name("json"), &options, catcher_drain,
                               &catcher, &sink, &err),
                     ERR_USAGE);
    assert_null(sink);
    assert_int_equal(err.code, ERR_USAGE);
    assert_string_equal(err.text, "-o json cannot show the output of watch");
    options.kinds = RECORD_ROWS;
    options.command = "parse";
    assert_int_equal(sink_open(sink_by_name("table"), &options, catcher_drain,
                               &catcher, &sink, &err),
                     ERR_USAGE);
    assert_string_equal(err.text, "-o table cannot show the output of parse");
    assert_int_equal(catcher.calls, 0);
    catcher_fini(&catcher);
}

static void sink_drains_nothing_before_the_first_record(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < FORM_COUNT; i++) {
        struct sink_options options = options_of(forms[i].width);
        struct catcher catcher;
        struct sink *sink;

        catcher_init(&catcher);
        sink = sink_to_catch(forms[i].format, &options, &catcher);
        assert_int_equal(catcher.calls, 0);
        sink_abandon(sink);
        assert_int_equal(catcher.calls, 0);
        catcher_fini(&catcher);
    }
    sink_abandon(NULL);
}

static void sink_takes_several_phones(void **state)
{
    static const char *const marks[] = {
        "Pixel 7", "Pixel 7", "PACKAGE", "\"device\":{", "{\"type\":\"phone\"",
        "proto,"};
    static const size_t wanted[] = {2, 2, 1, 2, 2, 1};
    struct world world;
    size_t i;

    (void)state;
    world_make_usual(&world);
    for (i = 0; i < FORM_COUNT; i++) {
        struct sink_options options = options_of(forms[i].width);
        const struct result *result = world_result(&world);
        struct catcher catcher;
        struct buf rest;
        struct sink *sink;
        size_t found = 0;

        catcher_init(&catcher);
        sink = sink_to_catch(forms[i].format, &options, &catcher);
        assert_int_equal(sink_put_result(sink, result, NULL), 0);
        assert_int_equal(sink_put_result(sink, result, NULL), 0);
        assert_int_equal(sink_close(sink, NULL), 0);
        rest = catcher.streams[SINK_DATA];
        while (rest.len > 0) {
            struct str at = {(const char *)rest.data, rest.len};

            found += str_starts(at, marks[i]);
            rest.data++;
            rest.len--;
        }
        assert_int_equal(found, wanted[i]);
        catcher_fini(&catcher);
    }
    world_fini(&world);
}

static void sink_returns_what_the_drain_gave(void **state)
{
    struct world world;
    size_t i;

    (void)state;
    world_make_many(&world, 2000);
    for (i = 0; i < FORM_COUNT; i++) {
        struct sink_options options = options_of(forms[i].width);
        struct err err = {0, ""};
        struct catcher catcher;
        struct sink *sink;

        catcher_init(&catcher);
        catcher.fail_with = -4711;
        assert_int_equal(sink_open(sink_by_name(forms[i].format), &options,
                                   catcher_drain, &catcher, &sink, &err),
                         0);
        assert_int_equal(sink_put_result(sink, world_result(&world), &err),
                         -4711);
        assert_int_equal(sink_put_result(sink, world_result(&world), &err),
                         -4711);
        assert_int_equal(sink_close(sink, &err), -4711);
        assert_string_equal(err.text, "");
        assert_int_equal(catcher.calls, 1);
        catcher_fini(&catcher);
    }
    world_fini(&world);
}

static void sink_returns_a_failure_of_the_last_drain(void **state)
{
    struct sink_options options = options_of(80);
    struct catcher catcher;
    struct world world;
    struct sink *sink;

    (void)state;
    world_make_usual(&world);
    catcher_init(&catcher);
    catcher.fail_with = ERR_IO;
    sink = sink_to_catch("json", &options, &catcher);
    assert_int_equal(sink_put_result(sink, world_result(&world), NULL), 0);
    assert_int_equal(sink_close(sink, NULL), ERR_IO);
    catcher_fini(&catcher);
    world_fini(&world);
}

/* One run in which the n-th allocation fails; 0 when nothing failed. */
static int run_short_of_memory(const struct form *form,
                               const struct result *result, size_t n)
{
    struct sink_options options = options_of(form->width);
    struct catcher catcher;
    struct err err = {0, ""};
    struct sink *sink;
    int rc;

    catcher_init(&catcher);
    /* So that only allocations of the sink are counted. */
    assert_int_equal(buf_append(&catcher.streams[SINK_DATA], "x", 1), 0);
    catcher.streams[SINK_DATA].max = 0;
    failmalloc_at(n);
    rc = sink_open(sink_by_name(form->format), &options, catcher_drain,
                   &catcher, &sink, &err);
    if (rc == 0) {
        rc = sink_put_result(sink, result, &err);
        if (rc == 0) {
            rc = sink_close(sink, &err);
        } else {
            sink_abandon(sink);
        }
    }
    if (failmalloc_off()) {
        assert_int_equal(rc, ERR_NOMEM);
        assert_int_equal(err.code, ERR_NOMEM);
        assert_true(strstr(err.text, "out of memory") != NULL);
    } else {
        rc = 0;
    }
    catcher_fini(&catcher);
    return rc;
}

static void sink_says_when_memory_runs_out_wherever_it_does(void **state)
{
    struct world world;
    size_t i;

    (void)state;
    world_make_usual(&world);
    for (i = 0; i < FORM_COUNT; i++) {
        size_t n = 0;

        while (run_short_of_memory(&forms[i], world_result(&world), n) < 0) {
            n++;
        }
        /* The sink, its state, a buffer at the least. */
        assert_true(n >= 3);
    }
    world_fini(&world);
}

/* As one who reads rows while they are written has to put them. */
static void put_parts(struct sink *sink, const struct result *result)
{
    struct result_end end = {
        .snapshot = result->snapshot,
        .hidden = result->hidden,
        .row_count = result->snapshot->rows.len,
        .connection_count = result->connection_count,
        .is_partial = result->is_partial,
    };
    struct record record = {.kind = RECORD_PHONE};
    size_t i;

    record.of.result = result;
    assert_int_equal(sink_put(sink, &record, NULL), 0);
    record.kind = RECORD_CONNECTION;
    for (i = 0; i < result->connection_count; i++) {
        /* Nothing of a row is needed any more when the next one comes. */
        struct connection connection = result->connections[i];

        record.of.connection = &connection;
        assert_int_equal(sink_put(sink, &record, NULL), 0);
        memset(&connection, 0xff, sizeof(connection));
    }
    record.kind = RECORD_END;
    record.of.end = &end;
    assert_int_equal(sink_put(sink, &record, NULL), 0);
}

static void sink_writes_the_same_in_parts_as_whole(void **state)
{
    static const char *const formats[] = {"json", "jsonl", "csv"};
    struct world world;
    size_t i;

    (void)state;
    world_make_usual(&world);
    for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct sink_options options = options_of(0);
        struct catcher whole;
        struct catcher parts;
        struct sink *sink;

        catcher_init(&whole);
        catcher_init(&parts);
        render(formats[i], &options, world_result(&world), &whole);
        options.kinds = RECORD_ROWS;
        sink = sink_to_catch(formats[i], &options, &parts);
        put_parts(sink, world_result(&world));
        assert_int_equal(sink_close(sink, NULL), 0);
        assert_int_equal(parts.streams[SINK_DATA].len,
                         whole.streams[SINK_DATA].len);
        assert_memory_equal(parts.streams[SINK_DATA].data,
                            whole.streams[SINK_DATA].data,
                            whole.streams[SINK_DATA].len);
        catcher_fini(&whole);
        catcher_fini(&parts);
    }
    world_fini(&world);
}

static int swallow(void *ctx, enum sink_stream stream, const char *bytes,
                   size_t len)
{
    size_t *sum = ctx;

    (void)stream;
    (void)bytes;
    *sum += len;
    return 0;
}

static void sink_shows_many_rows_in_little_memory(void **state)
{
    struct world world;
    size_t i;

    (void)state;
    world_make_many(&world, MANY);
    for (i = 0; i < FORM_COUNT; i++) {
        struct sink_options options = options_of(forms[i].width);
        size_t written = 0;
        struct sink *sink;

        (void)failmalloc_total();
        assert_int_equal(sink_open(sink_by_name(forms[i].format), &options,
                                   swallow, &written, &sink, NULL),
                         0);
        assert_int_equal(sink_put_result(sink, world_result(&world), NULL), 0);
        assert_int_equal(sink_close(sink, NULL), 0);
        assert_true(written > MANY * (size_t)60);
        /* All that was ever asked for, freed or not. */
        assert_true(failmalloc_total() < (size_t)1024 * 1024);
    }
    world_fini(&world);
}

/* What was asked for in all, freed or not, to write so many rows. */
static size_t memory_for(const char *format, size_t count)
{
    struct sink_options options = options_of(0);
    struct world world;
    size_t written = 0;
    struct sink *sink;

    world_make_many(&world, count);
    options.kinds = RECORD_ROWS;
    (void)failmalloc_total();
    assert_int_equal(sink_open(sink_by_name(format), &options, swallow,
                               &written, &sink, NULL),
                     0);
    put_parts(sink, world_result(&world));
    assert_int_equal(sink_close(sink, NULL), 0);
    assert_true(written > count * (size_t)60);
    world_fini(&world);
    return failmalloc_total();
}

static void sink_of_rows_needs_the_same_memory_for_any_number(void **state)
{
    static const char *const formats[] = {"json", "jsonl", "csv"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        size_t few = memory_for(formats[i], 1);

        assert_true(few > 0 && few < (size_t)256 * 1024);
        assert_int_equal(memory_for(formats[i], MANY), few);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sinks_are_found_by_name),
        cmocka_unit_test(sink_says_at_open_what_it_cannot_show),
        cmocka_unit_test(sink_drains_nothing_before_the_first_record),
        cmocka_unit_test(sink_takes_several_phones),
        cmocka_unit_test(sink_writes_the_same_in_parts_as_whole),
        cmocka_unit_test(sink_returns_what_the_drain_gave),
        cmocka_unit_test(sink_returns_a_failure_of_the_last_drain),
        cmocka_unit_test(sink_says_when_memory_runs_out_wherever_it_does),
        cmocka_unit_test(sink_shows_many_rows_in_little_memory),
        cmocka_unit_test(sink_of_rows_needs_the_same_memory_for_any_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
