/* SPDX-License-Identifier: Apache-2.0 */
/* See spawn.h. */
#include "cmd/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* The program's environment with ours over it; the array is on the heap. */
char **spawn_environment(const char *const *ours, size_t our_count)
{
    size_t count = 0;
    size_t at = 0;
    char **out;

    while (environ[count] != NULL) {
        count++;
    }
    out = calloc(count + our_count + 1, sizeof(*out));
    for (size_t i = 0; out != NULL && i < our_count; i++) {
        out[at++] = (char *)(uintptr_t)ours[i];
    }
    for (size_t i = 0; out != NULL && i < count; i++) {
        size_t name = strcspn(environ[i], "=") + 1;
        bool is_ours = false;

        for (size_t k = 0; k < our_count; k++) {
            is_ours = is_ours || strncmp(environ[i], ours[k], name) == 0;
        }
        if (!is_ours) {
            out[at++] = environ[i];
        }
    }
    return out;
}

static int add_files(posix_spawn_file_actions_t *files, int in_fd, int out_fd)
{
    int rc = in_fd < 0
                 ? posix_spawn_file_actions_addopen(files, STDIN_FILENO,
                                                    "/dev/null", O_RDONLY, 0)
                 : posix_spawn_file_actions_adddup2(files, in_fd, STDIN_FILENO);

    for (int fd = STDOUT_FILENO; rc == 0 && fd <= STDERR_FILENO; fd++) {
        rc = out_fd < 0 ? posix_spawn_file_actions_addopen(
                              files, fd, "/dev/null", O_WRONLY, 0)
                        : posix_spawn_file_actions_adddup2(files, out_fd, fd);
    }
    return rc;
}

int spawn_shell(const char *command, char **env, int in_fd, int out_fd,
                pid_t *out)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT};
    char sh[] = "sh";
    char dash_c[] = "-c";
    char *const argv[] = {sh, dash_c, (char *)(uintptr_t)command, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none;
    sigset_t defaults;
    int rc = posix_spawn_file_actions_init(&files);

    if (rc != 0) {
        return rc;
    }
    rc = posix_spawnattr_init(&attr);
    if (rc != 0) {
        (void)posix_spawn_file_actions_destroy(&files);
        return rc;
    }
    (void)sigemptyset(&none);
    (void)sigemptyset(&defaults);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        (void)sigaddset(&defaults, ends[i]);
    }
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP |
                                              POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    (void)posix_spawnattr_setpgroup(&attr, 0);
    (void)posix_spawnattr_setsigmask(&attr, &none);
    (void)posix_spawnattr_setsigdefault(&attr, &defaults);
    rc = add_files(&files, in_fd, out_fd);
    if (rc == 0) {
        rc = posix_spawn(out, "/bin/sh", &files, &attr, argv, env);
    }
    (void)posix_spawnattr_destroy(&attr);
    (void)posix_spawn_file_actions_destroy(&files);
    return rc;
}
