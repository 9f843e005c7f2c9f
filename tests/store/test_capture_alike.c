/* SPDX-License-Identifier: Apache-2.0 */
/* What captures that are merged are to show together. */
#include "fixture.h"
#include "store/capture_merge.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILES 3
#define SETTINGS_MAX 4

static const char *const what = "com.example.bank";

struct file {
    bool has_what;
    struct {
        const char *name;
        const char *value;
    } settings[SETTINGS_MAX];
};

/* The merged one is PATH; the others stand beside it. */
static int merge(const struct place *place, const struct file files[],
                 size_t count, struct capture_merged *merged, struct err *err)
{
    static char paths[FILES][120];
    const char *in[FILES] = {NULL};
    int rc;

    for (size_t i = 0; i < count; i++) {
        struct capture_head head = fixture_head;
        struct capture_writer *writer = NULL;

        (void)snprintf(paths[i], sizeof(paths[i]), "%s-%zu", place->path, i);
        in[i] = paths[i];
        head.started_ms += (int64_t)i;
        head.arguments = &what;
        head.argument_count = files[i].has_what ? 1 : 0;
        assert_int_equal(capture_create(paths[i], true, &head, &writer, err),
                         0);
        for (size_t k = 0;
             k < SETTINGS_MAX && files[i].settings[k].name != NULL; k++) {
            assert_int_equal(
                capture_put_setting(writer, files[i].settings[k].name,
                                    files[i].settings[k].value, err),
                0);
        }
        fixture_close(writer);
    }
    rc = capture_merge(place->path, false, &fixture_head, in, count, merged,
                       err);
    for (size_t i = 0; i < count; i++) {
        (void)unlink(paths[i]);
    }
    return rc;
}

static void shards_of_a_list_are_the_whole_of_it(void **state)
{
    static const struct file files[] = {
        {true, {{"packages", "a.b c.d e.f"}, {"scan_shard", "1/3"}}},
        {true, {{"packages", "a.b c.d e.f"}, {"scan_shard", "2/3"}}},
        {true, {{"packages", "a.b c.d e.f"}, {"scan_shard", "3/3"}}},
    };
    struct capture_merged merged;
    struct capture_reader *reader;
    struct err err = {0, ""};

    assert_int_equal(merge(*state, files, 3, &merged, &err), 0);
    assert_int_equal(merged.settings, 0);
    reader = fixture_open(*state);
    assert_string_equal(capture_setting(reader, "packages"), "a.b c.d e.f");
    assert_string_equal(capture_setting(reader, "scan_shard"), "");
    assert_int_equal(capture_head(reader)->argument_count, 1);
    capture_free(reader);
}

static void lists_of_different_scans_are_put_together(void **state)
{
    static const struct file files[] = {
        {true, {{"packages", "a.b c.d"}}},
        {true, {{"packages", "c.d g.h"}}},
        {true, {{"packages", "a.b c.d"}, {"interval_ms", "200"}}},
    };
    struct capture_merged merged;
    struct capture_reader *reader;
    struct err err = {0, ""};

    assert_int_equal(merge(*state, files, 3, &merged, &err), 0);
    reader = fixture_open(*state);
    assert_string_equal(capture_setting(reader, "packages"),
                        "a.b c.d\tc.d g.h");
    capture_free(reader);
}

static void what_is_of_all_stays_of_all(void **state)
{
    static const struct file files[] = {{true, {{NULL, NULL}}},
                                        {false, {{NULL, NULL}}}};
    struct capture_merged merged;
    struct capture_reader *reader;
    struct err err = {0, ""};

    assert_int_equal(merge(*state, files, 2, &merged, &err), 0);
    reader = fixture_open(*state);
    assert_int_equal(capture_head(reader)->argument_count, 0);
    capture_free(reader);
}

static const struct {
    const char *why;
    struct file files[2];
    const char *option; /* NULL: they can be one */
} readings[] = {
    {"a scan says nothing, a plain watch says no",
     {{true, {{NULL, NULL}}}, {true, {{"tcp", "0"}, {"all", "0"}}}},
     NULL},
    {"only one shows TCP alone",
     {{true, {{"tcp", "1"}}}, {true, {{"tcp", "0"}}}},
     "tcp"},
    {"only one leaves the baseline out",
     {{true, {{NULL, NULL}}}, {true, {{"ignores_baseline", "1"}}}},
     "ignores_baseline"},
    {"two users",
     {{true, {{"user_choice", "2"}, {"user", "0"}}},
      {true, {{"user_choice", "2"}, {"user", "10"}}}},
     "user"},
    {"which user it would be matters to nobody",
     {{true, {{"user_choice", "0"}, {"user", "0"}}},
      {true, {{"user_choice", "0"}, {"user", "10"}}}},
     NULL},
};

static void what_shows_something_else_is_refused_by_name(void **state)
{
    const struct place *place = *state;
    struct capture_merged merged;

    for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
        struct err err = {0, ""};
        int rc = merge(place, readings[i].files, 2, &merged, &err);

        print_message("%s: %s\n", readings[i].why, err.text);
        assert_int_equal(rc, readings[i].option == NULL ? 0 : ERR_USAGE);
        if (rc < 0) {
            assert_non_null(strstr(err.text, readings[i].option));
            assert_non_null(strstr(err.text, "-0 "));
            assert_non_null(strstr(err.text, "-1: "));
            assert_int_equal(access(place->path, F_OK), -1);
        }
        (void)unlink(place->path);
    }
}

#define CASE(test) \
    cmocka_unit_test_setup_teardown(test, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(shards_of_a_list_are_the_whole_of_it),
        CASE(lists_of_different_scans_are_put_together),
        CASE(what_is_of_all_stays_of_all),
        CASE(what_shows_something_else_is_refused_by_name),
    };

    return cmocka_run_group_tests_name("capture_alike", tests, NULL, NULL);
}
