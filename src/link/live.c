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
#define BOOTSTRAP "IFS= read -r -N %zu S;eval \"$S\""

/*
 * The same for phones without the shell protocol, where a terminal may be
 * between, which sends the script back. It is not told not to, because their
 * toolbox has no stty. Instead the script goes in pieces, and the shell says
 * when it has read one: what comes before that is the echo. There is never
 * more of it than any terminal holds; else the rest of it would come later,
 * between what the script prints. (In mksh "read -N" takes the terminal out of
 * its line mode.)
 */
#define PIECES                                                             \
    "S= r=%zu n=%zu;while [ $r -gt 0 ];do [ $r -lt $n ]&&n=$r;IFS= read "  \
    "-r -N $n C||exit;S=$S$C r=$((r-n));print -rn -- '" MARK "';done;eval" \
    " \"$S\""
#define PIECE_SIZE ((size_t)1024)

/* Not in any script of ours, and '#' is in it once: see skip_echo(). */
#define MARK "#adbnet-has-read-it"
#define MARK_LEN (sizeof(MARK) - 1)

/* So long nobody notices that adb has lost the phone. */
#define HELD_MS 1000

/* For a few bytes of input; a phone that does not take them is gone. */
#define WRITE_MS 2000

struct live {
    struct runner base;
    struct adb_device *device;
    const struct clock *clock;
    char *bytes;                                  /* READ_SIZE */
    void (*on_held)(void *ctx, const char *text); /* NULL: not, or told */
    void *on_held_ctx;
};

/* One request under way. */
struct exchange {
    struct adb_shell *shell;
    const char *script; /* what is still to be sent of it */
    size_t script_len;
    size_t piece_size;
    size_t marks;   /* that are still to come; 0: what comes is output */
    size_t matched; /* bytes of the next one */
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

static int send_piece(struct exchange *exchange, int timeout_ms,
                      struct adb_err *err)
{
    const char *piece = exchange->script;
    size_t len = exchange->script_len < exchange->piece_size
                     ? exchange->script_len
                     : exchange->piece_size;

    exchange->script += len;
    exchange->script_len -= len;
    return adb_shell_write(exchange->shell, piece, len, timeout_ms, err);
}

/* What goes into the service string; sets what has to follow on input. */
static int write_command(const struct live *live, const struct request *request,
                         struct exchange *out, struct buf *command)
{
    size_t len = request->script_len;
    int rc;

    if (len <= ADB_COMMAND_MAX) {
        rc = buf_append(command, request->script, len);
        return rc == 0 ? buf_append(command, "", 1) : rc;
    }
    out->script = request->script;
    out->script_len = len;
    if (adb_device_has_shell_protocol(live->device)) {
        out->piece_size = len;
        rc = buf_printf(command, BOOTSTRAP, len);
    } else {
        out->piece_size = PIECE_SIZE;
        out->marks = (len + PIECE_SIZE - 1) / PIECE_SIZE;
        rc = buf_printf(command, PIECES, len, PIECE_SIZE);
    }
    return rc == 0 ? buf_append(command, "", 1) : rc;
}

static int open_shell(struct live *live, const struct request *request,
                      const struct deadline *total, struct exchange *out,
                      struct adb_err *err)
{
    struct buf command;
    int rc;

    buf_init(&command, ADB_COMMAND_MAX + 1);
    rc = write_command(live, request, out, &command);
    if (rc < 0) {
        err->code = rc;
    } else {
        rc = adb_shell_open(live->device, (const char *)command.data,
                            wait_ms(total, request->idle_ms), &out->shell, err);
    }
    buf_fini(&command);
    if (rc == 0 && out->script_len > 0) {
        rc = send_piece(out, wait_ms(total, request->idle_ms), err);
    }
    return rc;
}

/*
 * How many of the bytes are echo or the mark behind it. *out_is_due: the
 * shell has read what it was sent.
 */
static size_t skip_echo(struct exchange *exchange, const char *bytes,
                        size_t len, bool *out_is_due)
{
    size_t i;

    *out_is_due = false;
    for (i = 0; i < len && exchange->marks > 0; i++) {
        if (bytes[i] == MARK[exchange->matched]) {
            exchange->matched++;
        } else {
            exchange->matched = bytes[i] == MARK[0];
        }
        if (exchange->matched == MARK_LEN) {
            exchange->matched = 0;
            exchange->marks--;
            *out_is_due = exchange->script_len > 0;
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
    bool is_due;
    size_t len;
    size_t skip;
    int rc = adb_shell_read(exchange->shell, live->bytes, READ_SIZE, timeout_ms,
                            &event, &len, &end->exit_status, err);

    if (rc < 0) {
        end->exit_status = -1;
        return rc;
    }
    if (event == ADB_SHELL_EXIT) {
        return exchange->marks > 0 ? never_began(live, err) : 0;
    }
    skip = skip_echo(exchange, live->bytes, len, &is_due);
    if (is_due) {
        rc = send_piece(exchange, timeout_ms, err);
    } else if (skip < len) {
        rc = exchange->on_bytes(
            exchange->ctx,
            event == ADB_SHELL_STDOUT ? RUNNER_STDOUT : RUNNER_STDERR,
            clock_wall_ms(live->clock), live->bytes + skip, len - skip);
    }
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

static void tell_held(struct live *live)
{
    char text[ERR_TEXT_CAP];

    (void)snprintf(text, sizeof(text),
                   "%s: in use over USB; adb cannot see the phone until this "
                   "ends",
                   adb_device_name(live->device));
    live->on_held(live->on_held_ctx, text);
    live->on_held = NULL;
}

/* pump(), with a break to tell that the phone is held. */
static int pump_and_tell(struct live *live, struct exchange *exchange,
                         const struct deadline *held, int timeout_ms,
                         struct runner_end *end, struct adb_err *err)
{
    int until_held_ms = wait_ms(held, timeout_ms);
    int rc;

    if (live->on_held == NULL) {
        return pump(live, exchange, timeout_ms, end, err);
    }
    rc = pump(live, exchange, until_held_ms, end, err);
    if (deadline_is_over(held)) {
        tell_held(live);
        rc = rc == ADB_ERR_TIMEOUT ? 1 : rc;
    }
    return rc;
}

static int live_run(struct runner *runner, const struct request *request,
                    runner_bytes on_bytes, void *ctx,
                    struct runner_end *out_end, struct err *err)
{
    struct live *live = (struct live *)runner;
    struct deadline total = deadline_in(live->clock, request->timeout_ms);
    struct deadline held = deadline_in(live->clock, HELD_MS);
    struct exchange exchange = {.on_bytes = on_bytes, .ctx = ctx};
    struct adb_err adb_err = {.code = 0};
    int rc;

    out_end->exit_status = -1;
    out_end->sent_at_ms = clock_wall_ms(live->clock);
    rc = open_shell(live, request, &total, &exchange, &adb_err);
    if (rc == 0) {
        do {
            rc = pump_and_tell(live, &exchange, &held,
                               wait_ms(&total, request->idle_ms), out_end,
                               &adb_err);
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

/* ---- a talk ------------------------------------------------------------ */

/* early: what came with the phone's word that it has read the script. */
struct live_talk {
    struct runner_talk base;
    struct live *live;
    struct exchange exchange;
    struct buf early;
};

static int keep_early(void *ctx, enum runner_stream stream, int64_t at_ms,
                      const char *bytes, size_t len)
{
    struct live_talk *talk = ctx;

    (void)at_ms;
    return stream == RUNNER_STDOUT ? buf_append(&talk->early, bytes, len) : 0;
}

static int give_early(struct live_talk *talk, runner_bytes on_bytes, void *ctx)
{
    int rc = on_bytes(ctx, RUNNER_STDOUT, clock_wall_ms(talk->live->clock),
                      (const char *)talk->early.data, talk->early.len);

    buf_clear(&talk->early);
    return rc < 0 ? rc : 1;
}

static int talk_read(struct runner_talk *runner_talk, int timeout_ms,
                     runner_bytes on_bytes, void *ctx, struct err *err)
{
    struct live_talk *talk = (struct live_talk *)runner_talk;
    struct runner_end end = {.exit_status = -1};
    struct adb_err adb_err = {.code = 0};
    int rc;

    if (talk->early.len > 0) {
        return give_early(talk, on_bytes, ctx);
    }
    talk->exchange.on_bytes = on_bytes;
    talk->exchange.ctx = ctx;
    rc = pump(talk->live, &talk->exchange, timeout_ms, &end, &adb_err);
    if (rc == 0) {
        talk->base.exit_status = end.exit_status;
    }
    return rc < 0 && rc != ERR_TIMEOUT && adb_err.code == rc
               ? link_error(&adb_err, err)
               : rc;
}

static int talk_write(struct runner_talk *runner_talk, const char *bytes,
                      size_t len, struct err *err)
{
    struct live_talk *talk = (struct live_talk *)runner_talk;
    struct adb_err adb_err = {.code = 0};
    int rc =
        adb_shell_write(talk->exchange.shell, bytes, len, WRITE_MS, &adb_err);

    return rc < 0 ? link_error(&adb_err, err) : 0;
}

static void talk_close(struct runner_talk *runner_talk)
{
    struct live_talk *talk = (struct live_talk *)runner_talk;

    adb_shell_close(talk->exchange.shell);
    buf_fini(&talk->early);
    free(talk);
}

/*
 * What is written would come back between what is read, and a row with a
 * piece of it inside would be another row.
 */
static int check_kind(const struct live_talk *talk, struct adb_err *err)
{
    if (adb_shell_kind(talk->exchange.shell) != ADB_SHELL_TERMINAL) {
        return 0;
    }
    err->code = ADB_ERR_REFUSED;
    (void)snprintf(err->text, sizeof(err->text),
                   "%s: too old to be watched: its shell cannot be reached "
                   "without a terminal between",
                   adb_device_name(talk->live->device));
    return err->code;
}

static int live_open_talk(struct runner *runner, const struct request *request,
                          struct runner_talk **out, struct err *err)
{
    static const struct runner_talk_ops ops = {talk_read, talk_write,
                                               talk_close};
    struct live *live = (struct live *)runner;
    struct deadline total = deadline_in(live->clock, request->timeout_ms);
    struct live_talk *talk = calloc(1, sizeof(*talk));
    struct adb_err adb_err = {.code = 0};
    struct runner_end end;
    int rc;

    *out = NULL;
    if (talk == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    talk->base.ops = &ops;
    talk->base.exit_status = -1;
    talk->base.opened_at_ms = clock_wall_ms(live->clock);
    talk->live = live;
    talk->exchange.on_bytes = keep_early;
    talk->exchange.ctx = talk;
    buf_init(&talk->early, READ_SIZE);
    rc = open_shell(live, request, &total, &talk->exchange, &adb_err);
    if (rc == 0) {
        rc = check_kind(talk, &adb_err);
    }
    /* Input must not get between the pieces of the script. */
    while (rc >= 0 && talk->exchange.marks > 0) {
        rc = pump(live, &talk->exchange, wait_ms(&total, request->idle_ms),
                  &end, &adb_err);
    }
    if (rc < 0) {
        rc = fail(live, request, &total, rc, &adb_err, err);
        talk_close(&talk->base);
        return rc;
    }
    if (live->on_held != NULL) {
        tell_held(live);
    }
    *out = &talk->base;
    return 0;
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
    static const struct runner_ops ops = {live_run, live_open_talk, live_close};
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

void live_on_held(struct runner *runner,
                  void (*on_held)(void *ctx, const char *text), void *ctx)
{
    struct live *live = (struct live *)runner;

    live->on_held = on_held;
    live->on_held_ctx = ctx;
}
