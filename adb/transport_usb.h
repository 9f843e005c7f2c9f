/* SPDX-License-Identifier: Apache-2.0 */
/* Packets over a USB interface that was found, opened and claimed before. */
#ifndef ADB_TRANSPORT_USB_H
#define ADB_TRANSPORT_USB_H

#include "transport.h"

#include <libusb.h>
#include <stdint.h>

/* The interface of an adbd: two bulk endpoints. */
struct usb_pipes {
    int interface;
    unsigned char in;
    unsigned char out;
    uint16_t in_packet; /* wMaxPacketSize */
    uint16_t out_packet;
};

/*
 * Takes the context (which serves nobody else) and the handle over, also on
 * failure; the interface is released with them. Reads from now on. *out_stale
 * becomes true when there are bytes for an earlier host; it is not touched any
 * more once the phone has greeted. NULL: out of memory.
 */
struct adb_transport *transport_usb_new(libusb_context *context,
                                        libusb_device_handle *handle,
                                        const struct usb_pipes *pipes,
                                        const struct clock *clock,
                                        const struct log *log, bool *out_stale);

#endif
