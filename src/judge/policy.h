/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy: which ends an app may talk to. Its grammar is described in
 * src/dist/policy.md. Pure.
 *
 * What a rule asks for is known, known not to be, or not known (nobody asked
 * for the network of an address). What is not known is never allowed by
 * chance: see JUDGED_NOT.
 */
#ifndef ADBNET_JUDGE_POLICY_H
#define ADBNET_JUDGE_POLICY_H

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "model/connection.h"
#include "model/observed.h"
#include "model/verdict.h"

/* Of the grammar; the first line of a policy names it. */
#define POLICY_VERSION 1

#define POLICY_TEXT_MAX ((size_t)1024 * 1024)
#define POLICY_LINE_MAX ((size_t)1024)
#define POLICY_RULES_MAX ((size_t)10000)
#define POLICY_TERMS_MAX ((size_t)8)

struct policy;

/*
 * Reads a whole policy; file is the name that errors begin with. 0; ERR_USAGE
 * with FILE:LINE:COLUMN, what was read and what is expected; ERR_LIMIT;
 * ERR_NOMEM. Nothing of text is kept.
 */
int policy_parse(struct str text, const char *file, struct policy **out,
                 struct err *err);
void policy_free(struct policy *policy); /* accepts NULL */

size_t policy_rule_count(const struct policy *policy);

/*
 * The policy's word for a connection. Of a shared uid it is the worst of its
 * packages. What out points to lasts as long as policy and connection.
 */
void policy_judge(const struct policy *policy,
                  const struct connection *connection, struct verdict *out);

/*
 * Of many: each connection gets its verdict, which lies in verdicts, and
 * counts how many have which.
 */
void policy_judge_all(const struct policy *policy,
                      struct connection *connections, size_t count,
                      struct verdict *verdicts, struct judged *counts);

/* policy_learn.c */

/* What an endpoint is allowed by, if that is known of it. */
enum learn_by {
    LEARN_BY_NETWORK, /* prefix, else name, else address */
    LEARN_BY_NAME,    /* name, else prefix, else address */
    LEARN_BY_ADDR
};

struct learned {
    size_t rules;
    size_t packages;
    /* Endpoints without a rule: behind a proxy, or cut by netstat. */
    size_t left_out;
    size_t runs_not_judged; /* that said nothing, and were left out */
};

/*
 * A policy that allows what was observed in the runs and denies all else,
 * with where each was seen, appended to out: sorted, the same for the same
 * runs in any order. 0, ERR_LIMIT, ERR_NOMEM with the sentence.
 */
int policy_learn(const struct observed *const *runs, size_t run_count,
                 enum learn_by by, struct buf *out, struct learned *learned,
                 struct err *err);

#endif
