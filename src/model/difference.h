/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one side of a comparison has and the other has not. A side is one run
 * or several of the same app.
 */
#ifndef ADBNET_MODEL_DIFFERENCE_H
#define ADBNET_MODEL_DIFFERENCE_H

#include "model/observed.h"

enum difference_kind {
    DIFFERENCE_ADDED,     /* in all runs of B, in none of A */
    DIFFERENCE_REMOVED,   /* in all runs of A, in none of B */
    DIFFERENCE_SOMETIMES, /* in some runs of a side, not in all */
    DIFFERENCE_SAME,      /* in all runs of both */
    DIFFERENCE_NOT_JUDGED /* what to compare is not known, or with what */
};

/* Of one side. */
struct difference_side {
    uint32_t runs; /* in which it was observed */
    uint32_t of;   /* of the same app; 0: the app was not run there */
    uint64_t connections;
    int64_t last_ms;
};

struct difference {
    uint8_t kind;        /* enum difference_kind */
    const char *subject; /* "com.example.bank", "com.example.mail (user 10)" */
    const char *key;     /* "203.0.113.0/24", "Example Bank AG" */
    /*
     * The port called, or with is_inbound that of the phone; 0: none is
     * known, or of no protocol with ports.
     */
    uint16_t port;
    bool is_inbound;
    unsigned protos; /* a bit for each enum sock_proto that was seen */
    struct difference_side a;
    struct difference_side b;
    /* An endpoint of it, the last one seen, of B if B has any; borrowed. */
    const struct endpoint *endpoint;
    const char *why; /* static: of NOT_JUDGED what is missing; or NULL */
};

/* What makes two sides less than comparable; said on top. */
struct difference_note {
    const char *code; /* static: "dwell" */
    const char *text;
};

struct difference_counts {
    size_t added;
    size_t removed;
    size_t sometimes;
    size_t one_sided; /* of these, seen on one side only */
    size_t same;
    size_t not_judged;
    size_t apps; /* that no run of a side may be judged of: not compared */
};

/* A whole comparison; all of it is borrowed. Side 0 is A. */
struct difference_report {
    const char *by; /* static: "prefix" */
    const struct observed *const *runs[2];
    size_t run_counts[2];
    const struct difference_note *notes;
    size_t note_count;
    const struct difference *list;
    size_t count;
    struct difference_counts counts;
};

const char *difference_kind_name(unsigned kind); /* "added" */

#endif
