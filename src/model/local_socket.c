/* SPDX-License-Identifier: Apache-2.0 */
/* Names and plain questions about local sockets. See local_socket.h. */
#include "model/local_socket.h"

#include "model/sock.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const char *local_proto_name(unsigned proto)
{
    static const char *const names[] = {"unix", "packet", "netlink"};

    return proto < COUNT(names) ? names[proto] : "unknown";
}

/* include/linux/net.h, enum sock_type. */
const char *local_type_name(unsigned type)
{
    static const char *const names[] = {NULL,  "stream", "dgram",
                                        "raw", "rdm",    "seqpacket"};

    return type < COUNT(names) ? names[type] : NULL;
}

const char *local_state_name(unsigned state)
{
    return state == SOCK_LISTEN        ? "LISTEN"
           : state == SOCK_ESTABLISHED ? "CONNECTED"
           : state == SOCK_SYN_SENT    ? "CONNECTING"
           : state == SOCK_CLOSING     ? "DISCONNECTING"
                                       : "UNCONNECTED";
}

/* include/uapi/linux/netlink.h; 22 is Android's and others' own. */
static const char *netlink_name(uint32_t family)
{
    static const char *const names[] = {
        [0] = "route",       [2] = "usersock",       [3] = "firewall",
        [4] = "sock_diag",   [5] = "nflog",          [6] = "xfrm",
        [7] = "selinux",     [8] = "iscsi",          [9] = "audit",
        [10] = "fib_lookup", [11] = "connector",     [12] = "netfilter",
        [13] = "ip6_fw",     [14] = "dnrtmsg",       [15] = "kobject_uevent",
        [16] = "generic",    [18] = "scsitransport", [19] = "ecryptfs",
        [20] = "rdma",       [21] = "crypto",        [22] = "smc",
    };

    return family < COUNT(names) ? names[family] : NULL;
}

/* include/uapi/linux/if_ether.h, what is met on phones. */
static const char *ethertype_name(uint32_t type)
{
    static const struct {
        uint32_t type;
        const char *name;
    } names[] = {
        {0x0000, "none"}, {0x0003, "all"},      {0x0800, "ipv4"},
        {0x0806, "arp"},  {0x86dd, "ipv6"},     {0x888e, "eapol"},
        {0x88cc, "lldp"}, {0x890d, "tdls"},     {0x8100, "vlan"},
        {0x88b4, "wai"},  {0x88f7, "ieee1588"},
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        if (names[i].type == type) {
            return names[i].name;
        }
    }
    return NULL;
}

const char *local_protocol_name(const struct local_socket *socket)
{
    switch (socket->proto) {
    case LOCAL_NETLINK:
        return netlink_name(socket->protocol);
    case LOCAL_PACKET:
        return ethertype_name(socket->protocol);
    default:
        return NULL;
    }
}

bool local_has_uid(const struct local_socket *socket)
{
    return socket->proto == LOCAL_PACKET;
}

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_paths(const char *a, const char *b)
{
    return a == NULL || b == NULL ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

int local_compare(const struct local_socket *a, const struct local_socket *b)
{
    const uint64_t pairs[][2] = {
        {a->state, b->state},       {a->type, b->type},
        {a->protocol, b->protocol}, {a->ifindex, b->ifindex},
        {a->groups, b->groups},     {a->port_id, b->port_id},
        {a->inode, b->inode},       {a->uid, b->uid},
        {a->refs, b->refs},         {a->rx_queue, b->rx_queue},
        {a->tx_queue, b->tx_queue}, {a->drops, b->drops},
    };
    int order = (int)a->proto - (int)b->proto;

    order = order != 0 ? order : compare_paths(a->path, b->path);
    for (size_t i = 0; order == 0 && i < COUNT(pairs); i++) {
        order = compare_u64(pairs[i][0], pairs[i][1]);
    }
    return order;
}
