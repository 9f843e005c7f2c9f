/* SPDX-License-Identifier: Apache-2.0 */
/* Packets over a TCP connection. */
#ifndef ADB_TRANSPORT_TCP_H
#define ADB_TRANSPORT_TCP_H

#include "transport.h"

#include <stdint.h>

/*
 * Connects to a phone. name is what sentences call it. ADB_ERR_NO_DEVICE
 * when nothing listens there or the name is unknown, ADB_ERR_OFFLINE when
 * nothing answers in time.
 */
int transport_tcp_connect(const char *host, uint16_t port, const char *name,
                          const struct budget *budget,
                          struct adb_transport **out, struct adb_err *err);

/*
 * Takes a connected stream socket over, also on failure (NULL: out of
 * memory).
 */
struct adb_transport *transport_tcp_from(int fd);

#endif
