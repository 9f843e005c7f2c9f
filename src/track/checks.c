/* SPDX-License-Identifier: Apache-2.0 */
/* See checks.h. */
#include "track/checks.h"

#include "base/err.h"
#include "base/format.h"

#include <string.h>

#define TEXT_CAP 400

void checks_init(struct checks *checks)
{
    vec_init(&checks->all, sizeof(struct check), CHECKS_MAX);
    pool_init(&checks->strings, CHECKS_STRINGS_MAX);
}

void checks_fini(struct checks *checks)
{
    vec_fini(&checks->all);
    pool_fini(&checks->strings);
}

int checks_add(struct checks *checks, const char *name, bool is_good,
               const char *text, const char *next)
{
    struct check check = {.name = name, .is_good = is_good, .next = next};

    check.text = pool_add(&checks->strings, str_from(text));
    return check.text == NULL ? ERR_NOMEM : vec_push(&checks->all, &check);
}

/* The sentence of the first warning whose code begins so, or NULL. */
static const char *warned(const struct snapshot *snapshot, const char *code)
{
    for (size_t i = 0; i < snapshot->warnings.len; i++) {
        const struct warning *warning = snapshot_warning(snapshot, i);

        if (strncmp(warning->code, code, strlen(code)) == 0) {
            return warning->text;
        }
    }
    return NULL;
}

static int add_tables(struct checks *checks, const struct snapshot *snapshot)
{
    const char *why = warned(snapshot, "table-");

    return why == NULL
               ? checks_add(checks, "tables", true,
                            "the kernel's socket tables can be read", NULL)
               : checks_add(checks, "tables", false, why,
                            "adb root, or --root=su where su is there");
}

static int add_processes(struct checks *checks, const struct snapshot *snapshot)
{
    return snapshot->has_all_processes
               ? checks_add(checks, "processes", true,
                            "all processes and their uids can be listed", NULL)
               : checks_add(checks, "processes", false,
                            "not all processes can be listed: where one is "
                            "named, there may be others",
                            "adb root");
}

static int add_packages(struct checks *checks, const struct snapshot *snapshot)
{
    const char *why = warned(snapshot, "packages-");

    if (why == NULL) {
        why = warned(snapshot, "options-");
    }
    if (why == NULL && snapshot->has_all_packages) {
        return checks_add(checks, "packages", true,
                          "packages can be listed with their uids", NULL);
    }
    return checks_add(checks, "packages", false,
                      why != NULL ? why
                                  : "packages cannot be listed: sockets "
                                    "have a uid and no name",
                      "look for the package by its uid: uid:N");
}

static int add_users(struct checks *checks, const struct snapshot *snapshot)
{
    const char *why = warned(snapshot, "user-refused");
    char text[TEXT_CAP];

    if (why != NULL) {
        return checks_add(checks, "users", false, why,
                          "its apps are named after the same app of another "
                          "user");
    }
    return checks_add(checks, "users", true,
                      format_text(text, sizeof(text),
                                  "each user's packages may be listed (%zu)",
                                  snapshot->users.len),
                      NULL);
}

static bool has_tool(const struct snapshot *snapshot, enum phone_tool tool)
{
    return (snapshot->tools & (unsigned)tool) != 0;
}

static int add_root(struct checks *checks, const struct snapshot *snapshot)
{
    if (snapshot->phone.shell_uid == 0) {
        return checks_add(checks, "root", true,
                          "the shell is root: a socket's process is known",
                          NULL);
    }
    return checks_add(checks, "root", false,
                      "the shell is not root: a socket's uid is known, its "
                      "process only where the uid has no other",
                      has_tool(snapshot, TOOL_SU)
                          ? "there is an su, which was not called: --root=su"
                          : "name a debuggable package, or use a rooted phone");
}

static int add_tools(struct checks *checks, const struct snapshot *snapshot)
{
    static const struct {
        enum phone_tool tool;
        const char *name;
    } tools[] = {
        {TOOL_STAT, " stat"},         {TOOL_IP, " ip"},
        {TOOL_GREP, " grep"},         {TOOL_DUMPSYS, " dumpsys"},
        {TOOL_SETTINGS, " settings"}, {TOOL_NETSTAT, " netstat"},
        {TOOL_RUN_AS, " run-as"},
    };
    char text[TEXT_CAP] = "";
    size_t used = 0;

    for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
        if (!has_tool(snapshot, tools[i].tool)) {
            (void)format_text(text + used, sizeof(text) - used, "%s",
                              tools[i].name);
            used += strlen(tools[i].name);
        }
    }
    if (used == 0) {
        return checks_add(checks, "tools", true,
                          "all programs that are asked are there", NULL);
    }
    memmove(text + strlen("missing:"), text, used + 1);
    memcpy(text, "missing:", strlen("missing:"));
    return checks_add(checks, "tools", false, text,
                      "what they would tell is missing in every answer");
}

static int add_network(struct checks *checks, const struct snapshot *snapshot)
{
    const struct network *network = &snapshot->network;
    const char *why = warned(snapshot, "network-failed");

    if (network->has_interfaces && network->has_networks &&
        network->has_settings) {
        return checks_add(checks, "network", true,
                          "interfaces, VPNs, proxies and Private DNS can be "
                          "read",
                          NULL);
    }
    return checks_add(checks, "network", false,
                      why != NULL ? why
                                  : "not all of interfaces, VPNs and "
                                    "proxies could be read",
                      "look in the phone's settings for a VPN or a proxy");
}

static int add_vpn(struct checks *checks, const struct network *network)
{
    char text[TEXT_CAP];

    for (size_t i = 0; i < network->interfaces.len; i++) {
        const struct net_interface *one = network_interface(network, i);

        if (one->is_vpn) {
            return checks_add(
                checks, "vpn", false,
                format_text(text, sizeof(text), "a VPN is up (%s)", one->name),
                "turn it off unless it is part of the test");
        }
    }
    return network->has_networks
               ? checks_add(checks, "vpn", true, "no VPN is up", NULL)
               : 0;
}

static int add_proxy(struct checks *checks, const struct network *network)
{
    const struct net_proxy *proxy;
    char text[TEXT_CAP];

    if (network->proxies.len == 0) {
        return network->has_networks && network->has_settings
                   ? checks_add(checks, "proxy", true, "no proxy is set", NULL)
                   : 0;
    }
    proxy = network_proxy(network, 0);
    return checks_add(
        checks, "proxy", false,
        format_text(text, sizeof(text),
                    "a proxy is set (%s): what is behind "
                    "it is not seen",
                    proxy->host != NULL ? proxy->host : proxy->pac),
        "take it out of the Wi-Fi's settings, or `settings put global "
        "http_proxy :0`, unless it is part of the test");
}

static int add_dns(struct checks *checks, const struct network *network)
{
    if (network->dns_mode == NULL) {
        return 0;
    }
    return network->dns_host == NULL
               ? checks_add(checks, "private-dns", true,
                            "no Private DNS server is named", NULL)
               : checks_add(checks, "private-dns", false,
                            "a Private DNS server is named: look-ups are rows "
                            "of the system, not of apps",
                            "choose another mode unless it is part of the "
                            "test");
}

static int add_clock(struct checks *checks, const struct snapshot *snapshot)
{
    const struct clock_offset *clock = &snapshot->clock;
    long long ms = clock->phone_minus_laptop_ms;
    char text[TEXT_CAP];

    if (!clock->is_known) {
        return 0;
    }
    return checks_add(
        checks, "clock", true,
        format_text(text, sizeof(text),
                    "the phone's clock is %lld ms %s the laptop's, give or "
                    "take %lld ms",
                    ms < 0 ? -ms : ms, ms < 0 ? "behind" : "ahead of",
                    (long long)clock->uncertainty_ms),
        NULL);
}

int checks_make(struct checks *checks, const struct snapshot *snapshot)
{
    static int (*const of_snapshot[])(struct checks * checks,
                                      const struct snapshot *snapshot) = {
        add_tables, add_processes, add_packages, add_users,
        add_root,   add_tools,     add_network,  add_clock,
    };
    static int (*const of_network[])(struct checks * checks,
                                     const struct network *network) = {
        add_vpn, add_proxy, add_dns};
    int rc = 0;

    for (size_t i = 0;
         rc == 0 && i < sizeof(of_snapshot) / sizeof(of_snapshot[0]); i++) {
        rc = of_snapshot[i](checks, snapshot);
    }
    for (size_t i = 0;
         rc == 0 && i < sizeof(of_network) / sizeof(of_network[0]); i++) {
        rc = of_network[i](checks, &snapshot->network);
    }
    return rc;
}
