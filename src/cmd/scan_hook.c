/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_hook.h. */
#include "cmd/scan_hook.h"

#include "base/buf.h"
#include "base/deadline.h"
#include "cmd/hook_guard.h"
#include "cmd/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_LEN ((size_t)1024)
#define PIECE 4096
#define GRACE_MS 2000

struct scan_hook {
    pid_t pid; /* of its shell, and its group */
    struct hook_guard guard;
    int fd;
    struct buf line;
    void (*tell)(void *ctx, const char *text);
    void *ctx;
    bool has_left; /* the shell has ended, and was waited for */
    bool is_ending;
    bool was_killed;
    bool is_over;
    struct deadline kill_at;
    int status;
};

static int start(struct scan_hook *hook,
                 const struct scan_hook_options *options, struct err *err)
{
    char **env =
        spawn_environment(options->environment, options->environment_count);
    int fds[2];
    int rc;

    if (env == NULL || pipe(fds) != 0) {
        free(env);
        return err_set(err, ERR_NOMEM, "out of memory or file descriptors");
    }
    (void)fcntl(fds[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(fds[1], F_SETFD, FD_CLOEXEC);
    (void)fcntl(fds[0], F_SETFL, O_NONBLOCK);
    rc = spawn_shell(options->command, env, -1, fds[1], &hook->pid);
    (void)close(fds[1]);
    free(env);
    if (rc != 0) {
        (void)close(fds[0]);
        return err_set(err, ERR_IO, "/bin/sh: %s", strerror(rc));
    }
    hook->fd = fds[0];
    rc = hook_guard_start(hook->pid, &hook->guard);
    return rc == 0 ? 0 : err_set(err, ERR_IO, "/bin/sh: %s", strerror(rc));
}

int scan_hook_start(const struct scan_hook_options *options,
                    struct scan_hook **out, struct err *err)
{
    struct scan_hook *hook = calloc(1, sizeof(*hook));
    int rc;

    *out = NULL;
    if (hook == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    hook->tell = options->line;
    hook->ctx = options->ctx;
    hook->status = -1;
    buf_init(&hook->line, LINE_MAX_LEN + 1);
    rc = start(hook, options, err);
    if (rc < 0) {
        if (hook->pid > 0) {
            scan_hook_free(hook);
        } else {
            free(hook);
        }
        return rc;
    }
    *out = hook;
    return 0;
}

int scan_hook_fd(const struct scan_hook *hook)
{
    return hook->fd;
}

static void tell_line(struct scan_hook *hook)
{
    if (hook->line.len > 0 && buf_putc(&hook->line, '\0') == 0) {
        hook->tell(hook->ctx, (const char *)hook->line.data);
    }
    hook->line.len = 0;
}

static void close_pipe(struct scan_hook *hook)
{
    if (hook->fd >= 0) {
        tell_line(hook);
        (void)close(hook->fd);
        hook->fd = -1;
    }
}

void scan_hook_read(struct scan_hook *hook)
{
    char piece[PIECE];
    ssize_t got = hook->fd < 0 ? 0 : read(hook->fd, piece, sizeof(piece));

    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return;
    }
    if (got <= 0) {
        close_pipe(hook);
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (piece[i] == '\n') {
            tell_line(hook);
        } else if (hook->line.len < LINE_MAX_LEN && piece[i] != '\0') {
            /* No memory: the line is shorter. */
            (void)buf_putc(&hook->line, piece[i]);
        }
    }
}

void scan_hook_end(struct scan_hook *hook)
{
    if (!hook->is_ending) {
        hook->is_ending = true;
        hook->kill_at = deadline_in(clock_system(), GRACE_MS);
        (void)kill(-hook->pid, SIGTERM);
    }
}

static void reap(struct scan_hook *hook)
{
    int status;

    if (!hook->has_left && waitpid(hook->pid, &status, WNOHANG) == hook->pid) {
        hook->has_left = true;
        hook->status =
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
}

bool scan_hook_is_over(struct scan_hook *hook, int *out_status)
{
    reap(hook);
    if (hook->has_left) {
        scan_hook_end(hook);
    }
    if (hook->is_ending && deadline_is_over(&hook->kill_at)) {
        (void)kill(-hook->pid, SIGKILL);
        reap(hook);
        /* Whom nobody waits for stays in the group, dead. */
        hook->is_over = hook->has_left && hook->was_killed;
        hook->was_killed = true;
        hook->kill_at = deadline_in(clock_system(), GRACE_MS);
    }
    if (!hook->has_left || (!hook->is_over && kill(-hook->pid, 0) == 0)) {
        return false;
    }
    hook->is_over = true;
    scan_hook_read(hook);
    close_pipe(hook);
    *out_status = hook->status;
    return true;
}

void scan_hook_free(struct scan_hook *hook)
{
    int status;

    if (hook == NULL) {
        return;
    }
    if (!hook->is_over) {
        (void)kill(-hook->pid, SIGKILL);
    }
    if (!hook->has_left) {
        (void)waitpid(hook->pid, &status, 0);
    }
    hook_guard_end(&hook->guard);
    if (hook->fd >= 0) {
        (void)close(hook->fd);
    }
    buf_fini(&hook->line);
    free(hook);
}
