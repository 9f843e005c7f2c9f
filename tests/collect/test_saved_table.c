/* SPDX-License-Identifier: Apache-2.0 */
/* Which table a row is of. */
#include "collect/saved_table.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define TCP_HEADER                                                        \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when " \
    "retrnsmt   uid  timeout inode"
#define UDP_HEADER TCP_HEADER " ref pointer drops"
#define TCP6_HEADER                                                       \
    "  sl  local_address                         remote_address      "    \
    "                  st tx_queue rx_queue tr tm->when retrnsmt   uid  " \
    "timeout inode"
#define ENDS "   0: 110200C0:BB2F 0A7100CB:01BB "
#define MIDDLE " 00000000:00000000 00:00000000 00000000 10093        0 75412 "

static void tables_are_told_by_headers(void **state)
{
    (void)state;
    assert_int_equal(saved_table_header(str_from(TCP_HEADER)),
                     SAVED_HEADER_TCP);
    assert_int_equal(saved_table_header(str_from(TCP6_HEADER)),
                     SAVED_HEADER_TCP);
    assert_int_equal(saved_table_header(str_from(UDP_HEADER)),
                     SAVED_HEADER_DATAGRAM);
    assert_int_equal(saved_table_header(str_from(
                         "Num       RefCount Protocol Flags    Type St Inode")),
                     SAVED_HEADER_UNIX);
    assert_int_equal(
        saved_table_header(str_from("sk               RefCnt Type Proto")),
        SAVED_HEADER_PACKET);
    assert_int_equal(
        saved_table_header(str_from("sk               Eth Pid        Groups")),
        SAVED_HEADER_NETLINK);
    assert_int_equal(saved_table_header(str_from("sk is")), SAVED_NO_HEADER);
    assert_int_equal(saved_table_header(str_from("Num")), SAVED_NO_HEADER);
    assert_int_equal(saved_table_header(str_from("sl is a train")),
                     SAVED_NO_HEADER);
    assert_int_equal(saved_table_header(str_from("local_address")),
                     SAVED_NO_HEADER);
}

static void tables_are_told_by_files(void **state)
{
    static const struct {
        const char *path;
        const struct section_kind *want;
    } ones[] = {
        {"tcp", &section_tcp},
        {"tcp6.txt", &section_tcp6},
        {"tcp/notes.txt", NULL},
        {"/proc/net/udp", &section_udp},
        {"out/phone-1_udp6.before.txt", &section_udp6},
        {"tcpdump.txt", NULL},
        {"facts.txt", NULL}, /* a section, but no table */
        {"", NULL},
        {"-", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ones) / sizeof(ones[0]); i++) {
        print_message("%s\n", ones[i].path);
        assert_ptr_equal(saved_table_of_file(ones[i].path), ones[i].want);
    }
}

static void tables_are_told_by_prompts(void **state)
{
    static const struct {
        const char *line;
        const struct section_kind *want;
    } ones[] = {
        {"# cat /proc/7254/net/tcp", &section_tcp},
        {"$ adb shell cat /proc/net/udp6 | head", &section_udp6},
        {"$ cat /proc/net/tcp; cat /proc/net/udp", &section_udp},
        {"$ cat /proc/net/../net/tcp", &section_tcp},
        {"$ cat /proc/net/ tcp", NULL},
        {"$ cat tcp", NULL},
        {"$ netstat", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ones) / sizeof(ones[0]); i++) {
        print_message("%s\n", ones[i].line);
        assert_ptr_equal(saved_table_of_prompt(str_from(ones[i].line)),
                         ones[i].want);
    }
}

static void tables_under_a_header_are_what_it_can_be(void **state)
{
    (void)state;
    assert_ptr_equal(saved_table_under(SAVED_HEADER_TCP, NULL), &section_tcp);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_TCP, &section_tcp6),
                     &section_tcp6);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_TCP, &section_udp),
                     &section_tcp);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_DATAGRAM, NULL),
                     &section_udp);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_DATAGRAM, &section_udp6),
                     &section_udp6);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_DATAGRAM, &section_tcp6),
                     &section_udp);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_DATAGRAM, &section_raw),
                     &section_raw);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_DATAGRAM, &section_unix),
                     &section_udp);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_TCP, &section_unix),
                     &section_tcp);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_UNIX, &section_tcp),
                     &section_unix);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_PACKET, NULL),
                     &section_packet);
    assert_ptr_equal(saved_table_under(SAVED_HEADER_NETLINK, NULL),
                     &section_netlink);
}

static void tables_are_told_by_their_rows_if_they_are_tcp(void **state)
{
    static const struct {
        const char *why;
        const char *line;
        enum saved_shape want;
    } ones[] = {
        {"all columns", ENDS "01" MIDDLE "1 0000000000000000 20 3 19 10 -1",
         SAVED_TCP_ROW},
        {"TIME_WAIT has less, but a state of its own",
         ENDS "06" MIDDLE "3 0000000000000000", SAVED_TCP_ROW},
        {"udp with a peer", ENDS "01" MIDDLE "2 0000000000000000 0",
         SAVED_ANY_ROW},
        {"udp without", ENDS "07" MIDDLE "2 0000000000000000 0", SAVED_ANY_ROW},
        {"nothing", "tcp 0 0", SAVED_NO_ROW},
        {"a header", TCP_HEADER, SAVED_NO_ROW},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ones) / sizeof(ones[0]); i++) {
        print_message("%s\n", ones[i].why);
        assert_int_equal(saved_table_shape(str_from(ones[i].line)),
                         ones[i].want);
    }
}

static void tables_have_names(void **state)
{
    (void)state;
    assert_ptr_equal(saved_table_by_name(str_from("tcp6")), &section_tcp6);
    assert_null(saved_table_by_name(str_from("packages")));
    assert_null(saved_table_by_name(str_from("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_told_by_headers),
        cmocka_unit_test(tables_are_told_by_files),
        cmocka_unit_test(tables_are_told_by_prompts),
        cmocka_unit_test(tables_under_a_header_are_what_it_can_be),
        cmocka_unit_test(tables_are_told_by_their_rows_if_they_are_tcp),
        cmocka_unit_test(tables_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
