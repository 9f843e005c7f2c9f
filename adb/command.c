/* SPDX-License-Identifier: Apache-2.0 */
/* <adb/shell.h>: a stream of the shell service and its packets. */
#include "adb_limits.h"
#include "device.h"
#include "fail.h"
#include "shell.h"

#include <adb/shell.h>

#include "base/buf.h"
#include "base/deadline.h"

#include <stdlib.h>
#include <string.h>

/* By kind. "raw": neither a terminal nor its line endings. */
static const char *const services[] = {
    [ADB_SHELL_PROTOCOL] = "shell,v2,raw:",
    [ADB_SHELL_RAW] = "exec:",
    [ADB_SHELL_TERMINAL] = "shell:",
};

/* One read of the stream; pieces of output are at most this long. */
#define IN_CAP 65536u

/* Input travels in packets of this size where the phone takes as much. */
#define OUT_CAP LIMIT_PAYLOAD_DEFAULT

struct adb_shell {
    struct adb_stream *stream;
    enum adb_shell_kind kind;
    bool has_ended; /* without the shell protocol */
    struct shell_decoder decoder;
    size_t out_max; /* bytes of input in one packet */
    bool is_stdin_closed;
    struct buf out;
    size_t in_len;
    size_t in_at;
    unsigned char in[IN_CAP];
};

/* ---- opening ---------------------------------------------------------- */

static int check_command(const struct adb_device *device, size_t len,
                         struct adb_err *err)
{
    if (len == 0) {
        return fail_with(err, ADB_ERR_ARG, "%s: no command to run",
                         adb_device_name(device));
    }
    if (len > ADB_COMMAND_MAX) {
        return fail_with(err, ADB_ERR_LIMIT,
                         "%s: the command has %zu bytes, only %d are ever "
                         "sent; put the rest on its standard input",
                         adb_device_name(device), len, ADB_COMMAND_MAX);
    }
    return 0;
}

static int open_service(struct adb_shell *shell, struct adb_device *device,
                        const char *command, const struct budget *budget,
                        struct adb_err *err)
{
    struct buf service;
    int rc;

    buf_init(&service, ADB_SERVICE_MAX + 1);
    rc = buf_puts(&service, services[shell->kind]);
    if (rc == 0) {
        rc = buf_puts(&service, command);
    }
    if (rc == 0) {
        rc = buf_append(&service, "", 1);
    }
    rc = rc < 0 ? fail_nomem(err)
                : device_open(device, (const char *)service.data, budget,
                              &shell->stream, err);
    buf_fini(&service);
    return rc;
}

/* Which phones know exec: is not announced; Android 4 refuses it. */
static int open_best(struct adb_shell *shell, struct adb_device *device,
                     const char *command, const struct budget *budget,
                     struct adb_err *err)
{
    int rc;

    shell->kind = adb_device_has_shell_protocol(device) ? ADB_SHELL_PROTOCOL
                  : device->has_no_exec                 ? ADB_SHELL_TERMINAL
                                                        : ADB_SHELL_RAW;
    rc = open_service(shell, device, command, budget, err);
    if (rc == ADB_ERR_REFUSED && shell->kind == ADB_SHELL_RAW) {
        log_info(caller_log(&device->caller),
                 "%s: no exec: on the phone, as on Android 4; shell: is used",
                 device->name);
        device->has_no_exec = true;
        shell->kind = ADB_SHELL_TERMINAL;
        rc = open_service(shell, device, command, budget, err);
    }
    return rc;
}

int adb_shell_open(struct adb_device *device, const char *command,
                   int timeout_ms, struct adb_shell **out, struct adb_err *err)
{
    struct budget budget = caller_budget(&device->caller, timeout_ms);
    uint32_t payload = adb_device_max_payload(device);
    struct adb_shell *shell;
    int rc = check_command(device, strlen(command), err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    shell = calloc(1, sizeof(*shell));
    if (shell == NULL) {
        return fail_nomem(err);
    }
    buf_init(&shell->out, OUT_CAP);
    shell->out_max = OUT_CAP - SHELL_HEADER_LEN;
    if (payload > 0 && payload < OUT_CAP) {
        shell->out_max = payload - SHELL_HEADER_LEN;
    }
    rc = open_best(shell, device, command, &budget, err);
    if (rc < 0) {
        free(shell);
        return rc;
    }
    *out = shell;
    return 0;
}

bool adb_device_has_shell_protocol(const struct adb_device *device)
{
    return adb_device_has_feature(device, "shell_v2");
}

enum adb_shell_kind adb_shell_kind(const struct adb_shell *shell)
{
    return shell->kind;
}

void adb_shell_close(struct adb_shell *shell)
{
    if (shell == NULL) {
        return;
    }
    adb_stream_close(shell->stream);
    buf_fini(&shell->out);
    free(shell);
}

/* ---- reading ---------------------------------------------------------- */

/* The stream's next bytes; at its end the status must have been there. */
static int fill(struct adb_shell *shell, const struct budget *budget,
                struct adb_err *err)
{
    struct adb_stream *stream = shell->stream;
    int rc = stream->device->ops->read(stream, shell->in, sizeof(shell->in),
                                       budget, &shell->in_len, err);

    shell->in_at = 0;
    if (rc == 0 && shell->in_len == 0 && shell->kind != ADB_SHELL_PROTOCOL) {
        shell->has_ended = true;
        return 0;
    }
    if (rc == 0 && shell->in_len == 0) {
        return fail_with(err, ADB_ERR_CLOSED,
                         "%s: the stream was cut (phone unplugged, adb "
                         "server ended?)",
                         adb_device_name(stream->device));
    }
    return rc;
}

/* All that comes is output. */
static void next_raw(struct adb_shell *shell, size_t cap,
                     struct shell_piece *out)
{
    size_t len = shell->in_len - shell->in_at;

    out->kind = shell->has_ended ? SHELL_EXIT
                : len > 0        ? SHELL_STDOUT
                                 : SHELL_NOTHING;
    out->data = shell->in + shell->in_at;
    out->len = len < cap ? len : cap;
    shell->in_at += out->len;
}

/* Gives up to cap bytes of what is at hand; SHELL_NOTHING: fill() first. */
static int next_piece(struct adb_shell *shell, size_t cap,
                      struct shell_piece *out, struct adb_err *err)
{
    if (shell->kind != ADB_SHELL_PROTOCOL) {
        next_raw(shell, cap, out);
        return 0;
    }
    do {
        size_t len = shell->in_len - shell->in_at;
        int64_t taken = shell_decode(&shell->decoder, shell->in + shell->in_at,
                                     len < cap ? len : cap, out);

        if (taken < 0) {
            return fail_with(err, ADB_ERR_PROTO,
                             "%s: the phone broke the shell protocol",
                             shell->stream->what);
        }
        shell->in_at += (size_t)taken;
    } while (out->kind == SHELL_NOTHING && shell->in_at < shell->in_len);
    return 0;
}

static int read_piece(struct adb_shell *shell, size_t cap, int timeout_ms,
                      struct shell_piece *out, struct adb_err *err)
{
    struct budget budget;
    int rc = next_piece(shell, cap, out, err);

    if (rc < 0 || out->kind != SHELL_NOTHING) {
        return rc;
    }
    rc = device_stream_budget(shell->stream, timeout_ms, &budget, err);
    while (rc == 0 && out->kind == SHELL_NOTHING) {
        rc = fill(shell, &budget, err);
        if (rc == 0) {
            rc = next_piece(shell, cap, out, err);
        }
        /* Bytes that say nothing may come for ever. */
        if (rc == 0 && out->kind == SHELL_NOTHING &&
            deadline_is_over(&budget.deadline)) {
            rc = budget_is_over(&budget, shell->stream->what, err);
        }
    }
    return rc;
}

int adb_shell_read(struct adb_shell *shell, void *buf, size_t cap,
                   int timeout_ms, enum adb_shell_event *out_event,
                   size_t *out_len, int *out_status, struct adb_err *err)
{
    struct shell_piece piece = {SHELL_EXIT, NULL, 0};
    int rc = 0;

    *out_len = 0;
    if (cap == 0) {
        return fail_with(err, ADB_ERR_ARG, "%s: no room to read into",
                         shell->stream->what);
    }
    if (!shell->decoder.has_exited) {
        rc = read_piece(shell, cap, timeout_ms, &piece, err);
    }
    if (rc < 0) {
        return rc;
    }
    if (piece.kind == SHELL_EXIT) {
        *out_event = ADB_SHELL_EXIT;
        if (out_status != NULL) {
            *out_status = shell->kind == ADB_SHELL_PROTOCOL
                              ? shell->decoder.exit_status
                              : ADB_SHELL_STATUS_UNKNOWN;
        }
        return 0;
    }
    memcpy(buf, piece.data, piece.len);
    *out_event =
        piece.kind == SHELL_STDOUT ? ADB_SHELL_STDOUT : ADB_SHELL_STDERR;
    *out_len = piece.len;
    return 0;
}

/* ---- standard input --------------------------------------------------- */

/* One packet of the shell protocol in one packet of the connection. */
static int send_packet(struct adb_shell *shell, enum shell_kind kind,
                       const void *bytes, size_t len,
                       const struct budget *budget, struct adb_err *err)
{
    struct adb_stream *stream = shell->stream;
    unsigned char head[SHELL_HEADER_LEN];
    int rc;

    shell_encode(kind, (uint32_t)len, head);
    buf_clear(&shell->out);
    rc = buf_append(&shell->out, head, sizeof(head));
    if (rc == 0) {
        rc = buf_append(&shell->out, bytes, len);
    }
    if (rc < 0) {
        return fail_nomem(err);
    }
    return stream->device->ops->write(stream, shell->out.data, shell->out.len,
                                      budget, err);
}

static int check_stdin(const struct adb_shell *shell, struct adb_err *err)
{
    if (shell->is_stdin_closed) {
        return fail_with(err, ADB_ERR_ARG,
                         "%s: the standard input was closed before",
                         shell->stream->what);
    }
    return 0;
}

int adb_shell_write(struct adb_shell *shell, const void *buf, size_t len,
                    int timeout_ms, struct adb_err *err)
{
    const unsigned char *at = buf;
    struct budget budget;
    int rc = device_stream_budget(shell->stream, timeout_ms, &budget, err);

    if (rc == 0) {
        rc = check_stdin(shell, err);
    }
    if (rc == 0 && shell->kind != ADB_SHELL_PROTOCOL) {
        return shell->stream->device->ops->write(shell->stream, buf, len,
                                                 &budget, err);
    }
    while (rc == 0 && len > 0) {
        size_t part = len < shell->out_max ? len : shell->out_max;

        rc = send_packet(shell, SHELL_STDIN, at, part, &budget, err);
        at += part;
        len -= part;
    }
    return rc;
}

int adb_shell_close_stdin(struct adb_shell *shell, int timeout_ms,
                          struct adb_err *err)
{
    struct budget budget;
    int rc = device_stream_budget(shell->stream, timeout_ms, &budget, err);

    if (rc == 0) {
        rc = check_stdin(shell, err);
    }
    if (rc == 0 && shell->kind != ADB_SHELL_PROTOCOL) {
        return fail_with(err, ADB_ERR_REFUSED,
                         "%s: standard input has no end on this phone",
                         shell->stream->what);
    }
    if (rc == 0) {
        rc = send_packet(shell, SHELL_CLOSE_STDIN, NULL, 0, &budget, err);
    }
    shell->is_stdin_closed = shell->is_stdin_closed || rc == 0;
    return rc;
}
