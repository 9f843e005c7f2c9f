/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy says of a connection, and which way it takes. */
#ifndef ADBNET_MODEL_VERDICT_H
#define ADBNET_MODEL_VERDICT_H

#include <stddef.h>
#include <stdint.h>

/* From good to bad. */
enum judgement {
    JUDGED_NO_PEER, /* a listener: policies are about other ends */
    JUDGED_ALLOW,
    JUDGED_WARN,
    JUDGED_NOT, /* what would have decided is not known */
    JUDGED_DENY
};
#define JUDGEMENTS 5

struct verdict {
    uint8_t judgement; /* enum judgement */
    /*
     * Of the policy's file: the rule or default that decided; of JUDGED_NOT
     * the first that might have. 0: no line says so, and what no line allows
     * is denied.
     */
    uint32_t line;
    const char *rule;    /* its text, borrowed from the policy; or NULL */
    const char *package; /* for which it was worst; borrowed; or NULL */
    /* Of JUDGED_NOT, static: "organisation", "confirmed name" ... */
    const char *missing;
};

/* What a policy says of all of them: how many have each judgement. */
struct judged {
    const char *file; /* the policy's, as it was named */
    size_t of[JUDGEMENTS];
};

/* Whether it takes the way that the user expects. */
enum path_verdict {
    PATH_EXEMPT,   /* it leaves the phone for nowhere, or is the path itself */
    PATH_TAKEN,    /* as expected */
    PATH_NOT_TOLD, /* which way it takes is not known */
    PATH_MISSED    /* another way */
};

/* How many do what. */
struct path_counts {
    const char *expected; /* static: "vpn"; NULL: no way is expected */
    size_t taken;
    size_t missed;
    size_t not_told;
};

const char *judgement_name(unsigned judgement); /* "deny"; static */

/*
 * The exit status of what was judged: 5 with something denied, else 4 with
 * something not judged, else 0.
 */
int judged_status(const struct judged *judged);

#endif
