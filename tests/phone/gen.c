/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the plan: one process per app, under the app's uid and name, which
 * opens its own sockets, brings each to its state, writes a line about it to
 * the log and keeps it. As `gen world FD` it is the other end (world.c).
 *
 * On the phone it is /system/bin/app_process64; what it needs to know comes
 * in the environment, since the command line of an app is its name and
 * nothing else.
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gen.h"
#include "util.h"

#define SETTLE_MS 20000
#define FULL_QUIET_MS 250 /* nothing went out for this long: it is full */
#define TURN_PORT 63100
#define TURN_PORTS 2400

static const char *const state_names[] = {
    "UNCONNECTED", "ESTABLISHED", "SYN_SENT",  "SYN_RECV",   "FIN_WAIT1",
    "FIN_WAIT2",   "TIME_WAIT",   "CLOSE",     "CLOSE_WAIT", "LAST_ACK",
    "LISTEN",      "CLOSING",     "CONNECTED",
};
enum { STATE_CONNECTED = 12 };

static const struct app *me;
static size_t my_index;
static uint32_t seed;
static int log_fd;

/* ------------------------------------------------------------------ log */

static void escape(char *out, size_t cap, const char *text)
{
    size_t n = 0;

    for (; *text != '\0' && n + 8 < cap; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
            n += (size_t)snprintf(out + n, cap - n, "\\u%04x", c);
        } else {
            out[n++] = (char)c;
        }
    }
    out[n] = '\0';
}

static void endpoint(const struct sockaddr_storage *a, char *out, size_t cap)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)a;
    char text[INET6_ADDRSTRLEN] = "";

    if (a->ss_family == AF_INET) {
        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
        snprintf(out, cap, "%s:%d", text, ntohs(v4->sin_port));
    } else if (a->ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
        snprintf(out, cap, "[%s]:%d", text, ntohs(v6->sin6_port));
    } else {
        snprintf(out, cap, "-");
    }
}

/* One line, one write: processes do not mix. */
static void log_socket(int fd, const char *event, int state, int held,
                       uid_t uid)
{
    struct sockaddr_storage local = {0};
    struct sockaddr_storage remote = {0};
    socklen_t len = sizeof(local);
    socklen_t rlen = sizeof(remote);
    struct stat st = {0};
    char name[600];
    char from[64];
    char to[64];
    int type = 0;
    socklen_t tlen = sizeof(type);

    getsockname(fd, (struct sockaddr *)&local, &len);
    if (getpeername(fd, (struct sockaddr *)&remote, &rlen) < 0) {
        memset(&remote, 0, sizeof(remote));
    }
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &tlen);
    fstat(fd, &st);
    escape(name, sizeof(name), me->name);
    endpoint(&local, from, sizeof(from));
    endpoint(&remote, to, sizeof(to));
    dprintf(log_fd,
            "{\"event\":\"%s\",\"uid\":%u,\"pid\":%d,\"process\":\"%s\","
            "\"proto\":\"%s\",\"local\":\"%s\",\"remote\":\"%s\","
            "\"state\":\"%s\",\"held\":%s,\"inode\":%lu}\n",
            event, (unsigned)uid, (int)getpid(), name,
            type == SOCK_DGRAM ? "udp" : "tcp", from, to, state_names[state],
            held ? "true" : "false", (unsigned long)st.st_ino);
}

/* -------------------------------------------------------------- sockets */

static int new_socket(enum family family, int type, uid_t as)
{
    int fd = socket(family == F4 ? AF_INET : AF_INET6, type, 0);
    int on = 1;
    int only = family == F6;

    if (fd < 0) {
        die("socket");
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (family != F4) {
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
    }
    if (as != 0 && fchown(fd, as, (gid_t)-1) < 0) {
        die("fchown");
    }
    return fd;
}

static void bind_to(int fd, enum family family, const char *text, int port)
{
    struct sockaddr_storage a;
    socklen_t len = fill_address(&a, family, text, port);

    if (bind(fd, (struct sockaddr *)&a, len) < 0) {
        fprintf(stderr, "gen: %s: bind %s port %d: %s\n", me->name,
                text != NULL ? text : "*", port, strerror(errno));
        exit(1);
    }
}

static int connected(enum family family, int type, const char *remote, int port,
                     int local_port, uid_t as)
{
    struct sockaddr_storage a;
    socklen_t len = fill_address(&a, family, remote, port);
    int fd = new_socket(family, type, as);
    int small = 4096;
    const char *own =
        strcmp(remote, "127.0.0.1") == 0 || strcmp(remote, "::1") == 0
            ? remote
            : own_address(family, remote);

    bind_to(fd, family, own, local_port);
    if ((type & SOCK_STREAM) != 0) {
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
    }
    if (connect(fd, (struct sockaddr *)&a, len) < 0 && errno != EINPROGRESS) {
        fprintf(stderr, "gen: %s: connect %s port %d: %s\n", me->name, remote,
                port, strerror(errno));
        exit(1);
    }
    return fd;
}

static void order(int fd, enum gen_verb verb, uint16_t port, uint32_t n)
{
    struct gen_order o = {(uint8_t)verb, 0, port, n};

    if (send(fd, &o, sizeof(o), MSG_NOSIGNAL) != (ssize_t)sizeof(o)) {
        die("gen: order");
    }
}

static struct tcp_info info_of(int fd)
{
    struct tcp_info info;
    socklen_t len = sizeof(info);

    memset(&info, 0, sizeof(info));
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len);
    return info;
}

/* Has the peer send the FIN it was asked for by GEN_LATE_FIN. The peer closes
 * first, so that nothing of the asking remains on the phone. */
static void ask_for_fin(const struct row *r, int port)
{
    char byte;
    int fd = connected(r->family, SOCK_STREAM, r->address, r->port, 0, 0);

    order(fd, GEN_FIN, (uint16_t)port, 0);
    if (recv(fd, &byte, 1, 0) != 0) {
        die("gen: fin");
    }
    close(fd);
}

/* Until fd is in this state with nothing unsent and `in` bytes waiting; -1:
 * whatever waits. */
static void settle(int fd, int state, long in, int sent)
{
    long end = now_ms() + SETTLE_MS;
    int unsent = 0;
    int waiting = 0;

    for (;;) {
        ioctl(fd, FIONREAD, &waiting);
        ioctl(fd, TIOCOUTQ, &unsent);
        if (info_of(fd).tcpi_state == state && (in < 0 || waiting == in) &&
            (!sent || unsent == 0)) {
            return;
        }
        if (now_ms() > end) {
            fprintf(stderr, "gen: %s: state %d instead of %d, %d in, %d out\n",
                    me->name, info_of(fd).tcpi_state, state, waiting, unsent);
            exit(1);
        }
        wait_ms(1);
    }
}

static void flood(int fd)
{
    static const char bytes[4096];
    struct pollfd p = {fd, POLLOUT, 0};

    fcntl(fd, F_SETFL, O_NONBLOCK);
    do {
        while (send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL) > 0) {
        }
    } while (poll(&p, 1, FULL_QUIET_MS) > 0 && (p.revents & POLLERR) == 0);
}

/* -------------------------------------------------------------- the rows */

static void open_client(size_t i, const struct row *r)
{
    static const struct {
        enum gen_verb verb;
        int full;  /* fill the peer's window */
        int reach; /* the state the peer brings about, 0: none */
        int shut;  /* 1 shutdown, 2 close */
        int state; /* the state in the end */
    } how[] = {
        [K_OPEN] = {GEN_SEND, 0, 0, 0, TCP_ESTABLISHED},
        [K_FULL] = {GEN_HOLD, 1, 0, 0, TCP_ESTABLISHED},
        [K_CLOSED] = {GEN_SEND_FIN, 0, TCP_CLOSE_WAIT, 0, TCP_CLOSE_WAIT},
        [K_FIN1] = {GEN_HOLD, 1, 0, 1, TCP_FIN_WAIT1},
        [K_FIN1_GONE] = {GEN_HOLD, 1, 0, 2, TCP_FIN_WAIT1},
        [K_FIN2] = {GEN_HOLD, 0, 0, 1, TCP_FIN_WAIT2},
        [K_LAST_ACK] = {GEN_LATE_FIN, 1, TCP_CLOSE_WAIT, 2, TCP_LAST_ACK},
        [K_CLOSING] = {GEN_LATE_FIN, 1, 0, 1, TCP_CLOSING},
    };
    uint32_t n = r->kind == K_OPEN || r->kind == K_CLOSED ? r->n : 0;
    int port = plan_port(i, seed);
    int fd =
        connected(r->family, SOCK_STREAM, r->address, r->port, port, r->as);
    uid_t uid = r->as != 0 ? r->as : me->uid;

    order(fd, how[r->kind].verb, 0, n);
    if (how[r->kind].full) {
        settle(fd, TCP_ESTABLISHED, -1, 1);
        flood(fd);
    }
    if (r->kind == K_LAST_ACK) {
        ask_for_fin(r, port);
    }
    if (how[r->kind].reach != 0) {
        settle(fd, how[r->kind].reach, -1, 0);
    }
    log_socket(fd, "open", how[r->kind].state, how[r->kind].shut != 2, uid);
    if (how[r->kind].shut == 2) {
        close(fd);
        return;
    }
    if (how[r->kind].shut == 1) {
        shutdown(fd, SHUT_WR);
    }
    if (r->kind == K_CLOSING) {
        ask_for_fin(r, port);
    }
    settle(fd, how[r->kind].state, (long)n, !how[r->kind].full);
}

static int open_listener(size_t i, const struct row *r, int *port)
{
    int fd = new_socket(r->family, SOCK_STREAM, r->as);
    int seconds = 100000;

    *port = r->port != 0 ? r->port : plan_port(i, seed);
    bind_to(fd, r->family, r->address, *port);
    if (r->kind == K_DEFER) {
        setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds,
                   sizeof(seconds));
    }
    if (listen(fd, 50) < 0) {
        die("gen: listen");
    }
    log_socket(fd, "open", TCP_LISTEN, 1, me->uid);
    return fd;
}

/* A listener, and n connections to it that the world is asked to make. */
static void open_server(size_t i, const struct row *r)
{
    long end = now_ms() + SETTLE_MS;
    uint32_t k;
    int port;
    int fd = open_listener(i, r, &port);
    int control;

    if (r->n == 0) {
        return;
    }
    control =
        connected(F4, SOCK_STREAM, "203.0.113.9", 443, plan_second_port(i), 0);
    order(control, GEN_CALL, (uint16_t)port, r->n);
    settle(control, TCP_ESTABLISHED, 0, 1);
    log_socket(control, "open", TCP_ESTABLISHED, 1, me->uid);
    for (k = 0; r->kind == K_INBOUND && k < r->n; k++) {
        int one = accept(fd, NULL, NULL);

        log_socket(one, "open", TCP_ESTABLISHED, 1, me->uid);
    }
    while (r->kind == K_LISTEN && info_of(fd).tcpi_unacked < r->n) {
        if (now_ms() > end) {
            errno = ETIMEDOUT;
            die("gen: nobody connected");
        }
        wait_ms(1);
    }
}

static void open_loop(size_t i, const struct row *r)
{
    int port;
    int fd = open_listener(i, r, &port);
    int out = connected(r->family, SOCK_STREAM, r->address, port,
                        plan_second_port(i), 0);
    int in = accept(fd, NULL, NULL);

    log_socket(out, "open", TCP_ESTABLISHED, 1, me->uid);
    log_socket(in, "open", TCP_ESTABLISHED, 1, me->uid);
}

static void open_udp(size_t i, const struct row *r)
{
    static const char bytes[1500];
    uint32_t k;
    int port = r->port != 0 ? r->port : plan_port(i, seed);
    int fd;
    int out;

    if (r->kind == K_UDP) {
        fd = connected(r->family, SOCK_DGRAM, r->address, r->port,
                       plan_port(i, seed), r->as);
        if (r->n > 0 && send(fd, bytes, r->n, 0) < 0) {
            die("gen: send");
        }
        log_socket(fd, "open", STATE_CONNECTED, 1,
                   r->as != 0 ? r->as : me->uid);
        return;
    }
    fd = new_socket(r->family, SOCK_DGRAM, r->as);
    bind_to(fd, r->family, r->address, port);
    log_socket(fd, "open", 0, 1, me->uid);
    if (r->kind == K_UDP_RX) {
        out = connected(r->family, SOCK_DGRAM, r->address, port,
                        plan_second_port(i), 0);
        for (k = 0; k < r->n; k++) {
            if (send(out, bytes, 100, 0) < 0) {
                die("gen: send");
            }
        }
        close(out);
    }
}

static void open_row(size_t i, const struct row *r)
{
    int fd;

    switch (r->kind) {
    case K_SYN:
        fd = connected(r->family, SOCK_STREAM | SOCK_NONBLOCK, r->address,
                       r->port, plan_port(i, seed), r->as);
        log_socket(fd, "open", TCP_SYN_SENT, 1, me->uid);
        break;
    case K_LISTEN:
    case K_INBOUND:
    case K_DEFER:
        open_server(i, r);
        break;
    case K_LOOP:
        open_loop(i, r);
        break;
    case K_UDP:
    case K_UDP_ANY:
    case K_UDP_RX:
        open_udp(i, r);
        break;
    default:
        open_client(i, r);
        break;
    }
}

/* -------------------------------------------------------------- the turns */

/* Opens what this turn opens, and closes what the last one left. */
static void take_turn(int *open, unsigned int turn)
{
    size_t i;

    for (i = 0; i < plan_turn_count; i++) {
        const struct turn *t = &plan_turns[i];
        int port = TURN_PORT + (int)((turn * plan_turn_count + i) % TURN_PORTS);
        int end = t->verb == GEN_CLOSE_ON_EOF ? TCP_TIME_WAIT : TCP_FIN_WAIT2;
        int fd;

        if (t->app != my_index) {
            continue;
        }
        fd = connected(t->family, SOCK_STREAM, t->address, t->port, port, 0);
        order(fd, t->verb, 0, 0);
        settle(fd, TCP_ESTABLISHED, 0, 1);
        log_socket(fd, "turn-open", TCP_ESTABLISHED, 1, me->uid);
        if (t->lives) {
            int last = open[i];

            open[i] = fd;
            fd = last;
        }
        if (fd >= 0) {
            log_socket(fd, "turn-close", end, 0, me->uid);
            close(fd);
        }
    }
}

static long setting(const char *name)
{
    const char *text = getenv(name);

    return text != NULL ? number(text, NULL) : 0;
}

static void run_app(void)
{
    struct row r;
    int open[64];
    size_t i;
    size_t sockets = (size_t)setting("RIG_SOCKETS");
    long every = setting("RIG_ROTATE");
    unsigned int turn = 0;
    size_t len = strlen(me->name);

    prctl(PR_SET_NAME, me->name + (len > 15 ? len - 15 : 0), 0, 0, 0);
    memset(open, 0xff, sizeof(open));
    for (i = 0; plan_row(i, sockets, seed, &r); i++) {
        if (r.app == my_index) {
            open_row(i, &r);
        }
    }
    other_open(me, log_fd);
    take_turn(open, turn++);
    if (write((int)setting("RIG_READY"), "r", 1) != 1) {
        exit(1);
    }
    close((int)setting("RIG_READY"));
    for (;;) {
        wait_ms(every > 0 ? every * 1000 : 3600000);
        if (every > 0) {
            take_turn(open, turn++);
        }
    }
}

/* ------------------------------------------------------------ the zygote */

static void start_app(size_t i)
{
    char text[24];
    char *argv[2];
    uid_t uid = plan_apps[i].uid;
    gid_t groups[] = {3003, 9997};

    argv[0] = (char *)(uintptr_t)plan_apps[i].name;
    argv[1] = NULL;
    snprintf(text, sizeof(text), "%zu", i);
    setenv("RIG_APP", text, 1);
    setpgid(0, 0);
    if (setgroups(2, groups) < 0 || setresgid(uid, uid, uid) < 0 ||
        setresuid(uid, uid, uid) < 0) {
        die("gen: identity");
    }
    execv("/system/bin/app_process64", argv);
    die("gen: exec");
}

static void on_child(int sig)
{
    (void)sig;
}

/* Starts every app, says so when all are ready, and stays. An app that ends,
 * early or late, ends the phone: a test must not run on half of it. */
static int run_zygote(void)
{
    struct sigaction act;
    int ready[2];
    int told = (int)setting("RIG_READY");
    char text[24];
    char byte;
    size_t i;
    size_t done = 0;

    memset(&act, 0, sizeof(act));
    act.sa_handler = on_child;
    sigaction(SIGCHLD, &act, NULL);

    log_fd =
        open("/rig/gen.jsonl", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);
    if (log_fd < 0 || pipe(ready) < 0) {
        die("gen: log");
    }
    snprintf(text, sizeof(text), "%d", log_fd);
    setenv("RIG_LOG", text, 1);
    snprintf(text, sizeof(text), "%d", ready[1]);
    setenv("RIG_READY", text, 1);
    fcntl(ready[0], F_SETFD, FD_CLOEXEC);
    fcntl(told, F_SETFD, FD_CLOEXEC);
    for (i = 0; i < plan_app_count; i++) {
        if (fork() == 0) {
            start_app(i);
        }
    }
    close(ready[1]);
    while (done < plan_app_count && read(ready[0], &byte, 1) == 1) {
        done++;
    }
    if (done < plan_app_count || write(told, "r", 1) != 1) {
        return 1;
    }
    close(told);
    wait(NULL);
    fprintf(stderr, "gen: an app ended\n");
    return 1;
}

int main(int argc, char **argv)
{
    const char *app = getenv("RIG_APP");

    signal(SIGPIPE, SIG_IGN);
    if (argc == 3 && strcmp(argv[1], "world") == 0) {
        return world_main((int)number(argv[2], NULL));
    }
    seed = (uint32_t)setting("RIG_SEED");
    log_fd = (int)setting("RIG_LOG");
    if (app == NULL) {
        return run_zygote();
    }
    my_index = (size_t)number(app, NULL);
    me = &plan_apps[my_index];
    run_app();
    return 0;
}
