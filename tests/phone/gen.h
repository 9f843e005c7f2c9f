/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rig's generator: which processes the phone runs and which sockets each
 * of them opens (plan.c), the opening itself (gen.c), the other end (world.c).
 */
#ifndef RIG_GEN_H
#define RIG_GEN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/* What a TCP client asks of the world with its first eight bytes. */
enum gen_verb {
    GEN_HOLD,         /* keep it open, never read */
    GEN_SEND,         /* send n bytes, then hold */
    GEN_SEND_FIN,     /* send n bytes and FIN, then hold */
    GEN_CLOSE_ON_EOF, /* close when the phone closes */
    GEN_KEEP_ON_EOF,  /* do not, for longer than the phone remembers */
    GEN_LATE_FIN,     /* FIN when GEN_FIN says so, never read */
    GEN_FIN,          /* let the connection from `port` have its FIN, close */
    GEN_CALL,         /* connect to the caller's `port`, n times, and hold */
    GEN_TALK,         /* send n bytes; close after reading 'q', reset after
                         'r', or when the phone closes */
};

struct gen_order {
    uint8_t verb;
    uint8_t unused;
    uint16_t port;
    uint32_t n;
};

extern const int gen_tcp_ports[];
extern const size_t gen_tcp_port_count;
extern const int gen_udp_ports[];
extern const size_t gen_udp_port_count;

enum family { F4 = 4, F6 = 6, FM = 46 }; /* FM: AF_INET6, IPv4 inside */

enum kind {
    K_OPEN,      /* ESTABLISHED, n bytes waiting to be read */
    K_FULL,      /* ESTABLISHED, the peer's window is full */
    K_CLOSED,    /* CLOSE_WAIT, n bytes waiting to be read */
    K_FIN1,      /* FIN_WAIT1, still held */
    K_FIN1_GONE, /* FIN_WAIT1, closed by the app */
    K_FIN2,      /* FIN_WAIT2, still held */
    K_LAST_ACK,  /* LAST_ACK, closed by the app */
    K_CLOSING,   /* CLOSING, still held */
    K_SYN,       /* SYN_SENT */
    K_LISTEN,    /* LISTEN, n connections not accepted */
    K_INBOUND,   /* LISTEN, n connections accepted */
    K_DEFER,     /* LISTEN, n in SYN_RECV */
    K_LOOP,      /* LISTEN, connected to by the app itself: three sockets */
    K_UDP,       /* connected UDP, n bytes sent */
    K_UDP_ANY,   /* UDP without a peer */
    K_UDP_RX,    /* UDP on loopback with n datagrams waiting */
};

struct app {
    uid_t uid;
    const char *name; /* argv[0] */
};

struct row {
    size_t app;
    enum kind kind;
    enum family family;
    const char *address; /* remote; K_LISTEN and friends: local; NULL: any */
    int port;            /* remote; K_LISTEN and friends: local; 0: chosen */
    uint32_t n;
    uid_t as; /* fchown()ed to; 0: not */
};

/* What comes and goes: closed first by the phone, again and again. */
struct turn {
    size_t app;
    enum family family;
    const char *address;
    int port;
    enum gen_verb verb;
    int lives; /* stays open until the next turn; else closed at once */
};

extern const struct app plan_apps[];
extern const size_t plan_app_count;
extern const struct turn plan_turns[];
extern const size_t plan_turn_count;

/* Row i of a plan of at least `sockets` sockets; 0 when there are no more.
 * The same seed always gives the same plan, addresses and ports. */
int plan_row(size_t i, size_t sockets, uint32_t seed, struct row *out);

/* The local port of row i, and a second one for rows that need it. */
int plan_port(size_t i, uint32_t seed);
int plan_second_port(size_t i);

/* The address of a row, NULL for any, as the kernel wants it. */
socklen_t fill_address(struct sockaddr_storage *out, enum family family,
                       const char *text, int port);

/* Where the phone connects from, to get to `remote`. */
const char *own_address(enum family family, const char *remote);

int world_main(int ready);

/* What an app has besides TCP and UDP, if /rig/more is there. */
void other_open(const struct app *app, int log);

#endif
