/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One end of a connection as a netstat prints it, "192.0.2.17:https": an
 * address, the beginning of one, a name, or what is none of them. Pure.
 */
#ifndef ADBNET_COLLECT_NETSTAT_END_H
#define ADBNET_COLLECT_NETSTAT_END_H

#include "base/cursor.h"
#include "model/addr.h"

#include <stdbool.h>
#include <stdint.h>

/* How the text came to be. */
struct netstat_end_how {
    /*
     * A text of exactly one of these lengths may have been cut to it: it is
     * not told from one that fits. 0: this netstat does not cut.
     */
    size_t widths[2];
    bool is_port_cut; /* then the port was cut with the rest (toybox 0.7.0) */
    bool is_v6_label; /* the row says tcp6, udp6, raw6 */
    bool is_raw;      /* a port is a protocol */
    /* Bytes that no address and no name has are garbage, not an error. */
    bool may_be_garbage;
};

struct netstat_end {
    struct addr addr; /* ADDR_NONE: only the text is known */
    uint16_t port;    /* 0: none, "*", or unknown */
    uint8_t family;   /* enum sock_family, if known */
    bool is_family_known;
    bool is_whole_v4; /* an IPv4 address that is not written as mapped */
    bool is_cut;      /* the text is, or may be, only a beginning */
    bool is_garbled;  /* the text is of another row, or of several */
    /*
     * Empty when the address and the port are known. Else the name or the
     * address as printed, with ":PORT" only if the port is not known.
     */
    struct str text;
};

/* 0, or a negative code for what no netstat prints there. */
int netstat_end_parse(struct str token, const struct netstat_end_how *how,
                      struct netstat_end *out);

/* An IPv6 address or the beginning of one, with a port. */
bool netstat_end_is_v6(struct str token);

#endif
