/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session and a phone that says anything. The input is a list of actions:
 * packets of the phone (well-formed, or raw bytes), and what the owner does
 * in between. It is played twice, with the phone's bytes whole and cut; both
 * must say the same. A small model knows what may be said at all. The first
 * byte says how many keys there are to show to the phone.
 */
#include "inbox.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STREAMS_MAX 256 /* of one input, all told */
#define ACTIONS_MAX 400
#define FLOOD 300
#define FLOODS_MAX 8

struct input {
    const uint8_t *data;
    size_t size;
};

/* What the model knows of a stream. */
struct known {
    unsigned char is_closed; /* by us: we never speak of it again */
    unsigned char is_unacked;
    unsigned char has_said_close;
    uint32_t remote; /* 0: the phone has not opened it */
    size_t heard;    /* WRTEs of the phone */
    size_t acked;    /* our OKAYs */
};

struct play {
    struct session *session;
    int is_cut;
    struct known known[STREAMS_MAX + 1];
    uint32_t last_id;
    size_t floods;
    size_t key_count;
    size_t tried; /* keys, in their order */
    size_t signed_count;
    unsigned char is_offered;
    uint32_t trace; /* of everything that was said and read */
};

static void expect(int is_so)
{
    if (!is_so) {
        abort();
    }
}

static void note(struct play *play, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    size_t i;

    for (i = 0; i < len; i++) {
        play->trace = (play->trace ^ at[i]) * 16777619u;
    }
}

static uint32_t next(struct input *input)
{
    if (input->size == 0) {
        return 0;
    }
    input->size--;
    return *input->data++;
}

/* ---- keys ------------------------------------------------------------- */

#define PUBLIC_KEY "QAAAA me@here"

/* Each key is tried once, in order; the last of three cannot sign. */
static int sign(void *ctx, size_t which,
                const unsigned char token[SESSION_TOKEN_LEN],
                unsigned char out[SESSION_SIGNATURE_MAX])
{
    struct play *play = ctx;

    expect(session_state(play->session) == SESSION_CONNECTING);
    expect(!play->is_offered && which == play->tried);
    play->tried++;
    if (which >= play->key_count) {
        return 0;
    }
    if (which == 2) {
        return -1;
    }
    memset(out, (int)which + 1, SESSION_SIGNATURE_MAX);
    memcpy(out, token, SESSION_TOKEN_LEN);
    return (int)SESSION_SIGNATURE_MAX;
}

static const char *offer(void *ctx, struct adb_err *err)
{
    struct play *play = ctx;

    expect(!play->is_offered && play->tried == play->key_count + 1);
    if (play->key_count == 0) {
        err->code = ADB_ERR_UNAUTHORIZED;
        memcpy(err->text, "none", sizeof("none"));
        return NULL;
    }
    play->is_offered = 1;
    return PUBLIC_KEY;
}

static void check_auth(struct play *play, const struct wire_header *header,
                       const unsigned char *payload)
{
    expect(header->arg1 == 0 && header->check != 0);
    if (header->arg0 == 2) {
        expect(header->length == SESSION_SIGNATURE_MAX);
        play->signed_count++;
        expect(play->signed_count <= play->tried);
    } else {
        expect(header->arg0 == 3 && play->is_offered == 1);
        expect(header->length == sizeof(PUBLIC_KEY) &&
               memcmp(payload, PUBLIC_KEY, sizeof(PUBLIC_KEY)) == 0);
        play->is_offered = 2;
    }
}

/* ---- what the session says -------------------------------------------- */

static void check_wrte(struct play *play, const struct wire_header *header,
                       struct known *known)
{
    expect(!known->is_unacked && !known->has_said_close);
    expect(header->length > 0 &&
           header->length <= session_max_payload(play->session));
    known->is_unacked = 1;
}

static void check_said(struct play *play, const struct wire_header *header,
                       const unsigned char *payload)
{
    struct known *known = &play->known[header->arg0 % (STREAMS_MAX + 1)];

    switch (header->command) {
    case WIRE_CNXN:
        expect(header->arg0 == WIRE_VERSION && header->arg1 == 4096);
        break;
    case WIRE_AUTH:
        check_auth(play, header, payload);
        break;
    case WIRE_OPEN:
        expect(header->arg0 > play->last_id && header->arg1 == 0);
        play->last_id = header->arg0;
        break;
    case WIRE_WRTE:
        check_wrte(play, header, known);
        break;
    case WIRE_OKAY:
        expect(header->length == 0 && header->arg0 != 0 && header->arg1 != 0 &&
               !known->has_said_close);
        known->acked++;
        expect(known->acked <= known->heard);
        break;
    case WIRE_CLSE:
        expect(header->length == 0 && header->arg1 != 0);
        expect(header->arg0 == 0 || !known->has_said_close);
        known->has_said_close = header->arg0 != 0;
        break;
    default:
        abort();
    }
}

static void pull(struct play *play)
{
    struct session_packet packet;
    struct wire_header header;

    while (session_peek(play->session, &packet)) {
        expect(wire_decode(packet.header, WIRE_HEADER_LEN, &header) > 0);
        expect(header.length == packet.payload_len);
        expect(header.check == 0 ||
               header.check ==
                   wire_checksum(packet.payload, packet.payload_len));
        note(play, packet.header, WIRE_HEADER_LEN);
        note(play, packet.payload, packet.payload_len);
        check_said(play, &header, packet.payload);
        session_pop(play->session);
    }
}

/* ---- what the phone says ---------------------------------------------- */

static void feed(struct play *play, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        size_t part = play->is_cut ? (len * 7 + bytes[0]) % 31 + 1 : len;

        if (part > len) {
            part = len;
        }
        (void)session_feed(play->session, bytes, part, NULL);
        bytes += part;
        len -= part;
    }
}

/* The model hears a packet the session will take; before it is fed. */
static void model_hears(struct play *play, const struct wire_header *header)
{
    struct known *known = &play->known[header->arg1 % (STREAMS_MAX + 1)];

    if (header->command == WIRE_OKAY) {
        known->is_unacked = 0; /* if it was for this stream at all */
    } else if (header->command == WIRE_WRTE) {
        known->heard++;
    }
}

static void hear_packet(struct play *play, struct input *input)
{
    static const uint32_t commands[] = {
        WIRE_CNXN, WIRE_OKAY, WIRE_OKAY, WIRE_WRTE, WIRE_WRTE,
        WIRE_CLSE, WIRE_OPEN, WIRE_AUTH, WIRE_STLS, 0x41414141};
    static const uint32_t sizes[] = {0, 63, 64, 4096, 5000, 1048576};
    static uint8_t bytes[WIRE_HEADER_LEN + 4096];
    struct wire_header header;
    uint32_t kind = next(input);
    size_t i;

    header.command = commands[kind % 10];
    header.arg0 = next(input) % 8;
    header.arg1 = next(input) % 8;
    header.length = next(input) * (kind & 0x80 ? 16 : 1);
    header.check = 0;
    if (header.command == WIRE_CNXN) {
        header.arg0 = WIRE_VERSION_MIN + header.arg0 % 3;
        header.arg1 = sizes[header.arg1 % 6];
    } else if (header.command == WIRE_OKAY && kind & 0x40) {
        header.length = 0;
    } else if (header.command == WIRE_AUTH && kind & 0x40) {
        header.arg0 = 1;
        header.length = SESSION_TOKEN_LEN;
    }
    for (i = 0; i < header.length; i++) {
        bytes[WIRE_HEADER_LEN + i] =
            (uint8_t)(input->size > 0 ? next(input) : i);
    }
    if (kind & 0x20) {
        header.check = wire_checksum(bytes + WIRE_HEADER_LEN, header.length);
    }
    wire_encode(&header, bytes);
    /* A flood fills an inbox, which no input could do packet by packet. */
    i = 1;
    if (header.command == WIRE_WRTE && kind & 0x40 &&
        play->floods < FLOODS_MAX) {
        play->floods++;
        i = FLOOD;
    }
    for (; i > 0; i--) {
        model_hears(play, &header);
        feed(play, bytes, WIRE_HEADER_LEN + header.length);
    }
}

static void hear_bytes(struct play *play, struct input *input)
{
    size_t len = next(input);
    size_t i;

    if (len > input->size) {
        len = input->size;
    }
    feed(play, input->data, len);
    input->data += len;
    input->size -= len;
    /* They may have been anything: the model does not count any more. */
    for (i = 0; i <= STREAMS_MAX; i++) {
        play->known[i].heard = SIZE_MAX / 2;
        play->known[i].is_unacked = 0;
    }
}

/* ---- what the owner does ---------------------------------------------- */

static void open_stream(struct play *play)
{
    uint32_t id;

    if (session_state(play->session) != SESSION_CONNECTING &&
        play->last_id < STREAMS_MAX &&
        session_open(play->session, "shell:", &id, NULL) == 0) {
        expect(id == play->last_id + 1);
        expect(session_stream_state(play->session, id) ==
               SESSION_STREAM_OPENING);
    }
}

static void read_stream(struct play *play, uint32_t id, size_t cap)
{
    static uint8_t buf[4096];
    size_t before = session_unread(play->session, id);
    size_t len;

    expect(before <= INBOX_MAX);
    /* A phone that has filled the inbox still waits for an answer. */
    expect(before < LIMIT_STREAM_BUFFER ||
           play->known[id].acked < play->known[id].heard);
    expect(session_read(play->session, id, buf, cap, &len) == 0);
    expect(len == (before < cap ? before : cap));
    note(play, buf, len);
}

static void write_stream(struct play *play, uint32_t id, size_t len)
{
    static const uint8_t bytes[8192];
    enum session_stream_state state = session_stream_state(play->session, id);
    size_t taken;
    int rc = session_write(play->session, id, bytes, len, &taken);

    expect((rc == 0) == (state == SESSION_STREAM_OPEN));
    expect(taken <= len && taken <= session_max_payload(play->session));
}

static void close_stream(struct play *play, uint32_t id)
{
    (void)session_close(play->session, id);
    expect(session_stream_state(play->session, id) == SESSION_STREAM_NONE);
    expect(session_unread(play->session, id) == 0);
}

static void act(struct play *play, struct input *input)
{
    uint32_t action = next(input);
    uint32_t id = action >> 4;

    switch (action & 15) {
    case 0:
        hear_bytes(play, input);
        break;
    case 1:
    case 2:
        open_stream(play);
        break;
    case 3:
    case 4:
        read_stream(play, id, next(input) * 16);
        break;
    case 5:
    case 6:
        write_stream(play, id, next(input) * 32);
        break;
    case 7:
        close_stream(play, id);
        break;
    default:
        hear_packet(play, input);
        break;
    }
    pull(play);
}

static uint32_t play_once(const uint8_t *data, size_t size, int is_cut)
{
    static struct play play;
    struct session_signer signer = {&play, sign, offer};
    struct session_config config = {"phone", "shell_v2", 4096, NULL, NULL};
    struct input input = {data, size};
    size_t i;

    memset(&play, 0, sizeof(play));
    play.key_count = next(&input) % 5;
    if (play.key_count == 4) {
        play.key_count = 0; /* not even a ring */
    } else {
        config.signer = &signer;
    }
    play.session = session_new(&config);
    play.is_cut = is_cut;
    play.trace = 2166136261u;
    expect(play.session != NULL);
    for (i = 0; i < ACTIONS_MAX && input.size > 0; i++) {
        int was_dead = session_state(play.session) == SESSION_DEAD;

        act(&play, &input);
        expect(!was_dead || session_state(play.session) == SESSION_DEAD);
    }
    if (session_state(play.session) == SESSION_DEAD) {
        const struct adb_err *why = session_error(play.session);

        expect(why->code < 0 && why->text[0] != '\0');
        note(&play, why->text, strlen(why->text));
    }
    session_free(play.session);
    return play.trace;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t whole = play_once(data, size, 0);
    uint32_t cut = play_once(data, size, 1);

    expect(whole == cut);
    return 0;
}
