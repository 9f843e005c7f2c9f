/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the phone's settings say of its proxy, until the last line is there.
 * Private to collect/sections*.
 */
#ifndef ADBNET_COLLECT_SECTIONS_NETWORK_H
#define ADBNET_COLLECT_SECTIONS_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

struct settings_seen {
    const char *legacy_host; /* of http_proxy, or NULL */
    uint16_t legacy_port;
    /*
     * Android has turned http_proxy into settings of its own, which are the
     * ones that count; "" when it has found no proxy there.
     */
    const char *host;
    uint16_t port;
    const char *pac;
    const char *dns_default_mode;
};

#endif
