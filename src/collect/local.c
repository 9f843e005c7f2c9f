/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three tables, each row in one pass from left to right. See local.h.
 *
 *   unix     NUM: REFS PROTOCOL FLAGS TYPE STATE INODE[ PATH]
 *   packet   SK REFS TYPE PROTOCOL IFINDEX RUNNING RMEM UID INODE
 *   netlink  SK FAMILY PORTID GROUPS RMEM WMEM DUMP LOCKS DROPS INODE
 *
 * The first column is a kernel address or zeros, 8 or 16 digits; netlink's
 * DUMP was one too, or "(null)", in kernels before 4.
 */
#include "collect/local.h"

#include "base/err.h"
#include "model/sock.h"

/* __SO_ACCEPTCON of include/linux/net.h, as the table shows it. */
#define FLAG_LISTENS 0x10000

static bool take_gap(struct cursor *cursor)
{
    if (!cursor_char(cursor, ' ')) {
        return false;
    }
    cursor_skip_blanks(cursor);
    return true;
}

static bool take_hex32(struct cursor *cursor, uint32_t *out)
{
    uint64_t value;

    if (!cursor_hex(cursor, 8, &value)) {
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

/* A number that the kernel prints as a signed one: below zero is none. */
static bool take_i32(struct cursor *cursor, uint32_t *out)
{
    int64_t value;

    if (!cursor_i64(cursor, &value) || value < INT32_MIN || value > INT32_MAX) {
        return false;
    }
    *out = value < 0 ? 0 : (uint32_t)value;
    return true;
}

static bool take_u8(struct cursor *cursor, uint8_t *out)
{
    uint32_t value;

    if (!take_u32(cursor, &value) || value > UINT8_MAX) {
        return false;
    }
    *out = (uint8_t)value;
    return true;
}

/* ">": the address of a row. "0": nothing, or the header. "<": neither. */
static int take_address(struct cursor *cursor, const char *header)
{
    uint64_t address;

    cursor_skip_blanks(cursor);
    if (cursor_is_end(cursor) || cursor_literal(cursor, header)) {
        return 0;
    }
    return cursor_hex(cursor, 16, &address) ? 1 : ERR_PROTO;
}

/* The end of a row: blanks, or a carriage return of a terminal. */
static bool is_over(struct cursor *cursor)
{
    cursor_skip_blanks(cursor);
    (void)cursor_char(cursor, '\r');
    return cursor_is_end(cursor);
}

/*
 * As ss names them (misc/ss.c, unix_state_map). false: no such number, or a
 * listener that is connected.
 */
static bool set_state(struct local_socket *out, uint32_t flags, uint32_t state)
{
    static const uint8_t states[] = {0, SOCK_CLOSE, SOCK_SYN_SENT,
                                     SOCK_ESTABLISHED, SOCK_CLOSING};

    if (state == 0 || state >= sizeof(states)) {
        return false;
    }
    out->state =
        (flags & FLAG_LISTENS) != 0 ? (uint8_t)SOCK_LISTEN : states[state];
    return true;
}

/* All behind one blank, which may begin and end with blanks itself. */
static bool take_path(struct cursor *cursor, struct str *out)
{
    struct str none = {NULL, 0};

    *out = none;
    if (cursor_char(cursor, ' ')) {
        *out = cursor_rest(cursor);
        return out->len > 0;
    }
    return cursor_is_end(cursor);
}

int local_parse_unix(struct str line, struct local_socket *out,
                     struct str *out_path)
{
    struct cursor cursor;
    uint32_t flags;
    uint32_t type;
    uint32_t state;
    int rc;

    if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
        line.len--;
    }
    cursor = cursor_from(line);
    rc = take_address(&cursor, "Num ");
    if (rc <= 0) {
        return rc;
    }
    memset(out, 0, sizeof(*out));
    out->proto = LOCAL_UNIX;
    if (!cursor_char(&cursor, ':') || !take_gap(&cursor) ||
        !take_hex32(&cursor, &out->refs) || !take_gap(&cursor) ||
        !take_hex32(&cursor, &out->protocol) || !take_gap(&cursor) ||
        !take_hex32(&cursor, &flags) || !take_gap(&cursor) ||
        !take_hex32(&cursor, &type) || type > UINT8_MAX || !take_gap(&cursor) ||
        !take_hex32(&cursor, &state) || !set_state(out, flags, state) ||
        !take_gap(&cursor) || !cursor_u64(&cursor, UINT64_MAX, &out->inode)) {
        return ERR_PROTO;
    }
    out->type = (uint8_t)type;
    return take_path(&cursor, out_path) ? 1 : ERR_PROTO;
}

int local_parse_packet(struct str line, struct local_socket *out)
{
    struct cursor cursor = cursor_from(line);
    uint32_t running;
    int rc = take_address(&cursor, "sk ");

    if (rc <= 0) {
        return rc;
    }
    memset(out, 0, sizeof(*out));
    out->proto = LOCAL_PACKET;
    out->state = SOCK_CLOSE;
    if (!take_gap(&cursor) || !take_i32(&cursor, &out->refs) ||
        !take_gap(&cursor) || !take_u8(&cursor, &out->type) ||
        !take_gap(&cursor) || !take_hex32(&cursor, &out->protocol) ||
        out->protocol > UINT16_MAX || !take_gap(&cursor) ||
        !take_i32(&cursor, &out->ifindex) || !take_gap(&cursor) ||
        !take_u32(&cursor, &running) || !take_gap(&cursor) ||
        !take_u32(&cursor, &out->rx_queue) || !take_gap(&cursor) ||
        !take_u32(&cursor, &out->uid) || !take_gap(&cursor) ||
        !cursor_u64(&cursor, UINT64_MAX, &out->inode)) {
        return ERR_PROTO;
    }
    return is_over(&cursor) ? 1 : ERR_PROTO;
}

int local_parse_netlink(struct str line, struct local_socket *out)
{
    struct cursor cursor = cursor_from(line);
    struct str dump;
    int rc = take_address(&cursor, "sk ");

    if (rc <= 0) {
        return rc;
    }
    memset(out, 0, sizeof(*out));
    out->proto = LOCAL_NETLINK;
    out->state = SOCK_CLOSE;
    if (!take_gap(&cursor) || !take_u32(&cursor, &out->protocol) ||
        !take_gap(&cursor) || !take_u32(&cursor, &out->port_id) ||
        !take_gap(&cursor) || !take_hex32(&cursor, &out->groups) ||
        !take_gap(&cursor) || !take_i32(&cursor, &out->rx_queue) ||
        !take_gap(&cursor) || !take_i32(&cursor, &out->tx_queue) ||
        !take_gap(&cursor) || !cursor_token(&cursor, &dump) ||
        !take_gap(&cursor) || !take_i32(&cursor, &out->refs) ||
        !take_gap(&cursor) || !take_u32(&cursor, &out->drops) ||
        !take_gap(&cursor) || !cursor_u64(&cursor, UINT64_MAX, &out->inode)) {
        return ERR_PROTO;
    }
    return is_over(&cursor) ? 1 : ERR_PROTO;
}

void local_packet_row(const struct local_socket *socket, struct sock_row *out)
{
    memset(out, 0, sizeof(*out));
    out->proto = SOCK_RAW_IP;
    out->family = SOCK_LINK_LAYER;
    out->state = socket->state;
    out->local_port = (uint16_t)socket->protocol;
    out->rx_queue = socket->rx_queue;
    out->uid = socket->uid;
    out->inode = socket->inode;
}
