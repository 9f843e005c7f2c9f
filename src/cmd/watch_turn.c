/* SPDX-License-Identifier: Apache-2.0 */
/* Ticks out, samples in, for as long as a loop runs on the phone. */
#include "cmd/watch_state.h"

#include "cmd/signals.h"

#include <poll.h>

/* So long an order may lie, and while something runs beside. */
#define SLICE_MS 100
#define SLICE_BESIDE_MS 20
#define SLICE_BRISK_MS 3
/* A loop that is silent for that long, with ticks unanswered, is gone. */
#define SILENCE_MS 5000
/* Slower than this is not by chance. */
#define LATE_MS 500
#define CONTINUED_MS 20
/* What a pipe and a socket hold. */
#define PIECES_MAX 256
/* The same before the first sample: su may ask somebody, three times. */
#define SILENCE_FIRST_MS 35000

static int on_bytes(void *ctx, enum runner_stream stream, int64_t at_ms,
                    const char *bytes, size_t len)
{
    struct watch_worker *worker = ctx;

    if (stream == RUNNER_STDERR) {
        log_debug(&worker->log, "phone's stderr: %.*s",
                  len > 1000 ? 1000 : (int)len, bytes);
        return 0;
    }
    worker->heard_ms = clock_mono_ms(clock_system());
    return sampling_feed(worker->sampling, at_ms, bytes, len, &worker->err);
}

static int send_line(struct watch_worker *worker, int64_t now_ms)
{
    char line[SAMPLING_LINE_CAP];
    size_t len = sampling_line(worker->sampling, now_ms,
                               clock_wall_ms(clock_system()), line);

    return len == 0 ? 0
                    : runner_talk_write(worker->talk, line, len, &worker->err);
}

static bool is_silent(const struct watch_worker *worker, int64_t now_ms)
{
    int64_t most = worker->has_heard ? SILENCE_MS : SILENCE_FIRST_MS;

    return (sampling_awaited(worker->sampling) & SAMPLE_SOCKETS) != 0 &&
           now_ms - worker->heard_ms > most;
}

/* What has kept the thread from its turn, and is not the phone; or NULL. */
static const char *held_up_by(struct watch_worker *worker, int64_t now_ms)
{
    int64_t slept_ms = clock_slept_ms();
    bool has_slept = slept_ms - worker->slept_ms > LATE_MS;
    bool is_late = now_ms - worker->turn_ms > LATE_MS;
    bool has_waited = is_late && worker->has_waited;
    unsigned continued;

    if (worker->settings.replay != NULL) {
        return NULL;
    }
    if (is_late && !has_waited) {
        /* The main thread may not have come to count it. */
        (void)poll(NULL, 0, CONTINUED_MS);
    }
    continued = signals_continued();
    worker->turn_ms = now_ms;
    worker->slept_ms = slept_ms;
    worker->has_waited = false;
    if (continued != worker->continued) {
        worker->continued = continued;
        return "adbnet was stopped";
    }
    return has_slept    ? "the laptop was asleep"
           : has_waited ? "adbnet did not keep up"
                        : NULL;
}

/*
 * What came meanwhile is of before: it is read first, and only then the ticks
 * count that nobody sent. As turn().
 */
static int catch_up(struct watch_worker *worker, const char *why)
{
    int pieces = 0;
    int rc;

    do {
        rc = runner_talk_read(worker->talk, 0, on_bytes, worker, &worker->err);
    } while (rc > 0 && ++pieces < PIECES_MAX);
    sampling_late(worker->sampling, why);
    worker->heard_ms = worker->turn_ms;
    return rc > 0 || rc == ERR_TIMEOUT ? 1 : rc;
}

/* At most until the next line, or until somebody else wants something. */
static int wait_ms(const struct watch_worker *worker, int64_t now_ms)
{
    int due = sampling_due_ms(worker->sampling, now_ms);
    int slice = now_ms < worker->brisk_ms  ? SLICE_BRISK_MS
                : watch_has_asides(worker) ? SLICE_BESIDE_MS
                                           : SLICE_MS;

    return due < slice ? due : slice;
}

/* 1 it goes on; WATCH_STOPPED; 0 the loop has ended by itself; negative:
 * failed. */
static int turn(struct watch_worker *worker)
{
    int64_t now_ms = clock_mono_ms(clock_system());
    const char *why = held_up_by(worker, now_ms);
    int rc = why == NULL ? 1 : catch_up(worker, why);

    if (rc <= 0) {
        return rc;
    }
    watch_take_orders(worker);
    if (worker->is_stopping && (sampling_awaited(worker->sampling) == 0 ||
                                deadline_is_over(&worker->stop_at))) {
        return WATCH_STOPPED;
    }
    rc = send_line(worker, now_ms);
    if (rc < 0) {
        return rc;
    }
    rc = runner_talk_read(worker->talk, wait_ms(worker, now_ms), on_bytes,
                          worker, &worker->err);
    if (rc == ERR_TIMEOUT) {
        rc = is_silent(worker, now_ms)
                 ? err_set(&worker->err, rc, "the phone does not answer")
                 : 1;
    }
    watch_asides_alive(worker);
    if (rc > 0) {
        int beside_rc = watch_asides(worker);

        rc = beside_rc < 0 ? beside_rc : rc;
    }
    return rc;
}

int watch_sample(struct watch_worker *worker)
{
    int64_t now_ms = clock_mono_ms(clock_system());
    const char *why;
    int rc;

    worker->has_heard = false;
    worker->heard_ms = now_ms;
    worker->turn_ms = now_ms;
    worker->slept_ms = clock_slept_ms();
    worker->continued = signals_continued();
    worker->has_waited = false;
    worker->err.code = 0;
    sampling_open(worker->sampling, now_ms);
    do {
        rc = turn(worker);
    } while (rc == 1);
    why = held_up_by(worker, clock_mono_ms(clock_system()));
    if (why != NULL) {
        sampling_late(worker->sampling, why);
    }
    if (rc == 0) {
        (void)err_set(&worker->err, ERR_CLOSED,
                      "the loop on the phone has ended (status %d)",
                      worker->talk->exit_status);
    }
    return rc;
}
