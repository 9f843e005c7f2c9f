/* SPDX-License-Identifier: Apache-2.0 */
/* The shell protocol's packets. See shell.h. */
#include "shell.h"

#include "wire.h"

#include <string.h>

static bool is_output(unsigned char kind)
{
    return kind == SHELL_STDOUT || kind == SHELL_STDERR;
}

static int64_t decode_head(struct shell_decoder *decoder,
                           const unsigned char *bytes, size_t len)
{
    size_t want = SHELL_HEADER_LEN - decoder->head_len;
    size_t take = len < want ? len : want;

    memcpy(decoder->head + decoder->head_len, bytes, take);
    decoder->head_len += take;
    if (decoder->head_len < SHELL_HEADER_LEN) {
        return (int64_t)take;
    }
    decoder->left = get_u32le(decoder->head + 1);
    if (decoder->left == 0) {
        decoder->head_len = 0;
        if (decoder->head[0] == SHELL_EXIT) {
            return -1;
        }
    }
    return (int64_t)take;
}

static int64_t decode_data(struct shell_decoder *decoder,
                           const unsigned char *bytes, size_t len,
                           struct shell_piece *out)
{
    size_t take = len < decoder->left ? len : (size_t)decoder->left;
    unsigned char kind = decoder->head[0];

    decoder->left -= (uint32_t)take;
    if (decoder->left == 0) {
        decoder->head_len = 0;
    }
    if (kind == SHELL_EXIT) {
        /* One byte by the protocol; what might follow it means nothing. */
        decoder->has_exited = true;
        decoder->exit_status = bytes[0];
        out->kind = SHELL_EXIT;
    } else if (is_output(kind)) {
        out->kind = (enum shell_kind)kind;
        out->data = bytes;
        out->len = take;
    }
    return (int64_t)take;
}

int64_t shell_decode(struct shell_decoder *decoder, const void *bytes,
                     size_t len, struct shell_piece *out)
{
    out->kind = SHELL_NOTHING;
    out->data = NULL;
    out->len = 0;
    if (len == 0) {
        return 0;
    }
    if (decoder->has_exited) {
        return (int64_t)len;
    }
    if (decoder->head_len < SHELL_HEADER_LEN) {
        return decode_head(decoder, bytes, len);
    }
    return decode_data(decoder, bytes, len, out);
}

void shell_encode(enum shell_kind kind, uint32_t len,
                  unsigned char out[SHELL_HEADER_LEN])
{
    out[0] = (unsigned char)kind;
    put_u32le(out + 1, len);
}
