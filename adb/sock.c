/* SPDX-License-Identifier: Apache-2.0 */
/* Stream sockets. See sock.h. */
#include "sock.h"

#include "fail.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

/* Systems without the flag have a socket option for it, see below. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/* Keepalive, seconds: the first probe, between probes, and how many. */
#define KEEPALIVE_IDLE 5
#define KEEPALIVE_INTERVAL 1
#define KEEPALIVE_COUNT 10

static int fail_errno(struct adb_err *err, int code, int number)
{
    char text[128];

    if (strerror_r(number, text, sizeof(text)) != 0) {
        (void)snprintf(text, sizeof(text), "error %d", number);
    }
    return fail_with(err, code, "%s", text);
}

int sock_prepare(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags == -1 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) == -1 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) == -1) {
        return ADB_ERR_IO;
    }
#ifdef SO_NOSIGPIPE
    (void)setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &(int){1}, sizeof(int));
#endif
    return 0;
}

static void set_int(int fd, int level, int option, int value)
{
    /* All of them are improvements; without them it works too. */
    (void)setsockopt(fd, level, option, &value, sizeof(value));
}

/* Small packets go out at once; a dead peer is noticed within ~15 s. */
static void tune_tcp(int fd)
{
    set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
    set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE);
#endif
#ifdef TCP_KEEPINTVL
    set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL);
#endif
#ifdef TCP_KEEPCNT
    set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT);
#endif
}

/* ---- connecting ------------------------------------------------------- */

static int connect_failed(struct adb_err *err, int number)
{
    switch (number) {
    case ECONNREFUSED:
    case ENOENT:
        return fail_errno(err, ADB_ERR_REFUSED, number);
    case ETIMEDOUT:
        return fail_errno(err, ADB_ERR_TIMEOUT, number);
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
        return fail_errno(err, ADB_ERR_OFFLINE, number);
    default:
        return fail_errno(err, ADB_ERR_IO, number);
    }
}

/* The connection is on its way; waits for how it ends. */
static int finish_connect(int fd, const struct budget *budget,
                          struct adb_err *err)
{
    int number = 0;
    socklen_t len = sizeof(number);
    int rc = budget_wait(budget, fd, POLLOUT, "connecting", err);

    if (rc < 0) {
        return rc;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &len) < 0) {
        number = errno;
    }
    return number == 0 ? 0 : connect_failed(err, number);
}

static int connect_one(int family, const struct sockaddr *addr,
                       socklen_t addr_len, const struct budget *budget,
                       int *out_fd, struct adb_err *err)
{
    int fd = socket(family, SOCK_STREAM, 0);
    int rc = 0;

    if (fd < 0 || sock_prepare(fd) < 0) {
        rc = fail_errno(err, ADB_ERR_IO, errno);
    } else if (connect(fd, addr, addr_len) < 0) {
        rc = errno == EINPROGRESS || errno == EINTR
                 ? finish_connect(fd, budget, err)
                 : connect_failed(err, errno);
    }
    if (rc < 0) {
        sock_close(fd);
        return rc;
    }
    *out_fd = fd;
    return 0;
}

/* One address of several must not use up the time of the others. */
static struct budget share_of(const struct budget *budget, size_t left)
{
    struct budget share = *budget;
    int ms = deadline_poll_ms(&budget->deadline);

    if (ms > 0 && left > 1) {
        share.deadline = deadline_in(budget->deadline.clock, ms / (int)left);
    }
    return share;
}

static int connect_any(const struct addrinfo *list, const struct budget *budget,
                       int *out_fd, struct adb_err *err)
{
    const struct addrinfo *info;
    size_t left = 0;
    int rc = ADB_ERR_IO;

    for (info = list; info != NULL; info = info->ai_next) {
        left++;
    }
    for (info = list; info != NULL; info = info->ai_next, left--) {
        struct budget share = share_of(budget, left);

        rc = connect_one(info->ai_family, info->ai_addr, info->ai_addrlen,
                         &share, out_fd, err);
        if (rc == 0 || rc == ADB_ERR_CANCELED) {
            return rc;
        }
    }
    return rc;
}

/* What is an address is never looked up: that can take long. */
static int look_up(const char *host, const char *port, struct addrinfo **out,
                   struct adb_err *err)
{
    struct addrinfo hints;
    int rc;

    memset(&hints, 0, sizeof(hints));
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    rc = getaddrinfo(host, port, &hints, out);
    if (rc == EAI_NONAME) {
        hints.ai_flags = AI_NUMERICSERV;
        rc = getaddrinfo(host, port, &hints, out);
    }
    if (rc == EAI_MEMORY) {
        return fail_nomem(err);
    }
    if (rc != 0) {
        return fail_with(err, ADB_ERR_NO_DEVICE, "%s", gai_strerror(rc));
    }
    return 0;
}

int sock_connect(const char *host, uint16_t port, const struct budget *budget,
                 int *out_fd, struct adb_err *err)
{
    struct addrinfo *list = NULL;
    char text[8];
    int rc;

    *out_fd = -1;
    rc = budget_check(budget, "connecting", err);
    if (rc < 0) {
        return rc;
    }
    (void)snprintf(text, sizeof(text), "%u", (unsigned)port);
    rc = look_up(host, text, &list, err);
    if (rc == 0) {
        rc = connect_any(list, budget, out_fd, err);
        freeaddrinfo(list);
    }
    if (rc == 0) {
        tune_tcp(*out_fd);
    }
    return rc;
}

int sock_connect_path(const char *path, const struct budget *budget,
                      int *out_fd, struct adb_err *err)
{
    struct sockaddr_un addr;
    int rc = budget_check(budget, "connecting", err);

    *out_fd = -1;
    if (rc < 0) {
        return rc;
    }
    memset(&addr, 0, sizeof(addr));
    addr.sun_family = AF_UNIX;
    if (strlen(path) >= sizeof(addr.sun_path)) {
        return fail_with(err, ADB_ERR_ARG, "the path is too long");
    }
    memcpy(addr.sun_path, path, strlen(path));
    return connect_one(AF_UNIX, (struct sockaddr *)&addr, sizeof(addr), budget,
                       out_fd, err);
}

void sock_close(int fd)
{
    if (fd >= 0) {
        (void)close(fd);
    }
}

/* ---- moving bytes ----------------------------------------------------- */

static bool would_wait(int number)
{
#if EWOULDBLOCK != EAGAIN
    if (number == EWOULDBLOCK) {
        return true;
    }
#endif
    return number == EAGAIN || number == EINTR;
}

/* Errors that mean nothing but that the other side is not there any more. */
static int gone_or_broken(int number)
{
    switch (number) {
    case EPIPE:
    case ECONNRESET:
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
        return ADB_ERR_CLOSED;
    default:
        return ADB_ERR_IO;
    }
}

int sock_send(int fd, const void *first, size_t first_len, const void *second,
              size_t second_len, size_t *out_sent)
{
    /* sendmsg() does not write through what iovec cannot call const. */
    struct iovec parts[2] = {
        {.iov_base = (void *)(uintptr_t)first, .iov_len = first_len},
        {.iov_base = (void *)(uintptr_t)second, .iov_len = second_len},
    };
    struct msghdr message;
    ssize_t sent;

    memset(&message, 0, sizeof(message));
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    *out_sent = 0;
    sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    if (sent < 0) {
        return would_wait(errno) ? 0 : gone_or_broken(errno);
    }
    *out_sent = (size_t)sent;
    return 0;
}

int sock_recv(int fd, void *buf, size_t cap, size_t *out_len)
{
    ssize_t got = recv(fd, buf, cap, 0);

    *out_len = 0;
    if (got < 0) {
        return would_wait(errno) ? 0 : gone_or_broken(errno);
    }
    *out_len = (size_t)got;
    return got == 0 ? ADB_ERR_CLOSED : 0;
}

/* ---- both ends -------------------------------------------------------- */

static int endpoint_from_v6(const struct sockaddr_in6 *in6,
                            struct adb_endpoint *out)
{
    const unsigned char *bytes = in6->sin6_addr.s6_addr;
    const char *text;

    /* An IPv4 connection, whatever the socket is. */
    text = IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr)
               ? inet_ntop(AF_INET, bytes + 12, out->addr, sizeof(out->addr))
               : inet_ntop(AF_INET6, bytes, out->addr, sizeof(out->addr));
    out->port = ntohs(in6->sin6_port);
    return text == NULL ? ADB_ERR_ARG : 0;
}

static int endpoint_from(const struct sockaddr_storage *addr,
                         struct adb_endpoint *out)
{
    memset(out, 0, sizeof(*out));
    if (addr->ss_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, addr, sizeof(in6));
        return endpoint_from_v6(&in6, out);
    }
    if (addr->ss_family == AF_INET) {
        struct sockaddr_in in4;

        memcpy(&in4, addr, sizeof(in4));
        out->port = ntohs(in4.sin_port);
        return inet_ntop(AF_INET, &in4.sin_addr, out->addr,
                         sizeof(out->addr)) == NULL
                   ? ADB_ERR_ARG
                   : 0;
    }
    return ADB_ERR_ARG;
}

int sock_endpoints(int fd, struct adb_endpoint *local,
                   struct adb_endpoint *peer)
{
    struct sockaddr_storage addr;
    socklen_t len = sizeof(addr);
    int rc;

    memset(&addr, 0, sizeof(addr));
    if (getsockname(fd, (struct sockaddr *)&addr, &len) < 0) {
        return ADB_ERR_ARG;
    }
    rc = endpoint_from(&addr, local);
    len = sizeof(addr);
    if (rc < 0 || getpeername(fd, (struct sockaddr *)&addr, &len) < 0) {
        return ADB_ERR_ARG;
    }
    return endpoint_from(&addr, peer);
}
