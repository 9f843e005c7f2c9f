/* SPDX-License-Identifier: Apache-2.0 */
/* The streams of a session: ids, flow, closing, limits. */
#include "conversation.h"

#include "limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OPENED                                                              \
    GREETING, OPEN(1, "a:"), SAY(OPEN, 1, 0, "a:\0"), HEAR(OKAY, 9, 1, ""), \
        STATE(1, OPEN)

/* ---- opening ---------------------------------------------------------- */

static void stream_opens_with_the_phones_okay(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "shell:id"),
        STATE(1, OPENING),
        SHUT(1),
        SAY(OPEN, 1, 0, "shell:id\0"),
        HEAR(OKAY, 9, 1, ""),
        STATE(1, OPEN),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_is_refused_by_a_close(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "nosuch:"),
        SAY(OPEN, 1, 0, "nosuch:\0"),
        HEAR(CLSE, 0, 1, ""),
        STATE(1, REFUSED),
        SHUT(1),
        HEAR(CLSE, 0, 1, ""),
        STATE(1, REFUSED),
        CLOSE(1),
        STATE(1, NONE),
        QUIET,
        OPEN(2, "nosuch:"),
        SAY(OPEN, 2, 0, "nosuch:\0"),
        HEAR(CLSE, 77, 2, ""), /* with an id, as no adbd does */
        STATE(2, REFUSED),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_ids_are_never_used_twice(void **state)
{
    static const struct step steps[] = {
        OPENED,
        CLOSE(1),
        SAY(CLSE, 1, 9, ""),
        OPEN(2, "b:"),
        SAY(OPEN, 2, 0, "b:\0"),
        HEAR(CLSE, 9, 1, ""), /* late, must not touch the new stream */
        HEAR(OKAY, 10, 2, ""),
        HEAR(CLSE, 9, 1, ""),
        STATE(2, OPEN),
        CLOSE(2),
        SAY(CLSE, 2, 10, ""),
        OPEN(3, "c:"),
        {0},
    };

    (void)state;
    hold(steps);
}

/* A phone that answers an abandoned request must not be left with a service
 * nobody listens to. */
static void stream_closed_while_opening_is_closed_when_it_opens(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "a:"),
        OPEN(2, "b:"),
        SAY(OPEN, 1, 0, "a:\0"),
        SAY(OPEN, 2, 0, "b:\0"),
        CLOSE(1),
        CLOSE(2),
        STATE(1, NONE),
        QUIET,
        HEAR(OKAY, 9, 1, ""),
        SAY(CLSE, 1, 9, ""),
        HEAR(CLSE, 0, 2, ""), /* refused anyway */
        HEAR(WRTE, 9, 1, "x"),
        HEAR(OKAY, 9, 1, ""),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_needs_an_id_from_the_phone(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "a:"),
        SAY(OPEN, 1, 0, "a:\0"),
        HEAR(OKAY, 0, 1, ""),
        DEAD(PROTO, "without giving it an id"),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_of_the_phone_is_refused(void **state)
{
    static const struct step steps[] = {
        GREETING,
        HEAR(OPEN, 5, 0, "tcp:80\0"),
        SAY(CLSE, 0, 5, ""),
        HEAR(OPEN, 0, 0, "tcp:80\0"), /* no id to answer to */
        QUIET,
        ALIVE(ONLINE),
        {0},
    };

    (void)state;
    hold(steps);
}

/* ---- reading ---------------------------------------------------------- */

static void stream_acknowledges_every_write(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 9, 1, "one"),
        SAY(OKAY, 1, 9, ""),
        HEAR(WRTE, 9, 1, ""), /* empty ones too */
        SAY(OKAY, 1, 9, ""),
        HEAR(WRTE, 9, 1, "two"),
        SAY(OKAY, 1, 9, ""),
        QUIET,
        TAKE(1, "on"),
        TAKE(1, "etw"),
        READ(1, "o"),
        READ(1, ""),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_takes_packets_of_other_streams_in_between(void **state)
{
    static const struct step steps[] = {
        OPENED,
        OPEN(2, "b:"),
        SAY(OPEN, 2, 0, "b:\0"),
        HEAR(OKAY, 10, 2, ""),
        HEAR(WRTE, 10, 2, "BB"),
        HEAR(WRTE, 9, 1, "AA"),
        SAY(OKAY, 2, 10, ""),
        SAY(OKAY, 1, 9, ""),
        READ(1, "AA"),
        READ(2, "BB"),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_ignores_what_is_not_for_it(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 8, 1, "wrong id of the phone"),
        HEAR(OKAY, 8, 1, ""),
        HEAR(CLSE, 8, 1, ""),
        HEAR(WRTE, 9, 2, "no such stream"),
        HEAR(WRTE, 9, 0, "no such stream"),
        HEAR(OKAY, 9, 2, ""),
        HEAR(CLSE, 9, 2, ""),
        HEAR(CLSE, 9, 0, ""),
        HEAR(OKAY, 9, 1, ""), /* nothing to acknowledge */
        QUIET,
        STATE(1, OPEN),
        STATE(2, NONE),
        READ(1, ""),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_takes_no_output_before_it_is_open(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "a:"),
        SAY(OPEN, 1, 0, "a:\0"),
        HEAR(WRTE, 9, 1, "too early"),
        QUIET,
        STATE(1, OPENING),
        READ(1, ""),
        {0},
    };

    (void)state;
    hold(steps);
}

/* ---- flow ------------------------------------------------------------- */

struct rig {
    struct session *session;
    uint32_t payload;
    unsigned char *bytes;
};

static void hear_one(const struct rig *rig, uint32_t command, uint32_t arg0,
                     uint32_t arg1, uint32_t len)
{
    struct wire_header header = {command, arg0, arg1, len, 0};
    unsigned char head[WIRE_HEADER_LEN];

    wire_encode(&header, head);
    (void)session_feed(rig->session, head, sizeof(head), NULL);
    (void)session_feed(rig->session, rig->bytes, len, NULL);
}

static size_t count_packets(const struct rig *rig, uint32_t command)
{
    struct session_packet packet;
    struct wire_header header;
    size_t count = 0;

    while (session_peek(rig->session, &packet)) {
        assert_true(wire_decode(packet.header, WIRE_HEADER_LEN, &header) > 0);
        count += header.command == command;
        session_pop(rig->session);
    }
    return count;
}

/* A session with stream_count open streams; the phone's ids are 100 more. */
static struct rig rig_start(uint32_t payload, uint32_t stream_count)
{
    struct session_config config = {"phone", "", payload, NULL, NULL};
    struct rig rig = {session_new(&config), payload, NULL};
    uint32_t i;

    rig.bytes = calloc(1, LIMIT_PAYLOAD_MAX);
    assert_non_null(rig.session);
    assert_non_null(rig.bytes);
    hear_one(&rig, WIRE_CNXN, WIRE_VERSION, LIMIT_PAYLOAD_MAX, 0);
    for (i = 0; i < stream_count; i++) {
        uint32_t id;

        assert_int_equal(session_open(rig.session, "a:", &id, NULL), 0);
        hear_one(&rig, WIRE_OKAY, 100 + id, id, 0);
    }
    (void)count_packets(&rig, 0);
    return rig;
}

static void rig_stop(struct rig *rig)
{
    session_free(rig->session);
    free(rig->bytes);
}

static void stream_unread_holds_back_only_itself(void **state)
{
    static const uint32_t sizes[] = {4096, 262144, 300000, 1048576};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct rig rig = rig_start(sizes[i], 2);
        size_t unread = 0;
        size_t acked;
        size_t len;

        /* The packet that fills the buffer is not acknowledged. */
        do {
            hear_one(&rig, WIRE_WRTE, 101, 1, sizes[i]);
            unread += sizes[i];
            acked = count_packets(&rig, WIRE_OKAY);
            assert_int_equal(acked, unread < LIMIT_STREAM_BUFFER);
        } while (acked > 0);
        assert_int_equal(session_unread(rig.session, 1), unread);
        /* The other stream goes on. */
        hear_one(&rig, WIRE_WRTE, 102, 2, 10);
        assert_int_equal(count_packets(&rig, WIRE_OKAY), 1);
        /* Reading makes room; then the phone is told, once. */
        assert_int_equal(session_read(rig.session, 1, rig.bytes,
                                      unread - LIMIT_STREAM_BUFFER, &len),
                         0);
        assert_int_equal(count_packets(&rig, WIRE_OKAY), 0);
        assert_int_equal(session_read(rig.session, 1, rig.bytes, 1, &len), 0);
        assert_int_equal(count_packets(&rig, WIRE_OKAY), 1);
        assert_int_equal(session_read(rig.session, 1, rig.bytes, 1, &len), 0);
        assert_int_equal(count_packets(&rig, WIRE_OKAY), 0);
        hear_one(&rig, WIRE_WRTE, 101, 1, sizes[i]);
        assert_int_equal(session_state(rig.session), SESSION_ONLINE);
        rig_stop(&rig);
    }
}

static void stream_dies_of_a_phone_that_does_not_wait(void **state)
{
    struct rig rig = rig_start(LIMIT_PAYLOAD_DEFAULT, 1);
    int i;

    (void)state;
    for (i = 0; i < 8; i++) {
        hear_one(&rig, WIRE_WRTE, 101, 1, LIMIT_PAYLOAD_DEFAULT);
    }
    assert_int_equal(session_state(rig.session), SESSION_ONLINE);
    hear_one(&rig, WIRE_WRTE, 101, 1, 1);
    assert_int_equal(session_state(rig.session), SESSION_DEAD);
    assert_int_equal(session_error(rig.session)->code, ADB_ERR_PROTO);
    rig_stop(&rig);
}

/* Phones should not, but if one sends on, it is told of every packet. */
static void stream_owes_an_acknowledgement_for_every_packet(void **state)
{
    struct rig rig = rig_start(LIMIT_PAYLOAD_DEFAULT, 1);
    size_t len;
    int i;

    (void)state;
    for (i = 0; i < 6; i++) {
        hear_one(&rig, WIRE_WRTE, 101, 1, LIMIT_PAYLOAD_DEFAULT);
    }
    assert_int_equal(count_packets(&rig, WIRE_OKAY), 3);
    for (i = 0; i < 3; i++) {
        assert_int_equal(session_read(rig.session, 1, rig.bytes,
                                      LIMIT_PAYLOAD_DEFAULT, &len),
                         0);
    }
    assert_int_equal(count_packets(&rig, WIRE_OKAY), 3);
    rig_stop(&rig);
}

static void stream_gives_what_came_in_order_whatever_the_sizes(void **state)
{
    struct rig rig = rig_start(LIMIT_PAYLOAD_DEFAULT, 1);
    unsigned char *got = malloc(70000);
    unsigned in = 0;
    unsigned out = 0;
    uint32_t round;

    (void)state;
    assert_non_null(got);
    for (round = 0; round < 200; round++) {
        uint32_t len = round * 7919 % 60000;
        uint32_t i;
        size_t taken;

        for (i = 0; i < len; i++) {
            rig.bytes[i] = (unsigned char)(in++ % 251);
        }
        hear_one(&rig, WIRE_WRTE, 101, 1, len);
        assert_int_equal(
            session_read(rig.session, 1, got, round * 104729 % 70000, &taken),
            0);
        for (i = 0; i < taken; i++) {
            assert_int_equal(got[i], out++ % 251);
        }
    }
    assert_int_equal(session_unread(rig.session, 1), in - out);
    free(got);
    rig_stop(&rig);
}

/* ---- writing ---------------------------------------------------------- */

static void stream_waits_for_the_acknowledgement(void **state)
{
    static const struct step steps[] = {
        OPENED,
        WRITE(1, "one", 3),
        WRITE(1, "two", 0),
        SAY(WRTE, 1, 9, "one"),
        WRITE(1, "two", 0),
        HEAR(OKAY, 9, 1, ""),
        WRITE(1, "", 0),
        WRITE(1, "two", 3),
        SAY(WRTE, 1, 9, "two"),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_cuts_writes_into_packets(void **state)
{
    struct rig rig = rig_start(4096, 1);
    struct session_packet packet;
    size_t taken;

    (void)state;
    assert_int_equal(session_write(rig.session, 1, rig.bytes, 10000, &taken),
                     0);
    assert_int_equal(taken, 4096);
    assert_true(session_peek(rig.session, &packet));
    assert_int_equal(packet.payload_len, 4096);
    rig_stop(&rig);
}

static void stream_writes_wait_while_much_is_queued(void **state)
{
    struct rig rig = rig_start(LIMIT_PAYLOAD_MAX, 4);
    size_t taken;
    uint32_t id;

    (void)state;
    for (id = 1; id <= 4; id++) {
        assert_int_equal(session_write(rig.session, id, rig.bytes,
                                       LIMIT_PAYLOAD_MAX, &taken),
                         0);
        assert_int_equal(taken, id <= 2 ? LIMIT_PAYLOAD_MAX : 0);
    }
    session_pop(rig.session);
    assert_int_equal(session_write(rig.session, 4, rig.bytes, 1, &taken), 0);
    assert_int_equal(taken, 1);
    rig_stop(&rig);
}

/* ---- closing ---------------------------------------------------------- */

static void stream_keeps_its_data_after_the_phones_close(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 9, 1, "last words"),
        HEAR(CLSE, 9, 1, ""),
        SAY(OKAY, 1, 9, ""),
        SAY(CLSE, 1, 9, ""), /* as genuine hosts answer */
        QUIET,
        STATE(1, ENDED),
        SHUT(1),
        READ(1, "last words"),
        QUIET,
        CLOSE(1),
        QUIET,
        STATE(1, NONE),
        {0},
    };

    (void)state;
    hold(steps);
}

/* adbd answers our OKAY to a stream it has just closed with another CLSE. */
static void stream_survives_a_double_close(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 9, 1, "x"),
        HEAR(CLSE, 9, 1, ""),
        HEAR(CLSE, 9, 1, ""),
        SAY(OKAY, 1, 9, ""),
        SAY(CLSE, 1, 9, ""),
        QUIET,
        CLOSE(1),
        HEAR(CLSE, 9, 1, ""),
        QUIET,
        ALIVE(ONLINE),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_ends_with_a_close_that_lacks_the_phones_id(void **state)
{
    static const struct step steps[] = {
        OPENED,          HEAR(CLSE, 0, 1, ""),
        STATE(1, ENDED), SAY(CLSE, 1, 9, ""),
        QUIET,           {0},
    };

    (void)state;
    hold(steps);
}

static void stream_closed_by_us_is_told_once(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 9, 1, "unread"),
        SAY(OKAY, 1, 9, ""),
        CLOSE(1),
        SAY(CLSE, 1, 9, ""),
        CLOSE(1),
        QUIET,
        READ(1, ""),
        SHUT(1),
        HEAR(WRTE, 9, 1, "on its way already"),
        HEAR(OKAY, 9, 1, ""),
        HEAR(CLSE, 9, 1, ""),
        QUIET,
        ALIVE(ONLINE),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_is_not_acknowledged_after_its_end(void **state)
{
    struct rig rig = rig_start(LIMIT_PAYLOAD_MAX, 1);
    size_t len;

    (void)state;
    hear_one(&rig, WIRE_WRTE, 101, 1, LIMIT_PAYLOAD_MAX);
    hear_one(&rig, WIRE_CLSE, 101, 1, 0);
    assert_int_equal(count_packets(&rig, WIRE_OKAY), 0);
    assert_int_equal(
        session_read(rig.session, 1, rig.bytes, LIMIT_PAYLOAD_MAX, &len), 0);
    assert_int_equal(len, LIMIT_PAYLOAD_MAX);
    assert_int_equal(count_packets(&rig, WIRE_OKAY), 0);
    rig_stop(&rig);
}

/* ---- limits ----------------------------------------------------------- */

static void stream_count_has_a_limit(void **state)
{
    struct rig rig = rig_start(4096, LIMIT_STREAMS);
    struct adb_err err = {0};
    uint32_t id;

    (void)state;
    assert_int_equal(session_open(rig.session, "a:", &id, &err), ADB_ERR_LIMIT);
    assert_int_equal(id, 0);
    assert_non_null(strstr(err.text, "too many streams"));
    assert_int_equal(session_close(rig.session, 1), 0);
    assert_int_equal(session_open(rig.session, "a:", &id, &err), 0);
    assert_int_equal(id, LIMIT_STREAMS + 1);
    rig_stop(&rig);
}

static void stream_closed_and_refused_leaves_its_place(void **state)
{
    struct rig rig = rig_start(4096, 0);
    uint32_t id;
    int i;

    (void)state;
    for (i = 0; i < 3 * (int)LIMIT_STREAMS; i++) {
        assert_int_equal(session_open(rig.session, "a:", &id, NULL), 0);
        assert_int_equal(session_close(rig.session, id), 0);
        hear_one(&rig, WIRE_CLSE, 0, id, 0);
    }
    assert_int_equal(session_state(rig.session), SESSION_ONLINE);
    rig_stop(&rig);
}

static void stream_name_must_fit_into_a_packet(void **state)
{
    struct rig rig = rig_start(4096, 0);
    struct adb_err err = {0};
    char name[4097];
    uint32_t id;

    (void)state;
    memset(name, 'n', sizeof(name));
    name[4096] = '\0';
    assert_int_equal(session_open(rig.session, name, &id, &err), ADB_ERR_LIMIT);
    assert_non_null(strstr(err.text, "has 4096 bytes, the phone takes 4095"));
    name[4095] = '\0';
    assert_int_equal(session_open(rig.session, name, &id, &err), 0);
    rig_stop(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stream_opens_with_the_phones_okay),
        cmocka_unit_test(stream_is_refused_by_a_close),
        cmocka_unit_test(stream_ids_are_never_used_twice),
        cmocka_unit_test(stream_closed_while_opening_is_closed_when_it_opens),
        cmocka_unit_test(stream_needs_an_id_from_the_phone),
        cmocka_unit_test(stream_of_the_phone_is_refused),
        cmocka_unit_test(stream_acknowledges_every_write),
        cmocka_unit_test(stream_takes_packets_of_other_streams_in_between),
        cmocka_unit_test(stream_ignores_what_is_not_for_it),
        cmocka_unit_test(stream_takes_no_output_before_it_is_open),
        cmocka_unit_test(stream_unread_holds_back_only_itself),
        cmocka_unit_test(stream_dies_of_a_phone_that_does_not_wait),
        cmocka_unit_test(stream_owes_an_acknowledgement_for_every_packet),
        cmocka_unit_test(stream_gives_what_came_in_order_whatever_the_sizes),
        cmocka_unit_test(stream_waits_for_the_acknowledgement),
        cmocka_unit_test(stream_cuts_writes_into_packets),
        cmocka_unit_test(stream_writes_wait_while_much_is_queued),
        cmocka_unit_test(stream_keeps_its_data_after_the_phones_close),
        cmocka_unit_test(stream_survives_a_double_close),
        cmocka_unit_test(stream_ends_with_a_close_that_lacks_the_phones_id),
        cmocka_unit_test(stream_closed_by_us_is_told_once),
        cmocka_unit_test(stream_is_not_acknowledged_after_its_end),
        cmocka_unit_test(stream_count_has_a_limit),
        cmocka_unit_test(stream_closed_and_refused_leaves_its_place),
        cmocka_unit_test(stream_name_must_fit_into_a_packet),
    };

    return cmocka_run_group_tests_name("session_stream", tests, NULL, NULL);
}
