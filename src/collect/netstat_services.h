/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Port numbers of the names that a netstat without -n prints instead. Pure:
 * the laptop's own list is not asked, because the phone's is another.
 */
#ifndef ADBNET_COLLECT_NETSTAT_SERVICES_H
#define ADBNET_COLLECT_NETSTAT_SERVICES_H

#include "base/cursor.h"

#include <stdbool.h>
#include <stdint.h>

/* false: a name that this table does not have. */
bool netstat_service_port(struct str name, uint16_t *out);

/* The same for the protocols of raw sockets: "icmp", "ipv6-icmp". */
bool netstat_protocol_number(struct str name, uint16_t *out);

#endif
