/* SPDX-License-Identifier: Apache-2.0 */
/* See netstat_rows.h. */
#include "collect/netstat_rows.h"

#include "base/err.h"

/* NULL for no text, so that whoever prints it says that it is unknown. */
static int keep(struct pool *pool, struct str text, const char **out)
{
    *out = NULL;
    if (text.len == 0) {
        return 0;
    }
    *out = pool_add(pool, text);
    if (*out != NULL) {
        return 0;
    }
    return text.len >= pool->max - pool->used ? ERR_LIMIT : ERR_NOMEM;
}

int netstat_rows_take(struct netstat_reader *reader, struct str line,
                      struct pool *pool, struct sock_row *out)
{
    struct netstat_row row;
    int kind = netstat_line(reader, line, &row);
    int rc;

    if (kind != NETSTAT_INET) {
        return kind;
    }
    *out = row.row;
    rc = keep(pool, row.remote_text, &out->remote_text);
    if (rc == 0) {
        rc = keep(pool, row.local_text, &out->local_text);
    }
    if (rc == 0) {
        rc = keep(pool, row.process, &out->process);
    }
    out->is_process_cut = row.is_process_cut;
    return rc < 0 ? rc : kind;
}
