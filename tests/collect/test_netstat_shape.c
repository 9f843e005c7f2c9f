/* SPDX-License-Identifier: Apache-2.0 */
/* Rows read by their shape alone, and lines that are none. */
#include "netstat_text.h"

/* grep has taken the header away. */
static void netstat_reads_rows_without_a_header(void **state)
{
    static const char text[] =
        "shell@phone:/ $ netstat -p | grep tcp\n"
        "tcp        0      0 192.0.2.17:47368        203.0.113.10:443        "
        "ESTABLISHED\n"
        "  tcp 0 0 192.0.2.17:47369 203.0.113.10:443 ESTABLISHED 24685/a b c\n"
        "tcp 0 0 192.0.2.17:47370 203.0.113.10:443 ESTABLISHED -\n"
        "tcp 0 0 192.0.2.17:47371 203.0.113.10:443 ESTABLISHED 10093 75412\n"
        "--\n"
        "tcp 0 0 192.0.2.17:47372 203.0.113.10:443 ESTABLISHED u0_a93 75412 -\n"
        "udp 0 0 0.0.0.0:5353 0.0.0.0:* 1020 42793 77/mdnsd\n"
        "udp 0 0 0.0.0.0:5354 0.0.0.0:* 77/mdnsd\n"
        "udp 0 0 0.0.0.0:5355 0.0.0.0:*\n"
        "tcp 0 0 192.0.2.17:47373 203.0.113.10:443 ESTABLISHED "
        "30640/sshd: user@pt  off (0.00/0/0)\n"
        "tcp 0 0 192.0.2.17:47374 203.0.113.10:443 ESTABLISHED "
        "30640/com.example.ab\n"
        "[...]\n"
        "tcp6 0 0 ::ffff:192.0.2.17:48217 203.0.113.10:443 ESTABLISHED\n"
        "tcp 0 0 2001:db8::5c1f:22:55557 2001:db8::1:443 ESTABLISHED\n"
        "tcp6 0 0 2001:db8::5c1f:22:55557 2001:db8::1:443 ESTABLISHED\n"
        "tcp6 0 0 2001:db8::5c1f:22ab:55557 2001:db8::1:443 ESTABLISHED\n"
        "tcp6 0 0 2001:db8::5c1f:22:55557 2001:db8::1:443 ESTABLISHED\n"
        "\xe2\x80\xa6\n"
        "C:\\> adb shell\n"
        "127|shell@phone:/ $\n";
    static const char want[] =
        "tcp ipv4 192.0.2.17 47368 203.0.113.10 443 ESTABLISHED 0/0 - -\n"
        "tcp ipv4 192.0.2.17 47369 203.0.113.10 443 ESTABLISHED 0/0 - "
        "24685/a b c\n"
        "tcp ipv4 192.0.2.17 47370 203.0.113.10 443 ESTABLISHED 0/0 - -\n"
        "tcp ipv4 192.0.2.17 47371 203.0.113.10 443 ESTABLISHED 0/0 "
        "10093/75412 -\n"
        "tcp ipv4 192.0.2.17 47372 203.0.113.10 443 ESTABLISHED 0/0 "
        "10093/75412 -\n"
        "udp ipv4 0.0.0.0 5353 0.0.0.0 0 UNCONNECTED 0/0 1020/42793 77/mdnsd\n"
        "udp ipv4 0.0.0.0 5354 0.0.0.0 0 UNCONNECTED 0/0 - 77/mdnsd\n"
        "udp ipv4 0.0.0.0 5355 0.0.0.0 0 UNCONNECTED 0/0 - -\n"
        "tcp ipv4 192.0.2.17 47373 203.0.113.10 443 ESTABLISHED 0/0 - "
        "30640/sshd: user@pt~\n"
        "tcp ipv4 192.0.2.17 47374 203.0.113.10 443 ESTABLISHED 0/0 - "
        "30640/com.example.ab~\n"
        "tcp ipv4-mapped \"::ffff:192.0.2.17\"~ 48217 203.0.113.10 443 "
        "ESTABLISHED 0/0 - -\n"
        "tcp ipv6 \"2001:db8::5c1f:22:55557\"~ 0 2001:db8::1 443 ESTABLISHED "
        "0/0 - -\n"
        "tcp ipv6 \"2001:db8::5c1f:22\"~ 55557 2001:db8::1 443 ESTABLISHED "
        "0/0 - -\n"
        "tcp ipv6 2001:db8::5c1f:22ab 55557 2001:db8::1 443 ESTABLISHED "
        "0/0 - -\n"
        "tcp ipv6 2001:db8::5c1f:22 55557 2001:db8::1 443 ESTABLISHED "
        "0/0 - -\n";
    struct netstat_reader reader;

    (void)state;
    netstat_text_gives(&reader, text, want);
    assert_int_equal(reader.flavour, NETSTAT_UNKNOWN);
}

/* A name has no family: the other end or the label tells. */
static void netstat_joins_the_families_of_both_ends(void **state)
{
    static const char text[] =
        "udp6 0 0 a.example:1 b.example:2\n"
        "udplite 0 0 a.example:1 b.example:2\n"
        "udplite6 0 0 a.example:1 b.example:2\n"
        "udpl6 0 0 a.example:1 b.example:2\n"
        "raw6 0 0 a.example:1 b.example:2 7\n"
        "tcp6 0 0 a.example:1 ::ffff:192.0.2.1:2 CLOSE\n"
        "tcp6 0 0 ::ffff:192.0.2.1:1 b.example:2 CLOSE\n"
        "tcp 0 0 a.example:1 2001:db8::1:2 CLOSE\n"
        "tcp 0 0 192.0.2.1:1 ::ffff:192.0.2.2:2 CLOSE\n"
        "tcp 0 0 192.0.2.1:1 2001:db8::1:2 CLOSE\n"
        "tcp 0 0 2001:db8::1:2 192.0.2.1:1 CLOSE\n"
        "tcp6 0 0 :::* ::ffff:192.0.2.1:1 CLOSE\n"
        "tcp 0 0 2001:db8::5c1f:22:55557 192.0.2.1:1 CLOSE\n"
        "tcp 0 0 192.0.2.1:1 2001:db8::5c1f:22:55557 CLOSE\n";
    static const char want[] =
        "udp ipv6 \"a.example\"~ 1 \"b.example\" 2 UNCONNECTED 0/0 - -\n"
        "udplite ipv4 \"a.example\"~ 1 \"b.example\" 2 CLOSE 0/0 - -\n"
        "udplite ipv6 \"a.example\"~ 1 \"b.example\" 2 CLOSE 0/0 - -\n"
        "udplite ipv6 \"a.example\"~ 1 \"b.example\" 2 CLOSE 0/0 - -\n"
        "raw ipv6 \"a.example\"~ 1 \"b.example\" 2 CLOSE 0/0 - -\n"
        "tcp ipv4-mapped \"a.example\"~ 1 192.0.2.1 2 CLOSE 0/0 - -\n"
        "tcp ipv4-mapped 192.0.2.1 1 \"b.example\" 2 CLOSE 0/0 - -\n"
        "tcp ipv6 \"a.example\"~ 1 2001:db8::1 2 CLOSE 0/0 - -\n"
        "tcp ipv4-mapped 192.0.2.1 1 192.0.2.2 2 CLOSE 0/0 - -\n"
        "tcp ipv6 192.0.2.1 1 2001:db8::1 2 CLOSE 0/0 - -\n"
        "tcp ipv6 2001:db8::1 2 192.0.2.1 1 CLOSE 0/0 - -\n"
        "tcp ipv4-mapped 0.0.0.0 0 192.0.2.1 1 CLOSE 0/0 - -\n"
        "tcp ipv6 \"2001:db8::5c1f:22:55557\"~ 0 192.0.2.1 1 CLOSE 0/0 - -\n"
        "tcp ipv6 192.0.2.1 1 \"2001:db8::5c1f:22:55557\"~ 0 CLOSE 0/0 - -\n";
    struct netstat_reader reader;

    (void)state;
    netstat_text_gives(&reader, text, want);
}

/* The two ends of every range. */
static void netstat_reads_numbers_to_their_limits(void **state)
{
    static const char text[] =
        "tcp 4294967295 4294967295 192.0.2.1:65535 192.0.2.2:0 LISTEN "
        "4294967295 18446744073709551615 2147483647/a\n"
        "tcp 0 0 192.0.2.1:1 192.0.2.2:2 LISTEN -2147483648 1\n"
        "raw 0 0 0.0.0.0:255 0.0.0.0:* 255\n";
    static const char want[] =
        "tcp ipv4 192.0.2.1 65535 192.0.2.2 0 LISTEN 4294967295/4294967295 "
        "4294967295/18446744073709551615 2147483647/a\n"
        "tcp ipv4 192.0.2.1 1 192.0.2.2 2 LISTEN 0/0 2147483648/1 -\n"
        "raw ipv4 0.0.0.0 255 0.0.0.0 0 UNKNOWN(0xff) 0/0 - -\n";
    struct netstat_reader reader;

    (void)state;
    netstat_text_gives(&reader, text, want);
}

static const struct {
    const char *why;
    const char *line;
} bad[] = {
    {"netstat's complaint", "netstat: /proc/net/tcp6: Permission denied"},
    {"a script", "<script>alert(1)</script>"},
    {"a formula", "=cmd()"},
    {"a row of procfs", "0: 0100007F:1F90 00000000:0000 0A 00000000:00000000"},
    {"Windows", "  TCP    192.0.2.1:1   192.0.2.2:2   ESTABLISHED"},
    {"macOS", "tcp4 0 0 192.0.2.1.1 192.0.2.2.2 ESTABLISHED"},
    {"macOS's label would be enough", "tcp 0 0 192.0.2.1.1 192.0.2.2.2 LISTEN"},
    {"ss", "tcp ESTAB 0 0 192.0.2.1:1 192.0.2.2:2"},
    {"a label of another kind", "sctp 0 0 192.0.2.1:1 192.0.2.2:2 LISTEN"},
    {"a label alone", "tcp"},
    {"one queue", "tcp 0 192.0.2.1:1 192.0.2.2:2 LISTEN"},
    {"negative queue", "tcp -1 0 192.0.2.1:1 192.0.2.2:2 LISTEN"},
    {"queue over 32 bits", "tcp 4294967296 0 192.0.2.1:1 192.0.2.2:2 LISTEN"},
    {"queue over 32 bits", "tcp 0 4294967296 192.0.2.1:1 192.0.2.2:2 LISTEN"},
    {"queues that meet where they do not",
     "tcp       0123456 192.0.2.1:1 192.0.2.2:2 LISTEN"},
    {"queues that meet, over 32 bits",
     "tcp        04294967296 192.0.2.1:1 192.0.2.2:2 LISTEN"},
    {"queues that meet, not numbers",
     "tcp        0123456x 192.0.2.1:1 192.0.2.2:2 LISTEN"},
    {"no remote", "tcp 0 0 192.0.2.1:1"},
    {"no port", "tcp 0 0 192.0.2.1 192.0.2.2:2 LISTEN"},
    {"an empty port", "tcp 0 0 192.0.2.1: 192.0.2.2:2 LISTEN"},
    {"port over 16 bits", "tcp 0 0 192.0.2.1:1 192.0.2.2:65536 LISTEN"},
    {"port over 64 bits",
     "tcp 0 0 192.0.2.1:1 192.0.2.2:18446744073709551617 LISTEN"},
    {"a port of other characters", "tcp 0 0 192.0.2.1:a=1 192.0.2.2:2 LISTEN"},
    {"an address of other characters", "tcp 0 0 <b>:1 192.0.2.2:2 LISTEN"},
    {"bytes over 127", "tcp 0 0 192.0.2.1:1 \xc3\xa4.example:2 LISTEN"},
    {"a cut text of other characters",
     "tcp 0 0 192.0.2.1:1 2001:db8::[[[[[[[[[:[]: LISTEN"},
    {"23 wide without a colon, but no name",
     "tcp 0 0 192.0.2.1:1 [aaaaaaaaaaaaaaaaaaaaa] LISTEN"},
    {"tcp without a state", "tcp 0 0 192.0.2.1:1 192.0.2.2:2"},
    {"half a state", "tcp 0 0 192.0.2.1:1 192.0.2.2:2 ESTABLI"},
    {"state in lower case", "tcp 0 0 192.0.2.1:1 192.0.2.2:2 listen"},
    {"raw without a state", "raw 0 0 0.0.0.0:1 0.0.0.0:*"},
    {"raw state over 8 bits", "raw 0 0 0.0.0.0:1 0.0.0.0:* 256"},
    {"a user alone", GOOD "LISTEN 10093"},
    {"inode is no number", GOOD "LISTEN 10093 x"},
    {"inode over 64 bits", GOOD "LISTEN 10093 18446744073709551616"},
    {"uid over 32 bits", GOOD "LISTEN 4294967296 1"},
    {"uid under 32 bits", GOOD "LISTEN -2147483649 1"},
    {"uid glued to something", GOOD "LISTEN 1x 1"},
    {"something behind the inode", GOOD "LISTEN 10093 1 x"},
    {"something behind no program", GOOD "LISTEN - x"},
    {"pid over 31 bits", GOOD "LISTEN 2147483648/x"},
    {"pid 0", GOOD "LISTEN 0/x"},
    {"a timer nobody prints", GOOD "LISTEN (1.0/0/0)"},
    {"a parenthesis", GOOD "LISTEN off (x)"},
    {"unix without a count", "unix  x      [ ]         STREAM     CONNECTED"},
    {"unix without flags", "unix  3      STREAM     CONNECTED     859138"},
    {"unix with half its flags", "unix  3      [ ACC      STREAM"},
    {"unix without a type", "unix  3      [ ACC ]"},
    {"half a header", "Proto Recv-Q Send-Q Local Address"},
    {"a header the wrong way round",
     "Proto Recv-Q Send-Q Foreign Address Local Address State"},
    {"prose", "Active users have many connected sets"},
};

static void netstat_skips_lines_it_cannot_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct netstat_reader reader;
        struct netstat_row row;

        print_message("%s\n", bad[i].why);
        netstat_init(&reader);
        assert_true(netstat_line(&reader, str_from(bad[i].line), &row) < 0);
        assert_false(netstat_looks_like(str_from(bad[i].line)));
    }
}

static void netstat_does_not_read_over_a_nul(void **state)
{
    static const char line[] = "tcp 0 0 192.0.2.1:1 192.0.2.2:2\0 LISTEN";
    struct str whole = {line, sizeof(line) - 1};
    struct netstat_reader reader;
    struct netstat_row row;

    (void)state;
    netstat_init(&reader);
    assert_true(netstat_line(&reader, whole, &row) < 0);
}

static void netstat_reads_long_lines(void **state)
{
    static const char row_start[] = GOOD "LISTEN 77/";
    enum { LEN = 65536 };
    char *line = test_malloc(LEN);
    struct str text = {line, LEN};
    struct netstat_reader reader;
    struct netstat_row row;

    (void)state;
    netstat_init(&reader);
    memset(line, 'x', LEN);
    memcpy(line, row_start, strlen(row_start));
    assert_int_equal(netstat_line(&reader, text, &row), NETSTAT_INET);
    assert_int_equal(row.process.len, LEN - strlen(row_start));

    /* An address ends where no name is longer. */
    memcpy(line, "tcp 0 0 ", 8);
    memset(line + 8, 'x', 255);
    memcpy(line + 8 + 255, ":1 192.0.2.1:2 LISTEN", 21);
    text.len = 8 + 255 + 21;
    assert_int_equal(netstat_line(&reader, text, &row), NETSTAT_INET);
    assert_int_equal(row.local_text.len, 255);
    memset(line + 8, 'x', 263);
    memcpy(line + 8 + 263, ":1 192.0.2.1:2 LISTEN", 21);
    text.len = 8 + 263 + 21;
    assert_true(netstat_line(&reader, text, &row) < 0);

    memset(line, ' ', LEN);
    text.len = LEN;
    assert_int_equal(netstat_line(&reader, text, &row), NETSTAT_NOTHING);
    test_free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netstat_reads_rows_without_a_header),
        cmocka_unit_test(netstat_joins_the_families_of_both_ends),
        cmocka_unit_test(netstat_reads_numbers_to_their_limits),
        cmocka_unit_test(netstat_skips_lines_it_cannot_read),
        cmocka_unit_test(netstat_does_not_read_over_a_nul),
        cmocka_unit_test(netstat_reads_long_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
