/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One adb connection without I/O: taking packets apart, the greeting, the
 * queue of packets to send. What concerns one stream is session_stream.c's,
 * proving who we are is session_auth.c's.
 */
#include "session.h"

#include "adb_limits.h"
#include "fail.h"
#include "session_impl.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- the queue to send ------------------------------------------------ */

/* Until the phone has said what it speaks, it is taken for an old one, which
 * wants checksums and drops the connection without them. */
static bool has_checksums(const struct session *session)
{
    return session->version < WIRE_VERSION_SKIP_CHECKSUM;
}

/* A command is four letters; one that is none shows as dots. */
static void log_packet(const struct session *session, char direction,
                       const struct wire_header *header)
{
    unsigned char name[4];
    size_t i;

    put_u32le(name, header->command);
    for (i = 0; i < sizeof(name); i++) {
        name[i] = name[i] >= 'A' && name[i] <= 'Z' ? name[i] : '.';
    }
    log_debug(session->log, "%s: %c %.4s %u %u, %u bytes", session->name,
              direction, (const char *)name, (unsigned)header->arg0,
              (unsigned)header->arg1, (unsigned)header->length);
}

int session_send(struct session *session, uint32_t command, uint32_t arg0,
                 uint32_t arg1, const void *payload, size_t len)
{
    struct wire_header header = {command, arg0, arg1, (uint32_t)len, 0};
    struct out_packet *packet;

    assert(len <= LIMIT_PAYLOAD_MAX);
    if (session->out_count >= LIMIT_QUEUE_PACKETS) {
        return ADB_ERR_LIMIT;
    }
    packet = malloc(sizeof(*packet) + len);
    if (packet == NULL) {
        return ADB_ERR_NOMEM;
    }
    if (has_checksums(session)) {
        header.check = wire_checksum(payload, len);
    }
    wire_encode(&header, packet->header);
    if (len > 0) {
        memcpy(packet->payload, payload, len);
    }
    packet->len = len;
    packet->next = NULL;
    if (session->out_last == NULL) {
        session->out_first = packet;
    } else {
        session->out_last->next = packet;
    }
    session->out_last = packet;
    session->out_count++;
    session->out_bytes += WIRE_HEADER_LEN + len;
    log_packet(session, '>', &header);
    return 0;
}

bool session_peek(const struct session *session, struct session_packet *out)
{
    const struct out_packet *packet = session->out_first;

    if (packet == NULL) {
        return false;
    }
    out->header = packet->header;
    out->payload = packet->payload;
    out->payload_len = packet->len;
    return true;
}

void session_pop(struct session *session)
{
    struct out_packet *packet = session->out_first;

    if (packet == NULL) {
        return;
    }
    session->out_first = packet->next;
    if (packet->next == NULL) {
        session->out_last = NULL;
    }
    session->out_count--;
    session->out_bytes -= WIRE_HEADER_LEN + packet->len;
    free(packet);
}

/* ---- life ------------------------------------------------------------- */

static int queue_greeting(struct session *session, const char *features)
{
    static const char before[] = "host::features=";
    struct buf text;
    int rc;

    buf_init(&text, LIMIT_PAYLOAD_V1);
    rc = buf_puts(&text, before);
    if (rc == 0) {
        rc = buf_puts(&text, features);
    }
    if (rc == 0) {
        rc = session_send(session, WIRE_CNXN, WIRE_VERSION,
                          session->offered_payload, text.data, text.len);
    }
    buf_fini(&text);
    return rc;
}

struct session *session_new(const struct session_config *config)
{
    struct session *session = calloc(1, sizeof(*session));
    size_t name_len = strlen(config->name);

    assert(config->max_payload >= LIMIT_PAYLOAD_V1 &&
           config->max_payload <= LIMIT_PAYLOAD_MAX);
    if (session == NULL) {
        return NULL;
    }
    if (name_len >= sizeof(session->name)) {
        name_len = sizeof(session->name) - 1;
    }
    memcpy(session->name, config->name, name_len);
    session->log = config->log;
    session->signer = config->signer;
    session->state = SESSION_CONNECTING;
    session->version = WIRE_VERSION_MIN;
    session->offered_payload = config->max_payload;
    session->max_payload = config->max_payload;
    session->next_id = 1;
    buf_init(&session->payload, LIMIT_PAYLOAD_MAX);
    if (queue_greeting(session, config->features) < 0) {
        session_free(session);
        return NULL;
    }
    return session;
}

void session_free(struct session *session)
{
    if (session == NULL) {
        return;
    }
    while (session->out_first != NULL) {
        session_pop(session);
    }
    stream_free_all(session);
    banner_fini(&session->banner);
    buf_fini(&session->payload);
    free(session);
}

enum session_state session_state(const struct session *session)
{
    return session->state;
}

const struct adb_err *session_error(const struct session *session)
{
    return &session->error;
}

const struct banner *session_banner(const struct session *session)
{
    return &session->banner;
}

uint32_t session_max_payload(const struct session *session)
{
    return session->max_payload;
}

void session_kill(struct session *session, const struct adb_err *why)
{
    if (session->state == SESSION_DEAD) {
        return;
    }
    session->state = SESSION_DEAD;
    session->error = *why;
    while (session->out_first != NULL) {
        session_pop(session);
    }
    stream_reset_all(session);
}

int session_die(struct session *session, int code, const char *fmt, ...)
{
    struct adb_err err;
    char text[ADB_ERR_TEXT_CAP];
    va_list args;

    va_start(args, fmt);
    fail_format(text, sizeof(text), fmt, args);
    va_end(args);
    fail_with(&err, code, "%s: %s", session->name, text);
    session_kill(session, &err);
    return code;
}

/* ---- packets of the connection ---------------------------------------- */

/* What both sides can take, so that neither is ever sent more. */
static int agree_on_payload(struct session *session, uint32_t theirs)
{
    if (theirs < LIMIT_PAYLOAD_LEAST) {
        return session_die(session, ADB_ERR_PROTO,
                           "the phone's adbd takes packets of %u bytes only, "
                           "which is too small to work with",
                           (unsigned)theirs);
    }
    session->max_payload = session->offered_payload;
    if (theirs < session->max_payload) {
        session->max_payload = theirs;
    }
    return 0;
}

static int on_cnxn(struct session *session, const struct wire_header *header,
                   const unsigned char *payload)
{
    struct banner banner;

    if (session->state == SESSION_ONLINE) {
        log_warn(session->log, "%s: adbd began anew, all streams are lost",
                 session->name);
        stream_reset_all(session);
    }
    if (agree_on_payload(session, header->arg1) < 0) {
        return session->error.code;
    }
    if (banner_parse(&banner, payload, header->length) < 0) {
        return ADB_ERR_NOMEM;
    }
    banner_fini(&session->banner);
    session->banner = banner;
    session->version =
        header->arg0 < WIRE_VERSION ? header->arg0 : WIRE_VERSION;
    session->state = SESSION_ONLINE;
    log_info(session->log, "%s: connected, version %08x, %u bytes a packet",
             session->name, (unsigned)header->arg0,
             (unsigned)session->max_payload);
    return 0;
}

static int on_stls(struct session *session, const struct wire_header *header,
                   const unsigned char *payload)
{
    (void)header;
    (void)payload;
    if (session->state == SESSION_ONLINE) {
        return session_die(session, ADB_ERR_PROTO,
                           "the phone asked for TLS in the middle of a "
                           "connection");
    }
    return session_die(session, ADB_ERR_UNAUTHORIZED,
                       "the phone wants TLS (wireless debugging), which a "
                       "direct connection cannot do yet; use it through a "
                       "running adb server");
}

/* Phones open streams for `adb reverse` only, which is never asked for. */
static int on_open(struct session *session, const struct wire_header *header,
                   const unsigned char *payload)
{
    (void)payload;
    if (header->arg0 == 0) {
        log_info(session->log, "%s: OPEN without an id ignored", session->name);
        return 0;
    }
    log_info(session->log, "%s: a stream the phone wanted to open refused",
             session->name);
    return session_send(session, WIRE_CLSE, 0, header->arg0, NULL, 0);
}

static int on_okay(struct session *session, const struct wire_header *header,
                   const unsigned char *payload)
{
    (void)payload;
    /* Four bytes would be a window of delayed_ack, which is not offered. */
    if (header->length != 0) {
        return session_die(session, ADB_ERR_PROTO,
                           "OKAY with %u bytes from adbd, none expected",
                           (unsigned)header->length);
    }
    return stream_on_okay(session, header);
}

static int on_clse(struct session *session, const struct wire_header *header,
                   const unsigned char *payload)
{
    (void)payload;
    return stream_on_clse(session, header);
}

/* One small function for each kind of packet. */
static const struct packet_kind {
    uint32_t command;
    const char *name;
    bool is_for_streams; /* stale before the greeting: left by another host */
    int (*handle)(struct session *session, const struct wire_header *header,
                  const unsigned char *payload);
} packet_kinds[] = {
    {WIRE_CNXN, "CNXN", false, on_cnxn},
    {WIRE_AUTH, "AUTH", false, session_on_auth},
    {WIRE_STLS, "STLS", false, on_stls},
    {WIRE_OPEN, "OPEN", true, on_open},
    {WIRE_OKAY, "OKAY", true, on_okay},
    {WIRE_WRTE, "WRTE", true, stream_on_wrte},
    {WIRE_CLSE, "CLSE", true, on_clse},
};

static const struct packet_kind *find_kind(uint32_t command)
{
    size_t i;

    for (i = 0; i < sizeof(packet_kinds) / sizeof(packet_kinds[0]); i++) {
        if (packet_kinds[i].command == command) {
            return &packet_kinds[i];
        }
    }
    return NULL;
}

static int dispatch(struct session *session, const unsigned char *payload)
{
    const struct wire_header *header = &session->header;
    const struct packet_kind *kind = find_kind(header->command);

    log_packet(session, '<', header);
    if (kind == NULL) {
        log_info(session->log, "%s: packet of unknown kind %08x ignored",
                 session->name, (unsigned)header->command);
        return 0;
    }
    if (kind->is_for_streams && session->state != SESSION_ONLINE) {
        log_info(session->log, "%s: stale %s before CNXN ignored",
                 session->name, kind->name);
        return 0;
    }
    return kind->handle(session, header, payload);
}

/* ---- taking bytes apart ----------------------------------------------- */

/* What a header may announce depends on what was agreed upon. */
static uint32_t payload_limit(const struct session *session)
{
    if (session->header.command == WIRE_CNXN ||
        session->header.command == WIRE_AUTH) {
        return LIMIT_PAYLOAD_V1;
    }
    return session->state == SESSION_ONLINE ? session->max_payload
                                            : LIMIT_PAYLOAD_MAX;
}

static int check_header(struct session *session, int decoded)
{
    if (decoded == WIRE_BAD_MAGIC) {
        return session_die(session, ADB_ERR_PROTO,
                           "what answers there does not speak adb, or the "
                           "connection is out of step");
    }
    if (decoded == WIRE_TOO_LONG ||
        session->header.length > payload_limit(session)) {
        return session_die(session, ADB_ERR_PROTO,
                           "adbd announced a packet of %u bytes, more than "
                           "agreed upon",
                           (unsigned)session->header.length);
    }
    return 0;
}

/*
 * Phones that send no checksums (from Android 9 on) put 0 there. The
 * greeting itself tells which kind of phone it is.
 */
static int check_sum(struct session *session, const unsigned char *payload)
{
    const struct wire_header *header = &session->header;
    bool has_sum = session->state == SESSION_ONLINE &&
                   header->command != WIRE_CNXN && has_checksums(session);

    if (header->command == WIRE_CNXN) {
        has_sum = header->arg0 < WIRE_VERSION_SKIP_CHECKSUM;
    }
    if (has_sum && wire_checksum(payload, header->length) != header->check) {
        return session_die(session, ADB_ERR_PROTO,
                           "a packet of adbd was damaged on the way");
    }
    return 0;
}

static int finish_packet(struct session *session, const unsigned char *payload)
{
    int rc = check_sum(session, payload);

    if (rc == 0) {
        rc = dispatch(session, payload);
    }
    session->head_len = 0;
    buf_clear(&session->payload);
    return rc;
}

/* Returns how many of the bytes went into the header. */
static size_t feed_head(struct session *session, const unsigned char *bytes,
                        size_t len)
{
    size_t want = WIRE_HEADER_LEN - session->head_len;
    size_t take = len < want ? len : want;

    memcpy(session->head + session->head_len, bytes, take);
    session->head_len += take;
    return take;
}

/*
 * Hands the payload on: in place if all of it stands in these bytes, else
 * collected first. *out_taken: how many bytes of it were taken.
 */
static int feed_payload(struct session *session, const unsigned char *bytes,
                        size_t len, size_t *out_taken)
{
    size_t want = session->header.length - session->payload.len;
    size_t take = len < want ? len : want;
    int rc;

    *out_taken = take;
    if (session->payload.len == 0 && take == want) {
        return finish_packet(session, bytes);
    }
    rc = buf_append(&session->payload, bytes, take);
    if (rc == 0 && take == want) {
        rc = finish_packet(session, session->payload.data);
    }
    return rc;
}

/* One step: the rest of a header, or a part of a payload. */
static int feed_some(struct session *session, const unsigned char *bytes,
                     size_t len, size_t *out_taken)
{
    size_t taken;
    int rc;

    *out_taken = 0;
    if (session->head_len < WIRE_HEADER_LEN) {
        *out_taken = feed_head(session, bytes, len);
        if (session->head_len < WIRE_HEADER_LEN) {
            return 0;
        }
        rc = check_header(session, wire_decode(session->head, WIRE_HEADER_LEN,
                                               &session->header));
        if (rc < 0 || (session->header.length > 0 && *out_taken == len)) {
            return rc;
        }
    }
    rc = feed_payload(session, bytes + *out_taken, len - *out_taken, &taken);
    *out_taken += taken;
    return rc;
}

int session_feed(struct session *session, const void *bytes, size_t len,
                 struct adb_err *err)
{
    const unsigned char *at = bytes;
    size_t taken;
    int rc;

    while (session->state != SESSION_DEAD && len > 0) {
        rc = feed_some(session, at, len, &taken);
        if (rc == ADB_ERR_NOMEM) {
            session_die(session, rc, "out of memory");
        } else if (rc == ADB_ERR_LIMIT) {
            session_die(session, rc, "adbd sends without reading answers");
        }
        at += taken;
        len -= taken;
    }
    if (session->state == SESSION_DEAD) {
        return fail_again(err, &session->error);
    }
    return 0;
}
