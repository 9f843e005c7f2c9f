/* SPDX-License-Identifier: Apache-2.0 */
/* How the phone is connected, as JSON. See json_parts.h. */
#include "sink/json_parts.h"

#include <inttypes.h>
#include <stdio.h>

#define PREFIX_CAP (ADDR_TEXT_CAP + 12)

static void put_addresses(struct json_writer *json,
                          const struct network *network, size_t interface)
{
    char text[ADDR_TEXT_CAP];
    char prefix[PREFIX_CAP];
    size_t i;

    json_open_array(json, "addresses", JSON_INLINE);
    for (i = 0; i < network->addrs.len; i++) {
        const struct net_addr *addr = network_addr(network, i);

        if (addr->interface == interface) {
            (void)snprintf(prefix, sizeof(prefix), "%s/%" PRIu32,
                           addr_format(&addr->addr, text), addr->prefix_len);
            json_text(json, NULL, prefix);
        }
    }
    json_close(json);
}

static void put_interfaces(struct json_writer *json,
                           const struct network *network)
{
    size_t i;

    if (!network->has_interfaces && network->interfaces.len == 0) {
        json_null(json, "interfaces");
        return;
    }
    json_open_array(json, "interfaces", JSON_INLINE);
    for (i = 0; i < network->interfaces.len; i++) {
        const struct net_interface *one = network_interface(network, i);

        json_open_object(json, NULL, JSON_INLINE);
        json_text(json, "name", one->name);
        json_text(json, "kind", one->kind);
        put_addresses(json, network, i);
        json_close(json);
    }
    json_close(json);
}

static void put_tunnel(struct json_writer *json,
                       const struct snapshot *snapshot,
                       const struct net_interface *tunnel)
{
    size_t i;

    json_open_object(json, NULL, JSON_INLINE);
    json_text(json, "interface", tunnel->name);
    if (tunnel->owner_uid < 0) {
        json_null(json, "uid");
    } else {
        json_i64(json, "uid", tunnel->owner_uid);
    }
    json_open_array(json, "packages", JSON_INLINE);
    for (i = 0; i < snapshot->packages.len; i++) {
        const struct package *package = snapshot_package(snapshot, i);

        if ((int64_t)package->uid == tunnel->owner_uid) {
            json_text(json, NULL, package->name);
        }
    }
    json_close(json);
    json_close(json);
}

static void put_vpn(struct json_writer *json, const struct snapshot *snapshot)
{
    const struct network *network = &snapshot->network;
    size_t i;

    if (!network->has_networks) {
        json_null(json, "vpn");
        return;
    }
    json_open_object(json, "vpn", JSON_INLINE);
    json_bool(json, "active", network_has_vpn(network));
    json_open_array(json, "tunnels", JSON_INLINE);
    for (i = 0; i < network->interfaces.len; i++) {
        const struct net_interface *one = network_interface(network, i);

        if (one->is_vpn) {
            put_tunnel(json, snapshot, one);
        }
    }
    json_close(json);
    json_close(json);
}

static void put_proxy(struct json_writer *json, const struct net_proxy *proxy)
{
    json_open_object(json, NULL, JSON_INLINE);
    json_text(json, "interface", proxy->interface);
    json_text(json, "host", proxy->host);
    if (proxy->port == 0) {
        json_null(json, "port");
    } else {
        json_u64(json, "port", proxy->port);
    }
    json_text(json, "pac", proxy->pac);
    json_close(json);
}

static void put_proxies(struct json_writer *json, const struct network *network)
{
    size_t i;

    if (!network->has_networks && !network->has_settings) {
        json_null(json, "proxy");
        return;
    }
    json_open_object(json, "proxy", JSON_INLINE);
    if (network->proxies.len == 0 &&
        !(network->has_networks && network->has_settings)) {
        json_null(json, "active");
    } else {
        json_bool(json, "active", network->proxies.len > 0);
    }
    json_open_array(json, "entries", JSON_INLINE);
    for (i = 0; i < network->proxies.len; i++) {
        put_proxy(json, network_proxy(network, i));
    }
    json_close(json);
    json_close(json);
}

static void put_private_dns(struct json_writer *json,
                            const struct network *network)
{
    if (network->dns_mode == NULL) {
        json_null(json, "private_dns");
        return;
    }
    json_open_object(json, "private_dns", JSON_INLINE);
    json_text(json, "mode", network->dns_mode);
    json_text(json, "host", network->dns_host);
    json_close(json);
}

void json_put_network(struct json_writer *json, const struct snapshot *snapshot)
{
    const struct network *network = &snapshot->network;

    json_open_object(json, "network", JSON_INLINE);
    put_interfaces(json, network);
    put_vpn(json, snapshot);
    put_proxies(json, network);
    put_private_dns(json, network);
    json_close(json);
}
