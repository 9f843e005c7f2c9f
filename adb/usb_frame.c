/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes of transfers. See usb_frame.h. */
#include "usb_frame.h"

#include "adb_limits.h"

#include <string.h>

static size_t whole_packets(size_t len, size_t packet)
{
    return (len + packet - 1) / packet * packet;
}

void usb_in_init(struct usb_in *in, size_t packet)
{
    memset(in, 0, sizeof(*in));
    in->packet = packet;
}

size_t usb_in_want(const struct usb_in *in)
{
    size_t len = in->left > 0 ? in->left : WIRE_HEADER_LEN;

    return whole_packets(len < USB_TRANSFER_MAX ? len : USB_TRANSFER_MAX,
                         in->packet);
}

/* A transfer by which a phone begins a connection. */
static bool is_beginning(const unsigned char *bytes, size_t len)
{
    struct wire_header header;

    if (len < WIRE_HEADER_LEN || wire_decode(bytes, len, &header) <= 0) {
        return false;
    }
    return (header.command == WIRE_CNXN || header.command == WIRE_AUTH ||
            header.command == WIRE_STLS) &&
           header.length <= LIMIT_PAYLOAD_V1 &&
           len - WIRE_HEADER_LEN <= header.length;
}

/* Collects a header; returns how many bytes went into it. */
static size_t take_head(struct usb_in *in, const unsigned char *bytes,
                        size_t len)
{
    size_t want = WIRE_HEADER_LEN - in->head_len;
    size_t take = len < want ? len : want;
    struct wire_header header;

    memcpy(in->head + in->head_len, bytes, take);
    in->head_len += take;
    if (in->head_len == WIRE_HEADER_LEN) {
        in->head_len = 0;
        /* What is wrong with a malformed one is for the session to say. */
        if (wire_decode(in->head, WIRE_HEADER_LEN, &header) > 0) {
            in->left = header.length;
        }
    }
    return take;
}

bool usb_in_take(struct usb_in *in, const unsigned char *bytes, size_t len)
{
    size_t at = 0;

    if (!in->is_in_step) {
        in->is_in_step = is_beginning(bytes, len);
    }
    if (!in->is_in_step) {
        in->skipped += len;
        return false;
    }
    while (at < len) {
        if (in->left == 0) {
            at += take_head(in, bytes + at, len - at);
        } else {
            size_t take = len - at < in->left ? len - at : in->left;

            in->left -= take;
            at += take;
        }
    }
    return true;
}

size_t usb_out_len(size_t payload_len, size_t from)
{
    size_t left;

    if (from < WIRE_HEADER_LEN) {
        return WIRE_HEADER_LEN - from;
    }
    left = payload_len - (from - WIRE_HEADER_LEN);
    return left < USB_TRANSFER_MAX ? left : USB_TRANSFER_MAX;
}

bool usb_out_needs_empty(size_t payload_len, size_t packet)
{
    return payload_len > 0 && payload_len % packet == 0;
}
