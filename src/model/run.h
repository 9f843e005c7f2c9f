/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of a scan: a package was opened on a phone, watched for a while,
 * and this came of it. What sinks print, and what a capture keeps of it.
 */
#ifndef ADBNET_MODEL_RUN_H
#define ADBNET_MODEL_RUN_H

#include "model/tracked.h"

/* Their names are printed, and stay as they are. */
enum scan_verdict {
    SCAN_OK,              /* it was watched, and endpoints were observed */
    SCAN_SILENT,          /* watched; no endpoint, and no bytes counted */
    SCAN_UNSEEN,          /* Android counted bytes, but no endpoint was seen */
    SCAN_NOT_STARTED,     /* it could not be brought to run */
    SCAN_NO_LAUNCHER,     /* nothing of it that a launcher could start */
    SCAN_LOCKED,          /* the phone is locked, it never came to the front */
    SCAN_CRASHED,         /* it ended before its time */
    SCAN_EXERCISE_FAILED, /* what should have been done with it was not */
    SCAN_PHONE_LOST,      /* the phone went and did not come back in time */
    SCAN_LOW_COVERAGE     /* too much may have been missed */
};
#define SCAN_VERDICTS 10

/* "not-started"; static. */
const char *scan_verdict_name(enum scan_verdict verdict);
/* False: no such name. */
bool scan_verdict_from(const char *name, enum scan_verdict *out);
/* Only then something is known of the app; all else makes exit 4. */
bool scan_verdict_is_judged(enum scan_verdict verdict);

/* What was counted while one package ran. */
struct scan_figures {
    uint64_t endpoints;        /* of it, connected to after the start */
    uint64_t flagged;          /* of these, with a flag: port 80 and the like */
    uint64_t listening;        /* sockets */
    uint64_t udp_without_peer; /* its sockets whose peers nobody sees */
    bool has_bytes;            /* false: this Android does not tell them */
    uint64_t rx_bytes;         /* of its uid, by Android's own count */
    uint64_t tx_bytes;
    struct coverage coverage; /* of the whole phone, meanwhile */
    uint64_t samples;         /* that came, with all of the tables */
    uint64_t ticks;           /* that were due */
};

/* All text is borrowed; NULL: unknown, or there is none. */
struct scan_run_result {
    const char *serial;
    uint32_t watching; /* of a report: that of its capture; see watch.h */
    const char *package;
    const char *version;
    uint32_t user;
    const char *component; /* what was opened */
    bool has_verdict;      /* false: it was broken off, and counts as not run */
    enum scan_verdict verdict;
    const char *reason;    /* one phrase; with ok there is none */
    int64_t started_ms;    /* the laptop's wall clock, when it was opened */
    int64_t ended_ms;      /* -1: not yet */
    int64_t start_took_ms; /* by the phone, to open it; -1 unknown */
    int64_t stop_took_ms;  /* by the phone, both times; -1 unknown */
    int64_t beside_ms;     /* all else beside the watching; -1 unknown */
    int64_t dwell_ms;      /* that was asked for */
    int64_t watched_ms;    /* from then on until its end */
    struct scan_figures figures;
    const char *foreground; /* what was in front at the end */
    int8_t is_alive;        /* at the end: 1 yes, 0 no, -1 unknown */
};

/* The same of a run; "broken-off" without a verdict. */
const char *scan_run_word(const struct scan_run_result *run);
bool scan_run_is_judged(const struct scan_run_result *run);

#endif
