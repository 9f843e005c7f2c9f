/* SPDX-License-Identifier: Apache-2.0 */
/* Packets over TCP: header and payload go out in one system call. */
#include "transport_tcp.h"

#include "fail.h"
#include "sock.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

struct tcp {
    struct adb_transport base;
    int fd;
};

static int tcp_send(struct adb_transport *transport,
                    const struct session_packet *packet, size_t from,
                    size_t *out_sent)
{
    const struct tcp *tcp = (struct tcp *)transport;

    if (from >= WIRE_HEADER_LEN) {
        from -= WIRE_HEADER_LEN;
        return sock_send(tcp->fd, packet->payload + from,
                         packet->payload_len - from, NULL, 0, out_sent);
    }
    return sock_send(tcp->fd, packet->header + from, WIRE_HEADER_LEN - from,
                     packet->payload, packet->payload_len, out_sent);
}

static int tcp_recv(struct adb_transport *transport, void *buf, size_t cap,
                    size_t *out_len)
{
    return sock_recv(((struct tcp *)transport)->fd, buf, cap, out_len);
}

static int tcp_wait(struct adb_transport *transport, bool wants_send,
                    const struct budget *budget, const char *name,
                    struct adb_err *err)
{
    return budget_wait(budget, ((struct tcp *)transport)->fd,
                       (short)(wants_send ? POLLIN | POLLOUT : POLLIN), name,
                       err);
}

static void tcp_end(struct adb_transport *transport)
{
    (void)shutdown(((struct tcp *)transport)->fd, SHUT_WR);
}

static int tcp_endpoints(struct adb_transport *transport,
                         struct adb_endpoint *local, struct adb_endpoint *peer)
{
    return sock_endpoints(((struct tcp *)transport)->fd, local, peer);
}

static void tcp_close(struct adb_transport *transport)
{
    struct tcp *tcp = (struct tcp *)transport;

    sock_close(tcp->fd);
    free(tcp);
}

static const struct adb_transport_ops tcp_ops = {
    .send = tcp_send,
    .recv = tcp_recv,
    .wait = tcp_wait,
    .end = tcp_end,
    .endpoints = tcp_endpoints,
    .close = tcp_close,
};

struct adb_transport *transport_tcp_from(int fd)
{
    struct tcp *tcp = malloc(sizeof(*tcp));

    if (tcp == NULL || sock_prepare(fd) < 0) {
        free(tcp);
        sock_close(fd);
        return NULL;
    }
    tcp->base.ops = &tcp_ops;
    tcp->fd = fd;
    return (struct adb_transport *)tcp;
}

/* From the bare reason to a sentence with a next step. */
static int explain(int code, const char *name, const struct adb_err *why,
                   struct adb_err *err)
{
    switch (code) {
    case ADB_ERR_REFUSED:
        return fail_with(err, ADB_ERR_NO_DEVICE,
                         "%s: nothing listens there (%s); is the address "
                         "right, and does the phone's adbd listen "
                         "(`adb tcpip 5555`)?",
                         name, why->text);
    case ADB_ERR_TIMEOUT:
        return fail_with(err, ADB_ERR_OFFLINE,
                         "%s: no answer; is the phone awake and in this "
                         "network?",
                         name);
    case ADB_ERR_OFFLINE:
        return fail_with(err, ADB_ERR_NO_DEVICE,
                         "%s: not reached (%s); is the address right, the "
                         "phone awake, and this computer in its network?",
                         name, why->text);
    case ADB_ERR_NO_DEVICE:
        return fail_with(err, code,
                         "%s: nobody knows this name (%s); is it right? The "
                         "phone's address will do, too",
                         name, why->text);
    case ADB_ERR_NOMEM:
    case ADB_ERR_CANCELED:
        return fail_with(err, code, "%s: %s", name, why->text);
    default:
        return fail_with(err, ADB_ERR_NO_DEVICE,
                         "%s: cannot connect: %s; may this computer's other "
                         "programs (`adb connect`)?",
                         name, why->text);
    }
}

int transport_tcp_connect(const char *host, uint16_t port, const char *name,
                          const struct budget *budget,
                          struct adb_transport **out, struct adb_err *err)
{
    struct adb_err why;
    int fd;
    int rc = sock_connect(host, port, budget, &fd, &why);

    *out = NULL;
    if (rc < 0) {
        return explain(rc, name, &why, err);
    }
    *out = transport_tcp_from(fd);
    return *out == NULL ? fail_nomem(err) : 0;
}
