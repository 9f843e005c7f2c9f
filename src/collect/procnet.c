/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over a row, from left to right. See procnet.h.
 *
 *   sl: LOCAL:PORT REMOTE:PORT ST TX:RX TR:WHEN RETR UID PROBES INODE ...
 *
 * Addresses are the bytes in network order, printed as native 32-bit words;
 * every Android is little-endian, so each word's four bytes stand reversed.
 */
#include "collect/procnet.h"

#include "base/err.h"

#include <string.h>

/* The kernel's USER_HZ: timers are printed in ticks of 10 ms. */
#define MS_PER_TICK 10

/* Columns between the inode and, in udp tables, the drops: ref, pointer. */
#define COLUMNS_BEFORE_DROPS 2

/* Four digits, or what is negative. */
static inline int hex4(const char *at)
{
    int a = cursor_hex_digit[(unsigned char)at[0]];
    int b = cursor_hex_digit[(unsigned char)at[1]];
    int c = cursor_hex_digit[(unsigned char)at[2]];
    int d = cursor_hex_digit[(unsigned char)at[3]];

    return (a | b | c | d) < 0 ? -1 : a << 12 | b << 8 | c << 4 | d;
}

static inline bool take_word(struct cursor *cursor, uint8_t out[4])
{
    const char *at = cursor->at;
    int high;
    int low;

    if (cursor->end - at < 8) {
        return false;
    }
    high = hex4(at);
    low = hex4(at + 4);
    if ((high | low) < 0) {
        return false;
    }
    out[0] = (uint8_t)low;
    out[1] = (uint8_t)(low >> 8);
    out[2] = (uint8_t)high;
    out[3] = (uint8_t)(high >> 8);
    cursor->at = at + 8;
    return true;
}

static inline bool take_port(struct cursor *cursor, uint16_t *out)
{
    const char *at = cursor->at;
    int port;

    if (cursor->end - at < 5 || at[0] != ':') {
        return false;
    }
    port = hex4(at + 1);
    if (port < 0) {
        return false;
    }
    *out = (uint16_t)port;
    cursor->at = at + 5;
    return true;
}

/* At least one blank, then all there are. */
static inline bool take_gap(struct cursor *cursor)
{
    if (!cursor_char(cursor, ' ')) {
        return false;
    }
    cursor_skip_blanks(cursor);
    return true;
}

/* The three words of an IPv6 address that follow its first. */
static bool take_v6(struct cursor *cursor, struct addr *out,
                    uint8_t *out_family)
{
    uint8_t bytes[16];
    bool is_mapped;

    memcpy(bytes, out->bytes, 4);
    if (!take_word(cursor, bytes + 4) || !take_word(cursor, bytes + 8) ||
        !take_word(cursor, bytes + 12)) {
        return false;
    }
    *out = addr_v6(bytes, &is_mapped);
    *out_family = is_mapped ? SOCK_IPV4_MAPPED : SOCK_IPV6;
    return true;
}

/*
 * A gap, 8 or 32 digits, the port; *out_family tells which. *out is zero
 * before.
 */
static inline bool take_endpoint(struct cursor *cursor, struct addr *out,
                                 uint16_t *out_port, uint8_t *out_family)
{
    if (!take_gap(cursor) || !take_word(cursor, out->bytes)) {
        return false;
    }
    out->family = ADDR_V4;
    *out_family = SOCK_IPV4;
    if (cursor->at < cursor->end && *cursor->at != ':' &&
        !take_v6(cursor, out, out_family)) {
        return false;
    }
    return take_port(cursor, out_port);
}

static bool take_hex32(struct cursor *cursor, unsigned max_digits,
                       uint32_t *out)
{
    uint64_t value;

    if (!cursor_hex(cursor, max_digits, &value)) {
        return false;
    }
    *out = (uint32_t)value;
    return true;
}

static bool take_u32(struct cursor *cursor, uint32_t *out)
{
    uint64_t value;

    if (!cursor_u64(cursor, UINT32_MAX, &value)) {
        return false;
    }
    *out = (uint32_t)value;
    return true;
}

/* "02:00000A3C": what kind of timer, and the ticks left. */
static bool take_timer(struct cursor *cursor, struct sock_row *row)
{
    uint32_t kind;
    uint64_t ticks;

    if (!take_hex32(cursor, 2, &kind) || !cursor_char(cursor, ':') ||
        !cursor_hex(cursor, 16, &ticks)) {
        return false;
    }
    row->timer = (uint8_t)kind;
    row->timer_ms =
        ticks > UINT64_MAX / MS_PER_TICK ? UINT64_MAX : ticks * MS_PER_TICK;
    return true;
}

/* Queues, timer and retransmits. */
static bool take_busy(struct cursor *cursor, struct sock_row *row)
{
    return take_hex32(cursor, 8, &row->tx_queue) && cursor_char(cursor, ':') &&
           take_hex32(cursor, 8, &row->rx_queue) && take_gap(cursor) &&
           take_timer(cursor, row) && take_gap(cursor) &&
           take_hex32(cursor, 8, &row->retransmits) && take_gap(cursor);
}

/*
 * The same of a socket with nothing under way, as most are: the row, which is
 * zero before, has it all already.
 */
static inline bool take_idle(struct cursor *cursor)
{
    static const char idle[] = "00000000:00000000 00:00000000 00000000 ";
    const size_t len = sizeof(idle) - 1;

    if ((size_t)(cursor->end - cursor->at) < len ||
        memcmp(cursor->at, idle, len) != 0) {
        return false;
    }
    cursor->at += len;
    cursor_skip_blanks(cursor);
    return true;
}

/* State to probes. */
static inline bool take_columns(struct cursor *cursor, struct sock_row *row)
{
    uint32_t state;

    if (!take_hex32(cursor, 2, &state) || !take_gap(cursor)) {
        return false;
    }
    row->state = (uint8_t)state;
    return (take_idle(cursor) || take_busy(cursor, row)) &&
           take_u32(cursor, &row->uid) && take_gap(cursor) &&
           take_u32(cursor, &row->probes) && take_gap(cursor);
}

/* The last column of all rows but tcp's; tables of old kernels end before it.
 */
static bool take_drops(struct cursor *cursor, uint32_t *out)
{
    struct str skipped;

    for (int i = 0; i < COLUMNS_BEFORE_DROPS; i++) {
        if (!cursor_token(cursor, &skipped)) {
            return true;
        }
    }
    cursor_skip_blanks(cursor);
    if (cursor_is_end(cursor)) {
        return true;
    }
    return take_u32(cursor, out) &&
           (cursor_is_end(cursor) || cursor_char(cursor, ' '));
}

/*
 * A dual-stack socket bound to a mapped address has no peer as "::", which
 * is then 0.0.0.0: both ends of a mapped socket are IPv4.
 */
static uint8_t join_families(struct sock_row *row, uint8_t local,
                             uint8_t remote)
{
    static const uint8_t any[4];

    if (local == SOCK_IPV4_MAPPED && remote == SOCK_IPV6 &&
        addr_is_unspecified(&row->remote)) {
        row->remote = addr_v4(any);
        return SOCK_IPV4_MAPPED;
    }
    return local == remote ? local : (uint8_t)SOCK_IPV6;
}

/* ">": a row's first column, "12:". "0": a header or nothing. "<": neither. */
static int take_index(struct cursor *cursor)
{
    uint64_t index;

    cursor_skip_blanks(cursor);
    if (cursor_is_end(cursor)) {
        return 0;
    }
    if (cursor_u64(cursor, UINT64_MAX, &index)) {
        return cursor_char(cursor, ':') ? 1 : ERR_PROTO;
    }
    return cursor_literal(cursor, "sl ") ? 0 : ERR_PROTO;
}

int procnet_parse(struct str line, unsigned proto, struct sock_row *out)
{
    struct cursor cursor;
    uint8_t local_family = SOCK_IPV4;
    uint8_t remote_family = SOCK_IPV4;
    int rc;

    if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
        line.len--;
    }
    cursor = cursor_from(line);
    rc = take_index(&cursor);
    if (rc <= 0) {
        return rc;
    }
    memset(out, 0, sizeof(*out)); /* what procfs does not have */
    if (!take_endpoint(&cursor, &out->local, &out->local_port, &local_family) ||
        !take_endpoint(&cursor, &out->remote, &out->remote_port,
                       &remote_family) ||
        (local_family == SOCK_IPV4) != (remote_family == SOCK_IPV4) ||
        !take_gap(&cursor) || !take_columns(&cursor, out) ||
        !cursor_u64(&cursor, UINT64_MAX, &out->inode)) {
        return ERR_PROTO;
    }
    if (!cursor_is_end(&cursor) && !take_gap(&cursor)) {
        return ERR_PROTO;
    }
    if (proto != SOCK_TCP && !take_drops(&cursor, &out->drops)) {
        return ERR_PROTO;
    }
    out->proto = (uint8_t)proto;
    out->family = join_families(out, local_family, remote_family);
    return 1;
}
