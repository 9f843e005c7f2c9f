/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a request's script on a phone through the shell service. A script
 * that is too long for a service string follows on standard input.
 */
#include "link/live.h"

#include "base/buf.h"
#include "base/deadline.h"
#include "link/link.h"

#include <stdio.h>
#include <stdlib.h>

/* The shell protocol hands over at most what adb/ has buffered. */
#define READ_SIZE ((size_t)256 * 1024)

/*
 * Reads the script itself from standard input: a builtin, so no process is
 * started for it, and by number of bytes, so nothing has to be closed.
 */
#define BOOTSTRAP "IFS= read -r -N %zu S;eval \"$S\""

struct live {
    struct runner base;
    struct adb_device *device;
    const struct clock *clock;
    char *bytes; /* READ_SIZE */
};

/* The milliseconds that one wait may take: what is left of both limits. */
static int wait_ms(const struct deadline *total, int idle_ms)
{
    int left = deadline_poll_ms(total);

    if (left < 0) {
        return idle_ms;
    }
    return idle_ms >= 0 && idle_ms < left ? idle_ms : left;
}

static int open_shell(struct live *live, const struct request *request,
                      const struct deadline *total, struct adb_shell **out,
                      struct adb_err *err)
{
    struct buf command;
    size_t rest = 0;
    int rc;

    buf_init(&command, ADB_COMMAND_MAX + 1);
    if (request->script_len <= ADB_COMMAND_MAX) {
        rc = buf_append(&command, request->script, request->script_len);
    } else {
        rest = request->script_len;
        rc = buf_printf(&command, BOOTSTRAP, rest);
    }
    if (rc == 0) {
        rc = buf_append(&command, "", 1);
    }
    if (rc < 0) {
        buf_fini(&command);
        err->code = rc;
        return rc;
    }
    rc = adb_shell_open(live->device, (const char *)command.data,
                        wait_ms(total, request->idle_ms), out, err);
    buf_fini(&command);
    if (rc == 0 && rest > 0) {
        rc = adb_shell_write(*out, request->script, rest,
                             wait_ms(total, request->idle_ms), err);
    }
    return rc;
}

/* One answer: 1 goes on, 0 the script ended, negative: failed. */
static int pump(struct live *live, struct adb_shell *shell, int timeout_ms,
                runner_bytes on_bytes, void *ctx, struct runner_end *end,
                struct adb_err *err)
{
    enum adb_shell_event event;
    size_t len;
    int rc = adb_shell_read(shell, live->bytes, READ_SIZE, timeout_ms, &event,
                            &len, &end->exit_status, err);

    if (rc < 0) {
        end->exit_status = -1;
        return rc;
    }
    if (event == ADB_SHELL_EXIT) {
        return 0;
    }
    rc =
        on_bytes(ctx, event == ADB_SHELL_STDOUT ? RUNNER_STDOUT : RUNNER_STDERR,
                 clock_wall_ms(live->clock), live->bytes, len);
    return rc < 0 ? rc : 1;
}

#define SPAN_CAP 16

static const char *span_text(char out[SPAN_CAP], int ms)
{
    (void)snprintf(out, SPAN_CAP, ms % 1000 == 0 ? "%d s" : "%d ms",
                   ms % 1000 == 0 ? ms / 1000 : ms);
    return out;
}

static int fail(const struct live *live, const struct request *request,
                const struct deadline *total, int rc,
                const struct adb_err *from, struct err *err)
{
    const char *name = adb_device_name(live->device);
    char span[SPAN_CAP];

    if (rc == ADB_ERR_TIMEOUT && deadline_is_over(total)) {
        return err_set(err, ERR_TIMEOUT,
                       "%s: not done after %s (--timeout gives it more)", name,
                       span_text(span, request->timeout_ms));
    }
    if (rc == ADB_ERR_TIMEOUT) {
        return err_set(err, ERR_TIMEOUT,
                       "%s: the phone has sent nothing for %s", name,
                       span_text(span, request->idle_ms));
    }
    if (from->code != rc) {
        /* The receiver of the bytes ended it and has said why. */
        return rc;
    }
    return link_error(from, err);
}

static int live_run(struct runner *runner, const struct request *request,
                    runner_bytes on_bytes, void *ctx,
                    struct runner_end *out_end, struct err *err)
{
    struct live *live = (struct live *)runner;
    struct deadline total = deadline_in(live->clock, request->timeout_ms);
    struct adb_shell *shell = NULL;
    struct adb_err adb_err = {.code = 0};
    int rc;

    out_end->exit_status = -1;
    out_end->sent_at_ms = clock_wall_ms(live->clock);
    rc = open_shell(live, request, &total, &shell, &adb_err);
    if (rc == 0) {
        do {
            rc = pump(live, shell, wait_ms(&total, request->idle_ms), on_bytes,
                      ctx, out_end, &adb_err);
            /* A phone that talks without end never has to be waited for. */
            if (rc > 0 && deadline_is_over(&total)) {
                rc = ADB_ERR_TIMEOUT;
            }
        } while (rc > 0);
    }
    out_end->ended_at_ms = clock_wall_ms(live->clock);
    if (rc < 0) {
        rc = fail(live, request, &total, rc, &adb_err, err);
    }
    adb_shell_close(shell);
    return rc;
}

static void live_close(struct runner *runner)
{
    struct live *live = (struct live *)runner;

    adb_device_close(live->device);
    free(live->bytes);
    free(live);
}

struct runner *live_new(struct adb_device *device, const struct clock *clock)
{
    static const struct runner_ops ops = {live_run, live_close};
    struct live *live = calloc(1, sizeof(*live));
    char *bytes = malloc(READ_SIZE);

    if (live == NULL || bytes == NULL) {
        adb_device_close(device);
        free(bytes);
        free(live);
        return NULL;
    }
    live->base.ops = &ops;
    live->device = device;
    live->clock = clock;
    live->bytes = bytes;
    return &live->base;
}
