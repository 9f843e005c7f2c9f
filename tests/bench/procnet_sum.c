/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parser alone: reads a table of tcp into memory, decodes every column of
 * every row, sums them up, and prints rows, bytes, the sum and the
 * microseconds of processor time that the quickest of some rounds took.
 */
#include "base/buf.h"
#include "collect/procnet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define INPUT_MAX ((size_t)1024 * 1024 * 1024)
#define PIECE ((size_t)1024 * 1024)

static uint64_t add_addr(const struct addr *addr)
{
    uint64_t words[2];

    memcpy(words, addr->bytes, sizeof(words));
    return words[0] + 5 * words[1] + addr->family;
}

/* Every column has its part in it. */
static uint64_t add_row(const struct sock_row *row)
{
    return add_addr(&row->local) + 3 * add_addr(&row->remote) +
           row->local_port + row->remote_port + row->state + row->tx_queue +
           row->rx_queue + row->timer + row->timer_ms + row->retransmits +
           row->uid + row->probes + row->inode + row->drops + row->family;
}

static size_t parse(struct str text, uint64_t *out_sum)
{
    struct cursor cursor = cursor_from(text);
    struct sock_row row;
    struct str line;
    size_t rows = 0;

    while (cursor_line(&cursor, &line)) {
        if (procnet_parse(line, SOCK_TCP, &row) > 0) {
            *out_sum += add_row(&row);
            rows++;
        }
    }
    return rows;
}

static int read_all(struct buf *in)
{
    while (true) {
        unsigned char *at;
        size_t got;

        if (buf_reserve(in, PIECE, &at) < 0) {
            return -1;
        }
        got = fread(at, 1, PIECE, stdin);
        in->len += got;
        if (got == 0) {
            return ferror(stdin) ? -1 : 0;
        }
    }
}

static int64_t now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 5;
    int64_t best = INT64_MAX;
    struct buf in;
    struct str text;
    uint64_t sum = 0;
    size_t rows = 0;

    buf_init(&in, INPUT_MAX);
    if (read_all(&in) < 0) {
        (void)fprintf(stderr, "cannot read standard input\n");
        buf_fini(&in);
        return 1;
    }
    text.ptr = (const char *)in.data;
    text.len = in.len;
    for (int i = 0; i < rounds; i++) {
        int64_t start = now_us();
        int64_t took;

        sum = 0;
        rows = parse(text, &sum);
        took = now_us() - start;
        best = took < best ? took : best;
    }
    (void)printf("%zu %zu %" PRIu64 " %" PRId64 "\n", rows, in.len, sum, best);
    buf_fini(&in);
    return 0;
}
