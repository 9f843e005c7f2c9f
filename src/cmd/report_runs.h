/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runs of a scan, of which a capture may be: each played by itself, as
 * the scan saw it.
 */
#ifndef ADBNET_CMD_REPORT_RUNS_H
#define ADBNET_CMD_REPORT_RUNS_H

#include "cmd/report_play.h"
#include "model/report.h"

struct report_run {
    const struct capture_run *run;
    struct report_play play;
    struct target target;
    char *asked; /* "pkg:NAME" */
    char serial[HIDE_SERIAL_CAP];
    const struct watch_summary *summary; /* NULL: nothing of it was seen */
    struct watch_summary empty;          /* what is said then */
    const struct snapshot *base;         /* NULL as well */
};

/* A package that was to be run, and was not. */
struct report_unrun {
    const char *package;
    const char *serial; /* on that phone; NULL: on any */
};

struct report_runs {
    struct report_run *list;
    size_t count;
    /* Of these, and behind them of the packages that were not run. */
    struct scan_run_result *results;
    const struct watch_summary **summaries;
    struct judged judged;
    struct vec unrun;  /* struct report_unrun */
    struct pool names; /* what those point into */
};

/*
 * All of the capture of like, whose settings and policy are used; none: it
 * was a watching. 0 or a negative code; report_runs_free() is due.
 */
int report_runs_play(const struct report_play *like, struct report_runs *out,
                     struct err *err);
void report_runs_free(struct report_runs *runs);

/* report_unrun.c: whom the scan was to run, and has no run of. */
int report_unrun_find(const struct report_play *like, struct report_runs *runs,
                      struct err *err);
struct scan_run_result report_unrun_result(const struct report_play *like,
                                           const struct report_unrun *unrun);

/*
 * report_unrun_lists.c: const char *, sorted, each once. The packages of the
 * list; and where each of them was to run: with --on each the phones, by
 * their serials, else "", which is any of them. 0 or ERR_NOMEM.
 */
int unrun_wanted(const struct capture_reader *capture, struct report_runs *runs,
                 struct vec *out);
int unrun_places(const struct capture_reader *capture, struct vec *out);

/* What head says of them; it borrows. */
void report_runs_head(const struct report_runs *runs, struct report_head *head);

/*
 * One target for each of such words, which stay the caller's; for free().
 * Names are the phone's, and need not be good ones. NULL without memory.
 */
struct target *report_runs_targets(char *const *words, size_t count);

/* There are some, and all have names as Android lets packages have them. */
bool report_runs_are_named(const struct report_runs *runs);

/* "pkg:NAME"; NULL without memory. */
char *report_runs_word(const char *package);

/* "pkg:NAME" of each package, once; for free(), as are its members. */
int report_runs_words(const struct report_runs *runs, char ***out,
                      size_t *out_count, struct err *err);

#endif
