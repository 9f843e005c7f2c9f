/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shell protocol from any bytes, cut by the input itself: however it is
 * cut, the same output comes, and it is what a slow and simple reading of
 * the whole finds.
 */
#include "shell.h"
#include "wire.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OUT_CAP 65536

/* What came, in the order it came; each byte with its kind. */
struct heard {
    unsigned char bytes[OUT_CAP];
    unsigned char kinds[OUT_CAP];
    size_t len;
    int status; /* -1: none, -2: broken */
};

static void expect(int is_so)
{
    if (!is_so) {
        abort();
    }
}

static void hear(struct heard *heard, unsigned char kind,
                 const unsigned char *bytes, size_t len)
{
    size_t i;

    for (i = 0; i < len && heard->len < OUT_CAP; i++) {
        heard->bytes[heard->len] = bytes[i];
        heard->kinds[heard->len] = kind;
        heard->len++;
    }
}

/* All at once, without a decoder. */
static void read_simply(const uint8_t *data, size_t size, struct heard *heard)
{
    size_t at = 0;

    heard->status = -1;
    while (heard->status == -1 && size - at >= SHELL_HEADER_LEN) {
        unsigned char kind = data[at];
        size_t len = get_u32le(data + at + 1);

        at += SHELL_HEADER_LEN;
        if (kind == SHELL_EXIT && len == 0) {
            heard->status = -2;
            return;
        }
        if (len > size - at) {
            len = size - at;
        }
        if (kind == SHELL_EXIT && len > 0) {
            heard->status = data[at];
        } else if (kind == SHELL_STDOUT || kind == SHELL_STDERR) {
            hear(heard, kind, data + at, len);
        }
        at += len;
    }
}

static int take(struct shell_decoder *decoder, const uint8_t *data, size_t size,
                struct heard *heard)
{
    while (size > 0) {
        struct shell_piece piece;
        int64_t taken = shell_decode(decoder, data, size, &piece);

        if (taken < 0) {
            heard->status = -2;
            return -1;
        }
        expect(taken > 0 && (size_t)taken <= size);
        if (piece.kind == SHELL_EXIT) {
            expect(heard->status == -1);
            heard->status = decoder->exit_status;
        } else if (piece.kind != SHELL_NOTHING) {
            expect(piece.len > 0 && piece.data >= data &&
                   piece.data + piece.len <= data + size);
            hear(heard, (unsigned char)piece.kind, piece.data, piece.len);
        }
        data += taken;
        size -= (size_t)taken;
    }
    return 0;
}

/* The first byte says how: pieces of that size, or as the bytes say. */
static void read_in_pieces(uint8_t how, const uint8_t *data, size_t size,
                           struct heard *heard)
{
    struct shell_decoder decoder;

    memset(&decoder, 0, sizeof(decoder));
    heard->status = -1;
    while (size > 0) {
        size_t len = how < 128 ? how + 1u : data[0] % 16 + 1u;

        if (len > size) {
            len = size;
        }
        if (take(&decoder, data, len, heard) < 0) {
            return;
        }
        data += len;
        size -= len;
    }
}

static void check_header(const uint8_t *data, size_t size)
{
    unsigned char head[SHELL_HEADER_LEN];

    if (size >= SHELL_HEADER_LEN) {
        shell_encode((enum shell_kind)data[0], get_u32le(data + 1), head);
        expect(memcmp(head, data, sizeof(head)) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct heard simply;
    static struct heard in_pieces;

    if (size == 0) {
        return 0;
    }
    simply.len = 0;
    in_pieces.len = 0;
    check_header(data + 1, size - 1);
    read_simply(data + 1, size - 1, &simply);
    read_in_pieces(data[0], data + 1, size - 1, &in_pieces);
    expect(simply.status == in_pieces.status);
    expect(simply.len == in_pieces.len);
    expect(memcmp(simply.bytes, in_pieces.bytes, simply.len) == 0);
    expect(memcmp(simply.kinds, in_pieces.kinds, simply.len) == 0);
    return 0;
}
