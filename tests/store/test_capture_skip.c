/* SPDX-License-Identifier: Apache-2.0 */
/* Beginning in the middle, finding marks, and the file's own sum. */
#include "fixture.h"
#include "store/digest.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const struct fixture_plan plan = {20, 3, 12, false};

static void put_mark(struct capture_writer *writer, int64_t at_ms,
                     const char *text)
{
    struct event event = {.kind = EVENT_MARK, .at_ms = at_ms, .text = text};
    struct err err = {0, ""};

    assert_int_equal(capture_put_event(writer, 0, &event, &err), 0);
}

static int64_t at_of(uint64_t number)
{
    return FIXTURE_START_MS + (int64_t)number * 200;
}

static struct capture_reader *make_and_open(const struct place *place)
{
    struct capture_writer *writer = fixture_writer(place, &plan);

    fixture_put(writer, &plan, 1, 12);
    put_mark(writer, at_of(12) + 50, "again");
    fixture_put(writer, &plan, 13, 20);
    put_mark(writer, at_of(20) + 50, "again");
    fixture_put(writer, &plan, 21, 30);
    fixture_close(writer);
    return fixture_open(place);
}

static void capture_begins_in_the_middle_with_what_was_known(void **state)
{
    struct capture_reader *reader = make_and_open(*state);
    struct capture_item item;
    struct sample want;
    struct err err = {0, ""};

    capture_item_init(&item);
    assert_int_equal(capture_skip(reader, at_of(12) + 50, &err), 0);
    fixture_next(reader, &item, CAPTURE_BASE);
    assert_true(item.sample->at_ms == at_of(12) + 50);
    assert_string_equal(item.sample->snapshot.phone.model, "Pixel 7");
    assert_int_equal(item.sample->snapshot.packages.len, 2);
    assert_true(item.sample->snapshot.has_all_packages);
    assert_true(item.sample->snapshot.has_all_processes);
    assert_false(item.sample->snapshot.has_all_holders);
    /* That of the newest list, which came with sample 10. */
    fixture_sample(&plan, 10, &want);
    assert_int_equal(item.sample->snapshot.processes.len, 12);
    assert_int_equal(snapshot_process(&item.sample->snapshot, 11)->pid,
                     snapshot_process(&want.snapshot, 0)->pid);
    assert_int_equal(
        item.sample->snapshot.counters.values[COUNTER_TCP_ACTIVE_OPENS], 110);
    sample_fini(&want);
    fixture_next(reader, &item, CAPTURE_EVENT);
    assert_string_equal(item.event.text, "again");
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    assert_int_equal(item.sample->number, 13);
    assert_int_equal(item.sample->snapshot.rows.len, 20);
    /* One that has been there since the first. */
    fixture_sample(&plan, 1, &want);
    (void)fixture_row_like(&item.sample->snapshot,
                           snapshot_row(&want.snapshot, 19));
    sample_fini(&want);
    /* From before the first look on nothing is different. */
    assert_int_equal(capture_skip(reader, 0, &err), 0);
    fixture_next(reader, &item, CAPTURE_BASE);
    assert_true(item.sample->at_ms == FIXTURE_START_MS);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    assert_int_equal(item.sample->number, 1);
    capture_item_fini(&item);
    capture_free(reader);
}

static void capture_finds_marks_and_counters(void **state)
{
    struct capture_reader *reader = make_and_open(*state);
    struct err err = {0, ""};
    int64_t ms = 0;

    assert_int_equal(capture_find_mark(reader, "again", INT64_MIN, &ms, &err),
                     0);
    assert_true(ms == at_of(12) + 50);
    assert_int_equal(capture_find_mark(reader, "again", ms + 1, &ms, &err), 0);
    assert_true(ms == at_of(20) + 50);
    assert_int_equal(capture_find_mark(reader, "again", ms + 1, &ms, &err),
                     ERR_NO_MATCH);
    assert_int_equal(capture_find_mark(reader, "agai", 0, &ms, &err),
                     ERR_NO_MATCH);
    assert_int_equal(capture_start(reader, 0, &ms, &err), 0);
    assert_true(ms == at_of(1));
    /* Counters come with each fifth sample. */
    assert_int_equal(capture_find_counters(reader, at_of(12), 1000, &ms, &err),
                     0);
    assert_true(ms == at_of(15));
    assert_int_equal(capture_find_counters(reader, at_of(12), 599, &ms, &err),
                     0);
    assert_true(ms == at_of(12));
    capture_free(reader);
}

static void digest_is_sha_256(void **state)
{
    const struct place *place = *state;
    char text[DIGEST_TEXT_CAP];
    struct err err = {0, ""};
    int fd;

    assert_int_equal(digest_file(place->path, text, &err), ERR_IO);
    assert_string_equal(text, "");
    fd = open(place->path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(fd, "abc", 3), 3);
    assert_int_equal(close(fd), 0);
    assert_int_equal(digest_file(place->path, text, &err), 0);
    /* FIPS 180-4's own example. */
    assert_string_equal(
        text,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(capture_begins_in_the_middle_with_what_was_known),
        CASE(capture_finds_marks_and_counters),
        CASE(digest_is_sha_256),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
