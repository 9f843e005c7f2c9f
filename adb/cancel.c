/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canceling through a pipe: the byte that adb_cancel() writes is never read,
 * so the other end stays readable for every poll() to come.
 */
#include "cancel.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct adb_cancel {
    int fds[2];
};

/* Not blocking: a pipe full of requests to cancel is a request to cancel. */
static bool prepare(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags != -1 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) != -1 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) != -1;
}

struct adb_cancel *adb_cancel_new(void)
{
    struct adb_cancel *cancel = malloc(sizeof(*cancel));

    if (cancel == NULL) {
        return NULL;
    }
    if (pipe(cancel->fds) < 0) {
        free(cancel);
        return NULL;
    }
    if (!prepare(cancel->fds[0]) || !prepare(cancel->fds[1])) {
        adb_cancel_free(cancel);
        return NULL;
    }
    return cancel;
}

void adb_cancel(struct adb_cancel *cancel)
{
    ssize_t written = write(cancel->fds[1], "", 1);

    (void)written; /* fails only when the pipe is full of earlier ones */
}

void adb_cancel_free(struct adb_cancel *cancel)
{
    if (cancel == NULL) {
        return;
    }
    (void)close(cancel->fds[0]);
    (void)close(cancel->fds[1]);
    free(cancel);
}

int cancel_fd(const struct adb_cancel *cancel)
{
    return cancel == NULL ? -1 : cancel->fds[0];
}
