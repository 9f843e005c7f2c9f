/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer of one phone to one question, in the order it is printed:
 * who was asked, what was asked for, the rows, what is not among them.
 */
#ifndef ADBNET_MODEL_RESULT_H
#define ADBNET_MODEL_RESULT_H

#include "model/connection.h"
#include "model/snapshot.h"

/* One WHAT of the command line and what became of it. */
struct target_result {
    const char *asked;   /* as typed */
    const char *applied; /* what was done: "uid:10093" for "pid:24685" */
    bool is_exact;       /* applied means the same as asked */
    /* -1: does not apply, 0: no, 1: yes */
    int8_t installed;
    int8_t running;
    const uint32_t *uids;
    size_t uid_count;
    bool is_absent; /* of a watching: nobody came that it names */
};

/* Rows that the question left out, counted. Each row counts once. */
struct hidden_counts {
    size_t listening;
    size_t loopback;
    size_t udp_without_peer;
    size_t other_without_peer; /* raw, icmp, udplite */
    size_t unowned;            /* with a WHAT: rows whose owner nobody knows */
    size_t own;                /* adbnet's own connection to the phone */
};

struct result {
    const char *serial; /* as the user would type it after -s; may be NULL */
    const char *via;    /* static: "server", "tcp", "replay" */
    const struct snapshot *snapshot;
    const struct target_result *targets;
    size_t target_count;
    /* In printing order; rows of one owner stand together. */
    const struct connection *connections;
    size_t connection_count;
    const struct local_connection *sockets; /* in printing order, too */
    size_t socket_count;
    struct hidden_counts hidden;
    const struct judged *judged; /* NULL: there is no policy */
    struct path_counts path;
    bool is_listening_view; /* -l was asked */
    bool is_partial;        /* exit status 4 */
};

/*
 * What is known of an answer when its last row has gone: for one whose rows
 * are never all there at once.
 */
struct result_end {
    const struct snapshot *snapshot; /* rows that are no rows, warnings */
    struct hidden_counts hidden;
    size_t row_count;        /* read */
    size_t connection_count; /* listed */
    size_t socket_count;     /* of the local ones listed */
    const struct judged *judged;
    struct path_counts path;
    bool is_partial;
};

#endif
