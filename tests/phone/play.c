/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A player: opens the connections of an app's file, or of a plan, each at its
 * time, until they are over. What one connection does is play_conn.c's.
 */
#define _GNU_SOURCE

#include "play.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "util.h"

#define EVENTS 64
#define TOKEN_TIMER UINT64_MAX
#define TOKEN_SIGNAL (UINT64_MAX - 1)

static size_t conn_count;
static size_t timed_count;  /* of these, those that wait for no command */
static size_t next_waiting; /* those before have been started */
static size_t *active;
static size_t active_count;
static int timer;
static int64_t crash_us = NEVER;

static void on_command(int fd, int64_t now)
{
    struct signalfd_siginfo info;
    size_t i;

    if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info)) {
        return;
    }
    for (i = 0; i < conn_count; i++) {
        struct conn *c = &player.conns[i];

        if (c->row.when == WHEN_COMMAND && c->state == WAITING &&
            c->due_us == NEVER) {
            c->due_us = now + c->row.at_us;
            active[active_count++] = i;
        }
    }
}

/* Does what is due; returns when the next thing is. */
static int64_t step(int64_t now)
{
    int64_t next = crash_us;
    size_t i = 0;

    while (next_waiting < timed_count &&
           player.conns[next_waiting].due_us <= now) {
        active[active_count++] = next_waiting;
        conn_begin(&player.conns[next_waiting++]);
    }
    while (i < active_count) {
        struct conn *c = &player.conns[active[i]];

        if (c->due_us <= now && c->state == WAITING) {
            conn_begin(c);
        } else if (c->due_us <= now) {
            conn_leave(c);
        }
        if (c->state == OVER) {
            active[i] = active[--active_count];
            continue;
        }
        next = c->due_us < next ? c->due_us : next;
        i++;
    }
    if (next_waiting < timed_count &&
        player.conns[next_waiting].due_us < next) {
        next = player.conns[next_waiting].due_us;
    }
    return next;
}

static void set_timer(int64_t at)
{
    struct itimerspec t = {0};

    if (at != NEVER) {
        t.it_value.tv_sec = at / 1000000;
        t.it_value.tv_nsec = at % 1000000 * 1000;
    }
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &t, NULL);
}

static void loop(int commands)
{
    struct epoll_event events[EVENTS];
    uint64_t ticks;
    int64_t now;
    int i;
    int n;

    for (;;) {
        now = clock_us(CLOCK_MONOTONIC);
        if (now >= crash_us) {
            abort();
        }
        set_timer(step(now));
        if (active_count == 0 && next_waiting == timed_count &&
            !player.opt->stays) {
            exit(0);
        }
        n = epoll_wait(player.epfd, events, EVENTS, -1);
        for (i = 0; i < n; i++) {
            if (events[i].data.u64 == TOKEN_SIGNAL) {
                on_command(commands, clock_us(CLOCK_MONOTONIC));
            } else if (events[i].data.u64 != TOKEN_TIMER) {
                conn_serve(events[i].data.u64);
            } else if (read(timer, &ticks, sizeof(ticks)) < 0) {
                continue;
            }
        }
    }
}

static void watch_own(int fd, uint64_t token)
{
    struct epoll_event e = {.events = EPOLLIN, .data.u64 = token};

    if (fd < 0 || epoll_ctl(player.epfd, EPOLL_CTL_ADD, fd, &e) < 0) {
        die("play: epoll");
    }
}

static int by_due(const void *a, const void *b)
{
    const struct conn *one = a;
    const struct conn *two = b;

    return (one->due_us > two->due_us) - (one->due_us < two->due_us);
}

static void take_rows(const struct app_file *app, int64_t start)
{
    size_t i;
    unsigned int turn = 0;

    player.conns = calloc(app->row_count + 1, sizeof(*player.conns));
    active = calloc(app->row_count + 1, sizeof(*active));
    if (player.conns == NULL || active == NULL) {
        die("memory");
    }
    for (i = 0; i < app->row_count; i++) {
        const struct play_row *row = &app->rows[i];

        turn = i > 0 && row[-1].line == row->line ? turn + 1 : 0;
        if ((row->when == WHEN_FRESH && !player.opt->is_fresh) ||
            (row->when == WHEN_VIEW && !player.opt->is_view)) {
            continue;
        }
        player.conns[conn_count].row = *row;
        player.conns[conn_count].turn = turn;
        player.conns[conn_count].fd = -1;
        player.conns[conn_count].due_us =
            row->when == WHEN_COMMAND ? NEVER : start + row->at_us;
        timed_count += player.conns[conn_count++].due_us != NEVER;
    }
    qsort(player.conns, conn_count, sizeof(*player.conns), by_due);
}

void play(const struct play_options *options)
{
    struct rlimit none = {0, 0};
    struct app_file app;
    sigset_t set;
    int commands;
    int64_t start = clock_us(CLOCK_MONOTONIC);
    int64_t at; /* by the wall clock */

    player.opt = options;
    if (player.opt->file != NULL && app_read(player.opt->file, &app) < 0) {
        die(player.opt->file);
    } else if (player.opt->file == NULL) {
        memset(&app, 0, sizeof(app));
    }
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    commands = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    player.epfd = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    watch_own(commands, TOKEN_SIGNAL);
    watch_own(timer, TOKEN_TIMER);
    if (player.opt->start_us != 0) {
        start += player.opt->start_us - real_us();
    }
    take_rows(&app, start);
    at = real_us() - clock_us(CLOCK_MONOTONIC) + start;
    dprintf(player.opt->log_fd,
            "{\"event\":\"start\",\"id\":\"%s\",\"uid\":%u,\"pid\":%d,"
            "\"at\":%lld}\n",
            player.opt->name, (unsigned)getuid(), (int)getpid(), (long long)at);
    if (app.crash_ms > 0) {
        crash_us = start + app.crash_ms * 1000;
    }
    loop(commands);
    exit(0);
}
