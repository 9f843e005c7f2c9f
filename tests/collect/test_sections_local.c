/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sections that are there when they are asked for: what they bring, what
 * is said when one is missing, denied or full of forgeries.
 */
#include "collect/script.h"

#include "answers.h"

#define CAT "cat: /proc/net/"
#define UNIX_HEADER "Num       RefCount Protocol Flags    Type St Inode Path\n"
#define UNIX(inode, path) \
    "0000000000000000: 00000002 00000000 00010000 0001 01 " #inode " " path "\n"
#define PACKET1                                                       \
    "sk       RefCnt Type Proto  Iface R Rmem   User   Inode\n"       \
    "0000000000000000 3      3    0003   5     1 0      10666  4001 " \
    "\n"
#define NETLINK1                                                           \
    "sk               Eth Pid        Groups   Rmem     Wmem     Dump  "    \
    "Locks    Drops    Inode\n0000000000000000 0   900        00000011 0 " \
    "0 0 2 0 4002\n"
#define RAW1                                                              \
    "   1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 " \
    "00000000 10093        0 5001 2 0000000000000000 3\n"
#define INET                             \
    SECTION("raw", HEADER RAW1, "0")     \
    SECTION("raw6", HEADER, "0")         \
    SECTION("icmp", HEADER RAW1, "0")    \
    SECTION("icmp6", HEADER, "0")        \
    SECTION("udplite", HEADER UDP1, "0") \
    SECTION("udplite6", HEADER, "0")
#define COUNTERS                                     \
    SECTION("sockstat", "TCP: inuse 27 tw 2\n", "0") \
    SECTION("sockstat6", "TCP6: inuse 9\n", "0")     \
    SECTION("snmp", "Tcp: ActiveOpens\nTcp: 77\n", "0")
#define LOCAL                                          \
    SECTION("unix", UNIX_HEADER UNIX(4000, "/a"), "0") \
    SECTION("packet", PACKET1, "0") SECTION("netlink", NETLINK1, "0")

static int collect_parts(const char *text, unsigned parts, bool is_replay)
{
    const struct collect_options options = {
        .timeout_ms = 30000, .idle_ms = 10000, .token = TOKEN, .parts = parts};

    canned_init(&canned, text, strlen(text));
    canned.base.is_replay = is_replay;
    return collect_with(&options);
}

static void sections_bring_the_tables_that_were_asked_for(void **state)
{
    static const char text[] =
        BEGIN TABLES INET LOCAL COUNTERS PROCESSES REST END(22);
    const unsigned parts = SCRIPT_INET | SCRIPT_LOCAL | SCRIPT_COUNTERS;
    const struct sock_row *row;

    (void)state;
    assert_int_equal(collect_parts(text, parts, false), 0);
    assert_string_equal(warnings, "");
    assert_int_equal(out.rows.len, 6);
    row = snapshot_row(&out, 3);
    assert_int_equal(row->proto, SOCK_RAW_IP);
    assert_int_equal(row->local_port, 1);
    assert_int_equal(row->drops, 3);
    assert_int_equal(snapshot_row(&out, 4)->proto, SOCK_ICMP);
    assert_int_equal(snapshot_row(&out, 5)->proto, SOCK_UDPLITE);
    assert_int_equal(out.local_sockets.len, 3);
    assert_string_equal(snapshot_local(&out, 0)->path, "/a");
    assert_int_equal(snapshot_local(&out, 1)->uid, 10666);
    assert_int_equal(snapshot_local(&out, 2)->port_id, 900);
    assert_int_equal(out.counters.values[COUNTER_TCP_INUSE], 27);
    assert_int_equal(out.counters.values[COUNTER_TCP6_INUSE], 9);
    assert_int_equal(out.counters.values[COUNTER_TCP_ACTIVE_OPENS], 77);
    snapshot_fini(&out);
}

static void sections_that_were_asked_for_and_are_not_there_are_said(
    void **state)
{
    static const char text[] = BEGIN TABLES LOCAL PROCESSES REST END(13);
    static const struct {
        const char *why;
        unsigned parts;
        bool is_replay;
        const char *want;
    } cases[] = {
        {"the plain look", 0, false, ""},
        {"what is there", SCRIPT_LOCAL, false, ""},
        {"what the script did not print", SCRIPT_INET, false,
         "section-missing!"},
        {"what nobody asked for when it was recorded", SCRIPT_INET, true,
         "not-recorded"},
        {"a recording of all that is asked", SCRIPT_LOCAL, true, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("%s\n", cases[i].why);
        assert_int_equal(
            collect_parts(text, cases[i].parts, cases[i].is_replay), 0);
        assert_string_equal(warnings, cases[i].want);
        snapshot_fini(&out);
    }
}

static void sections_that_a_shell_may_not_read_are_no_failure(void **state)
{
    static const char shell[] =
        BEGIN TABLES SECTION("unix", CAT "unix: Permission denied\n", "1")
            SECTION("packet", CAT "packet: No such file or directory\n", "1")
                SECTION("snmp", CAT "snmp: Permission denied\n", "1")
                    PROCESSES REST END(13);
    static const char root[] =
        F "begin adbnet-snapshot/1 0 1730000000.500000\n" TABLES SECTION(
            "unix", CAT "unix: Permission denied\n", "1")
            PROCESSES REST END(11);

    (void)state;
    assert_int_equal(collect_parts(shell, 0, false), 0);
    assert_string_equal(warnings, "table-denied table-missing counters-failed");
    assert_int_equal(out.rows_bad, 0);
    snapshot_fini(&out);
    assert_int_equal(collect_parts(root, 0, false), 0);
    assert_string_equal(warnings, "table-denied!");
    snapshot_fini(&out);
}

/* Whoever binds a socket chooses its path, line ends and all. */
static void sections_survive_paths_with_line_ends(void **state)
{
    static const char text[] =
        BEGIN TABLES SECTION("unix",
                             UNIX_HEADER UNIX(4000, "/data/a\n\n\nno row")
                                 UNIX(4003, "/x\n#0000000000000000 done 0")
                                     UNIX(75412, "/like tcp") UNIX(4004, ""),
                             "0") PROCESSES REST END(11);
    static const struct {
        const char *path;
        bool is_doubtful;
    } want[] = {{"/data/a", false}, {"/like tcp", true}, {"/x", false}};

    (void)state;
    assert_int_equal(collect_parts(text, SCRIPT_LOCAL, true), 0);
    assert_string_equal(warnings, "not-recorded rows-bad");
    assert_int_equal(out.rows_bad, 3);
    assert_int_equal(out.local_sockets.len, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct local_socket *row = snapshot_local(&out, i);

        assert_string_equal(row->path, want[i].path);
        assert_int_equal(row->is_doubtful, want[i].is_doubtful);
    }
    assert_int_equal(snapshot_row(&out, 0)->uid, 10093);
    snapshot_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_bring_the_tables_that_were_asked_for),
        cmocka_unit_test(
            sections_that_were_asked_for_and_are_not_there_are_said),
        cmocka_unit_test(sections_that_a_shell_may_not_read_are_no_failure),
        cmocka_unit_test(sections_survive_paths_with_line_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
