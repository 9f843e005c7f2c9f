/* SPDX-License-Identifier: Apache-2.0 */
/* What the loop prints becomes samples, however it is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "loop.h"

#include <stdlib.h>

#define WALL ((int64_t)1795383098000)

/* Opened, and with so many ticks on their way, all sent at WALL. */
static struct sampling *start(const struct sampling_options *options,
                              size_t ticks)
{
    struct sampling *sampling = sampling_new(options);
    char line[SAMPLING_LINE_CAP];

    assert_non_null(sampling);
    sampling_open(sampling, 0);
    for (size_t i = 0; i < ticks; i++) {
        assert_true(sampling_line(sampling, 200 * (int64_t)i, WALL, line) > 1);
    }
    return sampling;
}

static const char everything[] = BEGIN("1", "1795383100.500000") TABLES(
    ROW_1 ROW_GONE ROW_1) SECTION("processes", "24685 10093 com.example.bank\n")
    SECTION("sockstat", "sockets: used 300\nTCP: inuse 5 orphan 0 tw 1 alloc 9 "
                        "mem 3\n")
        SECTION("snmp", "Tcp: ActiveOpens AttemptFails\nTcp: 128 3\n")
            SECTION("packages", "package:/data/app/x/base.apk=com.example.bank "
                                "uid:10093\n"
                                "package:/data/app/x/base.apk=com.example.bank "
                                "uid:1010093\n")
                SECTION("bytes", "mAppUidStatsMap:\n10093 1 2 3 4\n")
                    SECTION("netstat", "Active Internet connections\n")
                        SECTION("boot", "uptime 100.20 90.00\n")
                            END("11", "1795383100.520000");

static void check_everything(const struct receiver *receiver)
{
    const struct sample *sample;

    assert_int_equal(receiver->count, 1);
    assert_int_equal(receiver->gap_count, 0);
    sample = receiver->samples[0];
    assert_int_equal(sample->number, 1);
    assert_int_equal(sample->parts, SAMPLE_SOCKETS | SAMPLE_PROCESSES |
                                        SAMPLE_PACKAGES | SAMPLE_COUNTERS |
                                        SAMPLE_BYTES | SAMPLE_NETSTAT);
    assert_true(sample->phone_at_us == (int64_t)1795383100500000);
    assert_true(sample->asked_at_ms == WALL);
    assert_true(sample->came_at_ms == WALL + 40);
    assert_true(sample->at_ms == WALL + 20);
    assert_int_equal(sample->snapshot.rows.len, 2);
    assert_int_equal(sample->snapshot.rows_duplicate, 1);
    assert_int_equal(sample->snapshot.processes.len, 1);
    assert_true(sample->snapshot.has_all_processes);
    assert_int_equal(sample->snapshot.packages.len, 2);
    assert_true(sample->snapshot.has_all_packages);
    assert_int_equal(sample->snapshot.counters.values[COUNTER_TCP_ACTIVE_OPENS],
                     128);
    assert_int_equal(sample->bytes.len, 1);
    assert_true(sample->snapshot.clock.is_known);
    assert_int_equal(sample->snapshot.clock.phone_minus_laptop_ms, 2480);
    assert_int_equal(sample->snapshot.clock.uncertainty_ms, 20);
    assert_int_equal(sample->snapshot.warnings.len, 0);
}

static void a_sample_brings_what_was_printed(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = start(&options, 1);
    struct err err;

    (void)state;
    assert_int_equal(feed_text(sampling, WALL + 40, everything, &err), 0);
    check_everything(&receiver);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void a_sample_is_the_same_wherever_it_is_cut(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < sizeof(everything); cut++) {
        struct receiver receiver;
        struct sampling_options options = receiver_options(&receiver);
        struct sampling *sampling = start(&options, 1);
        struct err err;

        assert_int_equal(
            sampling_feed(sampling, WALL + 40, everything, cut, &err), 0);
        assert_int_equal(sampling_feed(sampling, WALL + 40, everything + cut,
                                       strlen(everything + cut), &err),
                         0);
        check_everything(&receiver);
        receiver_fini(&receiver);
        sampling_free(sampling);
    }
}

static void bytes_that_drip_make_the_same_samples(void **state)
{
    static const char text[] =
        PLAIN("1", "1795383100", ROW_1) PLAIN("2", "1795383101", ROW_1 ROW_2);
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = start(&options, 2);
    struct err err;

    (void)state;
    for (size_t i = 0; i + 1 < sizeof(text); i++) {
        assert_int_equal(sampling_feed(sampling, WALL + 5, text + i, 1, &err),
                         0);
    }
    assert_int_equal(receiver.count, 2);
    assert_int_equal(receiver.samples[0]->number, 1);
    assert_int_equal(receiver.samples[0]->snapshot.rows.len, 1);
    assert_int_equal(receiver.samples[1]->number, 2);
    assert_int_equal(receiver.samples[1]->snapshot.rows.len, 2);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void the_tables_text_is_kept_as_it_was(void **state)
{
    static const char want[] =
        "==> /proc/net/tcp <==\n" HEAD ROW_1 "==> /proc/net/tcp6 <==\n" HEAD
        "==> /proc/net/udp <==\n" HEAD "==> /proc/net/udp6 <==\n" HEAD;
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling;
    struct err err;

    (void)state;
    options.want_raw = true;
    sampling = start(&options, 1);
    assert_int_equal(feed_text(sampling, WALL, PLAIN("1", "5", ROW_1), &err),
                     0);
    assert_int_equal(receiver.samples[0]->raw.len, strlen(want));
    assert_memory_equal(receiver.samples[0]->raw.data, want, strlen(want));
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static const struct {
    const char *why;
    const char *text;
    unsigned parts;
} parts_cut[] = {
    {"a table that was refused",
     BEGIN("1", "5.000000") F
     "section tcp\ncat: Permission denied" F "done 1" SECTION("tcp6", HEAD)
         SECTION("udp", HEAD) SECTION("udp6", HEAD) END("4", "5.000000"),
     0},
    {"a table that is missing",
     BEGIN("1", "5.000000") SECTION("tcp", HEAD) END("1", "5.000000"), 0},
    {"a table that su sent a part of",
     BEGIN("1", "5.000000") F
     "section tcp\n" HEAD F "done 0 900" SECTION("tcp6", HEAD)
         SECTION("udp", HEAD) SECTION("udp6", HEAD) END("4", "5.000000"),
     0},
    {"a table without its head",
     BEGIN("1", "5.000000") SECTION("tcp", HEAD) SECTION("tcp6", "")
         SECTION("udp", HEAD) SECTION("udp6", HEAD) END("4", "5.000000"),
     0},
    {"processes of which bytes are missing",
     BEGIN("1", "5.000000") TABLES("") F "section processes\n1 0 init\n" F
                                         "done 0 30" END("5", "5.000000"),
     SAMPLE_SOCKETS},
    {"a netstat that was killed",
     BEGIN("1", "5.000000") TABLES("") F "section netstat\n" F
                                         "done 143 0" END("5", "5.000000"),
     SAMPLE_SOCKETS},
    {"a dump without the map",
     BEGIN("1", "5.000000") TABLES("") SECTION("bytes", "mAppUidStatsMap: OK\n")
         END("5", "5.000000"),
     SAMPLE_SOCKETS},
    {"a map with a bad row",
     BEGIN("1", "5.000000") TABLES("") SECTION(
         "bytes", "mAppUidStatsMap:\n1 2 3 4 5\n1 2 3\n") END("5", "5.000000"),
     SAMPLE_SOCKETS},
    {"a dump that failed",
     BEGIN("1", "5.000000") TABLES("") F
     "section bytes\nmAppUidStatsMap:\n1 2 3 4 5\n" F
     "done 143 20" END("5", "5.000000"),
     SAMPLE_SOCKETS},
    {"counters without the one that matters",
     BEGIN("1", "5.000000") TABLES("")
         SECTION("snmp", "Tcp: AttemptFails\nTcp: 3\n") END("5", "5.000000"),
     SAMPLE_SOCKETS},
    {"packages of nobody",
     BEGIN("1", "5.000000") TABLES("") F "section packages\n" F
                                         "done 1 0" END("5", "5.000000"),
     SAMPLE_SOCKETS},
};

static void a_part_that_is_not_whole_is_not_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(parts_cut) / sizeof(parts_cut[0]); i++) {
        struct receiver receiver;
        struct sampling_options options = receiver_options(&receiver);
        struct sampling *sampling = start(&options, 1);
        struct err err;

        print_message("%s\n", parts_cut[i].why);
        assert_int_equal(feed_text(sampling, WALL, parts_cut[i].text, &err), 0);
        assert_int_equal(receiver.count, 1);
        assert_int_equal(receiver.samples[0]->parts, parts_cut[i].parts);
        assert_int_equal(receiver.samples[0]->bytes.len, 0);
        receiver_fini(&receiver);
        sampling_free(sampling);
    }
}

#define RAW_ROW                                                          \
    "  6: 110200C0:0006 0A7100CB:0000 01 00000000:00000000 00:00000000 " \
    "00000000 10094        0 5003 2 0000000000000000 0\n"
#define PACKET_HEAD \
    "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"
#define PACKET_ROW \
    "0000000000000000 3      3    0003   2     1 0      10666  5004\n"
#define OTHERS                   \
    SECTION("raw", HEAD RAW_ROW) \
    SECTION("raw6", HEAD) SECTION("packet", PACKET_HEAD PACKET_ROW)
#define FAILED(name) \
    F "section " name "\ncat: No such file or directory" F "done 1"

static const struct {
    const char *why;
    const char *text;
    size_t rows;
    unsigned parts;
} raw_sockets[] = {
    {"all three tables",
     BEGIN("1", "5.000000") TABLES(ROW_1) OTHERS END("7", "5.000000"), 3,
     SAMPLE_SOCKETS | SAMPLE_RAW_SOCKETS},
    {"none", BEGIN("1", "5.000000") TABLES(ROW_1) END("4", "5.000000"), 1,
     SAMPLE_SOCKETS},
    {"without raw6",
     BEGIN("1", "5.000000") TABLES("") SECTION("raw", HEAD)
         SECTION("packet", PACKET_HEAD) END("6", "5.000000"),
     0, SAMPLE_SOCKETS},
    {"packet failed",
     BEGIN("1", "5.000000") TABLES("") SECTION("raw", HEAD RAW_ROW)
         SECTION("raw6", HEAD) FAILED("packet") END("7", "5.000000"),
     1, SAMPLE_SOCKETS},
    {"packet without its head",
     BEGIN("1", "5.000000") TABLES("") SECTION("raw", HEAD)
         SECTION("raw6", HEAD) SECTION("packet", "") END("7", "5.000000"),
     0, SAMPLE_SOCKETS},
    {"a kernel without IPv6",
     BEGIN("1", "5.000000") SECTION("tcp", HEAD) FAILED("tcp6")
         SECTION("udp", HEAD) FAILED("udp6") SECTION("raw", HEAD RAW_ROW)
             FAILED("raw6") SECTION("packet", PACKET_HEAD) END("7", "5.000000"),
     1, SAMPLE_SOCKETS | SAMPLE_RAW_SOCKETS},
};

static void raw_and_packet_sockets_are_rows(void **state)
{
    static const char packets[] =
        "==> /proc/net/packet <==\n" PACKET_HEAD PACKET_ROW;

    (void)state;
    for (size_t i = 0; i < sizeof(raw_sockets) / sizeof(raw_sockets[0]); i++) {
        bool is_old = i + 1 == sizeof(raw_sockets) / sizeof(raw_sockets[0]);
        struct receiver receiver;
        struct sampling_options options = receiver_options(&receiver);
        struct sampling *sampling;
        const struct sample *sample;
        const struct sock_row *row;
        struct snapshot base;
        struct err err;

        print_message("%s\n", raw_sockets[i].why);
        options.want_raw = true;
        sampling = start(&options, 1);
        snapshot_init(&base);
        base.tables_without = is_old ? 1u << 1 | 1u << 3 : 0;
        assert_int_equal(sampling_base(sampling, &base), 0);
        assert_int_equal(feed_text(sampling, WALL, raw_sockets[i].text, &err),
                         0);
        sample = receiver.samples[0];
        assert_int_equal(sample->parts, raw_sockets[i].parts);
        assert_int_equal(sample->snapshot.rows.len, raw_sockets[i].rows);
        if (i == 0) {
            row = snapshot_row(&sample->snapshot, 1);
            assert_int_equal(row->proto, SOCK_RAW_IP);
            assert_int_equal(row->local_port, 6);
            row = snapshot_row(&sample->snapshot, 2);
            assert_int_equal(row->proto, SOCK_RAW_IP);
            assert_int_equal(row->family, SOCK_LINK_LAYER);
            assert_int_equal(row->local_port, 3);
            assert_int_equal(row->uid, 10666);
            assert_int_equal(row->inode, 5004);
            assert_true(sample->raw.len > strlen(packets));
            assert_memory_equal(sample->raw.data + sample->raw.len -
                                    strlen(packets),
                                packets, strlen(packets));
        }
        snapshot_fini(&base);
        receiver_fini(&receiver);
        sampling_free(sampling);
    }
}

/* tcp6, as the loop prints what it may not read, or does not find. */
#define WITHOUT_TCP6(n, second)                                                \
    BEGIN(n, second ".000000")                                                 \
    SECTION("tcp", HEAD)                                                       \
    F "section tcp6" F "done 143 0" SECTION("udp", HEAD) SECTION("udp6", HEAD) \
        END("4", second ".010000")

static void a_table_that_the_first_look_could_not_read_is_no_loss(void **state)
{
    static const struct {
        const char *why;
        unsigned without;
        unsigned parts;
    } cases[] = {
        {"it could be read", 0, 0},
        {"it was not there, or denied", 1u << 1, SAMPLE_SOCKETS},
        {"another one was", 1u << 3, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct receiver receiver;
        struct sampling_options options = receiver_options(&receiver);
        struct sampling *sampling = start(&options, 3);
        struct snapshot base;
        struct err err;

        print_message("%s\n", cases[i].why);
        snapshot_init(&base);
        base.tables_without = cases[i].without;
        assert_int_equal(sampling_base(sampling, &base), 0);
        assert_int_equal(
            feed_text(sampling, WALL, WITHOUT_TCP6("1", "5"), &err), 0);
        assert_int_equal(receiver.samples[0]->parts, cases[i].parts);
        /* Once it could be read it is missed. */
        assert_int_equal(feed_text(sampling, WALL, PLAIN("2", "6", ""), &err),
                         0);
        assert_int_equal(receiver.samples[1]->parts, SAMPLE_SOCKETS);
        assert_int_equal(
            feed_text(sampling, WALL, WITHOUT_TCP6("3", "7"), &err), 0);
        assert_int_equal(receiver.samples[2]->parts, 0);
        snapshot_fini(&base);
        receiver_fini(&receiver);
        sampling_free(sampling);
    }
}

static void packages_of_which_one_user_is_refused_are_not_all(void **state)
{
    static const char text[] = BEGIN("1", "5.000000") TABLES("") F
        "section packages\n"
        "package:/data/app/x=com.example.bank uid:10093\n"
        "Error: java.lang.SecurityException: no access to user 10" F
        "done 1" END("5", "5.000000");
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = start(&options, 1);
    struct err err;

    (void)state;
    assert_int_equal(feed_text(sampling, WALL, text, &err), 0);
    assert_int_equal(receiver.samples[0]->parts,
                     SAMPLE_SOCKETS | SAMPLE_PACKAGES);
    assert_int_equal(receiver.samples[0]->snapshot.packages.len, 1);
    assert_false(receiver.samples[0]->snapshot.has_all_packages);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

static void what_is_no_answer_to_the_ticks_is_refused(void **state)
{
    static const struct {
        const char *why;
        const char *text;
    } cases[] = {
        {"a sample that was not asked for",
         PLAIN("1", "5", "") PLAIN("2", "6", "")},
        {"a number left out", PLAIN("2", "5", "")},
        {"a snapshot", F "begin adbnet-snapshot/1 2000 5.000000\n"},
        {"a later version", F "begin adbnet-sample/2 1 5.000000\n"},
        {"a section too few",
         BEGIN("1", "5.000000") SECTION("tcp", HEAD) END("2", "5.000000")},
        {"an end without a beginning", END("0", "5.000000")},
        {"a beginning in the middle",
         BEGIN("1", "5.000000") BEGIN("2", "5.000000") "\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct receiver receiver;
        struct sampling_options options = receiver_options(&receiver);
        struct sampling *sampling = start(&options, 1);
        struct err err = {.text = ""};

        print_message("%s\n", cases[i].why);
        assert_int_equal(feed_text(sampling, WALL, cases[i].text, &err),
                         ERR_PROTO);
        assert_true(err.text[0] != '\0');
        receiver_fini(&receiver);
        sampling_free(sampling);
    }
}

static void a_receiver_that_fails_ends_it(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling = start(&options, 1);
    struct err err = {.text = "as it was"};

    (void)state;
    receiver.rc = ERR_CANCELED;
    assert_int_equal(feed_text(sampling, WALL, PLAIN("1", "5", ROW_1), &err),
                     ERR_CANCELED);
    assert_string_equal(err.text, "as it was");
    receiver_fini(&receiver);
    sampling_free(sampling);
}

/* Nobody ticks, and the token is the recording's. */
static void a_replay_takes_what_was_recorded(void **state)
{
    struct receiver receiver;
    struct sampling_options options = receiver_options(&receiver);
    struct sampling *sampling;
    char line[SAMPLING_LINE_CAP];
    struct err err;

    (void)state;
    options.is_replay = true;
    options.token = NULL;
    sampling = sampling_new(&options);
    assert_non_null(sampling);
    sampling_open(sampling, 0);
    assert_int_equal(feed_text(sampling, WALL + 10,
                               PLAIN("1", "5", ROW_1) PLAIN("2", "6", ROW_2),
                               &err),
                     0);
    assert_int_equal(receiver.count, 2);
    assert_true(receiver.samples[1]->asked_at_ms == SNAPSHOT_NO_TIME);
    assert_true(receiver.samples[1]->at_ms == WALL + 10);
    assert_int_equal(sampling_awaited(sampling), 0);
    sampling_lost(sampling, "the phone was away");
    sampling_open(sampling, 0);
    assert_int_equal(
        feed_text(sampling, WALL + 9000, PLAIN("1", "15", ROW_1), &err), 0);
    assert_int_equal(receiver.count, 3);
    assert_int_equal(receiver.samples[2]->number, 3);
    assert_int_equal(receiver.gap_count, 1);
    assert_int_equal(sampling_line(sampling, 0, WALL, line), 0);
    receiver_fini(&receiver);
    sampling_free(sampling);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_brings_what_was_printed),
        cmocka_unit_test(a_sample_is_the_same_wherever_it_is_cut),
        cmocka_unit_test(bytes_that_drip_make_the_same_samples),
        cmocka_unit_test(the_tables_text_is_kept_as_it_was),
        cmocka_unit_test(raw_and_packet_sockets_are_rows),
        cmocka_unit_test(a_part_that_is_not_whole_is_not_told),
        cmocka_unit_test(a_table_that_the_first_look_could_not_read_is_no_loss),
        cmocka_unit_test(packages_of_which_one_user_is_refused_are_not_all),
        cmocka_unit_test(what_is_no_answer_to_the_ticks_is_refused),
        cmocka_unit_test(a_receiver_that_fails_ends_it),
        cmocka_unit_test(a_replay_takes_what_was_recorded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
