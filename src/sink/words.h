/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every format says about a connection in the same words: the names of
 * the contract, flags, and what a row does and does not tell.
 */
#ifndef ADBNET_SINK_WORDS_H
#define ADBNET_SINK_WORDS_H

#include "model/result.h"

/* "out"; NULL when unknown */
const char *words_direction(enum direction direction);
/* "only-process"; NULL when there is no pid */
const char *words_pid_how(enum pid_how how);

/* "true", "false", "null" */
const char *words_proxied(enum proxied proxied);
/* "procfs", "netstat", "both" */
const char *words_source(const struct sock_row *row);

/* A total order of other ends: addresses, then names, then ports. */
int words_compare_remote(const struct sock_row *a, const struct sock_row *b);

/*
 * What of it is known. netstat gives a name in place of an address, and can
 * leave the port out.
 */
bool words_has_remote_addr(const struct sock_row *row);
bool words_has_remote_port(const struct sock_row *row);
bool words_has_local_port(const struct sock_row *row);

/* The flag that comes first: "D", "P", "!", "L"; " " for none. */
const char *words_flag(const struct connection *connection);
/* The policy denies it. */
bool words_is_denied(const struct connection *connection);

#define WORDS_TIMER_CAP 16

/*
 * "keepalive", "unknown(0x09)"; NULL when no timer runs, and for all but tcp,
 * whose tables have a constant there. May use out.
 */
const char *words_timer(const struct sock_row *row, char out[WORDS_TIMER_CAP]);

/*
 * When a connection in TIME_WAIT was closed, by the laptop's clock; false
 * for every other row. An estimate: the timer runs 60 s from then on.
 */
bool words_closed_at(const struct snapshot *snapshot,
                     const struct sock_row *row, int64_t *out_ms);

/*
 * Retransmits and probes were printed: all but tcp have constants there,
 * netstat gives them with a timer only.
 */
bool words_has_tries(const struct sock_row *row);
/* All tables but tcp's have drops. */
bool words_has_drops(const struct sock_row *row);

#define WORDS_FLAGS_MAX 12

/*
 * The same of a local socket: "sniffs" for a packet socket that is neither
 * root's nor of the system, "doubtful" for a row that may be forged.
 */
size_t words_local_flags(const struct local_connection *local,
                         const char *out[WORDS_FLAGS_MAX]);
/* "stream"; NULL when the table does not tell, or a number nobody knows. */
const char *words_local_kind(const struct local_socket *socket);

/* The flags of JSON and of the flat table, static strings; their number. */
size_t words_flags(const struct connection *connection,
                   const char *out[WORDS_FLAGS_MAX]);

#endif
