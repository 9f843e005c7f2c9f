/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of processes: the phone's once more, or of a network of their own. */
#include "answers.h"

#include "collect/netns.h"

#define MAX_ROWS 6
#define APART                                                             \
    "   1: 00000000:1E61 00000000:0000 0A 00000000:00000000 00:00000000 " \
    "00000000 10130        0 5001 2 0000000000000000 3\n"

struct row {
    int32_t net_pid; /* 0: of the phone's own table */
    uint64_t inode;
};

static void add(struct snapshot *snapshot, const struct row *row)
{
    struct sock_row sock = {.net_pid = row->net_pid, .inode = row->inode};

    assert_int_equal(
        vec_push(row->net_pid == 0 ? &snapshot->rows : &snapshot->other_rows,
                 &sock),
        0);
}

static const struct {
    const char *why;
    struct netns netns[2];
    struct row rows[MAX_ROWS];
    size_t row_count;
    size_t kept; /* of the phone and of networks apart */
} cases[] = {
    {"the same, by its link", {{7, NETNS_SAME}}, {{0, 1}, {7, 9}}, 2, 1},
    {"another, by its link", {{7, NETNS_OTHER}}, {{0, 1}, {7, 9}}, 2, 2},
    {"another, and without sockets", {{7, NETNS_OTHER}}, {{0, 1}}, 1, 1},
    {"said to be another, but a socket is in both",
     {{7, NETNS_OTHER}},
     {{0, 1}, {0, 2}, {7, 2}},
     3,
     2},
    {"no link, a socket in common, others have come and gone",
     {{7, NETNS_UNKNOWN}},
     {{0, 1}, {0, 2}, {7, 3}, {7, 2}},
     4,
     2},
    {"no link, nothing in common",
     {{7, NETNS_UNKNOWN}},
     {{0, 1}, {7, 2}, {7, 0}},
     3,
     3},
    {"no link, and the phone has no sockets",
     {{7, NETNS_UNKNOWN}},
     {{7, 2}},
     1,
     0},
    {"no link, rows in TIME_WAIT only",
     {{7, NETNS_UNKNOWN}},
     {{0, 1}, {7, 0}},
     2,
     1},
    {"two processes in one network that is not the phone's",
     {{7, NETNS_OTHER}, {8, NETNS_OTHER}},
     {{0, 1}, {7, 2}, {8, 2}},
     3,
     2},
    {"two in two",
     {{7, NETNS_OTHER}, {8, NETNS_UNKNOWN}},
     {{0, 1}, {7, 2}, {8, 3}},
     3,
     3},
    {"one that was asked for twice",
     {{7, NETNS_OTHER}, {7, NETNS_OTHER}},
     {{0, 1}, {7, 2}},
     2,
     2},
};

static void netns_decides_by_link_and_tables(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct snapshot snapshot;

        print_message("%s\n", cases[i].why);
        snapshot_init(&snapshot);
        for (size_t k = 0; k < 2 && cases[i].netns[k].pid != 0; k++) {
            assert_int_equal(vec_push(&snapshot.namespaces, &cases[i].netns[k]),
                             0);
        }
        for (size_t k = 0; k < cases[i].row_count; k++) {
            add(&snapshot, &cases[i].rows[k]);
        }
        assert_int_equal(netns_settle(&snapshot), 0);
        assert_int_equal(snapshot.rows.len, cases[i].kept);
        assert_int_equal(snapshot.other_rows.len, 0);
        snapshot_fini(&snapshot);
    }
}

static void netns_is_read_with_its_tables(void **state)
{
    static const struct answer answers[] = {
        {"a network of its own",
         BEGIN TABLES SECTION("netns 900", "unknown\n", "0")
             SECTION("pid-tcp", HEADER APART, "0")
                 SECTION("pid-udp", HEADER, "0") PROCESSES REST END(13),
         0, "netns-apart", 4},
        {"the phone's",
         BEGIN TABLES SECTION("netns 900", "same\n", "0")
             PROCESSES REST END(11),
         0, "", 3},
        {"seen twice",
         BEGIN TABLES SECTION("netns 900", "unknown\n", "0")
             SECTION("pid-tcp", HEADER ROW1, "0") PROCESSES REST END(12),
         0, "", 3},
        {"a process that has gone",
         BEGIN TABLES SECTION("netns 900", "unknown\n", "0") SECTION(
             "pid-tcp", "cat: /proc/900/net/tcp: No such file or directory\n",
             "1") PROCESSES REST END(12),
         0, "", 3},
        {"a table that may not be read",
         BEGIN TABLES SECTION("netns 900", "unknown\n", "0")
             SECTION("pid-tcp", "cat: tcp: Permission denied\n", "1")
                 PROCESSES REST END(12),
         0, "netns-failed", 3},
        {"said twice",
         BEGIN TABLES SECTION("netns 900", "other\nother\n", "0")
             SECTION("pid-tcp", HEADER APART, "0")
                 SECTION("netns 900", "other\n", "0") PROCESSES REST END(13),
         0, "netns-apart lines-bad", 4},
        {"no pid, no word, no namespace",
         BEGIN TABLES SECTION("netns x", "other\n", "0")
             SECTION("pid-tcp", ROW2 ROW2, "0")
                 SECTION("netns 5", "\nwhat\n", "0") PROCESSES REST END(13),
         0, "lines-bad", 3},
    };

    (void)state;
    check(answers, sizeof(answers) / sizeof(answers[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netns_decides_by_link_and_tables),
        cmocka_unit_test(netns_is_read_with_its_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
