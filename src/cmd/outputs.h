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

/*
 * One record to each, and their ends; the files appear. taken_at_ms: when
 * the record was seen. 0, FILE_OUT_PIPE_CLOSED when standard output's reader
 * has gone, or a negative code; then standard output, which comes last, has
 * got nothing unless it is what failed.
 */
int outputs_print(struct outputs *outputs, const struct record *record,
                  int64_t taken_at_ms, struct err *err);

/* Leaves nothing behind. Harmless after outputs_print(). */
void outputs_abandon(struct outputs *outputs);

#endif
