/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's insides. Private to cmd/watch_*.c. */
#ifndef ADBNET_CMD_WATCH_STATE_H
#define ADBNET_CMD_WATCH_STATE_H

#include "base/clock.h"
#include "base/deadline.h"
#include "cmd/look.h"
#include "cmd/watch_worker.h"
#include "collect/sampling.h"

#include <pthread.h>
#include <stdatomic.h>

#define ASIDES_MAX 4
/* Behind an order that others will follow. */
#define BRISK_MS 1500

enum order_kind {
    ORDER_ASK,
    ORDER_SOON, /* the same, at once */
    ORDER_RUN,
    ORDER_SAY,  /* said, to an aside */
    ORDER_DROP, /* an aside */
    ORDER_STOP,
    ORDER_TAKEN
};

/* From main to the thread; on the heap. */
struct order {
    enum order_kind kind;
    unsigned parts; /* of ORDER_STOP */
    unsigned aside;
    const char *name;  /* of the request */
    struct buf script; /* what runs on the phone, or is said */
    struct buf said;   /* to it, before it was started */
    int timeout_ms;
    bool wants_lines;
    struct order *next; /* among those that wait */
};

/* A command that runs beside the samples. */
struct aside {
    struct order *order; /* NULL: free */
    struct runner_talk *talk;
    struct buf text; /* what it printed, or the start of a line */
    struct deadline deadline;
    struct deadline alive; /* when the phone is told next that we are there */
    int64_t started_ms;
};

struct watch_worker {
    struct watch_options options;
    pthread_t thread;
    struct adb_cancel *cancel;
    struct queue *orders;
    atomic_uint asked; /* parts of the one ORDER_ASK that is on its way */
    atomic_bool is_canceled;
    unsigned last_aside; /* main's */

    /* The thread's own. */
    struct settings settings; /* whose phone is the one that was found */
    char serial[LINK_SERIAL_CAP];
    struct log log;
    struct phone_link phone;
    struct rights rights;
    char token[TOKEN_LEN + 1];
    struct buf script; /* the loop's */
    struct sampling *sampling;
    struct runner_talk *talk;
    struct aside asides[ASIDES_MAX];
    struct order *waiting; /* asides that are to be started */
    int64_t turn_ms;       /* monotonic: the last turn began */
    unsigned continued;    /* signals_continued() then */
    int64_t slept_ms;      /* and clock_slept_ms() */
    bool has_waited;       /* for main */
    bool is_stopping;
    bool is_taken; /* of a replay: the last message */
    struct deadline stop_at;
    int64_t heard_ms; /* monotonic: the loop's last byte */
    bool has_heard;
    int64_t brisk_ms; /* monotonic: until then orders come one upon another */
    struct err err;
};

void order_free(struct order *order);

/* ---- watch_worker.c: main's side ---- */

struct order *watch_order_new(enum order_kind kind, unsigned parts);

/* Takes it over. 0 or ERR_CANCELED. */
int watch_give(struct watch_worker *worker, struct order *order);

/* ---- watch_thread.c ---- */

void *watch_thread(void *arg);

/* ---- watch_turn.c ---- */

#define WATCH_STOPPED 2

/*
 * Samples until WATCH_STOPPED; 0: the loop has ended by itself; or a negative
 * code. Of the latter two worker->err has the sentence.
 */
int watch_sample(struct watch_worker *worker);

/* ---- watch_tell.c ---- */

/* A message about now, or NULL and worker->err. */
struct watch_message *watch_message_new(struct watch_worker *worker,
                                        enum watch_kind kind);

/*
 * Hands it to main, waiting while the queue is full. 0, or ERR_CANCELED when
 * nobody takes messages any more; it is gone either way.
 */
int watch_tell(struct watch_worker *worker, struct watch_message *message);

/* Terminated, on the heap; NULL: no memory. */
char *watch_copy_text(const char *bytes, size_t len);

int watch_tell_text(struct watch_worker *worker, enum watch_kind kind,
                    const char *text);

int watch_tell_line(struct watch_worker *worker, unsigned aside, int64_t at_ms,
                    struct str line);

/* For struct sampling_events; ctx is the worker. */
int watch_on_sample(void *ctx, struct sample *sample);
int watch_on_gap(void *ctx, const struct gap *gap);

/* Takes what main has asked for. */
void watch_take_orders(struct watch_worker *worker);

/* Waits for an order at most so long. */
void watch_wait(struct watch_worker *worker, int timeout_ms);

/* ---- watch_link.c ---- */

/* Reaches the phone, looks once, tells main. 0 or worker->err. */
int watch_first_look(struct watch_worker *worker);

/* Reaches the same phone again, after the link was let go. */
int watch_reopen(struct watch_worker *worker);

/* Starts the loop on the phone. */
int watch_start_loop(struct watch_worker *worker);

/* ---- watch_aside.c ---- */

/* Starts those that wait, reads those that run. 0 or a negative code. */
int watch_asides(struct watch_worker *worker);

/* Tells those that run, every now and then, that somebody is there. */
void watch_asides_alive(struct watch_worker *worker);

/* It has ended, or is to: tells so, and frees its place. */
int watch_aside_end(struct watch_worker *worker, struct aside *aside,
                    int status);

bool watch_has_asides(const struct watch_worker *worker);

/* The phone is gone: all that run have ended, with status -1. */
void watch_asides_end(struct watch_worker *worker);

/* Nobody wants to know any more. */
void watch_asides_drop(struct watch_worker *worker);

/* ---- watch_say.c ---- */

/* Takes an ORDER_SAY or ORDER_DROP. */
void watch_say_order(struct watch_worker *worker, struct order *order);

#endif
