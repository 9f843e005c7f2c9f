/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is being watched, of one phone: said before its events, and needed to
 * read them.
 */
#ifndef ADBNET_MODEL_WATCH_H
#define ADBNET_MODEL_WATCH_H

#include "model/result.h"

struct watch_head {
    /*
     * Who is watched and for what: serial, via, targets, and of the snapshot,
     * which is that of the first look, all but its rows. No connections.
     */
    const struct result *result;
    const char *version; /* of the program that watched: "0.4" */
    int64_t start_ms;    /* what the times of lines count from */
    uint32_t interval_ms;
    int64_t duration_ms; /* asked for; -1: until it is ended */
    const char *started; /* what --start opened, or NULL */
    const char *capture; /* the file of --save, or NULL */
    bool is_fresh;       /* the app's data was cleared before */
    /* What was open before the start is left out. */
    bool is_baseline_ignored;
    /* Which of its capture's it is: a phone may be watched again. */
    uint32_t watching;
    bool is_of_several; /* phones: each line of text names its own */
};

#endif
