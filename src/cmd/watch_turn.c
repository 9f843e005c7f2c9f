/* SPDX-License-Identifier: Apache-2.0 */
/* Ticks out, samples in, for as long as a loop runs on the phone. */
#include "cmd/watch_state.h"

/* So long an order may lie, and while something runs beside. */
#define SLICE_MS 100
#define SLICE_BESIDE_MS 20
/* A loop that is silent for that long, with ticks unanswered, is gone. */
#define SILENCE_MS 5000
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

/* At most until the next line, or until somebody else wants something. */
static int wait_ms(const struct watch_worker *worker, int64_t now_ms)
{
    int due = sampling_due_ms(worker->sampling, now_ms);
    int slice = watch_has_asides(worker) ? SLICE_BESIDE_MS : SLICE_MS;

    return due < slice ? due : slice;
}

/* 1 it goes on; WATCH_STOPPED; 0 the loop has ended by itself; negative:
 * failed. */
static int turn(struct watch_worker *worker)
{
    int64_t now_ms = clock_mono_ms(clock_system());
    int rc;

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
    int rc;

    worker->has_heard = false;
    worker->heard_ms = now_ms;
    worker->err.code = 0;
    sampling_open(worker->sampling, now_ms);
    do {
        rc = turn(worker);
    } while (rc == 1);
    if (rc == 0) {
        (void)err_set(&worker->err, ERR_CLOSED,
                      "the loop on the phone has ended (status %d)",
                      worker->talk->exit_status);
    }
    return rc;
}
