/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What session.c (the connection), session_auth.c (who may connect) and
 * session_stream.c (the streams) share. For nobody else.
 */
#ifndef ADB_SESSION_IMPL_H
#define ADB_SESSION_IMPL_H

#include "session.h"

#include "adb_limits.h"
#include "inbox.h"

#include "base/buf.h"
#include "base/log.h"

struct out_packet {
    struct out_packet *next;
    unsigned char header[WIRE_HEADER_LEN];
    size_t len;
    unsigned char payload[];
};

struct stream {
    uint32_t id;     /* ours */
    uint32_t remote; /* the phone's, 0: not known */
    enum session_stream_state state;
    bool is_abandoned; /* closed by us before the phone had answered */
    bool is_write_unacked;
    unsigned owed; /* acknowledgements held back */
    struct inbox in;
};

struct session {
    char name[80];
    const struct log *log;
    enum session_state state;
    struct adb_err error;

    uint32_t offered_payload;
    uint32_t max_payload;
    uint32_t version; /* what both speak; decides on checksums */
    struct banner banner;

    const struct session_signer *signer;
    size_t next_key;
    bool is_key_offered;

    /* The packet that is coming in. */
    unsigned char head[WIRE_HEADER_LEN];
    size_t head_len;
    struct wire_header header; /* decoded once head is whole */
    struct buf payload;

    struct out_packet *out_first;
    struct out_packet *out_last;
    size_t out_count;
    size_t out_bytes;

    struct stream *streams[LIMIT_STREAMS];
    size_t stream_count;
    uint32_t next_id; /* 0: all were used */
};

/* Makes the session dead with the sentence "NAME: ..."; returns code. */
int session_die(struct session *session, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Queues a packet. ADB_ERR_NOMEM, or ADB_ERR_LIMIT when the peer makes us
 * answer faster than it reads; nothing was queued then.
 */
int session_send(struct session *session, uint32_t command, uint32_t arg0,
                 uint32_t arg1, const void *payload, size_t len);

/* The phone wants to know who we are, see session_auth.c. */
int session_on_auth(struct session *session, const struct wire_header *header,
                    const unsigned char *payload);

/*
 * What a packet of the phone does to the streams; one function for each
 * command. < 0: out of memory, or the session died of it.
 */
int stream_on_okay(struct session *session, const struct wire_header *header);
int stream_on_wrte(struct session *session, const struct wire_header *header,
                   const unsigned char *payload);
int stream_on_clse(struct session *session, const struct wire_header *header);

/* Every stream ends; those nobody waits for are forgotten. */
void stream_reset_all(struct session *session);
void stream_free_all(struct session *session);

#endif
