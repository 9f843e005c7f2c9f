/* SPDX-License-Identifier: Apache-2.0 */
/* From a snapshot to what is printed of it, and the exit status. */
#ifndef ADBNET_CMD_ANSWER_H
#define ADBNET_CMD_ANSWER_H

#include "cmd/outputs.h"
#include "judge/policy.h"
#include "model/snapshot.h"

/* All borrowed. */
struct answer {
    const struct settings *settings;
    struct snapshot *snapshot; /* may get warnings, nothing else */
    const char *serial;        /* or NULL */
    const char *via;
    struct own_connection own;
    const struct target *targets;
    size_t target_count;
    struct outputs *outputs;
    const struct policy *policy; /* NULL: there is none */
};

/* What the command line wants shown of the rows. */
struct select_options answer_choices(const struct answer *answer);

/* The status that the number of rows and what was expected call for. */
int answer_verdict(const struct settings *settings, size_t count,
                   bool is_partial);

/*
 * answer_path.c, --expect-path: each connection's verdict, kept in it; who
 * goes another way, said after the rows.
 */
struct path_counts answer_path(const struct settings *settings,
                               const struct network *network,
                               struct connection *connections, size_t count);
void answer_path_say(const struct settings *settings,
                     const struct connection *connections, size_t count);

/*
 * Joins, chooses, says the warnings, prints. 0 with the exit status in
 * *out_status, or a negative code with its sentence in err.
 */
int answer_print(const struct answer *answer, int *out_status, struct err *err);

#endif
