/* SPDX-License-Identifier: Apache-2.0 */
/* The inputs of `parse` that are text, through collect/'s reader. */
#ifndef ADBNET_CMD_TEXTS_H
#define ADBNET_CMD_TEXTS_H

#include "cmd/inputs.h"
#include "model/snapshot.h"

struct texts {
    const struct inputs *inputs;
    const char *as; /* --as, or NULL */
    struct snapshot *out;
    /* After each piece; may take rows out of the snapshot. NULL: all stay. */
    int (*on_rows)(void *ctx);
    void *ctx;
};

/*
 * 0 when something in each file that was named, and in at least one, is
 * known; else a negative code with its sentence. A file of a directory of
 * which nothing is known is a warning, file-unknown.
 */
int texts_read(const struct texts *texts, struct err *err);

#endif
