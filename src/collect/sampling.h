/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A series of samples: when the next tick is due and what it asks for, and
 * what the phone's loop (script/loop.sh) prints cut into samples. Pure: whoever
 * drives it brings the time and carries bytes; see cmd/watch_worker.h.
 *
 * A tick is a line of words: s, then what is wanted beside the sockets: p
 * processes, k packages (k10: of user 10, too), n counters and bytes per uid,
 * w netstat, f descriptors as root (f12,13: of these processes). Each brings
 * one sample; an empty line only keeps the loop alive. Samples are framed as
 * framing.h says. What takes long (packages, bytes, netstat) stands in a later
 * sample than that which asked for it.
 *
 * At most SAMPLING_AHEAD ticks are unanswered. More are left out, and that is
 * a gap, as is the time in which there is no loop.
 */
#ifndef ADBNET_COLLECT_SAMPLING_H
#define ADBNET_COLLECT_SAMPLING_H

#include "base/err.h"
#include "model/sample.h"

#define SAMPLING_AHEAD 4
#define SAMPLING_LINE_CAP 512
#define SAMPLING_INTERVAL_MIN_MS 50
#define SAMPLING_INTERVAL_MAX_MS 60000
/* The loop ends 2 s after it has heard the last. */
#define SAMPLING_ALIVE_MS 700

struct sampling_events {
    /*
     * A sample, from now on the receiver's; in order, none twice. 0, or a
     * negative code, which sampling_feed() then returns (the sample is the
     * receiver's all the same).
     */
    int (*sample)(void *ctx, struct sample *sample);
    /* Time in which nobody looked, told before the sample behind it. */
    int (*gap)(void *ctx, const struct gap *gap);
};

struct sampling_options {
    const char *token; /* of the script; NULL: a replay's own */
    int interval_ms;
    bool is_root;   /* the loop can read descriptors */
    bool want_raw;  /* keep the tables' text */
    bool is_replay; /* nobody ticks */
    const struct sampling_events *events;
    void *ctx;
};

struct sampling;

/* NULL without memory. options is copied, what it points to borrowed. */
struct sampling *sampling_new(const struct sampling_options *options);
/* Accepts NULL. */
void sampling_free(struct sampling *sampling);

/* The first look: whom it shows need not be asked for. 0 or ERR_NOMEM. */
int sampling_base(struct sampling *sampling, const struct snapshot *base);

/*
 * A loop has been started, the first or, after sampling_lost(), another. Its
 * first tick is due at once. mono_ms is of a monotonic clock throughout.
 */
void sampling_open(struct sampling *sampling, int64_t mono_ms);

/*
 * The loop is gone. why: one phrase, static. What it had promised is asked of
 * the next one.
 */
void sampling_lost(struct sampling *sampling, const char *why);

/*
 * The phone is not to blame for ticks that are due by now: why, one phrase,
 * static. Good until the next sample, or until the loop is lost.
 */
void sampling_late(struct sampling *sampling, const char *why);

/* How long until sampling_line() is worth a call; 0: now. */
int sampling_due_ms(const struct sampling *sampling, int64_t mono_ms);

/*
 * The line to be sent now, its newline included; returns its length, 0: none.
 * wall_ms: the laptop's clock.
 */
size_t sampling_line(struct sampling *sampling, int64_t mono_ms,
                     int64_t wall_ms, char out[SAMPLING_LINE_CAP]);

/* enum sample_part, or-ed: the next tick asks for them. */
void sampling_ask(struct sampling *sampling, unsigned parts);

/*
 * Asked for, and neither come nor failed; with SAMPLE_SOCKETS when a tick is
 * unanswered.
 */
unsigned sampling_awaited(const struct sampling *sampling);

/*
 * These are wanted now: the next tick is due at once, and one after the other
 * (each behind the answer to the one before) until they are there.
 */
void sampling_soon(struct sampling *sampling, unsigned parts);

/* As the last: ask for parts, and tick quickly until they are there. */
void sampling_hurry(struct sampling *sampling, unsigned parts);

/*
 * What the loop printed, which came at wall_ms. 0; ERR_PROTO (sentence in
 * err) for what is no such answer, after which the loop is lost; ERR_LIMIT;
 * ERR_NOMEM; or what an event returned (err untouched).
 */
int sampling_feed(struct sampling *sampling, int64_t wall_ms, const char *bytes,
                  size_t len, struct err *err);

/* It ends: tells the gap that is open, up to wall_ms. */
int sampling_end(struct sampling *sampling, int64_t wall_ms);

/* Ticks that were due so far, answered or not. */
uint64_t sampling_ticks(const struct sampling *sampling);

#endif
