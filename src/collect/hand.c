/* SPDX-License-Identifier: Apache-2.0 */
/* See hand.h. */
#include "collect/hand.h"

#include "collect/script_pieces.h"

#include <string.h>

int hand_put_script(struct buf *out)
{
    return buf_append(out, script_hand.text, script_hand.len);
}

/* Empty lines only say that somebody is there: they are left out. */
static int put_lines(struct buf *out, const char *text, unsigned *count)
{
    struct cursor lines = cursor_from(str_from(text));
    struct str line;
    int rc = 0;

    *count = 0;
    while (rc == 0 && cursor_line(&lines, &line)) {
        if (line.len > 0) {
            ++*count;
            rc = out == NULL ? 0 : buf_append(out, line.ptr, line.len);
            rc = rc < 0 || out == NULL ? rc : buf_putc(out, '\n');
        }
    }
    return rc;
}

int hand_put(struct buf *out, unsigned number, const char *text)
{
    unsigned count;
    int rc;

    (void)put_lines(NULL, text, &count);
    rc = buf_printf(out, "=r %u %u\n", number, count);
    return rc < 0 ? rc : put_lines(out, text, &count);
}

int hand_put_last(struct buf *out, const char *command)
{
    if (command == NULL) {
        return buf_puts(out, "=d\n");
    }
    return strchr(command, '\n') != NULL ? ERR_ARG
                                         : buf_printf(out, "=a %s\n", command);
}

/* "1795383098.123456", in ms. */
static bool read_time(struct cursor *cursor, int64_t *out)
{
    uint64_t seconds;
    uint64_t micros;
    const char *digits;

    if (!cursor_u64(cursor, UINT32_MAX, &seconds) ||
        !cursor_char(cursor, '.')) {
        return false;
    }
    digits = cursor->at;
    if (!cursor_u64(cursor, 999999, &micros) || cursor->at - digits != 6) {
        return false;
    }
    *out = (int64_t)(seconds * 1000 + micros / 1000);
    return true;
}

bool hand_read_end(struct str line, struct hand_end *out)
{
    struct cursor cursor = cursor_from(str_trim(line));
    uint64_t number;
    int64_t from;
    int64_t to;

    if (!cursor_literal(&cursor, "== end ") ||
        !cursor_u64(&cursor, UINT32_MAX, &number) ||
        !cursor_char(&cursor, ' ') || !read_time(&cursor, &from) ||
        !cursor_char(&cursor, ' ') || !read_time(&cursor, &to) ||
        !cursor_is_end(&cursor)) {
        return false;
    }
    out->number = (unsigned)number;
    out->took_ms = to < from ? -1 : to - from;
    return true;
}
