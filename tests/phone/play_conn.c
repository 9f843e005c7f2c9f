/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection of a player: opened, kept for its life, closed by the end
 * its row says. The truth about it goes into the log, two lines each:
 * "connect" when it was asked for, "close" when it was over. The other end is
 * world.c's GEN_TALK.
 *
 * What it adds to the ledger is what the packets would come to (headers with
 * timestamps, an ACK for what comes in); nothing for loopback. The log's last
 * line of a connection repeats the figures.
 */
#define _GNU_SOURCE

#include "play.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "gen.h"
#include "util.h"

#define SEGMENT 1448

struct player player;

int64_t clock_us(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t real_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

/* -------------------------------------------------------- log and ledger */

static void count(struct conn *c, uint64_t rx, uint64_t rx_packets, uint64_t tx,
                  uint64_t tx_packets)
{
    int is_udp = c->row.kind == PLAY_UDP || c->row.kind == PLAY_UDP_ANY;
    uint64_t head = (is_udp ? 28u : 52u) + (c->row.family == F6 ? 20u : 0u);

    if (c->is_loop) {
        return;
    }
    rx += rx_packets * head;
    tx += tx_packets * head;
    c->sum.rx_bytes += rx;
    c->sum.rx_packets += rx_packets;
    c->sum.tx_bytes += tx;
    c->sum.tx_packets += tx_packets;
    if (player.opt->ledger != NULL) {
        struct ledger_entry *to = player.opt->ledger;

        __atomic_add_fetch(&to->rx_bytes, rx, __ATOMIC_RELAXED);
        __atomic_add_fetch(&to->rx_packets, rx_packets, __ATOMIC_RELAXED);
        __atomic_add_fetch(&to->tx_bytes, tx, __ATOMIC_RELAXED);
        __atomic_add_fetch(&to->tx_packets, tx_packets, __ATOMIC_RELAXED);
    }
}

static uint64_t packets(uint64_t bytes)
{
    return (bytes + SEGMENT - 1) / SEGMENT;
}

static void endpoint(const struct sockaddr_storage *a, char *out, size_t cap)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)a;
    char text[INET6_ADDRSTRLEN] = "";

    if (a->ss_family == AF_INET) {
        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
        snprintf(out, cap, "%s:%d", text, ntohs(v4->sin_port));
    } else {
        inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
        snprintf(out, cap, "[%s]:%d", text, ntohs(v6->sin6_port));
    }
}

static void log_line(const struct conn *c, const char *what, const char *rest)
{
    static const char *const kinds[] = {"tcp", "refused", "silent",
                                        "udp", "udp-any", "listen"};

    dprintf(player.opt->log_fd,
            "{\"event\":\"%s\",\"id\":\"%s:%zu.%u\",\"kind\":\"%s\","
            "\"uid\":%u,\"pid\":%d,\"proto\":\"%s\",\"local\":\"%s\","
            "\"remote\":\"%s\",\"at\":%lld%s}\n",
            what, player.opt->name, c->row.line, c->turn, kinds[c->row.kind],
            (unsigned)getuid(), (int)getpid(),
            c->row.kind == PLAY_UDP || c->row.kind == PLAY_UDP_ANY ? "udp"
                                                                   : "tcp",
            c->local, c->remote, (long long)real_us(), rest);
}

static void log_close(const struct conn *c, const char *by)
{
    char rest[300];

    snprintf(rest, sizeof(rest),
             ",\"by\":\"%s\",\"connect_us\":%lld,\"open_us\":%lld,"
             "\"rx_bytes\":%llu,\"tx_bytes\":%llu",
             by, (long long)c->connect_us, (long long)c->open_us,
             (unsigned long long)c->sum.rx_bytes,
             (unsigned long long)c->sum.tx_bytes);
    log_line(c, "close", rest);
}

/* ----------------------------------------------------------- connections */

static void watch_fd(struct conn *c, uint32_t events)
{
    struct epoll_event e = {.events = events,
                            .data.u64 = (uint64_t)(c - player.conns)};

    if (epoll_ctl(player.epfd, EPOLL_CTL_MOD, c->fd, &e) < 0 &&
        epoll_ctl(player.epfd, EPOLL_CTL_ADD, c->fd, &e) < 0) {
        die("play: epoll");
    }
}

static void over(struct conn *c, const char *by)
{
    if (c->fd >= 0) {
        close(c->fd);
    }
    c->fd = -1;
    c->state = OVER;
    c->due_us = NEVER;
    log_close(c, by);
}

static void reset_on_close(int fd)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static void drain(struct conn *c)
{
    char bytes[16384];
    ssize_t n;

    while ((n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0) {
        count(c, (uint64_t)n, packets((uint64_t)n), 0, 1);
    }
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        count(c, 0, 1, 0, 1);
        over(c, n == 0 ? "peer" : "peer-reset");
    }
}

static void send_zeros(struct conn *c, uint32_t n)
{
    static const char zeros[65536];
    uint32_t left = n;

    while (left > 0) {
        size_t part = left < sizeof(zeros) ? left : sizeof(zeros);
        ssize_t done = send(c->fd, zeros, part, MSG_NOSIGNAL);

        if (done <= 0) {
            break; /* the queue is full: that is what it shows, then */
        }
        left -= (uint32_t)done;
    }
    count(c, 0, packets(n - left), n - left, packets(n - left));
}

static void is_open(struct conn *c)
{
    struct gen_order order = {GEN_TALK, 0, 0, c->row.in};

    c->state = OPEN;
    c->open_us = real_us();
    c->due_us = c->row.life_us == 0
                    ? NEVER
                    : clock_us(CLOCK_MONOTONIC) - (c->open_us - c->connect_us) +
                          c->row.life_us;
    if (c->row.kind == PLAY_TCP) {
        count(c, 0, 1, 0, 1);
        if (send(c->fd, &order, sizeof(order), MSG_NOSIGNAL) < 0) {
            over(c, "peer-reset");
            return;
        }
        count(c, 0, 1, sizeof(order), 1);
        send_zeros(c, c->row.out);
        watch_fd(c, c->row.unread ? EPOLLRDHUP : EPOLLIN);
    }
}

static void is_connected(struct conn *c)
{
    int error = 0;
    socklen_t len = sizeof(error);

    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &len);
    if (error != 0) {
        count(c, 0, 1, 0, 0);
        over(c, error == ECONNREFUSED ? "refused" : strerror(error));
        return;
    }
    is_open(c);
}

static void new_socket(struct conn *c, int type)
{
    struct sockaddr_storage own;
    socklen_t len;
    int on = 1;
    int only = c->row.family == F6;

    c->fd = socket(c->row.family == F4 ? AF_INET : AF_INET6,
                   type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) {
        die("play: socket");
    }
    if (c->row.family != F4) {
        setsockopt(c->fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
    }
    if (c->row.local_port != 0) {
        len = fill_address(&own, (enum family)c->row.family, NULL,
                           c->row.local_port);
        setsockopt(c->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        if (bind(c->fd, (struct sockaddr *)&own, len) < 0) {
            die("play: bind");
        }
    }
}

static void name_ends(struct conn *c, const struct sockaddr_storage *remote)
{
    struct sockaddr_storage own = {.ss_family = AF_UNSPEC};
    socklen_t len = sizeof(own);

    if (getsockname(c->fd, (struct sockaddr *)&own, &len) < 0) {
        die("play: getsockname");
    }
    endpoint(&own, c->local, sizeof(c->local));
    endpoint(remote, c->remote, sizeof(c->remote));
}

/* One, of at most 1200 bytes; none of none. */
static void send_datagram(struct conn *c, const struct sockaddr_storage *to,
                          socklen_t len)
{
    static const char bytes[1200];
    size_t n = c->row.out < sizeof(bytes) ? c->row.out : sizeof(bytes);

    if (n == 0) {
        return;
    }
    if (sendto(c->fd, bytes, n, 0, (const struct sockaddr *)to, len) < 0) {
        die("play: send");
    }
    count(c, 0, 0, n, 1);
}

static void begin_connect(struct conn *c, const struct sockaddr_storage *to,
                          socklen_t len)
{
    int is_udp = c->row.kind == PLAY_UDP;

    new_socket(c, is_udp ? SOCK_DGRAM : SOCK_STREAM);
    c->connect_us = real_us();
    if (connect(c->fd, (const struct sockaddr *)to, len) < 0 &&
        errno != EINPROGRESS) {
        name_ends(c, to);
        log_line(c, "connect", "");
        over(c, strerror(errno));
        return;
    }
    name_ends(c, to);
    log_line(c, "connect", "");
    if (is_udp) {
        is_open(c);
        send_datagram(c, NULL, 0);
        return;
    }
    c->state = CONNECTING;
    c->due_us = c->row.life_us == 0
                    ? NEVER
                    : clock_us(CLOCK_MONOTONIC) + c->row.life_us;
    count(c, 0, 0, 8, 1); /* a SYN has more options */
    watch_fd(c, EPOLLOUT);
}

static void begin_listen(struct conn *c, const struct sockaddr_storage *at,
                         socklen_t len)
{
    int on = 1;

    new_socket(c, SOCK_STREAM);
    setsockopt(c->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(c->fd, (const struct sockaddr *)at, len) < 0 ||
        listen(c->fd, 50) < 0) {
        die("play: listen");
    }
    c->connect_us = real_us();
    name_ends(c, at);
    log_line(c, "listen", "");
    c->state = OPEN;
    c->open_us = c->connect_us;
    c->due_us = c->row.life_us == 0
                    ? NEVER
                    : clock_us(CLOCK_MONOTONIC) + c->row.life_us;
    watch_fd(c, EPOLLIN);
}

void conn_begin(struct conn *c)
{
    struct sockaddr_storage to;
    socklen_t len = fill_address(&to, (enum family)c->row.family,
                                 c->row.address, c->row.port);

    c->is_loop = strncmp(c->row.address, "127.", 4) == 0 ||
                 strcmp(c->row.address, "::1") == 0;
    if (c->row.kind == PLAY_LISTEN) {
        begin_listen(c, &to, len);
        return;
    }
    if (c->row.kind != PLAY_UDP_ANY) {
        begin_connect(c, &to, len);
        return;
    }
    new_socket(c, SOCK_DGRAM);
    c->connect_us = real_us();
    send_datagram(c, &to, len);
    name_ends(c, &to);
    log_line(c, "connect", "");
    is_open(c);
}

/* Its life is over. */
void conn_leave(struct conn *c)
{
    int by_peer = c->row.end == END_PEER || c->row.end == END_PEER_RESET;

    if (c->state == CONNECTING) {
        over(c, "given-up");
        return;
    }
    if (c->row.kind != PLAY_TCP) {
        over(c, "phone");
        return;
    }
    if (c->row.unread) {
        drain(c);
        if (c->state == OVER) {
            return;
        }
    }
    if (by_peer) {
        c->state = LEAVING;
        c->due_us = NEVER;
        watch_fd(c, EPOLLIN);
        if (send(c->fd, c->row.end == END_PEER ? "q" : "r", 1, MSG_NOSIGNAL) <
            0) {
            over(c, "peer-reset");
        }
        count(c, 0, 0, 1, 1);
        return;
    }
    if (c->row.end == END_PHONE_RESET) {
        reset_on_close(c->fd);
    }
    count(c, 0, 1, 0, 2);
    over(c, c->row.end == END_PHONE ? "phone" : "phone-reset");
}

static void accept_all(struct conn *c)
{
    int fd;

    while ((fd = accept4(c->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >=
           0) {
        struct epoll_event e = {.events = EPOLLIN,
                                .data.u64 = TOKEN_ACCEPTED | (uint32_t)fd};

        epoll_ctl(player.epfd, EPOLL_CTL_ADD, fd, &e);
    }
}

/* The accepted end of a connection: as world.c does it. */
static void serve_accepted(int fd)
{
    char bytes[4096];
    ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

    if (n > 0 && bytes[n - 1] == 'r') {
        reset_on_close(fd);
    }
    if (n <= 0 || bytes[n - 1] == 'q' || bytes[n - 1] == 'r') {
        close(fd);
    }
}

void conn_serve(uint64_t token)
{
    struct conn *c;

    if (token >= TOKEN_ACCEPTED) {
        serve_accepted((int)(uint32_t)token);
        return;
    }
    c = &player.conns[token];
    if (c->state == OVER) {
        return;
    }
    if (c->row.kind == PLAY_LISTEN) {
        accept_all(c);
    } else if (c->state == CONNECTING) {
        is_connected(c);
    } else if (c->row.kind == PLAY_TCP) {
        drain(c);
    }
}
