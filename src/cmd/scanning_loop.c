/* SPDX-License-Identifier: Apache-2.0 */
/* The main loop of a scan: phones, commands, names, signals, the time. */
#include "cmd/scanning.h"

#include <poll.h>
#include <unistd.h>

enum { FD_QUEUE, FD_SIGNAL, FD_NAMES, FD_STDIN, FD_STDOUT, FD_HOOKS };
#define FD_COUNT (FD_HOOKS + PHONES_MAX)

/* Messages in one go: between them people and signals get their turn. */
#define MESSAGES_MAX 64
/* A command that runs is asked so often whether it is over. */
#define HOOK_MS 50
#define TICK_MS 500

static bool is_over(const struct scanning *scanning)
{
    for (size_t i = 0; i < scanning->phone_count; i++) {
        if (scanning->phones[i].phase != SCANNED_OVER) {
            return false;
        }
    }
    return true;
}

static int timeout_ms(const struct scanning *scanning)
{
    int64_t now = clock_mono_ms(clock_system());
    int timeout = TICK_MS;

    for (size_t i = 0; i < scanning->phone_count; i++) {
        const struct scanned *scanned = &scanning->phones[i];
        int64_t left = scanned->due_ms - now;

        if (scanned->job != NULL && scanned->job->hook != NULL) {
            timeout = timeout < HOOK_MS ? timeout : HOOK_MS;
        }
        if (scanned->due_ms != INT64_MAX && left < timeout) {
            timeout = left < 0 ? 0 : (int)left;
        }
    }
    return timeout;
}

static void take_messages(struct scanning *scanning)
{
    struct watch_message *message;
    int count = 0;

    while (count++ < MESSAGES_MAX &&
           (message = queue_pop(scanning->queue)) != NULL) {
        scanning_take(scanning, message);
        watch_message_free(message);
    }
}

static void take_signal(struct scanning *scanning)
{
    char byte;

    if (read(scanning->signal_fd, &byte, 1) == 1) {
        scanning->is_interrupted = true;
        scanning_stop(scanning);
    }
}

static struct scanned *attended(const struct scanning *scanning)
{
    struct scanned *scanned = &scanning->phones[0];

    return scanned->job != NULL && scanned->job->turn != 0 &&
                   scanned->job->doing == SCAN_ATTEND
               ? scanned
               : NULL;
}

/* A line, whatever is in it, is the Enter of --attended. */
static void take_enter(struct scanning *scanning)
{
    struct scanned *scanned = attended(scanning);
    struct scan_news news = {.told = SCAN_TOLD_DONE};
    char piece[256];
    ssize_t got = read(STDIN_FILENO, piece, sizeof(piece));

    if (scanned != NULL) {
        news.turn = scanned->job->turn;
        news.is_ok = got > 0;
        news.why = "standard input has ended";
        scanned_tell(scanned, &news);
    }
}

static void fill(const struct scanning *scanning, struct pollfd fds[FD_COUNT])
{
    const int numbers[FD_HOOKS] = {
        queue_fd(scanning->queue),
        scanning->signal_fd,
        watch_names_fd(&scanning->names),
        attended(scanning) != NULL ? STDIN_FILENO : -1,
        /* Only its end is of interest: its reader has gone. */
        scanning->is_for_reader ? STDOUT_FILENO : -1,
    };

    for (size_t i = 0; i < FD_COUNT; i++) {
        size_t phone = i - FD_HOOKS;

        fds[i].fd = i < FD_HOOKS ? numbers[i] : -1;
        if (i >= FD_HOOKS && phone < scanning->phone_count &&
            scanning->phones[phone].job != NULL &&
            scanning->phones[phone].job->hook != NULL) {
            fds[i].fd = scan_hook_fd(scanning->phones[phone].job->hook);
        }
        fds[i].events = i == FD_STDOUT ? 0 : POLLIN;
        fds[i].revents = 0;
    }
}

static void take_all(struct scanning *scanning,
                     const struct pollfd fds[FD_COUNT])
{
    struct deadline now = deadline_in(clock_system(), 0);

    if (fds[FD_SIGNAL].revents != 0) {
        take_signal(scanning);
    }
    if (fds[FD_STDOUT].revents != 0) {
        scanning_fail(scanning, FILE_OUT_PIPE_CLOSED, NULL);
    }
    if (fds[FD_STDIN].revents != 0) {
        take_enter(scanning);
    }
    for (size_t i = 0; i < scanning->phone_count; i++) {
        struct scanned_run *job = scanning->phones[i].job;

        if (fds[FD_HOOKS + i].revents != 0 && job != NULL &&
            job->hook != NULL) {
            scan_hook_read(job->hook);
        }
    }
    if (fds[FD_QUEUE].revents != 0) {
        take_messages(scanning);
    }
    if (fds[FD_NAMES].revents != 0) {
        scanning_take_names(scanning, &now);
    }
}

void scanning_loop(struct scanning *scanning)
{
    struct pollfd fds[FD_COUNT];

    while (!is_over(scanning)) {
        fill(scanning, fds);
        if (poll(fds, FD_COUNT, timeout_ms(scanning)) > 0) {
            take_all(scanning, fds);
        }
        for (size_t i = 0; i < scanning->phone_count; i++) {
            scanned_hook_check(&scanning->phones[i]);
            scanned_steps(&scanning->phones[i]);
        }
        scanning_lost(scanning);
        scanning_progress(scanning);
    }
    scanning_progress_clear(scanning);
}
