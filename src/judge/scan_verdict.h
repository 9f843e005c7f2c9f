/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what is known of a run to its verdict. Green has to be earned: only
 * an app that ran, in a phone that was looked at often enough, is judged.
 *
 * When several are true the first of these is said, since it is the cause of
 * those behind it, or they can then not be known:
 *
 *   phone-lost       the phone went
 *   no-launcher      there is nothing to open
 *   locked           the phone was locked and the app never came to the front
 *                    (or what is in front could not be read); also when it
 *                    then could not be opened or crashed. Not when nothing
 *                    was to be opened
 *   not-started      am says so, or does not answer; a step before it failed;
 *                    nothing was to be opened and it never ran by itself
 *   crashed          Android says so, or its processes were gone
 *   exercise-failed  its command ended with another status than 0, or not
 *   unseen           no endpoint, but Android counted bytes
 *   low-coverage     fewer samples than due, or fewer connections seen than
 *                    the kernel counted, than the limits allow. Attempts that
 *                    failed (the kernel counts these, too) need not have been
 *                    seen. An app of which Android counted 0 bytes had none
 *                    of the connections that were missed
 *   silent           no endpoint, and Android counted 0 bytes. Where it does
 *                    not tell bytes, the verdict is silent, too: the limits
 *                    on samples and coverage were kept, and the reason says
 *                    on what it does not rest. A socket that only listens is
 *                    no endpoint
 *   ok               anything else
 */
#ifndef ADBNET_JUDGE_SCAN_VERDICT_H
#define ADBNET_JUDGE_SCAN_VERDICT_H

#include "model/run.h"

/*
 * Of all connections but those that failed unseen, and of all samples that
 * were due; in percent.
 */
#define SCAN_MIN_SEEN 90
#define SCAN_MIN_SAMPLES 80

struct scan_limits {
    unsigned min_seen;
    unsigned min_samples;
};

#define SCAN_WHY_CAP 160
#define SCAN_REASON_CAP (SCAN_WHY_CAP + 80)

/* Text: "" when there is none. */
struct scan_facts {
    bool is_lost;
    char lost_why[SCAN_WHY_CAP];
    bool has_no_launcher;
    bool is_locked;
    bool was_in_front;
    bool is_unstarted;
    char unstarted_why[SCAN_WHY_CAP];
    bool is_passive; /* nothing was to be opened: --start none */
    int8_t has_run;  /* a process of it was seen: 1, 0, -1 unknown */
    bool is_crashed;
    int64_t crashed_after_ms; /* since the start */
    char crashed_why[SCAN_WHY_CAP];
    bool has_exercise_failed;
    char exercise_why[SCAN_WHY_CAP];
    struct scan_figures figures;
};

/* reason: empty when there is nothing to say. */
enum scan_verdict scan_judge(const struct scan_facts *facts,
                             const struct scan_limits *limits,
                             char reason[SCAN_REASON_CAP]);

#endif
