/* SPDX-License-Identifier: Apache-2.0 */
/* Names of states, protocols, timers; what a row is. */
#include "model/sock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    unsigned state;
    const char *tcp;
    const char *udp;
} state_names[] = {
    {0, "UNKNOWN(0x00)", "UNKNOWN(0x00)"},
    {1, "ESTABLISHED", "CONNECTED"},
    {2, "SYN_SENT", "SYN_SENT"},
    {3, "SYN_RECV", "SYN_RECV"},
    {4, "FIN_WAIT1", "FIN_WAIT1"},
    {5, "FIN_WAIT2", "FIN_WAIT2"},
    {6, "TIME_WAIT", "TIME_WAIT"},
    {7, "CLOSE", "UNCONNECTED"},
    {8, "CLOSE_WAIT", "CLOSE_WAIT"},
    {9, "LAST_ACK", "LAST_ACK"},
    {10, "LISTEN", "LISTEN"},
    {11, "CLOSING", "CLOSING"},
    {12, "SYN_RECV", "SYN_RECV"},
    {13, "UNKNOWN(0x0d)", "UNKNOWN(0x0d)"},
    {15, "UNKNOWN(0x0f)", "UNKNOWN(0x0f)"},
    {255, "UNKNOWN(0xff)", "UNKNOWN(0xff)"},
};

static void sock_names_every_state(void **state)
{
    char text[SOCK_STATE_TEXT_CAP];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(state_names) / sizeof(state_names[0]); i++) {
        struct sock_row row = {.state = (uint8_t)state_names[i].state};

        row.proto = SOCK_TCP;
        assert_string_equal(sock_state_name(&row, text), state_names[i].tcp);
        row.proto = SOCK_UDP;
        assert_string_equal(sock_state_name(&row, text), state_names[i].udp);
    }
}

static const struct {
    const char *typed;
    unsigned want;
} typed[] = {
    {"established", SOCK_ESTABLISHED},
    {"ESTABLISHED", SOCK_ESTABLISHED},
    {"syn-sent", SOCK_SYN_SENT},
    {"SYN_SENT", SOCK_SYN_SENT},
    {"syn-recv", SOCK_SYN_RECV},
    {"fin-wait-1", SOCK_FIN_WAIT1},
    {"FIN_WAIT1", SOCK_FIN_WAIT1},
    {"FinWait1", SOCK_FIN_WAIT1},
    {"fin-wait-2", SOCK_FIN_WAIT2},
    {"time-wait", SOCK_TIME_WAIT},
    {"TIME_WAIT", SOCK_TIME_WAIT},
    {"closed", SOCK_CLOSE},
    {"close", SOCK_CLOSE},
    {"CLOSE", SOCK_CLOSE},
    {"unconnected", SOCK_CLOSE},
    {"close-wait", SOCK_CLOSE_WAIT},
    {"last-ack", SOCK_LAST_ACK},
    {"listening", SOCK_LISTEN},
    {"LISTEN", SOCK_LISTEN},
    {"closing", SOCK_CLOSING},
    {"", 0},
    {"-", 0},
    {"__", 0},
    {"est", 0},
    {"establishedd", 0},
    {"close_waitt", 0},
    {"finwait", 0},
    {"fin-wait-3", 0},
    {"fin-wait-\x11", 0},
    {"listen ", 0},
    {"\xccisten", 0},
    {"1", 0},
};

static void sock_knows_states_as_people_type_them(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
        if (sock_state_from_name(str_from(typed[i].typed)) != typed[i].want) {
            fail_msg("\"%s\" is %u", typed[i].typed,
                     sock_state_from_name(str_from(typed[i].typed)));
        }
    }
}

static void sock_reads_back_every_name_it_prints(void **state)
{
    char text[SOCK_STATE_TEXT_CAP];
    unsigned number;

    (void)state;
    for (number = 1; number <= SOCK_CLOSING; number++) {
        struct sock_row row = {.state = (uint8_t)number};

        assert_int_equal(
            sock_state_from_name(str_from(sock_state_name(&row, text))),
            number);
    }
}

static void sock_names_protocols_families_and_timers(void **state)
{
    (void)state;
    assert_string_equal(sock_proto_name(SOCK_TCP), "tcp");
    assert_string_equal(sock_proto_name(SOCK_UDP), "udp");
    assert_string_equal(sock_family_name(SOCK_IPV4), "ipv4");
    assert_string_equal(sock_family_name(SOCK_IPV6), "ipv6");
    assert_string_equal(sock_family_name(SOCK_IPV4_MAPPED), "ipv4-mapped");
    assert_null(sock_timer_name(SOCK_TIMER_NONE));
    assert_string_equal(sock_timer_name(SOCK_TIMER_RETRANSMIT), "retransmit");
    assert_string_equal(sock_timer_name(SOCK_TIMER_KEEPALIVE), "keepalive");
    assert_string_equal(sock_timer_name(SOCK_TIMER_TIME_WAIT), "time-wait");
    assert_string_equal(sock_timer_name(SOCK_TIMER_PROBE), "probe");
    assert_null(sock_timer_name(5));
    assert_null(sock_timer_name(255));
}

static struct sock_row row_of(unsigned proto, unsigned number,
                              const char *local, const char *remote)
{
    struct sock_row row = {.proto = (uint8_t)proto, .state = (uint8_t)number};

    assert_true(addr_parse(str_from(local), &row.local));
    assert_true(addr_parse(str_from(remote), &row.remote));
    return row;
}

static const struct {
    unsigned proto;
    unsigned state;
    const char *local;
    const char *remote;
    bool is_loopback;
    bool is_peerless;
} rows[] = {
    {SOCK_TCP, 1, "192.0.2.17", "203.0.113.10", false, false},
    {SOCK_TCP, 1, "127.0.0.1", "127.0.0.1", true, false},
    {SOCK_TCP, 10, "127.0.0.1", "0.0.0.0", true, false},
    {SOCK_TCP, 10, "0.0.0.0", "0.0.0.0", false, false},
    {SOCK_TCP, 7, "0.0.0.0", "0.0.0.0", false, false},
    {SOCK_UDP, 7, "0.0.0.0", "0.0.0.0", false, true},
    {SOCK_UDP, 7, "::1", "::", true, true},
    {SOCK_UDP, 1, "192.0.2.17", "192.0.2.1", false, false},
    {SOCK_UDP, 1, "2001:db8::1", "::1", true, false},
};

static void sock_tells_loopback_and_udp_without_peer(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sock_row row =
            row_of(rows[i].proto, rows[i].state, rows[i].local, rows[i].remote);

        assert_int_equal(sock_is_loopback(&row), rows[i].is_loopback);
        assert_int_equal(sock_is_udp_without_peer(&row), rows[i].is_peerless);
    }
}

static void sock_is_unowned_only_without_uid_and_inode(void **state)
{
    struct sock_row row = {.uid = 0, .inode = 0};

    (void)state;
    assert_true(sock_is_unowned(&row));
    row.inode = 75412;
    assert_false(sock_is_unowned(&row));
    row.uid = 10093;
    assert_false(sock_is_unowned(&row));
    row.inode = 0;
    assert_false(sock_is_unowned(&row));
    row.is_uid_unknown = true;
    assert_true(sock_is_unowned(&row));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sock_names_every_state),
        cmocka_unit_test(sock_knows_states_as_people_type_them),
        cmocka_unit_test(sock_reads_back_every_name_it_prints),
        cmocka_unit_test(sock_names_protocols_families_and_timers),
        cmocka_unit_test(sock_tells_loopback_and_udp_without_peer),
        cmocka_unit_test(sock_is_unowned_only_without_uid_and_inode),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
