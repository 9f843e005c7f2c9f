/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of socket tables. What the parser takes is held against the same
 * columns taken apart the slow way.
 */
#include "collect/procnet.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 13, LOCAL = 1, STATE = 3, UID = 7, INODE = 9, DROPS = 12 };

static void same_number(struct str column, uint64_t value)
{
    uint64_t read;

    if (!str_to_u64(column, UINT64_MAX, &read) || read != value) {
        abort();
    }
}

static void same_hex(struct str column, size_t from, size_t len, uint64_t value)
{
    struct str part = {column.ptr + from, len};
    struct cursor cursor = cursor_from(part);
    uint64_t read;

    if (from + len > column.len || !cursor_hex(&cursor, 16, &read) ||
        read != value) {
        abort();
    }
}

static void check(struct str line, const struct sock_row *row)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct str columns[COLUMNS];
    size_t count = 0;

    while (count < COLUMNS && cursor_token(&cursor, &columns[count])) {
        count++;
    }
    if (count <= INODE) {
        abort();
    }
    same_hex(columns[LOCAL], columns[LOCAL].len - 4, 4, row->local_port);
    if (row->family == SOCK_IPV4) {
        same_hex(columns[LOCAL], 0, 2, row->local.bytes[3]);
        same_hex(columns[LOCAL], 6, 2, row->local.bytes[0]);
    } else if (columns[LOCAL].len != 37) {
        abort();
    } else if (row->local.family == ADDR_V6) {
        same_hex(columns[LOCAL], 24, 2, row->local.bytes[15]);
        same_hex(columns[LOCAL], 6, 2, row->local.bytes[0]);
    }
    same_hex(columns[STATE], 0, columns[STATE].len, row->state);
    same_number(columns[UID], row->uid);
    same_number(columns[INODE], row->inode);
    if (row->proto == SOCK_UDP && count == COLUMNS) {
        same_number(columns[DROPS], row->drops);
    } else if (row->drops != 0) {
        abort();
    }
    if (row->family == SOCK_IPV4_MAPPED &&
        (row->local.family != ADDR_V4 || row->remote.family != ADDR_V4)) {
        abort();
    }
}

static void parse(struct str line, unsigned proto)
{
    /* A copy of the exact size, so that a step too far is seen. */
    char *copy = malloc(line.len + 1);
    struct str exact;
    struct sock_row row;

    if (copy == NULL) {
        abort();
    }
    exact.ptr = copy + 1;
    exact.len = line.len;
    memcpy(copy + 1, line.ptr, line.len);
    if (procnet_parse(exact, proto, &row) > 0) {
        check(exact, &row);
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct cursor cursor = cursor_from(text);
    struct str line;

    while (cursor_until(&cursor, '\n', &line)) {
        parse(line, SOCK_TCP);
        parse(line, SOCK_UDP);
    }
    line = cursor_rest(&cursor);
    if (line.len > 0) {
        parse(line, SOCK_UDP);
    }
    return 0;
}
