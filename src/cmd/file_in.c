/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a whole file. See file_in.h. */
#include "cmd/file_in.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE ((size_t)64 * 1024)

static int fail(const char *path, struct err *err)
{
    return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
}

static int read_all(int fd, const char *path, struct buf *out, struct err *err)
{
    for (;;) {
        size_t want = buf_room(out) < READ_SIZE ? buf_room(out) : READ_SIZE;
        unsigned char *to;
        ssize_t got;

        if (want == 0) {
            return err_set(err, ERR_LIMIT, "%s: larger than %zu bytes", path,
                           out->max);
        }
        if (buf_reserve(out, want, &to) < 0) {
            return err_set(err, ERR_NOMEM, "out of memory");
        }
        got = read(fd, to, want);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 ? 0 : fail(path, err);
        }
        out->len += (size_t)got;
    }
}

int file_in_read(const char *path, struct buf *out, struct err *err)
{
    int fd = STDIN_FILENO;
    int rc;

    if (strcmp(path, "-") != 0) {
        fd = open(path, O_RDONLY | O_NOCTTY);
        if (fd < 0) {
            return fail(path, err);
        }
    }
    rc = read_all(fd, path, out, err);
    if (fd != STDIN_FILENO) {
        (void)close(fd);
    }
    return rc;
}
