/* SPDX-License-Identifier: Apache-2.0 */
/* What a watching consists of, for the files watching*.c that share it. */
#ifndef ADBNET_CMD_WATCHING_H
#define ADBNET_CMD_WATCHING_H

#include "cmd/watch_lines.h"
#include "cmd/watch_marks.h"
#include "cmd/watch_screen.h"
#include "cmd/watch_worker.h"
#include "collect/launch.h"
#include "store/capture.h"

struct watching;

enum watched_phase {
    WATCHED_LOOKING,   /* the first look has not come */
    WATCHED_PREPARING, /* see watching_open.h */
    WATCHED_RUNNING
};

/* What has to be done before the watching, in this order. */
enum opening_step {
    OPENING_INSTALL, /* it is not installed */
    OPENING_CLEAR,   /* pm clear runs */
    OPENING_SETTLE,  /* its processes are still being ended */
    OPENING_RESOLVE, /* what the launcher would start is asked */
    OPENING_READY,   /* the next sample is the baseline */
    OPENING_START,   /* am start runs */
    OPENING_DONE
};

struct opening {
    enum opening_step step;
    unsigned aside;  /* that is awaited */
    int64_t next_ms; /* monotonic: when something is due; INT64_MAX: never */
    uint32_t user;
    struct launch launch;
    char component[LAUNCH_COMPONENT_CAP];
    int64_t ready_ms; /* when the baseline was awaited first; -1: not yet */
    struct vec bytes; /* what Android had counted before it */
    bool has_bytes;
    struct launch_answer answer; /* am's, with no words */
    int64_t start_ms;            /* in a replay: when am was called */
    bool has_start;              /* both are known */
};

/* See watching_left.h. */
struct watched_left {
    struct sample *last; /* of those that are left out, or NULL */
    uint64_t count;      /* those before it */
    uint64_t missed;     /* their ticks, and of gaps between them */
    bool is_reboot;
};

/* One phone. */
struct watched {
    struct watching *watching;
    unsigned number;
    struct settings settings; /* with its own serial */
    struct watch_worker *worker;
    enum watched_phase phase;
    struct opening opening;
    struct watch_phone link;
    struct snapshot *base; /* of which head borrows */
    struct result result;
    struct watch_head head;
    struct history *history;
    uint32_t device; /* in the capture */
    unsigned front;  /* the aside that tells what is on the screen */
    char front_text[LAUNCH_COMPONENT_CAP];
    struct vec kept_lines; /* see watching_front.h */
    size_t kept_told;
    struct vec held; /* struct sample *: see watching_hold.h */
    struct watched_left left;
    int64_t now_ms;       /* when the last of it happened */
    int64_t last_ms;      /* the last sample that was told */
    int64_t processes_ms; /* when they were asked for */
    uint64_t samples;     /* told */
    bool is_away;
    bool is_stopping;
    struct deadline stop_at; /* then it is not asked any more, but ended */
    bool is_ended_now;
    bool has_ended;    /* no message comes any more */
    bool is_said;      /* err */
    bool is_unstarted; /* what was to be opened was not */
    bool has_run;      /* of --until PACKAGE-exit: a process of it was there */
    bool has_opened;   /* of --until none */
    bool is_unreachable;
    struct err err; /* why it ended; code 0: it was told to */
};

struct watching {
    const struct settings *settings;
    const char **whats; /* the arguments without "-" */
    struct target *targets;
    size_t target_count;
    const char *package; /* whom --start and the like mean, or NULL */
    struct outputs outputs;
    struct watch_lines lines;
    struct watch_screen screen;
    struct watch_view *views[2];
    size_t view_count;
    struct capture_writer *capture; /* or NULL */
    struct watch_names names;
    struct watch_marks marks;
    struct queue *queue;
    struct watched *phones;
    size_t phone_count;
    size_t over_count;         /* of these */
    char *serials[PHONES_MAX]; /* of --all-devices */
    int signal_fd;
    int64_t started_ms;        /* the command, by the laptop's clock */
    struct deadline tick;      /* the next without a sample */
    struct deadline name_wait; /* what is left of it for this sample */
    bool is_stopping;
    struct deadline patience; /* then what waits is not told any more */
    bool is_interrupted;      /* by a signal */
    /* Nobody is told anything but a reader of standard output. */
    bool is_for_reader;
    struct path_counts path; /* of --expect-path */
    int rc; /* what the views or the capture gave, the first failure */
    struct err err;
};

/* The laptop's clock; in a replay the recording's. */
int64_t watched_now(const struct watched *watched);

/* watching_take.c: a message of a phone. */
void watching_take(struct watching *watching, struct watch_message *message);

/* watching_tell.c: what the history tells, to capture and views. */
void watching_tell_event(void *ctx, const struct event *event);
/* All of a sample has been told. */
void watching_tell_tick(struct watching *watching);
/* Answers about addresses that come by then. */
void watching_tell_names(struct watching *watching,
                         const struct deadline *deadline);
/* Notes the first failure, which ends the watching. */
void watching_fail(struct watching *watching, int rc, const struct err *err);

/* watching_until.c: --duration and --until are fulfilled with it. */
bool watching_is_enough(struct watched *watched, const struct sample *sample);

/* watching_stop.c */
/* All phones are told to end. */
void watching_stop(struct watching *watching);
void watching_stop_one(struct watched *watched);
/* Until one that was told to end is to be ended; -1: there is none such. */
int watching_stop_due_ms(const struct watched *watched);
/* Ends it, if it is time. */
void watching_stop_due(struct watched *watched);
/* No message of it comes any more. */
void watching_one_is_over(struct watched *watched);
/* One of them has to be given up; why is in watched->err. */
void watching_give_up(struct watched *watched);
/* watching_end.c: summaries, ends of all outputs, of the capture; the exit
 * status. */
int watching_finish(struct watching *watching);

/* watching_failed.c */
/* What became of those that could not be watched, or not to the end; the exit
 * status. */
int watching_say_failures(struct watching *watching);
/* Nothing was watched: a file would only look as if. */
void watching_leave_no_capture(struct watching *watching);

/* watching_prepare.c: all that needs no phone. 0 or a negative code. */
int watching_prepare(struct watching *watching, struct err *err);

/* watching_loop.c: until all phones are over. */
void watching_loop(struct watching *watching);

/* watching_phones.c: which phones; 0 or a negative code with its sentence. */
int watching_phones_find(struct watching *watching, struct err *err);

#endif
