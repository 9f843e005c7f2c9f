/* SPDX-License-Identifier: Apache-2.0 */
/* The sinks and files of one command, as -o asked for them. */
#ifndef ADBNET_CMD_OUTPUTS_H
#define ADBNET_CMD_OUTPUTS_H

#include "cmd/file_out.h"
#include "cmd/settings.h"

struct output {
    struct file_out file;
    const struct sink_ops *format;
    struct sink *sink;
    const struct settings *settings;
    struct err err; /* of a write, behind the sink's back */
};

struct outputs {
    struct output list[OUTPUTS_MAX];
    size_t count;
    unsigned kinds;
};

/*
 * Checks and opens all files, before a phone is asked: what is in the way
 * shall not cost a run. kinds: of the records that will be put. 0 or a
 * negative code; then none is open.
 */
int outputs_open(struct outputs *outputs, const struct settings *settings,
                 unsigned kinds, struct err *err);

/* Starts the formats; taken_at_ms: when what follows was seen. */
int outputs_start(struct outputs *outputs, int64_t taken_at_ms,
                  struct err *err);

/* One record to each; FILE_OUT_PIPE_CLOSED when a reader has gone. */
int outputs_put(struct outputs *outputs, const struct record *record,
                struct err *err);

/* Ends all of them; the files appear. */
int outputs_close(struct outputs *outputs, struct err *err);

/* Leaves nothing behind. Harmless after outputs_close(). */
void outputs_abandon(struct outputs *outputs);

#endif
