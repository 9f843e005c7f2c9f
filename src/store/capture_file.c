/* SPDX-License-Identifier: Apache-2.0 */
/* The file of a new capture, before SQLite has it; not what is put into it. */
#include "store/capture_state.h"

#include "base/format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer names cannot be opened. */
#define PATH_CAP 4200
/* Behind the name, until a capture can be read. */
#define PART_SUFFIX ".new"

static int fail(const char *path, struct err *err)
{
    return err_set(err, errno == EACCES ? ERR_PERM : ERR_IO, "%s: %s", path,
                   strerror(errno));
}

/* Behind the bytes that SQLite locks, and those that it could: it stops at
 * https://sqlite.org/fileformat.html, "The Lock-Byte Page". */
#define WRITER_BYTE 0x7ffffff0

static struct flock writer_byte(void)
{
    return (struct flock){.l_type = F_WRLCK,
                          .l_whence = SEEK_SET,
                          .l_start = WRITER_BYTE,
                          .l_len = 1};
}

static int say_writer(const char *path, int fd, struct err *err)
{
    struct flock byte = writer_byte();

    if (fcntl(fd, F_GETLK, &byte) < 0 || byte.l_type == F_UNLCK) {
        return 0;
    }
    return err_set(err, ERR_IO, "%s: another adbnet writes it (pid %ld)", path,
                   (long)byte.l_pid);
}

int capture_lock(const char *path, int *out_fd, struct err *err)
{
    struct flock byte = writer_byte();
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int rc = 0;

    *out_fd = -1;
    if (fd < 0) {
        return fail(path, err);
    }
    if (fcntl(fd, F_SETLK, &byte) < 0 && (errno == EAGAIN || errno == EACCES)) {
        rc = say_writer(path, fd, err);
        if (rc == 0) {
            rc = err_set(err, ERR_IO, "%s: another adbnet writes it", path);
        }
    }
    *out_fd = fd; /* to be closed behind SQLite in any case */
    return rc;
}

int capture_check_unwritten(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int rc;

    if (fd < 0) {
        return fail(path, err);
    }
    rc = say_writer(path, fd, err);
    (void)close(fd);
    return rc;
}

/* Whoever has it open as a database holds a lock; its log would go wrong. */
int capture_check_unused(const char *path, struct err *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int rc;

    if (fd < 0) {
        return fail(path, err);
    }
    rc = say_writer(path, fd, err);
    if (rc == 0 && fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK) {
        rc = err_set(err, ERR_IO, "%s is in use (pid %ld)", path,
                     (long)whole.l_pid);
    }
    (void)close(fd);
    return rc;
}

/* What a killed run left, or has yet of a file that was taken from it. */
static void remove_logs(const char *path)
{
    static const char *const suffixes[] = {"-wal", "-shm"};
    char name[PATH_CAP];

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        (void)unlink(
            format_text(name, sizeof(name), "%s%s", path, suffixes[i]));
    }
}

void capture_remove_file(const char *path)
{
    (void)unlink(path);
    remove_logs(path);
}

/* What is there may go, or nothing is. */
static int check_place(const char *path, bool is_forced, struct err *err)
{
    struct stat info;

    if (lstat(path, &info) < 0) {
        return 0;
    }
    if (!S_ISREG(info.st_mode)) {
        return err_set(err, ERR_IO,
                       "%s: not a file, so no capture is put there", path);
    }
    if (!is_forced) {
        return err_set(err, ERR_IO, "%s exists; --force overwrites it", path);
    }
    return capture_check_unused(path, err);
}

int capture_make_file(const char *path, bool is_forced, char **out_part,
                      struct err *err)
{
    size_t size = strlen(path) + sizeof(PART_SUFFIX);
    char *part = malloc(size);
    int fd;

    *out_part = NULL;
    if (part == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    (void)format_text(part, size, "%s" PART_SUFFIX, path);
    if (check_place(path, is_forced, err) < 0 ||
        check_place(part, true, err) < 0) {
        free(part);
        return err->code;
    }
    (void)unlink(part);
    remove_logs(part);
    fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        free(part);
        return fail(path, err);
    }
    (void)close(fd);
    *out_part = part;
    return 0;
}

int capture_put_file(const char *part, const char *path, bool is_forced,
                     struct err *err)
{
    int rc = check_place(path, is_forced, err);

    if (rc < 0) {
        return rc;
    }
    remove_logs(path);
    return rename(part, path) < 0 ? fail(path, err) : 0;
}
