/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One socket as the kernel's tables show it, and the names of its states.
 * Source: Linux net/ipv4/tcp_ipv4.c, net/ipv6/tcp_ipv6.c, net/ipv4/udp.c,
 * include/net/tcp_states.h.
 */
#ifndef ADBNET_MODEL_SOCK_H
#define ADBNET_MODEL_SOCK_H

#include "model/addr.h"

/* SOCK_ICMP: a socket for ping, of either family. */
enum sock_proto {
    SOCK_TCP = 0,
    SOCK_UDP = 1,
    SOCK_UDPLITE = 2,
    SOCK_RAW_IP = 3,
    SOCK_ICMP = 4
};

/*
 * What kind of socket it was; both addresses are IPv4 when mapped.
 * SOCK_LINK_LAYER is below IP, and always raw: no addresses, and its local_port
 * is the ethertype.
 */
enum sock_family {
    SOCK_IPV4 = 0,
    SOCK_IPV6 = 1,
    SOCK_IPV4_MAPPED = 2,
    SOCK_LINK_LAYER = 3
};

/* The kernel's numbers. Others are kept and shown as UNKNOWN(0xNN). */
enum sock_state {
    SOCK_ESTABLISHED = 1,
    SOCK_SYN_SENT = 2,
    SOCK_SYN_RECV = 3,
    SOCK_FIN_WAIT1 = 4,
    SOCK_FIN_WAIT2 = 5,
    SOCK_TIME_WAIT = 6,
    SOCK_CLOSE = 7, /* udp and its like: no peer */
    SOCK_CLOSE_WAIT = 8,
    SOCK_LAST_ACK = 9,
    SOCK_LISTEN = 10,
    SOCK_CLOSING = 11,
    SOCK_NEW_SYN_RECV = 12
};

/* Who told. */
enum sock_source {
    SOCK_FROM_PROCFS = 0,
    SOCK_FROM_NETSTAT = 1,
    SOCK_FROM_BOTH = 2 /* all that procfs tells, pid and process of netstat */
};

enum sock_timer {
    SOCK_TIMER_NONE = 0,
    SOCK_TIMER_RETRANSMIT = 1,
    SOCK_TIMER_KEEPALIVE = 2,
    SOCK_TIMER_TIME_WAIT = 3,
    SOCK_TIMER_PROBE = 4
};

struct sock_row {
    struct addr local;
    struct addr remote;
    uint16_t local_port; /* raw: the protocol; icmp: the identifier */
    uint16_t remote_port;
    uint8_t proto;     /* enum sock_proto */
    uint8_t family;    /* enum sock_family */
    uint8_t state;     /* enum sock_state, or any other number */
    uint8_t timer;     /* enum sock_timer, or any other number */
    uint32_t tx_queue; /* bytes; LISTEN: 0 */
    uint32_t rx_queue; /* bytes; LISTEN: connections not yet accepted */
    uint32_t retransmits;
    uint32_t probes; /* keepalive or window probes without answer */
    uint32_t drops;  /* all but tcp */
    uint32_t uid;
    uint64_t timer_ms; /* time left, from clock ticks of 10 ms */
    uint64_t inode;
    /*
     * What netstat prints and procfs does not have. Texts live in the
     * snapshot's pool. A text stands for an end that is not known: a name, or
     * an address of which only the beginning came (is_remote_cut), and the
     * address is ADDR_NONE; or all of "ADDRESS:SERVICE" or "NAME:SERVICE"
     * when nobody knows the service's number, and the port is 0.
     */
    const char *remote_text;
    const char *local_text;
    const char *process; /* as netstat -p has it; NULL: not said */
    int32_t pid;         /* 0: not said */
    /* 0: the phone's network; else whose other one, see model/netns.h. */
    int32_t net_pid;
    uint8_t source; /* enum sock_source */
    bool is_remote_cut;
    bool is_local_cut;   /* local is ADDR_NONE then, its port is good */
    bool is_process_cut; /* process is, or may be, only a beginning */
    bool is_uid_unknown; /* netstat without -e; uid is 0 and means nothing */
};

#define SOCK_STATE_TEXT_CAP 16

/*
 * "ESTABLISHED"; for all but tcp CONNECTED or UNCONNECTED; unknown numbers as
 * UNKNOWN(0x0f). May use out.
 */
const char *sock_state_name(const struct sock_row *row,
                            char out[SOCK_STATE_TEXT_CAP]);

/*
 * The kernel's number for a name as people type it: ss's ("fin-wait-1",
 * "closed") and netstat's ("FIN_WAIT1"), any case. 0: unknown.
 */
unsigned sock_state_from_name(struct str name);

const char *sock_proto_name(unsigned proto);   /* "tcp" */
const char *sock_family_name(unsigned family); /* "ipv4-mapped" */
const char *sock_timer_name(unsigned timer);   /* "keepalive" or NULL */

bool sock_is_udp_without_peer(const struct sock_row *row);

/* The same of raw, icmp and udplite. */
bool sock_is_other_without_peer(const struct sock_row *row);

/* There is another end: not so for listeners and UDP without peer. */
bool sock_has_remote(const struct sock_row *row);

/* Its "ports" are ports: not so with raw and icmp. */
bool sock_has_ports(const struct sock_row *row);

/* Either end is a loopback address. */
bool sock_is_loopback(const struct sock_row *row);

/*
 * The kernel printed no owner (TIME_WAIT, orphans, children not accepted),
 * or netstat was not asked for one.
 */
bool sock_is_unowned(const struct sock_row *row);

#endif
