/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where adb's packets begin and end in USB transfers. A phone reads a header
 * and its payload as two transfers, and a transfer ends with a short packet;
 * so sizes decide about everything here. Pure: no transfer is made.
 *
 * Source: AOSP packages/modules/adb, client/transport_usb.cpp,
 * docs/dev/zero_length_packet.md.
 */
#ifndef ADB_USB_FRAME_H
#define ADB_USB_FRAME_H

#include "wire.h"

#include <stdbool.h>
#include <stddef.h>

/* The longest transfer in either direction; a multiple of any bulk
 * endpoint's packet. What is longer takes several. */
#define USB_TRANSFER_MAX ((size_t)256 * 1024)

/* ---- what comes ------------------------------------------------------- */

/*
 * Follows what the phone sends. What another host has left unread comes
 * first: it is left out, transfer by transfer, until the phone begins a
 * connection (CNXN, AUTH, STLS). From there on every byte counts.
 */
struct usb_in {
    size_t packet;   /* wMaxPacketSize */
    bool is_in_step; /* a connection has begun */
    size_t skipped;  /* bytes that were left out */
    unsigned char head[WIRE_HEADER_LEN];
    size_t head_len;
    size_t left; /* of a payload */
};

void usb_in_init(struct usb_in *in, size_t packet);

/*
 * The size of the next transfer: whole packets, because a phone that sends
 * more than was asked for is an error; and not one more than are to come,
 * because a phone that sends whole packets does not end the transfer.
 */
size_t usb_in_want(const struct usb_in *in);

/* A transfer came. Whether its bytes are for us. */
bool usb_in_take(struct usb_in *in, const unsigned char *bytes, size_t len);

/* ---- what goes -------------------------------------------------------- */

/*
 * How many bytes of a packet go in one transfer from byte `from` of header
 * and payload together; never bytes of both.
 */
size_t usb_out_len(size_t payload_len, size_t from);

/*
 * Whether a transfer without bytes has to follow the payload: without it the
 * phone waits for the rest of a payload of whole packets, for ever. Never
 * behind a packet without payload, which broke some phones.
 */
bool usb_out_needs_empty(size_t payload_len, size_t packet);

#endif
