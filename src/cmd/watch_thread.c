/* SPDX-License-Identifier: Apache-2.0 */
/* The thread: looks, samples, waits for the phone to come back. */
#include "cmd/watch_state.h"

#include <stdlib.h>

#define PAUSE_FIRST_MS 100
#define PAUSE_MAX_MS 1600

static void let_go(struct watch_worker *worker)
{
    watch_asides_end(worker);
    runner_talk_close(worker->talk);
    worker->talk = NULL;
    link_close(&worker->phone.link);
}

/* No time heals these. */
static bool is_final(int rc)
{
    return rc == WATCH_STOPPED || rc == ERR_CANCELED || rc == ERR_NOMEM ||
           rc == ERR_ARG;
}

static const char *why_of(int rc)
{
    if (rc == ERR_TIMEOUT) {
        return "the phone did not answer";
    }
    return rc == ERR_PROTO ? "what came was garbled" : "the phone was away";
}

/* Until the loop runs again: 0, WATCH_STOPPED or negative. */
static int come_back(struct watch_worker *worker, int *pause_ms)
{
    int rc = -1;

    while (rc < 0) {
        watch_wait(worker, *pause_ms);
        watch_take_orders(worker);
        *pause_ms *= *pause_ms < PAUSE_MAX_MS ? 2 : 1;
        if (worker->is_stopping) {
            return WATCH_STOPPED;
        }
        rc = watch_reopen(worker);
        if (rc == 0) {
            rc = watch_start_loop(worker);
        }
        if (rc < 0 && is_final(rc)) {
            return rc;
        }
        if (rc < 0) {
            let_go(worker);
        }
    }
    return watch_tell_text(worker, WATCH_BACK, "the phone is there again");
}

/* A recording goes on where it was made to; at its end all is well. */
static int next_recorded(struct watch_worker *worker)
{
    watch_asides_end(worker);
    runner_talk_close(worker->talk);
    worker->talk = NULL;
    if (worker->is_stopping || watch_start_loop(worker) < 0) {
        return WATCH_STOPPED;
    }
    sampling_lost(worker->sampling, "the phone was away");
    return 0;
}

/* What has run, or should have, is gone: 0 when it runs again. */
static int go_on(struct watch_worker *worker, int lost_rc, int *pause_ms)
{
    int rc;

    sampling_lost(worker->sampling, why_of(lost_rc));
    let_go(worker);
    rc = watch_tell_text(worker, WATCH_AWAY, worker->err.text);
    return rc == 0 ? come_back(worker, pause_ms) : rc;
}

/* From the first loop to the last: WATCH_STOPPED, or why it cannot go on. */
static int sample_all(struct watch_worker *worker)
{
    bool is_replay = worker->settings.replay != NULL;
    int pause_ms = PAUSE_FIRST_MS;
    int rc = watch_start_loop(worker);

    /* A phone that takes no loop will not take one later. */
    if (rc == ERR_REFUSED || (rc < 0 && is_replay)) {
        return rc;
    }
    for (;;) {
        if (rc == 0) {
            rc = watch_sample(worker);
            pause_ms = worker->has_heard ? PAUSE_FIRST_MS : pause_ms;
        }
        rc = is_final(rc) ? rc
             : is_replay  ? next_recorded(worker)
                          : go_on(worker, rc, &pause_ms);
        if (rc != 0) {
            return rc;
        }
    }
}

static void finish(struct watch_worker *worker, int rc)
{
    struct watch_message *message;
    struct err close_err = {.code = 0};

    watch_asides_drop(worker);
    if (worker->sampling != NULL) {
        (void)sampling_end(worker->sampling, clock_wall_ms(clock_system()));
    }
    runner_talk_close(worker->talk);
    if (phone_close(&worker->phone, &close_err) < 0 && rc == WATCH_STOPPED) {
        worker->err = close_err;
        rc = close_err.code;
    }
    message = watch_message_new(worker, WATCH_END);
    if (message != NULL) {
        if (rc != WATCH_STOPPED) {
            message->is_unreachable = worker->phone.is_unreachable;
            message->err = worker->err;
            message->err.code = rc;
        }
        (void)watch_tell(worker, message);
    }
    phone_abandon(&worker->phone);
    sampling_free(worker->sampling);
}

void *watch_thread(void *arg)
{
    struct watch_worker *worker = arg;
    int rc = watch_first_look(worker);

    if (rc == 0) {
        rc = sample_all(worker);
    }
    finish(worker, rc);
    return NULL;
}
