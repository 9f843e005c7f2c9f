/* SPDX-License-Identifier: Apache-2.0 */
/* The sinks and files of one command, as -o asked for them. */
#ifndef ADBNET_CMD_OUTPUTS_H
#define ADBNET_CMD_OUTPUTS_H

#include "cmd/file_out.h"
#include "cmd/settings.h"

struct outputs;

struct output {
    struct file_out file;
    const struct sink_ops *format;
    struct sink *sink;
    const struct outputs *all;
    const struct settings *settings;
    bool is_done; /* its reader has gone; nothing more is written */
    /* Of a watching it gets the summary only. */
    bool is_behind_screen;
    struct err err; /* of a write, behind the sink's back */
};

struct outputs {
    struct output list[OUTPUTS_MAX];
    size_t count;
    unsigned kinds;
    /*
     * Called before bytes go out, unless NULL: 0, or a negative code with
     * its sentence, which ends that output.
     */
    int (*before)(void *ctx, struct err *err);
    void *ctx;
    bool
        takes_rows; /* all formats do, so that rows need not be there at once */
};

/* Its sink, for such records. For the files outputs*.c. */
int output_start(struct output *output, unsigned kinds, int64_t taken_at_ms,
                 struct err *err);

/* A failed write has its sentence in output, any other one in err already. */
int output_explain(const struct output *output, int rc, struct err *err);

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

/*
 * The same in parts, if outputs->takes_rows, or of a watching: the start,
 * records of RECORD_ROWS (RECORD_WATCHING) to each output, the end; the files
 * appear. outputs_put() gives
 * FILE_OUT_PIPE_CLOSED when the readers of all have gone.
 */
int outputs_start(struct outputs *outputs, int64_t taken_at_ms,
                  struct err *err);
int outputs_put(struct outputs *outputs, const struct record *record,
                struct err *err);
int outputs_end(struct outputs *outputs, struct err *err);

/*
 * One record of several, at once, to those formats that stream; the others
 * get all with outputs_print(), which then only ends these. 0 or as there.
 */
int outputs_stream(struct outputs *outputs, const struct record *record,
                   int64_t taken_at_ms, struct err *err);

/* Drains what was put so far. 0 or as outputs_put(). */
int outputs_flush(struct outputs *outputs, struct err *err);

/* Leaves nothing behind. Harmless after outputs_print(). */
void outputs_abandon(struct outputs *outputs);

#endif
