/* SPDX-License-Identifier: Apache-2.0 */
/* A file from its start, as often as somebody asks. See inputs.h. */
#include "cmd/inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE ((size_t)128 * 1024)

const char *input_name(const struct input *input)
{
    return strcmp(input->path, "-") == 0 ? "standard input" : input->path;
}

static int fail(const char *name, struct err *err)
{
    return err_set(err, ERR_IO, "%s: %s", name, strerror(errno));
}

static int read_fd(int fd, const char *name, size_t max, input_bytes on_bytes,
                   void *ctx, struct err *err)
{
    char *bytes = malloc(READ_SIZE);
    int rc = bytes == NULL ? err_set(err, ERR_NOMEM, "out of memory") : 0;

    while (rc == 0 && max > 0) {
        ssize_t got = read(fd, bytes, max < READ_SIZE ? max : READ_SIZE);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            rc = got == 0 ? 0 : fail(name, err);
            break;
        }
        max -= (size_t)got;
        rc = on_bytes(ctx, bytes, (size_t)got, err);
    }
    free(bytes);
    return rc;
}

int input_read(const struct input *input, size_t max, input_bytes on_bytes,
               void *ctx, struct err *err)
{
    int fd = input->fd;
    int rc;

    if (input->is_kept) {
        size_t len = input->text.len < max ? input->text.len : max;

        return len == 0
                   ? 0
                   : on_bytes(ctx, (const char *)input->text.data, len, err);
    }
    if (fd < 0) {
        fd = open(input->path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    } else if (lseek(fd, (off_t)input->start, SEEK_SET) < 0) {
        fd = -1;
    }
    if (fd < 0) {
        return fail(input->path, err);
    }
    rc = read_fd(fd, input_name(input), max, on_bytes, ctx, err);
    if (fd != input->fd) {
        (void)close(fd);
    }
    return rc;
}
