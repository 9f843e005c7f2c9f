/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot's birth, its limits, warnings. */
#include "model/snapshot.h"

#include "base/err.h"
#include "base/failmalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void snapshot_is_born_knowing_nothing(void **state)
{
    struct snapshot snapshot;

    (void)state;
    memset(&snapshot, 0xa5, sizeof(snapshot));
    (void)failmalloc_total();
    snapshot_init(&snapshot);
    assert_int_equal(failmalloc_total(), 0);
    assert_null(snapshot.phone.model);
    assert_int_equal(snapshot.phone.sdk, -1);
    assert_int_equal(snapshot.phone.shell_uid, -1);
    assert_int_equal(snapshot.phone.current_user, -1);
    assert_int_equal(snapshot.phone_at_ms, -1);
    assert_false(snapshot.clock.is_known);
    assert_false(snapshot.has_all_processes);
    assert_false(snapshot.has_all_packages);
    assert_int_equal(snapshot.rows.len, 0);
    assert_int_equal(snapshot.rows.max, SNAPSHOT_ROWS_MAX);
    assert_int_equal(snapshot.warnings.max, SNAPSHOT_WARNINGS_MAX);
    snapshot_fini(&snapshot);
}

static void snapshot_gives_back_what_was_put_in(void **state)
{
    struct sock_row row = {.local_port = 47919};
    struct process process = {.pid = 24685, .name = "a"};
    struct package package = {.uid = 10093, .name = "com.example.bank"};
    struct phone_user user = {.id = 10};
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    assert_int_equal(vec_push(&snapshot.rows, &row), 0);
    assert_int_equal(vec_push(&snapshot.processes, &process), 0);
    assert_int_equal(vec_push(&snapshot.packages, &package), 0);
    assert_int_equal(vec_push(&snapshot.users, &user), 0);
    assert_int_equal(snapshot_row(&snapshot, 0)->local_port, 47919);
    assert_int_equal(snapshot_process(&snapshot, 0)->pid, 24685);
    assert_int_equal(snapshot_package(&snapshot, 0)->uid, 10093);
    assert_int_equal(snapshot_user(&snapshot, 0)->id, 10);
    snapshot_fini(&snapshot);
}

static void snapshot_keeps_its_own_copy_of_a_warning(void **state)
{
    char words[] = "denied";
    struct snapshot snapshot;
    const struct warning *warning;

    (void)state;
    snapshot_init(&snapshot);
    assert_int_equal(
        snapshot_warn(&snapshot, "table-denied", true, "%s: %d rows", words, 3),
        0);
    words[0] = 'x';
    warning = snapshot_warning(&snapshot, 0);
    assert_string_equal(warning->code, "table-denied");
    assert_string_equal(warning->text, "denied: 3 rows");
    assert_true(warning->is_partial);
    snapshot_fini(&snapshot);
}

static void snapshot_cuts_a_warning_that_does_not_end(void **state)
{
    char endless[5000];
    struct snapshot snapshot;

    (void)state;
    memset(endless, 'x', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    snapshot_init(&snapshot);
    assert_int_equal(snapshot_warn(&snapshot, "a", false, "%s", endless), 0);
    assert_int_equal(strlen(snapshot_warning(&snapshot, 0)->text), 399);
    snapshot_fini(&snapshot);
}

static void snapshot_has_room_for_so_many_warnings(void **state)
{
    struct snapshot snapshot;
    size_t i;

    (void)state;
    snapshot_init(&snapshot);
    for (i = 0; i < SNAPSHOT_WARNINGS_MAX; i++) {
        assert_int_equal(snapshot_warn(&snapshot, "a", false, "%zu", i), 0);
    }
    assert_int_equal(snapshot_warn(&snapshot, "a", false, "one more"),
                     ERR_LIMIT);
    assert_string_equal(snapshot_warning(&snapshot, 255)->text, "255");
    snapshot_fini(&snapshot);
}

static void snapshot_says_when_memory_runs_out(void **state)
{
    size_t n;

    (void)state;
    for (n = 0; n < 2; n++) {
        struct snapshot snapshot;

        snapshot_init(&snapshot);
        failmalloc_at(n);
        assert_int_equal(snapshot_warn(&snapshot, "a", false, "b"), ERR_NOMEM);
        assert_true(failmalloc_off());
        assert_int_equal(snapshot.warnings.len, 0);
        snapshot_fini(&snapshot);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snapshot_is_born_knowing_nothing),
        cmocka_unit_test(snapshot_gives_back_what_was_put_in),
        cmocka_unit_test(snapshot_keeps_its_own_copy_of_a_warning),
        cmocka_unit_test(snapshot_cuts_a_warning_that_does_not_end),
        cmocka_unit_test(snapshot_has_room_for_so_many_warnings),
        cmocka_unit_test(snapshot_says_when_memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
