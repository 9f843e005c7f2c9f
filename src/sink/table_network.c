/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of the phone's way into the network changes the meaning of rows, said
 * once: a VPN, a proxy, a Private DNS server of the owner's choice. See
 * table.h.
 */
#include "sink/table.h"

#include <stdio.h>
#include <string.h>

#define PORT_CAP 8

/* The app whose VPN it is; NULL when it is none, or not one alone. */
static const char *package_of(const struct snapshot *snapshot, int64_t uid)
{
    const char *found = NULL;
    size_t i;

    for (i = 0; i < snapshot->packages.len; i++) {
        const struct package *package = snapshot_package(snapshot, i);

        if ((int64_t)package->uid == uid) {
            if (found != NULL) {
                return NULL;
            }
            found = package->name;
        }
    }
    return found;
}

static void put_vpns(struct para *para, const struct snapshot *snapshot)
{
    const struct network *network = &snapshot->network;
    size_t i;

    for (i = 0; i < network->interfaces.len; i++) {
        const struct net_interface *one = network_interface(network, i);
        const char *package;

        if (!one->is_vpn) {
            continue;
        }
        package = package_of(snapshot, one->owner_uid);
        para_puts(para, "VPN");
        para_word(para, "", one->name, "");
        if (package != NULL) {
            para_word(para, "(", package, ")");
        }
        para_puts(para, "is up; what carries it is listed, too.");
    }
}

/* "192.0.2.5:8080", "[2001:db8::5]:8080" */
static void put_address(struct para *para, const struct net_proxy *proxy)
{
    bool is_v6 = proxy->addr.family == ADDR_V6;
    char port[PORT_CAP + 2];

    (void)snprintf(port, sizeof(port), "%s:%u", is_v6 ? "]" : "",
                   (unsigned)proxy->port);
    para_word(para, is_v6 ? "[" : "", proxy->host, port);
}

static void put_proxies(struct para *para, const struct network *network)
{
    size_t i;

    for (i = 0; i < network->proxies.len; i++) {
        const struct net_proxy *proxy = network_proxy(network, i);

        para_puts(para, "Proxy");
        if (proxy->host != NULL) {
            put_address(para, proxy);
        } else {
            para_word(para, "", proxy->pac, "");
        }
        if (proxy->interface != NULL) {
            para_word(para, "(", proxy->interface, ")");
        }
        para_puts(para, "is set: behind it, destinations are not seen.");
    }
}

void table_put_network(struct out *out, const struct table_view *view)
{
    const struct snapshot *snapshot = view->result->snapshot;
    const struct network *network = &snapshot->network;
    struct para para;

    para_begin(&para, out, view->width, 0, 0, NULL);
    put_vpns(&para, snapshot);
    put_proxies(&para, network);
    if (network->dns_host != NULL) {
        para_puts(&para, "Private DNS");
        para_word(&para, "", network->dns_host, "");
        para_puts(&para, "is set: look-ups are system rows, port 853 or 443.");
    }
    para_end(&para);
}
