/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan consists of, for the files scanning*.c that share it. */
#ifndef ADBNET_CMD_SCANNING_H
#define ADBNET_CMD_SCANNING_H

#include "base/deadline.h"
#include "cmd/judging.h"
#include "cmd/outputs.h"
#include "cmd/scan_hook.h"
#include "cmd/watch_names.h"
#include "cmd/watch_worker.h"
#include "collect/hand.h"
#include "collect/launch.h"
#include "collect/scan_ask.h"
#include "judge/scan_queue.h"
#include "judge/scan_run.h"
#include "store/capture.h"
#include "track/history.h"

struct scanning;

enum scanned_phase {
    SCANNED_LOOKING, /* the first look has not come */
    SCANNED_ASKING,  /* whom it had better leave alone */
    SCANNED_READY,
    SCANNED_OVER /* no message of it comes any more */
};

/* A package's run, from its first step to its verdict. */
struct scanned_run {
    struct scan_job job;
    struct scan_run run;
    struct target target;
    char asked[SCAN_PACKAGE_CAP + 4]; /* "pkg:NAME" */
    const char *package;
    enum scan_do doing;
    unsigned turn;  /* that was begun; 0: none */
    unsigned order; /* what its phone's hand is to answer; 0: nothing */
    bool is_ready;  /* it was looked at while the run before it went on */
    int64_t begun_ms;
    int64_t stop_took_ms;
    struct history *history;
    bool has_begun; /* its history has a baseline, and takes samples */
    int64_t kept;   /* its number in the capture; -1: not there yet */
    struct scan_look look;
    bool has_looked; /* the phone has answered; the baseline is awaited */
    int64_t asked_ms;
    struct vec bytes; /* what Android had counted before */
    bool has_bytes;
    unsigned missing; /* of COUNT: parts that have not come */
    uint32_t uid;
    bool has_uid;
    bool is_alone; /* nobody shares its uid */
    int64_t processes_ms;
    int64_t started_ms; /* wall; -1: not opened */
    int64_t start_took_ms;
    uint64_t listening;
    struct scan_hook *hook;
    bool is_exercise;
    char hook_why[80];
};

/* One phone. */
struct scanned {
    struct scanning *scanning;
    unsigned number;
    struct settings settings; /* with its own serial */
    struct watch_worker *worker;
    enum scanned_phase phase;
    struct watch_phone link;
    struct snapshot *base; /* of which result borrows */
    struct vec by_name;    /* const struct package *: its user's, sorted */
    struct result result;
    uint32_t device; /* in the capture */
    uint32_t user;
    unsigned guard_aside;
    struct scan_guard guard;
    unsigned front; /* the aside that tells what is on the screen */
    char front_text[LAUNCH_COMPONENT_CAP];
    bool tells_no_bytes;      /* this Android */
    struct scanned_run *job;  /* NULL: it has none */
    struct scanned_run *next; /* taken, and made ready; or NULL */
    unsigned hand;            /* the aside that obeys; 0: none */
    unsigned last_asked;
    struct buf hand_text;
    bool is_armed; /* the hand closes the app when nobody is there */
    uint64_t samples;
    int64_t last_ms; /* of the last sample */
    int64_t away_ms; /* monotonic: since when it is away; -1: it is there */
    int64_t due_ms;  /* monotonic: when its run is to be asked again */
    bool is_stopping;
    bool is_said; /* err */
    bool is_unreachable;
    struct err err; /* why it ended; code 0: it was told to */
};

/* A run of an earlier scan, of --resume. */
struct scanned_before {
    char *package;
    char *serial;
    enum scan_verdict verdict;
};

struct scanning {
    const struct settings *settings;
    struct settings of_lines; /* those of outputs */
    struct settings of_pages;
    struct settings adopted; /* of --resume: what settings points to then */
    struct outputs outputs;
    struct outputs pages;           /* made of the capture, in the end */
    struct policy *policy;          /* or NULL */
    struct judged judged;           /* what it says of all runs */
    struct capture_writer *capture; /* or NULL: a dry run */
    char *save;                     /* its name */
    struct watch_names names;
    struct queue *queue; /* messages */
    struct scanned *phones;
    size_t phone_count;
    char *serials[PHONES_MAX];
    struct vec wanted;      /* char *: names and globs as given */
    size_t word_count;      /* of these, on the command line */
    struct vec list;        /* char *: the packages */
    struct vec before;      /* struct scanned_before */
    struct scan_queue jobs; /* what is to be run */
    bool has_jobs;          /* all phones are ready, the list is made */
    struct launch launch;
    bool is_passive; /* --start none */
    size_t left_out;
    unsigned dry_order; /* --dry-run: the answer that is awaited */
    size_t dry_from;    /* of list: what it is about */
    size_t dry_to;
    char environment[3][300]; /* where the adb server is */
    size_t environment_count;
    int signal_fd;
    int64_t started_ms; /* wall */
    int64_t started_mono_ms;
    int64_t starts_ms; /* spent on opening apps, by the phones */
    int64_t stops_ms;
    int64_t beside_ms; /* on all else beside the watching */
    size_t told;       /* runs that were put out */
    size_t verdicts[SCAN_VERDICTS];
    struct deadline progress; /* the next line of progress */
    bool has_bar;             /* it stands on the terminal */
    bool is_stopping;
    bool is_interrupted;
    bool is_for_reader;
    int rc; /* the first failure of outputs or capture */
    struct err err;
};

/* scanning_open.c: all that needs no phone. 0 or a negative code. */
int scanning_open(struct scanning *scanning, struct err *err);
void scanning_fini(struct scanning *scanning);

/* scanning_phone.c: which phones; 0 or a negative code. */
int scanning_phones_find(struct scanning *scanning, struct err *err);
int scanning_phones_start(struct scanning *scanning, struct err *err);

/* scanning_words.c: words of the command line and of --file. */
int scanning_list_read(struct scanning *scanning, struct err *err);
int scanning_list_word(struct scanning *scanning, struct str word,
                       const char *from, struct err *err);
int scanning_list_add(struct vec *list, struct str name, struct err *err);
/* scanning_list.c: what of them is on the phones, and may be scanned. */
int scanning_list_make(struct scanning *scanning, struct err *err);
/* scanning_installed.c: of its base, for the next two. 0 or ERR_NOMEM. */
int scanned_sort_packages(struct scanned *scanned);
/* By its base; NULL: not installed for its user. */
const struct package *scanned_installed(const struct scanned *scanned,
                                        const char *name);
/* In that user; NULL: not installed. */
const struct package *scanned_package(const struct snapshot *snapshot,
                                      uint32_t user, const char *name);

/* Commands of the user's are to be run. */
bool scanning_has_hooks(const struct scanning *scanning);

/* scanning_file.c: makes the capture, scanning->save and ->capture. */
int scanning_file_make(struct scanning *scanning, struct err *err);

struct capture_reader;
/* scanning_begun.c: how, for a later --resume, which has to go on alike. */
int scanning_begun_put(struct scanning *scanning, struct err *err);
int scanning_begun_take(struct scanning *scanning,
                        const struct capture_reader *reader, struct err *err);

/* scanning_resume.c: opens the capture of --resume. 0 or a negative code. */
int scanning_resume(struct scanning *scanning, struct err *err);
/* What a later --resume needs. */
int scanning_resume_keep(struct scanning *scanning, struct err *err);
/* What is over is not run again. */
void scanning_resume_skip(struct scanning *scanning);

/* scanning_begin.c: every phone is ready, or gone. */
void scanning_begin(struct scanning *scanning);
/* scanning_dry.c */
void scanning_dry_begin(struct scanning *scanning);
/* What icons open. */
void scanning_dry_take(struct scanning *scanning, struct str text);

/* scanning_loop.c: until all phones are over. */
void scanning_loop(struct scanning *scanning);

/* scanning_base.c: the first look, or one at a phone that has come back. */
void scanned_base(struct scanned *scanned, struct watch_message *message);
void scanned_guard(struct scanned *scanned,
                   const struct watch_message *message);
/* What is on its screen is told from now on. */
void scanned_run_front(struct scanned *scanned);

/* scanning_take.c: a message of a phone. */
void scanning_take(struct scanning *scanning, struct watch_message *message);
void scanned_stop(struct scanned *scanned);
/* With a sentence in err: it is given up, and its package handed back. */
void scanned_give_up(struct scanned *scanned, int code, const char *text);
void scanning_stop(struct scanning *scanning);

/* scanning_sample.c: a sample of the phone. */
void scanned_sample(struct scanned *scanned, struct sample *sample);
/* scanning_look.c: the baseline may be taken from the next sample. */
void scanned_await(struct scanned *scanned);
/* What Android has counted, for the run that comes next. */
void scanned_keep_bytes(struct scanned_run *job, struct sample *sample);
/* True: this is it. It may be given counters that came before. */
bool scanned_is_baseline(struct scanned *scanned, struct sample *sample);
void scanned_look(struct scanned *scanned, const struct sample *sample);

/* scanning_count.c: whose sockets are its own. */
void scanned_learn_uid(struct scanned *scanned,
                       const struct snapshot *snapshot);
void scanned_processes(struct scanned *scanned, const struct sample *sample);
void scanned_listening(struct scanned_run *job,
                       const struct snapshot *snapshot);
/* What of the run is known by now, endpoints too; false: nothing. */
bool scanned_figures(struct scanned *scanned, struct scan_figures *figures,
                     struct watch_summary *summary);

/* scanning_step.c: NULL: no memory, which was told. */
struct scanned_run *scanned_run_new(struct scanned *scanned,
                                    const struct scan_job *what);
/* What its run wants done, until it waits again. */
void scanned_steps(struct scanned *scanned);
/* What happened, to its run. */
void scanned_tell(struct scanned *scanned, const struct scan_news *news);
void scanned_done(struct scanned *scanned, bool is_ok, const char *why);
/* Its run's app is opened by monkey: the phone cannot tell its activity. */
bool scanned_has_monkey(const struct scanned *scanned);
/* scanning_do.c: begins a step. */
void scanned_begin(struct scanned *scanned, enum scan_do what);
/* scanning_answer.c: the hand has done what a run had asked for. */
void scanned_answer(struct scanned *scanned, struct str text, int64_t took_ms);

/* scanning_hand.c: the shell on the phone that obeys. */
/* The number of its answer; 0: no memory. rc: of what was put into text. */
unsigned scanned_hand_ask(struct scanned *scanned, struct buf *text, int rc);
/* Whom it is to stop when nobody is there; NULL: nobody. */
void scanned_hand_arm(struct scanned *scanned, const char *package);
/* A line of it, or its end; false: the message is not its. */
bool scanned_hand_take(struct scanned *scanned,
                       const struct watch_message *message);
/* It hangs: the next thing is for another one. */
void scanned_hand_drop(struct scanned *scanned);

/* scanning_next.c: the run behind the one that goes on. */
/* Takes it, when it is time; ms until then, INT64_MAX: never. */
int64_t scanned_next_begin(struct scanned *scanned);
void scanned_next_answer(struct scanned *scanned, struct str text);
/* Hands its package back. */
void scanned_next_drop(struct scanned *scanned);
/* It is this phone's run now; false: there is none. */
bool scanned_next_take(struct scanned *scanned);

/* scanning_hooks.c */
void scanned_hook_start(struct scanned *scanned, const char *option,
                        const char *command);
/* Ends it, if one runs. */
void scanned_hook_drop(struct scanned *scanned);
/* Asks whether it is over. */
void scanned_hook_check(struct scanned *scanned);

/* scanning_result.c: its run is over. */
void scanned_run_free(struct scanned_run *job);
void scanned_finish(struct scanned *scanned);
/* Runs that no phone is left for. */
void scanning_lost(struct scanning *scanning);
/* scanning_pages.c: all files, before a phone is asked. */
int scanning_outputs_open(struct scanning *scanning, struct err *err);
/* Those that are made of the whole capture. 0 or a negative code. */
int scanning_pages_put(struct scanning *scanning, struct err *err);

/* scanning_judge.c: by the policy, if there is one. 0 or ERR_NOMEM. */
int scanned_judge(struct scanned *scanned, struct endpoint *endpoints,
                  struct watch_summary *summary, struct judging *judging);
/* What an earlier scan has run, too, of the capture that is closed by now. */
int scanning_judge_before(struct scanning *scanning, struct err *err);

/* scanning_end.c: the end of all outputs; the exit status. */
int scanning_finish(struct scanning *scanning);

/* What is known of its run by now. */
void scanned_result(const struct scanned *scanned, struct scan_run_result *out);

/* scanning_told.c: to the capture and to the outputs. */
void scanned_keep_start(struct scanned *scanned);
void scanned_keep_end(struct scanned *scanned,
                      const struct scan_run_result *result);
void scanned_event(void *ctx, const struct event *event);
void scanning_fail(struct scanning *scanning, int rc, const struct err *err);
void scanning_put_run(struct scanning *scanning, const struct scan_seen *seen);
void scanning_take_names(struct scanning *scanning,
                         const struct deadline *deadline);

/* scanning_progress.c */
void scanning_progress(struct scanning *scanning);
void scanning_progress_clear(struct scanning *scanning);
void scanning_progress_line(struct scanning *scanning,
                            const struct scan_seen *seen);

#endif
