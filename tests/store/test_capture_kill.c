/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A writer that comes to a bad end: killed at any moment, or without room.
 * What it had committed is there, and reading changes nothing.
 */
#include "fixture.h"
#include "store/capture_read.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct fixture_plan busy = {60, 20, 10, true};

/* The last sample in it; everything up to there must be whole. */
static uint64_t last_sample(const struct place *place)
{
    struct capture_reader *reader = NULL;
    struct capture_item item;
    struct err err = {0, ""};
    uint64_t last = 0;
    int rc;

    if (capture_open(place->path, &reader, &err) < 0) {
        fail_msg("%s", err.text);
    }
    capture_item_init(&item);
    while ((rc = capture_next(reader, &item, &err)) == 1) {
        assert_non_null(item.sample);
        if (item.kind == CAPTURE_SAMPLE) {
            assert_true(item.sample->number == last + 1);
            last = item.sample->number;
            assert_int_equal(item.sample->snapshot.rows.len, busy.sockets);
        }
    }
    if (rc < 0) {
        fail_msg("%s", err.text);
    }
    capture_item_fini(&item);
    capture_free(reader);
    return last;
}

/* Puts samples until it is killed; tells each that is committed. */
static void write_for_ever(const struct place *place, int fd)
{
    struct capture_writer *writer = fixture_writer(place, &busy);
    uint64_t i;

    for (i = 1; i < 100000; i++) {
        fixture_put(writer, &busy, i, i);
        if (write(fd, &i, sizeof(i)) != sizeof(i)) {
            _exit(1);
        }
    }
    _exit(0);
}

/* Reads what the child tells until it told `count`, kills it, reads on. */
static uint64_t kill_after(const struct place *place, uint64_t count)
{
    uint64_t told = 0;
    uint64_t number;
    int status;
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(ends[0]);
        write_for_ever(place, ends[1]);
    }
    (void)close(ends[1]);
    while (read(ends[0], &number, sizeof(number)) == sizeof(number)) {
        told = number;
        if (number == count) {
            assert_int_equal(kill(child, SIGKILL), 0);
        }
    }
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    return told;
}

/* A number that differs when a byte of the file does. */
static uint64_t sum_of(const char *path)
{
    unsigned char bytes[4096];
    uint64_t sum = 5381;
    int fd = open(path, O_RDONLY);
    ssize_t got;

    assert_true(fd >= 0);
    while ((got = read(fd, bytes, sizeof(bytes))) > 0) {
        ssize_t i;

        for (i = 0; i < got; i++) {
            sum = sum * 33 + bytes[i];
        }
    }
    assert_int_equal(close(fd), 0);
    return sum;
}

static void capture_of_a_killed_writer_has_all_it_committed(void **state)
{
    const struct place *place = *state;
    uint64_t count;

    for (count = 1; count < 400; count += count / 2 + 3) {
        uint64_t told = kill_after(place, count);
        uint64_t before = sum_of(place->path);
        uint64_t log_before = sum_of(place_beside(place, "-wal"));
        uint64_t last = last_sample(place);

        assert_true(told >= count);
        assert_true(last >= told);
        /* Committed, and killed before it could tell. */
        assert_true(last <= told + 1);
        assert_true(sum_of(place->path) == before);
        assert_true(sum_of(place_beside(place, "-wal")) == log_before);
        assert_int_equal(unlink(place->path), 0);
        (void)unlink(place_beside(place, "-wal"));
        (void)unlink(place_beside(place, "-shm"));
    }
}

/* One that is there is a capture, or nobody has made it yet. */
static void capture_of_a_writer_killed_at_birth_is_whole_or_none(void **state)
{
    const struct place *place = *state;
    size_t count = 0;

    for (int wait_ms = 0; wait_ms < 30 || (count == 0 && wait_ms < 2000);
         wait_ms++) {
        int status;
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
            (void)fixture_writer(place, &busy);
            (void)poll(NULL, 0, 10000);
            _exit(0);
        }
        (void)poll(NULL, 0, wait_ms);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (access(place->path, F_OK) == 0) {
            count++;
            (void)last_sample(place);
            assert_int_equal(unlink(place->path), 0);
        }
        (void)unlink(place_beside(place, "-wal"));
        (void)unlink(place_beside(place, "-shm"));
    }
    assert_true(count > 0);
    for (size_t i = 0; i < 4; i++) {
        static const char *const left[] = {".new", ".new-journal", ".new-wal",
                                           ".new-shm"};

        (void)unlink(place_beside(place, left[i]));
    }
}

static void capture_can_be_read_where_nothing_can_be_written(void **state)
{
    const struct place *place = *state;
    uint64_t told = kill_after(place, 20);
    int status;
    pid_t child;

    /* Without the index that the killed one left. */
    assert_int_equal(unlink(place_beside(place, "-shm")), 0);
    assert_int_equal(chmod(place->path, 0444), 0);
    assert_int_equal(chmod(place_beside(place, "-wal"), 0444), 0);
    assert_int_equal(chmod(place->dir, 0555), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        /* Root may write anywhere. */
        if (geteuid() == 0 && setuid(65534) != 0) {
            _exit(3);
        }
        _exit(last_sample(place) >= told ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(place->dir, 0700), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void capture_can_be_read_while_it_is_written(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &busy);
    struct err err = {0, ""};
    struct sample sample;

    fixture_put(writer, &busy, 1, 10);
    assert_int_equal(last_sample(place), 10);
    fixture_sample(&busy, 11, &sample);
    assert_int_equal(capture_put_sample(writer, 0, &sample, &err), 0);
    assert_int_equal(last_sample(place), 10);
    assert_int_equal(capture_commit(writer, &err), 0);
    assert_int_equal(last_sample(place), 11);
    sample_fini(&sample);
    fixture_close(writer);
    assert_int_equal(last_sample(place), 11);
}

/* Up to a file of so many bytes; then all of it fails with the same words. */
static uint64_t write_until_full(const struct place *place)
{
    struct capture_writer *writer = fixture_writer(place, &busy);
    struct rlimit limit = {(rlim_t)600 * 1024, (rlim_t)600 * 1024};
    struct sample sample;
    struct err err = {0, ""};
    struct err again = {0, ""};
    uint64_t committed = 0;

    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (;;) {
        int rc;

        fixture_sample(&busy, committed + 1, &sample);
        rc = capture_put_sample(writer, 0, &sample, &err);
        rc = rc < 0 ? rc : capture_commit(writer, &err);
        sample_fini(&sample);
        if (rc < 0) {
            break;
        }
        committed++;
    }
    assert_int_equal(err.code, ERR_IO);
    /* What the system said, not only that there was something. */
    assert_non_null(strstr(err.text, "File too large"));
    fixture_sample(&busy, committed + 1, &sample);
    assert_int_equal(capture_put_sample(writer, 0, &sample, &again), ERR_IO);
    assert_string_equal(again.text, err.text);
    sample_fini(&sample);
    assert_int_equal(capture_close(writer, &again), ERR_IO);
    return committed;
}

static void capture_keeps_what_had_room(void **state)
{
    const struct place *place = *state;
    uint64_t committed = 0;
    int status;
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGXFSZ, SIG_IGN);
        committed = write_until_full(place);
        _exit(write(ends[1], &committed, sizeof(committed)) < 0);
    }
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], &committed, sizeof(committed)),
                     sizeof(committed));
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(committed > 5);
    assert_int_equal(last_sample(place), committed);
}

#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(capture_of_a_killed_writer_has_all_it_committed),
        CASE(capture_of_a_writer_killed_at_birth_is_whole_or_none),
        CASE(capture_can_be_read_where_nothing_can_be_written),
        CASE(capture_can_be_read_while_it_is_written),
        CASE(capture_keeps_what_had_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
