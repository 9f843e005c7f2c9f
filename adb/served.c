/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way to a phone through an adb server: every stream is a socket of its
 * own, and the server keeps them apart.
 */
#include "adb_limits.h"
#include "banner.h"
#include "device.h"
#include "fail.h"
#include "inbox.h"
#include "server.h"
#include "sock.h"

#include "base/cursor.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for "host-serial:SERIAL:features" with the longest serial. */
#define REQUEST_CAP (ADDRESS_TEXT_CAP + 64)

#define IN_CAP 65536u

struct served {
    struct server server;
    char transport[REQUEST_CAP];
    /* Lists of features, of the phone and of the server. */
    struct buf theirs;
    struct buf ours;
};

/*
 * The socket of one stream. What comes while something is written waits in
 * the inbox, as it does on a direct connection: a service that answers while
 * it reads would otherwise stop both.
 */
struct served_stream {
    int fd;
    int end_code; /* 0: goes on; ADB_ERR_CLOSED: ended; else: broke */
    struct inbox in;
};

static struct served *served_of(const struct adb_device *device)
{
    return device->route;
}

/* ---- streams ---------------------------------------------------------- */

static int served_open(struct adb_stream *stream, const char *service,
                       const struct budget *budget, struct adb_err *err)
{
    struct adb_device *device = stream->device;
    struct served *served = served_of(device);
    struct served_stream *own = calloc(1, sizeof(*own));
    int rc;

    if (own == NULL) {
        return fail_nomem(err);
    }
    inbox_init(&own->in);
    rc = server_open(&served->server, device->name, served->transport, service,
                     budget, &own->fd, err);
    if (rc < 0) {
        free(own);
        return rc;
    }
    stream->route = own;
    return 0;
}

static void served_stream_close(struct adb_stream *stream)
{
    struct served_stream *own = stream->route;

    sock_close(own->fd);
    inbox_fini(&own->in);
    free(own);
    stream->route = NULL;
}

/* Nothing more will come: the end, or something broke. */
static int at_end(const struct adb_stream *stream, struct adb_err *err)
{
    const struct served_stream *own = stream->route;

    if (own->end_code == ADB_ERR_CLOSED) {
        return 0;
    }
    return fail_with(err, own->end_code,
                     "%s: the connection to the adb server broke",
                     stream->what);
}

static int served_read(struct adb_stream *stream, void *buf, size_t cap,
                       const struct budget *budget, size_t *out_len,
                       struct adb_err *err)
{
    struct served_stream *own = stream->route;
    int rc = budget_check(budget, stream->what, err);

    if (rc == 0) {
        *out_len = inbox_take(&own->in, buf, cap);
    }
    while (rc == 0 && *out_len == 0) {
        if (own->end_code == 0) {
            own->end_code = sock_recv(own->fd, buf, cap, out_len);
        }
        if (own->end_code < 0) {
            return at_end(stream, err);
        }
        if (*out_len == 0) {
            rc = budget_wait(budget, own->fd, POLLIN, stream->what, err);
        }
    }
    return rc;
}

/* Takes what has come while there is something to write. */
static int set_aside(const struct adb_stream *stream, struct adb_err *err)
{
    struct served_stream *own = stream->route;
    unsigned char bytes[IN_CAP];
    size_t len;

    if (own->end_code < 0 || inbox_is_full(&own->in)) {
        return 0;
    }
    /* That it ended is for the next read; a write finds out by itself. */
    own->end_code = sock_recv(own->fd, bytes, sizeof(bytes), &len);
    return inbox_append(&own->in, bytes, len) < 0 ? fail_nomem(err) : 0;
}

static int wait_to_write(const struct adb_stream *stream,
                         const struct budget *budget, struct adb_err *err)
{
    struct served_stream *own = stream->route;
    bool takes = own->end_code == 0 && !inbox_is_full(&own->in);
    int rc = budget_wait(budget, own->fd,
                         (short)(takes ? POLLIN | POLLOUT : POLLOUT),
                         stream->what, err);

    return rc < 0 ? rc : set_aside(stream, err);
}

static int served_write(struct adb_stream *stream, const void *buf, size_t len,
                        const struct budget *budget, struct adb_err *err)
{
    struct served_stream *own = stream->route;
    const unsigned char *at = buf;
    int rc = budget_check(budget, stream->what, err);

    while (rc == 0 && len > 0) {
        size_t sent;

        rc = sock_send(own->fd, at, len, NULL, 0, &sent);
        if (rc < 0) {
            return device_stream_gone(stream, err);
        }
        at += sent;
        len -= sent;
        if (len > 0) {
            rc = wait_to_write(stream, budget, err);
        }
    }
    return rc;
}

/* ---- the device ------------------------------------------------------- */

static const char *served_type(const struct adb_device *device)
{
    (void)device;
    return "";
}

static const char *served_prop(const struct adb_device *device, const char *key)
{
    (void)device;
    (void)key;
    return NULL;
}

static bool served_has_feature(const struct adb_device *device,
                               const char *name)
{
    const struct served *served = served_of(device);

    return features_have((const char *)served->theirs.data, name) &&
           features_have((const char *)served->ours.data, name);
}

static uint32_t served_max_payload(const struct adb_device *device)
{
    (void)device;
    return 0;
}

static int served_endpoints(const struct adb_device *device,
                            struct adb_endpoint *local,
                            struct adb_endpoint *peer)
{
    (void)device;
    memset(local, 0, sizeof(*local));
    memset(peer, 0, sizeof(*peer));
    return ADB_ERR_ARG;
}

static void served_close(struct adb_device *device)
{
    struct served *served = served_of(device);

    buf_fini(&served->theirs);
    buf_fini(&served->ours);
    free(served);
    device->route = NULL;
}

static const struct route_ops served_ops = {
    .open = served_open,
    .read = served_read,
    .write = served_write,
    .stream_close = served_stream_close,
    .type = served_type,
    .prop = served_prop,
    .has_feature = served_has_feature,
    .max_payload = served_max_payload,
    .endpoints = served_endpoints,
    .close = served_close,
};

/* ---- choosing the phone ----------------------------------------------- */

/*
 * Every way of choosing a phone has a request that switches to it and words
 * that begin a question about it.
 */
struct choice {
    char transport[REQUEST_CAP];
    char prefix[REQUEST_CAP];
};

static void choose_serial(struct choice *choice, const char *serial)
{
    (void)snprintf(choice->transport, sizeof(choice->transport),
                   "host:transport:%s", serial);
    (void)snprintf(choice->prefix, sizeof(choice->prefix),
                   "host-serial:%s:", serial);
}

static void choose_word(struct choice *choice, const char *word)
{
    (void)snprintf(choice->transport, sizeof(choice->transport),
                   "host:transport-%s", word);
    (void)snprintf(choice->prefix, sizeof(choice->prefix), "host-%s:", word);
}

static int choose(const struct adb_select *select, struct choice *choice,
                  struct adb_err *err)
{
    unsigned long long id = select->transport_id;

    switch (select->kind) {
    case ADB_SELECT_ANY:
        choose_word(choice, "any");
        (void)snprintf(choice->prefix, sizeof(choice->prefix), "host:");
        return 0;
    case ADB_SELECT_SERIAL:
        if (select->serial == NULL || select->serial[0] == '\0' ||
            strlen(select->serial) >= ADDRESS_TEXT_CAP) {
            return fail_with(err, ADB_ERR_ARG, "\"%.60s\" is no serial",
                             select->serial == NULL ? "" : select->serial);
        }
        choose_serial(choice, select->serial);
        return 0;
    case ADB_SELECT_USB:
        choose_word(choice, "usb");
        return 0;
    case ADB_SELECT_LOCAL:
        choose_word(choice, "local");
        return 0;
    case ADB_SELECT_TRANSPORT_ID:
        (void)snprintf(choice->transport, sizeof(choice->transport),
                       "host:transport-id:%llu", id);
        (void)snprintf(choice->prefix, sizeof(choice->prefix),
                       "host-transport-id:%llu:", id);
        return 0;
    }
    return fail_with(err, ADB_ERR_ARG, "no such way to choose a phone");
}

/* One question about the chosen phone, or (prefix "host:") the server. */
static int ask(const struct adb_device *device, const char *prefix,
               const char *what, const struct budget *budget, struct buf *out,
               struct adb_err *err)
{
    char text[REQUEST_CAP + 16];

    (void)snprintf(text, sizeof(text), "%s%s", prefix, what);
    return server_ask(&served_of(device)->server, device->name, text, budget,
                      out, err);
}

/*
 * From "the only one" to a serial: sentences then name the phone, and one
 * that is plugged in later cannot change which is meant.
 */
static int learn_serial(struct adb_device *device,
                        const struct adb_select *select, struct choice *choice,
                        const struct budget *budget, struct adb_err *err)
{
    struct buf reply;
    int rc;

    buf_init(&reply, sizeof(device->name) - 1);
    rc = ask(device, choice->prefix, "get-serialno", budget, &reply, err);
    if (rc == 0 && reply.len > 0) {
        memcpy(device->name, reply.data, reply.len);
        device->name[reply.len] = '\0';
        if (select->kind != ADB_SELECT_TRANSPORT_ID) {
            choose_serial(choice, device->name);
        }
    }
    buf_fini(&reply);
    return rc;
}

/* A list of features, terminated; servers that know none have none. */
static int ask_features(struct adb_device *device, const char *prefix,
                        const char *what, const struct budget *budget,
                        struct buf *out, struct adb_err *err)
{
    int rc = ask(device, prefix, what, budget, out, err);

    if (rc == ADB_ERR_PROTO) {
        log_info(caller_log(&device->caller),
                 "%s: the adb server does not answer %s, so no features",
                 served_of(device)->server.name, what);
        buf_clear(out);
        rc = 0;
    }
    if (rc == 0 && buf_append(out, "", 1) < 0) {
        rc = fail_nomem(err);
    }
    return rc;
}

static int get_ready(struct adb_device *device, const struct adb_select *select,
                     const struct budget *budget, struct adb_err *err)
{
    struct served *served = served_of(device);
    struct choice choice = {"", ""};
    int version;
    int rc = choose(select, &choice, err);

    if (rc == 0) {
        rc = server_ask_version(&served->server, budget, &version, err);
    }
    if (rc == 0 && select->kind == ADB_SELECT_SERIAL) {
        (void)snprintf(device->name, sizeof(device->name), "%s",
                       select->serial);
    } else if (rc == 0) {
        rc = learn_serial(device, select, &choice, budget, err);
    }
    if (rc == 0) {
        rc = ask_features(device, choice.prefix, "features", budget,
                          &served->theirs, err);
    }
    if (rc == 0) {
        rc = ask_features(device, "host:", "host-features", budget,
                          &served->ours, err);
    }
    if (rc == 0) {
        (void)snprintf(served->transport, sizeof(served->transport), "%s",
                       choice.transport);
    }
    return rc;
}

int adb_connect_server(const struct adb_server_addr *addr,
                       const struct adb_select *select,
                       const struct adb_options *options,
                       struct adb_device **out, struct adb_err *err)
{
    static const struct adb_select any = {ADB_SELECT_ANY, NULL, 0};
    struct adb_device *device;
    struct served *served;
    struct budget budget;
    int rc = device_new(options, clock_system(), &device, err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    served = calloc(1, sizeof(*served));
    if (served == NULL) {
        device_free(device);
        return fail_nomem(err);
    }
    device->route = served;
    server_init(&served->server, addr);
    buf_init(&served->theirs, LIMIT_SERVER_REPLY + 1);
    buf_init(&served->ours, LIMIT_SERVER_REPLY + 1);
    budget = caller_budget(&device->caller, device->caller.options.timeout_ms);
    rc = get_ready(device, select == NULL ? &any : select, &budget, err);
    if (rc < 0) {
        served_close(device);
        device_free(device);
        return rc;
    }
    device->ops = &served_ops;
    *out = device;
    return 0;
}
