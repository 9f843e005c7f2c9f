/* SPDX-License-Identifier: Apache-2.0 */
/* The phone's thread and the program's signals. See worker.h. */
#include "cmd/worker.h"

#include "cmd/signals.h"

#include <pthread.h>
#include <signal.h>

/* Sent by the worker to the main thread, which waits for signals only. */
#define SIGNAL_DONE SIGUSR1

struct worker {
    void (*job)(void *ctx);
    void *ctx;
    pthread_t main_thread;
    pthread_mutex_t lock;
    int is_done;
};

static void watched_signals(sigset_t *set)
{
    signals_watched(set);
    (void)sigaddset(set, SIGNAL_DONE);
}

static void *run_job(void *arg)
{
    struct worker *worker = arg;

    worker->job(worker->ctx);
    (void)pthread_mutex_lock(&worker->lock);
    worker->is_done = 1;
    (void)pthread_mutex_unlock(&worker->lock);
    (void)pthread_kill(worker->main_thread, SIGNAL_DONE);
    return NULL;
}

static int is_done(struct worker *worker)
{
    int done;

    (void)pthread_mutex_lock(&worker->lock);
    done = worker->is_done;
    (void)pthread_mutex_unlock(&worker->lock);
    return done;
}

static int wait_for(struct worker *worker, struct adb_cancel *cancel)
{
    int canceled_by = 0;
    sigset_t set;

    watched_signals(&set);
    for (;;) {
        int number = 0;

        (void)sigwait(&set, &number);
        if (number == SIGNAL_DONE) {
            /* Somebody else's SIGUSR1 means nothing to us. */
            if (is_done(worker)) {
                return canceled_by;
            }
        } else if (canceled_by != 0) {
            signals_die_of(number);
        } else {
            canceled_by = number;
            adb_cancel(cancel);
        }
    }
}

int worker_run(void (*job)(void *ctx), void *ctx, struct adb_cancel *cancel,
               int *out_signal, struct err *err)
{
    struct worker worker = {.job = job, .ctx = ctx};
    pthread_t thread;
    sigset_t watched;
    sigset_t before;
    int rc = 0;

    worker.main_thread = pthread_self();
    watched_signals(&watched);
    /* The thread inherits this: signals are for who waits for them. */
    (void)pthread_sigmask(SIG_BLOCK, &watched, &before);
    (void)pthread_mutex_init(&worker.lock, NULL);
    if (pthread_create(&thread, NULL, run_job, &worker) == 0) {
        *out_signal = wait_for(&worker, cancel);
        (void)pthread_join(thread, NULL);
    } else {
        rc = err_set(err, ERR_IO, "no thread could be started");
    }
    (void)pthread_mutex_destroy(&worker.lock);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}
