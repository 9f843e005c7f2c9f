/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone asked for sockets without addresses too (conns -a -t -u -w -x), in
 * the order they are chosen in. See fixture.h.
 */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *const bank[] = {"com.example.bank", NULL};
static const char *const sniffer[] = {"com.example.sniffer", NULL};

/* Has a line of its own, and fits into it. */
#define LONG_PATH \
    "/data/user/0/com.example.bank/files/a/directory/that/is/deep/enough/sock"

static const struct process holder = {24685, 10093, "com.example.bank"};
static const struct holder holders[] = {{90300, 24685, false, &holder},
                                        {90300, 24690, false, NULL}};

static const struct {
    struct local_socket socket;
    int owner; /* 0: unknown, 1: the bank by fd, 2: the sniffer */
} sockets[] = {
    {{.proto = LOCAL_UNIX,
      .type = 1,
      .state = SOCK_ESTABLISHED,
      .path = LONG_PATH,
      .inode = 90300,
      .refs = 3},
     1},
    {{.proto = LOCAL_PACKET,
      .type = 3,
      .state = SOCK_CLOSE,
      .protocol = 3,
      .ifindex = 5,
      .rx_queue = 2304,
      .uid = 10666,
      .inode = 81234,
      .refs = 3},
     2},
    {{.proto = LOCAL_UNIX, .type = 1, .state = SOCK_ESTABLISHED, .refs = 3}, 0},
    {{.proto = LOCAL_UNIX, .type = 1, .state = SOCK_ESTABLISHED, .refs = 2}, 0},
    {{.proto = LOCAL_UNIX,
      .type = 2,
      .state = SOCK_CLOSE,
      .inode = 3,
      .refs = 2},
     0},
    {{.proto = LOCAL_UNIX,
      .type = 1,
      .state = SOCK_LISTEN,
      .path = "/dev/socket/zygote",
      .inode = 41794,
      .refs = 2},
     0},
    {{.proto = LOCAL_UNIX,
      .type = 5,
      .state = SOCK_SYN_SENT,
      .path = "=cmd|' /C calc'!A0,\n\x1b[2J\xff",
      .inode = 75412,
      .refs = UINT32_MAX,
      .is_doubtful = true},
     0},
    {{.proto = LOCAL_UNIX,
      .type = 1,
      .state = SOCK_CLOSING,
      .path = "@jdwp-control",
      .inode = 41795,
      .refs = 2},
     0},
    {{.proto = LOCAL_PACKET,
      .type = 2,
      .state = SOCK_CLOSE,
      .protocol = 0x1234,
      .uid = 1010,
      .inode = UINT64_MAX,
      .refs = 3},
     3},
    {{.proto = LOCAL_NETLINK,
      .state = SOCK_CLOSE,
      .port_id = 24685,
      .groups = 0x11,
      .rx_queue = 512,
      .drops = 7,
      .inode = 93211,
      .refs = 2},
     0},
    {{.proto = LOCAL_NETLINK,
      .state = SOCK_CLOSE,
      .protocol = 31,
      .tx_queue = 64,
      .inode = 45,
      .refs = 2},
     0},
};

#define SOCKETS (sizeof(sockets) / sizeof(sockets[0]))

static struct local_connection joined[SOCKETS];

static void join(const struct owner *owners[4])
{
    for (size_t i = 0; i < SOCKETS; i++) {
        struct connection *who = &joined[i].who;

        memset(&joined[i], 0, sizeof(joined[i]));
        joined[i].socket = &sockets[i].socket;
        who->pid = -1;
        who->owner = owners[sockets[i].owner];
        if (who->owner != NULL) {
            who->attribution = (uint8_t)who->owner->attribution;
        } else {
            who->attribution = ATTRIBUTION_NONE;
        }
    }
    joined[0].who.attribution = ATTRIBUTION_PID;
    joined[0].who.pid = 24685;
    joined[0].who.process = holder.name;
    joined[0].who.pid_how = PID_BY_FD;
    joined[0].who.holders = holders;
    joined[0].who.holder_count = 2;
}

void world_make_local(struct world *world)
{
    const struct owner *owners[4] = {NULL};
    struct owner *wifi;

    world_init(world);
    owners[1] = world_owner(world, 10093, bank);
    owners[2] = world_owner(world, 10666, sniffer);
    wifi = world_owner(world, 1010, NULL);
    wifi->attribution = ATTRIBUTION_SYSTEM;
    memcpy(wifi->uid_name, "wifi", sizeof("wifi"));
    owners[3] = wifi;
    world_sock(world, owners[1], SOCK_RAW_IP, "0.0.0.0:1", "-", SOCK_CLOSE)
        ->drops = 3;
    (void)world_sock(world, owners[1], SOCK_RAW_IP, "192.0.2.17:6",
                     "203.0.113.10:0", SOCK_ESTABLISHED);
    (void)world_sock(world, owners[1], SOCK_ICMP, "192.0.2.17:80",
                     "203.0.113.10:0", SOCK_ESTABLISHED);
    (void)world_sock(world, owners[1], SOCK_UDPLITE, "192.0.2.17:5004",
                     "203.0.113.10:80", SOCK_ESTABLISHED);
    world_sock(world, owners[2], SOCK_TCP, "0.0.0.0:7777", "-", SOCK_LISTEN)
        ->net_pid = 24685;
    join(owners);
    world->result.sockets = joined;
    world->result.socket_count = SOCKETS;
    world->result.hidden.other_without_peer = 2;
    counters_set(&world->snapshot.counters, COUNTER_TCP_ACTIVE_OPENS, 4096);
    counters_set(&world->snapshot.counters, COUNTER_TCP_INUSE, 0);
}
