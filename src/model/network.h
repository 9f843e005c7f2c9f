/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone's ways into the network, as it tells them: interfaces and their
 * addresses, VPNs, proxies, Private DNS. Which of them a connection takes is
 * decided in track/path.h.
 */
#ifndef ADBNET_MODEL_NETWORK_H
#define ADBNET_MODEL_NETWORK_H

#include "base/vec.h"
#include "model/addr.h"

/* Every socket is compared with every address. */
#define NETWORK_INTERFACES_MAX ((size_t)256)
#define NETWORK_ADDRS_MAX ((size_t)1024)
#define NETWORK_PROXIES_MAX ((size_t)64)

struct net_interface {
    const char *name;
    /*
     * Static: "wifi", "mobile", "vpn", "ethernet", "bluetooth", "usb-tether",
     * "loopback", "other"; what Android says, else what the name tells.
     */
    const char *kind;
    bool is_vpn;       /* Android says so, not only the name */
    int64_t owner_uid; /* of a VPN's app; -1 not said, or twice */
    bool is_described; /* by Android, once at least */
};

struct net_addr {
    struct addr addr;
    uint32_t prefix_len;
    uint32_t interface; /* index */
};

struct net_proxy {
    const char *interface; /* of whose settings it is; NULL: of the phone */
    const char *host;      /* NULL: a script decides */
    const char *pac;       /* that script's URL, or NULL */
    struct addr addr;      /* host, if it is an address; else ADDR_NONE */
    uint16_t port;
};

struct network {
    struct vec interfaces; /* struct net_interface */
    struct vec addrs;      /* struct net_addr */
    struct vec proxies;    /* struct net_proxy */
    /* Static: "off", "opportunistic", "hostname"; NULL: not said. */
    const char *dns_mode;
    const char *dns_host; /* for "hostname" */
    bool has_interfaces;  /* the kernel's addresses were read */
    bool has_networks;    /* Android's networks were read: VPNs, proxies */
    bool has_settings;    /* the phone's settings were read: its proxy */
};

void network_init(struct network *network);
void network_fini(struct network *network);

const struct net_interface *network_interface(const struct network *network,
                                              size_t i);
const struct net_addr *network_addr(const struct network *network, size_t i);
const struct net_proxy *network_proxy(const struct network *network, size_t i);

/* Android says that a VPN is up. */
bool network_has_vpn(const struct network *network);

/* The kind that is called so, static; NULL: none is. */
const char *network_kind(const char *text);

/* The kind that an interface's name tells: "rmnet_data0" is "mobile". */
const char *network_kind_by_name(struct str name);

#endif
