/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of `parse`: as named, those of a directory, standard input. Each
 * can be read more than once: what cannot be wound back is kept.
 */
#ifndef ADBNET_CMD_INPUTS_H
#define ADBNET_CMD_INPUTS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct input {
    char *path;           /* owned; "-": standard input */
    bool is_of_directory; /* not named by the user himself */
    int fd;               /* -1: open it by its path; else where it was */
    int64_t start;
    struct buf text; /* of what cannot be wound back */
    bool is_kept;
};

struct inputs {
    struct vec list; /* struct input */
};

/*
 * Files of a directory come sorted by name; hidden ones and directories in it
 * are left out. 0 or a negative code with its sentence; inputs_close() is due
 * either way.
 */
int inputs_open(struct inputs *inputs, const char *const *paths, int count,
                struct err *err);
void inputs_close(struct inputs *inputs);

struct input *inputs_at(const struct inputs *inputs, size_t index);

/* "standard input", or the path. */
const char *input_name(const struct input *input);

typedef int (*input_bytes)(void *ctx, const char *bytes, size_t len,
                           struct err *err);

/*
 * From the start to the end, or until on_bytes returns what is not 0, which
 * is then returned. max: stop behind so many bytes.
 */
int input_read(const struct input *input, size_t max, input_bytes on_bytes,
               void *ctx, struct err *err);

#endif
