/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proving to a phone who we are. The phone sends a token, we send it back
 * signed; a signature it does not know is answered with another token, for
 * the next key. Only when there are no more keys is the public one sent,
 * once, because the phone then asks its owner; from there on it is silent
 * until the owner has agreed, and then greets.
 *
 * Source: AOSP packages/modules/adb, adb_auth.h, client/auth.cpp,
 * daemon/auth.cpp.
 */
#include "adb_limits.h"
#include "session_impl.h"

#include <string.h>

/* What an AUTH packet is about, in arg0. */
#define AUTH_TOKEN 1u
#define AUTH_SIGNATURE 2u
#define AUTH_RSAPUBLICKEY 3u

bool session_is_waiting_for_owner(const struct session *session)
{
    return session->state == SESSION_CONNECTING && session->is_key_offered;
}

static int offer(struct session *session)
{
    const struct session_signer *signer = session->signer;
    struct adb_err err;
    const char *text = signer->offer(signer->ctx, &err);

    if (text == NULL) {
        return session_die(session, err.code, "%s", err.text);
    }
    session->is_key_offered = true;
    log_info(session->log,
             "%s: none of the keys is known to the phone; its owner is asked",
             session->name);
    return session_send(session, WIRE_AUTH, AUTH_RSAPUBLICKEY, 0, text,
                        strlen(text) + 1);
}

static int answer(struct session *session, const unsigned char *token)
{
    const struct session_signer *signer = session->signer;
    unsigned char signature[SESSION_SIGNATURE_MAX];
    int len;

    do {
        len = signer->sign(signer->ctx, session->next_key, token, signature);
        session->next_key++;
    } while (len < 0);
    if (len == 0) {
        return offer(session);
    }
    log_debug(session->log, "%s: token signed with key %zu", session->name,
              session->next_key);
    return session_send(session, WIRE_AUTH, AUTH_SIGNATURE, 0, signature,
                        (size_t)len);
}

int session_on_auth(struct session *session, const struct wire_header *header,
                    const unsigned char *payload)
{
    if (session->state == SESSION_ONLINE) {
        /* Nothing is signed for a phone that had let us in already. */
        return session_die(session, ADB_ERR_UNAUTHORIZED,
                           "the phone does not accept this computer any more");
    }
    if (header->arg0 != AUTH_TOKEN || session->is_key_offered) {
        log_info(session->log, "%s: AUTH %u ignored", session->name,
                 (unsigned)header->arg0);
        return 0;
    }
    if (header->length != SESSION_TOKEN_LEN) {
        return session_die(session, ADB_ERR_PROTO,
                           "the phone sent a token of %u bytes, not %u",
                           (unsigned)header->length, SESSION_TOKEN_LEN);
    }
    if (session->signer == NULL) {
        return session_die(session, ADB_ERR_UNAUTHORIZED,
                           "the phone wants to know this computer's key, and "
                           "none was given; use it through a running adb "
                           "server");
    }
    return answer(session, payload);
}
