/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's side of one adb connection as a machine without I/O: bytes of
 * the phone go in, in any pieces; packets to send come out; streams are read
 * and written in between. It knows no clock, socket or thread, and never
 * waits. Whoever drives it does so from one thread.
 *
 * Source: AOSP packages/modules/adb, docs/dev/protocol.md, adb.cpp,
 * sockets.cpp, transport.cpp.
 */
#ifndef ADB_SESSION_H
#define ADB_SESSION_H

#include "banner.h"
#include "wire.h"

#include <adb/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log;
struct session;

#define SESSION_TOKEN_LEN 20u
#define SESSION_SIGNATURE_MAX 512u

/*
 * The keys of this computer, as far as a session knows of them. Called from
 * within session_feed(), and only before the session is ONLINE.
 */
struct session_signer {
    void *ctx;

    /*
     * Signs with the key of that number, the first being 0. > 0: the length
     * of the signature. 0: there are no so many keys. < 0: not with this one.
     */
    int (*sign)(void *ctx, size_t which,
                const unsigned char token[SESSION_TOKEN_LEN],
                unsigned char out[SESSION_SIGNATURE_MAX]);

    /*
     * The line with the public key that the phone's owner is to accept,
     * valid until the next call; less than LIMIT_PAYLOAD_V1 bytes. NULL: why
     * not stands in err.
     */
    const char *(*offer)(void *ctx, struct adb_err *err);
};

struct session_config {
    const char *name;      /* of the phone, for sentences; copied */
    const char *features;  /* ours, "a,b,c"; copied into the greeting */
    uint32_t max_payload;  /* LIMIT_PAYLOAD_V1 to LIMIT_PAYLOAD_MAX */
    const struct log *log; /* NULL: silence; outlives the session */
    /* NULL: a phone that wants a key is refused. Outlives the session. */
    const struct session_signer *signer;
};

enum session_state {
    SESSION_CONNECTING, /* CNXN is sent or to be sent */
    SESSION_ONLINE,     /* streams may be opened */
    SESSION_DEAD        /* see session_error() */
};

/* The first packet is queued at once. NULL: out of memory. */
struct session *session_new(const struct session_config *config);
void session_free(struct session *session);

enum session_state session_state(const struct session *session);

/*
 * The phone has refused every key there is, was shown the public one, and
 * now asks its owner: this takes as long as people take.
 */
bool session_is_waiting_for_owner(const struct session *session);

/* Why it is dead; lives as long as the session. Only when it is. */
const struct adb_err *session_error(const struct session *session);

/*
 * Ends everything for a reason the session cannot know: the transport broke.
 * What was received can still be read. The first reason stays.
 */
void session_kill(struct session *session, const struct adb_err *why);

/*
 * Takes all len bytes. < 0: the connection is dead, now or before (err as
 * session_error()); nothing that follows on it can be understood.
 */
int session_feed(struct session *session, const void *bytes, size_t len,
                 struct adb_err *err);

/* A packet to send: USB wants header and payload as two transfers. */
struct session_packet {
    const unsigned char *header; /* WIRE_HEADER_LEN bytes */
    const unsigned char *payload;
    size_t payload_len;
};

/*
 * The oldest packet to send; false: none. It stays the same, and its bytes
 * stay valid, until session_pop(), whatever else is called in between.
 */
bool session_peek(const struct session *session, struct session_packet *out);
void session_pop(struct session *session);

/* What the phone said of itself; empty before ONLINE. Valid until the next
 * session_feed(). */
const struct banner *session_banner(const struct session *session);

/* Agreed for both directions; before ONLINE what we offer. */
uint32_t session_max_payload(const struct session *session);

/* ---- streams ---------------------------------------------------------- */

enum session_stream_state {
    SESSION_STREAM_NONE,    /* no such stream */
    SESSION_STREAM_OPENING, /* the phone has not answered */
    SESSION_STREAM_OPEN,
    SESSION_STREAM_REFUSED, /* the phone does not have the service */
    SESSION_STREAM_ENDED,   /* the phone closed it */
    SESSION_STREAM_RESET    /* the phone began anew, or the session died */
};

/*
 * Queues the request. *out_id is never 0 and never used twice, because
 * packets of a closed stream may still come. ADB_ERR_LIMIT: too many
 * streams, or the name does not fit into a packet. The stream must be
 * closed with session_close() whatever its state becomes.
 */
int session_open(struct session *session, const char *service, uint32_t *out_id,
                 struct adb_err *err);

enum session_stream_state session_stream_state(const struct session *session,
                                               uint32_t id);

/*
 * Whether the phone has not answered an OPEN yet, also of a stream that was
 * closed: such a stream may still send.
 */
bool session_is_opening(const struct session *session);

/*
 * Bytes that can be read now, also from a stream that ended and in a dead
 * session. 0 for none and for an unknown id.
 */
size_t session_unread(const struct session *session, uint32_t id);

/*
 * Moves up to cap bytes out and may queue the acknowledgement that lets the
 * phone send more. *out_len 0: none there. ADB_ERR_NOMEM loses nothing; call
 * again.
 */
int session_read(struct session *session, uint32_t id, void *buf, size_t cap,
                 size_t *out_len);

/*
 * Queues the first part of the bytes, at most one packet's, if the phone
 * has acknowledged all before. *out_taken 0: not now, feed first.
 * ADB_ERR_CLOSED: the stream is not open.
 */
int session_write(struct session *session, uint32_t id, const void *bytes,
                  size_t len, size_t *out_taken);

/*
 * Forgets the stream and tells the phone if it does not know; what comes
 * for it later is ignored. ADB_ERR_NOMEM: forgotten, but the phone was not
 * told. An unknown id is fine.
 */
int session_close(struct session *session, uint32_t id);

#endif
