/* SPDX-License-Identifier: Apache-2.0 */
/* A phone of a capture that is played, for the files report_*.c. */
#ifndef ADBNET_CMD_REPORT_PLAYED_H
#define ADBNET_CMD_REPORT_PLAYED_H

#include "cmd/hinting.h"
#include "cmd/judging.h"
#include "cmd/report_play.h"
#include "model/watch.h"
#include "track/history.h"

struct counted_span {
    size_t readings;
    int64_t first_ms;
    int64_t last_ms;
};

/* What it came to, with names, and without what is not known. */
struct total {
    struct watch_summary summary;
    struct endpoint *endpoints;
    struct endpoint *listeners;
    struct uid_traffic *traffic;
    struct judging judging;
    struct hidden_owner *owners; /* of endpoints, where one is hidden */
    struct hidden_owner *listener_owners;
};

/* One phone of the capture. */
struct played {
    struct report_play *play;
    struct history *history; /* NULL: nothing of it came yet */
    struct sample *base;     /* whose snapshot head borrows */
    char serial[HIDE_SERIAL_CAP];
    struct network network; /* as the base had it, before all was hidden */
    struct vec own;         /* see hide_own_add() */
    struct result result;
    struct watch_head head;
    struct counted_span counters;
    struct counted_span bytes;
    struct total total;
    struct hinting hinting;
    int64_t first_ms; /* of its first sample; -1: none */
    int64_t last_ms;
    bool is_away; /* since its last sample */
    int rc;       /* of the outputs */
    struct err *err;
};

/* report_history.c: its history, and what its head says. */
int report_history(struct played *played, uint32_t device, struct err *err);
/* Once it has its base. */
void report_begin(struct played *played, const struct capture_device *device,
                  uint32_t number);

/* report_tell.c: to all outputs, as its own; rc tells when it failed. */
void report_put(struct played *played, struct record *record);

/* The history's callback: ctx is a struct played. */
void report_on_event(void *ctx, const struct event *event);

/* report_hints.c: what hints are made by. 0 or a negative code. */
int report_hints_begin(struct report_play *play, struct err *err);

/*
 * report_lists.c: takes out of the list what is to be hidden; *owners are
 * the caller's to free() in any case. 0 or ERR_NOMEM.
 */
int report_hide(const struct played *played, struct endpoint *list,
                size_t count, struct hidden_owner **owners);
/* Those of the summary, as out's own; the same. */
int report_listeners(const struct played *played, struct total *out);

/* report_total.c: what it comes to. */
int report_summary(struct played *played, uint32_t number, struct err *err);

#endif
