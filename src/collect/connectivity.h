/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Android's own account of a network: a line of `dumpsys connectivity`, from
 * Android 5 to 16. Pure. The line holds words of others (the name of a
 * Wi-Fi, the domain of a DHCP server, the name of a VPN), so fields are taken
 * only from where no such word can stand.
 */
#ifndef ADBNET_COLLECT_CONNECTIVITY_H
#define ADBNET_COLLECT_CONNECTIVITY_H

#include "model/addr.h"

struct agent_line {
    struct str interface;
    const char *kind; /* static, as in struct net_interface; NULL: not said */
    bool is_vpn;
    int64_t owner_uid;     /* of a VPN; -1 not said */
    struct str addresses;  /* for connectivity_next_address() */
    struct str proxy_host; /* empty: none */
    uint16_t proxy_port;
    struct str pac; /* empty: none */
};

/*
 * > 0: a network with an interface. 0: nothing of interest (no network, or
 * one that has no interface yet). < 0: not to be trusted.
 */
int connectivity_parse(struct str line, struct agent_line *out);

/* Takes the next address; false when there is no more. */
bool connectivity_next_address(struct str *addresses, struct addr *out_addr,
                               uint32_t *out_len);

#endif
