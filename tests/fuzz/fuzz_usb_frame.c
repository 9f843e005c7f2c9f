/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transfers from a phone of any bytes, cut anywhere: each next one is asked
 * for in whole packets, and once the phone has begun every byte is taken.
 */
#include "adb_limits.h"
#include "usb_frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int is_so)
{
    if (!is_so) {
        abort();
    }
}

static void check(const struct usb_in *in)
{
    size_t want = usb_in_want(in);

    expect(want > 0 && want % in->packet == 0);
    expect(want <= USB_TRANSFER_MAX);
    expect(in->left > 0 ? want < in->left + in->packet
                        : want < WIRE_HEADER_LEN + in->packet);
    expect(in->left <= LIMIT_PAYLOAD_MAX);
    expect(in->head_len < WIRE_HEADER_LEN);
}

/* The first byte is the packet's size, then transfers behind their length. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t packets[] = {8, 16, 32, 64, 512, 1024};
    size_t skipped = 0;
    struct usb_in in;
    size_t at = 1;

    if (size == 0) {
        return 0;
    }
    usb_in_init(&in, packets[data[0] % 6]);
    while (at < size) {
        size_t len = data[at];
        bool was_in_step = in.is_in_step;

        at++;
        len = len < size - at ? len : size - at;
        if (!usb_in_take(&in, data + at, len)) {
            expect(!was_in_step);
            skipped += len;
        }
        expect(in.is_in_step || !was_in_step);
        expect(in.skipped == skipped);
        check(&in);
        at += len;
    }
    return 0;
}
