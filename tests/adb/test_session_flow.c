/* SPDX-License-Identifier: Apache-2.0 */
/* The streams of a session: who must wait for whom, and limits. */
#include "adb_limits.h"
#include "session.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
        cmocka_unit_test(stream_unread_holds_back_only_itself),
        cmocka_unit_test(stream_dies_of_a_phone_that_does_not_wait),
        cmocka_unit_test(stream_owes_an_acknowledgement_for_every_packet),
        cmocka_unit_test(stream_gives_what_came_in_order_whatever_the_sizes),
        cmocka_unit_test(stream_cuts_writes_into_packets),
        cmocka_unit_test(stream_writes_wait_while_much_is_queued),
        cmocka_unit_test(stream_is_not_acknowledged_after_its_end),
        cmocka_unit_test(stream_count_has_a_limit),
        cmocka_unit_test(stream_closed_and_refused_leaves_its_place),
        cmocka_unit_test(stream_name_must_fit_into_a_packet),
    };

    return cmocka_run_group_tests_name("session_flow", tests, NULL, NULL);
}
