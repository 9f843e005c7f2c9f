/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The streams of a session. Ids are relative to the sender: in what comes
 * in, arg0 is the phone's id and arg1 ours.
 *
 * Flow: at most one WRTE per direction waits for its OKAY. Ours to the phone
 * is held back while the stream's inbox is full, so that a stream nobody
 * reads stops that stream alone.
 *
 * Closing: adbd often sends a second CLSE for the same stream (its answer to
 * an OKAY that crossed the first one, AOSP adb.cpp A_OKAY) and older ones
 * leave their own id out (A_CLSE). Both are harmless here because an id is
 * never used twice and only ours is looked at.
 */
#include "adb_limits.h"
#include "fail.h"
#include "session_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct stream *find(const struct session *session, uint32_t id)
{
    size_t i;

    for (i = 0; i < session->stream_count; i++) {
        if (session->streams[i]->id == id) {
            return session->streams[i];
        }
    }
    return NULL;
}

static void stream_free(struct stream *stream)
{
    inbox_fini(&stream->in);
    free(stream);
}

static void forget(struct session *session, const struct stream *stream)
{
    size_t i;

    for (i = 0; i < session->stream_count; i++) {
        if (session->streams[i] == stream) {
            stream_free(session->streams[i]);
            session->stream_count--;
            session->streams[i] = session->streams[session->stream_count];
            return;
        }
    }
}

/* Sends the acknowledgements that the room in the buffer allows. */
static int acknowledge(struct session *session, struct stream *stream)
{
    int rc;

    while (stream->owed > 0 && stream->state == SESSION_STREAM_OPEN &&
           !inbox_is_full(&stream->in)) {
        rc = session_send(session, WIRE_OKAY, stream->id, stream->remote, NULL,
                          0);
        if (rc < 0) {
            return rc;
        }
        stream->owed--;
    }
    return 0;
}

/* ---- packets of the phone --------------------------------------------- */

/* An open stream both of whose ids fit, or NULL with a line in the log. */
static struct stream *find_open(struct session *session,
                                const struct wire_header *header,
                                const char *kind)
{
    struct stream *stream = find(session, header->arg1);

    if (stream != NULL && stream->state == SESSION_STREAM_OPEN &&
        stream->remote == header->arg0) {
        return stream;
    }
    log_debug(session->log, "%s: late %s for stream %u ignored", session->name,
              kind, (unsigned)header->arg1);
    return NULL;
}

/* The answer to our OPEN. */
static int on_opened(struct session *session, struct stream *stream,
                     uint32_t remote)
{
    if (remote == 0) {
        return session_die(session, ADB_ERR_PROTO,
                           "adbd opened a stream without giving it an id");
    }
    if (stream->is_abandoned) {
        uint32_t id = stream->id;

        forget(session, stream);
        return session_send(session, WIRE_CLSE, id, remote, NULL, 0);
    }
    stream->remote = remote;
    stream->state = SESSION_STREAM_OPEN;
    return 0;
}

int stream_on_okay(struct session *session, const struct wire_header *header)
{
    struct stream *stream = find(session, header->arg1);

    if (stream != NULL && stream->state == SESSION_STREAM_OPENING) {
        return on_opened(session, stream, header->arg0);
    }
    stream = find_open(session, header, "OKAY");
    if (stream != NULL) {
        stream->is_write_unacked = false;
    }
    return 0;
}

int stream_on_wrte(struct session *session, const struct wire_header *header,
                   const unsigned char *payload)
{
    struct stream *stream = find_open(session, header, "WRTE");
    int rc;

    if (stream == NULL) {
        return 0;
    }
    rc = inbox_append(&stream->in, payload, header->length);
    if (rc == ADB_ERR_LIMIT) {
        return session_die(session, ADB_ERR_PROTO,
                           "adbd sends on although nothing was acknowledged");
    }
    if (rc < 0) {
        return rc;
    }
    stream->owed++;
    return acknowledge(session, stream);
}

/*
 * Genuine hosts answer a CLSE with their own, so that is what every daemon
 * has been tested with.
 */
int stream_on_clse(struct session *session, const struct wire_header *header)
{
    struct stream *stream = find(session, header->arg1);

    if (stream != NULL && stream->state == SESSION_STREAM_OPENING) {
        stream->state = SESSION_STREAM_REFUSED;
        if (stream->is_abandoned) {
            forget(session, stream);
        }
        return 0;
    }
    if (stream == NULL || stream->state != SESSION_STREAM_OPEN ||
        (header->arg0 != 0 && header->arg0 != stream->remote)) {
        log_debug(session->log, "%s: late CLSE for stream %u ignored",
                  session->name, (unsigned)header->arg1);
        return 0;
    }
    stream->state = SESSION_STREAM_ENDED;
    return session_send(session, WIRE_CLSE, stream->id, stream->remote, NULL,
                        0);
}

void stream_reset_all(struct session *session)
{
    size_t i = 0;

    while (i < session->stream_count) {
        struct stream *stream = session->streams[i];

        if (stream->is_abandoned) {
            forget(session, stream);
            continue;
        }
        if (stream->state == SESSION_STREAM_OPENING ||
            stream->state == SESSION_STREAM_OPEN) {
            stream->state = SESSION_STREAM_RESET;
        }
        i++;
    }
}

void stream_free_all(struct session *session)
{
    while (session->stream_count > 0) {
        session->stream_count--;
        stream_free(session->streams[session->stream_count]);
    }
}

/* ---- calls of the owner ----------------------------------------------- */

static int check_open(const struct session *session, size_t name_len,
                      struct adb_err *err)
{
    if (session->state == SESSION_DEAD) {
        return fail_again(err, &session->error);
    }
    assert(session->state == SESSION_ONLINE);
    /* The final zero is for daemons before Android 9. */
    if (name_len + 1 > session->max_payload) {
        return fail_with(err, ADB_ERR_LIMIT,
                         "%s: the name of the service has %zu bytes, the "
                         "phone takes %u",
                         session->name, name_len,
                         (unsigned)session->max_payload - 1);
    }
    if (session->stream_count >= LIMIT_STREAMS || session->next_id == 0) {
        return fail_with(err, ADB_ERR_LIMIT,
                         "%s: too many streams at once (%u)", session->name,
                         LIMIT_STREAMS);
    }
    return 0;
}

int session_open(struct session *session, const char *service, uint32_t *out_id,
                 struct adb_err *err)
{
    size_t name_len = strlen(service);
    struct stream *stream;
    int rc = check_open(session, name_len, err);

    *out_id = 0;
    if (rc < 0) {
        return rc;
    }
    stream = calloc(1, sizeof(*stream));
    if (stream == NULL) {
        return fail_nomem(err);
    }
    stream->id = session->next_id;
    stream->state = SESSION_STREAM_OPENING;
    inbox_init(&stream->in);
    rc = session_send(session, WIRE_OPEN, stream->id, 0, service, name_len + 1);
    if (rc < 0) {
        stream_free(stream);
        return rc == ADB_ERR_NOMEM
                   ? fail_nomem(err)
                   : fail_with(err, rc, "%s: too much waits to be sent",
                               session->name);
    }
    session->next_id++;
    session->streams[session->stream_count] = stream;
    session->stream_count++;
    *out_id = stream->id;
    return 0;
}

enum session_stream_state session_stream_state(const struct session *session,
                                               uint32_t id)
{
    const struct stream *stream = find(session, id);

    if (stream == NULL || stream->is_abandoned) {
        return SESSION_STREAM_NONE;
    }
    return stream->state;
}

bool session_is_opening(const struct session *session)
{
    size_t i;

    for (i = 0; i < session->stream_count; i++) {
        if (session->streams[i]->state == SESSION_STREAM_OPENING) {
            return true;
        }
    }
    return false;
}

size_t session_unread(const struct session *session, uint32_t id)
{
    const struct stream *stream = find(session, id);

    return stream == NULL ? 0 : inbox_unread(&stream->in);
}

int session_read(struct session *session, uint32_t id, void *buf, size_t cap,
                 size_t *out_len)
{
    struct stream *stream = find(session, id);

    *out_len = 0;
    if (stream == NULL) {
        return 0;
    }
    *out_len = inbox_take(&stream->in, buf, cap);
    /* What cannot be queued now stays owed and goes with the next call. */
    return acknowledge(session, stream);
}

int session_write(struct session *session, uint32_t id, const void *bytes,
                  size_t len, size_t *out_taken)
{
    struct stream *stream = find(session, id);
    int rc;

    *out_taken = 0;
    if (stream == NULL || stream->state != SESSION_STREAM_OPEN) {
        return ADB_ERR_CLOSED;
    }
    if (len > session->max_payload) {
        len = session->max_payload;
    }
    if (stream->is_write_unacked || len == 0 ||
        session->out_bytes > LIMIT_QUEUE_BYTES ||
        session->out_count >= LIMIT_QUEUE_PACKETS) {
        return 0;
    }
    rc = session_send(session, WIRE_WRTE, stream->id, stream->remote, bytes,
                      len);
    if (rc == 0) {
        stream->is_write_unacked = true;
        *out_taken = len;
    }
    return rc;
}

int session_close(struct session *session, uint32_t id)
{
    struct stream *stream = find(session, id);
    int rc = 0;

    if (stream == NULL) {
        return 0;
    }
    if (stream->state == SESSION_STREAM_OPENING) {
        /* The phone's id is not known yet; its answer will be refused. */
        stream->is_abandoned = true;
        return 0;
    }
    if (stream->state == SESSION_STREAM_OPEN) {
        rc = session_send(session, WIRE_CLSE, stream->id, stream->remote, NULL,
                          0);
    }
    forget(session, stream);
    return rc;
}
