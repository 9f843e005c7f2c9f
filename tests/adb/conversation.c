/* SPDX-License-Identifier: Apache-2.0 */
/* Holding conversations with a session. See conversation.h. */
#include "conversation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* How what the phone says is cut; both 0: not at all. */
struct cuts {
    size_t every; /* pieces of this size */
    size_t once;  /* one cut behind so many bytes of each run */
};

struct talk {
    struct session *session;
    const struct cuts *cuts;
    const struct step *step;
    int number;
    bool is_old; /* the phone wants checksums */
    unsigned char *heard;
    size_t heard_len;
    size_t longest; /* run of bytes of the phone, for the cuts */
};

const struct session_signer *hold_signer;

#define HEARD_CAP 16384u

#define CHECK(talk, condition) check_that((talk), (condition), #condition)

static void check_that(const struct talk *talk, bool is_so, const char *what)
{
    if (!is_so) {
        fail_msg("step %d (cut every %zu, once %zu): %s", talk->number,
                 talk->cuts->every, talk->cuts->once, what);
    }
}

/* ---- what the phone says ---------------------------------------------- */

static void hear(struct talk *talk, const void *bytes, size_t len)
{
    CHECK(talk, len <= HEARD_CAP - talk->heard_len);
    if (len > 0) {
        memcpy(talk->heard + talk->heard_len, bytes, len);
    }
    talk->heard_len += len;
}

static void hear_packet(struct talk *talk)
{
    const struct step *step = talk->step;
    struct wire_header header = {step->command, step->arg0, step->arg1,
                                 (uint32_t)step->len, 0};
    unsigned char head[WIRE_HEADER_LEN];

    if (step->command == WIRE_CNXN) {
        talk->is_old = step->arg0 < WIRE_VERSION_SKIP_CHECKSUM;
    }
    if (talk->is_old || step->sum != SUM_AS_AGREED) {
        header.check = wire_checksum(step->text, step->len);
    }
    if (step->sum == SUM_WRONG) {
        header.check++;
    }
    wire_encode(&header, head);
    hear(talk, head, sizeof(head));
    hear(talk, step->text, step->len);
}

static void feed(struct talk *talk, size_t at, size_t len)
{
    /* A copy of the exact size shows reading past its end. */
    unsigned char *copy = malloc(len > 0 ? len : 1);

    assert_non_null(copy);
    memcpy(copy, talk->heard + at, len);
    (void)session_feed(talk->session, copy, len, NULL);
    free(copy);
}

/* All that the phone said since the last step of another kind. */
static void feed_heard(struct talk *talk)
{
    size_t at = 0;

    if (talk->heard_len > talk->longest) {
        talk->longest = talk->heard_len;
    }
    while (at < talk->heard_len) {
        size_t len = talk->heard_len - at;

        if (talk->cuts->every > 0 && len > talk->cuts->every) {
            len = talk->cuts->every;
        }
        if (at == 0 && talk->cuts->once > 0 && len > talk->cuts->once) {
            len = talk->cuts->once;
        }
        feed(talk, at, len);
        at += len;
    }
    talk->heard_len = 0;
}

/* ---- what we say and do ----------------------------------------------- */

static void check_said(struct talk *talk)
{
    const struct step *step = talk->step;
    struct session_packet packet;
    struct wire_header header;
    bool has_sum = talk->is_old || step->sum == SUM_RIGHT;

    CHECK(talk, session_peek(talk->session, &packet));
    CHECK(talk, wire_decode(packet.header, WIRE_HEADER_LEN, &header) > 0);
    CHECK(talk, header.command == step->command);
    CHECK(talk, header.arg0 == step->arg0);
    CHECK(talk, header.arg1 == step->arg1);
    CHECK(talk, header.length == step->len);
    CHECK(talk, packet.payload_len == step->len);
    CHECK(talk, memcmp(packet.payload, step->text, step->len) == 0);
    CHECK(talk,
          header.check == (has_sum ? wire_checksum(step->text, step->len) : 0));
    session_pop(talk->session);
}

static void check_read(struct talk *talk, size_t cap)
{
    const struct step *step = talk->step;
    char *got = malloc(cap + 1);
    size_t len;

    assert_non_null(got);
    if (step->kind == STEP_READ) {
        CHECK(talk, session_unread(talk->session, step->arg0) == step->len);
    }
    CHECK(talk, session_read(talk->session, step->arg0, got, cap, &len) == 0);
    CHECK(talk, len == step->len);
    CHECK(talk, memcmp(got, step->text, len) == 0);
    free(got);
}

static void check_write(struct talk *talk)
{
    const struct step *step = talk->step;
    size_t taken;

    CHECK(talk, session_write(talk->session, step->arg0, step->text, step->len,
                              &taken) == 0);
    CHECK(talk, taken == step->arg1);
}

static void check_open(struct talk *talk)
{
    uint32_t id;

    CHECK(talk, session_open(talk->session, talk->step->text, &id, NULL) == 0);
    CHECK(talk, id == talk->step->arg0);
}

static void check_shut(struct talk *talk)
{
    size_t taken;

    CHECK(talk, session_write(talk->session, talk->step->arg0, "x", 1,
                              &taken) == ADB_ERR_CLOSED);
    CHECK(talk, taken == 0);
}

static void check_dead(struct talk *talk)
{
    const struct step *step = talk->step;
    const struct adb_err *why = session_error(talk->session);
    struct adb_err err = {0};
    uint32_t id;

    CHECK(talk, session_state(talk->session) == SESSION_DEAD);
    CHECK(talk, why->code == step->code);
    if (strstr(why->text, step->text) == NULL) {
        fail_msg("step %d: \"%s\" is not in \"%s\"", talk->number, step->text,
                 why->text);
    }
    CHECK(talk, session_open(talk->session, "x:", &id, &err) == step->code);
    CHECK(talk, session_feed(talk->session, "x", 1, &err) == step->code);
    CHECK(talk, strcmp(err.text, why->text) == 0);
}

static void take_step(struct talk *talk)
{
    const struct step *step = talk->step;
    struct session_packet packet;

    if (step->kind != STEP_HEAR && step->kind != STEP_BYTES) {
        feed_heard(talk);
    }
    switch (step->kind) {
    case STEP_HEAR:
        hear_packet(talk);
        break;
    case STEP_BYTES:
        hear(talk, step->text, step->len);
        break;
    case STEP_SAY:
        check_said(talk);
        break;
    case STEP_QUIET:
        CHECK(talk, !session_peek(talk->session, &packet));
        break;
    case STEP_OPEN:
        check_open(talk);
        break;
    case STEP_READ:
        check_read(talk, step->len + 1);
        break;
    case STEP_TAKE:
        check_read(talk, step->len);
        break;
    case STEP_WRITE:
        check_write(talk);
        break;
    case STEP_SHUT:
        check_shut(talk);
        break;
    case STEP_CLOSE:
        CHECK(talk, session_close(talk->session, step->arg0) == 0);
        break;
    case STEP_STATE:
        CHECK(talk, session_stream_state(talk->session, step->arg0) ==
                        (enum session_stream_state)step->len);
        break;
    case STEP_DEAD:
        check_dead(talk);
        break;
    case STEP_ALIVE:
        CHECK(talk,
              session_state(talk->session) == (enum session_state)step->len);
        break;
    case STEP_END:
        break;
    }
}

static size_t hold_once(const struct step *steps, uint32_t max_payload,
                        const struct cuts *cuts)
{
    struct session_config config = {"phone", "shell_v2", max_payload, NULL,
                                    hold_signer};
    struct talk talk = {.session = session_new(&config), .cuts = cuts};

    talk.heard = malloc(HEARD_CAP);
    assert_non_null(talk.session);
    assert_non_null(talk.heard);
    for (talk.step = steps; talk.step->kind != STEP_END; talk.step++) {
        talk.number++;
        take_step(&talk);
    }
    assert_int_equal(talk.heard_len, 0); /* the last step checks something */
    free(talk.heard);
    session_free(talk.session);
    return talk.longest;
}

void hold_offering(const struct step *steps, uint32_t max_payload)
{
    struct cuts cuts = {0, 0};
    size_t longest = hold_once(steps, max_payload, &cuts);

    cuts.every = 1;
    (void)hold_once(steps, max_payload, &cuts);
    cuts.every = 7;
    (void)hold_once(steps, max_payload, &cuts);
    cuts.every = 0;
    for (cuts.once = 1; cuts.once < longest && cuts.once < 600; cuts.once++) {
        (void)hold_once(steps, max_payload, &cuts);
    }
}

void hold(const struct step *steps)
{
    hold_offering(steps, 262144);
}
