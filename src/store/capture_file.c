/* SPDX-License-Identifier: Apache-2.0 */
/* The file of a new capture, before SQLite has it; not what is put into it. */
#include "store/capture_state.h"

#include "base/format.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer names cannot be opened. */
#define PATH_CAP 4200

static int fail(const char *path, struct err *err)
{
    return err_set(err, errno == EACCES ? ERR_PERM : ERR_IO, "%s: %s", path,
                   strerror(errno));
}

/* Whoever has it open as a database holds a lock; its log would go wrong. */
static int check_unused(const char *path, struct err *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int rc = 0;

    if (fd < 0) {
        return fail(path, err);
    }
    if (fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK) {
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

int capture_make_file(const char *path, bool is_forced, struct err *err)
{
    struct stat info;
    int fd;

    if (lstat(path, &info) == 0) {
        if (!S_ISREG(info.st_mode)) {
            return err_set(err, ERR_IO,
                           "%s: not a file, so no capture is put there", path);
        }
        if (!is_forced) {
            return err_set(err, ERR_IO, "%s exists; --force overwrites it",
                           path);
        }
        if (check_unused(path, err) < 0) {
            return err->code;
        }
    }
    if (unlink(path) < 0 && errno != ENOENT) {
        return fail(path, err);
    }
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail(path, err);
    }
    (void)close(fd);
    remove_logs(path);
    return 0;
}
