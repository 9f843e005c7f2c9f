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

static const struct {
    const char *why;
    const char *text;
    const char *want;
} toybox_ages[] = {
    {"before a sign of age: the port counts",
     HEADER "\n"
            "tcp 0 0 192.0.2.1:1 lb-f100.edge.exampl:ftp CLOSE\n",
     "tcp ipv4 192.0.2.1 1 \"lb-f100.edge.exampl\"~ 21 CLOSE 0/0 - -\n"},
    {"old: it may have been cut",
     HEADER "\n"
            "tcp 0 0 192.0.2.1:1 192.0.2.2:2 ESTABLISHED \n"
            "tcp 0 0 192.0.2.1:1 lb-f100.edge.exampl:ftp CLOSE\n",
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 ESTABLISHED 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 \"lb-f100.edge.exampl:ftp\"~ 0 CLOSE 0/0 - -\n"},
    {"a blank behind a shorter state is every toybox's",
     HEADER "\n"
            "tcp 0 0 192.0.2.1:1 192.0.2.2:2 CLOSE \n"
            "tcp 0 0 192.0.2.1:1 lb-f100.edge.exampl:ftp CLOSE\n",
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 CLOSE 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 \"lb-f100.edge.exampl\"~ 21 CLOSE 0/0 - -\n"},
    {"a blank behind another column, too",
     HEADER "\n"
            "tcp 0 0 192.0.2.1:1 192.0.2.2:2 ESTABLISHED 0 1 \n"
            "tcp 0 0 192.0.2.1:1 192.0.2.2:2 ESTABLISHED 7/a \n"
            "tcp 0 0 192.0.2.1:1 lb-f100.edge.exampl:ftp CLOSE\n",
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 ESTABLISHED 0/0 0/1 -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 ESTABLISHED 0/0 - 7/a\n"
     "tcp ipv4 192.0.2.1 1 \"lb-f100.edge.exampl\"~ 21 CLOSE 0/0 - -\n"},
    {"new: somebody else's blank changes nothing",
     HEADER "\n"
            "tcp6 0 0 2001:db8::1:1 2001:db8::2:2 ESTABLISHED \n"
            "tcp 0 0 192.0.2.1:1 lb-f100.edge.exampl:ftp CLOSE\n",
     "tcp ipv6 2001:db8::1 1 2001:db8::2 2 ESTABLISHED 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 \"lb-f100.edge.exampl\"~ 21 CLOSE 0/0 - -\n"},
    {"20 characters of a program, before and after a tcp6",
     HEADER " PID/Program Name\n" GOOD "CLOSE 24685/com.example.vi\n"
            "tcp6 0 0 2001:db8::1:1 2001:db8::2:2 CLOSE -\n" GOOD
            "CLOSE 24685/com.example.vi\n",
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 CLOSE 0/0 - 24685/com.example.vi~\n"
     "tcp ipv6 2001:db8::1 1 2001:db8::2 2 CLOSE 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 CLOSE 0/0 - 24685/com.example.vi\n"},
    {"20 characters where 19 are kept are another netstat's",
     HEADER " PID/Program name\n" GOOD "CLOSE 24685/com.example.vi\n",
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 CLOSE 0/0 - 24685/com.example.vi\n"},
};

/*
 * 0.7.0 ends rows with a blank, cuts ports and keeps 20 characters of a
 * program; from 0.7.3 on tcp6 is a label, and neither is so.
 */
static void netstat_tells_old_toybox_from_new(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(toybox_ages) / sizeof(toybox_ages[0]); i++) {
        struct netstat_reader reader;
        struct buf out;

        print_message("%s\n", toybox_ages[i].why);
        buf_init(&out, NETSTAT_TEXT_MAX);
        netstat_init(&reader);
        netstat_text(&reader, toybox_ages[i].text, false, &out);
        assert_string_equal((const char *)out.data, toybox_ages[i].want);
        buf_fini(&out);
    }
}

/* A header whose blanks a web page has eaten tells no width: any may be. */
static void netstat_suspects_every_width_under_a_squeezed_header(void **state)
{
    static const char text[] =
        "Proto Recv-Q Send-Q Local Address Foreign Address State\n"
        "tcp6 0 0 2001:db8::5c1f:22:55557 2001:db8::1:443 CLOSE\n"
        "tcp6 0 0 2001:db8::1:443 "
        "a-name-that-is-cut-even-here.static.example.n:https CLOSE\n";
    static const char want[] =
        "tcp ipv6 \"2001:db8::5c1f:22\"~ 55557 2001:db8::1 443 CLOSE 0/0 - -\n"
        "tcp ipv6 2001:db8::1 443 "
        "\"a-name-that-is-cut-even-here.static.example.n\"~ 443 CLOSE 0/0 - "
        "-\n";
    struct netstat_reader reader;

    (void)state;
    netstat_text_gives(&reader, text, want);
    assert_int_equal(reader.flavour, NETSTAT_TOYBOX);
}

/* 23 is suspect without -W, 51 with it, 52 where longer ones were seen. */
static void netstat_suspects_the_width_of_the_header(void **state)
{
    static const char wide[] =
        HEADER_WIDE "\n"
                    "tcp6 0 0 2001:db8::1:443 2001:db8::5c1f:22:55557 CLOSE\n";
    static const char want_wide[] =
        "tcp ipv6 2001:db8::1 443 2001:db8::5c1f:22 55557 CLOSE 0/0 - -\n";
    static const char narrow[] =
        HEADER "\n"
               "tcp 0 0 192.0.2.1:443 "
               "a-name-that-is-whole-here-as-others-show.example:443 CLOSE\n"
               "tcp 0 0 192.0.2.1:443 "
               "a-name-that-is-whole-as-others-show-here.example:80 CLOSE\n";
    static const char want_narrow[] =
        "tcp ipv4 192.0.2.1 443 "
        "\"a-name-that-is-whole-here-as-others-show.example\"~ 443 CLOSE 0/0 - "
        "-\n"
        "tcp ipv4 192.0.2.1 443 "
        "\"a-name-that-is-whole-as-others-show-here.example\" 80 CLOSE 0/0 - "
        "-\n";
    struct netstat_reader reader;

    (void)state;
    netstat_text_gives(&reader, wide, want_wide);
    netstat_text_gives(&reader, narrow, want_narrow);
}

static void netstat_knows_prompts(void **state)
{
    static const char *const yes[] = {
        "# netstat",        "$ netstat -p",         "% netstat",
        "> netstat",        "phone:/ # netstat",    "shell@phone:/ $ ls",
        "root@phone:/#",    "user@host:~$ netstat", "C:\\>adb shell netstat",
        "phone% % netstat", "a > netstat",
    };
    static const char *const no[] = {
        "netstat -p", "C:\\ x", "a>b", "netstat: no such file # x", "a b $",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        struct netstat_reader reader;
        struct netstat_row row;

        print_message("%s\n", yes[i]);
        netstat_init(&reader);
        assert_int_equal(netstat_line(&reader, str_from(yes[i]), &row), 0);
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        struct netstat_reader reader;
        struct netstat_row row;

        print_message("%s\n", no[i]);
        netstat_init(&reader);
        assert_true(netstat_line(&reader, str_from(no[i]), &row) < 0);
    }
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
        cmocka_unit_test(netstat_tells_old_toybox_from_new),
        cmocka_unit_test(netstat_suspects_every_width_under_a_squeezed_header),
        cmocka_unit_test(netstat_suspects_the_width_of_the_header),
        cmocka_unit_test(netstat_knows_prompts),
        cmocka_unit_test(netstat_wants_the_columns_of_the_header),
        cmocka_unit_test(netstat_says_what_looks_like_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
