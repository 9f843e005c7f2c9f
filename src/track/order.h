/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Printing order. Groups: as asked for, else what the user installed, the
 * system's apps, shared uids, uids without a package, named system ids,
 * nobody's; each by name. Inside a group: protocol, remote, state, local.
 * Total, so that two runs over the same rows print the same.
 */
#ifndef ADBNET_TRACK_ORDER_H
#define ADBNET_TRACK_ORDER_H

#include "base/vec.h"
#include "model/connection.h"

/* connections: struct connection, each with its asked_rank. */
void order_connections(struct vec *connections);

/* Of two connections that have rows; 0: they are one. */
int order_compare(const struct connection *a, const struct connection *b);

/* sockets: struct local_connection; inside a group as local_compare() has it.
 */
void order_local(struct vec *sockets);

#endif
