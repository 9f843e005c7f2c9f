/* SPDX-License-Identifier: Apache-2.0 */
/* One program at a time writes a capture; others are told which one does. */
#include "fixture.h"
#include "store/capture_merge.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct fixture_plan plan = {5, 1, 3, false};

enum attempt { APPEND, CREATE, MERGE };

/* In another process: refused with a sentence that names file and writer. */
static bool is_refused(const struct place *place, enum attempt attempt,
                       pid_t writer)
{
    struct capture_writer *mine = NULL;
    struct capture_merged merged;
    const char *in = place_beside(place, "-in");
    struct err err = {0, ""};
    char who[40];
    int rc;

    switch (attempt) {
    case APPEND:
        rc = capture_append(place->path, 1, &mine, &err);
        break;
    case CREATE:
        rc = capture_create(place->path, true, &fixture_head, &mine, &err);
        break;
    default:
        rc = capture_merge(place->path, true, &fixture_head, &in, 1, &merged,
                           &err);
        break;
    }
    (void)snprintf(who, sizeof(who), "(pid %ld)", (long)writer);
    return rc == ERR_IO && strstr(err.text, place->path) != NULL &&
           strstr(err.text, "another adbnet writes it") != NULL &&
           strstr(err.text, who) != NULL;
}

static void assert_refused(const struct place *place)
{
    pid_t self = getpid();

    for (int attempt = APPEND; attempt <= MERGE; attempt++) {
        pid_t child = fork();
        int status = -1;

        if (child == 0) {
            _exit(is_refused(place, (enum attempt)attempt, self) ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
}

static void a_capture_has_one_writer(void **state)
{
    const struct place *place = *state;
    struct place other = *place;
    struct capture_writer *writer;
    struct capture_reader *reader;
    struct err err = {0, ""};

    (void)snprintf(other.path, sizeof(other.path), "%s",
                   place_beside(place, "-in"));
    writer = fixture_writer(&other, &plan);
    fixture_put(writer, &plan, 1, 2);
    fixture_close(writer);

    writer = fixture_writer(place, &plan);
    fixture_put(writer, &plan, 1, 2);
    assert_refused(place);
    /* Whoever reads it meanwhile, here too, changes nothing of that. */
    reader = fixture_open(place);
    capture_free(reader);
    fixture_put(writer, &plan, 3, 4);
    assert_refused(place);
    fixture_close(writer);
    assert_int_equal(capture_append(place->path, 1, &writer, &err), 0);
    assert_refused(place);
    fixture_close(writer);
    (void)unlink(other.path);
}

static void who_has_died_writes_no_more(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = NULL;
    struct err err = {0, ""};
    pid_t child = fork();
    int status;

    if (child == 0) {
        writer = fixture_writer(place, &plan);
        fixture_put(writer, &plan, 1, 2);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(capture_append(place->path, 1, &writer, &err), 0);
    fixture_close(writer);
}

static void what_was_written_since_it_was_read_is_not_written_over(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &plan);
    struct err err = {0, ""};

    fixture_put(writer, &plan, 1, 2);
    fixture_close(writer);
    assert_int_equal(capture_append(place->path, 0, &writer, &err), ERR_IO);
    assert_non_null(strstr(err.text, "just now"));
    assert_null(writer);
}

#define CASE(test) \
    cmocka_unit_test_setup_teardown(test, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_capture_has_one_writer),
        CASE(who_has_died_writes_no_more),
        CASE(what_was_written_since_it_was_read_is_not_written_over),
    };

    return cmocka_run_group_tests_name("capture_file", tests, NULL, NULL);
}
