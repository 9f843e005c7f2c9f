/* SPDX-License-Identifier: Apache-2.0 */
/* See hook_guard.h. */
#include "cmd/hook_guard.h"

#include "base/format.h"
#include "cmd/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int hook_guard_start(pid_t group, struct hook_guard *out)
{
    char command[160];
    char **env = spawn_environment(NULL, 0);
    int fds[2];
    int rc;

    *out = (struct hook_guard){0, -1};
    if (env == NULL || pipe(fds) != 0) {
        free(env);
        return env == NULL ? ENOMEM : errno;
    }
    (void)fcntl(fds[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(fds[1], F_SETFD, FD_CLOEXEC);
    rc = spawn_shell(format_text(command, sizeof(command),
                                 "read -r x && exit; "
                                 "kill -s TERM -- -%ld; sleep 2; "
                                 "kill -s KILL -- -%ld",
                                 (long)group, (long)group),
                     env, fds[0], -1, &out->pid);
    (void)close(fds[0]);
    free(env);
    if (rc != 0) {
        (void)close(fds[1]);
        out->pid = 0;
        return rc;
    }
    out->fd = fds[1];
    return 0;
}

void hook_guard_end(struct hook_guard *guard)
{
    int status;

    if (guard->pid > 0) {
        /* It reads, whatever happens: there is room for one byte. */
        ssize_t put = write(guard->fd, "\n", 1);

        (void)put;
        (void)close(guard->fd);
        (void)waitpid(guard->pid, &status, 0);
        guard->pid = 0;
    }
}
