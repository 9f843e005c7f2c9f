/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One package's run on one phone: what is to be done next, and when that is
 * over. Pure: whoever has the phone does what it says and tells it what came
 * of that. Times are of any clock that never goes back, in ms.
 *
 * What it says, in this order; what was not asked for is left out:
 *
 *   CLEAR  the app's data (--fresh)
 *   BEFORE the command of --before
 *   ATTEND a person is to get the app ready, and to press Enter
 *   STOP   the app, so that it starts as after a boot
 *   LOOK   wake the screen; is the phone locked, what would be opened; the
 *          next sample is the baseline, the counters are read
 *   START  open it: the run's t = 0
 *   WATCH  until the dwell is over, and its exercise has ended; that command
 *          is started with it
 *   COUNT  counters and processes once more, with a sample
 *   STOP   again
 *   AFTER  the command of --after, unless BEFORE was never begun
 *   DONE   there is a verdict, or it was broken off
 *
 * The baseline is taken behind the stop, the commands and the waiting: what
 * they left behind is in it, and never counts. A step that fails, or takes
 * too long, ends the run: what comes behind the watching is done all the
 * same. A step that the phone missed, because it was away, is said anew when
 * it is back (all of them can be done twice), but never a command, and not
 * for ever: then the phone counts as lost.
 */
#ifndef ADBNET_JUDGE_SCAN_RUN_H
#define ADBNET_JUDGE_SCAN_RUN_H

#include "judge/scan_verdict.h"

/* force-stop, pm clear, a last sample; any of them answers in a moment. */
#define SCAN_PHONE_MS 20000
/* A look has 30 s of its own. */
#define SCAN_LOOK_MS 35000
/* am gives up waiting for an app after 10 s by itself. */
#define SCAN_START_MS 30000
#define SCAN_COUNT_MS 5000
/* --before, --after; and --exercise, from its start. */
#define SCAN_COMMAND_MS (10 * 60 * 1000)
#define SCAN_EXERCISE_MS (60 * 60 * 1000)
/* Of the watching: a phone that is busy forks and names a process that late. */
#define SCAN_UNSEEN_MS 1000
/* How often a step is said anew. */
#define SCAN_AGAIN_MAX 3
/* A phone that starts anew is back by then. */
#define SCAN_AWAY_MS (90 * 1000)

enum scan_do {
    SCAN_CLEAR,
    SCAN_BEFORE,
    SCAN_ATTEND,
    SCAN_STOP,
    SCAN_LOOK,
    SCAN_START,
    SCAN_WATCH,
    SCAN_COUNT,
    SCAN_AFTER,
    SCAN_DONE,
    SCAN_WAIT /* for the phone, which is away: nothing is to be begun */
};

/* "start", for the log; static. */
const char *scan_do_name(enum scan_do what);

struct scan_options {
    int64_t dwell_ms;
    int64_t away_ms; /* 0: SCAN_AWAY_MS */
    bool is_passive; /* --start none: there is no START */
    bool keeps;      /* --no-stop: there is no STOP */
    bool is_ready;   /* it was stopped and looked at before: no first STOP */
    bool is_fresh;
    bool is_attended;
    bool has_before;
    bool has_exercise;
    bool has_after;
    struct scan_limits limits;
};

struct scan_action {
    enum scan_do what;
    /*
     * Another number than before: this is to be begun now, and what was done
     * until now is to be ended, if it goes on (the exercise of a WATCH).
     */
    unsigned turn;
    int64_t until_ms; /* ask again then, at the latest; -1: when told */
};

enum scan_told {
    /* Of an action, with its turn: is_ok, why; of START: is_missing. */
    SCAN_TOLD_DONE,
    /* The same of LOOK: is_locked, is_missing. */
    SCAN_TOLD_LOOKED,
    /* The exercise ended: is_ok, why. */
    SCAN_TOLD_EXERCISED,
    /*
     * From a whole list of processes: is_alive; at_ms. A list is made while
     * processes come and change their names: while it is watched the second
     * one that says that it is gone is believed, and none while an app that
     * nobody has seen yet may still come (SCAN_UNSEEN_MS).
     */
    SCAN_TOLD_PROCESSES,
    /* An activity came to the front: is_its_own. */
    SCAN_TOLD_FRONT,
    /* Android says that it crashed, or did not answer: why. */
    SCAN_TOLD_CRASH,
    /* The keyguard: is_locked. */
    SCAN_TOLD_KEYGUARD,
    /* figures: the newest since the start. */
    SCAN_TOLD_FIGURES,
    SCAN_TOLD_AWAY,
    /* The phone is there again: is_reboot. */
    SCAN_TOLD_BACK,
    /* It will not come back: why. */
    SCAN_TOLD_LOST,
    /* The phone has closed the app: nobody was there. It is to be run anew */
    SCAN_TOLD_CLOSED,
    /* The user wants no more: what was not watched to its end is void. */
    SCAN_TOLD_CANCEL
};

struct scan_news {
    enum scan_told told;
    unsigned turn;
    bool is_ok;
    bool is_locked;
    bool is_missing; /* there is nothing that could be opened */
    bool is_alive;
    bool is_its_own;
    bool is_reboot;
    /* When it was so; a list that was read before the start is none of it. */
    int64_t at_ms;
    const char *why; /* one phrase, "--before ended with 3"; NULL: none */
    const struct scan_figures *figures;
};

/* In the caller's storage, without anything to free. */
struct scan_run {
    struct scan_options options;
    unsigned step;
    unsigned turn;
    int64_t since_ms; /* when the step began; -1: nobody has asked yet */
    int64_t until_ms;
    bool is_away;
    unsigned again; /* times that the step was said anew */
    int64_t away_until_ms;
    bool is_exercising;
    bool is_prepared; /* its BEFORE was begun */
    bool is_canceled;
    int64_t start_ms; /* t = 0; -1: not yet */
    int64_t watch_ms; /* when the dwell began */
    int64_t watched_ms;
    int8_t is_alive; /* by the last list of processes; -1 unknown */
    bool was_gone;   /* one list has said so */
    bool is_unsure;  /* ... and another one is to be asked for */
    struct scan_facts facts;
};

void scan_run_init(struct scan_run *run, const struct scan_options *options);

/* What to do at now_ms; the same until something is over. */
struct scan_action scan_run_next(struct scan_run *run, int64_t now_ms);

/*
 * An answer to a turn that is over changes nothing. scan_run_next() is to be
 * asked afterwards. What was cut off because the phone went is not told as
 * done: AWAY or LOST says more.
 */
void scan_run_told(struct scan_run *run, int64_t now_ms,
                   const struct scan_news *news);

/*
 * When it is done: sets has_verdict, verdict, reason (into text), dwell_ms,
 * watched_ms, figures, is_alive. False: it was broken off, and the package
 * is still to be run.
 */
bool scan_run_result(const struct scan_run *run, struct scan_run_result *out,
                     char text[SCAN_REASON_CAP]);

/*
 * How far it is, for a progress line: ms of the dwell that are over, 0 before.
 */
int64_t scan_run_dwelt_ms(const struct scan_run *run, int64_t now_ms);

#endif
