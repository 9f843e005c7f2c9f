/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seam between asking and being answered: one request in, the phone's
 * bytes out. Behind it stands a live phone, a recording, or a test's array.
 * Whoever asks (collect/) knows no transport; whoever answers (link/) knows
 * no format.
 */
#ifndef ADBNET_MODEL_RUNNER_H
#define ADBNET_MODEL_RUNNER_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum runner_stream { RUNNER_STDOUT = 1, RUNNER_STDERR = 2 };

struct request {
    const char *kind; /* "snapshot": what a recording files it under */
    /*
     * The shell text to run on the phone, of any length: how it travels is
     * the live runner's business. It leaves nothing behind, and reads
     * standard input only when it was opened as a talk.
     */
    const char *script;
    size_t script_len;
    /*
     * The random word on this run's frame lines, or "" when it is to be
     * taken from the first frame (a replay: see runner_is_replay).
     */
    const char *token;
    int timeout_ms; /* for all of it; -1: none */
    int idle_ms;    /* without a byte; -1: none */
};

/*
 * Bytes as they come, cut anywhere. at_ms is the laptop's wall clock when
 * they came (a replay gives the recorded time). Returns 0 to go on, or a
 * negative code, which ends the request and is what run() returns.
 */
typedef int (*runner_bytes)(void *ctx, enum runner_stream stream, int64_t at_ms,
                            const char *bytes, size_t len);

/* How a request ended, filled when run() returns, whatever it returns. */
struct runner_end {
    int64_t sent_at_ms; /* laptop's wall clock */
    int64_t ended_at_ms;
    int exit_status; /* of the script; -1 unknown */
};

/*
 * An answer that goes on: the script runs and is told, on its standard
 * input, what to do next. It ends with its input or with the talk.
 */
struct runner_talk;

struct runner_talk_ops {
    /*
     * Hands over what has come, waiting at most timeout_ms for it (-1: for
     * ever; a replay never waits). 1: there may be more; 0: the script ended
     * by itself; ERR_TIMEOUT: nothing came, and err is as it was; another
     * negative code: it broke, with its sentence, or is what on_bytes
     * returned. After 0 and these nothing but close() is left.
     */
    int (*read)(struct runner_talk *talk, int timeout_ms, runner_bytes on_bytes,
                void *ctx, struct err *err);
    /*
     * All of it to the script's standard input. In a replay nothing happens.
     * 0 or a negative code.
     */
    int (*write)(struct runner_talk *talk, const char *bytes, size_t len,
                 struct err *err);
    /* Frees it. A script that still runs gets SIGHUP where adbd sends it. */
    void (*close)(struct runner_talk *talk);
};

struct runner_talk {
    const struct runner_talk_ops *ops;
    int64_t opened_at_ms; /* laptop's wall clock, or the recorded one */
    int exit_status;      /* after read() gave 0; -1 unknown */
};

struct runner;

struct runner_ops {
    /*
     * 0 when the phone's side ended by itself, else a negative code with
     * the sentence in err. Bytes passed on before an error are valid.
     */
    int (*run)(struct runner *runner, const struct request *request,
               runner_bytes on_bytes, void *ctx, struct runner_end *out_end,
               struct err *err);
    /*
     * Starts a request whose answer goes on; its limits of time are those of
     * the start only. Several talks may be open beside each other, and run()
     * works meanwhile, all in one thread. 0, or a negative code with its
     * sentence and *out NULL. The caller closes *out before the runner.
     */
    int (*open_talk)(struct runner *runner, const struct request *request,
                     struct runner_talk **out, struct err *err);
    /* Frees the runner. What was printed is on its way before this. */
    void (*close)(struct runner *runner);
};

struct runner {
    const struct runner_ops *ops;
    /*
     * The bytes were recorded: the token of the frames is the recorded
     * one, and no time-out applies.
     */
    int is_replay;
};

static inline int runner_run(struct runner *runner,
                             const struct request *request,
                             runner_bytes on_bytes, void *ctx,
                             struct runner_end *out_end, struct err *err)
{
    return runner->ops->run(runner, request, on_bytes, ctx, out_end, err);
}

static inline int runner_open_talk(struct runner *runner,
                                   const struct request *request,
                                   struct runner_talk **out, struct err *err)
{
    return runner->ops->open_talk(runner, request, out, err);
}

static inline int runner_talk_read(struct runner_talk *talk, int timeout_ms,
                                   runner_bytes on_bytes, void *ctx,
                                   struct err *err)
{
    return talk->ops->read(talk, timeout_ms, on_bytes, ctx, err);
}

static inline int runner_talk_write(struct runner_talk *talk, const char *bytes,
                                    size_t len, struct err *err)
{
    return talk->ops->write(talk, bytes, len, err);
}

/* Accepts NULL. */
static inline void runner_talk_close(struct runner_talk *talk)
{
    if (talk != NULL) {
        talk->ops->close(talk);
    }
}

static inline void runner_close(struct runner *runner)
{
    if (runner != NULL) {
        runner->ops->close(runner);
    }
}

#endif
