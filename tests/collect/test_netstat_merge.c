/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of two sources are one socket, and what is said of the others. */
#include "collect/netstat_merge.h"

#include "base/err.h"
#include "base/failmalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct snapshot snapshot;
static struct netstat_merged merged;

static int set_up(void **state)
{
    (void)state;
    snapshot_init(&snapshot);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    snapshot_fini(&snapshot);
    return 0;
}

static struct sock_row *push(enum sock_source source, uint16_t port,
                             uint64_t inode)
{
    const uint8_t local[4] = {192, 0, 2, 17};
    const uint8_t remote[4] = {203, 0, 113, 10};
    struct sock_row row = {
        .local = addr_v4(local),
        .remote = addr_v4(remote),
        .local_port = port,
        .remote_port = 443,
        .state = SOCK_ESTABLISHED,
        .uid = 10093,
        .inode = inode,
        .source = (uint8_t)source,
    };

    assert_int_equal(vec_push(&snapshot.rows, &row), 0);
    return vec_at(&snapshot.rows, snapshot.rows.len - 1);
}

static struct sock_row *push_netstat(uint16_t port, uint64_t inode, int pid)
{
    struct sock_row *row = push(SOCK_FROM_NETSTAT, port, inode);

    row->pid = pid;
    row->process = "com.example.bank";
    row->is_uid_unknown = inode == 0;
    row->uid = inode == 0 ? 0 : row->uid;
    return row;
}

static void cut_remote(struct sock_row *row)
{
    row->remote.family = ADDR_NONE;
    row->remote_text = "203.0.11";
    row->is_remote_cut = true;
}

static void assert_merged(size_t both, size_t procfs, size_t netstat,
                          size_t differing)
{
    assert_int_equal(netstat_merge(&snapshot, &merged), 0);
    assert_int_equal(merged.both, both);
    assert_int_equal(merged.only_procfs, procfs);
    assert_int_equal(merged.only_netstat, netstat);
    assert_int_equal(merged.differing, differing);
    assert_int_equal(snapshot.rows.len, both + procfs + netstat);
}

static void merge_takes_the_process_from_netstat_and_the_rest_from_procfs(
    void **state)
{
    const struct sock_row *row;

    (void)state;
    push(SOCK_FROM_PROCFS, 1000, 7)->timer_ms = 5;
    (void)push(SOCK_FROM_PROCFS, 1001, 8);
    (void)push_netstat(1001, 0, 70);
    push_netstat(1000, 7, 71)->is_process_cut = true;
    assert_merged(2, 0, 0, 0);
    row = snapshot_row(&snapshot, 0);
    assert_int_equal(row->source, SOCK_FROM_BOTH);
    assert_int_equal(row->timer_ms, 5);
    assert_int_equal(row->pid, 71);
    assert_true(row->is_process_cut);
    row = snapshot_row(&snapshot, 1);
    assert_int_equal(row->local_port, 1001);
    assert_int_equal(row->pid, 70);
    assert_int_equal(row->uid, 10093);
    assert_false(row->is_uid_unknown);
    assert_int_equal(netstat_warn_merged(&snapshot, &merged), 0);
    assert_int_equal(snapshot.warnings.len, 0);
}

static void merge_finds_a_row_whose_end_is_cut_by_its_inode(void **state)
{
    (void)state;
    (void)push(SOCK_FROM_PROCFS, 1000, 7);
    (void)push(SOCK_FROM_PROCFS, 1001, 8);
    cut_remote(push_netstat(1000, 7, 71));
    cut_remote(push_netstat(1001, 0, 71));
    assert_merged(1, 1, 1, 0);
    assert_int_equal(snapshot_row(&snapshot, 0)->remote.bytes[0], 203);
    assert_null(snapshot_row(&snapshot, 0)->remote_text);
    assert_int_equal(snapshot_row(&snapshot, 2)->source, SOCK_FROM_NETSTAT);
}

/* A port that is not known is no port 0. */
static void merge_does_not_compare_ends_that_are_texts(void **state)
{
    (void)state;
    (void)push(SOCK_FROM_PROCFS, 0, 0);
    push_netstat(0, 0, 1)->local_text = "192.0.2.17:x-odd";
    push_netstat(0, 0, 1)->remote_text = "cdn.example.net";
    assert_merged(0, 1, 2, 0);
    (void)push_netstat(0, 0, 1);
    assert_merged(1, 0, 2, 0);
}

/* Several sockets of UDP share a port. */
static void merge_is_one_to_one(void **state)
{
    (void)state;
    for (uint64_t inode = 1; inode <= 3; inode++) {
        (void)push(SOCK_FROM_PROCFS, 5353, inode);
    }
    (void)push_netstat(5353, 0, 70);
    (void)push_netstat(5353, 0, 71);
    assert_merged(2, 1, 0, 0);
    (void)push_netstat(5353, 0, 72);
    (void)push_netstat(5353, 0, 73);
    /* Those that both had are not looked at again. */
    assert_int_equal(netstat_merge(&snapshot, &merged), 0);
    assert_int_equal(merged.both, 1);
    assert_int_equal(merged.only_netstat, 1);
    assert_int_equal(snapshot.rows.len, 4);
}

static void merge_tells_rows_apart_that_differ_in_one_thing(void **state)
{
    (void)state;
    (void)push(SOCK_FROM_PROCFS, 1000, 0);
    push_netstat(1000, 0, 1)->proto = SOCK_UDP;
    push_netstat(1000, 0, 1)->remote_port = 444;
    (void)push_netstat(1001, 0, 1);
    push_netstat(1000, 0, 1)->local.bytes[3] = 18;
    push_netstat(1000, 0, 1)->remote.bytes[3] = 11;
    assert_merged(0, 1, 5, 0);
    assert_int_equal(netstat_warn_merged(&snapshot, &merged), 0);
    assert_string_equal(snapshot_warning(&snapshot, 0)->code, "sources-differ");
    assert_non_null(
        strstr(snapshot_warning(&snapshot, 0)->text, "0 sockets in both"));
    assert_non_null(strstr(snapshot_warning(&snapshot, 0)->text,
                           "only in /proc/net 1, one is tcp 192.0.2.17 port "
                           "1000 to 203.0.113.10 port 443"));
    assert_non_null(strstr(snapshot_warning(&snapshot, 0)->text,
                           "only in netstat 5, one is udp "));
}

static void merge_counts_what_the_two_do_not_agree_about(void **state)
{
    (void)state;
    for (uint16_t i = 0; i < 5; i++) {
        (void)push(SOCK_FROM_PROCFS, (uint16_t)(1000 + i), 10u + i);
    }
    push_netstat(1000, 10, 1)->state = SOCK_CLOSE_WAIT;
    push_netstat(1001, 11, 1)->uid = 10094;
    (void)push_netstat(999, 12, 1);  /* its port changed */
    (void)push_netstat(1003, 99, 1); /* another socket has its ends now */
    (void)push_netstat(1004, 14, 1);
    assert_merged(5, 0, 0, 4);
    assert_int_equal(netstat_warn_merged(&snapshot, &merged), 0);
    assert_non_null(strstr(snapshot_warning(&snapshot, 0)->text,
                           "5 sockets in both, 4 of them"));
}

static void merge_changes_nothing_without_memory(void **state)
{
    size_t failures = 0;

    (void)state;
    (void)push(SOCK_FROM_PROCFS, 1000, 7);
    (void)push(SOCK_FROM_PROCFS, 1001, 8);
    (void)push_netstat(1000, 7, 71);
    for (size_t i = 0;; i++) {
        int rc;

        failmalloc_at(i);
        rc = netstat_merge(&snapshot, &merged);
        if (!failmalloc_off()) {
            assert_int_equal(rc, 0);
            break;
        }
        failures++;
        assert_int_equal(rc, ERR_NOMEM);
        assert_int_equal(snapshot.rows.len, 3);
        assert_int_equal(snapshot_row(&snapshot, 0)->source, SOCK_FROM_PROCFS);
        assert_int_equal(snapshot_row(&snapshot, 2)->pid, 71);
    }
    assert_true(failures >= 2);
    assert_int_equal(snapshot.rows.len, 2);
}

static void keep_only_leaves_what_a_source_told(void **state)
{
    (void)state;
    (void)push(SOCK_FROM_PROCFS, 1000, 7);
    (void)push_netstat(1000, 7, 71);
    (void)push(SOCK_FROM_BOTH, 1001, 7);
    netstat_keep_only(&snapshot, SOCK_FROM_NETSTAT);
    assert_int_equal(snapshot.rows.len, 2);
    assert_int_equal(snapshot_row(&snapshot, 0)->pid, 71);
    netstat_keep_only(&snapshot, SOCK_FROM_PROCFS);
    assert_int_equal(snapshot.rows.len, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(merge_takes_the_process_from_netstat_and_the_rest_from_procfs),
        TEST(merge_finds_a_row_whose_end_is_cut_by_its_inode),
        TEST(merge_does_not_compare_ends_that_are_texts),
        TEST(merge_is_one_to_one),
        TEST(merge_tells_rows_apart_that_differ_in_one_thing),
        TEST(merge_counts_what_the_two_do_not_agree_about),
        TEST(merge_changes_nothing_without_memory),
        TEST(keep_only_leaves_what_a_source_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
