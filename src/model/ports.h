/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a port number says: the name it is registered under, and whether
 * what usually runs there is unencrypted by default. Neither is a statement
 * about the traffic: TLS on port 80 is possible.
 */
#ifndef ADBNET_MODEL_PORTS_H
#define ADBNET_MODEL_PORTS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The registered name, static; NULL for a port that is not registered for
 * that protocol (enum sock_proto) or not in this small table.
 */
const char *ports_service(unsigned proto, uint16_t port);

bool ports_is_plain(unsigned proto, uint16_t port);

#endif
