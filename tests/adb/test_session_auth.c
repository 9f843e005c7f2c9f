/* SPDX-License-Identifier: Apache-2.0 */
/* Who may connect: tokens, signatures, the public key. */
#include "conversation.h"

#include "adb_limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOKEN_A "aaaaaaaaaaaaaaaaaaaa"
#define TOKEN_B "bbbbbbbbbbbbbbbbbbbb"
#define TOKEN_C "cccccccccccccccccccc"

#define CONNECTING SAY_SUM(CNXN, 0x01000001, 262144, "host::features=shell_v2")

/* A ring whose keys are letters; '-' is one that cannot sign. */
struct ring {
    const char *keys;
    const char *public_key;
};

static int sign(void *ctx, size_t which,
                const unsigned char token[SESSION_TOKEN_LEN],
                unsigned char out[SESSION_SIGNATURE_MAX])
{
    const struct ring *ring = ctx;

    if (which >= strlen(ring->keys)) {
        return 0;
    }
    if (ring->keys[which] == '-') {
        return -1;
    }
    out[0] = (unsigned char)ring->keys[which];
    out[1] = ':';
    memcpy(out + 2, token, SESSION_TOKEN_LEN);
    return 2 + (int)SESSION_TOKEN_LEN;
}

static const char *offer(void *ctx, struct adb_err *err)
{
    const struct ring *ring = ctx;

    if (ring->public_key == NULL) {
        err->code = ADB_ERR_UNAUTHORIZED;
        memcpy(err->text, "no home", sizeof("no home"));
    }
    return ring->public_key;
}

static void hold_as(const char *keys, const char *public_key,
                    const struct step *steps)
{
    struct ring ring = {keys, public_key};
    struct session_signer signer = {&ring, sign, offer};

    hold_signer = &signer;
    hold(steps);
    hold_signer = NULL;
}

static void session_signs_the_token(void **state)
{
    static const struct step steps[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, TOKEN_A),
        SAY_SUM(AUTH, 2, 0, "1:" TOKEN_A),
        QUIET,
        ALIVE(CONNECTING),
        HEAR(CNXN, 0x01000001, 1048576, BANNER),
        ALIVE(ONLINE),
        QUIET,
        OPEN(1, "x:"),
        SAY(OPEN, 1, 0, "x:\0"),
        {0},
    };

    (void)state;
    hold_as("12", "PUBLIC", steps);
}

static void session_shows_its_key_when_no_signature_is_known(void **state)
{
    static const struct step steps[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, TOKEN_A),
        SAY_SUM(AUTH, 2, 0, "1:" TOKEN_A),
        QUIET,
        HEAR(AUTH, 1, 0, TOKEN_B),
        SAY_SUM(AUTH, 2, 0, "2:" TOKEN_B),
        QUIET,
        HEAR(AUTH, 1, 0, TOKEN_C),
        SAY_SUM(AUTH, 3, 0, "PUBLIC me@here\0"),
        QUIET,
        ALIVE(CONNECTING),
        HEAR(CNXN, 0x01000000, 4096, "device::\0"),
        ALIVE(ONLINE),
        {0},
    };

    (void)state;
    hold_as("12", "PUBLIC me@here", steps);
}

static void session_passes_over_a_key_that_cannot_sign(void **state)
{
    static const struct step steps[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, TOKEN_A),
        SAY_SUM(AUTH, 2, 0, "2:" TOKEN_A),
        HEAR(AUTH, 1, 0, TOKEN_B),
        SAY_SUM(AUTH, 3, 0, "PUBLIC\0"),
        {0},
    };

    (void)state;
    hold_as("--2-", "PUBLIC", steps);
}

/* The phone asks its owner each time it is shown a key. */
static void session_shows_its_key_once(void **state)
{
    static const struct step steps[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, TOKEN_A),
        SAY_SUM(AUTH, 3, 0, "PUBLIC\0"),
        HEAR(AUTH, 1, 0, TOKEN_B),
        HEAR(AUTH, 1, 0, TOKEN_C),
        QUIET,
        ALIVE(CONNECTING),
        HEAR(CNXN, 0x01000001, 1048576, BANNER),
        ALIVE(ONLINE),
        {0},
    };

    (void)state;
    hold_as("", "PUBLIC", steps);
}

static void session_does_not_answer_what_only_hosts_say(void **state)
{
    static const struct step steps[] = {
        CONNECTING,
        HEAR(AUTH, 0, 0, TOKEN_A),
        HEAR(AUTH, 2, 0, TOKEN_A),
        HEAR(AUTH, 3, 0, "QAAAA"),
        HEAR(AUTH, 4, 0, ""),
        QUIET,
        ALIVE(CONNECTING),
        {0},
    };

    (void)state;
    hold_as("1", "PUBLIC", steps);
}

static void session_signs_nothing_but_tokens(void **state)
{
    static const struct step shorter[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, "aaaaaaaaaaaaaaaaaaa"),
        DEAD(PROTO, "a token of 19 bytes, not 20"),
        QUIET,
        {0},
    };
    static const struct step longer[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, TOKEN_A "a"),
        DEAD(PROTO, "a token of 21 bytes"),
        {0},
    };
    static const struct step empty[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, ""),
        DEAD(PROTO, "a token of 0 bytes"),
        {0},
    };

    (void)state;
    hold_as("1", "PUBLIC", shorter);
    hold_as("1", "PUBLIC", longer);
    hold_as("1", "PUBLIC", empty);
}

static void session_signs_nothing_once_it_is_let_in(void **state)
{
    static const struct step steps[] = {
        GREETING,
        HEAR(AUTH, 1, 0, TOKEN_A),
        DEAD(UNAUTHORIZED, "does not accept this computer any more"),
        QUIET,
        {0},
    };

    (void)state;
    hold_as("1", "PUBLIC", steps);
}

static void session_says_why_there_is_no_key_to_show(void **state)
{
    static const struct step steps[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, TOKEN_A),
        SAY_SUM(AUTH, 2, 0, "1:" TOKEN_A),
        HEAR(AUTH, 1, 0, TOKEN_B),
        DEAD(UNAUTHORIZED, "phone: no home"),
        {0},
    };

    (void)state;
    hold_as("1", NULL, steps);
}

static void session_refuses_a_phone_when_it_has_no_ring(void **state)
{
    static const struct step steps[] = {
        CONNECTING,
        HEAR(AUTH, 1, 0, TOKEN_A),
        DEAD(UNAUTHORIZED, "through a running adb server"),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

/* Only between the public key and the greeting. */
static void session_knows_when_it_waits_for_the_owner(void **state)
{
    static const uint32_t said[] = {WIRE_AUTH, WIRE_AUTH, WIRE_CNXN};
    static const bool waits[] = {false, true, false};
    struct ring ring = {"1", "PUBLIC"};
    struct session_signer signer = {&ring, sign, offer};
    struct session_config config = {"phone", "", 4096, NULL, &signer};
    struct session *session = session_new(&config);
    size_t i;

    (void)state;
    assert_false(session_is_waiting_for_owner(session));
    for (i = 0; i < 3; i++) {
        struct wire_header header = {
            said[i], said[i] == WIRE_AUTH ? 1 : WIRE_VERSION, 4096,
            said[i] == WIRE_AUTH ? SESSION_TOKEN_LEN : 0, 0};
        unsigned char head[WIRE_HEADER_LEN];

        wire_encode(&header, head);
        assert_int_equal(session_feed(session, head, sizeof(head), NULL), 0);
        assert_int_equal(session_feed(session, TOKEN_A, header.length, NULL),
                         0);
        assert_int_equal(session_is_waiting_for_owner(session), waits[i]);
    }
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session_signs_the_token),
        cmocka_unit_test(session_shows_its_key_when_no_signature_is_known),
        cmocka_unit_test(session_passes_over_a_key_that_cannot_sign),
        cmocka_unit_test(session_shows_its_key_once),
        cmocka_unit_test(session_does_not_answer_what_only_hosts_say),
        cmocka_unit_test(session_signs_nothing_but_tokens),
        cmocka_unit_test(session_signs_nothing_once_it_is_let_in),
        cmocka_unit_test(session_says_why_there_is_no_key_to_show),
        cmocka_unit_test(session_refuses_a_phone_when_it_has_no_ring),
        cmocka_unit_test(session_knows_when_it_waits_for_the_owner),
    };

    return cmocka_run_group_tests_name("session_auth", tests, NULL, NULL);
}
