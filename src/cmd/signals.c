/* SPDX-License-Identifier: Apache-2.0 */
/* Dispositions and the one handler. See signals.h. */
#include "cmd/signals.h"

#include "cmd/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* All outputs and a recording. */
#define FILES_MAX (OUTPUTS_MAX + 1)

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
#define END_COUNT (sizeof(ends) / sizeof(ends[0]))

/* A handler knows nothing but what is global. */
static _Atomic(const char *) files[FILES_MAX];

/* Of signals_pipe_open(). */
static int pipe_fds[2];
static atomic_bool is_piped[END_COUNT];
static atomic_uint continued;

static void remove_files(int number)
{
    size_t i;

    for (i = 0; i < FILES_MAX; i++) {
        const char *path = atomic_load(&files[i]);

        if (path != NULL) {
            (void)unlink(path);
        }
    }
    /* SA_RESETHAND has put the default back; it acts when we return. */
    (void)raise(number);
}

static void set_action(int number, void (*handler)(int))
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = handler;
    if (handler == remove_files) {
        action.sa_flags = (int)SA_RESETHAND;
    } else if (number == SIGCONT) {
        action.sa_flags = SA_RESTART;
    }
    (void)sigaction(number, &action, NULL);
}

static int is_ignored(int number)
{
    struct sigaction action;

    return sigaction(number, NULL, &action) == 0 &&
           action.sa_handler == SIG_IGN;
}

static void do_nothing(int number)
{
    (void)number;
}

void signals_init(void)
{
    size_t i;

    for (i = 0; i < END_COUNT; i++) {
        if (!is_ignored(ends[i])) {
            set_action(ends[i], remove_files);
        }
    }
    /* A reader that closes the pipe is an error of write(), not our end. */
    set_action(SIGPIPE, SIG_IGN);
    /* worker.c's; one that is left over must not end us. */
    set_action(SIGUSR1, do_nothing);
}

/* The first signal arms the second. */
static void tell_pipe(int number)
{
    int saved = errno;
    ssize_t put;
    size_t i;

    (void)number;
    for (i = 0; i < END_COUNT; i++) {
        if (atomic_load(&is_piped[i])) {
            set_action(ends[i], remove_files);
        }
    }
    /* A full pipe says it already. */
    put = write(pipe_fds[1], "", 1);
    (void)put;
    errno = saved;
}

static void count_continued(int number)
{
    (void)number;
    atomic_fetch_add(&continued, 1);
}

unsigned signals_continued(void)
{
    return atomic_load(&continued);
}

int signals_pipe_open(void)
{
    size_t i;

    if (pipe(pipe_fds) != 0) {
        return -1;
    }
    for (i = 0; i < 2; i++) {
        (void)fcntl(pipe_fds[i], F_SETFD, FD_CLOEXEC);
    }
    for (i = 0; i < END_COUNT; i++) {
        atomic_store(&is_piped[i], !is_ignored(ends[i]));
    }
    for (i = 0; i < END_COUNT; i++) {
        if (atomic_load(&is_piped[i])) {
            set_action(ends[i], tell_pipe);
        }
    }
    set_action(SIGCONT, count_continued);
    return pipe_fds[0];
}

void signals_pipe_close(void)
{
    size_t i;

    for (i = 0; i < END_COUNT; i++) {
        if (atomic_load(&is_piped[i])) {
            set_action(ends[i], remove_files);
        }
    }
    (void)close(pipe_fds[0]);
    (void)close(pipe_fds[1]);
}

void signals_watched(sigset_t *out)
{
    size_t i;

    (void)sigemptyset(out);
    for (i = 0; i < END_COUNT; i++) {
        if (!is_ignored(ends[i])) {
            (void)sigaddset(out, ends[i]);
        }
    }
}

void signals_die_of(int number)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, number);
    (void)raise(number);
    (void)pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void signals_remember(const char *path)
{
    size_t i;

    for (i = 0; i < FILES_MAX; i++) {
        const char *none = NULL;

        if (atomic_compare_exchange_strong(&files[i], &none, path)) {
            return;
        }
    }
}

void signals_forget(const char *path)
{
    size_t i;

    for (i = 0; i < FILES_MAX; i++) {
        const char *same = path;

        if (atomic_compare_exchange_strong(&files[i], &same, NULL)) {
            return;
        }
    }
}
