/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which phone takes which package next. Pure. SCAN_ON_ANY: one queue, the
 * next free phone takes the next package; SCAN_ON_EACH: every phone runs
 * every package. A job is one of these runs; in the first case there are as
 * many as packages, in the second packages times phones.
 *
 * A phone that is lost hands its package back: it goes to the end of the
 * queue, so that one which brings phones down does not stop the others, and
 * after SCAN_TRIES_MAX phones it is given up. Its memory is had once, at the
 * beginning.
 *
 * --shard K/N takes the packages whose name, hashed (FNV-1a, 64 bits), leaves
 * K - 1 when divided by N: of the same list in another order, or of a longer
 * one, the same package falls to the same shard. Shards are of about the same
 * size only when the list is long.
 */
#ifndef ADBNET_JUDGE_SCAN_QUEUE_H
#define ADBNET_JUDGE_SCAN_QUEUE_H

#include "base/err.h"
#include "base/vec.h"
#include "model/run.h"

#define SCAN_PACKAGES_MAX ((size_t)262144)
#define SCAN_PHONES_MAX ((size_t)256)
#define SCAN_JOBS_MAX ((size_t)1024 * 1024)
/* Phones that a package may be lost on. */
#define SCAN_TRIES_MAX 3
/* Any phone, of scan_queue_skip(). */
#define SCAN_ANY_PHONE ((size_t)-1)

enum scan_on { SCAN_ON_ANY, SCAN_ON_EACH };

struct scan_shard {
    unsigned number; /* 1 ... count */
    unsigned count;  /* 0: no shards */
};

/* "2/5"; false: not that, or not within 1/1 ... 9999/9999. */
bool scan_shard_parse(const char *text, struct scan_shard *out);
bool scan_shard_has(const struct scan_shard *shard, const char *package);

struct scan_job {
    size_t id;
    size_t package; /* its place in the list that was given */
    size_t phone;
    unsigned attempt; /* 1: the first */
};

struct scan_totals {
    size_t jobs;
    size_t over; /* with a verdict, those of earlier scans included */
    size_t resumed;
    size_t running;
    size_t verdicts[SCAN_VERDICTS];
};

struct scan_unit;
struct scan_phone;

struct scan_queue {
    enum scan_on on;
    const char *const *packages; /* borrowed */
    size_t phone_count;
    size_t phones_left;
    struct scan_unit *units;
    size_t unit_count;
    size_t *sorted; /* places of packages, sorted by name */
    size_t sorted_count;
    struct scan_phone *phones;
    size_t *again; /* a ring of units that were handed back */
    size_t again_from;
    size_t again_count;
    size_t next; /* of units; those before it were taken once */
    size_t lost; /* units before it were looked at by scan_queue_lost() */
    struct scan_totals totals;
    int64_t expected_ms;
    int64_t spent_ms; /* of the runs that are over */
    size_t spent_count;
};

/*
 * The packages are borrowed until the end; one that stands twice in the list
 * is run once, where it stands first. expected_ms: how long a run may take,
 * until one has been seen. ERR_LIMIT: too many; ERR_NOMEM.
 */
int scan_queue_init(struct scan_queue *queue, enum scan_on on,
                    const char *const *packages, size_t package_count,
                    size_t phone_count, const struct scan_shard *shard,
                    int64_t expected_ms, struct err *err);
void scan_queue_fini(struct scan_queue *queue);

/*
 * Before the first job is taken: an earlier scan has this run with a
 * verdict. False: it is not in the list, was there already, or it is
 * SCAN_PHONE_LOST, which says nothing of the package: it is run again.
 */
bool scan_queue_skip(struct scan_queue *queue, const char *package,
                     size_t phone, enum scan_verdict verdict);

enum scan_take {
    SCAN_TAKE_JOB,
    SCAN_TAKE_WAIT, /* nothing now; another phone may hand one back */
    SCAN_TAKE_OVER  /* nothing any more, for this phone */
};

/*
 * A job for a phone that is busy, to be its next one: false when there is
 * none now. When it is free it begins that, or the job is given back, as if
 * it had not been taken.
 */
bool scan_queue_reserve(struct scan_queue *queue, size_t phone,
                        struct scan_job *out);
void scan_queue_begin(struct scan_queue *queue, const struct scan_job *job,
                      int64_t now_ms);
void scan_queue_return(struct scan_queue *queue, const struct scan_job *job);

/* The next job of a phone that has none. */
enum scan_take scan_queue_take(struct scan_queue *queue, size_t phone,
                               int64_t now_ms, struct scan_job *out);

/*
 * The job is over. False: the phone was lost, and the package goes to
 * another one (or to this one, if it comes back): it is no result yet.
 */
bool scan_queue_done(struct scan_queue *queue, const struct scan_job *job,
                     enum scan_verdict verdict, int64_t now_ms);

/* The phone comes back no more. Call scan_queue_done() of its job first. */
void scan_queue_gone(struct scan_queue *queue, size_t phone);

/*
 * One job after the other that no phone is left for; each is told once and
 * is over then, as SCAN_PHONE_LOST. phone: the one it was for, or
 * SCAN_ANY_PHONE. False: none (now).
 */
bool scan_queue_lost(struct scan_queue *queue, struct scan_job *out);

const struct scan_totals *scan_queue_totals(const struct scan_queue *queue);
/* All that are over were judged, and all are over: exit 0, else 4. */
bool scan_queue_is_judged(const struct scan_queue *queue);
/* Judged so far. */
size_t scan_queue_judged(const struct scan_queue *queue);

/* How long the rest may take, by the runs so far; -1: no phone is left. */
int64_t scan_queue_left_ms(const struct scan_queue *queue, int64_t now_ms);

#endif
