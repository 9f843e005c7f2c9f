/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What transport_usb.c uses of libusb, with a phone of an array: it sends
 * pieces and notes transfers. Nothing waits: a clock goes on by itself while
 * nothing happens. As on a real bus a piece is made of packets, a transfer
 * ends with a short one, and one that is too short for a packet fails.
 */
#ifndef TESTS_ADB_FAKE_USB_H
#define TESTS_ADB_FAKE_USB_H

#include "transport.h"

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_USB_SENT_MAX 64
#define FAKE_USB_PACKET 512
#define FAKE_USB_LAST_MS 100000 /* no failing call comes later */

/* What a phone has written at once, and when (milliseconds). */
struct fake_piece {
    const void *bytes;
    size_t len;
    int64_t at_ms;
};

struct fake_usb {
    const struct fake_piece *pieces;
    size_t piece_count;
    size_t piece; /* the next one, and where in it */
    size_t piece_at;

    /* The transfers to the phone, whole. */
    size_t sent_len[FAKE_USB_SENT_MAX];
    unsigned char sent[FAKE_USB_SENT_MAX][64]; /* how each begins */
    size_t sent_count;
    size_t sent_limit; /* the phone takes no more than so many */

    int64_t now_ms;
    int64_t unplugged_at_ms; /* 0: never */
    int64_t failing_at_ms;   /* 0: never; then a transfer fails */
    bool do_events_fail;     /* each handling of them, for ever */
    int submit_fails_from;   /* the number of the first call; 0: none */
    int submits;

    struct clock clock;
    int ready_fd;  /* is always readable */
    bool is_stale; /* as the transport says */
    bool is_in_posted;
    size_t in_length; /* of the transfer that is posted */
    bool is_released;
    bool is_closed;
    bool is_exited;
    size_t transfers; /* that exist */
};

/* The one phone there is. */
extern struct fake_usb fake_usb;

void fake_usb_init(const struct fake_piece *pieces, size_t count);
struct adb_transport *fake_usb_open(void);
/* The test fails unless all was let go. */
void fake_usb_fini(void);

#endif
