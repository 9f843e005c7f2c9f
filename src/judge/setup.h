/* SPDX-License-Identifier: Apache-2.0 */
/* What belongs to the tester's set-up, or to every phone's. Pure. */
#ifndef ADBNET_JUDGE_SETUP_H
#define ADBNET_JUDGE_SETUP_H

#include "model/connection.h"

enum setup {
    SETUP_NONE,
    SETUP_PROXY,
    SETUP_ADB,
    SETUP_FRIDA,
    SETUP_DNS,
    SETUP_NTP,
    SETUP_MDNS
};

enum setup setup_of(const struct connection *connection);

/* frida's ports. */
bool setup_is_frida(uint16_t port);
#define SETUP_PORT_ADB 5555

/* A VPN's own connection to its other end is the tunnel. */
bool setup_is_vpn_itself(const struct network *network,
                         const struct connection *connection);

#endif
