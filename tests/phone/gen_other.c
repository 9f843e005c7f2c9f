/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sockets that are neither TCP nor UDP: raw, ping, UDP-Lite, unix, packet,
 * netlink. Only where /rig/more is there (`rig up DIR --set more=1`), so that
 * other tests know the phone as it was. See gen.h.
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gen.h"
#include "util.h"

#define BANK "com.example.bank"
#define NETD "/system/bin/netd"
#define DBG "com.example.dbg"
#define IDLE "com.example.idle"

enum { UDPLITE = 136 };

/* Sockets of the internet; the uid is netd's to give away, who may open. */
static const struct {
    const char *app;
    uid_t uid; /* of the app */
    const char *proto;
    int domain;
    int type;
    int protocol;
    const char *local; /* or NULL */
    const char *remote;
    int port; /* local: an identifier of ping, or a port */
    uid_t as;
} inets[] = {
    {NETD, 0, "raw", AF_INET, SOCK_RAW, IPPROTO_ICMP, NULL, NULL, 0, 0},
    {NETD, 0, "raw", AF_INET, SOCK_RAW, IPPROTO_TCP, NULL, "203.0.113.10", 0,
     10666},
    {NETD, 0, "raw", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, NULL, NULL, 0, 1073},
    {NETD, 0, "raw", AF_INET6, SOCK_RAW, IPPROTO_RAW, "::1", NULL, 0, 1010093},
    {BANK, 10093, "icmp", AF_INET, SOCK_DGRAM, IPPROTO_ICMP, "192.0.2.17", NULL,
     4711, 0},
    {BANK, 1010093, "icmp", AF_INET, SOCK_DGRAM, IPPROTO_ICMP, "192.0.2.17",
     "203.0.113.12", 443, 0},
    {DBG, 10211, "icmp", AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6, "2001:db8:1::17",
     "2001:db8:4:81f::200e", 4712, 0},
    {BANK, 10093, "udplite", AF_INET, SOCK_DGRAM, UDPLITE, "192.0.2.17",
     "203.0.113.12", 5004, 0},
    {DBG, 10211, "udplite", AF_INET6, SOCK_DGRAM, UDPLITE, "::", NULL, 5005, 0},
};

/* A path with a zero byte in front is abstract. */
#define FORGED                                                             \
    "\0com.example.hostile\n0000000000000000: 00000002 00000000 00010000 " \
    "0001 01 4242 /forged"

static const struct {
    const char *app;
    uid_t uid;
    int type;
    int is_listener;
    int clients; /* connected to it and accepted; -1: connected only */
    const char *path;
    size_t len;
} unixes[] = {
    {BANK, 10093, SOCK_STREAM, 1, 2, "\0jdwp-bank", 10},
    {BANK, 1010093, SOCK_SEQPACKET, 1, 1, "/tmp/work profile ", 18},
    {DBG, 10211, SOCK_STREAM, 1, -1, "/tmp/not accepted", 17},
    {DBG, 10211, SOCK_DGRAM, 0, 0, "/tmp/dgram", 10},
    {IDLE, 10141, SOCK_DGRAM, 0, 0, NULL, 0},
    {IDLE, 10141, SOCK_STREAM, 0, 0, NULL, 0},
    {NULL, 10666, SOCK_STREAM, 1, 0, FORGED, sizeof(FORGED) - 1},
    {NULL, 10666, SOCK_STREAM, 1, 0, "\0a\x1b[2J\x01\xff,\"b", 11},
};

/* Of netd, which may: packet sockets given away, netlink of three families. */
static const struct {
    int type;
    int protocol;
    const char *interface; /* or NULL */
    uid_t as;
} packets[] = {
    {SOCK_RAW, 0x0003, "wlan0", 10666},
    {SOCK_DGRAM, 0x888e, NULL, 1010},
};

static const struct {
    int family;
    unsigned groups;
} netlinks[] = {
    {NETLINK_ROUTE, 0x11},
    {NETLINK_GENERIC, 0},
    {NETLINK_KOBJECT_UEVENT, 1},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct app *me;
static int log_fd;

/* The address and the inode; what the kernel says it is is for others. */
static void log_other(int fd, const char *proto, uid_t uid)
{
    struct stat st = {0};

    fstat(fd, &st);
    dprintf(log_fd,
            "{\"event\":\"other\",\"uid\":%u,\"pid\":%d,\"proto\":\"%s\","
            "\"inode\":%lu}\n",
            (unsigned)uid, (int)getpid(), proto, (unsigned long)st.st_ino);
}

static socklen_t fill(struct sockaddr_storage *out, int domain,
                      const char *text, int port)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

    memset(out, 0, sizeof(*out));
    out->ss_family = (sa_family_t)domain;
    if (domain == AF_INET) {
        v4->sin_port = htons((uint16_t)port);
        inet_pton(AF_INET, text, &v4->sin_addr);
        return sizeof(*v4);
    }
    v6->sin6_port = htons((uint16_t)port);
    inet_pton(AF_INET6, text, &v6->sin6_addr);
    return sizeof(*v6);
}

static void open_inet(size_t i)
{
    struct sockaddr_storage a;
    int fd = socket(inets[i].domain, inets[i].type, inets[i].protocol);
    socklen_t len;

    if (fd < 0 && inets[i].protocol == UDPLITE) {
        return; /* this kernel has none */
    }
    if (fd < 0 ||
        (inets[i].as != 0 && fchown(fd, inets[i].as, (gid_t)-1) < 0)) {
        die("gen: raw socket");
    }
    if (inets[i].local != NULL) {
        len = fill(&a, inets[i].domain, inets[i].local, inets[i].port);
        if (bind(fd, (struct sockaddr *)&a, len) < 0) {
            die("gen: bind a raw socket");
        }
    }
    if (inets[i].remote != NULL) {
        len = fill(&a, inets[i].domain, inets[i].remote,
                   inets[i].protocol == UDPLITE ? 5004 : 0);
        if (connect(fd, (struct sockaddr *)&a, len) < 0) {
            die("gen: connect a raw socket");
        }
    }
    log_other(fd, inets[i].proto, inets[i].as != 0 ? inets[i].as : me->uid);
}

static socklen_t fill_unix(struct sockaddr_un *out, size_t i)
{
    memset(out, 0, sizeof(*out));
    out->sun_family = AF_UNIX;
    memcpy(out->sun_path, unixes[i].path, unixes[i].len);
    if (unixes[i].path[0] != '\0') {
        unlink(unixes[i].path);
    }
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + unixes[i].len);
}

static void open_clients(size_t i, int listener, const struct sockaddr_un *a,
                         socklen_t len)
{
    int count = unixes[i].clients < 0 ? 1 : unixes[i].clients;

    while (count-- > 0) {
        int fd = socket(AF_UNIX, unixes[i].type, 0);

        if (fd < 0 || connect(fd, (const struct sockaddr *)a, len) < 0) {
            die("gen: connect a unix socket");
        }
        log_other(fd, "unix", me->uid);
        if (unixes[i].clients > 0) {
            log_other(accept(listener, NULL, NULL), "unix", me->uid);
        }
    }
}

static void open_unix(size_t i)
{
    struct sockaddr_un a;
    socklen_t len = 0;
    int fd = socket(AF_UNIX, unixes[i].type, 0);

    if (fd < 0) {
        die("gen: unix");
    }
    if (unixes[i].path != NULL) {
        len = fill_unix(&a, i);
        if (bind(fd, (struct sockaddr *)&a, len) < 0) {
            die("gen: bind a unix socket");
        }
    }
    if (unixes[i].is_listener) {
        listen(fd, 5);
    }
    log_other(fd, "unix", me->uid);
    open_clients(i, fd, &a, len);
}

static void open_packet(size_t i)
{
    struct sockaddr_ll a;
    int fd = socket(AF_PACKET, packets[i].type, 0);

    memset(&a, 0, sizeof(a));
    a.sll_family = AF_PACKET;
    a.sll_protocol = htons((uint16_t)packets[i].protocol);
    a.sll_ifindex = packets[i].interface == NULL
                        ? 0
                        : (int)if_nametoindex(packets[i].interface);
    if (fd < 0 || fchown(fd, packets[i].as, (gid_t)-1) < 0 ||
        bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0) {
        die("gen: packet");
    }
    log_other(fd, "packet", packets[i].as);
}

static void open_netlink(size_t i)
{
    struct sockaddr_nl a;
    int fd = socket(AF_NETLINK, SOCK_RAW, netlinks[i].family);

    memset(&a, 0, sizeof(a));
    a.nl_family = AF_NETLINK;
    a.nl_groups = netlinks[i].groups;
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0) {
        die("gen: netlink");
    }
    log_other(fd, "netlink", me->uid);
}

static int is_mine(const char *app, uid_t uid)
{
    return uid == me->uid &&
           (app != NULL ? strcmp(app, me->name) == 0 : me->name[0] == '=');
}

/* A process of an app's in a network of its own, as a container's is. */
static void start_apart(void)
{
    const uid_t uid = 10130;
    int ready[2];
    char byte = 0;

    if (pipe(ready) < 0) {
        die("gen: pipe");
    }
    if (fork() == 0) {
        struct sockaddr_storage a;
        int tcp;
        int udp;

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (unshare(CLONE_NEWNET) < 0 || setresuid(uid, uid, uid) < 0) {
            die("gen: a network of its own");
        }
        tcp = socket(AF_INET, SOCK_STREAM, 0);
        udp = socket(AF_INET6, SOCK_DGRAM, 0);
        if (bind(tcp, (struct sockaddr *)&a,
                 fill(&a, AF_INET, "0.0.0.0", 7777)) < 0 ||
            listen(tcp, 1) < 0 ||
            bind(udp, (struct sockaddr *)&a, fill(&a, AF_INET6, "::", 7778)) <
                0) {
            die("gen: sockets of its own");
        }
        log_other(tcp, "apart-tcp", uid);
        log_other(udp, "apart-udp", uid);
        if (write(ready[1], "r", 1) != 1) {
            die("gen: ready");
        }
        for (;;) {
            pause();
        }
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1) {
        die("gen: the network of its own");
    }
    close(ready[0]);
}

void other_open(const struct app *app, int log)
{
    size_t i;

    if (access("/rig/more", F_OK) != 0) {
        return;
    }
    me = app;
    log_fd = log;
    for (i = 0; i < COUNT(inets); i++) {
        if (is_mine(inets[i].app, inets[i].uid)) {
            open_inet(i);
        }
    }
    for (i = 0; i < COUNT(unixes); i++) {
        if (is_mine(unixes[i].app, unixes[i].uid)) {
            open_unix(i);
        }
    }
    if (is_mine(NETD, 0)) {
        for (i = 0; i < COUNT(packets); i++) {
            open_packet(i);
        }
        for (i = 0; i < COUNT(netlinks); i++) {
            open_netlink(i);
        }
        start_apart();
    }
}
