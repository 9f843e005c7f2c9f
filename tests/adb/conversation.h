/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conversations between a session and a phone, written down packet by
 * packet. Each is held several times: with what the phone says in one piece,
 * byte by byte, and cut once at every place.
 */
#ifndef TESTS_ADB_CONVERSATION_H
#define TESTS_ADB_CONVERSATION_H

#include "session.h"
#include "wire.h"

#include <stddef.h>
#include <stdint.h>

enum step_kind {
    STEP_END,   /* the zeroed step behind the last */
    STEP_HEAR,  /* the phone sends this packet */
    STEP_BYTES, /* the phone sends these bytes, whatever they are */
    STEP_SAY,   /* the session's next packet is this */
    STEP_QUIET, /* the session has nothing to send */
    STEP_OPEN,  /* we open text; the stream must be called id */
    STEP_READ,  /* reading the stream gives exactly text */
    STEP_TAKE,  /* reading at most len bytes gives text */
    STEP_WRITE, /* writing text to the stream takes len bytes of it */
    STEP_SHUT,  /* writing to the stream is refused: it is not open */
    STEP_CLOSE, /* we close the stream */
    STEP_STATE, /* the stream's state is len */
    STEP_DEAD,  /* the session is dead, with this code and words in text */
    STEP_ALIVE  /* the session is in state len */
};

struct step {
    enum step_kind kind;
    uint32_t command;
    uint32_t arg0; /* or the stream */
    uint32_t arg1;
    const char *text;
    size_t len;
    int code;
    enum {
        SUM_AS_AGREED, /* zero, or the right one with old phones */
        SUM_RIGHT,
        SUM_WRONG
    } sum;
};

#define TEXT(literal) .text = (literal), .len = sizeof(literal) - 1
#define HEAR(command, arg0, arg1, literal)                       \
    {                                                            \
        STEP_HEAR, WIRE_##command, (arg0), (arg1), TEXT(literal) \
    }
#define HEAR_SUM(command, arg0, arg1, literal, how)                            \
    {                                                                          \
        STEP_HEAR, WIRE_##command, (arg0), (arg1), TEXT(literal), .sum = (how) \
    }
#define BYTES(literal)                    \
    {                                     \
        .kind = STEP_BYTES, TEXT(literal) \
    }
#define SAY(command, arg0, arg1, literal)                       \
    {                                                           \
        STEP_SAY, WIRE_##command, (arg0), (arg1), TEXT(literal) \
    }
#define SAY_SUM(command, arg0, arg1, literal)                    \
    {                                                            \
        STEP_SAY, WIRE_##command, (arg0), (arg1), TEXT(literal), \
            .sum = SUM_RIGHT                                     \
    }
#define QUIET              \
    {                      \
        .kind = STEP_QUIET \
    }
#define OPEN(id, literal)                      \
    {                                          \
        STEP_OPEN, .arg0 = (id), TEXT(literal) \
    }
#define READ(id, literal)                      \
    {                                          \
        STEP_READ, .arg0 = (id), TEXT(literal) \
    }
#define TAKE(id, literal)                      \
    {                                          \
        STEP_TAKE, .arg0 = (id), TEXT(literal) \
    }
#define WRITE(id, literal, taken)                                \
    {                                                            \
        STEP_WRITE, .arg0 = (id), .arg1 = (taken), TEXT(literal) \
    }
#define SHUT(id)                \
    {                           \
        STEP_SHUT, .arg0 = (id) \
    }
#define CLOSE(id)                \
    {                            \
        STEP_CLOSE, .arg0 = (id) \
    }
#define STATE(id, state)                                        \
    {                                                           \
        STEP_STATE, .arg0 = (id), .len = SESSION_STREAM_##state \
    }
#define DEAD(error, words)                                  \
    {                                                       \
        STEP_DEAD, .code = ADB_ERR_##error, .text = (words) \
    }
#define ALIVE(state)                       \
    {                                      \
        STEP_ALIVE, .len = SESSION_##state \
    }

/* What opens every conversation that is about something else. */
#define BANNER "device::ro.product.model=Test;features=shell_v2,cmd"
#define GREETING                                                  \
    SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2"), \
        HEAR(CNXN, 0x01000001, 1048576, BANNER), ALIVE(ONLINE)

/* Whom hold() connects as; a conversation of one test sets it back to NULL. */
extern const struct session_signer *hold_signer;

/* Holds it in every way; fails the test with the number of the step. */
void hold(const struct step *steps);

/* The same with packets offered at another size than 256 KiB. */
void hold_offering(const struct step *steps, uint32_t max_payload);

#endif
