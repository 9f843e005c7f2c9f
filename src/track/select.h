/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which connections of a snapshot are shown, in which order, and how many
 * were left out for which reason. A row that is left out counts once.
 */
#ifndef ADBNET_TRACK_SELECT_H
#define ADBNET_TRACK_SELECT_H

#include "model/result.h"
#include "track/target.h"

/* One bit per kernel state number. */
#define SELECT_STATE(number) (1u << (number))

/*
 * Rows that are our own asking. Addresses are the laptop's view; ADDR_NONE
 * and port 0 stand for "not known".
 */
struct own_connection {
    struct addr laptop;
    uint16_t laptop_port;
    struct addr phone;
    uint16_t phone_port;
};

enum user_choice { USER_ALL, USER_CURRENT, USER_ONE };

struct select_options {
    bool want_all;       /* -a */
    bool want_listening; /* -l */
    bool want_tcp;       /* -t; none of these four: all internet sockets */
    bool want_udp;       /* -u */
    bool want_raw;       /* -w: raw, icmp, udplite */
    bool want_local;     /* -x: unix, packet, netlink */
    uint32_t states;     /* --state, SELECT_STATE bits; 0: not given */
    enum user_choice user_choice;
    uint32_t user;
    const struct target *targets;
    size_t target_count;
    struct own_connection own;
};

/* Owns its vectors; the connections' contents are borrowed. */
struct selection {
    struct vec connections; /* struct connection, in printing order */
    struct vec sockets;     /* struct local_connection, likewise */
    struct vec matches;     /* struct target_match, one per target */
    struct vec targets;     /* struct target_result, likewise */
    struct hidden_counts hidden;
    struct own_connection own; /* what is left out as ours */
};

/*
 * 0, or a negative code with its sentence: ERR_NO_MATCH when a target is
 * nothing on this phone. On failure out is empty.
 */
int select_connections(const struct select_options *options,
                       const struct snapshot *snapshot,
                       const struct owners *owners, struct selection *out,
                       struct err *err);
void selection_fini(struct selection *selection);

/*
 * The same row by row, for rows that are never all there at once: out is
 * made ready, its connections stay empty. Of the snapshot all is looked at
 * but the rows (and those only for what adbnet's own connection is).
 */
int select_begin(const struct select_options *options,
                 const struct snapshot *snapshot, const struct owners *owners,
                 struct selection *out, struct err *err);

/* A joined row is shown; if not, it is counted. Sets its asked_rank. */
bool select_wants(const struct select_options *options,
                  const struct snapshot *snapshot, struct selection *selection,
                  struct connection *connection);

/* Ends of rows are among what was asked for. */
bool select_has_where(const struct select_options *options);

/* What was asked for in other words than the row's own. */
bool select_has_who(const struct select_options *options);
bool select_is_wanted_user(const struct select_options *options,
                           const struct snapshot *snapshot,
                           const struct connection *connection);
/*
 * Sets asked_rank; true: who was asked for is somebody else, or, with a pid
 * asked for, nobody that is known.
 */
bool select_is_others(const struct select_options *options,
                      const struct selection *selection,
                      struct connection *connection);

/*
 * In the file select_local.c: the local sockets of the snapshot, joined,
 * chosen as ss chooses, ordered. For select_connections(). 0 or a negative
 * err_code.
 */
int select_local(const struct select_options *options,
                 const struct snapshot *snapshot, const struct owners *owners,
                 struct selection *out);

/*
 * The states that a word of --state means: a state's name, or one of ss's
 * groups all, connected, synchronized, bucket, big. 0: unknown word.
 */
uint32_t select_states_from_name(struct str name);

#endif
