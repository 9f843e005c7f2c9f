/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of sockstat, sockstat6 and snmp. */
#include "collect/counters.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void counters_are_read_from_sockstat(void **state)
{
    static const char *const lines[] = {
        "sockets: used 1090",
        "TCP: inuse 27 orphan 1 tw 964 alloc 353 mem 18446744",
        "UDP: inuse 5 mem 2\r",
        "UDPLITE: inuse 0",
        "RAW: inuse 3",
        "FRAG: inuse 0 memory 0",
        "",
        "TCP6: inuse 9",
        "UDP6: inuse 8",
        "UDPLITE6: inuse 7",
        "RAW6: inuse 6",
        "FRAG6: inuse 0 memory 0",
    };
    static const int taken[] = {1, 5, 2, 1, 1, 0, 0, 1, 1, 1, 1, 0};
    static const struct {
        enum counter counter;
        uint64_t value;
    } want[] = {
        {COUNTER_SOCKETS_USED, 1090}, {COUNTER_TCP_INUSE, 27},
        {COUNTER_TCP_ORPHAN, 1},      {COUNTER_TCP_TIME_WAIT, 964},
        {COUNTER_TCP_ALLOC, 353},     {COUNTER_TCP_MEM_PAGES, 18446744},
        {COUNTER_UDP_INUSE, 5},       {COUNTER_UDP_MEM_PAGES, 2},
        {COUNTER_UDPLITE_INUSE, 0},   {COUNTER_RAW_INUSE, 3},
        {COUNTER_TCP6_INUSE, 9},      {COUNTER_UDP6_INUSE, 8},
        {COUNTER_UDPLITE6_INUSE, 7},  {COUNTER_RAW6_INUSE, 6},
    };
    struct counters counters = {.known = 0};

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        print_message("%s\n", lines[i]);
        assert_int_equal(counters_parse_sockstat(str_from(lines[i]), &counters),
                         taken[i]);
    }
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_true(counters_has(&counters, want[i].counter));
        assert_int_equal(counters.values[want[i].counter], want[i].value);
    }
    assert_false(counters_has(&counters, COUNTER_TCP_ACTIVE_OPENS));
}

static void counters_are_read_from_snmp_by_their_names(void **state)
{
    static const char *const lines[] = {
        "Ip: Forwarding DefaultTTL",
        "Ip: 2 64",
        "Tcp: RtoAlgorithm MaxConn ActiveOpens New CurrEstab AttemptFails",
        "Tcp: 1 -1 4096 5 12 18446744",
        "Udp: InDatagrams NoPorts InErrors OutDatagrams",
        "Udp: 1 2 3 4",
    };
    static const int taken[] = {0, 0, 0, 3, 0, 3};
    struct counters counters = {.known = 0};
    struct counters_snmp snmp = {.len = 0};

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        print_message("%s\n", lines[i]);
        assert_int_equal(
            counters_parse_snmp(&snmp, str_from(lines[i]), &counters),
            taken[i]);
    }
    assert_int_equal(counters.values[COUNTER_TCP_ACTIVE_OPENS], 4096);
    assert_int_equal(counters.values[COUNTER_TCP_CURR_ESTAB], 12);
    assert_int_equal(counters.values[COUNTER_TCP_ATTEMPT_FAILS], 18446744);
    assert_int_equal(counters.values[COUNTER_UDP_IN_DATAGRAMS], 1);
    assert_int_equal(counters.values[COUNTER_UDP_NO_PORTS], 2);
    assert_int_equal(counters.values[COUNTER_UDP_OUT_DATAGRAMS], 4);
    assert_false(counters_has(&counters, COUNTER_TCP_PASSIVE_OPENS));
}

static void counters_below_zero_are_not_known(void **state)
{
    struct counters counters = {.known = 0};

    (void)state;
    assert_int_equal(
        counters_parse_sockstat(str_from("TCP: inuse -1 tw 2"), &counters), 1);
    assert_false(counters_has(&counters, COUNTER_TCP_INUSE));
    assert_true(counters_has(&counters, COUNTER_TCP_TIME_WAIT));
}

static void counters_skip_what_is_no_line_of_theirs(void **state)
{
    static const char *const bad[] = {"x",
                                      ":",
                                      "TCP",
                                      "TCP: inuse",
                                      "TCP: inuse x",
                                      "TCP: inuse 5x 3",
                                      "TCP: inuse 9223372036854775808"};
    static const char *const pairs[][2] = {
        {"Tcp: ActiveOpens", "Udp: 1"},
        {"Tcp: ActiveOpens", "Tcp: x"},
        {"Tcp: ActiveOpens", "Tcp: 1 2"},
        {"Tcp: ActiveOpens CurrEstab", "Tcp: 1"},
        {"Tcp: ActiveOpens", "1"},
    };
    struct counters_snmp snmp = {.len = 0};
    struct counters counters;
    char text[COUNTERS_NAMES_CAP + 1];
    struct str line = {text, sizeof(text)};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        print_message("%s\n", bad[i]);
        assert_int_equal(counters_parse_sockstat(str_from(bad[i]), &counters),
                         ERR_PROTO);
    }
    assert_int_equal(
        counters_parse_snmp(&snmp, str_from("cat: snmp: Permission denied"),
                            &counters),
        ERR_PROTO);
    for (size_t i = 0; i < COUNT(pairs); i++) {
        print_message("%s, %s\n", pairs[i][0], pairs[i][1]);
        assert_int_equal(
            counters_parse_snmp(&snmp, str_from(pairs[i][0]), &counters), 0);
        assert_int_equal(
            counters_parse_snmp(&snmp, str_from(pairs[i][1]), &counters),
            ERR_PROTO);
        assert_int_equal(snmp.len, 0);
    }
    memset(text, 'x', sizeof(text));
    memcpy(text, "Tcp: ", 5);
    assert_int_equal(counters_parse_snmp(&snmp, line, &counters), ERR_PROTO);
    line.len--;
    assert_int_equal(counters_parse_snmp(&snmp, line, &counters), 0);
    assert_int_equal(snmp.len, COUNTERS_NAMES_CAP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_are_read_from_sockstat),
        cmocka_unit_test(counters_are_read_from_snmp_by_their_names),
        cmocka_unit_test(counters_below_zero_are_not_known),
        cmocka_unit_test(counters_skip_what_is_no_line_of_theirs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
