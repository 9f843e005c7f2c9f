/* SPDX-License-Identifier: Apache-2.0 */
/* A phone that says what was written down. See canned.h. */
#include "canned.h"

#include "direct.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct canned *canned_of(struct adb_transport *transport)
{
    return (struct canned *)transport;
}

static int number_of(const struct canned *canned,
                     const struct canned_line *line)
{
    return (int)(line - canned->first) + 1;
}

/* Lines that are events happen as soon as it is their turn. */
static void settle(struct canned *canned)
{
    for (;; canned->line++) {
        switch (canned->line->kind) {
        case CANNED_HOST:
            if (canned->line >= canned->host) {
                return;
            }
            break;
        case CANNED_TICK:
            canned->now_ms += canned->line->arg0;
            break;
        case CANNED_CANCEL:
            adb_cancel(canned->cancel);
            break;
        default:
            return;
        }
    }
}

/* ---- the host sends --------------------------------------------------- */

static bool is_last(const struct canned_line *line)
{
    return line->kind == CANNED_GONE || line->kind == CANNED_SILENT ||
           line->kind == CANNED_BROKEN;
}

static bool is_line(const struct canned *canned, const struct canned_line *line)
{
    struct wire_header header;

    assert_true(wire_decode(canned->out, canned->out_len, &header) > 0);
    return line->kind == CANNED_HOST && header.command == line->command &&
           header.arg0 == line->arg0 && header.arg1 == line->arg1 &&
           header.length == line->len &&
           memcmp(canned->out + WIRE_HEADER_LEN, line->text, line->len) == 0;
}

static void check_packet(struct canned *canned)
{
    const struct canned_line *line = canned->host;

    while (!is_last(line) && !is_line(canned, line) &&
           (canned->is_lenient || line->kind != CANNED_HOST)) {
        line++;
    }
    if (is_line(canned, line)) {
        canned->host = line + 1;
    } else if (!canned->is_lenient) {
        fail_msg("line %d: the host says %.4s %u %u \"%.*s\"",
                 number_of(canned, line), (const char *)canned->out,
                 get_u32le(canned->out + 4), get_u32le(canned->out + 8),
                 (int)get_u32le(canned->out + 12),
                 (const char *)canned->out + WIRE_HEADER_LEN);
    }
    canned->out_len = 0;
}

static void collect(struct canned *canned, const unsigned char *bytes,
                    size_t len)
{
    assert_in_range(canned->out_len + len, 0, canned->cap);
    if (len > 0) {
        memcpy(canned->out + canned->out_len, bytes, len);
    }
    canned->out_len += len;
}

static int canned_send(struct adb_transport *transport,
                       const struct session_packet *packet, size_t from,
                       size_t *out_sent)
{
    struct canned *canned = canned_of(transport);
    size_t whole = WIRE_HEADER_LEN + packet->payload_len;
    size_t len = whole - from;
    size_t head = 0;

    assert_int_equal(from, canned->out_len);
    settle(canned);
    *out_sent = 0;
    if (canned->line->kind == CANNED_BROKEN) {
        return ADB_ERR_IO;
    }
    if (canned->line->kind == CANNED_GONE) {
        return ADB_ERR_CLOSED;
    }
    if (canned->every > 0 && len > canned->every) {
        len = canned->every;
    }
    if (from < WIRE_HEADER_LEN) {
        head = WIRE_HEADER_LEN - from < len ? WIRE_HEADER_LEN - from : len;
        collect(canned, packet->header + from, head);
    }
    collect(canned, packet->payload + (from + head - WIRE_HEADER_LEN),
            len - head);
    *out_sent = len;
    if (canned->out_len == whole) {
        check_packet(canned);
    }
    return 0;
}

/* ---- the phone sends -------------------------------------------------- */

static void begin_line(struct canned *canned)
{
    const struct canned_line *line = canned->line;
    struct wire_header header = {line->command, line->arg0, line->arg1,
                                 (uint32_t)line->len, 0};

    /* New phones send none, but what they send is not looked at. */
    header.check = wire_checksum(line->text, line->len);
    wire_encode(&header, canned->in);
    memcpy(canned->in + WIRE_HEADER_LEN, line->text, line->len);
    canned->in_len = WIRE_HEADER_LEN + line->len;
    canned->in_at = 0;
}

static int canned_recv(struct adb_transport *transport, void *buf, size_t cap,
                       size_t *out_len)
{
    struct canned *canned = canned_of(transport);
    size_t len;

    *out_len = 0;
    settle(canned);
    if (canned->line->kind == CANNED_BROKEN) {
        return ADB_ERR_IO;
    }
    if (canned->line->kind == CANNED_GONE) {
        return ADB_ERR_CLOSED;
    }
    if (canned->line->kind != CANNED_PHONE) {
        return 0;
    }
    if (canned->in_len == 0) {
        begin_line(canned);
    }
    len = canned->in_len - canned->in_at;
    len = len < cap ? len : cap;
    if (canned->every > 0 && len > canned->every) {
        len = canned->every;
    }
    memcpy(buf, canned->in + canned->in_at, len);
    canned->in_at += len;
    *out_len = len;
    if (canned->in_at == canned->in_len) {
        canned->in_len = 0;
        canned->line++;
    }
    return 0;
}

/* ---- the rest --------------------------------------------------------- */

static int canned_wait(struct adb_transport *transport, bool wants_send,
                       const struct budget *budget, const char *name,
                       struct adb_err *err)
{
    struct canned *canned = canned_of(transport);
    int rc;

    settle(canned);
    rc = budget_check(budget, name, err);
    if (rc < 0 || canned->line->kind == CANNED_PHONE ||
        canned->line->kind == CANNED_GONE ||
        canned->line->kind == CANNED_BROKEN ||
        (canned->line->kind == CANNED_HOST && wants_send)) {
        return rc;
    }
    if (budget->deadline.at_ms == INT64_MAX) {
        fail_msg("line %d: waits without end", number_of(canned, canned->line));
    }
    canned->now_ms = budget->deadline.at_ms;
    return budget_is_over(budget, name, err);
}

static void canned_end(struct adb_transport *transport)
{
    canned_of(transport)->has_ended = true;
}

static int canned_endpoints(struct adb_transport *transport,
                            struct adb_endpoint *local,
                            struct adb_endpoint *peer)
{
    (void)transport;
    (void)local;
    (void)peer;
    return ADB_ERR_ARG;
}

static void canned_close(struct adb_transport *transport)
{
    canned_of(transport)->is_closed = true;
}

static const struct adb_transport_ops canned_ops = {
    .send = canned_send,
    .recv = canned_recv,
    .wait = canned_wait,
    .end = canned_end,
    .endpoints = canned_endpoints,
    .close = canned_close,
};

static int64_t canned_now(void *ctx)
{
    return ((struct canned *)ctx)->now_ms;
}

static void canned_log(void *ctx, int level, const char *text)
{
    struct canned *canned = ctx;
    size_t room = sizeof(canned->log) - canned->log_len;
    int len =
        snprintf(canned->log + canned->log_len, room, "%d %s\n", level, text);

    if (len > 0 && (size_t)len < room) {
        canned->log_len += (size_t)len;
    }
}

static size_t longest_line(const struct canned_line *lines)
{
    size_t longest = 4096;

    for (; !is_last(lines); lines++) {
        longest = lines->len > longest ? lines->len : longest;
    }
    return longest + WIRE_HEADER_LEN;
}

void canned_init(struct canned *canned, const struct canned_line *lines,
                 size_t every)
{
    memset(canned, 0, sizeof(*canned));
    canned->cap = longest_line(lines);
    canned->in = malloc(canned->cap);
    canned->out = malloc(canned->cap);
    assert_non_null(canned->in);
    assert_non_null(canned->out);
    canned->ops = canned_ops;
    canned->transport.ops = &canned->ops;
    canned->first = lines;
    canned->line = lines;
    canned->host = lines;
    canned->every = every;
    canned->now_ms = 1000000;
    canned->clock.mono_ms = canned_now;
    canned->clock.wall_ms = canned_now;
    canned->clock.ctx = canned;
    canned->cancel = adb_cancel_new();
    assert_non_null(canned->cancel);
    canned->options.cancel = canned->cancel;
    canned->options.log = canned_log;
    canned->options.log_ctx = canned;
    canned->options.log_level = ADB_LOG_INFO;
}

struct adb_device *canned_connect(struct canned *canned, struct adb_err *err)
{
    struct adb_device *device;
    struct budget budget;

    if (device_new(&canned->options, &canned->clock, &device, err) < 0) {
        return NULL;
    }
    (void)snprintf(device->name, sizeof(device->name), "phone");
    budget = caller_budget(&device->caller, device->caller.options.timeout_ms);
    if (direct_start(device, &canned->transport, &budget, err) < 0) {
        device_free(device);
        return NULL;
    }
    return device;
}

void canned_fini(struct canned *canned)
{
    settle(canned);
    if (!canned->is_lenient) {
        if (!is_last(canned->line)) {
            fail_msg("line %d was never said", number_of(canned, canned->line));
        }
        assert_true(canned->is_closed);
    }
    free(canned->in);
    free(canned->out);
    adb_cancel_free(canned->cancel);
}
