/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes of USB transfers, and where an earlier host's bytes end. */
#include "usb_frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t put_header(unsigned char *out, uint32_t command, uint32_t len)
{
    struct wire_header header = {command, 1, 2, len, 0};

    wire_encode(&header, out);
    return WIRE_HEADER_LEN;
}

static struct usb_in in_step(size_t packet)
{
    unsigned char head[WIRE_HEADER_LEN];
    struct usb_in in;

    usb_in_init(&in, packet);
    (void)put_header(head, WIRE_CNXN, 0);
    assert_true(usb_in_take(&in, head, sizeof(head)));
    return in;
}

/* ---- what goes -------------------------------------------------------- */

static void out_an_empty_transfer_follows_whole_packets_only(void **state)
{
    static const struct {
        size_t len;
        size_t packet;
        bool want;
        const char *why;
    } rows[] = {
        {0, 512, false, "no payload, no transfer for it"},
        {1, 512, false, "a short packet ends it"},
        {511, 512, false, "short"},
        {512, 512, true, "one whole packet"},
        {513, 512, false, "short"},
        {1024, 512, true, "two"},
        {1024, 1024, true, "super speed"},
        {512, 1024, false, "short at super speed"},
        {64, 64, true, "full speed"},
        {1048576, 512, true, "the longest there is"},
        {1048575, 512, false, "one less"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (usb_out_needs_empty(rows[i].len, rows[i].packet) != rows[i].want) {
            fail_msg("%s", rows[i].why);
        }
    }
}

static void out_header_and_payload_never_share_a_transfer(void **state)
{
    (void)state;
    assert_int_equal(usb_out_len(100, 0), 24);
    assert_int_equal(usb_out_len(100, 24), 100);
    assert_int_equal(usb_out_len(0, 0), 24);
    assert_int_equal(usb_out_len(100, 10), 14);
}

static void out_a_long_payload_goes_in_whole_packets(void **state)
{
    size_t len = 2 * USB_TRANSFER_MAX + 7;

    (void)state;
    assert_int_equal(usb_out_len(len, 24), USB_TRANSFER_MAX);
    assert_int_equal(usb_out_len(len, 24 + USB_TRANSFER_MAX), USB_TRANSFER_MAX);
    assert_int_equal(usb_out_len(len, 24 + 2 * USB_TRANSFER_MAX), 7);
    assert_int_equal(USB_TRANSFER_MAX % 1024, 0);
}

/* ---- what comes ------------------------------------------------------- */

static void in_asks_for_whole_packets_and_not_one_more(void **state)
{
    static const struct {
        size_t packet;
        size_t payload;
        size_t want;
        const char *why;
    } rows[] = {
        {512, 0, 512, "a header"},
        {1024, 0, 1024, "a header at super speed"},
        {64, 0, 64, "a header at full speed"},
        {16, 0, 32, "a header in two packets"},
        {8, 0, 24, "a header in whole packets"},
        {512, 1, 512, "rounded up"},
        {512, 512, 512, "exact: more would never come"},
        {512, 513, 1024, "rounded up"},
        {64, 4096, 4096, "exact"},
        {512, 1048576, USB_TRANSFER_MAX, "in parts"},
    };
    unsigned char head[WIRE_HEADER_LEN];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct usb_in in = in_step(rows[i].packet);

        if (rows[i].payload > 0) {
            (void)put_header(head, WIRE_WRTE, (uint32_t)rows[i].payload);
            assert_true(usb_in_take(&in, head, sizeof(head)));
        }
        if (usb_in_want(&in) != rows[i].want) {
            fail_msg("%s", rows[i].why);
        }
    }
}

static void in_follows_packets_however_they_are_cut(void **state)
{
    static const size_t cuts[] = {1, 5, 23, 24, 25, 100, 1000, 5000};
    unsigned char bytes[3 * WIRE_HEADER_LEN + 700];
    size_t len = 0;
    size_t i;

    (void)state;
    memset(bytes, 'x', sizeof(bytes));
    len += put_header(bytes + len, WIRE_OKAY, 0);
    len += put_header(bytes + len, WIRE_WRTE, 600) + 600;
    len += put_header(bytes + len, WIRE_WRTE, 200);
    for (i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        struct usb_in in = in_step(64);
        size_t at;

        for (at = 0; at < len; at += cuts[i]) {
            size_t part = len - at < cuts[i] ? len - at : cuts[i];

            assert_true(usb_in_take(&in, bytes + at, part));
        }
        assert_int_equal(usb_in_want(&in), 256); /* of 200 */
        assert_true(usb_in_take(&in, bytes, 100));
        assert_int_equal(usb_in_want(&in), 128); /* of 100 */
        assert_true(usb_in_take(&in, bytes, 0)); /* an empty transfer */
        assert_true(usb_in_take(&in, bytes, 100));
        assert_int_equal(usb_in_want(&in), 64);
    }
}

static void in_goes_on_behind_a_malformed_header(void **state)
{
    unsigned char bytes[100] = {0};
    struct usb_in in = in_step(512);

    (void)state;
    /* The session is given it, and ends the connection. */
    assert_true(usb_in_take(&in, bytes, sizeof(bytes)));
    assert_int_equal(usb_in_want(&in), 512);
}

/* ---- an earlier host's ------------------------------------------------ */

struct piece {
    uint32_t command; /* 0: bytes of a payload */
    uint32_t says;    /* the header's length */
    size_t len;       /* of the transfer */
};

static void in_leaves_out_what_is_for_an_earlier_host(void **state)
{
    static const struct {
        struct piece pieces[4];
        size_t skipped;
        const char *why;
    } rows[] = {
        {{{WIRE_CLSE, 0, 24}}, 24, "a late CLSE"},
        {{{WIRE_WRTE, 4096, 24}}, 24, "a header whose payload never comes"},
        {{{0, 0, 512}, {0, 0, 512}, {0, 0, 9}}, 1033, "half of a payload"},
        {{{WIRE_OKAY, 0, 24}, {WIRE_WRTE, 600, 24}, {0, 0, 512}, {0, 0, 88}},
         648,
         "whole packets"},
        {{{0, 0, 1}}, 1, "a single byte"},
        {{{WIRE_CNXN, 5000, 24}}, 24, "a greeting longer than any"},
        {{{WIRE_CNXN, 10, 60}}, 60, "a greeting in the middle of bytes"},
    };
    size_t i;
    size_t k;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned char bytes[512];
        struct usb_in in;

        usb_in_init(&in, 512);
        for (k = 0; k < 4 && rows[i].pieces[k].len > 0; k++) {
            const struct piece *piece = &rows[i].pieces[k];

            memset(bytes, 'p', sizeof(bytes));
            if (piece->command != 0) {
                (void)put_header(bytes, piece->command, piece->says);
            }
            if (usb_in_take(&in, bytes, piece->len)) {
                fail_msg("%s", rows[i].why);
            }
            assert_int_equal(usb_in_want(&in), 512);
        }
        if (in.skipped != rows[i].skipped) {
            fail_msg("%s: %zu", rows[i].why, in.skipped);
        }
        /* And then the phone's answer to us. */
        (void)put_header(bytes, WIRE_CNXN, 100);
        assert_true(usb_in_take(&in, bytes, WIRE_HEADER_LEN));
        assert_int_equal(usb_in_want(&in), 512);
        assert_int_equal(in.left, 100);
        assert_int_equal(in.skipped, rows[i].skipped);
    }
}

static void in_begins_with_each_of_the_three_answers(void **state)
{
    static const uint32_t commands[] = {WIRE_CNXN, WIRE_AUTH, WIRE_STLS};
    unsigned char bytes[WIRE_HEADER_LEN + 20] = {0};
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        struct usb_in in;

        usb_in_init(&in, 512);
        (void)put_header(bytes, commands[i], 20);
        assert_true(usb_in_take(&in, bytes, WIRE_HEADER_LEN));
        assert_true(usb_in_take(&in, bytes, 20));
        assert_int_equal(in.left, 0);
        /* Once more, with the payload in the same transfer. */
        usb_in_init(&in, 512);
        assert_true(usb_in_take(&in, bytes, sizeof(bytes)));
        assert_int_equal(in.left, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_an_empty_transfer_follows_whole_packets_only),
        cmocka_unit_test(out_header_and_payload_never_share_a_transfer),
        cmocka_unit_test(out_a_long_payload_goes_in_whole_packets),
        cmocka_unit_test(in_asks_for_whole_packets_and_not_one_more),
        cmocka_unit_test(in_follows_packets_however_they_are_cut),
        cmocka_unit_test(in_goes_on_behind_a_malformed_header),
        cmocka_unit_test(in_leaves_out_what_is_for_an_earlier_host),
        cmocka_unit_test(in_begins_with_each_of_the_three_answers),
    };

    return cmocka_run_group_tests_name("usb_frame", tests, NULL, NULL);
}
