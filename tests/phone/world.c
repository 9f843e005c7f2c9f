/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The internet, as far as the phone's apps talk to it: listens on many ports,
 * for every address the rig routes here, and does with each connection what
 * its first eight bytes ask for. UDP is read and thrown away.
 *
 * It knows nothing of apps, uids or what a socket is meant to show: gen.c
 * does. See gen.h for what may be asked.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "gen.h"
#include "util.h"

#define CLOSE_LATER_MS 70000 /* after the phone's 60 s FIN_WAIT2 are over */
#define LATE_MAX 4096
#define EVENTS 256
#define CALL_PORT 28000 /* below the ephemeral ones, above ours */
#define CALL_PORTS 100

enum role { ROLE_LISTEN, ROLE_UDP, ROLE_NEW, ROLE_EOF, ROLE_TALK };

struct late {
    int fd;
    long at;
    in_port_t fin_for; /* its port, if it waits for GEN_FIN; else 0 */
};

static struct late late[LATE_MAX];
static size_t late_count;
static int epfd;

static void watch(int fd, enum role role)
{
    struct epoll_event e;

    memset(&e, 0, sizeof(e));
    e.events = EPOLLIN;
    e.data.u64 = (uint64_t)role << 32 | (uint32_t)fd;
    if (epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &e) < 0 &&
        epoll_ctl(epfd, EPOLL_CTL_MOD, fd, &e) < 0) {
        die("epoll");
    }
}

static void forget(int fd)
{
    epoll_ctl(epfd, EPOLL_CTL_DEL, fd, NULL);
}

static void add_late(int fd, long after_ms, in_port_t fin_for)
{
    if (late_count == LATE_MAX) {
        return;
    }
    late[late_count].fd = fd;
    late[late_count].at = now_ms() + after_ms;
    late[late_count].fin_for = fin_for;
    late_count++;
}

static void do_late(void)
{
    long now = now_ms();
    size_t i = 0;

    while (i < late_count) {
        if (late[i].fin_for != 0 || late[i].at > now) {
            i++;
            continue;
        }
        close(late[i].fd);
        late[i] = late[--late_count];
    }
}

static in_port_t port_of_peer(int fd)
{
    struct sockaddr_in6 peer;
    socklen_t len = sizeof(peer);

    if (getpeername(fd, (struct sockaddr *)&peer, &len) < 0) {
        die("world: peer");
    }
    return ntohs(peer.sin6_port);
}

/* Our half of the connection from this port ends now, and is held. */
static void end_half(in_port_t port)
{
    size_t i = 0;

    while (i < late_count && late[i].fin_for != port) {
        i++;
    }
    if (i < late_count) {
        shutdown(late[i].fd, SHUT_WR);
        late[i] = late[--late_count];
    }
}

static void bind_all(int fd, int port)
{
    struct sockaddr_in6 a;
    int on = 1;
    int off = 0;

    memset(&a, 0, sizeof(a));
    a.sin6_family = AF_INET6;
    a.sin6_port = htons((uint16_t)port);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0) {
        die("world: bind");
    }
}

static void open_ports(void)
{
    size_t i;

    for (i = 0; i < gen_tcp_port_count; i++) {
        int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);

        bind_all(fd, gen_tcp_ports[i]);
        if (listen(fd, 4096) < 0) {
            die("world: listen");
        }
        watch(fd, ROLE_LISTEN);
    }
    for (i = 0; i < gen_udp_port_count; i++) {
        int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0);

        bind_all(fd, gen_udp_ports[i]);
        watch(fd, ROLE_UDP);
    }
}

static void send_bytes(int fd, uint32_t n)
{
    static const char bytes[4096];

    while (n > 0) {
        size_t part = n < sizeof(bytes) ? n : sizeof(bytes);

        if (send(fd, bytes, part, MSG_NOSIGNAL) != (ssize_t)part) {
            return;
        }
        n -= (uint32_t)part;
    }
}

/* Connects back to a listener of the phone, n times, and says nothing. From
 * ports that follow from the listener's, so that rigs do not differ. */
static void call_phone(int fd, uint16_t port, uint16_t times)
{
    struct sockaddr_in6 peer;
    socklen_t len = sizeof(peer);
    int from = CALL_PORT + port % CALL_PORTS;
    int one;

    if (getpeername(fd, (struct sockaddr *)&peer, &len) < 0) {
        die("world: peer");
    }
    peer.sin6_port = htons(port);
    while (times-- > 0) {
        one = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
        bind_all(one, from);
        from += CALL_PORTS;
        if (connect(one, (struct sockaddr *)&peer, len) < 0 &&
            errno != EINPROGRESS) {
            die("world: connect to the phone");
        }
    }
}

static void obey(int fd)
{
    struct gen_order order;
    ssize_t n = recv(fd, &order, sizeof(order), 0);

    if (n != (ssize_t)sizeof(order)) {
        close(fd);
        return;
    }
    switch (order.verb) {
    case GEN_SEND:
    case GEN_SEND_FIN:
        send_bytes(fd, order.n);
        if (order.verb == GEN_SEND_FIN) {
            shutdown(fd, SHUT_WR);
        }
        forget(fd);
        break;
    case GEN_CLOSE_ON_EOF:
    case GEN_KEEP_ON_EOF:
        watch(fd, ROLE_EOF);
        if (order.verb == GEN_KEEP_ON_EOF) {
            add_late(fd, order.n + CLOSE_LATER_MS, 0);
            forget(fd);
        }
        break;
    case GEN_LATE_FIN:
        add_late(fd, 0, port_of_peer(fd));
        forget(fd);
        break;
    case GEN_FIN:
        end_half(order.port);
        close(fd);
        break;
    case GEN_CALL:
        call_phone(fd, order.port, (uint16_t)order.n);
        forget(fd);
        break;
    case GEN_TALK:
        send_bytes(fd, order.n);
        watch(fd, ROLE_TALK);
        break;
    default: /* GEN_HOLD: never read, never closed */
        forget(fd);
        break;
    }
}

static void accept_all(int fd)
{
    int one;

    while ((one = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        watch(one, ROLE_NEW);
    }
}

/* Until one end has had enough: see play.c, whose other end this is. */
static void talk(int fd)
{
    char bytes[65536];
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

    if (n > 0 && bytes[n - 1] == 'r') {
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    }
    if (n <= 0 || bytes[n - 1] == 'q' || bytes[n - 1] == 'r') {
        close(fd);
    }
}

static void serve(const struct epoll_event *e)
{
    int fd = (int)(uint32_t)e->data.u64;
    char bytes[2048];

    switch ((enum role)(e->data.u64 >> 32)) {
    case ROLE_LISTEN:
        accept_all(fd);
        break;
    case ROLE_UDP:
        while (recv(fd, bytes, sizeof(bytes), 0) >= 0) {
        }
        break;
    case ROLE_NEW:
        obey(fd);
        break;
    case ROLE_EOF:
        if (recv(fd, bytes, sizeof(bytes), 0) <= 0) {
            close(fd);
        }
        break;
    case ROLE_TALK:
        talk(fd);
        break;
    }
}

int world_main(int ready)
{
    struct epoll_event events[EVENTS];
    int i;
    int n;

    epfd = epoll_create1(EPOLL_CLOEXEC);
    if (epfd < 0) {
        die("epoll");
    }
    open_ports();
    if (write(ready, "w", 1) != 1) {
        return 1;
    }
    close(ready);
    for (;;) {
        n = epoll_wait(epfd, events, EVENTS, late_count > 0 ? 100 : -1);
        for (i = 0; i < n; i++) {
            serve(&events[i]);
        }
        do_late();
    }
}
