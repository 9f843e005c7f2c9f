/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets over USB. One transfer is always posted for what comes, so that
 * the phone is never stuck with an answer; what goes is copied and handed
 * over at once, header and payload as transfers of their own.
 *
 * Nobody tells the phone when a host lets go. What it had to say is then
 * read by the next one, and an adbd that is interrupted in saying it may
 * give the connection up (AOSP commit 4dd4da41). Hence the care at the end.
 */
#include "transport_usb.h"

#include "adb_limits.h"
#include "inbox.h"
#include "usb_frame.h"

#include "base/log.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Transfers that go at a time: a header, its payload, the empty one, and the
 * next header. */
#define OUT_MAX 4u

/* Descriptors of one context: an event, a timer, the device. */
#define POLL_MAX 16

struct usb {
    struct adb_transport base;
    libusb_context *context;
    libusb_device_handle *handle;
    struct usb_pipes pipes;
    const struct clock *clock;
    const struct log *log;
    bool *out_stale;

    struct usb_in in;
    struct libusb_transfer *in_transfer;
    bool is_in_posted;
    bool is_closing;
    struct inbox came;

    struct libusb_transfer *out[OUT_MAX + 1];
    unsigned out_count;
    int failure;       /* of the connection: ADB_ERR_... */
    bool is_said_all;  /* by the phone, see end() */
    bool has_activity; /* a transfer ended, or all of them have to */
};

static struct usb *usb_of(struct adb_transport *transport)
{
    return (struct usb *)transport;
}

static void fail(struct usb *usb, int code)
{
    usb->has_activity = true;
    if (usb->failure == 0) {
        usb->failure = code;
    }
}

static int code_of(int libusb_code)
{
    switch (libusb_code) {
    case LIBUSB_ERROR_NO_DEVICE:
        return ADB_ERR_CLOSED;
    case LIBUSB_ERROR_NO_MEM:
        return ADB_ERR_NOMEM;
    default:
        return ADB_ERR_IO;
    }
}

static void check(struct usb *usb, const struct libusb_transfer *transfer,
                  const char *direction)
{
    usb->has_activity = true;
    if (transfer->status == LIBUSB_TRANSFER_COMPLETED ||
        (transfer->status == LIBUSB_TRANSFER_CANCELLED && usb->is_closing)) {
        return;
    }
    log_info(usb->log, "USB: a transfer %s the phone failed (status %d)",
             direction, (int)transfer->status);
    fail(usb, transfer->status == LIBUSB_TRANSFER_NO_DEVICE ? ADB_ERR_CLOSED
                                                            : ADB_ERR_IO);
}

/* Whatever has ended, without waiting. */
static void handle_events(struct usb *usb)
{
    struct timeval now = {0, 0};
    int rc = libusb_handle_events_timeout_completed(usb->context, &now, NULL);

    if (rc < 0 && rc != LIBUSB_ERROR_INTERRUPTED) {
        fail(usb, code_of(rc));
    }
}

/* ---- what comes ------------------------------------------------------- */

static void post(struct usb *usb)
{
    int rc;

    if (usb->is_in_posted || usb->failure != 0 || usb->is_closing ||
        inbox_is_full(&usb->came)) {
        return;
    }
    usb->in_transfer->length = (int)usb_in_want(&usb->in);
    rc = libusb_submit_transfer(usb->in_transfer);
    usb->is_in_posted = rc == 0;
    if (rc < 0) {
        fail(usb, code_of(rc));
    }
}

static void LIBUSB_CALL on_in(struct libusb_transfer *transfer)
{
    struct usb *usb = transfer->user_data;
    size_t len = (size_t)transfer->actual_length;
    bool was_in_step = usb->in.is_in_step;

    usb->is_in_posted = false;
    /* The last words of a connection that breaks count, too. */
    if (len > 0 && !usb_in_take(&usb->in, transfer->buffer, len)) {
        *usb->out_stale = true;
    } else if (len > 0 && inbox_append(&usb->came, transfer->buffer, len) < 0) {
        fail(usb, ADB_ERR_NOMEM);
    }
    if (usb->in.is_in_step && !was_in_step && usb->in.skipped > 0) {
        log_info(usb->log, "USB: %zu bytes for an earlier host left out",
                 usb->in.skipped);
    }
    check(usb, transfer, "from");
    post(usb);
}

static int usb_recv(struct adb_transport *transport, void *buf, size_t cap,
                    size_t *out_len)
{
    struct usb *usb = usb_of(transport);

    if (inbox_unread(&usb->came) == 0) {
        handle_events(usb);
    }
    *out_len = inbox_take(&usb->came, buf, cap);
    post(usb);
    return *out_len > 0 ? 0 : usb->failure;
}

/* ---- what goes -------------------------------------------------------- */

static void LIBUSB_CALL on_out(struct libusb_transfer *transfer)
{
    struct usb *usb = transfer->user_data;
    unsigned i;

    for (i = 0; i < usb->out_count; i++) {
        if (usb->out[i] == transfer) {
            usb->out_count--;
            usb->out[i] = usb->out[usb->out_count];
        }
    }
    check(usb, transfer, "to");
    if (transfer->status == LIBUSB_TRANSFER_COMPLETED &&
        transfer->actual_length != transfer->length) {
        fail(usb, ADB_ERR_IO);
    }
    free(transfer->buffer);
    libusb_free_transfer(transfer);
}

/* One transfer with a copy of the bytes; len 0 is one, too. */
static int submit(struct usb *usb, const unsigned char *bytes, size_t len)
{
    struct libusb_transfer *transfer = libusb_alloc_transfer(0);
    unsigned char *copy = malloc(len > 0 ? len : 1);
    int rc = LIBUSB_ERROR_NO_MEM;

    if (transfer != NULL && copy != NULL) {
        if (len > 0) {
            memcpy(copy, bytes, len);
        }
        libusb_fill_bulk_transfer(transfer, usb->handle, usb->pipes.out, copy,
                                  (int)len, on_out, usb, 0);
        rc = libusb_submit_transfer(transfer);
    }
    if (rc < 0) {
        free(copy);
        libusb_free_transfer(transfer);
        return code_of(rc);
    }
    usb->out[usb->out_count] = transfer;
    usb->out_count++;
    return 0;
}

static int usb_send(struct adb_transport *transport,
                    const struct session_packet *packet, size_t from,
                    size_t *out_sent)
{
    struct usb *usb = usb_of(transport);
    size_t len = usb_out_len(packet->payload_len, from);
    const unsigned char *bytes = from < WIRE_HEADER_LEN
                                     ? packet->header + from
                                     : packet->payload + from - WIRE_HEADER_LEN;
    int rc = 0;

    *out_sent = 0;
    if (usb->out_count >= OUT_MAX) {
        handle_events(usb);
    }
    if (usb->failure != 0 || usb->out_count >= OUT_MAX) {
        return usb->failure;
    }
    rc = submit(usb, bytes, len);
    if (rc == 0 && from + len == WIRE_HEADER_LEN + packet->payload_len &&
        usb_out_needs_empty(packet->payload_len, usb->pipes.out_packet)) {
        rc = submit(usb, NULL, 0);
    }
    if (rc < 0) {
        fail(usb, rc);
        return rc;
    }
    *out_sent = len;
    return 0;
}

/* ---- waiting ---------------------------------------------------------- */

/* The context's descriptors, behind the one that is left free. */
static size_t list_fds(const struct usb *usb, struct pollfd fds[POLL_MAX])
{
    const struct libusb_pollfd **list = libusb_get_pollfds(usb->context);
    size_t count = 1;
    size_t i;

    for (i = 0; list != NULL && list[i] != NULL && count < POLL_MAX; i++) {
        fds[count].fd = list[i]->fd;
        fds[count].events = list[i]->events;
        count++;
    }
    libusb_free_pollfds(list);
    return count;
}

/* Until a transfer has ended. */
static int wait_once(struct usb *usb, const struct budget *budget,
                     const char *name, struct adb_err *err)
{
    struct pollfd fds[POLL_MAX];
    int rc = 0;

    usb->has_activity = false;
    handle_events(usb);
    while (rc == 0 && !usb->has_activity) {
        memset(fds, 0, sizeof(fds));
        rc = budget_wait_any(budget, fds, list_fds(usb, fds), name, err);
        handle_events(usb);
        /* Descriptors can be ready without a transfer having ended. */
        if (rc == 0 && !usb->has_activity &&
            deadline_is_over(&budget->deadline)) {
            rc = budget_is_over(budget, name, err);
        }
    }
    return rc;
}

static int usb_wait(struct adb_transport *transport, bool wants_send,
                    const struct budget *budget, const char *name,
                    struct adb_err *err)
{
    struct usb *usb = usb_of(transport);
    int rc = 0;

    post(usb);
    while (rc == 0 && usb->failure == 0 && inbox_unread(&usb->came) == 0 &&
           !(wants_send && usb->out_count < OUT_MAX)) {
        rc = wait_once(usb, budget, name, err);
    }
    return rc;
}

/* ---- the end ---------------------------------------------------------- */

static void usb_end(struct adb_transport *transport)
{
    usb_of(transport)->is_said_all = true;
}

static int usb_endpoints(struct adb_transport *transport,
                         struct adb_endpoint *local, struct adb_endpoint *peer)
{
    (void)transport;
    (void)local;
    (void)peer;
    return ADB_ERR_ARG;
}

/*
 * No packet is left in its middle, and the phone with nothing to say: that
 * was proved, or else a while of silence must do. Little of one that has never
 * answered, nothing of one that is gone.
 */
static void settle(struct usb *usb)
{
    struct budget all = budget_start(
        usb->clock, usb->in.is_in_step ? LIMIT_CLOSE_MS : 2 * LIMIT_SILENCE_MS,
        NULL);
    int rc = 0;

    while (rc == 0 && usb->out_count > 0 && usb->failure == 0) {
        rc = wait_once(usb, &all, "", NULL);
    }
    rc = usb->is_said_all ? ADB_ERR_TIMEOUT : 0;
    while (rc == 0 && usb->failure == 0 && !deadline_is_over(&all.deadline)) {
        struct budget silence =
            budget_start(usb->clock, LIMIT_SILENCE_MS, NULL);

        inbox_fini(&usb->came);
        post(usb);
        rc = wait_once(usb, &silence, "", NULL);
    }
}

/* Takes every transfer back. false: the system keeps one. */
static bool stop(struct usb *usb)
{
    struct budget budget = budget_start(usb->clock, LIMIT_CLOSE_MS, NULL);
    int rc = 0;
    unsigned i;

    usb->is_closing = true;
    if (usb->is_in_posted) {
        (void)libusb_cancel_transfer(usb->in_transfer);
    }
    for (i = 0; i < usb->out_count; i++) {
        (void)libusb_cancel_transfer(usb->out[i]);
    }
    /* Events that cannot be handled count as activity, and never end. */
    while (rc == 0 && (usb->is_in_posted || usb->out_count > 0) &&
           !deadline_is_over(&budget.deadline)) {
        rc = wait_once(usb, &budget, "", NULL);
    }
    return !usb->is_in_posted && usb->out_count == 0;
}

/* The transfers first: they belong to the context. */
static void free_all(struct usb *usb)
{
    if (usb->in_transfer != NULL) {
        free(usb->in_transfer->buffer);
        libusb_free_transfer(usb->in_transfer);
    }
    (void)libusb_release_interface(usb->handle, usb->pipes.interface);
    libusb_close(usb->handle);
    libusb_exit(usb->context);
    inbox_fini(&usb->came);
    free(usb);
}

static void usb_close(struct adb_transport *transport)
{
    struct usb *usb = usb_of(transport);

    settle(usb);
    if (!stop(usb)) {
        /* The system may still write there: better lost than freed. */
        log_warn(usb->log, "USB: the system does not give a transfer back");
        return;
    }
    free_all(usb);
}

static const struct adb_transport_ops usb_ops = {
    .send = usb_send,
    .recv = usb_recv,
    .wait = usb_wait,
    .end = usb_end,
    .endpoints = usb_endpoints,
    .close = usb_close,
    .has_no_end = true,
    .gone_text = "the USB connection broke: the phone was unplugged, or its "
                 "USB debugging was switched off or began anew",
    .silent_text = "the phone does not answer over USB; unplug it and plug it "
                   "in again, or toggle USB debugging",
};

static struct libusb_transfer *make_in(struct usb *usb)
{
    struct libusb_transfer *transfer = libusb_alloc_transfer(0);
    unsigned char *bytes = malloc(USB_TRANSFER_MAX);

    if (transfer == NULL || bytes == NULL) {
        free(bytes);
        libusb_free_transfer(transfer);
        return NULL;
    }
    libusb_fill_bulk_transfer(transfer, usb->handle, usb->pipes.in, bytes,
                              (int)USB_TRANSFER_MAX, on_in, usb, 0);
    return transfer;
}

struct adb_transport *transport_usb_new(libusb_context *context,
                                        libusb_device_handle *handle,
                                        const struct usb_pipes *pipes,
                                        const struct clock *clock,
                                        const struct log *log, bool *out_stale)
{
    struct usb *usb = calloc(1, sizeof(*usb));

    if (usb == NULL) {
        (void)libusb_release_interface(handle, pipes->interface);
        libusb_close(handle);
        libusb_exit(context);
        return NULL;
    }
    usb->base.ops = &usb_ops;
    usb->context = context;
    usb->handle = handle;
    usb->pipes = *pipes;
    usb->clock = clock;
    usb->log = log;
    usb->out_stale = out_stale;
    *out_stale = false;
    usb_in_init(&usb->in, pipes->in_packet);
    inbox_init(&usb->came);
    usb->in_transfer = make_in(usb);
    if (usb->in_transfer == NULL) {
        free_all(usb);
        return NULL;
    }
    post(usb);
    return &usb->base;
}
