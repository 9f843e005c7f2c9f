/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A capture once more: its samples to a history, as when they came from the
 * phone, and what that tells to the outputs.
 */
#ifndef ADBNET_CMD_REPORT_PLAY_H
#define ADBNET_CMD_REPORT_PLAY_H

#include "cmd/outputs.h"
#include "cmd/report_hide.h"
#include "judge/hints.h"
#include "judge/policy.h"
#include "store/capture_read.h"

struct observation;
struct played;

struct report_play {
    struct capture_reader *capture;
    struct settings settings; /* as they were when it was made */
    const struct target *targets;
    size_t target_count;
    const struct policy *policy; /* NULL: there is none */
    struct outputs *outputs;     /* NULL: nothing is printed */
    const char *file;
    struct hiding hiding;
    bool is_of_several; /* files */
    bool is_run;        /* one run of a scan, for this user */
    uint32_t user;
    int64_t from_ms; /* INT64_MIN: from the first item on */
    int64_t to_ms;   /* INT64_MAX: to the last */
    bool want_hints; /* as settings say */
    bool is_partial; /* filled, as what follows */
    bool is_absent;  /* who was asked for never came, on some phone */
    struct path_counts path;
    struct hint_options hint_options;
    struct observation *against; /* what hint_options borrow */
    struct played *played;       /* one for each phone */
};

/* 0, FILE_OUT_PIPE_CLOSED, or a negative code with its sentence. */
int report_play(struct report_play *play, struct err *err);

/* Then the totals of each phone. As report_play(). */
int report_play_sum(struct report_play *play, struct err *err);

/* The same of one run of a scan, of its app alone; is_run is set. */
int report_play_run(struct report_play *play, size_t run, struct err *err);

/* After it, also when it failed, and before the capture is freed. */
void report_play_free(struct report_play *play);

#endif
