/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which way a connection takes: the interface that has its local address,
 * and whether its other end is a proxy. Pure; said only where it is known.
 */
#ifndef ADBNET_TRACK_PATH_H
#define ADBNET_TRACK_PATH_H

#include "model/connection.h"

/* Fills interface and proxied; the network must outlive them. */
void path_find(const struct network *network, struct connection *connection);

#endif
