/* SPDX-License-Identifier: Apache-2.0 */
/* See uid_bytes.h. */
#include "collect/uid_bytes.h"

#include "base/err.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_number(struct cursor *cursor, uint64_t max, uint64_t *out)
{
    struct str word;

    return cursor_token(cursor, &word) && str_to_u64(word, max, out);
}

static int parse_row(struct str line, struct uid_bytes *out)
{
    struct cursor cursor = cursor_from(line);
    uint64_t uid;

    if (!take_number(&cursor, UINT32_MAX, &uid) ||
        !take_number(&cursor, UINT64_MAX, &out->rx_bytes) ||
        !take_number(&cursor, UINT64_MAX, &out->rx_packets) ||
        !take_number(&cursor, UINT64_MAX, &out->tx_bytes) ||
        !take_number(&cursor, UINT64_MAX, &out->tx_packets) ||
        !cursor_is_end(&cursor)) {
        return ERR_PROTO;
    }
    out->uid = (uint32_t)uid;
    return 1;
}

int uid_bytes_line(struct uid_bytes_reader *reader, struct str line,
                   struct uid_bytes *out)
{
    line = str_trim(line);
    if (str_is(line, "mAppUidStatsMap:")) {
        reader->is_in_map = true;
        reader->has_map = true;
        return 0;
    }
    if (!reader->is_in_map || line.len == 0 || str_starts(line, "uid ") ||
        str_starts(line, "Entry is deleted")) {
        return 0;
    }
    if (!is_digit(line.ptr[0])) {
        reader->is_in_map = false;
        return 0;
    }
    return parse_row(line, out);
}

static int compare(const void *a, const void *b)
{
    const struct uid_bytes *left = a;
    const struct uid_bytes *right = b;

    if (left->uid != right->uid) {
        return left->uid < right->uid ? -1 : 1;
    }
    if (left->rx_bytes != right->rx_bytes) {
        return left->rx_bytes < right->rx_bytes ? -1 : 1;
    }
    return left->tx_bytes < right->tx_bytes ? -1
                                            : left->tx_bytes > right->tx_bytes;
}

void uid_bytes_settle(struct vec *bytes)
{
    struct uid_bytes *rows = bytes->items;
    size_t kept = 0;

    vec_sort(bytes, compare);
    for (size_t i = 0; i < bytes->len; i++) {
        if (i + 1 == bytes->len || rows[i + 1].uid != rows[i].uid) {
            rows[kept++] = rows[i];
        }
    }
    bytes->len = kept;
}
