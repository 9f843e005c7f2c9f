/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_run.h. */
#include "judge/scan_run.h"

#include "base/format.h"

#include <string.h>

/* Those of the header, in order; the second STOP is a step of its own. */
enum step {
    STEP_CLEAR,
    STEP_BEFORE,
    STEP_ATTEND,
    STEP_STOP,
    STEP_LOOK,
    STEP_START,
    STEP_WATCH,
    STEP_COUNT,
    STEP_STOP_AGAIN,
    STEP_AFTER,
    STEP_DONE
};

static const struct {
    enum scan_do what;
    int64_t max_ms; /* -1: as long as it takes */
    bool is_laptop; /* nothing that a phone which is away could miss */
    const char *what_failed;
} steps[] = {
    [STEP_CLEAR] = {SCAN_CLEAR, SCAN_PHONE_MS, false,
                    "its data could not be cleared"},
    [STEP_BEFORE] = {SCAN_BEFORE, SCAN_COMMAND_MS, true, "--before failed"},
    [STEP_ATTEND] = {SCAN_ATTEND, -1, true, "nobody was there"},
    [STEP_STOP] = {SCAN_STOP, SCAN_PHONE_MS, false, "it could not be stopped"},
    [STEP_LOOK] = {SCAN_LOOK, SCAN_LOOK_MS, false,
                   "the phone could not be looked at"},
    [STEP_START] = {SCAN_START, SCAN_START_MS, false,
                    "it could not be started"},
    [STEP_WATCH] = {SCAN_WATCH, -1, true, NULL},
    [STEP_COUNT] = {SCAN_COUNT, SCAN_COUNT_MS, false, NULL},
    [STEP_STOP_AGAIN] = {SCAN_STOP, SCAN_PHONE_MS, false, NULL},
    [STEP_AFTER] = {SCAN_AFTER, SCAN_COMMAND_MS, true, NULL},
    [STEP_DONE] = {SCAN_DONE, -1, true, NULL},
};

const char *scan_do_name(enum scan_do what)
{
    static const char *const names[] = {
        [SCAN_CLEAR] = "clear",   [SCAN_BEFORE] = "before",
        [SCAN_ATTEND] = "attend", [SCAN_STOP] = "stop",
        [SCAN_LOOK] = "look",     [SCAN_START] = "start",
        [SCAN_WATCH] = "watch",   [SCAN_COUNT] = "count",
        [SCAN_AFTER] = "after",   [SCAN_DONE] = "done",
        [SCAN_WAIT] = "wait",
    };

    return names[what];
}

void scan_run_init(struct scan_run *run, const struct scan_options *options)
{
    memset(run, 0, sizeof(*run));
    run->options = *options;
    run->since_ms = -1;
    run->start_ms = -1;
    run->watch_ms = -1;
    run->is_alive = -1;
    run->facts.has_run = -1;
    run->facts.is_passive = options->is_passive;
}

/* ---- from step to step ------------------------------------------------- */

static bool is_wanted(const struct scan_run *run, unsigned step)
{
    const struct scan_options *options = &run->options;

    switch (step) {
    case STEP_CLEAR:
        return options->is_fresh;
    case STEP_BEFORE:
        return options->has_before;
    case STEP_ATTEND:
        return options->is_attended;
    case STEP_STOP:
        return !options->keeps && !options->is_ready;
    case STEP_START:
        return !options->is_passive;
    case STEP_STOP_AGAIN:
        return !options->keeps && run->start_ms >= 0;
    case STEP_AFTER:
        return options->has_after && (run->is_prepared || !options->has_before);
    default:
        return true;
    }
}

static void begin(struct scan_run *run, int64_t now_ms)
{
    run->turn++;
    run->since_ms = now_ms;
    run->until_ms =
        steps[run->step].max_ms < 0 ? -1 : now_ms + steps[run->step].max_ms;
    if (run->step == STEP_BEFORE) {
        run->is_prepared = true;
    }
    if (run->step == STEP_START) {
        run->start_ms = now_ms;
    }
    if (run->step == STEP_WATCH) {
        run->watch_ms = now_ms;
        run->start_ms = run->start_ms < 0 ? now_ms : run->start_ms;
        run->is_exercising = run->options.has_exercise;
    }
}

/* To that step, or the first one behind it that is wanted. */
static void go_to(struct scan_run *run, unsigned step, int64_t now_ms)
{
    if (run->step == STEP_WATCH) {
        run->watched_ms = now_ms - run->watch_ms;
        run->is_exercising = false;
    }
    while (!is_wanted(run, step)) {
        step++;
    }
    run->step = step;
    run->again = 0;
    begin(run, now_ms);
}

/* What was begun before the watching can be undone, or may be. */
static void give_up(struct scan_run *run, int64_t now_ms)
{
    go_to(run, STEP_STOP_AGAIN, now_ms);
}

static void keep_why(char to[SCAN_WHY_CAP], const char *why)
{
    (void)format_text(to, SCAN_WHY_CAP, "%s", why == NULL ? "" : why);
}

static void fail_step(struct scan_run *run, int64_t now_ms, const char *why)
{
    run->facts.is_unstarted = true;
    (void)format_text(run->facts.unstarted_why, SCAN_WHY_CAP, "%s%s%s",
                      steps[run->step].what_failed, why == NULL ? "" : ": ",
                      why == NULL ? "" : why);
    give_up(run, now_ms);
}

static void lose(struct scan_run *run, const char *why)
{
    /* What was watched to its end, and counted, stands. */
    if (run->step <= STEP_COUNT) {
        run->facts.is_lost = true;
        keep_why(run->facts.lost_why, why);
    }
    run->is_away = false;
    run->is_exercising = false;
    run->step = STEP_DONE;
    run->turn++;
    run->until_ms = -1;
}

static void crash(struct scan_run *run, int64_t now_ms, const char *why)
{
    if (run->step < STEP_START || run->step > STEP_COUNT ||
        run->facts.is_crashed) {
        return;
    }
    run->facts.is_crashed = true;
    run->facts.crashed_after_ms = now_ms - run->start_ms;
    keep_why(run->facts.crashed_why, why);
    if (run->step != STEP_COUNT) {
        go_to(run, STEP_COUNT, now_ms);
    }
}

/* ---- time -------------------------------------------------------------- */

static int64_t watch_until(const struct scan_run *run, int64_t now_ms)
{
    int64_t dwell = run->watch_ms + run->options.dwell_ms;

    return run->is_exercising && now_ms >= dwell
               ? run->watch_ms + SCAN_EXERCISE_MS
               : dwell;
}

static void check_watch(struct scan_run *run, int64_t now_ms)
{
    if (now_ms < watch_until(run, now_ms)) {
        return;
    }
    if (run->is_exercising) {
        run->facts.has_exercise_failed = true;
        (void)format_text(run->facts.exercise_why, SCAN_WHY_CAP,
                          "--exercise went on for longer than %d min",
                          SCAN_EXERCISE_MS / 60000);
    }
    go_to(run, STEP_COUNT, now_ms);
}

static void check_step(struct scan_run *run, int64_t now_ms)
{
    char why[60];

    if (run->step == STEP_WATCH) {
        check_watch(run, now_ms);
        return;
    }
    if (run->until_ms < 0 || now_ms < run->until_ms) {
        return;
    }
    if (run->step < STEP_WATCH) {
        fail_step(run, now_ms,
                  format_text(why, sizeof(why), "no end after %lld s",
                              (long long)(steps[run->step].max_ms / 1000)));
    } else {
        go_to(run, run->step + 1, now_ms);
    }
}

static struct scan_action action_of(const struct scan_run *run, int64_t now_ms)
{
    struct scan_action action = {steps[run->step].what, run->turn,
                                 run->until_ms};

    if (run->is_away) {
        action.what = SCAN_WAIT;
        action.until_ms = run->away_until_ms;
    } else if (run->step == STEP_WATCH) {
        action.until_ms = watch_until(run, now_ms);
    }
    return action;
}

struct scan_action scan_run_next(struct scan_run *run, int64_t now_ms)
{
    if (run->since_ms < 0) {
        go_to(run, STEP_CLEAR, now_ms);
    }
    if (run->is_away && now_ms >= run->away_until_ms) {
        lose(run, "the phone went away and did not come back in time");
    }
    /* Nothing ends while nobody sees the phone. */
    if (!run->is_away && run->step != STEP_DONE) {
        check_step(run, now_ms);
    }
    return action_of(run, now_ms);
}

/* ---- what happens ------------------------------------------------------ */

static void take_looked(struct scan_run *run, int64_t now_ms,
                        const struct scan_news *news)
{
    run->facts.is_locked = news->is_locked;
    if (news->is_missing && !run->options.is_passive) {
        run->facts.has_no_launcher = true;
        give_up(run, now_ms);
    } else {
        go_to(run, STEP_START, now_ms);
    }
}

static void take_done(struct scan_run *run, int64_t now_ms,
                      const struct scan_news *news)
{
    if (news->turn != run->turn || run->step == STEP_WATCH ||
        run->step == STEP_DONE || run->since_ms < 0) {
        return;
    }
    if (!news->is_ok && run->is_away && !steps[run->step].is_laptop) {
        return;
    }
    if (!news->is_ok && news->is_missing && run->step == STEP_START) {
        run->facts.has_no_launcher = true;
        give_up(run, now_ms);
    } else if (!news->is_ok && run->step < STEP_WATCH) {
        fail_step(run, now_ms, news->why);
    } else if (run->step == STEP_LOOK) {
        take_looked(run, now_ms, news);
    } else {
        go_to(run, run->step + 1, now_ms);
    }
}

static void take_exercised(struct scan_run *run, const struct scan_news *news)
{
    if (!run->is_exercising || news->turn != run->turn) {
        return;
    }
    run->is_exercising = false;
    if (!news->is_ok) {
        run->facts.has_exercise_failed = true;
        keep_why(run->facts.exercise_why, news->why);
    }
}

/* What the last list says is not believed yet. */
static bool is_doubted(const struct scan_run *run, const struct scan_news *news)
{
    if (news->is_alive || run->step != STEP_WATCH) {
        return false;
    }
    return !run->was_gone || (run->facts.has_run != 1 &&
                              news->at_ms < run->watch_ms + SCAN_UNSEEN_MS);
}

/*
 * An exercise may well stop the app and open it again, so that only what
 * Android says of a crash is one then. Of an app that was not opened by us
 * the end means something only after it ran.
 */
static void take_processes(struct scan_run *run, int64_t now_ms,
                           const struct scan_news *news)
{
    bool had_run = run->facts.has_run == 1;

    run->is_unsure = false;
    if (run->watch_ms < 0 || news->at_ms < run->watch_ms ||
        run->step > STEP_COUNT) {
        return;
    }
    run->is_unsure = is_doubted(run, news);
    run->was_gone = !news->is_alive;
    if (run->is_unsure) {
        return;
    }
    run->is_alive = news->is_alive;
    if (news->is_alive || run->facts.has_run < 0) {
        run->facts.has_run = news->is_alive;
    }
    if (!news->is_alive && !run->options.has_exercise &&
        (had_run || !run->options.is_passive)) {
        crash(run, now_ms, NULL);
    }
}

static void take_away(struct scan_run *run, int64_t now_ms)
{
    if (!run->is_away && run->step != STEP_DONE) {
        run->is_away = true;
        run->away_until_ms =
            now_ms +
            (run->options.away_ms > 0 ? run->options.away_ms : SCAN_AWAY_MS);
    }
}

static void take_back(struct scan_run *run, int64_t now_ms,
                      const struct scan_news *news)
{
    if (!run->is_away) {
        return;
    }
    run->is_away = false;
    if (news->is_reboot && run->step >= STEP_START && run->step <= STEP_COUNT) {
        lose(run, "the phone started anew");
    } else if (!steps[run->step].is_laptop && run->since_ms >= 0) {
        /* What is done may be what takes it away: an app that ends adbd. */
        if (++run->again > SCAN_AGAIN_MAX) {
            lose(run, "the phone went away each time");
        } else {
            begin(run, now_ms);
        }
    }
}

static void take_cancel(struct scan_run *run, int64_t now_ms)
{
    if (run->step >= STEP_COUNT || run->is_canceled) {
        return;
    }
    run->is_canceled = true;
    if (run->since_ms < 0 || run->is_away) {
        lose(run, NULL);
    } else {
        give_up(run, now_ms);
    }
}

void scan_run_told(struct scan_run *run, int64_t now_ms,
                   const struct scan_news *news)
{
    switch (news->told) {
    case SCAN_TOLD_DONE:
    case SCAN_TOLD_LOOKED:
        take_done(run, now_ms, news);
        break;
    case SCAN_TOLD_EXERCISED:
        take_exercised(run, news);
        break;
    case SCAN_TOLD_PROCESSES:
        take_processes(run, now_ms, news);
        break;
    case SCAN_TOLD_FRONT:
        run->facts.was_in_front =
            run->facts.was_in_front || (news->is_its_own && run->start_ms >= 0);
        break;
    case SCAN_TOLD_CRASH:
        crash(run, now_ms, news->why);
        break;
    case SCAN_TOLD_KEYGUARD:
        run->facts.is_locked = news->is_locked;
        break;
    case SCAN_TOLD_FIGURES:
        if (run->start_ms >= 0 && run->step <= STEP_COUNT) {
            run->facts.figures = *news->figures;
        }
        break;
    case SCAN_TOLD_AWAY:
        take_away(run, now_ms);
        break;
    case SCAN_TOLD_BACK:
        take_back(run, now_ms, news);
        break;
    case SCAN_TOLD_LOST:
        if (run->step != STEP_DONE) {
            lose(run, news->why);
        }
        break;
    case SCAN_TOLD_CLOSED:
        if (run->step >= STEP_START && run->step <= STEP_COUNT) {
            lose(run, news->why);
        }
        break;
    case SCAN_TOLD_CANCEL:
        take_cancel(run, now_ms);
        break;
    }
}

/* ---- what came of it --------------------------------------------------- */

bool scan_run_result(const struct scan_run *run, struct scan_run_result *out,
                     char text[SCAN_REASON_CAP])
{
    out->has_verdict = !run->is_canceled;
    out->verdict = scan_judge(&run->facts, &run->options.limits, text);
    out->reason = text[0] == '\0' ? NULL : text;
    out->dwell_ms = run->options.dwell_ms;
    out->watched_ms = run->watched_ms;
    out->figures = run->facts.figures;
    out->is_alive = run->is_alive;
    return out->has_verdict;
}

int64_t scan_run_dwelt_ms(const struct scan_run *run, int64_t now_ms)
{
    int64_t dwelt = run->watched_ms;

    if (run->step == STEP_WATCH) {
        dwelt = now_ms - run->watch_ms;
    }
    return dwelt < run->options.dwell_ms ? dwelt : run->options.dwell_ms;
}
