/* SPDX-License-Identifier: Apache-2.0 */
/* See watch_marks.h. */
#include "cmd/watch_marks.h"

#include "base/cursor.h"

#include <errno.h>
#include <unistd.h>

#define LINE_MAX_LEN ((size_t)1024)
#define PIECE 4096

void watch_marks_init(struct watch_marks *marks, bool is_wanted)
{
    buf_init(&marks->line, LINE_MAX_LEN);
    marks->is_open = is_wanted;
}

void watch_marks_fini(struct watch_marks *marks)
{
    buf_fini(&marks->line);
}

int watch_marks_fd(const struct watch_marks *marks)
{
    return marks->is_open ? STDIN_FILENO : -1;
}

/* A line is whole; one that was too long is a mark all the same, cut. */
static void take_line(struct watch_marks *marks,
                      void (*mark)(void *ctx, const char *text), void *ctx)
{
    struct str line = {(const char *)marks->line.data, marks->line.len};
    struct cursor cursor = cursor_from(line);
    char text[LINE_MAX_LEN + 1];

    if (line.len > 0 && cursor_literal(&cursor, "mark:")) {
        struct str rest = str_trim(cursor_rest(&cursor));

        if (memchr(rest.ptr, '\0', rest.len) == NULL) {
            memcpy(text, rest.ptr, rest.len);
            text[rest.len] = '\0';
            mark(ctx, text);
        }
    }
    marks->line.len = 0;
}

void watch_marks_read(struct watch_marks *marks,
                      void (*mark)(void *ctx, const char *text), void *ctx)
{
    char piece[PIECE];
    ssize_t got = read(STDIN_FILENO, piece, sizeof(piece));

    if (got < 0 && errno == EINTR) {
        return;
    }
    if (got <= 0) {
        take_line(marks, mark, ctx);
        marks->is_open = false;
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (piece[i] == '\n') {
            take_line(marks, mark, ctx);
        } else if (marks->line.len < LINE_MAX_LEN) {
            /* No memory: the mark is shorter. */
            (void)buf_putc(&marks->line, piece[i]);
        }
    }
}
