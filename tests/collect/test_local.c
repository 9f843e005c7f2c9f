/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of /proc/net/{unix,packet,netlink}: good, strange, and no rows. */
#include "collect/local.h"

#include "base/err.h"
#include "model/sock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define HEAD "0000000000000000: 00000003 00000000 00000000 0001 "
#define LISTENS "0000000000000000: 00000002 00000000 00010000 0001 01 "
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void local_reads_rows_of_unix_sockets(void **state)
{
    static const struct {
        const char *why;
        const char *line;
        const char *path; /* NULL: none */
        uint64_t inode;
        unsigned type;
        unsigned state;
    } good[] = {
        {"a listener with a path", LISTENS "41794 /dev/socket/zygote",
         "/dev/socket/zygote", 41794, 1, SOCK_LISTEN},
        {"an abstract name", LISTENS "41794 @jdwp-control", "@jdwp-control",
         41794, 1, SOCK_LISTEN},
        {"connected, without a name", HEAD "03 90211", NULL, 90211, 1,
         SOCK_ESTABLISHED},
        {"connected, its end is not accepted yet", HEAD "02     0", NULL, 0, 1,
         SOCK_SYN_SENT},
        {"on its way out", HEAD "04     0", NULL, 0, 1, SOCK_CLOSING},
        {"a datagram socket",
         "0000000000000000: 00000002 00000000 00000000 0002 01 12345", NULL,
         12345, 2, SOCK_CLOSE},
        {"a packet socket of unix's",
         "0000000000000000: 00000003 00000000 00000000 0005 03 77 @s", "@s", 77,
         5, SOCK_ESTABLISHED},
        {"a pointer of 32 bits",
         "d8b60000: 00000002 00000000 00010000 0001 01   123 /a", "/a", 123, 1,
         SOCK_LISTEN},
        {"an inode over 32 bits", LISTENS "18446744073709551615 /a", "/a",
         UINT64_MAX, 1, SOCK_LISTEN},
        {"a path with blanks at all ends", LISTENS "5  a b  ", " a b  ", 5, 1,
         SOCK_LISTEN},
        {"a path that is a row", LISTENS "5 " LISTENS "6 /x", LISTENS "6 /x", 5,
         1, SOCK_LISTEN},
        {"bytes that are no text", LISTENS "5 \x01\x1b[2J\xff",
         "\x01\x1b[2J\xff", 5, 1, SOCK_LISTEN},
        {"an indented row of a page", "   " LISTENS "5 /a", "/a", 5, 1,
         SOCK_LISTEN},
        {"a line of a terminal", LISTENS "5 /a\r", "/a", 5, 1, SOCK_LISTEN},
        {"that without a path", HEAD "01 5\r", NULL, 5, 1, SOCK_CLOSE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct local_socket row;
        struct str path;

        print_message("%s\n", good[i].why);
        assert_true(local_parse_unix(str_from(good[i].line), &row, &path) > 0);
        assert_int_equal(row.proto, LOCAL_UNIX);
        assert_int_equal(row.type, good[i].type);
        assert_int_equal(row.state, good[i].state);
        assert_int_equal(row.inode, good[i].inode);
        if (good[i].path == NULL) {
            assert_null(path.ptr);
        } else {
            assert_true(str_is(path, good[i].path));
        }
    }
}

static void local_skips_what_is_no_unix_socket(void **state)
{
    static const char *const bad[] = {
        "second line of a path",
        "Permission denied",
        "0000000000000000",
        "0000000000000000:",
        "0000000000000000 00000003 00000000 00000000 0001 01 5",
        "00000000000000000: 00000003 00000000 00000000 0001 01 5",
        "0000000000000000: 000000003 00000000 00000000 0001 01 5",
        "0000000000000000: 00000003 0000000x 00000000 0001 01 5",
        "0000000000000000: 00000003 00000000  0001 01 5",
        "0000000000000000: 00000003 00000000 00000000 0100 01 5",
        HEAD "00 5",
        HEAD "05 5",
        HEAD "01 5x",
        HEAD "01 5 ",
        HEAD "01 -5",
        HEAD "01 18446744073709551616",
        HEAD "01",
        HEAD "01 ",
    };
    static const char *const nothing[] = {
        "", "   ", "Num       RefCount Protocol Flags    Type St Inode Path"};

    (void)state;
    for (size_t i = 0; i < COUNT(bad) + COUNT(nothing); i++) {
        bool is_bad = i < COUNT(bad);
        const char *line = is_bad ? bad[i] : nothing[i - COUNT(bad)];
        struct local_socket row;
        struct str path;

        print_message("%s\n", line);
        assert_int_equal(local_parse_unix(str_from(line), &row, &path),
                         is_bad ? ERR_PROTO : 0);
    }
}

static void local_reads_rows_of_packet_sockets(void **state)
{
    static const struct {
        const char *line;
        struct local_socket want;
    } good[] = {
        {"0000000000000000 3      3    0003   5     1 0      10666  81234 ",
         {.inode = 81234,
          .uid = 10666,
          .refs = 3,
          .protocol = 3,
          .ifindex = 5,
          .type = 3}},
        {"d8b60000 3      2    888e   0     0 4294967295 1010    5\r",
         {.inode = 5,
          .uid = 1010,
          .refs = 3,
          .protocol = 0x888e,
          .rx_queue = UINT32_MAX,
          .type = 2}},
        {"0000000000000000 3      10    86dd   -1     0 1 4294967295    5",
         {.inode = 5,
          .uid = UINT32_MAX,
          .refs = 3,
          .protocol = 0x86dd,
          .rx_queue = 1,
          .type = 10}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct local_socket want = good[i].want;
        struct local_socket row;

        print_message("%s\n", good[i].line);
        want.proto = LOCAL_PACKET;
        want.state = SOCK_CLOSE;
        assert_true(local_parse_packet(str_from(good[i].line), &row) > 0);
        assert_int_equal(local_compare(&row, &want), 0);
    }
}

static void local_reads_rows_of_netlink_sockets(void **state)
{
    static const struct {
        const char *why;
        const char *line;
        struct local_socket want;
    } good[] = {
        {"an app that asks for routes",
         "0000000000000000 0   24685      00000011 512      0        0     2   "
         "     7        93211   ",
         {.inode = 93211,
          .refs = 2,
          .rx_queue = 512,
          .drops = 7,
          .port_id = 24685,
          .groups = 0x11}},
        {"of the kernel itself, old: a pointer where a 0 or 1 stands now",
         "d8b60000 15  0          00000000 0        64        (null) 3        0"
         "        45      ",
         {.inode = 45, .refs = 3, .tx_queue = 64, .protocol = 15}},
        {"an address no pid is",
         "0000000000000000 16  4294963051 ffffffff -1       0        1     2   "
         "     0        1 ",
         {.inode = 1,
          .refs = 2,
          .protocol = 16,
          .port_id = 4294963051u,
          .groups = UINT32_MAX}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct local_socket want = good[i].want;
        struct local_socket row;

        print_message("%s\n", good[i].why);
        want.proto = LOCAL_NETLINK;
        want.state = SOCK_CLOSE;
        assert_true(local_parse_netlink(str_from(good[i].line), &row) > 0);
        assert_int_equal(local_compare(&row, &want), 0);
    }
}

static void local_skips_what_is_no_packet_and_no_netlink_socket(void **state)
{
    static const char *const packet[] = {
        "x",
        "0000000000000000",
        "0000000000000000 3      3    0003   5     1 0      10666",
        "0000000000000000 3      3    0003   5     1 0      10666  1 2",
        "0000000000000000 3      300  0003   5     1 0      10666  1",
        "0000000000000000 3      3    000g   5     1 0      10666  1",
        "0000000000000000 3      3    10003   5     1 0     10666  1",
        "0000000000000000 3      3    0003   5     1 -1     10666  1",
        "0000000000000000 3      3    0003   5     1 0      4294967296  1",
        "0000000000000000 3      3    0003 2147483648 1 0   1  1",
    };
    static const char *const netlink[] = {
        "x",
        "0000000000000000 0   1 00000011 0 0 0 2 0",
        "0000000000000000 0   1 00000011 0 0 0 2 0 5 6",
        "0000000000000000 0   1 000000111 0 0 0 2 0 5",
        "0000000000000000 0   4294967296 00000011 0 0 0 2 0 5",
        "0000000000000000 -1  1 00000011 0 0 0 2 0 5",
        "0000000000000000 0   1 00000011 0 0 0 2 -1 5",
        "0000000000000000:0   1 00000011 0 0 0 2 0 5",
    };
    /* In one piece: clang doubts pieces among commas. */
    static const char netlink_header[] =
        "sk               Eth Pid        Groups   Rmem     Wmem     Dump  "
        "Locks    Drops    Inode";
    static const char *const headers[] = {
        "", " ", "sk       RefCnt Type Proto  Iface R Rmem   User   Inode",
        netlink_header};
    struct local_socket row;

    (void)state;
    for (size_t i = 0; i < COUNT(packet); i++) {
        print_message("%s\n", packet[i]);
        assert_int_equal(local_parse_packet(str_from(packet[i]), &row),
                         ERR_PROTO);
    }
    for (size_t i = 0; i < COUNT(netlink); i++) {
        print_message("%s\n", netlink[i]);
        assert_int_equal(local_parse_netlink(str_from(netlink[i]), &row),
                         ERR_PROTO);
    }
    for (size_t i = 0; i < COUNT(headers); i++) {
        assert_int_equal(local_parse_packet(str_from(headers[i]), &row), 0);
        assert_int_equal(local_parse_netlink(str_from(headers[i]), &row), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_reads_rows_of_unix_sockets),
        cmocka_unit_test(local_skips_what_is_no_unix_socket),
        cmocka_unit_test(local_reads_rows_of_packet_sockets),
        cmocka_unit_test(local_reads_rows_of_netlink_sockets),
        cmocka_unit_test(local_skips_what_is_no_packet_and_no_netlink_socket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
