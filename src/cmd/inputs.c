/* SPDX-License-Identifier: Apache-2.0 */
/* See inputs.h. */
#include "cmd/inputs.h"

#include "base/format.h"
#include "cmd/file_in.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX ((size_t)4096)
/* Of what comes through a pipe; no phone prints as much. */
#define KEPT_MAX ((size_t)1024 * 1024 * 1024)

static int fail(const char *path, struct err *err)
{
    return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
}

struct input *inputs_at(const struct inputs *inputs, size_t index)
{
    return vec_at(&inputs->list, index);
}

/* Takes over the path. */
static int add(struct inputs *inputs, char *path, bool is_of_directory,
               struct err *err)
{
    struct input input = {
        .path = path, .is_of_directory = is_of_directory, .fd = -1};
    int rc = path == NULL ? ERR_NOMEM : vec_push(&inputs->list, &input);

    if (rc < 0) {
        free(path);
        return err_set(err, rc,
                       rc == ERR_LIMIT ? "more than 4096 files"
                                       : "out of memory");
    }
    return 0;
}

static char *join_path(const char *directory, const char *name)
{
    size_t len = strlen(directory);
    size_t size = len + strlen(name) + 2;
    const char *slash = len > 0 && directory[len - 1] == '/' ? "" : "/";
    char *path = malloc(size);

    if (path != NULL) {
        (void)format_text(path, size, "%s%s%s", directory, slash, name);
    }
    return path;
}

static bool is_file(const char *path)
{
    struct stat info;

    return path != NULL && stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static int compare_inputs(const void *a, const void *b)
{
    return strcmp(((const struct input *)a)->path,
                  ((const struct input *)b)->path);
}

static int read_entries(struct inputs *inputs, DIR *handle, const char *path,
                        struct err *err)
{
    const struct dirent *entry;
    int rc = 0;

    while (rc == 0 && (entry = readdir(handle)) != NULL) {
        char *file;

        if (entry->d_name[0] == '.') {
            continue;
        }
        file = join_path(path, entry->d_name);
        if (is_file(file) || file == NULL) {
            rc = add(inputs, file, true, err);
        } else {
            free(file);
        }
    }
    return rc;
}

static int add_directory(struct inputs *inputs, const char *path,
                         struct err *err)
{
    size_t before = inputs->list.len;
    struct vec added = inputs->list;
    DIR *handle = opendir(path);
    int rc;

    if (handle == NULL) {
        return fail(path, err);
    }
    rc = read_entries(inputs, handle, path, err);
    (void)closedir(handle);
    if (rc == 0 && inputs->list.len == before) {
        return err_set(err, ERR_IO, "%s: no file is in it", path);
    }
    if (rc == 0) {
        added = inputs->list;
        added.items = inputs_at(inputs, before);
        added.len -= before;
        vec_sort(&added, compare_inputs);
    }
    return rc;
}

/* What can be wound back is read again, anything else is kept. */
static int prepare(struct input *input, struct err *err)
{
    struct stat info;
    off_t start;

    if (strcmp(input->path, "-") != 0) {
        if (stat(input->path, &info) != 0) {
            return fail(input->path, err);
        }
        input->is_kept = !S_ISREG(info.st_mode);
    } else {
        start = lseek(STDIN_FILENO, 0, SEEK_CUR);
        input->fd = STDIN_FILENO;
        input->start = (int64_t)start;
        input->is_kept = start < 0 || fstat(STDIN_FILENO, &info) != 0 ||
                         !S_ISREG(info.st_mode);
    }
    buf_init(&input->text, KEPT_MAX);
    return input->is_kept ? file_in_read(input->path, &input->text, err) : 0;
}

static int add_path(struct inputs *inputs, const char *path, struct err *err)
{
    struct stat info;
    int rc;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        return add_directory(inputs, path, err);
    }
    rc = add(inputs, strdup(path), false, err);
    return rc < 0 ? rc : prepare(inputs_at(inputs, inputs->list.len - 1), err);
}

int inputs_open(struct inputs *inputs, const char *const *paths, int count,
                struct err *err)
{
    int rc = 0;

    vec_init(&inputs->list, sizeof(struct input), FILES_MAX);
    for (int i = 0; i < count && rc == 0; i++) {
        rc = add_path(inputs, paths[i], err);
    }
    return rc;
}

void inputs_close(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->list.len; i++) {
        struct input *input = inputs_at(inputs, i);

        free(input->path);
        buf_fini(&input->text);
    }
    vec_fini(&inputs->list);
}
