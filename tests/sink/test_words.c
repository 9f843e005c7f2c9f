/* SPDX-License-Identifier: Apache-2.0 */
/* What all formats say about a connection. */
#include "sink/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct addr addr_of(const char *text)
{
    struct addr addr = {.family = ADDR_V4};

    assert_true(addr_parse(str_from(text), &addr));
    return addr;
}

static void words_are_those_of_the_contract(void **state)
{
    (void)state;
    assert_string_equal(attribution_name(ATTRIBUTION_PID), "pid");
    assert_string_equal(attribution_name(ATTRIBUTION_UID), "uid");
    assert_string_equal(attribution_name(ATTRIBUTION_UID_SHARED), "uid-shared");
    assert_string_equal(attribution_name(ATTRIBUTION_HISTORY), "history");
    assert_string_equal(attribution_name(ATTRIBUTION_SYSTEM), "system");
    assert_string_equal(attribution_name(ATTRIBUTION_NONE), "none");
    assert_string_equal(words_direction(DIRECTION_OUT), "out");
    assert_string_equal(words_direction(DIRECTION_IN), "in");
    assert_string_equal(words_direction(DIRECTION_LISTEN), "listen");
    assert_string_equal(words_direction(DIRECTION_LOCAL), "local");
    assert_null(words_direction(DIRECTION_UNKNOWN));
    assert_string_equal(words_pid_how(PID_BY_FD), "fd");
    assert_string_equal(words_pid_how(PID_ONLY_PROCESS), "only-process");
    assert_string_equal(words_pid_how(PID_BY_NETSTAT), "netstat");
    assert_null(words_pid_how(PID_UNKNOWN));
}

static const struct {
    unsigned proto;
    const char *local;
    const char *remote;
    uint16_t remote_port;
    unsigned state;
    enum direction direction;
    const char *flags; /* "" or "plain-port" or "non-loopback" */
    bool has_remote;
    const char *why;
} rows[] = {
    {SOCK_TCP, "192.0.2.17", "203.0.113.10", 80, SOCK_ESTABLISHED,
     DIRECTION_OUT, "plain-port", true, "a call to port 80"},
    {SOCK_TCP, "192.0.2.17", "203.0.113.10", 80, SOCK_SYN_SENT,
     DIRECTION_UNKNOWN, "plain-port", true, "likewise, direction unknown"},
    {SOCK_TCP, "192.0.2.17", "203.0.113.10", 443, SOCK_ESTABLISHED,
     DIRECTION_OUT, "", true, "a call to port 443"},
    {SOCK_TCP, "192.0.2.17", "203.0.113.10", 8080, SOCK_ESTABLISHED,
     DIRECTION_IN, "", true, "called from port 8080"},
    {SOCK_TCP, "127.0.0.1", "127.0.0.1", 80, SOCK_ESTABLISHED, DIRECTION_LOCAL,
     "", true, "port 80 of the phone itself"},
    {SOCK_UDP, "192.0.2.17", "203.0.113.10", 80, SOCK_ESTABLISHED,
     DIRECTION_OUT, "", true, "udp to port 80"},
    {SOCK_TCP, "0.0.0.0", "0.0.0.0", 0, SOCK_LISTEN, DIRECTION_LISTEN,
     "non-loopback", false, "a listener on every interface"},
    {SOCK_TCP, "::", "::", 0, SOCK_LISTEN, DIRECTION_LISTEN, "non-loopback",
     false, "likewise, IPv6"},
    {SOCK_TCP, "192.0.2.17", "0.0.0.0", 0, SOCK_LISTEN, DIRECTION_LISTEN,
     "non-loopback", false, "a listener on one address"},
    {SOCK_TCP, "127.0.0.1", "0.0.0.0", 0, SOCK_LISTEN, DIRECTION_LISTEN, "",
     false, "a listener on loopback"},
    {SOCK_UDP, "0.0.0.0", "0.0.0.0", 0, SOCK_CLOSE, DIRECTION_UNKNOWN, "",
     false, "udp without a peer"},
    {SOCK_UDP, "0.0.0.0", "0.0.0.0", 53, SOCK_CLOSE, DIRECTION_UNKNOWN,
     "plain-port", true, "a port without an address is told"},
};

static void words_flag_ports_that_were_called_and_open_listeners(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sock_row row = {
            .proto = (uint8_t)rows[i].proto,
            .state = (uint8_t)rows[i].state,
            .local = addr_of(rows[i].local),
            .remote = addr_of(rows[i].remote),
            .remote_port = rows[i].remote_port,
        };
        struct connection connection = {
            .row = &row, .direction = (uint8_t)rows[i].direction};
        const char *flags[WORDS_FLAGS_MAX];
        size_t count = words_flags(&connection, flags);

        if (count != (rows[i].flags[0] != '\0') ||
            (count == 1 && strcmp(flags[0], rows[i].flags) != 0) ||
            sock_has_remote(&row) != rows[i].has_remote ||
            connection_is_plain_port(&connection) !=
                (strcmp(rows[i].flags, "plain-port") == 0) ||
            connection_is_open_listener(&connection) !=
                (strcmp(rows[i].flags, "non-loopback") == 0)) {
            fail_msg("%s: %s", rows[i].why, count == 0 ? "-" : flags[0]);
        }
    }
}

/* What netstat leaves out is not known, and is not zero. */
static void words_know_what_a_source_tells(void **state)
{
    struct sock_row row = {.remote = addr_of("203.0.113.10")};

    (void)state;
    assert_string_equal(words_source(&row), "procfs");
    assert_true(words_has_remote_addr(&row));
    assert_true(words_has_remote_port(&row));
    assert_true(words_has_tries(&row));
    assert_false(words_has_drops(&row));
    row.source = SOCK_FROM_NETSTAT;
    assert_string_equal(words_source(&row), "netstat");
    assert_true(words_has_remote_addr(&row));
    assert_false(words_has_remote_port(&row));
    assert_false(words_has_tries(&row));
    row.timer = SOCK_TIMER_KEEPALIVE;
    assert_true(words_has_tries(&row));
    row.remote = (struct addr){.family = ADDR_NONE};
    assert_false(sock_has_remote(&row));
    row.remote_text = "api.bank.example";
    assert_true(sock_has_remote(&row));
    assert_false(words_has_remote_addr(&row));
    row.remote_port = 443;
    assert_true(words_has_remote_port(&row));
    row.proto = SOCK_UDP;
    assert_false(words_has_tries(&row));
    assert_false(words_has_drops(&row));
    row.source = SOCK_FROM_PROCFS;
    assert_true(words_has_drops(&row));
    /* All that procfs tells is known when netstat told some of it too. */
    row.source = SOCK_FROM_BOTH;
    assert_string_equal(words_source(&row), "both");
    assert_true(words_has_drops(&row));
    row.proto = SOCK_TCP;
    row.remote_port = 0;
    assert_true(words_has_tries(&row));
    assert_true(words_has_remote_port(&row));
}

static void words_flag_what_was_cut(void **state)
{
    struct sock_row row = {.state = SOCK_LISTEN, .is_local_cut = true};
    struct connection connection = {.row = &row};
    const char *flags[WORDS_FLAGS_MAX];

    (void)state;
    /* Not "non-loopback": where it listens is what is cut. */
    assert_int_equal(words_flags(&connection, flags), 1);
    assert_string_equal(flags[0], "local-cut");
    row.is_remote_cut = true;
    assert_int_equal(words_flags(&connection, flags), 2);
    assert_string_equal(flags[1], "remote-cut");
    row.is_process_cut = true;
    assert_int_equal(words_flags(&connection, flags), 3);
    assert_string_equal(flags[2], "process-cut");
}

static void words_tell_remotes_apart(void **state)
{
    struct sock_row a = {.remote_text = "a.example", .remote_port = 443};
    struct sock_row b = a;

    (void)state;
    assert_int_equal(words_compare_remote(&a, &b), 0);
    b.remote_port = 444;
    assert_true(words_compare_remote(&a, &b) < 0);
    b.is_remote_cut = true;
    a.remote_port = 445;
    assert_true(words_compare_remote(&a, &b) < 0);
    b.remote_text = NULL;
    assert_true(words_compare_remote(&a, &b) > 0);
    b.remote = addr_of("203.0.113.10");
    assert_true(words_compare_remote(&a, &b) < 0);
}

static void words_flag_what_an_owner_rests_on(void **state)
{
    struct sock_row row = {.state = SOCK_ESTABLISHED};
    struct owner owner = {.uid_kind = UID_ISOLATED,
                          .is_by_app_id = true,
                          .is_by_process_name = true};
    struct connection connection = {.row = &row, .owner = &owner};
    const char *flags[WORDS_FLAGS_MAX];

    (void)state;
    assert_int_equal(words_flags(&connection, flags), 3);
    assert_string_equal(flags[0], "isolated");
    assert_string_equal(flags[1], "by-app-id");
    assert_string_equal(flags[2], "by-process-name");
    owner.uid_kind = UID_SDK_SANDBOX;
    owner.is_by_app_id = false;
    owner.is_by_process_name = false;
    assert_int_equal(words_flags(&connection, flags), 1);
    assert_string_equal(flags[0], "sdk-sandbox");
    owner.uid_kind = UID_APP;
    assert_int_equal(words_flags(&connection, flags), 0);
}

static const struct {
    unsigned proto;
    unsigned state;
    unsigned timer;
    uint64_t timer_ms;
    int64_t want; /* before the tables were read; -1: unknown */
    const char *name;
    const char *why;
} timers[] = {
    {SOCK_TCP, SOCK_TIME_WAIT, 3, 60000, 0, "time-wait", "just closed"},
    {SOCK_TCP, SOCK_TIME_WAIT, 3, 59420, 580, "time-wait", "a moment ago"},
    {SOCK_TCP, SOCK_TIME_WAIT, 3, 0, 60000, "time-wait", "about to go"},
    {SOCK_TCP, SOCK_TIME_WAIT, 3, 60010, -1, "time-wait",
     "a kernel that waits longer"},
    {SOCK_TCP, SOCK_TIME_WAIT, 0, 0, -1, NULL, "no timer"},
    {SOCK_TCP, SOCK_FIN_WAIT2, 3, 59420, -1, "time-wait",
     "its time is adjustable"},
    {SOCK_TCP, SOCK_ESTABLISHED, 2, 100, -1, "keepalive", "open"},
    {SOCK_TCP, SOCK_ESTABLISHED, 9, 100, -1, "unknown(0x09)", "new timer"},
    {SOCK_UDP, SOCK_CLOSE, 0, 0, -1, NULL, "udp"},
    {SOCK_UDP, SOCK_TIME_WAIT, 3, 0, -1, NULL, "udp has no timers"},
};

static void words_read_the_time_wait_timer(void **state)
{
    struct snapshot snapshot = {.taken_at_ms = 1000000};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
        struct sock_row row = {.proto = (uint8_t)timers[i].proto,
                               .state = (uint8_t)timers[i].state,
                               .timer = (uint8_t)timers[i].timer,
                               .timer_ms = timers[i].timer_ms};
        char text[WORDS_TIMER_CAP];
        const char *name = words_timer(&row, text);
        int64_t closed_at_ms = 1000001;
        bool is_known = words_closed_at(&snapshot, &row, &closed_at_ms);

        if (is_known != (timers[i].want >= 0) ||
            1000000 - closed_at_ms != timers[i].want) {
            fail_msg("%s", timers[i].why);
        }
        assert_int_equal(name == NULL, timers[i].name == NULL);
        if (name != NULL) {
            assert_string_equal(name, timers[i].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_the_contract),
        cmocka_unit_test(words_flag_ports_that_were_called_and_open_listeners),
        cmocka_unit_test(words_know_what_a_source_tells),
        cmocka_unit_test(words_flag_what_was_cut),
        cmocka_unit_test(words_tell_remotes_apart),
        cmocka_unit_test(words_flag_what_an_owner_rests_on),
        cmocka_unit_test(words_read_the_time_wait_timer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
