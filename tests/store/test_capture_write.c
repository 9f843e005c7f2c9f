/* SPDX-License-Identifier: Apache-2.0 */
/* The file of a capture: where it may be made, and what it is at the end. */
#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct fixture_plan few = {4, 1, 3, true};

static bool is_there(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

static void make(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    assert_int_equal(close(fd), 0);
}

static int create(const struct place *place, bool is_forced, struct err *err)
{
    struct capture_writer *writer = NULL;
    int rc =
        capture_create(place->path, is_forced, &fixture_head, &writer, err);

    if (rc == 0) {
        fixture_close(writer);
    } else {
        assert_null(writer);
    }
    return rc;
}

static void capture_is_one_private_file_at_the_end(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &few);
    unsigned char head[CAPTURE_MAGIC_LEN];
    struct stat info;
    int fd;

    assert_true(is_there(place_beside(place, "-wal")));
    assert_int_equal(stat(place_beside(place, "-wal"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    fixture_put(writer, &few, 1, 20);
    fixture_close(writer);
    assert_false(is_there(place_beside(place, "-wal")));
    assert_false(is_there(place_beside(place, "-shm")));
    assert_int_equal(stat(place->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    fd = open(place->path, O_RDONLY);
    assert_int_equal(read(fd, head, sizeof(head)), sizeof(head));
    assert_int_equal(close(fd), 0);
    /* Of SQLite's header: no log belongs to it. */
    assert_int_equal(head[18], 1);
    assert_true(capture_is(head, sizeof(head)));
    assert_false(capture_is(head, sizeof(head) - 1));
    head[68] ^= 1;
    assert_false(capture_is(head, sizeof(head)));
}

static void capture_leaves_a_file_that_is_there(void **state)
{
    const struct place *place = *state;
    struct err err = {0, ""};
    char text[16] = "";
    int fd;

    make(place->path, "precious");
    assert_int_equal(create(place, false, &err), ERR_IO);
    assert_non_null(strstr(err.text, "--force"));
    fd = open(place->path, O_RDONLY);
    assert_int_equal(read(fd, text, sizeof(text)), 8);
    assert_int_equal(close(fd), 0);
    /* With what a killed run left. */
    make(place_beside(place, "-wal"), "poison");
    assert_int_equal(create(place, true, &err), 0);
    assert_false(is_there(place_beside(place, "-wal")));
}

static void capture_follows_no_symbolic_link(void **state)
{
    const struct place *place = *state;
    char target[128];
    struct err err = {0, ""};

    (void)snprintf(target, sizeof(target), "%s", place_beside(place, ".other"));
    assert_int_equal(symlink(target, place->path), 0);
    assert_int_equal(create(place, false, &err), ERR_IO);
    assert_int_equal(create(place, true, &err), ERR_IO);
    assert_false(is_there(target));
    make(target, "precious");
    assert_int_equal(create(place, true, &err), ERR_IO);
    assert_true(is_there(place->path));
}

static void capture_says_where_none_can_be_made(void **state)
{
    struct place nowhere = {"", "/nonexistent-adbnet/c.adbnet"};
    struct err err = {0, ""};

    (void)state;
    assert_int_equal(create(&nowhere, false, &err), ERR_IO);
    assert_non_null(strstr(err.text, "/nonexistent-adbnet/c.adbnet"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(capture_is_one_private_file_at_the_end,
                                        place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(capture_leaves_a_file_that_is_there,
                                        place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(capture_follows_no_symbolic_link,
                                        place_set_up, place_tear_down),
        cmocka_unit_test(capture_says_where_none_can_be_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
