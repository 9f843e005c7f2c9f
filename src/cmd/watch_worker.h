/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The thread that watches one phone: a first look, then samples for as long
 * as nobody stops it, over whatever happens to cable, adbd or server. What it
 * learns it hands to the main thread, as messages that are owned by whoever
 * takes them from the queue. Main judges and prints; nothing is shared.
 */
#ifndef ADBNET_CMD_WATCH_WORKER_H
#define ADBNET_CMD_WATCH_WORKER_H

#include "base/queue.h"
#include "cmd/settings.h"
#include "model/addr.h"
#include "model/sample.h"
#include "track/target.h"

/* For what is asked for at the end. */
#define WATCH_STOP_MS 1800

struct watch_worker;

enum watch_kind {
    WATCH_BASE,   /* base: the first look. The first message, or WATCH_END */
    WATCH_SAMPLE, /* sample */
    WATCH_GAP,    /* gap: told before the sample behind it, or the end */
    WATCH_AWAY,   /* the phone went; text says why. A gap follows later */
    WATCH_BACK,   /* it is there again */
    WATCH_LINE,   /* of an aside that tells lines: aside, text */
    WATCH_ASIDE,  /* an aside has ended: aside, status, took_ms, text */
    WATCH_END     /* the last message; err.code 0: it was stopped */
};

/* What the phone is and how it is reached, with the base. */
struct watch_phone {
    char serial[300];
    const char *via;        /* static */
    struct addr own_laptop; /* our own connection: see struct link */
    uint16_t own_laptop_port;
    struct addr own_phone;
    uint16_t own_phone_port;
};

struct watch_message {
    enum watch_kind kind;
    unsigned phone;          /* as in the options */
    int64_t at_ms;           /* laptop's wall clock */
    struct watch_phone link; /* WATCH_BASE */
    struct snapshot *base;
    struct sample *sample;
    struct gap gap;
    unsigned aside; /* its number */
    int status;     /* of its command: 0 to 255; -1 unknown: it was cut */
    int64_t took_ms;
    int64_t started_ms; /* WATCH_ASIDE: the laptop's clock, or the recorded */
    char *text; /* terminated, or NULL: for an aside all that it printed */
    struct err err;
    bool is_unreachable; /* of WATCH_END: no phone could be reached */
};

/* With all that is in it. Accepts NULL. */
void watch_message_free(struct watch_message *message);

struct watch_options {
    const struct settings *settings; /* borrowed until the end */
    const struct target *targets;    /* borrowed; whom run-as is asked for */
    size_t target_count;
    struct queue *queue; /* to main; one for all phones */
    unsigned phone;      /* put into each message */
    int interval_ms;
    bool want_raw; /* samples bring the tables' own text */
};

/*
 * For the messages of all phones: while it is full their threads wait. NULL
 * without memory or descriptors; to be emptied, then queue_free().
 */
struct queue *watch_queue_new(void);

/*
 * Starts the thread. 0 with *out, to be ended with watch_worker_free(), or a
 * negative code with its sentence. While the queue is full the thread waits.
 */
int watch_worker_start(const struct watch_options *options,
                       struct watch_worker **out, struct err *err);

/* From main. The next sample, or one soon after, has these parts too. */
void watch_worker_ask(struct watch_worker *worker, unsigned parts);

/* The same, at once, and nothing else until they have come. */
void watch_worker_soon(struct watch_worker *worker, unsigned parts);

/*
 * From main: starts a command on the phone beside the samples. kind is
 * static: what a recording files it under. The script is copied. WATCH_ASIDE
 * with the number that is returned follows, after timeout_ms (-1: none) at the
 * latest; with wants_lines each line comes as a message of its own, at once.
 * 0: no memory. Of more than 4 that run the later ones wait.
 */
unsigned watch_worker_run(struct watch_worker *worker, const char *kind,
                          const char *script, int timeout_ms, bool wants_lines);

/*
 * From main: starts what ends by itself when nobody is there any more, and
 * reads its standard input meanwhile; it tells lines. As above.
 */
unsigned watch_worker_open(struct watch_worker *worker, const char *kind,
                           const char *script, size_t len);

/* To the standard input of that; in vain when it has ended. */
void watch_worker_say(struct watch_worker *worker, unsigned aside,
                      const char *text, size_t len);

/* Ends that; WATCH_ASIDE follows. */
void watch_worker_drop(struct watch_worker *worker, unsigned aside);

/*
 * From main, behind each message of a replay, and what it asked for because
 * of it: the thread waits for that, so that the same recording gives the
 * same messages.
 */
void watch_worker_taken(struct watch_worker *worker);

/*
 * From main: parts are asked for once more, and when they have come, or
 * after WATCH_STOP_MS, it ends; later when it waits for something else.
 */
void watch_worker_stop(struct watch_worker *worker, unsigned parts);

/* From main: it ends at once. */
void watch_worker_cancel(struct watch_worker *worker);

/* Cancels, waits for the thread, frees. The queue's messages are main's. */
void watch_worker_free(struct watch_worker *worker);

#endif
