/* SPDX-License-Identifier: Apache-2.0 */
/* Files that appear whole or not at all. See file_out.h. */
#include "cmd/file_out.h"

#include "cmd/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMP_SUFFIX ".adbnet-XXXXXX"

static int fail(const char *path, const char *what, struct err *err)
{
    return err_set(err, ERR_IO, "%s: %s: %s",
                   path == NULL ? "standard output" : path, what,
                   strerror(errno));
}

static int open_temp(struct file_out *file, struct err *err)
{
    size_t size = strlen(file->path) + sizeof(TEMP_SUFFIX);

    file->temp_path = malloc(size);
    if (file->temp_path == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    (void)snprintf(file->temp_path, size, "%s" TEMP_SUFFIX, file->path);
    /* mkstemp makes it 0600: what a phone says is nobody else's business. */
    file->fd = mkstemp(file->temp_path);
    if (file->fd < 0) {
        free(file->temp_path);
        file->temp_path = NULL;
        return fail(file->path, "cannot be written", err);
    }
    signals_remember(file->temp_path);
    return 0;
}

/* The temporary name has had its day. */
static void forget_temp(struct file_out *file)
{
    signals_forget(file->temp_path);
    free(file->temp_path);
    file->temp_path = NULL;
}

int file_out_open(struct file_out *file, const char *path, bool want_force,
                  struct err *err)
{
    struct stat info;

    memset(file, 0, sizeof(*file));
    file->path = path;
    file->fd = STDOUT_FILENO;
    if (path == NULL) {
        return 0;
    }
    file->fd = -1;
    if (stat(path, &info) != 0) {
        return open_temp(file, err);
    }
    if (S_ISREG(info.st_mode)) {
        return want_force ? open_temp(file, err)
                          : err_set(err, ERR_IO,
                                    "%s exists; --force overwrites it", path);
    }
    file->fd = open(path, O_WRONLY | O_NOCTTY);
    return file->fd < 0 ? fail(path, "cannot be written", err) : 0;
}

int file_out_write(struct file_out *file, const char *bytes, size_t len,
                   struct err *err)
{
    while (len > 0) {
        ssize_t done = write(file->fd, bytes, len);

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0 && errno == EPIPE) {
            return FILE_OUT_PIPE_CLOSED;
        }
        if (done < 0) {
            return fail(file->path, "write failed", err);
        }
        bytes += done;
        len -= (size_t)done;
    }
    return 0;
}

int file_out_commit(struct file_out *file, struct err *err)
{
    int rc = 0;

    if (file->path == NULL || file->fd < 0) {
        return 0;
    }
    if (close(file->fd) != 0) {
        rc = fail(file->path, "write failed", err);
    }
    file->fd = -1;
    if (rc == 0 && file->temp_path != NULL &&
        rename(file->temp_path, file->path) != 0) {
        rc = fail(file->path, "cannot be put in its place", err);
    }
    if (rc < 0) {
        file_out_abandon(file);
        return rc;
    }
    if (file->temp_path != NULL) {
        forget_temp(file);
    }
    return 0;
}

void file_out_abandon(struct file_out *file)
{
    if (file->fd >= 0 && file->path != NULL) {
        (void)close(file->fd);
    }
    file->fd = -1;
    if (file->temp_path != NULL) {
        (void)unlink(file->temp_path);
        forget_temp(file);
    }
}
