/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session driven over a transport. Whoever waits for one stream moves
 * everything: sends what is queued, takes what has come, for all of them.
 */
#include "direct.h"

#include "adb_limits.h"
#include "fail.h"
#include "keys.h"
#include "session.h"
#include "transport_tcp.h"

#include <assert.h>
#include <stdlib.h>

/* One packet of the default size and its header: it is then handed on
 * without being collected first. */
#define IN_CAP (LIMIT_PAYLOAD_DEFAULT + WIRE_HEADER_LEN)

struct direct {
    struct session *session;
    struct adb_transport *transport;
    size_t sent; /* of the packet at the front of the queue */
    unsigned char *in;
    struct keys *keys; /* NULL once the phone has let us in */
    struct session_signer signer;
    bool has_heard; /* a byte of the phone */
};

static struct direct *direct_of(const struct adb_device *device)
{
    return device->route;
}

/* ---- moving the connection -------------------------------------------- */

/* Sends until all is sent or the transport takes no more. */
static int flush(struct direct *direct, bool *out_moved)
{
    struct session_packet packet;

    while (session_peek(direct->session, &packet)) {
        size_t whole = WIRE_HEADER_LEN + packet.payload_len;
        size_t sent;
        int rc = direct->transport->ops->send(direct->transport, &packet,
                                              direct->sent, &sent);

        if (rc < 0) {
            return rc;
        }
        if (sent == 0) {
            return 0;
        }
        *out_moved = true;
        direct->sent += sent;
        if (direct->sent == whole) {
            session_pop(direct->session);
            direct->sent = 0;
        }
    }
    return 0;
}

/* Takes one portion of what has come. */
static int take(struct direct *direct, bool *out_moved)
{
    size_t len;
    int rc = direct->transport->ops->recv(direct->transport, direct->in, IN_CAP,
                                          &len);

    if (rc == 0 && len > 0) {
        *out_moved = true;
        direct->has_heard = true;
        /* How it went is the session's state from here on. */
        (void)session_feed(direct->session, direct->in, len, NULL);
    }
    return rc;
}

static const char *gone_text(const struct adb_transport *transport, int code)
{
    if (transport->ops->gone_text != NULL) {
        return transport->ops->gone_text;
    }
    return code == ADB_ERR_CLOSED ? "the phone closed the connection"
                                  : "the connection broke";
}

/*
 * The transport is at its end. What the phone sent before it went is still
 * taken, so that the last words of a command are not lost.
 */
static void bury(struct adb_device *device, int code)
{
    struct direct *direct = direct_of(device);
    struct adb_err why;
    bool moved = true;

    while (moved && session_state(direct->session) != SESSION_DEAD) {
        moved = false;
        (void)take(direct, &moved);
    }
    if (session_is_waiting_for_owner(direct->session)) {
        fail_with(&why, ADB_ERR_UNAUTHORIZED,
                  "%s: the phone closed the connection without accepting "
                  "this computer; try again and accept \"Allow USB "
                  "debugging?\" on it",
                  device->name);
        session_kill(direct->session, &why);
        return;
    }
    if (code == ADB_ERR_NOMEM) {
        (void)fail_nomem(&why);
    } else if (code == ADB_ERR_CLOSED && !direct->transport->ops->has_no_end &&
               session_state(direct->session) == SESSION_CONNECTING) {
        fail_with(&why, code,
                  "%s: closed the connection without a word of adb; is it a "
                  "phone's adbd?",
                  device->name);
    } else {
        fail_with(&why, code, "%s: %s", device->name,
                  gone_text(direct->transport, code));
    }
    session_kill(direct->session, &why);
}

/*
 * One step: returns once something moved or the session died of it, else
 * waits. < 0: it is dead, or time is over, or the call was canceled.
 */
static int pump(struct adb_device *device, const struct budget *budget,
                struct adb_err *err)
{
    struct direct *direct = direct_of(device);
    struct session_packet packet;
    bool moved = false;
    int rc = flush(direct, &moved);

    if (rc == 0) {
        rc = take(direct, &moved);
    }
    if (rc < 0) {
        bury(device, rc);
    }
    if (session_state(direct->session) == SESSION_DEAD) {
        return fail_again(err, session_error(direct->session));
    }
    if (moved) {
        /* A phone that talks without end about other things must not make
         * the call last longer than it may. */
        return deadline_is_over(&budget->deadline)
                   ? budget_is_over(budget, device->name, err)
                   : budget_check(budget, device->name, err);
    }
    return direct->transport->ops->wait(direct->transport,
                                        session_peek(direct->session, &packet),
                                        budget, device->name, err);
}

/* ---- streams ---------------------------------------------------------- */

static int refused(const struct adb_stream *stream, struct adb_err *err)
{
    return fail_with(err, ADB_ERR_REFUSED,
                     "%s: the phone does not offer this service", stream->what);
}

/* Why a stream that is not open any more is not. */
static int explain_end(const struct adb_stream *stream, struct adb_err *err)
{
    const struct session *session = direct_of(stream->device)->session;

    if (session_state(session) == SESSION_DEAD) {
        return fail_again(err, session_error(session));
    }
    if (session_stream_state(session, stream->id) == SESSION_STREAM_RESET) {
        return fail_with(err, ADB_ERR_CLOSED,
                         "%s: lost, adbd on the phone began anew",
                         stream->what);
    }
    return device_stream_gone(stream, err);
}

static int direct_open(struct adb_stream *stream, const char *service,
                       const struct budget *budget, struct adb_err *err)
{
    struct session *session = direct_of(stream->device)->session;
    enum session_stream_state state;
    int rc = session_open(session, service, &stream->id, err);

    while (rc == 0 && session_stream_state(session, stream->id) ==
                          SESSION_STREAM_OPENING) {
        rc = pump(stream->device, budget, err);
    }
    state = session_stream_state(session, stream->id);
    if (rc == 0 && state == SESSION_STREAM_REFUSED) {
        rc = refused(stream, err);
    } else if (rc == 0 && state == SESSION_STREAM_RESET) {
        rc = explain_end(stream, err);
    }
    if (rc < 0) {
        (void)session_close(session, stream->id);
    }
    return rc;
}

/* Waits until everything queued is on its way; no longer. */
static int drain_queue(struct adb_device *device, const struct budget *budget,
                       struct adb_err *err)
{
    struct direct *direct = direct_of(device);
    struct session_packet packet;
    bool moved;
    int rc = 0;

    (void)flush(direct, &moved);
    while (rc == 0 && session_peek(direct->session, &packet)) {
        rc = pump(device, budget, err);
    }
    return rc;
}

static int direct_read(struct adb_stream *stream, void *buf, size_t cap,
                       const struct budget *budget, size_t *out_len,
                       struct adb_err *err)
{
    struct session *session = direct_of(stream->device)->session;
    int rc = budget_check(budget, stream->what, err);
    bool moved;

    while (rc == 0) {
        enum session_stream_state state;

        rc = session_read(session, stream->id, buf, cap, out_len);
        if (*out_len > 0) {
            /* The phone may go on while the caller is busy with this. */
            (void)flush(direct_of(stream->device), &moved);
            return 0;
        }
        if (rc < 0) {
            return fail_nomem(err);
        }
        state = session_stream_state(session, stream->id);
        if (state == SESSION_STREAM_ENDED) {
            return 0;
        }
        if (state == SESSION_STREAM_RESET) {
            return explain_end(stream, err);
        }
        rc = pump(stream->device, budget, err);
        if (rc < 0 && session_unread(session, stream->id) > 0) {
            rc = 0; /* what came until the connection broke or time was up */
        }
    }
    return rc;
}

static int direct_write(struct adb_stream *stream, const void *buf, size_t len,
                        const struct budget *budget, struct adb_err *err)
{
    struct session *session = direct_of(stream->device)->session;
    const unsigned char *at = buf;
    int rc = budget_check(budget, stream->what, err);

    while (rc == 0 && len > 0) {
        size_t taken;

        rc = session_write(session, stream->id, at, len, &taken);
        if (rc < 0) {
            return rc == ADB_ERR_CLOSED ? explain_end(stream, err)
                                        : fail_nomem(err);
        }
        at += taken;
        len -= taken;
        if (len > 0) {
            rc = pump(stream->device, budget, err);
        }
    }
    return rc < 0 ? rc : drain_queue(stream->device, budget, err);
}

static void direct_stream_close(struct adb_stream *stream)
{
    struct direct *direct = direct_of(stream->device);
    bool moved;

    (void)session_close(direct->session, stream->id);
    /* What does not go at once goes with the next call, or at the end. */
    (void)flush(direct, &moved);
}

/* ---- the device ------------------------------------------------------- */

static const char *direct_type(const struct adb_device *device)
{
    return session_banner(direct_of(device)->session)->type;
}

static const char *direct_prop(const struct adb_device *device, const char *key)
{
    return banner_prop(session_banner(direct_of(device)->session), key);
}

static bool direct_has_feature(const struct adb_device *device,
                               const char *name)
{
    return features_have(DIRECT_FEATURES, name) &&
           features_have(direct_prop(device, "features"), name);
}

static uint32_t direct_max_payload(const struct adb_device *device)
{
    return session_max_payload(direct_of(device)->session);
}

static int direct_endpoints(const struct adb_device *device,
                            struct adb_endpoint *local,
                            struct adb_endpoint *peer)
{
    struct adb_transport *transport = direct_of(device)->transport;

    return transport->ops->endpoints(transport, local, peer);
}

static void direct_free(struct direct *direct)
{
    session_free(direct->session);
    direct->transport->ops->close(direct->transport);
    keys_free(direct->keys);
    free(direct->in);
    free(direct);
}

/* No phone has it. */
#define NO_SERVICE "adbnet-end:"

/*
 * Asks for a service that no phone has. A phone answers in order, so once it
 * has refused, everything that it had to say before was read. It has not
 * refused when it began anew meanwhile.
 */
static int ask_nothing(struct adb_device *device, const struct budget *budget,
                       bool *out_refused, struct adb_err *err)
{
    struct session *session = direct_of(device)->session;
    uint32_t id;
    int rc = session_open(session, NO_SERVICE, &id, err);

    while (rc == 0 &&
           session_stream_state(session, id) == SESSION_STREAM_OPENING) {
        rc = pump(device, budget, err);
    }
    *out_refused = session_stream_state(session, id) == SESSION_STREAM_REFUSED;
    (void)session_close(session, id);
    return rc;
}

/*
 * Until the phone has nothing more to say. All streams are closed by now; one
 * whose OPEN was not answered before may have sent since, so that it has to
 * be asked twice.
 */
static int hear_out(struct adb_device *device, const struct budget *budget,
                    struct adb_err *err)
{
    struct session *session = direct_of(device)->session;
    bool was_opening;
    bool is_refused;
    int rc;

    if (session_state(session) != SESSION_ONLINE) {
        return ADB_ERR_CLOSED;
    }
    do {
        was_opening = session_is_opening(session);
        rc = ask_nothing(device, budget, &is_refused, err);
    } while (rc == 0 && (was_opening || !is_refused));
    return rc;
}

/*
 * The orderly end: what is queued goes out, then the phone's last packets
 * are read until it closes too. Closing with bytes unread would reset the
 * connection, and our own last packets with it.
 */
static void direct_close(struct adb_device *device)
{
    struct direct *direct = direct_of(device);
    struct budget budget =
        budget_start(device->caller.clock, LIMIT_CLOSE_MS, NULL);
    int rc = drain_queue(device, &budget, NULL);

    if (!direct->transport->ops->has_no_end) {
        direct->transport->ops->end(direct->transport);
        while (rc == 0) {
            rc = pump(device, &budget, NULL);
        }
    } else if (rc == 0 && hear_out(device, &budget, NULL) == 0) {
        direct->transport->ops->end(direct->transport);
    }
    direct_free(direct);
    device->route = NULL;
}

static const struct route_ops direct_ops = {
    .open = direct_open,
    .read = direct_read,
    .write = direct_write,
    .stream_close = direct_stream_close,
    .type = direct_type,
    .prop = direct_prop,
    .has_feature = direct_has_feature,
    .max_payload = direct_max_payload,
    .endpoints = direct_endpoints,
    .close = direct_close,
};

/* ---- connecting ------------------------------------------------------- */

static_assert(SESSION_TOKEN_LEN == KEY_TOKEN_LEN, "tokens differ");
static_assert(SESSION_SIGNATURE_MAX >= KEY_SIGNATURE_LEN, "no room");

static int sign(void *ctx, size_t which,
                const unsigned char token[SESSION_TOKEN_LEN],
                unsigned char out[SESSION_SIGNATURE_MAX])
{
    const struct direct *direct = ctx;

    return keys_sign(direct->keys, which, token, out);
}

static const char *offer(void *ctx, struct adb_err *err)
{
    const struct direct *direct = ctx;

    return keys_offer(direct->keys, err);
}

static struct direct *direct_new(const struct adb_device *device,
                                 struct adb_transport *transport)
{
    struct session_config config = {
        .name = device->name,
        .features = DIRECT_FEATURES,
        .max_payload = device->caller.options.max_payload,
        .log = caller_log(&device->caller),
    };
    const struct adb_key_places *places = device->caller.options.keys;
    struct direct *direct = calloc(1, sizeof(*direct));

    if (direct == NULL) {
        transport->ops->close(transport);
        return NULL;
    }
    direct->transport = transport;
    if (places != NULL) {
        direct->keys = keys_new(places, config.log);
        direct->signer = (struct session_signer){direct, sign, offer};
        config.signer = &direct->signer;
    }
    direct->session = session_new(&config);
    direct->in = malloc(IN_CAP);
    if (direct->session == NULL || direct->in == NULL ||
        (places != NULL && direct->keys == NULL)) {
        direct_free(direct);
        return NULL;
    }
    return direct;
}

/* The phone asks its owner: our user is told, who is the same person. */
static void tell_user(const struct adb_device *device)
{
    const struct adb_options *options = &device->caller.options;
    struct adb_err text;

    if (options->on_owner_asked != NULL) {
        (void)fail_with(&text, ADB_ERR_UNAUTHORIZED,
                        "%s: look at the phone: unlock it and accept \"Allow "
                        "USB debugging?\" for this computer",
                        device->name);
        options->on_owner_asked(options->on_owner_asked_ctx, text.text);
    }
}

/* For as long as people take. */
static int wait_for_owner(struct adb_device *device, struct adb_err *err)
{
    struct direct *direct = direct_of(device);
    int ms = device->caller.options.auth_timeout_ms;
    struct budget budget = caller_budget(&device->caller, ms);
    char span[BUDGET_SPAN_CAP];
    int rc = 0;

    tell_user(device);
    while (rc == 0 && session_is_waiting_for_owner(direct->session)) {
        rc = pump(device, &budget, err);
    }
    if (rc == ADB_ERR_TIMEOUT) {
        rc = fail_with(err, ADB_ERR_UNAUTHORIZED,
                       "%s: the phone has not accepted this computer within "
                       "%s; unlock it, accept \"Allow USB debugging?\" "
                       "with \"Always allow\", and try again",
                       device->name, budget_span(&budget, span));
    }
    return rc;
}

int direct_start(struct adb_device *device, struct adb_transport *transport,
                 const struct budget *budget, struct adb_err *err)
{
    struct direct *direct = direct_new(device, transport);
    int rc = 0;

    if (direct == NULL) {
        return fail_nomem(err);
    }
    device->route = direct;
    while (rc == 0 && session_state(direct->session) == SESSION_CONNECTING &&
           !session_is_waiting_for_owner(direct->session)) {
        rc = pump(device, budget, err);
    }
    if (rc == 0 && session_is_waiting_for_owner(direct->session)) {
        rc = wait_for_owner(device, err);
    }
    if (rc == 0 && transport->ops->has_no_end) {
        /* That may have been an answer to an earlier host; or adbd gives up
         * a moment later, for what that host has not read. */
        rc = hear_out(device, budget, err);
    }
    /* Private keys are in memory no longer than they are of use. */
    keys_free(direct->keys);
    direct->keys = NULL;
    if (rc == ADB_ERR_TIMEOUT && !direct->has_heard) {
        const char *text = transport->ops->silent_text;

        rc = text != NULL
                 ? fail_with(err, ADB_ERR_OFFLINE, "%s: %s", device->name, text)
                 : fail_with(err, rc,
                             "%s: something listens there but does not "
                             "answer; is it a phone's adbd?",
                             device->name);
    }
    if (rc < 0) {
        direct_free(direct);
        device->route = NULL;
        return rc;
    }
    device->ops = &direct_ops;
    return 0;
}

int adb_connect_tcp(const char *host, uint16_t port,
                    const struct adb_options *options, struct adb_device **out,
                    struct adb_err *err)
{
    struct adb_device *device;
    struct adb_transport *transport;
    struct budget budget;
    int rc = device_new(options, clock_system(), &device, err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    if (port == 0) {
        port = ADB_TCP_PORT_DEFAULT;
    }
    address_format(device->name, sizeof(device->name), host, port);
    budget = caller_budget(&device->caller, device->caller.options.timeout_ms);
    rc = transport_tcp_connect(host, port, device->name, &budget, &transport,
                               err);
    if (rc == 0) {
        rc = direct_start(device, transport, &budget, err);
    }
    if (rc < 0) {
        device_free(device);
        return rc;
    }
    *out = device;
    return 0;
}
