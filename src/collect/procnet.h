/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of /proc/net/{tcp,udp,udplite,raw,icmp} and the same with 6. Pure, one
 * line at a time, no memory. Source of the format: Linux net/ipv4/tcp_ipv4.c,
 * net/ipv6/tcp_ipv6.c, net/ipv4/udp.c, net/ipv4/raw.c, net/ipv4/ping.c.
 */
#ifndef ADBNET_COLLECT_PROCNET_H
#define ADBNET_COLLECT_PROCNET_H

#include "base/cursor.h"
#include "model/sock.h"

/*
 * One line without its newline, with any indentation; a carriage return at
 * its end is fine. IPv4 or IPv6 is seen from the addresses. At least ten
 * columns, so rows of TIME_WAIT, which end early, are rows. proto is an enum
 * sock_proto: the rows do not tell.
 *
 * > 0: *out is the row. 0: the header line or an empty one. < 0: neither;
 * *out is undefined.
 */
int procnet_parse(struct str line, unsigned proto, struct sock_row *out);

#endif
