/* SPDX-License-Identifier: Apache-2.0 */
/* The main loop: waits for phones, names, signals, people and the time. */
#include "cmd/watching_open.h"

#include <poll.h>
#include <unistd.h>

enum {
    FD_QUEUE,
    FD_SIGNAL,
    FD_NAMES,
    FD_MARKS,
    FD_STDOUT,
    FD_VIEWS,
    FD_COUNT = FD_VIEWS + 2
};

/* Messages in one go: between them people and signals get their turn. */
#define MESSAGES_MAX 64
#define MESSAGES_MS 50
/* What is asked for at a mark. */
#define MARK_PARTS ((unsigned)SAMPLE_COUNTERS | (unsigned)SAMPLE_BYTES)

static int earlier(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

/* Until --duration is over, with no sample to say so; -1: there is none. */
static int left_ms(const struct watched *watched)
{
    int64_t left;

    if (watched->phase != WATCHED_RUNNING || watched->is_stopping ||
        watched->settings.watch.duration_ms == 0 ||
        watched->settings.replay != NULL) {
        return -1;
    }
    left = watched->head.start_ms + watched->settings.watch.duration_ms -
           clock_wall_ms(clock_system());
    return left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
}

static int timeout_ms(const struct watching *watching)
{
    int timeout = deadline_poll_ms(&watching->tick);

    for (size_t i = 0; i < watching->phone_count; i++) {
        timeout = earlier(timeout, watching_open_due_ms(&watching->phones[i]));
        timeout = earlier(timeout, left_ms(&watching->phones[i]));
        timeout = earlier(timeout, watching_stop_due_ms(&watching->phones[i]));
    }
    return timeout;
}

static void put_mark(void *ctx, const char *text)
{
    struct watching *watching = ctx;

    for (size_t i = 0; i < watching->phone_count; i++) {
        struct watched *watched = &watching->phones[i];

        if (watched->phase == WATCHED_RUNNING) {
            watch_worker_ask(watched->worker, MARK_PARTS);
            history_tell(watched->history, EVENT_MARK, watched_now(watched),
                         text);
        }
    }
    watching_tell_tick(watching);
}

static void take_wish(struct watching *watching, struct watch_view *view)
{
    struct watch_wish wish;
    struct err err;

    watching_fail(watching, view->ops->on_readable(view, &wish, &err), &err);
    if (watching->rc == 0 && wish.mark[0] != '\0') {
        put_mark(watching, wish.mark);
    }
    if (watching->rc == 0 && wish.wants_end) {
        watching_stop(watching);
    }
}

static void take_messages(struct watching *watching)
{
    struct deadline deadline = deadline_in(clock_system(), MESSAGES_MS);
    struct watch_message *message;
    int count = 0;

    while (count++ < MESSAGES_MAX && !deadline_is_over(&deadline) &&
           (message = queue_pop(watching->queue)) != NULL) {
        watching_take(watching, message);
        watch_message_free(message);
    }
}

static void take_signal(struct watching *watching)
{
    char byte;
    ssize_t got = read(watching->signal_fd, &byte, 1);

    (void)got;
    watching->is_interrupted = true;
    watching_stop(watching);
}

static void take_times(struct watching *watching)
{
    for (size_t i = 0; i < watching->phone_count; i++) {
        watching_open_due(&watching->phones[i]);
        if (left_ms(&watching->phones[i]) == 0) {
            watching_stop_one(&watching->phones[i]);
        }
        watching_stop_due(&watching->phones[i]);
    }
    if (deadline_is_over(&watching->tick)) {
        watching_tell_tick(watching);
    }
}

/* Marks that come before there is somebody to mark wait in their pipe. */
static int marks_fd(const struct watching *watching)
{
    for (size_t i = 0; i < watching->phone_count; i++) {
        if (watching->phones[i].phase == WATCHED_RUNNING) {
            return watch_marks_fd(&watching->marks);
        }
    }
    return -1;
}

static void fill(const struct watching *watching, struct pollfd fds[FD_COUNT])
{
    const int numbers[FD_VIEWS] = {
        queue_fd(watching->queue), watching->signal_fd,
        watch_names_fd(&watching->names), marks_fd(watching),
        /* Only its end is of interest: its reader has gone. */
        watching->is_for_reader ? STDOUT_FILENO : -1};

    for (size_t i = 0; i < FD_COUNT; i++) {
        size_t view = i - FD_VIEWS;

        fds[i].fd = i < FD_VIEWS ? numbers[i]
                    : view < watching->view_count
                        ? watching->views[view]->ops->fd(watching->views[view])
                        : -1;
        fds[i].events = i == FD_STDOUT ? 0 : POLLIN;
        fds[i].revents = 0;
    }
}

static void take_all(struct watching *watching,
                     const struct pollfd fds[FD_COUNT])
{
    struct deadline now = deadline_in(clock_system(), 0);

    if (fds[FD_SIGNAL].revents != 0) {
        take_signal(watching);
    }
    if (fds[FD_STDOUT].revents != 0) {
        watching_fail(watching, FILE_OUT_PIPE_CLOSED, NULL);
    }
    if (fds[FD_QUEUE].revents != 0) {
        take_messages(watching);
    }
    if (fds[FD_NAMES].revents != 0) {
        watching_tell_names(watching, &now);
    }
    if (fds[FD_MARKS].revents != 0) {
        watch_marks_read(&watching->marks, put_mark, watching);
    }
    for (size_t i = 0; i < watching->view_count; i++) {
        if (fds[FD_VIEWS + i].revents != 0) {
            take_wish(watching, watching->views[i]);
        }
    }
}

void watching_loop(struct watching *watching)
{
    struct pollfd fds[FD_COUNT];

    while (watching->over_count < watching->phone_count) {
        fill(watching, fds);
        if (poll(fds, FD_COUNT, timeout_ms(watching)) > 0) {
            take_all(watching, fds);
        }
        take_times(watching);
    }
}
