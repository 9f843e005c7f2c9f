/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of the tables of local sockets and of the kernel's counters. What
 * the parsers take is held against the same columns taken apart the slow
 * way. The first byte says which table it is.
 */
#include "collect/counters.h"
#include "collect/local.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS 10

static size_t split(struct str line, struct str columns[COLUMNS])
{
    struct cursor cursor = cursor_from(line);
    size_t count = 0;

    while (count < COLUMNS && cursor_token(&cursor, &columns[count])) {
        count++;
    }
    return count;
}

static void same_number(struct str column, uint64_t value)
{
    uint64_t read;

    if (!str_to_u64(column, UINT64_MAX, &read) || read != value) {
        abort();
    }
}

static void same_hex(struct str column, uint64_t value)
{
    struct cursor cursor = cursor_from(column);
    uint64_t read;

    if (!cursor_hex(&cursor, 8, &read) || !cursor_is_end(&cursor) ||
        read != value) {
        abort();
    }
}

static void check_unix(struct str line)
{
    struct str whole = line;
    struct str columns[COLUMNS];
    struct local_socket row;
    struct str path;
    size_t count;

    if (local_parse_unix(line, &row, &path) <= 0) {
        return;
    }
    if (line.ptr[line.len - 1] == '\r') {
        whole.len--;
    }
    if (path.ptr != NULL) {
        if (path.len == 0 || path.ptr + path.len != whole.ptr + whole.len ||
            path.ptr[-1] != ' ') {
            abort();
        }
        whole.len -= path.len;
    }
    count = split(whole, columns);
    if (count != 7 || row.state == 0 || row.proto != LOCAL_UNIX) {
        abort();
    }
    same_hex(columns[1], row.refs);
    same_hex(columns[4], row.type);
    same_number(columns[6], row.inode);
}

static void check_packet(struct str line)
{
    struct str columns[COLUMNS];
    struct local_socket row;

    if (local_parse_packet(line, &row) <= 0) {
        return;
    }
    if (split(str_trim(line), columns) != 9) {
        abort();
    }
    same_number(columns[2], row.type);
    same_hex(columns[3], row.protocol);
    same_number(columns[6], row.rx_queue);
    same_number(columns[7], row.uid);
    same_number(columns[8], row.inode);
}

static void check_netlink(struct str line)
{
    struct str columns[COLUMNS];
    struct local_socket row;

    if (local_parse_netlink(line, &row) <= 0) {
        return;
    }
    if (split(str_trim(line), columns) != 10) {
        abort();
    }
    same_number(columns[1], row.protocol);
    same_number(columns[2], row.port_id);
    same_hex(columns[3], row.groups);
    same_number(columns[8], row.drops);
    same_number(columns[9], row.inode);
}

static unsigned bits(uint32_t known)
{
    unsigned count = 0;

    while (known != 0) {
        count += known & 1;
        known >>= 1;
    }
    return count;
}

static void check_counters(bool is_snmp, struct counters_snmp *snmp,
                           struct str line)
{
    struct counters counters = {.known = 0};
    int rc = is_snmp ? counters_parse_snmp(snmp, line, &counters)
                     : counters_parse_sockstat(line, &counters);

    /* A name that stands twice counts twice and is known once. */
    if (rc > 0 &&
        (counters.known == 0 || bits(counters.known) > (unsigned)rc)) {
        abort();
    }
    if (snmp->len > sizeof(snmp->names) ||
        (counters.known >> COUNTER_COUNT) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counters_snmp snmp = {.len = 0};
    struct cursor cursor;
    struct str text;
    struct str line;

    if (size == 0) {
        return 0;
    }
    text.ptr = (const char *)data + 1;
    text.len = size - 1;
    cursor = cursor_from(text);
    while (cursor_line(&cursor, &line)) {
        /* A copy of the exact size, so that a step too far is seen. */
        char *copy = malloc(line.len + 1);

        if (copy == NULL) {
            abort();
        }
        memcpy(copy + 1, line.ptr, line.len);
        line.ptr = copy + 1;
        switch (data[0] % 5) {
        case 0:
            check_unix(line);
            break;
        case 1:
            check_packet(line);
            break;
        case 2:
            check_netlink(line);
            break;
        default:
            check_counters(data[0] % 5 == 3, &snmp, line);
            break;
        }
        free(copy);
    }
    return 0;
}
