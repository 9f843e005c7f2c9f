/* SPDX-License-Identifier: Apache-2.0 */
/* See held_stderr.h. */
#include "cmd/held_stderr.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fail(struct held_stderr *held, struct err *err)
{
    int rc = err_set(err, ERR_IO, "standard error cannot be held back: %s",
                     strerror(errno));

    if (held->file >= 0) {
        (void)close(held->file);
    }
    if (held->before >= 0) {
        (void)close(held->before);
    }
    return rc;
}

int held_stderr_begin(struct held_stderr *held, struct err *err)
{
    char path[] = "/tmp/adbnet-stderr-XXXXXX";

    held->is_held = 0;
    if (!isatty(STDERR_FILENO)) {
        return 0;
    }
    held->before = -1;
    held->file = mkstemp(path);
    if (held->file < 0 || unlink(path) < 0) {
        return fail(held, err);
    }
    held->before = dup(STDERR_FILENO);
    if (held->before < 0 || fflush(stderr) != 0 ||
        dup2(held->file, STDERR_FILENO) < 0) {
        return fail(held, err);
    }
    held->is_held = 1;
    return 0;
}

void held_stderr_end(struct held_stderr *held)
{
    char bytes[4096];
    ssize_t len;

    if (!held->is_held) {
        return;
    }
    held->is_held = 0;
    (void)fflush(stderr);
    (void)dup2(held->before, STDERR_FILENO);
    (void)close(held->before);
    if (lseek(held->file, 0, SEEK_SET) == 0) {
        while ((len = read(held->file, bytes, sizeof(bytes))) > 0 &&
               write(STDERR_FILENO, bytes, (size_t)len) == len) {
        }
    }
    (void)close(held->file);
}
