/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A socket without internet addresses, as the kernel's tables show it: unix,
 * packet, netlink. What fields mean follows Linux net/unix/af_unix.c,
 * net/packet/af_packet.c, net/netlink/af_netlink.c.
 *
 * The path of a unix socket is any bytes that an app chose, line ends among
 * them, so that every row of that table may be forged. A unix row claims no
 * owner and is evidence of nothing but itself.
 */
#ifndef ADBNET_MODEL_LOCAL_SOCKET_H
#define ADBNET_MODEL_LOCAL_SOCKET_H

#include "base/cursor.h"

enum local_proto { LOCAL_UNIX = 0, LOCAL_PACKET = 1, LOCAL_NETLINK = 2 };

struct local_socket {
    uint64_t inode;
    const char *path;  /* unix, in the snapshot's pool; NULL: it has none */
    uint32_t uid;      /* packet only: no other table names it */
    uint32_t refs;     /* what holds it, the kernel's own pointers too */
    uint32_t protocol; /* packet: an ethertype; netlink: its family */
    uint32_t rx_queue; /* packet, netlink: bytes */
    uint32_t tx_queue; /* netlink: bytes */
    uint32_t drops;    /* netlink */
    uint32_t ifindex;  /* packet: the interface's number; 0: every one */
    uint32_t port_id;  /* netlink: an address; often, not always, a pid */
    uint32_t groups;   /* netlink: the first 32 multicast groups */
    uint8_t proto;     /* enum local_proto */
    uint8_t type;      /* the kernel's SOCK_ number, 1 is a stream */
    /*
     * enum sock_state as ss has it: SOCK_CLOSE unconnected, SOCK_ESTABLISHED
     * connected, SOCK_LISTEN, SOCK_SYN_SENT connecting, SOCK_CLOSING.
     */
    uint8_t state;
    /* Another row has its inode: one of the two at least is forged. */
    bool is_doubtful;
};

const char *local_proto_name(unsigned proto); /* "unix" */
const char *local_type_name(unsigned type);   /* or NULL */
const char *local_state_name(unsigned state); /* "LISTEN" */
/* "route", "ipv6"; NULL: unknown, or a proto whose protocol has no name. */
const char *local_protocol_name(const struct local_socket *socket);

/* Its table has a column for the owner. */
bool local_has_uid(const struct local_socket *socket);

/* A total order: proto, path, state, protocol, inode, then the rest. */
int local_compare(const struct local_socket *a, const struct local_socket *b);

#endif
