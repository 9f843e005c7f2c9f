/* SPDX-License-Identifier: Apache-2.0 */
/* See saved_table.h. */
#include "collect/saved_table.h"

#include "collect/local.h"
#include "collect/pasted.h"
#include "collect/procnet.h"

/* Behind the inode of a tcp row: ref, pointer, rto, ato, quick, ... */
#define TCP_COLUMNS_MIN 7
/* sockaddr_un.sun_path */
#define UNIX_NAME_MAX 108
/* Columns of a row up to the inode. */
#define COLUMNS_TO_INODE 10

/* By its first two words. */
static enum saved_header local_header(struct str text)
{
    struct cursor cursor = cursor_from(text);
    struct str first;
    struct str second;

    if (!cursor_token(&cursor, &first) || !cursor_token(&cursor, &second)) {
        return SAVED_NO_HEADER;
    }
    if (str_is(first, "Num") && str_is(second, "RefCount")) {
        return SAVED_HEADER_UNIX;
    }
    if (str_is(first, "sk") && str_is(second, "RefCnt")) {
        return SAVED_HEADER_PACKET;
    }
    return str_is(first, "sk") && str_is(second, "Eth") ? SAVED_HEADER_NETLINK
                                                        : SAVED_NO_HEADER;
}

enum saved_header saved_table_header(struct str line)
{
    struct str text = str_trim(line);

    if (!str_starts(text, "sl ") || !pasted_has(text, " local_address", NULL)) {
        return local_header(text);
    }
    return pasted_has(text, " ref", NULL) || pasted_has(text, " drops", NULL)
               ? SAVED_HEADER_DATAGRAM
               : SAVED_HEADER_TCP;
}

bool saved_table_is_unix_row(struct str line)
{
    struct local_socket row;
    struct str path;

    return local_parse_unix(line, &row, &path) > 0;
}

bool saved_table_ends_unix(struct str line)
{
    enum saved_header header = saved_table_header(line);

    return header == SAVED_HEADER_UNIX ||
           (header != SAVED_NO_HEADER && line.len > UNIX_NAME_MAX);
}

const struct section_kind *saved_table_by_name(struct str name)
{
    const struct section_kind *kind = section_kind_find(name);

    return kind != NULL && kind->is_table ? kind : NULL;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c >= 'A' && c <= 'Z');
}

/* The next run of letters and digits. */
static bool next_word(struct cursor *cursor, struct str *out)
{
    while (!cursor_is_end(cursor) && !is_word_char(*cursor->at)) {
        cursor->at++;
    }
    out->ptr = cursor->at;
    while (!cursor_is_end(cursor) && is_word_char(*cursor->at)) {
        cursor->at++;
    }
    out->len = (size_t)(cursor->at - out->ptr);
    return out->len > 0;
}

const struct section_kind *saved_table_of_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct cursor cursor =
        cursor_from(str_from(slash == NULL ? path : slash + 1));
    struct str word;

    while (next_word(&cursor, &word)) {
        const struct section_kind *kind = saved_table_by_name(word);

        if (kind != NULL) {
            return kind;
        }
    }
    return NULL;
}

const struct section_kind *saved_table_of_prompt(struct str line)
{
    const struct section_kind *found = NULL;
    size_t at;

    while (pasted_has(line, "/net/", &at)) {
        struct cursor cursor;
        struct str word;
        const struct section_kind *kind;

        line.ptr += at + strlen("/net/");
        line.len -= at + strlen("/net/");
        cursor = cursor_from(line);
        kind = next_word(&cursor, &word) && word.ptr == line.ptr
                   ? saved_table_by_name(word)
                   : NULL;
        found = kind != NULL ? kind : found;
    }
    return found;
}

/* The same rows, of addresses of another family. */
static bool is_tcp(const struct section_kind *kind)
{
    return kind == &section_tcp || kind == &section_tcp6;
}

/* Rows that look like udp's. */
static bool is_datagram(const struct section_kind *kind)
{
    return !is_tcp(kind) && kind != &section_unix && kind != &section_packet &&
           kind != &section_netlink;
}

const struct section_kind *saved_table_under(enum saved_header header,
                                             const struct section_kind *named)
{
    switch (header) {
    case SAVED_HEADER_UNIX:
        return &section_unix;
    case SAVED_HEADER_PACKET:
        return &section_packet;
    case SAVED_HEADER_NETLINK:
        return &section_netlink;
    case SAVED_HEADER_DATAGRAM:
        return named != NULL && is_datagram(named) ? named : &section_udp;
    default:
        return named != NULL && is_tcp(named) ? named : &section_tcp;
    }
}

static size_t count_columns(struct str line)
{
    struct cursor cursor = cursor_from(line);
    struct str word;
    size_t count = 0;

    while (cursor_token(&cursor, &word)) {
        count++;
    }
    return count;
}

enum saved_shape saved_table_shape(struct str line)
{
    struct sock_row row;

    if (procnet_parse(line, SOCK_TCP, &row) <= 0) {
        return SAVED_NO_ROW;
    }
    if ((row.state != SOCK_ESTABLISHED && row.state != SOCK_CLOSE) ||
        count_columns(str_trim(line)) >= COLUMNS_TO_INODE + TCP_COLUMNS_MIN) {
        return SAVED_TCP_ROW;
    }
    return SAVED_ANY_ROW;
}
