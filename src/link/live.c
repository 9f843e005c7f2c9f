/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a request's script on a phone through the shell service. A script
 * that is too long for a service string follows on standard input. Where the
 * phone tells no status, the script's own last line has to show that it was
 * not cut: that is for whoever reads it.
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
#define BOOTSTRAP "IFS= read -r -N %zu S;"
#define BEGIN "eval \"$S\""

/*
 * Phones without the shell protocol may have a terminal between, which sends
 * the script back before it runs. It is not told not to, because their
 * toolbox has no stty: instead this is printed when all was read, and what
 * comes before it is not looked at. (In mksh "read -N" takes the terminal
 * out of its line mode, so that no line can be too long.) '#' is in it once.
 */
#define MARK "#adbnet-has-read-its-script"
#define PRINT_MARK "print -rn -- '" MARK "';"
#define MARK_LEN (sizeof(MARK) - 1)

struct live {
    struct runner base;
    struct adb_device *device;
    const struct clock *clock;
    char *bytes; /* READ_SIZE */
};

/* One request under way. */
struct exchange {
    struct adb_shell *shell;
    size_t mark_left; /* bytes of MARK that are waited for; 0: open */
    runner_bytes on_bytes;
    void *ctx;
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
                      const struct deadline *total, struct exchange *out,
                      struct adb_err *err)
{
    bool has_protocol = adb_device_has_shell_protocol(live->device);
    struct buf command;
    size_t rest = 0;
    int rc;

    buf_init(&command, ADB_COMMAND_MAX + 1);
    if (request->script_len <= ADB_COMMAND_MAX) {
        rc = buf_append(&command, request->script, request->script_len);
    } else {
        rest = request->script_len;
        rc = buf_printf(
            &command,
            has_protocol ? BOOTSTRAP BEGIN : BOOTSTRAP PRINT_MARK BEGIN, rest);
        out->mark_left = has_protocol ? 0 : MARK_LEN;
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
                        wait_ms(total, request->idle_ms), &out->shell, err);
    buf_fini(&command);
    if (rc == 0 && rest > 0) {
        rc = adb_shell_write(out->shell, request->script, rest,
                             wait_ms(total, request->idle_ms), err);
    }
    return rc;
}

/* How many of the bytes belong to what comes before the mark, or to it. */
static size_t skip_to_mark(struct exchange *exchange, const char *bytes,
                           size_t len)
{
    size_t i;

    for (i = 0; i < len && exchange->mark_left > 0; i++) {
        if (bytes[i] == MARK[MARK_LEN - exchange->mark_left]) {
            exchange->mark_left--;
        } else {
            exchange->mark_left = MARK_LEN - (bytes[i] == MARK[0]);
        }
    }
    return i;
}

static int never_began(const struct live *live, struct adb_err *err)
{
    err->code = ADB_ERR_PROTO;
    (void)snprintf(err->text, sizeof(err->text),
                   "%s: the phone's shell ended before it had read the script",
                   adb_device_name(live->device));
    return err->code;
}

/* One answer: 1 goes on, 0 the script ended, negative: failed. */
static int pump(struct live *live, struct exchange *exchange, int timeout_ms,
                struct runner_end *end, struct adb_err *err)
{
    enum adb_shell_event event;
    size_t len;
    size_t skip;
    int rc = adb_shell_read(exchange->shell, live->bytes, READ_SIZE, timeout_ms,
                            &event, &len, &end->exit_status, err);

    if (rc < 0) {
        end->exit_status = -1;
        return rc;
    }
    if (event == ADB_SHELL_EXIT) {
        return exchange->mark_left > 0 ? never_began(live, err) : 0;
    }
    skip = skip_to_mark(exchange, live->bytes, len);
    if (skip == len) {
        return 1;
    }
    rc = exchange->on_bytes(
        exchange->ctx,
        event == ADB_SHELL_STDOUT ? RUNNER_STDOUT : RUNNER_STDERR,
        clock_wall_ms(live->clock), live->bytes + skip, len - skip);
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
    struct exchange exchange = {.on_bytes = on_bytes, .ctx = ctx};
    struct adb_err adb_err = {.code = 0};
    int rc;

    out_end->exit_status = -1;
    out_end->sent_at_ms = clock_wall_ms(live->clock);
    rc = open_shell(live, request, &total, &exchange, &adb_err);
    if (rc == 0) {
        do {
            rc = pump(live, &exchange, wait_ms(&total, request->idle_ms),
                      out_end, &adb_err);
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
    adb_shell_close(exchange.shell);
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
