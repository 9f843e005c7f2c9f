/* SPDX-License-Identifier: Apache-2.0 */
/* See virtual.h. */
#include "cmd/virtual.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

int __real_poll(struct pollfd *fds, nfds_t count, int timeout_ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms);

/* 2026-11-22T12:00:00Z */
#define WALL_MS INT64_C(1795348800000)
#define WAITERS_MAX 32

struct waiter {
    pthread_cond_t wake;
    struct pollfd *fds;
    nfds_t count;
    int64_t until_ms;
    bool is_awake;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct waiter *waiters[WAITERS_MAX];
static unsigned waiter_count;
static unsigned running;
static unsigned missing; /* threads that have not joined yet */
static int64_t now;
static int64_t wall = WALL_MS;
static int64_t limit;
static _Thread_local bool is_ours;

static bool is_ready(const struct waiter *waiter)
{
    return waiter->until_ms <= now ||
           (waiter->count > 0 &&
            __real_poll(waiter->fds, waiter->count, 0) > 0);
}

static void wake(unsigned at)
{
    struct waiter *waiter = waiters[at];

    waiter_count--;
    for (unsigned i = at; i < waiter_count; i++) {
        waiters[i] = waiters[i + 1];
    }
    running++;
    waiter->is_awake = true;
    (void)pthread_cond_signal(&waiter->wake);
}

static void die(const char *what)
{
    (void)fprintf(stderr, "virtual clock: %s at %lld ms\n", what,
                  (long long)now);
    abort();
}

/* Nobody runs: the one that has waited longest and can go on does. */
static void choose(void)
{
    while (running == 0 && missing == 0 && waiter_count > 0) {
        int64_t next = INT64_MAX;

        for (unsigned i = 0; i < waiter_count; i++) {
            if (is_ready(waiters[i])) {
                wake(i);
                return;
            }
            next = waiters[i]->until_ms < next ? waiters[i]->until_ms : next;
        }
        if (next == INT64_MAX) {
            die("everybody waits for ever");
        }
        now = next;
        if (now > limit) {
            die("it is not over");
        }
    }
}

/* Under the lock. */
static void wait_here(struct waiter *waiter)
{
    if (waiter_count == WAITERS_MAX) {
        die("too many threads");
    }
    (void)pthread_cond_init(&waiter->wake, NULL);
    waiters[waiter_count++] = waiter;
    choose();
    while (!waiter->is_awake) {
        (void)pthread_cond_wait(&waiter->wake, &lock);
    }
    (void)pthread_cond_destroy(&waiter->wake);
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    struct waiter waiter = {.fds = fds, .count = count};

    if (!is_ours || timeout_ms == 0) {
        return __real_poll(fds, count, timeout_ms);
    }
    (void)pthread_mutex_lock(&lock);
    waiter.until_ms = timeout_ms < 0 ? INT64_MAX : now + timeout_ms;
    running--;
    wait_here(&waiter);
    (void)pthread_mutex_unlock(&lock);
    return count == 0 ? 0 : __real_poll(fds, count, 0);
}

int virtual_wait(int fd, int64_t ms)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};

    return __wrap_poll(&one, 1, ms > INT32_MAX ? INT32_MAX : (int)ms);
}

void virtual_begin(unsigned threads, int64_t limit_ms)
{
    (void)pthread_mutex_lock(&lock);
    is_ours = true;
    running = 1;
    missing = threads;
    now = 0;
    wall = WALL_MS;
    limit = limit_ms;
    (void)pthread_mutex_unlock(&lock);
}

int64_t virtual_end(void)
{
    is_ours = false;
    return now;
}

void virtual_join(void)
{
    struct waiter waiter = {.until_ms = INT64_MIN};

    is_ours = true;
    (void)pthread_mutex_lock(&lock);
    missing--;
    wait_here(&waiter);
    (void)pthread_mutex_unlock(&lock);
}

void virtual_leave(void)
{
    is_ours = false;
    (void)pthread_mutex_lock(&lock);
    running--;
    choose();
    (void)pthread_mutex_unlock(&lock);
}

int64_t virtual_now_ms(void)
{
    int64_t copy;

    (void)pthread_mutex_lock(&lock);
    copy = now;
    (void)pthread_mutex_unlock(&lock);
    return copy;
}

void virtual_set_wall(int64_t by_ms)
{
    (void)pthread_mutex_lock(&lock);
    wall += by_ms;
    (void)pthread_mutex_unlock(&lock);
}

static int64_t mono_ms(void *ctx)
{
    (void)ctx;
    return virtual_now_ms();
}

static int64_t wall_ms(void *ctx)
{
    int64_t copy;

    (void)ctx;
    (void)pthread_mutex_lock(&lock);
    copy = wall + now;
    (void)pthread_mutex_unlock(&lock);
    return copy;
}

/* In the place of src/base/clock.c's. */
int64_t clock_slept_ms(void)
{
    return 0;
}

const struct clock *clock_system(void)
{
    static const struct clock virtual_clock = {mono_ms, wall_ms, NULL};

    return &virtual_clock;
}
