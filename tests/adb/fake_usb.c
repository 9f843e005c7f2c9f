/* SPDX-License-Identifier: Apache-2.0 */
/* libusb without USB. See fake_usb.h. */
#include "fake_usb.h"

#include "transport_usb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ACTIVE_MAX 8
#define TICK_MS 10

struct fake_usb fake_usb;
static struct libusb_transfer *active[ACTIVE_MAX];
static bool is_canceled[ACTIVE_MAX];
static size_t active_count;

static int64_t now(void *ctx)
{
    return ((struct fake_usb *)ctx)->now_ms;
}

void fake_usb_init(const struct fake_piece *pieces, size_t count)
{
    int fds[2];

    memset(&fake_usb, 0, sizeof(fake_usb));
    active_count = 0;
    fake_usb.pieces = pieces;
    fake_usb.piece_count = count;
    fake_usb.sent_limit = FAKE_USB_SENT_MAX;
    fake_usb.now_ms = 1000;
    fake_usb.clock = (struct clock){now, now, &fake_usb};
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(write(fds[1], "", 1), 1);
    (void)close(fds[1]);
    fake_usb.ready_fd = fds[0];
}

struct adb_transport *fake_usb_open(void)
{
    static const struct usb_pipes pipes = {2, 0x81, 0x01, FAKE_USB_PACKET,
                                           FAKE_USB_PACKET};

    return transport_usb_new((libusb_context *)&fake_usb,
                             (libusb_device_handle *)&fake_usb, &pipes,
                             &fake_usb.clock, NULL, &fake_usb.is_stale);
}

void fake_usb_fini(void)
{
    assert_true(fake_usb.is_released);
    assert_true(fake_usb.is_closed);
    assert_true(fake_usb.is_exited);
    assert_int_equal(active_count, 0);
    assert_int_equal(fake_usb.transfers, 0);
    (void)close(fake_usb.ready_fd);
}

/* ---- transfers -------------------------------------------------------- */

struct libusb_transfer *LIBUSB_CALL libusb_alloc_transfer(int iso_packets)
{
    assert_int_equal(iso_packets, 0);
    fake_usb.transfers++;
    return calloc(1, sizeof(struct libusb_transfer));
}

void LIBUSB_CALL libusb_free_transfer(struct libusb_transfer *transfer)
{
    assert_false(fake_usb.is_exited);
    fake_usb.transfers -= transfer != NULL;
    free(transfer);
}

static bool is_in(const struct libusb_transfer *transfer)
{
    return (transfer->endpoint & LIBUSB_ENDPOINT_IN) != 0;
}

int LIBUSB_CALL libusb_submit_transfer(struct libusb_transfer *transfer)
{
    fake_usb.submits++;
    if (fake_usb.submit_fails_from > 0 &&
        fake_usb.submits >= fake_usb.submit_fails_from) {
        return LIBUSB_ERROR_NO_DEVICE;
    }
    assert_true(active_count < ACTIVE_MAX);
    if (is_in(transfer)) {
        assert_false(fake_usb.is_in_posted);
        fake_usb.is_in_posted = true;
        fake_usb.in_length = (size_t)transfer->length;
    }
    is_canceled[active_count] = false;
    active[active_count] = transfer;
    active_count++;
    return 0;
}

int LIBUSB_CALL libusb_cancel_transfer(struct libusb_transfer *transfer)
{
    size_t i;

    for (i = 0; i < active_count; i++) {
        if (active[i] == transfer) {
            is_canceled[i] = true;
            return 0;
        }
    }
    return LIBUSB_ERROR_NOT_FOUND;
}

static void finish(size_t i, enum libusb_transfer_status status)
{
    struct libusb_transfer *transfer = active[i];

    active_count--;
    memmove(&active[i], &active[i + 1], (active_count - i) * sizeof(active[0]));
    memmove(&is_canceled[i], &is_canceled[i + 1],
            (active_count - i) * sizeof(is_canceled[0]));
    fake_usb.is_in_posted = fake_usb.is_in_posted && !is_in(transfer);
    transfer->status = status;
    transfer->callback(transfer);
}

/* One packet after the other, until a short one or all there is room for. */
static bool give(struct libusb_transfer *transfer,
                 enum libusb_transfer_status *out_status)
{
    *out_status = LIBUSB_TRANSFER_COMPLETED;
    transfer->actual_length = 0;
    while (fake_usb.piece < fake_usb.piece_count) {
        const struct fake_piece *piece = &fake_usb.pieces[fake_usb.piece];
        const unsigned char *bytes = piece->bytes;
        size_t room = (size_t)(transfer->length - transfer->actual_length);
        size_t left = piece->len - fake_usb.piece_at;
        size_t packet = left < FAKE_USB_PACKET ? left : FAKE_USB_PACKET;

        if (piece->at_ms > fake_usb.now_ms) {
            return false;
        }
        if (packet > room) {
            *out_status = LIBUSB_TRANSFER_OVERFLOW;
            return true;
        }
        memcpy(transfer->buffer + transfer->actual_length,
               bytes + fake_usb.piece_at, packet);
        transfer->actual_length += (int)packet;
        fake_usb.piece_at += packet;
        if (fake_usb.piece_at == piece->len) {
            fake_usb.piece++;
            fake_usb.piece_at = 0;
        }
        if (packet < FAKE_USB_PACKET || packet == room) {
            return true;
        }
    }
    /* Whole packets do not end a transfer that has room for more. */
    assert_int_equal(transfer->actual_length, 0);
    return false;
}

static bool take(struct libusb_transfer *transfer)
{
    size_t len = (size_t)transfer->length;
    size_t n = fake_usb.sent_count;

    if (n >= fake_usb.sent_limit) {
        return false;
    }
    transfer->actual_length = transfer->length;
    fake_usb.sent_len[n] = len;
    memcpy(fake_usb.sent[n], transfer->buffer,
           len < sizeof(fake_usb.sent[n]) ? len : sizeof(fake_usb.sent[n]));
    fake_usb.sent_count++;
    return true;
}

static bool is_due(int64_t at_ms)
{
    return at_ms != 0 && fake_usb.now_ms >= at_ms;
}

/* Whether the transfer has ended now. */
static bool advance(size_t i)
{
    enum libusb_transfer_status status = LIBUSB_TRANSFER_COMPLETED;
    struct libusb_transfer *transfer = active[i];
    bool is_done;

    if (is_due(fake_usb.unplugged_at_ms)) {
        status = LIBUSB_TRANSFER_NO_DEVICE;
    } else if (is_due(fake_usb.failing_at_ms)) {
        status = LIBUSB_TRANSFER_ERROR;
    } else if (is_canceled[i]) {
        status = LIBUSB_TRANSFER_CANCELLED;
    } else {
        is_done = is_in(transfer) ? give(transfer, &status) : take(transfer);
        if (!is_done) {
            return false;
        }
        finish(i, status);
        return true;
    }
    transfer->actual_length = 0;
    finish(i, status);
    return true;
}

int LIBUSB_CALL libusb_handle_events_timeout_completed(libusb_context *ctx,
                                                       struct timeval *tv,
                                                       int *completed)
{
    bool has_moved = false;
    size_t i = 0;

    assert_ptr_equal(ctx, &fake_usb);
    assert_int_equal(tv->tv_sec + tv->tv_usec, 0);
    assert_null(completed);
    if (fake_usb.do_events_fail) {
        fake_usb.now_ms += TICK_MS;
        assert_in_range(fake_usb.now_ms, 0, FAKE_USB_LAST_MS);
        return LIBUSB_ERROR_IO;
    }
    while (i < active_count) {
        if (advance(i)) {
            has_moved = true;
            break;
        }
        i++;
    }
    if (!has_moved) {
        fake_usb.now_ms += TICK_MS;
    }
    return 0;
}

const struct libusb_pollfd **LIBUSB_CALL libusb_get_pollfds(libusb_context *ctx)
{
    static struct libusb_pollfd one;
    static const struct libusb_pollfd *list[] = {&one, NULL};

    assert_ptr_equal(ctx, &fake_usb);
    one.fd = fake_usb.ready_fd;
    one.events = 1; /* POLLIN */
    return list;
}

void LIBUSB_CALL libusb_free_pollfds(const struct libusb_pollfd **pollfds)
{
    (void)pollfds;
}

int LIBUSB_CALL libusb_release_interface(libusb_device_handle *dev_handle,
                                         int interface_number)
{
    assert_ptr_equal(dev_handle, &fake_usb);
    assert_int_equal(interface_number, 2);
    assert_int_equal(active_count, 0);
    fake_usb.is_released = true;
    return 0;
}

void LIBUSB_CALL libusb_close(libusb_device_handle *dev_handle)
{
    assert_ptr_equal(dev_handle, &fake_usb);
    assert_true(fake_usb.is_released);
    fake_usb.is_closed = true;
}

void LIBUSB_CALL libusb_exit(libusb_context *ctx)
{
    assert_ptr_equal(ctx, &fake_usb);
    assert_true(fake_usb.is_closed);
    fake_usb.is_exited = true;
}
