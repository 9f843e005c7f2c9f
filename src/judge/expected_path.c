/* SPDX-License-Identifier: Apache-2.0 */
/* See expected_path.h. */
#include "judge/expected_path.h"

#include "judge/setup.h"

#include <string.h>

const char *expected_path_name(enum expected_path expected)
{
    static const char *const names[] = {
        [PATH_ANY] = "any way",
        [PATH_PROXY] = "the proxy",
        [PATH_VPN] = "the VPN",
        [PATH_WIFI] = "Wi-Fi",
    };

    return names[expected];
}

const char *expected_path_word(enum expected_path expected)
{
    static const char *const words[] = {
        [PATH_ANY] = NULL,
        [PATH_PROXY] = "proxy",
        [PATH_VPN] = "vpn",
        [PATH_WIFI] = "wifi",
    };

    return words[expected];
}

/* Somebody here called somebody elsewhere. */
static bool leaves(const struct connection *connection)
{
    const struct sock_row *row = connection->row;

    return sock_has_remote(row) && connection->direction != DIRECTION_IN &&
           connection->direction != DIRECTION_LOCAL && !sock_is_loopback(row);
}

static enum path_verdict judge_proxy(const struct connection *connection)
{
    enum setup setup = setup_of(connection);

    if (connection->proxied == PROXIED_YES) {
        return PATH_TAKEN; /* also one on the phone itself */
    }
    if (!leaves(connection) || setup == SETUP_DNS || setup == SETUP_NTP ||
        setup == SETUP_MDNS) {
        return PATH_EXEMPT;
    }
    return connection->proxied == PROXIED_NO ? PATH_MISSED : PATH_NOT_TOLD;
}

static enum path_verdict judge_interface(enum expected_path expected,
                                         const struct network *network,
                                         const struct connection *connection)
{
    const struct net_interface *interface = connection->interface;

    if (!leaves(connection) || setup_of(connection) == SETUP_MDNS ||
        (expected == PATH_VPN && setup_is_vpn_itself(network, connection))) {
        return PATH_EXEMPT;
    }
    if (interface == NULL || network == NULL || !network->has_networks) {
        return PATH_NOT_TOLD;
    }
    if (expected == PATH_VPN) {
        return interface->is_vpn ? PATH_TAKEN : PATH_MISSED;
    }
    return strcmp(interface->kind, "wifi") == 0 ? PATH_TAKEN : PATH_MISSED;
}

enum path_verdict path_judge(enum expected_path expected,
                             const struct network *network,
                             const struct connection *connection)
{
    switch (expected) {
    case PATH_PROXY:
        return judge_proxy(connection);
    case PATH_VPN:
    case PATH_WIFI:
        return judge_interface(expected, network, connection);
    case PATH_ANY:
        break;
    }
    return PATH_EXEMPT;
}

void path_take(enum expected_path expected, const struct network *network,
               struct connection *connection, struct path_counts *counts)
{
    enum path_verdict verdict = path_judge(expected, network, connection);

    connection->path = (uint8_t)verdict;
    counts->taken += verdict == PATH_TAKEN;
    counts->missed += verdict == PATH_MISSED;
    counts->not_told += verdict == PATH_NOT_TOLD;
}
