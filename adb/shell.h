/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packets of the shell protocol inside a stream: one byte of kind, four
 * of length, data. Pure. Packets and the stream's pieces have nothing to do
 * with each other, and a packet may be as long as 32 bits can say: data is
 * handed on as it comes and never collected.
 *
 * Source: AOSP packages/modules/adb, shell_protocol.h.
 */
#ifndef ADB_SHELL_PROTO_H
#define ADB_SHELL_PROTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHELL_HEADER_LEN 5u

enum shell_kind {
    SHELL_STDIN = 0,
    SHELL_STDOUT = 1,
    SHELL_STDERR = 2,
    SHELL_EXIT = 3,
    SHELL_CLOSE_STDIN = 4,
    SHELL_NOTHING = 256 /* not of the protocol: see shell_decode() */
};

/* All zero: at the start of a stream. */
struct shell_decoder {
    unsigned char head[SHELL_HEADER_LEN];
    size_t head_len;
    uint32_t left; /* bytes of the packet that are still to come */
    bool has_exited;
    unsigned char exit_status;
};

/* A piece of output; data points into the bytes that were fed. */
struct shell_piece {
    enum shell_kind kind; /* SHELL_STDOUT, SHELL_STDERR, SHELL_EXIT or
                             SHELL_NOTHING */
    const unsigned char *data;
    size_t len;
};

/*
 * Takes up to one piece. > 0: that many bytes are done with; the piece may
 * be SHELL_NOTHING (half a header, a kind that is skipped). 0: feed more.
 * < 0: the phone does not speak the protocol.
 * After the exit status everything is skipped.
 */
int64_t shell_decode(struct shell_decoder *decoder, const void *bytes,
                     size_t len, struct shell_piece *out);

/* The header of a packet of ours. */
void shell_encode(enum shell_kind kind, uint32_t len,
                  unsigned char out[SHELL_HEADER_LEN]);

#endif
