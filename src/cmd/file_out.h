/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing to standard output and to files. A new file is written under a
 * temporary name beside its place and renamed when it is complete; one that
 * exists stays unless --force was given. Devices and pipes are written
 * directly.
 */
#ifndef ADBNET_CMD_FILE_OUT_H
#define ADBNET_CMD_FILE_OUT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* What file_out_write() gives when the reader has closed the pipe. */
#define FILE_OUT_PIPE_CLOSED (-200)

struct file_out {
    int fd;           /* -1: closed */
    const char *path; /* NULL: standard output; borrowed */
    char *temp_path;  /* NULL: written directly */
};

/* path NULL: standard output. 0 or a negative code with its sentence. */
int file_out_open(struct file_out *file, const char *path, bool want_force,
                  struct err *err);

/* All of it; 0, FILE_OUT_PIPE_CLOSED, or a negative code. */
int file_out_write(struct file_out *file, const char *bytes, size_t len,
                   struct err *err);

/* Puts the file into its place. */
int file_out_commit(struct file_out *file, struct err *err);

/* Leaves nothing behind. After commit: nothing to do. */
void file_out_abandon(struct file_out *file);

#endif
