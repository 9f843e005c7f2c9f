/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets and packages that were printed twice. */
#include "collect/dedupe.h"

#include "base/err.h"
#include "base/failmalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct sock_row row_of(uint8_t last, uint16_t port, uint64_t inode)
{
    const uint8_t local[4] = {192, 0, 2, 17};
    const uint8_t remote[4] = {203, 0, 113, last};
    struct sock_row row = {
        .local = addr_v4(local),
        .remote = addr_v4(remote),
        .local_port = port,
        .remote_port = 443,
        .state = SOCK_ESTABLISHED,
        .inode = inode,
    };

    return row;
}

static void push(struct snapshot *snapshot, struct sock_row row)
{
    assert_int_equal(vec_push(&snapshot->rows, &row), 0);
}

static void dedupe_keeps_the_newer_of_two_rows_in_the_older_place(void **state)
{
    struct snapshot snapshot;
    struct sock_row newer = row_of(1, 1000, 7);

    (void)state;
    newer.state = SOCK_CLOSE_WAIT;
    snapshot_init(&snapshot);
    push(&snapshot, row_of(1, 1000, 7));
    push(&snapshot, row_of(2, 1000, 8));
    push(&snapshot, newer);
    push(&snapshot, row_of(3, 1000, 9));
    assert_int_equal(dedupe_rows(&snapshot), 0);
    assert_int_equal(snapshot.rows.len, 3);
    assert_int_equal(snapshot.rows_duplicate, 1);
    assert_int_equal(snapshot_row(&snapshot, 0)->state, SOCK_CLOSE_WAIT);
    assert_int_equal(snapshot_row(&snapshot, 1)->inode, 8);
    assert_int_equal(snapshot_row(&snapshot, 2)->inode, 9);
    snapshot_fini(&snapshot);
}

/* toolbox prints no inodes, and several sockets of UDP share a port. */
static void dedupe_keeps_rows_of_netstat_that_look_the_same(void **state)
{
    struct snapshot snapshot;
    struct sock_row row = row_of(1, 5353, 0);

    (void)state;
    row.source = SOCK_FROM_NETSTAT;
    snapshot_init(&snapshot);
    push(&snapshot, row);
    push(&snapshot, row);
    row.inode = 7;
    push(&snapshot, row);
    push(&snapshot, row);
    row.source = SOCK_FROM_PROCFS;
    push(&snapshot, row);
    assert_int_equal(dedupe_rows(&snapshot), 0);
    assert_int_equal(snapshot.rows.len, 4);
    assert_int_equal(snapshot.rows_duplicate, 1);
    snapshot_fini(&snapshot);
}

static void dedupe_tells_rows_apart_that_differ_in_one_thing(void **state)
{
    const uint8_t other[4] = {192, 0, 2, 18};
    struct sock_row rows[7];
    struct snapshot snapshot;

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        rows[i] = row_of(1, 1000, 7);
    }
    rows[1].local = addr_v4(other);
    rows[2].remote = addr_v4(other);
    rows[3].local_port = 1001;
    rows[4].remote_port = 444;
    rows[5].inode = 0;
    rows[6].proto = SOCK_UDP;
    snapshot_init(&snapshot);
    for (size_t i = 0; i < 7; i++) {
        push(&snapshot, rows[i]);
    }
    /* tcp and tcp6 are two tables. */
    rows[0].family = SOCK_IPV4_MAPPED;
    push(&snapshot, rows[0]);
    assert_int_equal(dedupe_rows(&snapshot), 0);
    assert_int_equal(snapshot.rows.len, 8);
    assert_int_equal(snapshot.rows_duplicate, 0);
    snapshot_fini(&snapshot);
}

static void dedupe_takes_a_table_that_was_printed_twice(void **state)
{
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    for (size_t i = 0; i < 50000; i++) {
        size_t k = i % 25000;

        push(&snapshot, row_of((uint8_t)(k % 250), (uint16_t)(k / 250), k));
    }
    assert_int_equal(dedupe_rows(&snapshot), 0);
    assert_int_equal(snapshot.rows.len, 25000);
    assert_int_equal(snapshot.rows_duplicate, 25000);
    for (size_t i = 0; i < 25000; i++) {
        assert_int_equal(snapshot_row(&snapshot, i)->inode, i);
    }
    snapshot_fini(&snapshot);
}

static void dedupe_of_nothing_is_nothing(void **state)
{
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    assert_int_equal(dedupe_rows(&snapshot), 0);
    assert_int_equal(dedupe_packages(&snapshot), 0);
    assert_int_equal(snapshot.rows.len, 0);
    assert_int_equal(snapshot.packages.len, 0);
    snapshot_fini(&snapshot);
}

static void dedupe_changes_nothing_without_memory(void **state)
{
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    push(&snapshot, row_of(1, 1000, 7));
    push(&snapshot, row_of(1, 1000, 7));
    failmalloc_at(0);
    assert_int_equal(dedupe_rows(&snapshot), ERR_NOMEM);
    assert_true(failmalloc_off());
    assert_int_equal(snapshot.rows.len, 2);
    assert_int_equal(snapshot.rows_duplicate, 0);
    snapshot_fini(&snapshot);
}

static void dedupe_sorts_packages_and_keeps_each_once(void **state)
{
    static const struct package printed[] = {
        {"com.example.b", 1010093, true}, {"com.example.b", 10093, true},
        {"com.example.a", 10093, false},  {"com.example.b", 10093, true},
        {"android", 1000, false},         {"com.example.b", 1010093, true},
    };
    static const char *const want[] = {"android", "com.example.a",
                                       "com.example.b", "com.example.b"};
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(vec_push(&snapshot.packages, &printed[i]), 0);
    }
    assert_int_equal(dedupe_packages(&snapshot), 0);
    assert_int_equal(snapshot.packages.len, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(snapshot_package(&snapshot, i)->name, want[i]);
    }
    assert_int_equal(snapshot_package(&snapshot, 2)->uid, 10093);
    assert_int_equal(snapshot_package(&snapshot, 3)->uid, 1010093);
    snapshot_fini(&snapshot);
}

/* Each row would name all of them: a small file could fill any disk. */
static void dedupe_keeps_so_many_packages_of_a_uid(void **state)
{
    static char names[PACKAGES_OF_UID_MAX + 2][8];
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    snapshot.has_all_packages = true;
    for (unsigned i = 0; i < PACKAGES_OF_UID_MAX + 2; i++) {
        struct package package = {names[i], 10093, false};

        (void)snprintf(names[i], sizeof(names[i]), "a.b%u", i + 100);
        assert_int_equal(vec_push(&snapshot.packages, &package), 0);
        package.uid = 10094;
        if (i < PACKAGES_OF_UID_MAX) {
            assert_int_equal(vec_push(&snapshot.packages, &package), 0);
        }
    }
    assert_int_equal(dedupe_packages(&snapshot), 0);
    assert_int_equal(snapshot.packages.len, 2 * PACKAGES_OF_UID_MAX);
    assert_int_equal(snapshot.warnings.len, 1);
    assert_string_equal(snapshot_warning(&snapshot, 0)->code, "packages-many");
    assert_true(snapshot_warning(&snapshot, 0)->is_partial);
    assert_false(snapshot.has_all_packages);
    assert_int_equal(dedupe_packages(&snapshot), 0);
    assert_int_equal(snapshot.warnings.len, 1);
    snapshot_fini(&snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dedupe_keeps_the_newer_of_two_rows_in_the_older_place),
        cmocka_unit_test(dedupe_keeps_rows_of_netstat_that_look_the_same),
        cmocka_unit_test(dedupe_tells_rows_apart_that_differ_in_one_thing),
        cmocka_unit_test(dedupe_takes_a_table_that_was_printed_twice),
        cmocka_unit_test(dedupe_of_nothing_is_nothing),
        cmocka_unit_test(dedupe_changes_nothing_without_memory),
        cmocka_unit_test(dedupe_sorts_packages_and_keeps_each_once),
        cmocka_unit_test(dedupe_keeps_so_many_packages_of_a_uid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
