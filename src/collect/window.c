/* SPDX-License-Identifier: Apache-2.0 */
/* See window.h. */
#include "collect/window.h"

#include "collect/dedupe.h"

#include <string.h>

int window_pass(struct snapshot *snapshot, bool is_last, window_row on_row,
                void *ctx)
{
    struct vec *vec = &snapshot->rows;
    struct sock_row *rows;
    size_t count;
    int rc;

    /* Twice the window, so that most rows are compared twice and no more. */
    if (!is_last && vec->len < 2 * WINDOW_ROWS) {
        return 0;
    }
    rc = dedupe_rows(snapshot);
    rows = vec->items;
    count = is_last                  ? vec->len
            : vec->len > WINDOW_ROWS ? vec->len - WINDOW_ROWS
                                     : 0;
    for (size_t i = 0; i < count && rc == 0; i++) {
        rc = on_row(ctx, &rows[i]);
    }
    if (count > 0) {
        memmove(rows, rows + count, (vec->len - count) * sizeof(*rows));
        vec->len -= count;
    }
    return rc;
}
