/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joins the rows of a snapshot with their owners: attribution, direction,
 * process, path. Decides nothing about what is shown (select.h does).
 */
#ifndef ADBNET_TRACK_CONNECTIONS_H
#define ADBNET_TRACK_CONNECTIONS_H

#include "model/connection.h"
#include "track/owners.h"

/*
 * Fills out (struct connection, initialised here, freed by the caller with
 * vec_fini) with one connection per row, in the order of the rows. Snapshot
 * and owners must outlive it. 0 or a negative err_code, then out is empty.
 */
int connections_join(const struct snapshot *snapshot,
                     const struct owners *owners, struct vec *out);

#define JOIN_RECENT 256

/*
 * The same row by row, for rows that are never all there at once: of the
 * snapshot the listeners count, which direction is told by, and of the
 * owners those of the rows.
 */
struct join {
    const struct owners *owners;   /* borrowed */
    const struct network *network; /* borrowed */
    struct vec listeners;          /* by port and address */
    uint8_t ports[65536 / 8];      /* a bit for each somebody listens on */
    /* Of late rows, by the end of the uid. */
    const struct owner *recent[JOIN_RECENT];
};

/* 0 or a negative err_code; then there is nothing to end. */
int connections_begin(struct join *join, const struct snapshot *snapshot,
                      const struct owners *owners);
void connections_end(struct join *join);

/* The socket must outlive out. */
void connections_join_local(const struct owners *owners,
                            const struct local_socket *socket,
                            struct local_connection *out);

/* Somebody accepts on the row's local address and port. */
bool connections_has_listener(const struct join *join,
                              const struct sock_row *row);

/* The row must outlive out. */
void connections_join_row(struct join *join, const struct sock_row *row,
                          struct connection *out);

#endif
