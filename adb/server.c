/* SPDX-License-Identifier: Apache-2.0 */
/* Talking to an adb server. See server.h. */
#include "server.h"

#include "adb_limits.h"
#include "caller.h"
#include "fail.h"
#include "server_reply.h"
#include "sock.h"

#include <poll.h>
#include <string.h>

/* What one connection is used for, for sentences. */
struct talk {
    int fd;
    const struct server *server;
    const struct budget *budget;
    struct server_question question;
};

void server_init(struct server *server, const struct adb_server_addr *addr)
{
    memset(server, 0, sizeof(*server));
    if (addr != NULL) {
        server->addr = *addr;
    }
    if (server->addr.port == 0) {
        server->addr.port = ADB_SERVER_PORT_DEFAULT;
    }
    address_format_server(server->name, &server->addr);
}

/* ---- connecting ------------------------------------------------------- */

static int explain(const struct server *server, int code,
                   const struct adb_err *why, struct adb_err *err)
{
    switch (code) {
    case ADB_ERR_REFUSED:
        return fail_with(err, ADB_ERR_NO_SERVER,
                         "%s: no adb server runs there (%s); start one with "
                         "`adb start-server`",
                         server->name, why->text);
    case ADB_ERR_NOMEM:
    case ADB_ERR_CANCELED:
        return fail_with(err, code, "%s: %s", server->name, why->text);
    default:
        return fail_with(err, ADB_ERR_NO_SERVER,
                         "%s: cannot reach the adb server: %s; is that its "
                         "address, and may this computer connect to it?",
                         server->name, why->text);
    }
}

static int connect_to(const struct server *server, const struct budget *budget,
                      int *out_fd, struct adb_err *err)
{
    const struct adb_server_addr *addr = &server->addr;
    bool is_here = addr->host[0] == '\0';
    struct adb_err why;
    int rc;

    if (addr->path[0] != '\0') {
        rc = sock_connect_path(addr->path, budget, out_fd, &why);
    } else {
        rc = sock_connect(is_here ? "127.0.0.1" : addr->host, addr->port,
                          budget, out_fd, &why);
        if (rc == ADB_ERR_REFUSED && is_here) {
            rc = sock_connect("::1", addr->port, budget, out_fd, NULL);
        }
    }
    return rc < 0 ? explain(server, rc, &why, err) : 0;
}

/* ---- words ------------------------------------------------------------ */

static int send_all(const struct talk *talk, const char *bytes, size_t len,
                    struct adb_err *err)
{
    while (len > 0) {
        size_t sent;
        int rc = sock_send(talk->fd, bytes, len, NULL, 0, &sent);

        if (rc < 0) {
            return fail_with(err, ADB_ERR_CLOSED,
                             "%s: the adb server closed the connection",
                             talk->server->name);
        }
        bytes += sent;
        len -= sent;
        if (sent == 0) {
            rc = budget_wait(talk->budget, talk->fd, POLLOUT,
                             talk->server->name, err);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

/* The server is only waited for; the phone behind it may be what is slow. */
static int explain_wait(const struct talk *talk, int code, struct adb_err *err)
{
    if (code == ADB_ERR_TIMEOUT && talk->question.device[0] == '\0') {
        return fail_with(err, code,
                         "%s: something listens there but does not answer; "
                         "is it an adb server?",
                         talk->server->name);
    }
    return code;
}

/* Exactly len bytes: those behind them may be a service's already. */
static int recv_all(const struct talk *talk, char *bytes, size_t len,
                    struct adb_err *err)
{
    while (len > 0) {
        size_t got;
        int rc = sock_recv(talk->fd, bytes, len, &got);

        if (rc < 0) {
            return fail_with(err, ADB_ERR_CLOSED,
                             "%s: closed the connection without an answer; "
                             "is it an adb server?",
                             talk->server->name);
        }
        bytes += got;
        len -= got;
        if (got == 0) {
            rc = budget_wait(talk->budget, talk->fd, POLLIN,
                             talk->question.device[0] == '\0'
                                 ? talk->server->name
                                 : talk->question.device,
                             err);
        }
        if (rc < 0) {
            return explain_wait(talk, rc, err);
        }
    }
    return 0;
}

static int not_a_server(const struct talk *talk, const char *word,
                        struct adb_err *err)
{
    return fail_with(err, ADB_ERR_PROTO,
                     "%s: what answers there is not an adb server (it says "
                     "\"%.4s\")",
                     talk->server->name, word);
}

/* Four digits and as many bytes as they say. */
static int recv_block(const struct talk *talk, struct buf *out,
                      struct adb_err *err)
{
    char word[SERVER_WORD_LEN];
    unsigned char *to;
    size_t len;
    int rc = recv_all(talk, word, sizeof(word), err);

    if (rc < 0) {
        return rc;
    }
    if (server_reply_length(word, &len) < 0) {
        return not_a_server(talk, word, err);
    }
    if (buf_reserve(out, len, &to) < 0) {
        return fail_nomem(err);
    }
    rc = recv_all(talk, (char *)to, len, err);
    if (rc == 0) {
        out->len += len;
    }
    return rc;
}

static int recv_failure(const struct talk *talk, struct adb_err *err)
{
    struct buf text;
    struct str str;
    int rc;

    buf_init(&text, LIMIT_SERVER_REPLY);
    rc = recv_block(talk, &text, err);
    if (rc == 0) {
        str.ptr = (const char *)text.data;
        str.len = text.len;
        rc = server_reply_failure(&talk->question, str, err);
    }
    buf_fini(&text);
    return rc;
}

/* One request, up to and with the OKAY. */
static int request(const struct talk *talk, const char *text,
                   struct adb_err *err)
{
    char word[SERVER_WORD_LEN];
    struct buf out;
    int rc;

    buf_init(&out, LIMIT_SERVER_REPLY + SERVER_WORD_LEN);
    rc = buf_printf(&out, "%04zx%s", strlen(text), text);
    rc = rc < 0 ? fail_nomem(err)
                : send_all(talk, (const char *)out.data, out.len, err);
    buf_fini(&out);
    if (rc == 0) {
        rc = recv_all(talk, word, sizeof(word), err);
    }
    if (rc < 0) {
        return rc;
    }
    switch (server_reply_status(word)) {
    case SERVER_OKAY:
        return 0;
    case SERVER_FAIL:
        return recv_failure(talk, err);
    default:
        return not_a_server(talk, word, err);
    }
}

/* ---- conversations ---------------------------------------------------- */

int server_ask(const struct server *server, const char *device,
               const char *text, const struct budget *budget, struct buf *out,
               struct adb_err *err)
{
    struct talk talk = {
        .server = server,
        .budget = budget,
        .question = {.server = server->name, .device = device},
    };
    int rc = connect_to(server, budget, &talk.fd, err);

    if (rc < 0) {
        return rc;
    }
    rc = request(&talk, text, err);
    if (rc == 0) {
        rc = recv_block(&talk, out, err);
    }
    sock_close(talk.fd);
    return rc;
}

int server_open(const struct server *server, const char *device,
                const char *transport, const char *service,
                const struct budget *budget, int *out_fd, struct adb_err *err)
{
    struct talk talk = {
        .server = server,
        .budget = budget,
        .question = {.server = server->name, .device = device},
    };
    int rc = connect_to(server, budget, &talk.fd, err);

    *out_fd = -1;
    if (rc < 0) {
        return rc;
    }
    rc = request(&talk, transport, err);
    if (rc == 0) {
        talk.question.service = service;
        rc = request(&talk, service, err);
    }
    if (rc < 0) {
        sock_close(talk.fd);
        return rc;
    }
    *out_fd = talk.fd;
    return 0;
}

int server_ask_version(const struct server *server, const struct budget *budget,
                       int *out, struct adb_err *err)
{
    struct str text;
    struct buf reply;
    int rc;

    buf_init(&reply, LIMIT_SERVER_REPLY);
    rc = server_ask(server, "", "host:version", budget, &reply, err);
    text.ptr = (const char *)reply.data;
    text.len = reply.len;
    if (rc == 0 && server_reply_version(text, out) < 0) {
        rc = fail_with(err, ADB_ERR_PROTO,
                       "%s: what answers there is not an adb server (it "
                       "does not tell its version)",
                       server->name);
    }
    if (rc == 0 && *out < ADB_SERVER_VERSION_MIN) {
        rc = fail_with(err, ADB_ERR_PROTO,
                       "%s: this adb server is too old (version %d, at "
                       "least %d is needed); update the Android platform "
                       "tools",
                       server->name, *out, ADB_SERVER_VERSION_MIN);
    }
    buf_fini(&reply);
    return rc;
}

/* ---- what users call -------------------------------------------------- */

int adb_server_version(const struct adb_server_addr *addr,
                       const struct adb_options *options, int *out_version,
                       struct adb_err *err)
{
    struct caller caller;
    struct server server;
    struct budget budget;
    int rc = caller_init(&caller, options, clock_system(), err);

    *out_version = 0;
    if (rc < 0) {
        return rc;
    }
    server_init(&server, addr);
    budget = caller_budget(&caller, caller.options.timeout_ms);
    return server_ask_version(&server, &budget, out_version, err);
}

int adb_server_devices(const struct adb_server_addr *addr,
                       const struct adb_options *options,
                       struct adb_device_list **out, struct adb_err *err)
{
    struct caller caller;
    struct server server;
    struct budget budget;
    struct buf reply;
    int version;
    int rc = caller_init(&caller, options, clock_system(), err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    server_init(&server, addr);
    budget = caller_budget(&caller, caller.options.timeout_ms);
    buf_init(&reply, LIMIT_SERVER_REPLY);
    rc = server_ask_version(&server, &budget, &version, err);
    if (rc == 0) {
        rc = server_ask(&server, "", "host:devices-l", &budget, &reply, err);
    }
    if (rc == 0) {
        struct str text = {(const char *)reply.data, reply.len};

        rc = server_reply_devices(text, out);
        rc = rc < 0 ? fail_nomem(err) : 0;
    }
    buf_fini(&reply);
    return rc;
}
