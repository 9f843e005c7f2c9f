/* SPDX-License-Identifier: Apache-2.0 */
/* Transfers of a connection over USB, on a fake libusb. */
#include "fake_usb.h"

#include "adb_limits.h"
#include "transport_usb.h"
#include "usb_frame.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A packet of the phone, as it writes it: header, then payload. */
static unsigned char greeting[WIRE_HEADER_LEN];
static unsigned char ok[WIRE_HEADER_LEN];
static unsigned char write_head[WIRE_HEADER_LEN];
static unsigned char bytes[USB_TRANSFER_MAX + 1024];

#define ALL(piece) (piece), sizeof(piece)

static int set_up(void **state)
{
    struct wire_header header = {WIRE_CNXN, 0, 0, 0, 0};
    size_t i;

    (void)state;
    wire_encode(&header, greeting);
    header.command = WIRE_OKAY;
    wire_encode(&header, ok);
    for (i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)(i * 7 + i / 251);
    }
    return 0;
}

static struct budget some_time(int ms)
{
    return budget_start(&fake_usb.clock, ms, NULL);
}

/* Reads exactly len bytes and compares. */
static void expect(struct adb_transport *usb, const void *want, size_t len)
{
    struct budget budget = some_time(1000);
    const unsigned char *at = want;
    unsigned char buf[1000];

    while (len > 0) {
        size_t got;

        assert_int_equal(usb->ops->recv(usb, buf, sizeof(buf), &got), 0);
        assert_true(got <= len);
        assert_memory_equal(buf, at, got);
        at += got;
        len -= got;
        if (got == 0) {
            assert_int_equal(usb->ops->wait(usb, false, &budget, "p", NULL), 0);
        }
    }
}

/* As an end that was proved. */
static void close_at_once(struct adb_transport *usb)
{
    usb->ops->end(usb);
    usb->ops->close(usb);
    fake_usb_fini();
}

/* ---- what comes ------------------------------------------------------- */

static void usb_reads_headers_and_payloads_by_their_own_sizes(void **state)
{
    static const size_t sizes[] = {
        1, 511, 512, 513, 1024, USB_TRANSFER_MAX, USB_TRANSFER_MAX + 512};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct wire_header header = {WIRE_WRTE, 1, 1, (uint32_t)sizes[i], 0};
        struct fake_piece pieces[] = {
            {ALL(greeting), 0},
            {ALL(write_head), 0},
            {bytes, sizes[i], 0},
            {ALL(ok), 0},
        };
        struct adb_transport *usb;

        wire_encode(&header, write_head);
        fake_usb_init(pieces, 4);
        usb = fake_usb_open();
        expect(usb, ALL(greeting));
        expect(usb, ALL(write_head));
        expect(usb, bytes, sizes[i]);
        expect(usb, ALL(ok));
        close_at_once(usb);
    }
}

static void usb_always_has_a_transfer_posted(void **state)
{
    const struct fake_piece pieces[] = {{ALL(greeting), 0}};
    struct adb_transport *usb;

    (void)state;
    fake_usb_init(pieces, 1);
    usb = fake_usb_open();
    assert_true(fake_usb.is_in_posted); /* before anything was sent */
    assert_int_equal(fake_usb.in_length, 512);
    expect(usb, ALL(greeting));
    assert_true(fake_usb.is_in_posted);
    assert_false(fake_usb.is_stale);
    close_at_once(usb);
}

static void usb_leaves_out_what_an_earlier_host_left(void **state)
{
    const struct fake_piece pieces[] = {
        {bytes, 16384, 0},
        {ALL(ok), 0},
        {ALL(greeting), 0},
        {ALL(ok), 0},
    };
    struct adb_transport *usb;

    (void)state;
    fake_usb_init(pieces, 4);
    usb = fake_usb_open();
    expect(usb, ALL(greeting));
    expect(usb, ALL(ok));
    assert_true(fake_usb.is_stale);
    close_at_once(usb);
}

/* ---- what goes -------------------------------------------------------- */

static void send_all(struct adb_transport *usb,
                     const struct session_packet *packet)
{
    struct budget budget = some_time(1000);
    size_t from = 0;

    while (from < WIRE_HEADER_LEN + packet->payload_len) {
        size_t sent;

        assert_int_equal(usb->ops->send(usb, packet, from, &sent), 0);
        from += sent;
        if (sent == 0) {
            assert_int_equal(usb->ops->wait(usb, true, &budget, "p", NULL), 0);
        }
    }
}

static void usb_sends_header_payload_and_the_empty_transfer(void **state)
{
    static const struct {
        size_t len;
        size_t want[4];
        size_t count;
        const char *why;
    } rows[] = {
        {0, {24}, 1, "no payload"},
        {1, {24, 1}, 2, "a short one"},
        {512, {24, 512, 0}, 3, "one packet"},
        {513, {24, 513}, 2, "a packet and a bit"},
        {USB_TRANSFER_MAX, {24, USB_TRANSFER_MAX, 0}, 3, "whole packets"},
        {USB_TRANSFER_MAX + 9, {24, USB_TRANSFER_MAX, 9}, 3, "two transfers"},
        {USB_TRANSFER_MAX + 512,
         {24, USB_TRANSFER_MAX, 512, 0},
         4,
         "two transfers and the empty one"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct session_packet packet = {ok, bytes, rows[i].len};
        struct adb_transport *usb;
        size_t k;

        fake_usb_init(NULL, 0);
        usb = fake_usb_open();
        send_all(usb, &packet);
        send_all(usb, &packet); /* another one, right behind */
        close_at_once(usb);
        if (fake_usb.sent_count != 2 * rows[i].count) {
            fail_msg("%s: %zu transfers", rows[i].why, fake_usb.sent_count);
        }
        for (k = 0; k < fake_usb.sent_count; k++) {
            size_t len = rows[i].want[k % rows[i].count];

            assert_int_equal(fake_usb.sent_len[k], len);
        }
        assert_memory_equal(fake_usb.sent[0], ok, WIRE_HEADER_LEN);
    }
}

static void usb_does_not_need_the_bytes_once_they_are_taken(void **state)
{
    unsigned char own[100];
    struct session_packet packet = {ok, own, sizeof(own)};
    struct adb_transport *usb;

    (void)state;
    memcpy(own, bytes, sizeof(own));
    fake_usb_init(NULL, 0);
    usb = fake_usb_open();
    send_all(usb, &packet);
    memset(own, 0, sizeof(own));
    close_at_once(usb);
    assert_memory_equal(fake_usb.sent[1], bytes, 64);
}

static void usb_takes_no_more_than_a_few_transfers(void **state)
{
    struct session_packet packet = {ok, NULL, 0};
    struct adb_transport *usb;
    struct budget budget;
    struct adb_err err;
    size_t sent = 24;
    int count;

    (void)state;
    fake_usb_init(NULL, 0);
    fake_usb.sent_limit = 0;
    usb = fake_usb_open();
    for (count = 0; sent > 0; count++) {
        assert_in_range(count, 0, 5);
        assert_int_equal(usb->ops->send(usb, &packet, 0, &sent), 0);
    }
    budget = some_time(300);
    assert_int_equal(usb->ops->wait(usb, true, &budget, "p", &err),
                     ADB_ERR_TIMEOUT);
    assert_string_equal(err.text, "p: no answer within 300 ms");
    fake_usb.sent_limit = FAKE_USB_SENT_MAX;
    budget = some_time(300);
    assert_int_equal(usb->ops->wait(usb, true, &budget, "p", &err), 0);
    close_at_once(usb);
    assert_int_equal(fake_usb.sent_count, count - 1);
}

/* ---- waiting ---------------------------------------------------------- */

static void usb_waits_no_longer_than_it_may(void **state)
{
    struct adb_transport *usb;
    struct budget budget;
    struct adb_err err;

    (void)state;
    fake_usb_init(NULL, 0);
    usb = fake_usb_open();
    budget = some_time(1000);
    assert_int_equal(usb->ops->wait(usb, false, &budget, "p", &err),
                     ADB_ERR_TIMEOUT);
    assert_in_range(fake_usb.now_ms, 2000, 2010);
    close_at_once(usb);
}

static void usb_is_canceled_at_once(void **state)
{
    struct adb_cancel *cancel = adb_cancel_new();
    struct adb_transport *usb;
    struct budget budget;
    struct adb_err err;

    (void)state;
    fake_usb_init(NULL, 0);
    usb = fake_usb_open();
    budget = budget_start(&fake_usb.clock, -1, cancel);
    adb_cancel(cancel);
    assert_int_equal(usb->ops->wait(usb, false, &budget, "p", &err),
                     ADB_ERR_CANCELED);
    assert_in_range(fake_usb.now_ms, 1000, 1020);
    close_at_once(usb);
    adb_cancel_free(cancel);
}

static void usb_has_no_endpoints(void **state)
{
    struct adb_transport *usb;

    (void)state;
    fake_usb_init(NULL, 0);
    usb = fake_usb_open();
    assert_int_equal(usb->ops->endpoints(usb, NULL, NULL), ADB_ERR_ARG);
    close_at_once(usb);
}

/* ---- the end ---------------------------------------------------------- */

static void usb_close_reads_until_the_phone_is_silent(void **state)
{
    const struct fake_piece pieces[] = {
        {ALL(greeting), 0},   {ALL(ok), 1050}, {ALL(ok), 1120},
        {bytes, 16384, 1200}, {ALL(ok), 1400},
    };
    struct adb_transport *usb;

    (void)state;
    fake_usb_init(pieces, 5);
    usb = fake_usb_open();
    expect(usb, ALL(greeting));
    usb->ops->close(usb);
    fake_usb_fini();
    assert_int_equal(fake_usb.piece, 4); /* the last came too late */
    assert_in_range(fake_usb.now_ms, 1200 + LIMIT_SILENCE_MS,
                    1250 + LIMIT_SILENCE_MS);
}

static void usb_close_ends_also_when_the_phone_never_is_silent(void **state)
{
    static struct fake_piece pieces[300];
    struct adb_transport *usb;
    size_t i;

    (void)state;
    pieces[0] = (struct fake_piece){ALL(greeting), 0};
    for (i = 1; i < 300; i++) {
        pieces[i] = (struct fake_piece){ALL(ok), 1000 + 20 * (int64_t)i};
    }
    fake_usb_init(pieces, 300);
    usb = fake_usb_open();
    expect(usb, ALL(greeting));
    usb->ops->close(usb);
    fake_usb_fini();
    assert_in_range(fake_usb.now_ms, 1000 + LIMIT_CLOSE_MS,
                    1000 + LIMIT_CLOSE_MS + 2 * LIMIT_SILENCE_MS);
}

static void usb_close_lets_what_is_on_its_way_arrive(void **state)
{
    struct session_packet packet = {ok, bytes, 512};
    struct adb_transport *usb;

    (void)state;
    fake_usb_init(NULL, 0);
    usb = fake_usb_open();
    send_all(usb, &packet);
    usb->ops->end(usb);
    usb->ops->close(usb);
    fake_usb_fini();
    assert_int_equal(fake_usb.sent_count, 3);
}

static void usb_close_gives_a_phone_that_takes_nothing_a_second(void **state)
{
    const struct fake_piece pieces[] = {{ALL(greeting), 0}};
    struct session_packet packet = {ok, bytes, 512};
    int has_greeted;

    (void)state;
    for (has_greeted = 0; has_greeted < 2; has_greeted++) {
        int64_t most = has_greeted ? LIMIT_CLOSE_MS : 2 * LIMIT_SILENCE_MS;
        struct adb_transport *usb;

        fake_usb_init(pieces, (size_t)has_greeted);
        fake_usb.sent_limit = 1;
        usb = fake_usb_open();
        if (has_greeted) {
            expect(usb, ALL(greeting));
        }
        send_all(usb, &packet);
        usb->ops->close(usb);
        fake_usb_fini();
        assert_in_range(fake_usb.now_ms, 1000 + most,
                        1000 + most + 2 * LIMIT_SILENCE_MS);
    }
}

/* ---- what goes wrong -------------------------------------------------- */

static void usb_gives_what_came_before_it_was_unplugged(void **state)
{
    static const struct {
        bool is_unplugged;
        int want;
    } rows[] = {{true, ADB_ERR_CLOSED}, {false, ADB_ERR_IO}};
    const struct fake_piece pieces[] = {{ALL(greeting), 0}, {ALL(ok), 0}};
    struct session_packet packet = {ok, bytes, 512};
    unsigned char both[2 * WIRE_HEADER_LEN];
    struct timeval now = {0, 0};
    size_t i;

    (void)state;
    memcpy(both, greeting, WIRE_HEADER_LEN);
    memcpy(both + WIRE_HEADER_LEN, ok, WIRE_HEADER_LEN);
    for (i = 0; i < 2; i++) {
        struct adb_transport *usb;
        struct budget budget;
        unsigned char buf[100];
        size_t len;

        fake_usb_init(pieces, 2);
        usb = fake_usb_open();
        budget = some_time(1000);
        assert_int_equal(usb->ops->wait(usb, false, &budget, "p", NULL), 0);
        (void)libusb_handle_events_timeout_completed(
            (libusb_context *)&fake_usb, &now, NULL);
        if (rows[i].is_unplugged) {
            fake_usb.unplugged_at_ms = fake_usb.now_ms;
        } else {
            fake_usb.failing_at_ms = fake_usb.now_ms;
        }
        (void)libusb_handle_events_timeout_completed(
            (libusb_context *)&fake_usb, &now, NULL);
        expect(usb, ALL(both));
        assert_int_equal(usb->ops->recv(usb, buf, sizeof(buf), &len),
                         rows[i].want);
        assert_int_equal(len, 0);
        assert_int_equal(usb->ops->send(usb, &packet, 0, &len), rows[i].want);
        usb->ops->close(usb);
        fake_usb_fini();
        /* There is nobody left to wait for. */
        assert_in_range(fake_usb.now_ms, 1000, 1050);
    }
}

static void usb_unplugged_while_it_sends_is_an_end(void **state)
{
    struct session_packet packet = {ok, bytes, 512};
    struct adb_transport *usb;
    struct budget budget;
    size_t len;

    (void)state;
    fake_usb_init(NULL, 0);
    fake_usb.sent_limit = 1;
    fake_usb.unplugged_at_ms = 1100;
    usb = fake_usb_open();
    send_all(usb, &packet);
    budget = some_time(1000);
    assert_int_equal(usb->ops->wait(usb, false, &budget, "p", NULL), 0);
    assert_int_equal(usb->ops->send(usb, &packet, 0, &len), ADB_ERR_CLOSED);
    usb->ops->close(usb);
    fake_usb_fini();
}

static void usb_says_when_no_transfer_can_be_made(void **state)
{
    struct session_packet packet = {ok, bytes, 512};
    int from;

    (void)state;
    for (from = 1; from <= 4; from++) {
        struct adb_transport *usb;
        unsigned char buf[10];
        size_t len = 0;
        size_t at = 0;
        int rc = 0;

        fake_usb_init(NULL, 0);
        fake_usb.submit_fails_from = from;
        usb = fake_usb_open();
        while (rc == 0 && at < WIRE_HEADER_LEN + 512) {
            rc = usb->ops->send(usb, &packet, at, &len);
            at += len;
        }
        assert_int_equal(rc, ADB_ERR_CLOSED);
        assert_int_equal(usb->ops->recv(usb, buf, sizeof(buf), &len),
                         ADB_ERR_CLOSED);
        usb->ops->close(usb);
        fake_usb_fini();
    }
}

/* What the system keeps is not freed: it stays where fake_usb.c has it. */
static void usb_close_ends_also_when_events_cannot_be_handled(void **state)
{
    struct adb_transport *usb;

    (void)state;
    fake_usb_init(NULL, 0);
    usb = fake_usb_open();
    fake_usb.do_events_fail = true;
    usb->ops->close(usb);
    assert_in_range(fake_usb.now_ms, 1000 + LIMIT_CLOSE_MS,
                    1100 + LIMIT_CLOSE_MS);
    assert_true(fake_usb.is_in_posted);
    assert_int_equal(fake_usb.transfers, 1);
    assert_false(fake_usb.is_released);
    assert_false(fake_usb.is_exited);
    (void)close(fake_usb.ready_fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usb_reads_headers_and_payloads_by_their_own_sizes),
        cmocka_unit_test(usb_always_has_a_transfer_posted),
        cmocka_unit_test(usb_leaves_out_what_an_earlier_host_left),
        cmocka_unit_test(usb_sends_header_payload_and_the_empty_transfer),
        cmocka_unit_test(usb_does_not_need_the_bytes_once_they_are_taken),
        cmocka_unit_test(usb_takes_no_more_than_a_few_transfers),
        cmocka_unit_test(usb_waits_no_longer_than_it_may),
        cmocka_unit_test(usb_is_canceled_at_once),
        cmocka_unit_test(usb_has_no_endpoints),
        cmocka_unit_test(usb_close_reads_until_the_phone_is_silent),
        cmocka_unit_test(usb_close_ends_also_when_the_phone_never_is_silent),
        cmocka_unit_test(usb_close_lets_what_is_on_its_way_arrive),
        cmocka_unit_test(usb_close_gives_a_phone_that_takes_nothing_a_second),
        cmocka_unit_test(usb_gives_what_came_before_it_was_unplugged),
        cmocka_unit_test(usb_unplugged_while_it_sends_is_an_end),
        cmocka_unit_test(usb_says_when_no_transfer_can_be_made),
        /* The last: the next one to open would take what it leaves. */
        cmocka_unit_test(usb_close_ends_also_when_events_cannot_be_handled),
    };

    return cmocka_run_group_tests_name("transport_usb", tests, set_up, NULL);
}
