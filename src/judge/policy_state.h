/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy is made of. Only for the files policy*.c. */
#ifndef ADBNET_JUDGE_POLICY_STATE_H
#define ADBNET_JUDGE_POLICY_STATE_H

#include "base/pool.h"
#include "base/vec.h"
#include "judge/policy.h"

enum term_kind {
    TERM_ADDR, /* addr and prefix: an address and how much of it counts */
    TERM_NAME,
    TERM_ORG,
    TERM_ASN,
    TERM_PORT,
    TERM_PROTO
};

struct term {
    uint8_t kind; /* enum term_kind */
    struct addr addr;
    unsigned prefix_len;
    const char *glob; /* TERM_NAME, TERM_ORG: in small letters */
    uint32_t low;     /* asn, port, proto; ports may be a range */
    uint32_t high;
};

struct rule {
    uint8_t judgement; /* JUDGED_ALLOW, JUDGED_WARN or JUDGED_DENY */
    bool is_default;   /* decides what no rule of its section names */
    uint8_t term_count;
    uint32_t line;
    const char *text;
    struct term terms[POLICY_TERMS_MAX];
};

/* Rules of a package, or in front of the first: of all. */
struct section {
    const char *glob; /* NULL: of all */
    size_t first;     /* of its rules */
    size_t count;
};

struct policy {
    struct pool strings;
    struct vec rules;    /* struct rule */
    struct vec sections; /* struct section, in the file's order */
};

/* policy_terms.c: one "port 443" of a rule. */

/* Where a line is being read, and what to say of it. */
struct policy_line {
    struct str text;
    struct cursor cursor;
    const char *file;
    uint32_t number;
    struct err *err;
};

/* A word or a "quoted text"; false at the end or a comment. */
bool policy_word(struct policy_line *line, struct str *out);
/* ERR_USAGE: "FILE:LINE:COLUMN: got, not what is expected". */
int policy_expected(const struct policy_line *line, const char *at,
                    const char *what);
int policy_term(struct policy *policy, struct policy_line *line,
                struct str word, struct term *out);

#endif
