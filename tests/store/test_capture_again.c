/* SPDX-License-Identifier: Apache-2.0 */
/* Packages that were run in several captures which are merged. */
#include "db/db.h"
#include "fixture.h"
#include "store/capture_merge.h"
#include "store/capture_schema.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILES 2

static const struct fixture_plan plan = {2, 1, 2, true};
static char paths[FILES][sizeof(((struct place *)NULL)->path)];

static int set_up(void **state)
{
    struct place *place;
    int rc = place_set_up(state);

    place = *state;
    for (size_t i = 0; i < FILES; i++) {
        (void)snprintf(paths[i], sizeof(paths[i]), "%s/%zu", place->dir, i);
    }
    return rc;
}

static int tear_down(void **state)
{
    for (size_t i = 0; i < FILES; i++) {
        (void)unlink(paths[i]);
    }
    return place_tear_down(state);
}

/* A phone that runs one package. */
struct one {
    const char *serial;
    const char *package;
};

static void put_phone(struct capture_writer *writer, const struct one *one,
                      int64_t at_ms)
{
    const struct scan_run_result result = {.package = one->package,
                                           .has_verdict = true,
                                           .verdict = SCAN_SILENT,
                                           .started_ms = at_ms};
    struct snapshot base;
    struct err err = {0, ""};
    uint32_t device;
    int64_t run = 0;

    assert_int_equal(
        capture_put_device(writer, one->serial, "usb", &device, &err), 0);
    fixture_base(&plan, &base);
    base.taken_at_ms = at_ms;
    assert_int_equal(capture_put_base(writer, device, &base, &err), 0);
    snapshot_fini(&base);
    assert_int_equal(capture_put_run_start(writer, device, &result, &run, &err),
                     0);
    assert_int_equal(capture_put_run_end(writer, device, run, &result, &err),
                     0);
}

/* sql: what is changed then. */
static void make(size_t file, const struct one phones[2], int64_t at_ms,
                 const char *sql)
{
    const struct capture_head head = {.command_line = "adbnet scan",
                                      .started_ms = at_ms};
    struct capture_writer *writer = NULL;
    struct db *db = NULL;
    struct err err = {0, ""};

    assert_int_equal(capture_create(paths[file], true, &head, &writer, &err),
                     0);
    for (size_t i = 0; i < 2 && phones[i].serial != NULL; i++) {
        put_phone(writer, &phones[i], at_ms);
    }
    fixture_close(writer);
    assert_int_equal(db_open(&capture_format, paths[file], &db, NULL, &err), 0);
    assert_int_equal(db_exec(db, sql, &err), 0);
    db_close(db);
}

static void merge(const struct place *place, struct capture_merged *out)
{
    const struct capture_head head = {.command_line = "adbnet merge"};
    const char *const in[FILES] = {paths[0], paths[1]};
    struct err err = {0, ""};

    assert_int_equal(
        capture_merge(place->path, true, &head, in, FILES, out, &err), 0);
}

static const struct one early[2] = {{"phone-a", "com.example.a"},
                                    {"phone-b", "com.example.b"}};

struct row {
    const char *why;
    struct one phones[2]; /* of the second file */
    const char *sql;      /* to both, or to the second */
    bool is_on_each;
    size_t again;
    const char *first;
};

static const struct row rows[] = {
    {"others", {{"phone-b", "com.example.c"}}, "", false, 0, ""},
    {"on one phone",
     {{"phone-b", "com.example.b"}},
     "",
     false,
     1,
     "com.example.b"},
    {"on another phone",
     {{"phone-c", "com.example.b"}},
     "",
     false,
     1,
     "com.example.b"},
    {"of another user",
     {{"phone-b", "com.example.b"}},
     "UPDATE run SET user=10",
     false,
     0,
     ""},
    {"broken off",
     {{"phone-b", "com.example.b"}},
     "UPDATE run SET verdict=NULL",
     false,
     0,
     ""},
    {"twice in one file",
     {{"phone-b", "com.example.x"}, {"phone-c", "com.example.x"}},
     "",
     false,
     0,
     ""},
    {"both",
     {{"phone-b", "com.example.b"}, {"phone-c", "com.example.a"}},
     "",
     false,
     2,
     "com.example.a"},
    {"on each, another phone", {{"phone-c", "com.example.b"}}, "", true, 0, ""},
    {"on each, the same",
     {{"phone-b", "com.example.b"}},
     "",
     true,
     1,
     "com.example.b"},
};

/* Of one phone or of several, unless every phone was to run all of them. */
static void packages_run_in_several_are_counted_and_kept(void **state)
{
    static const char each[] = "REPLACE INTO meta VALUES('scan_on','each')";
    const struct place *place = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        size_t runs = row->phones[1].serial == NULL ? 3 : 4;
        struct capture_merged merged;

        make(0, early, 1000000, row->is_on_each ? each : "");
        make(1, row->phones, 5000000, row->is_on_each ? each : row->sql);
        merge(place, &merged);
        if (merged.again != row->again || merged.runs != runs ||
            strcmp(merged.again_names[0], row->first) != 0) {
            fail_msg("%s: %zu of %zu, %s", row->why, merged.again, merged.runs,
                     merged.again_names[0]);
        }
    }
}

/* What is taken once is no second run. */
static void the_same_watching_is_no_second_run(void **state)
{
    const struct place *place = *state;
    struct capture_merged merged;

    make(0, early, 1000000, "");
    make(1, early, 1000000, "");
    merge(place, &merged);
    assert_int_equal(merged.twice_runs, 2);
    assert_int_equal(merged.runs, 2);
    assert_int_equal(merged.again, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(packages_run_in_several_are_counted_and_kept),
        CASE(the_same_watching_is_no_second_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
