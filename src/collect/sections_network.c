/* SPDX-License-Identifier: Apache-2.0 */
/* How the phone is connected. See section_kind.h. */
#include "collect/connectivity.h"
#include "collect/network.h"
#include "collect/section_kind.h"

#include <string.h>

#define SDK_WITH_PRIVATE_DNS 28

static int find_interface(struct sections *sections, struct str name,
                          uint32_t *out)
{
    struct vec *all = &sections->out->network.interfaces;
    struct net_interface added = {.owner_uid = -1};
    int rc;

    for (size_t i = 0; i < all->len; i++) {
        struct net_interface *one = vec_at(all, i);

        if (str_is(name, one->name)) {
            *out = (uint32_t)i;
            return 0;
        }
    }
    added.kind = network_kind_by_name(name);
    rc = section_keep(sections, name, &added.name);
    if (rc == 0) {
        rc = vec_push(all, &added);
    }
    *out = (uint32_t)all->len - 1;
    return rc;
}

/* The kernel and Android tell most of them, both. */
static int add_address(struct sections *sections, const struct net_addr *addr)
{
    struct vec *all = &sections->out->network.addrs;

    for (size_t i = 0; i < all->len; i++) {
        const struct net_addr *one = vec_at(all, i);

        if (one->interface == addr->interface &&
            addr_compare(&one->addr, &addr->addr) == 0) {
            return 0;
        }
    }
    return vec_push(all, addr);
}

static int interface_line(struct sections *sections, struct str line)
{
    struct address_line parsed;
    struct net_addr addr;
    int rc = network_parse_address(line, &parsed);

    if (rc <= 0) {
        return rc;
    }
    addr.addr = parsed.addr;
    addr.prefix_len = parsed.prefix_len;
    rc = find_interface(sections, parsed.interface, &addr.interface);
    if (rc == 0) {
        rc = add_address(sections, &addr);
    }
    return rc < 0 ? rc : 1;
}

static int interface_done(struct sections *sections)
{
    if (sections->now->status != 0 || sections->now->rows == 0) {
        return snapshot_warn(sections->out, "network-failed", false,
                             "the phone's interfaces could not be listed "
                             "(status %d)",
                             sections->now->status);
    }
    sections->out->network.has_interfaces = true;
    return 0;
}

static int add_proxy(struct sections *sections, struct net_proxy *proxy)
{
    if (proxy->host != NULL) {
        (void)addr_parse(str_from(proxy->host), &proxy->addr);
    }
    return vec_push(&sections->out->network.proxies, proxy);
}

static int add_agent_proxy(struct sections *sections,
                           const struct agent_line *agent,
                           const char *interface)
{
    struct net_proxy proxy = {.interface = interface,
                              .port = agent->proxy_port};
    int rc = 0;

    if (agent->proxy_host.len == 0 && agent->pac.len == 0) {
        return 0;
    }
    if (agent->proxy_host.len > 0) {
        rc = section_keep(sections, agent->proxy_host, &proxy.host);
    }
    if (rc == 0 && agent->pac.len > 0) {
        rc = section_keep(sections, agent->pac, &proxy.pac);
    }
    return rc < 0 ? rc : add_proxy(sections, &proxy);
}

/*
 * Before Android 11 the dump has requests of apps, with text of theirs, which
 * may have a line that looks like a network: of two owners none is believed.
 */
static void settle_owner(struct net_interface *interface, int64_t uid)
{
    bool is_another = interface->is_described && interface->owner_uid != uid;

    interface->owner_uid = is_another ? -1 : uid;
    interface->is_described = true;
}

static int connectivity_line(struct sections *sections, struct str line)
{
    struct network *network = &sections->out->network;
    struct agent_line agent;
    struct net_interface *interface;
    struct net_addr addr;
    int rc = connectivity_parse(line, &agent);

    if (rc <= 0) {
        return rc;
    }
    rc = find_interface(sections, agent.interface, &addr.interface);
    if (rc < 0) {
        return rc;
    }
    interface = vec_at(&network->interfaces, addr.interface);
    interface->kind = agent.kind != NULL ? agent.kind : interface->kind;
    interface->is_vpn = interface->is_vpn || agent.is_vpn;
    settle_owner(interface, agent.owner_uid);
    while (rc == 0 && connectivity_next_address(&agent.addresses, &addr.addr,
                                                &addr.prefix_len)) {
        rc = add_address(sections, &addr);
    }
    if (rc == 0) {
        rc = add_agent_proxy(sections, &agent, interface->name);
    }
    return rc < 0 ? rc : 1;
}

/* No network at all is nothing wrong: a phone in flight mode. */
static int connectivity_done(struct sections *sections)
{
    if (sections->now->status != 0) {
        return section_warn_failed(sections, "network-failed",
                                   "Android's networks could not be read");
    }
    sections->out->network.has_networks = sections->now->rows_bad == 0;
    return 0;
}

static int host_setting(struct sections *sections, struct str value,
                        const char **out)
{
    int rc = section_keep(sections, value, out);

    return rc < 0 ? rc : 1;
}

static int setting_line(struct sections *sections, struct str line)
{
    struct settings_seen *seen = &sections->settings;
    struct network *network = &sections->out->network;
    struct str value;
    struct str host;
    uint64_t port;

    switch (network_parse_setting(line, &value)) {
    case SETTING_HTTP_PROXY:
        return network_parse_host_port(value, &host, &seen->legacy_port)
                   ? host_setting(sections, host, &seen->legacy_host)
                   : 1;
    case SETTING_GLOBAL_PROXY_HOST:
        return host_setting(sections, value, &seen->host);
    case SETTING_GLOBAL_PROXY_PORT:
        if (str_to_u64(value, UINT16_MAX, &port)) {
            seen->port = (uint16_t)port;
        }
        return 1;
    case SETTING_GLOBAL_PROXY_PAC:
        return host_setting(sections, value, &seen->pac);
    case SETTING_DNS_MODE:
        network->dns_mode = network_dns_mode(value);
        return 1;
    case SETTING_DNS_DEFAULT_MODE:
        seen->dns_default_mode = network_dns_mode(value);
        return 1;
    case SETTING_DNS_HOST:
        return host_setting(sections, value, &network->dns_host);
    default:
        return 0;
    }
}

/* What holds when nobody has chosen: opportunistic, where it exists. */
static void settle_dns(struct sections *sections)
{
    struct network *network = &sections->out->network;
    int32_t sdk = sections->out->phone.sdk;

    if (network->dns_mode == NULL) {
        network->dns_mode = sections->settings.dns_default_mode;
    }
    if (network->dns_mode == NULL && sdk >= 0) {
        network->dns_mode =
            sdk < SDK_WITH_PRIVATE_DNS ? "off" : "opportunistic";
    }
    if (network->dns_mode == NULL ||
        strcmp(network->dns_mode, "hostname") != 0) {
        network->dns_host = NULL;
    }
}

static int settle_proxy(struct sections *sections)
{
    const struct settings_seen *seen = &sections->settings;
    struct net_proxy proxy = {.host = seen->host, .port = seen->port};

    if (seen->pac != NULL && seen->pac[0] != '\0') {
        proxy = (struct net_proxy){.pac = seen->pac};
        return add_proxy(sections, &proxy);
    }
    if (proxy.host == NULL) {
        proxy.host = seen->legacy_host;
        proxy.port = seen->legacy_port;
    }
    return proxy.host == NULL || proxy.host[0] == '\0' || proxy.port == 0
               ? 0
               : add_proxy(sections, &proxy);
}

static int setting_done(struct sections *sections)
{
    if (sections->now->status != 0) {
        return section_warn_failed(sections, "network-failed",
                                   "the phone's settings could not be read");
    }
    sections->out->network.has_settings = true;
    settle_dns(sections);
    return settle_proxy(sections);
}

const struct section_kind section_interfaces = {
    .name = "interfaces",
    .is_optional = true,
    .line = interface_line,
    .done = interface_done,
};

const struct section_kind section_connectivity = {
    .name = "connectivity",
    .is_optional = true,
    .line = connectivity_line,
    .done = connectivity_done,
};

const struct section_kind section_settings = {
    .name = "settings",
    .is_optional = true,
    .line = setting_line,
    .done = setting_done,
};
