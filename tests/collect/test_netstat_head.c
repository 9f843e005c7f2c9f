/* SPDX-License-Identifier: Apache-2.0 */
/* Titles, headers and prompts: what they say of the rows below them. */
#include "netstat_text.h"

/* Two commands on one page, the second through grep. */
static void netstat_forgets_a_header_at_the_next_command(void **state)
{
    static const char text[] =
        "$ netstat -e\n" INET_TITLE "(w/o servers)\n" HEADER
        " User       Inode      \n"
        "tcp 0 0 192.0.2.17:1 203.0.113.10:443 ESTABLISHED 10093 1\n"
        "$ ls\n"
        "tcp 0 0 192.0.2.17:2 203.0.113.10:443 ESTABLISHED\n"
        "$ netstat -p | grep 24685\n"
        "tcp 0 0 192.0.2.17:3 203.0.113.10:443 ESTABLISHED 24685/a\n" HEADER
        " User       Inode      \n" HEADER "\n"
        "tcp 0 0 192.0.2.17:4 203.0.113.10:443 ESTABLISHED\n";
    static const char want[] =
        "tcp ipv4 192.0.2.17 1 203.0.113.10 443 ESTABLISHED 0/0 10093/1 -\n"
        "bad\n"
        "tcp ipv4 192.0.2.17 3 203.0.113.10 443 ESTABLISHED 0/0 - 24685/a\n"
        "tcp ipv4 192.0.2.17 4 203.0.113.10 443 ESTABLISHED 0/0 - -\n";
    struct netstat_reader reader;

    (void)state;
    netstat_text_gives(&reader, text, want);
    /* What the first one hid stays hidden. */
    assert_true(netstat_hides_ports(&reader));
}

static void netstat_wants_the_columns_of_the_header(void **state)
{
    static const struct {
        const char *columns;
        const char *line;
        bool is_good;
    } cases[] = {
        {" User       Inode      ", GOOD "LISTEN 0 1", true},
        {" User       Inode      ", GOOD "LISTEN", false},
        {" User       Inode      ", GOOD "LISTEN 77/x", false},
        {" PID/Program Name", GOOD "LISTEN 77/x", true},
        {" PID/Program Name", GOOD "LISTEN -", true},
        {" PID/Program Name", GOOD "LISTEN", false},
        {" User       Inode       PID/Program Name", GOOD "LISTEN 0 1", false},
        {" PID/Program Name", GOOD "LISTEN 0 1 77/x", true},
        {"", GOOD "LISTEN 77/x off (0.00/0/0)", true},
        {"", GOOD "LISTEN off (0.00/0/0)", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct netstat_reader reader;
        struct netstat_row row;
        struct buf header;

        print_message("%s: %s\n", cases[i].columns, cases[i].line);
        buf_init(&header, 512);
        assert_int_equal(buf_printf(&header, "%s%s", HEADER, cases[i].columns),
                         0);
        netstat_init(&reader);
        assert_int_equal(
            netstat_line(&reader,
                         (struct str){(const char *)header.data, header.len},
                         &row),
            NETSTAT_NOTHING);
        assert_int_equal(netstat_line(&reader, str_from(cases[i].line), &row) >
                             0,
                         cases[i].is_good);
        buf_fini(&header);
    }
}

static void netstat_says_what_looks_like_one(void **state)
{
    static const char *const yes[] = {
        "Active Internet connections (w/o servers)",
        "Active UNIX domain sockets (servers and established)",
        HEADER,
        HEADER_WIDE " PID/Program Name",
        "Proto RefCnt Flags\t Type\t    State\t    I-Node Path",
        GOOD "LISTEN",
        "  " GOOD "LISTEN",
        GOOD "LISTEN\r",
        "unix  2      [ ACC ]     STREAM     LISTENING     42794    @x",
    };
    static const char *const no[] = {
        "",
        "...",
        "# netstat -p",
        "package:com.example.app",
        "  sl  local_address rem_address   st tx_queue rx_queue",
        "USER PID PPID",
        "[ro.product.model]: [Example]",
        "Kernel IP routing table",
        "tcp",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        print_message("%s\n", yes[i]);
        assert_true(netstat_looks_like(str_from(yes[i])));
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        print_message("%s\n", no[i]);
        assert_false(netstat_looks_like(str_from(no[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netstat_forgets_a_header_at_the_next_command),
        cmocka_unit_test(netstat_wants_the_columns_of_the_header),
        cmocka_unit_test(netstat_says_what_looks_like_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
