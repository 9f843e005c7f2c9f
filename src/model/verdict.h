/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy says of a connection. */
#ifndef ADBNET_MODEL_VERDICT_H
#define ADBNET_MODEL_VERDICT_H

#include <stdint.h>

/* From good to bad. */
enum judgement {
    JUDGED_NO_PEER, /* a listener: policies are about other ends */
    JUDGED_ALLOW,
    JUDGED_WARN,
    JUDGED_NOT, /* what would have decided is not known */
    JUDGED_DENY
};

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

#endif
