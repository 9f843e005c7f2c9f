/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines that tell how the phone is connected: addresses as `ip -o addr`
 * prints them, settings as `settings list global` does. Pure. Android's own
 * account of its networks is connectivity.h.
 */
#ifndef ADBNET_COLLECT_NETWORK_H
#define ADBNET_COLLECT_NETWORK_H

#include "model/addr.h"

struct address_line {
    struct str interface;
    struct addr addr;
    uint32_t prefix_len;
};

/*
 * "30: wlan0    inet 192.0.2.17/24 brd 192.0.2.255 scope global wlan0", cut
 * anywhere behind the address. > 0: an address. 0: an empty line. < 0:
 * neither.
 */
int network_parse_address(struct str line, struct address_line *out);

/* ADDRESS/LENGTH; without a length all bits count. */
bool network_parse_prefix(struct str text, struct addr *out_addr,
                          uint32_t *out_len);

enum setting {
    SETTING_OTHER,
    SETTING_HTTP_PROXY,        /* HOST:PORT, as testers set it */
    SETTING_GLOBAL_PROXY_HOST, /* what Android made of that */
    SETTING_GLOBAL_PROXY_PORT,
    SETTING_GLOBAL_PROXY_PAC,
    SETTING_DNS_MODE,
    SETTING_DNS_DEFAULT_MODE,
    SETTING_DNS_HOST
};

/*
 * "KEY=VALUE", or what `settings get global http_proxy` prints, a value
 * alone. *out_value is empty for what stands for nothing: "null", ":0".
 */
enum setting network_parse_setting(struct str line, struct str *out_value);

/* HOST:PORT; false for anything else. The host may stand in brackets. */
bool network_parse_host_port(struct str text, struct str *out_host,
                             uint16_t *out_port);

/* "off", "opportunistic", "hostname", static; NULL for any other word. */
const char *network_dns_mode(struct str word);

#endif
