/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the kernel's socket tables: all that exist, and all that do not. */
#include "collect/procnet.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define TAIL " 00000000:00000000 00:00000000 00000000"

struct want {
    const char *why;
    const char *line;
    unsigned proto;
    const char *local; /* "ADDRESS PORT" */
    unsigned local_port;
    const char *remote;
    unsigned remote_port;
    struct sock_row row; /* the rest */
};

static const struct want wanted[] = {
    {"a listener: rx is its backlog",
     "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000002 00:00000000 "
     "00000000 10211        0 41231 1 0000000000000000 100 0 0 10 5        ",
     SOCK_TCP,
     "127.0.0.1",
     8080,
     "0.0.0.0",
     0,
     {.family = SOCK_IPV4,
      .state = SOCK_LISTEN,
      .rx_queue = 2,
      .uid = 10211,
      .inode = 41231}},
    {"a keepalive timer in ticks of 10 ms",
     "   1: 110200C0:BB2F 0A7100CB:01BB 01 00000000:00000000 02:00000A3C "
     "00000000 10093        0 75412 2 0000000000000000 24 4 30 10 -1",
     SOCK_TCP,
     "192.0.2.17",
     47919,
     "203.0.113.10",
     443,
     {.family = SOCK_IPV4,
      .state = SOCK_ESTABLISHED,
      .timer = SOCK_TIMER_KEEPALIVE,
      .timer_ms = 26200,
      .uid = 10093,
      .inode = 75412}},
    {"TIME_WAIT ends after the pointer",
     "   3: 110200C0:CED0 076433C6:146C 06 00000000:00000000 03:00001770 "
     "00000000     0        0 0 3 0000000000000000",
     SOCK_TCP,
     "192.0.2.17",
     52944,
     "198.51.100.7",
     5228,
     {.family = SOCK_IPV4,
      .state = SOCK_TIME_WAIT,
      .timer = SOCK_TIMER_TIME_WAIT,
      .timer_ms = 60000}},
    {"a uid of seven digits runs over its column",
     "   4: 110200C0:9C44 0B7100CB:2382 02 00000001:00000000 01:00000064 "
     "00000003 1010093        7 75990 2 0000000000000000 100 0 0 1 7",
     SOCK_TCP,
     "192.0.2.17",
     40004,
     "203.0.113.11",
     9090,
     {.family = SOCK_IPV4,
      .state = SOCK_SYN_SENT,
      .tx_queue = 1,
      .timer = SOCK_TIMER_RETRANSMIT,
      .timer_ms = 1000,
      .retransmits = 3,
      .probes = 7,
      .uid = 1010093,
      .inode = 75990}},
    {"IPv4 on an IPv6 socket",
     "   1: 0000000000000000FFFF0000110200C0:B328 "
     "0000000000000000FFFF00000A7100CB:01BB 08 00000000:00000019 "
     "00:00000000 00000000 10093        0 90211 1 0000000000000000 20 4 1 "
     "10 -1",
     SOCK_TCP,
     "192.0.2.17",
     45864,
     "203.0.113.10",
     443,
     {.family = SOCK_IPV4_MAPPED,
      .state = SOCK_CLOSE_WAIT,
      .rx_queue = 25,
      .uid = 10093,
      .inode = 90211}},
    {"IPv6",
     "   2: B80D012000000000FF221F5C01003AFE:D905 "
     "B80D01201F080400000000000E200000:01BB 01 00000000:00000000 00:00000000 "
     "00000000 10093        0 90212 1 0000000000000000 20 4 31 10 -1",
     SOCK_TCP,
     "2001:db8::5c1f:22ff:fe3a:1",
     55557,
     "2001:db8:4:81f::200e",
     443,
     {.family = SOCK_IPV6,
      .state = SOCK_ESTABLISHED,
      .uid = 10093,
      .inode = 90212}},
    {"bound to a mapped address, no peer: both ends are IPv4",
     "   2: 0000000000000000FFFF00000100007F:0050 "
     "00000000000000000000000000000000:0000 0A" TAIL " 1000 0 7",
     SOCK_TCP,
     "127.0.0.1",
     80,
     "0.0.0.0",
     0,
     {.family = SOCK_IPV4_MAPPED,
      .state = SOCK_LISTEN,
      .uid = 1000,
      .inode = 7}},
    {"a mapped end against a real IPv6 one stays IPv6",
     "   2: 0000000000000000FFFF00000100007F:0050 "
     "B80D01201F080400000000000E200000:0001 01" TAIL " 1000 0 7",
     SOCK_TCP,
     "127.0.0.1",
     80,
     "2001:db8:4:81f::200e",
     1,
     {.family = SOCK_IPV6, .state = SOCK_ESTABLISHED, .uid = 1000, .inode = 7}},
    {"udp has drops, and sl is five wide",
     "15894: 110200C0:A6C3 0A7100CB:01BB 01 00000000:00000300 00:00000000 "
     "00000000 10093        0 25491 2 0000000000000000 4294967295         ",
     SOCK_UDP,
     "192.0.2.17",
     42691,
     "203.0.113.10",
     443,
     {.family = SOCK_IPV4,
      .state = SOCK_ESTABLISHED,
      .rx_queue = 768,
      .drops = 4294967295u,
      .uid = 10093,
      .inode = 25491}},
    {"udp of an old kernel ends before the drops",
     "5: 110200C0:A6C3 00000000:0000 07" TAIL " 10093 0 25491 2 d0a40000",
     SOCK_UDP,
     "192.0.2.17",
     42691,
     "0.0.0.0",
     0,
     {.family = SOCK_IPV4, .state = SOCK_CLOSE, .uid = 10093, .inode = 25491}},
    {"the 13th column of a tcp row is no drops",
     "5: 110200C0:A6C3 00000000:0000 07" TAIL " 1 0 2 3 d0a40000 x y",
     SOCK_TCP,
     "192.0.2.17",
     42691,
     "0.0.0.0",
     0,
     {.family = SOCK_IPV4, .state = SOCK_CLOSE, .uid = 1, .inode = 2}},
    {"ten columns are enough, indentation is not needed",
     "0: 0100007F:0001 0100007F:0002 01" TAIL " 0 0 1",
     SOCK_TCP,
     "127.0.0.1",
     1,
     "127.0.0.1",
     2,
     {.family = SOCK_IPV4, .state = SOCK_ESTABLISHED, .inode = 1}},
    {"a state of the future is kept",
     "0: 0100007F:0001 0100007F:0002 0F" TAIL " 0 0 1",
     SOCK_TCP,
     "127.0.0.1",
     1,
     "127.0.0.1",
     2,
     {.family = SOCK_IPV4, .state = 0x0f, .inode = 1}},
    {"the largest of everything; lower case digits; \"\\r\"",
     "\t 18446744073709551615: ffffffff:ffff ffffffff:FFFF ff "
     "FFFFFFFF:ffffffff ff:FFFFFFFFFFFFFFFF ffffffff 4294967295 "
     "4294967295 18446744073709551615\r",
     SOCK_TCP,
     "255.255.255.255",
     65535,
     "255.255.255.255",
     65535,
     {.family = SOCK_IPV4,
      .state = 0xff,
      .tx_queue = UINT32_MAX,
      .rx_queue = UINT32_MAX,
      .timer = 0xff,
      .timer_ms = UINT64_MAX,
      .retransmits = UINT32_MAX,
      .uid = UINT32_MAX,
      .probes = UINT32_MAX,
      .inode = UINT64_MAX}},
};

static void assert_row(const struct want *want, const struct sock_row *row)
{
    char text[ADDR_TEXT_CAP];

    assert_string_equal(addr_format(&row->local, text), want->local);
    assert_string_equal(addr_format(&row->remote, text), want->remote);
    assert_int_equal(row->local_port, want->local_port);
    assert_int_equal(row->remote_port, want->remote_port);
    assert_int_equal(row->proto, want->proto);
    assert_int_equal(row->family, want->row.family);
    assert_int_equal(row->state, want->row.state);
    assert_int_equal(row->timer, want->row.timer);
    assert_int_equal(row->tx_queue, want->row.tx_queue);
    assert_int_equal(row->rx_queue, want->row.rx_queue);
    assert_int_equal(row->retransmits, want->row.retransmits);
    assert_int_equal(row->probes, want->row.probes);
    assert_int_equal(row->drops, want->row.drops);
    assert_int_equal(row->uid, want->row.uid);
    assert_true(row->timer_ms == want->row.timer_ms);
    assert_true(row->inode == want->row.inode);
    /* What only netstat has. */
    assert_null(row->remote_text);
    assert_null(row->process);
    assert_int_equal(row->pid, 0);
    assert_int_equal(row->source, SOCK_FROM_PROCFS);
    assert_false(row->is_remote_cut || row->is_local_cut ||
                 row->is_uid_unknown);
}

static void procnet_reads_every_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        struct sock_row row;

        memset(&row, 0xa5, sizeof(row));
        print_message("%s\n", wanted[i].why);
        assert_true(
            procnet_parse(str_from(wanted[i].line), wanted[i].proto, &row) > 0);
        assert_row(&wanted[i], &row);
    }
}

static void procnet_tells_headers_from_rows(void **state)
{
    static const char *const lines[] = {
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
        "retrnsmt   uid  timeout inode                                      ",
        "  sl  local_address                         remote_address         "
        "               st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout inode",
        "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
        "retrnsmt   uid  timeout inode ref pointer drops            ",
        "sl local_address",
        "",
        "   ",
        "\r",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct sock_row row;

        print_message("\"%s\"\n", lines[i]);
        assert_int_equal(procnet_parse(str_from(lines[i]), SOCK_TCP, &row), 0);
    }
}

static const struct {
    const char *why;
    const char *line;
} bad[] = {
    {"cat's complaint", "cat: /proc/net/tcp6: No such file or directory"},
    {"a frame of somebody", "#0123456789abcdef done 0"},
    {"a script", "<script>alert(1)</script>"},
    {"a formula", "=cmd()"},
    {"no colon", "0 0100007F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"index glued to the address",
     "0:0100007F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"addresses glued", "0: 0100007F:00010100007F:0002 01" TAIL " 0 0 1"},
    {"no index", ": 0100007F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"index over 64 bits",
     "18446744073709551616: 0100007F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"address of 7 digits", "0: 100007F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"address of 9 digits", "0: 00100007F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"address of 16 digits",
     "0: 0100007F0100007F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"address of 40 digits",
     "0: 0100007F0100007F0100007F0100007F0100007F:0001 0100007F:0002 "
     "01" TAIL " 0 0 1"},
    {"not a digit", "0: 0100G07F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"not a digit, low", "0: 01000G7F:0001 0100007F:0002 01" TAIL " 0 0 1"},
    {"families differ",
     "0: 0100007F:0001 0000000000000000FFFF00000100007F:0002 01" TAIL " 0 0 1"},
    {"port of 3 digits", "0: 0100007F:001 0100007F:0002 01" TAIL " 0 0 1"},
    {"port of 5 digits", "0: 0100007F:00001 0100007F:0002 01" TAIL " 0 0 1"},
    {"port is no number", "0: 0100007F:000x 0100007F:0002 01" TAIL " 0 0 1"},
    {"no port", "0: 0100007F 0100007F:0002 01" TAIL " 0 0 1"},
    {"remote without port", "0: 0100007F:0001 0100007F 01" TAIL " 0 0 1"},
    {"state of 3 digits", "0: 0100007F:0001 0100007F:0002 001" TAIL " 0 0 1"},
    {"no state", "0: 0100007F:0001 0100007F:0002"},
    {"queue over 32 bits",
     "0: 0100007F:0001 0100007F:0002 01 100000000:00000000 00:00000000 "
     "00000000 0 0 1"},
    {"one queue",
     "0: 0100007F:0001 0100007F:0002 01 00000000 00:00000000 00000000 0 "
     "0 1"},
    {"timer without ticks",
     "0: 0100007F:0001 0100007F:0002 01 00000000:00000000 00 00000000 0 "
     "0 1"},
    {"ticks of 17 digits",
     "0: 0100007F:0001 0100007F:0002 01 00000000:00000000 "
     "00:00000000000000001 00000000 0 0 1"},
    {"retransmits of 9 digits",
     "0: 0100007F:0001 0100007F:0002 01 00000000:00000000 00:00000000 "
     "000000000 0 0 1"},
    {"uid over 32 bits",
     "0: 0100007F:0001 0100007F:0002 01" TAIL " 4294967296 0 1"},
    {"negative uid", "0: 0100007F:0001 0100007F:0002 01" TAIL " -1 0 1"},
    {"no inode", "0: 0100007F:0001 0100007F:0002 01" TAIL " 0 0"},
    {"no inode but blanks", "0: 0100007F:0001 0100007F:0002 01" TAIL " 0 0   "},
    {"inode over 64 bits",
     "0: 0100007F:0001 0100007F:0002 01" TAIL " 0 0 18446744073709551616"},
    {"inode glued to something",
     "0: 0100007F:0001 0100007F:0002 01" TAIL " 0 0 1x"},
    {"drops glued to something",
     "0: 0100007F:0001 0100007F:0002 01" TAIL " 0 0 1 2 3 4x"},
    {"drops are no number",
     "0: 0100007F:0001 0100007F:0002 01" TAIL " 0 0 1 2 3 x"},
};

static void procnet_skips_lines_it_cannot_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sock_row row;

        print_message("%s\n", bad[i].why);
        assert_true(procnet_parse(str_from(bad[i].line), SOCK_UDP, &row) < 0);
    }
}

static void procnet_does_not_read_over_a_nul(void **state)
{
    static const char line[] =
        "0: 0100007F:0001 0100007F:0002 01" TAIL " 0 0 1\0 2";
    struct str whole = {line, sizeof(line) - 1};
    struct sock_row row;

    (void)state;
    assert_true(procnet_parse(whole, SOCK_TCP, &row) < 0);
    whole.len = strlen(line);
    assert_true(procnet_parse(whole, SOCK_TCP, &row) > 0);
}

static int columns(struct str line)
{
    struct cursor cursor = cursor_from(line);
    struct str column;
    int count = 0;

    while (cursor_token(&cursor, &column)) {
        count++;
    }
    return count;
}

/*
 * Half a row can only be taken for one when the cut lies in the inode or
 * behind it; framing never passes half a line on.
 */
static void procnet_knows_most_halves_of_a_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        size_t len = strlen(wanted[i].line);

        for (size_t cut = 0; cut < len; cut++) {
            /* Exactly as long as it is, so that ASan sees a step too far. */
            char *copy = test_malloc(cut + 1);
            struct str half = {copy, cut};
            struct sock_row row;
            int rc;

            memcpy(copy, wanted[i].line, cut);
            rc = procnet_parse(half, wanted[i].proto, &row);
            if (rc > 0) {
                assert_int_equal(row.uid, wanted[i].row.uid);
                assert_int_equal(row.state, wanted[i].row.state);
                assert_true(columns(half) >= 10);
            }
            test_free(copy);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(procnet_reads_every_column),
        cmocka_unit_test(procnet_tells_headers_from_rows),
        cmocka_unit_test(procnet_skips_lines_it_cannot_read),
        cmocka_unit_test(procnet_does_not_read_over_a_nul),
        cmocka_unit_test(procnet_knows_most_halves_of_a_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
