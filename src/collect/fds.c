/* SPDX-License-Identifier: Apache-2.0 */
/* See fds.h. */
#include "collect/fds.h"

#include "base/err.h"

/* "/proc/24685/fd:" */
static int parse_header(struct cursor *cursor, struct fds_line *out)
{
    uint64_t pid;

    if (!cursor_literal(cursor, "/proc/") ||
        !cursor_u64(cursor, INT32_MAX, &pid) ||
        !cursor_literal(cursor, "/fd:") || !cursor_is_end(cursor)) {
        return ERR_PROTO;
    }
    out->pid = (int32_t)pid;
    return 1;
}

/* "75412 63=" */
static int parse_inode(struct cursor *cursor, struct fds_line *out)
{
    uint64_t number;

    if (!cursor_u64(cursor, UINT64_MAX, &out->inode) ||
        !cursor_char(cursor, ' ') || !cursor_u64(cursor, INT32_MAX, &number)) {
        return ERR_PROTO;
    }
    if (!cursor_char(cursor, '=')) {
        return 0;
    }
    return cursor_is_end(cursor) && out->inode != 0 ? 1 : ERR_PROTO;
}

/* "socket:[75412]" */
static bool take_socket(struct str text, uint64_t *out_inode)
{
    struct cursor cursor = cursor_from(text);

    return cursor_literal(&cursor, "socket:[") &&
           cursor_u64(&cursor, UINT64_MAX, out_inode) &&
           cursor_char(&cursor, ']') && cursor_is_end(&cursor) &&
           *out_inode != 0;
}

/* The first arrow: one in the name of a file comes behind it. */
static int parse_link(struct cursor *cursor, struct fds_line *out)
{
    struct str before = {NULL, 0};
    struct str token = {NULL, 0};
    uint64_t number;

    do {
        before = token;
        if (!cursor_token(cursor, &token)) {
            return ERR_PROTO;
        }
    } while (!str_is(token, "->"));
    if (!str_to_u64(before, INT32_MAX, &number)) {
        return ERR_PROTO;
    }
    cursor_skip_blanks(cursor);
    out->is_link = true;
    return take_socket(cursor_rest(cursor), &out->inode) ? 1 : 0;
}

int fds_parse(struct str line, struct fds_line *out)
{
    struct cursor cursor = cursor_from(str_trim(line));

    out->pid = -1;
    out->inode = 0;
    out->is_link = false;
    if (cursor_is_end(&cursor)) {
        return 0;
    }
    switch (*cursor.at) {
    case '/':
        return parse_header(&cursor, out);
    case 'l':
        return parse_link(&cursor, out);
    case 't':
        return str_starts(cursor_rest(&cursor), "total ") ? 0 : ERR_PROTO;
    default:
        return parse_inode(&cursor, out);
    }
}
