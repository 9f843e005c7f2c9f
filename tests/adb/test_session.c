/* SPDX-License-Identifier: Apache-2.0 */
/* The connection of a session: greeting, agreement, bad packets. */
#include "conversation.h"

#include "adb_limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- greeting --------------------------------------------------------- */

static void session_greets_with_a_checksum(void **state)
{
    static const struct step steps[] = {
        ALIVE(CONNECTING),
        SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        QUIET,
        ALIVE(CONNECTING),
        {0},
    };

    (void)state;
    hold(steps);
}

static void session_sends_no_checksums_to_a_new_phone(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "shell:id"),
        SAY(OPEN, 1, 0, "shell:id\0"),
        HEAR(OKAY, 9, 1, ""),
        STATE(1, OPEN),
        WRITE(1, "hello", 5),
        SAY(WRTE, 1, 9, "hello"),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void session_sends_and_checks_checksums_with_an_old_phone(void **state)
{
    static const struct step good[] = {
        SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        HEAR(CNXN, 0x01000000, 4096, "device::;\0"),
        OPEN(1, "shell:id"),
        SAY_SUM(OPEN, 1, 0, "shell:id\0"),
        HEAR(OKAY, 9, 1, ""),
        HEAR(WRTE, 9, 1, "hello"),
        READ(1, "hello"),
        SAY_SUM(OKAY, 1, 9, ""),
        QUIET,
        {0},
    };
    static const struct step bad[] = {
        SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        HEAR(CNXN, 0x01000000, 4096, "device::;\0"),
        OPEN(1, "shell:id"),
        SAY_SUM(OPEN, 1, 0, "shell:id\0"),
        HEAR(OKAY, 9, 1, ""),
        HEAR_SUM(WRTE, 9, 1, "hello", SUM_WRONG),
        DEAD(PROTO, "damaged"),
        {0},
    };
    static const struct step bad_greeting[] = {
        SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        HEAR_SUM(CNXN, 0x01000000, 4096, "device::;\0", SUM_WRONG),
        DEAD(PROTO, "damaged"),
        {0},
    };

    (void)state;
    hold(good);
    hold(bad);
    hold(bad_greeting);
}

static void session_does_not_look_at_the_sums_of_a_new_phone(void **state)
{
    static const struct step steps[] = {
        SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        HEAR_SUM(CNXN, 0x01000001, 4096, "device::", SUM_WRONG),
        OPEN(1, "x:"),
        SAY(OPEN, 1, 0, "x:\0"),
        HEAR(OKAY, 9, 1, ""),
        HEAR_SUM(WRTE, 9, 1, "hello", SUM_WRONG),
        READ(1, "hello"),
        {0},
    };

    (void)state;
    hold(steps);
}

static void session_treats_a_newer_version_as_its_own(void **state)
{
    static const struct step steps[] = {
        SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        HEAR(CNXN, 0x02000000, 4096, "device::"),
        ALIVE(ONLINE),
        OPEN(1, "x:"),
        SAY(OPEN, 1, 0, "x:\0"),
        {0},
    };

    (void)state;
    hold(steps);
}

/*
 * Packets meant for a host that was there before: seen on USB, CLSE before
 * the phone's CNXN.
 */
static void session_ignores_stale_packets_before_the_greeting(void **state)
{
    static const struct step steps[] = {
        SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        HEAR(CLSE, 7, 1, ""),
        HEAR(WRTE, 7, 1, "old output"),
        HEAR(OKAY, 7, 1, "four"),
        HEAR(OPEN, 7, 0, "tcp:80\0"),
        QUIET,
        ALIVE(CONNECTING),
        HEAR(CNXN, 0x01000001, 1048576, BANNER),
        ALIVE(ONLINE),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void session_takes_the_smaller_payload_size(void **state)
{
    static const struct {
        const char *why;
        uint32_t ours;
        uint32_t theirs;
        uint32_t agreed;
    } rows[] = {
        {"an old phone's", 262144, 4096, 4096},
        {"ours", 262144, 1048576, 262144},
        {"ours, at most", 1048576, 0xffffffff, 1048576},
        {"the smallest that works", 262144, 64, 64},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct session_config config = {"phone", "", rows[i].ours, NULL, NULL};
        struct session *session = session_new(&config);
        struct wire_header header = {WIRE_CNXN, WIRE_VERSION, rows[i].theirs, 0,
                                     0};
        unsigned char head[WIRE_HEADER_LEN];

        wire_encode(&header, head);
        assert_int_equal(session_feed(session, head, sizeof(head), NULL), 0);
        if (session_max_payload(session) != rows[i].agreed) {
            fail_msg("%s", rows[i].why);
        }
        session_free(session);
    }
}

static void session_refuses_a_payload_size_of_nothing(void **state)
{
    static const struct step zero[] = {
        HEAR(CNXN, 0x01000001, 0, BANNER),
        DEAD(PROTO, "phone: the phone's adbd takes packets of 0 bytes"),
        {0},
    };
    static const struct step tiny[] = {
        HEAR(CNXN, 0x01000001, 63, BANNER),
        DEAD(PROTO, "63 bytes"),
        {0},
    };

    (void)state;
    hold(zero);
    hold(tiny);
}

static void session_keeps_what_the_phone_says_of_itself(void **state)
{
    struct session_config config = {"phone", "", 4096, NULL, NULL};
    struct session *session = session_new(&config);
    struct wire_header header = {WIRE_CNXN, WIRE_VERSION, 4096,
                                 sizeof(BANNER) - 1, 0};
    unsigned char head[WIRE_HEADER_LEN];

    (void)state;
    wire_encode(&header, head);
    assert_int_equal(session_banner(session)->prop_count, 0);
    assert_int_equal(session_feed(session, head, sizeof(head), NULL), 0);
    assert_int_equal(session_feed(session, BANNER, sizeof(BANNER) - 1, NULL),
                     0);
    assert_string_equal(session_banner(session)->type, "device");
    assert_string_equal(
        banner_prop(session_banner(session), "ro.product.model"), "Test");
    session_free(session);
}

static void session_cuts_a_name_that_is_too_long(void **state)
{
    struct session_config config = {NULL, "", 4096, NULL, NULL};
    char name[500];
    struct session *session;

    (void)state;
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    config.name = name;
    session = session_new(&config);
    assert_non_null(session);
    session_free(session);
}

/* ---- who wants more --------------------------------------------------- */

static void session_says_what_to_do_when_tls_is_wanted(void **state)
{
    static const struct step steps[] = {
        SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        HEAR(STLS, 0x01000000, 0, ""),
        DEAD(UNAUTHORIZED, "TLS (wireless debugging)"),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void session_does_not_turn_to_tls_in_the_middle(void **state)
{
    static const struct step steps[] = {
        GREETING,
        HEAR(STLS, 0x01000000, 0, ""),
        DEAD(PROTO, "in the middle"),
        {0},
    };

    (void)state;
    hold(steps);
}

/* ---- bad packets ------------------------------------------------------ */

static void session_dies_of_what_is_not_adb(void **state)
{
    static const struct step http[] = {
        BYTES("HTTP/1.1 400 Bad Request\r\n\r\n"),
        DEAD(PROTO, "does not speak adb"),
        {0},
    };
    static const struct step later[] = {
        GREETING,
        BYTES("OKAYxxxxyyyy\0\0\0\0\0\0\0\0OKAY"),
        DEAD(PROTO, "out of step"),
        {0},
    };

    (void)state;
    hold(http);
    hold(later);
}

/* A header that announces len bytes, which never come. */
static void expect_too_long(uint32_t command, uint32_t len, int is_online)
{
    struct session_config config = {"phone", "", 4096, NULL, NULL};
    struct session *session = session_new(&config);
    struct wire_header hello = {WIRE_CNXN, WIRE_VERSION, 1048576, 0, 0};
    struct wire_header header = {command, 1, 1, len, 0};
    unsigned char head[WIRE_HEADER_LEN];
    struct adb_err err = {0};

    wire_encode(&hello, head);
    if (is_online) {
        assert_int_equal(session_feed(session, head, sizeof(head), NULL), 0);
    }
    wire_encode(&header, head);
    assert_int_equal(session_feed(session, head, sizeof(head), &err),
                     ADB_ERR_PROTO);
    assert_non_null(strstr(err.text, "more than agreed upon"));
    session_free(session);
}

static void session_dies_of_packets_larger_than_agreed(void **state)
{
    (void)state;
    expect_too_long(WIRE_WRTE, LIMIT_PAYLOAD_MAX + 1, 0);
    expect_too_long(WIRE_WRTE, 0xffffffff, 1);
    expect_too_long(WIRE_WRTE, 4097, 1);
    expect_too_long(WIRE_CNXN, 4097, 0);
    expect_too_long(WIRE_AUTH, 4097, 0);
    expect_too_long(0x12345678, 4097, 1);
}

static void session_ignores_packets_of_an_unknown_kind(void **state)
{
    static const struct step steps[] = {
        GREETING,
        {STEP_HEAR, 0x4c4c4548, 1, 2, TEXT("from the future")},
        {STEP_HEAR, 0x434e5953, 1, 2, TEXT("")}, /* SYNC, never sent */
        QUIET,
        ALIVE(ONLINE),
        OPEN(1, "x:"),
        SAY(OPEN, 1, 0, "x:\0"),
        {0},
    };

    (void)state;
    hold(steps);
}

static void session_dies_of_an_okay_with_a_payload(void **state)
{
    static const struct step four[] = {
        GREETING,
        OPEN(1, "x:"),
        SAY(OPEN, 1, 0, "x:\0"),
        HEAR(OKAY, 9, 1, "\0\0\0\2"),
        DEAD(PROTO, "OKAY with 4 bytes"),
        STATE(1, RESET),
        {0},
    };
    static const struct step three[] = {
        GREETING,
        HEAR(OKAY, 9, 1, "abc"),
        DEAD(PROTO, "OKAY with 3 bytes"),
        {0},
    };

    (void)state;
    hold(four);
    hold(three);
}

/* ---- beginning anew --------------------------------------------------- */

static void session_loses_its_streams_when_the_phone_begins_anew(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "a:"),
        OPEN(2, "b:"),
        OPEN(3, "c:"),
        SAY(OPEN, 1, 0, "a:\0"),
        SAY(OPEN, 2, 0, "b:\0"),
        SAY(OPEN, 3, 0, "c:\0"),
        HEAR(OKAY, 9, 1, ""),
        HEAR(WRTE, 9, 1, "last words"),
        SAY(OKAY, 1, 9, ""),
        CLOSE(3), /* not answered yet, so the phone is not told */
        HEAR(CNXN, 0x01000001, 4096, "recovery::"),
        ALIVE(ONLINE),
        QUIET,
        STATE(1, RESET),
        STATE(2, RESET),
        STATE(3, NONE),
        SHUT(1),
        READ(1, "last words"),
        CLOSE(1),
        CLOSE(2),
        QUIET,
        HEAR(OKAY, 9, 2, ""), /* late, from before */
        QUIET,
        OPEN(4, "d:"),
        SAY(OPEN, 4, 0, "d:\0"),
        {0},
    };

    (void)state;
    hold(steps);
}

static void session_takes_a_phone_that_turns_old(void **state)
{
    static const struct step steps[] = {
        GREETING,      HEAR(CNXN, 0x01000000, 4096, "device::"),
        OPEN(1, "a:"), SAY_SUM(OPEN, 1, 0, "a:\0"),
        {0},
    };

    (void)state;
    hold(steps);
}

/* ---- limits ----------------------------------------------------------- */

static void session_cuts_off_a_phone_that_only_asks(void **state)
{
    struct session_config config = {"phone", "", 4096, NULL, NULL};
    struct session *session = session_new(&config);
    struct wire_header header = {WIRE_CNXN, WIRE_VERSION, 4096, 0, 0};
    unsigned char head[WIRE_HEADER_LEN];
    struct adb_err err = {0};
    size_t count = 0;
    int rc;

    (void)state;
    wire_encode(&header, head);
    assert_int_equal(session_feed(session, head, sizeof(head), NULL), 0);
    header.command = WIRE_OPEN;
    header.arg0 = 1;
    wire_encode(&header, head);
    do {
        rc = session_feed(session, head, sizeof(head), &err);
        count++;
    } while (rc == 0 && count <= LIMIT_QUEUE_PACKETS);
    assert_int_equal(rc, ADB_ERR_LIMIT);
    assert_int_equal(count, LIMIT_QUEUE_PACKETS); /* one was our greeting */
    assert_non_null(strstr(err.text, "without reading"));
    session_free(session);
}

static void session_keeps_the_first_reason_of_its_end(void **state)
{
    struct session_config config = {"phone", "", 4096, NULL, NULL};
    struct session *session = session_new(&config);
    struct adb_err first = {ADB_ERR_CLOSED, "first"};
    struct adb_err second = {ADB_ERR_IO, "second"};
    struct session_packet packet;

    (void)state;
    session_kill(session, &first);
    session_kill(session, &second);
    assert_int_equal(session_state(session), SESSION_DEAD);
    assert_string_equal(session_error(session)->text, "first");
    assert_false(session_peek(session, &packet));
    session_pop(session); /* of nothing */
    session_free(session);
    session_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session_greets_with_a_checksum),
        cmocka_unit_test(session_sends_no_checksums_to_a_new_phone),
        cmocka_unit_test(session_sends_and_checks_checksums_with_an_old_phone),
        cmocka_unit_test(session_does_not_look_at_the_sums_of_a_new_phone),
        cmocka_unit_test(session_treats_a_newer_version_as_its_own),
        cmocka_unit_test(session_ignores_stale_packets_before_the_greeting),
        cmocka_unit_test(session_takes_the_smaller_payload_size),
        cmocka_unit_test(session_refuses_a_payload_size_of_nothing),
        cmocka_unit_test(session_keeps_what_the_phone_says_of_itself),
        cmocka_unit_test(session_cuts_a_name_that_is_too_long),
        cmocka_unit_test(session_says_what_to_do_when_tls_is_wanted),
        cmocka_unit_test(session_does_not_turn_to_tls_in_the_middle),
        cmocka_unit_test(session_dies_of_what_is_not_adb),
        cmocka_unit_test(session_dies_of_packets_larger_than_agreed),
        cmocka_unit_test(session_ignores_packets_of_an_unknown_kind),
        cmocka_unit_test(session_dies_of_an_okay_with_a_payload),
        cmocka_unit_test(session_loses_its_streams_when_the_phone_begins_anew),
        cmocka_unit_test(session_takes_a_phone_that_turns_old),
        cmocka_unit_test(session_cuts_off_a_phone_that_only_asks),
        cmocka_unit_test(session_keeps_the_first_reason_of_its_end),
    };

    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
