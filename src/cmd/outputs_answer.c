/* SPDX-License-Identifier: Apache-2.0 */
/* See outputs_answer.h. */
#include "cmd/outputs_answer.h"

#include <stdlib.h>

static bool is_streaming(const struct outputs *outputs)
{
    size_t i;

    for (i = 0; i < outputs->count; i++) {
        if (!outputs->list[i].format->is_streaming) {
            return false;
        }
    }
    return outputs->takes_rows;
}

static int put_row(struct outputs *outputs, const struct connection *connection,
                   struct err *err)
{
    struct record record = {.kind = RECORD_CONNECTION};

    record.of.connection = connection;
    return outputs_put(outputs, &record, err);
}

/* Rows that wait for nothing; late: also those that waited in vain. */
static int put_others(struct outputs *outputs, const struct result *result,
                      const struct resolve *resolve, bool is_late, bool *is_put,
                      struct err *err)
{
    int rc = 0;

    for (size_t i = 0; i < result->connection_count && rc == 0; i++) {
        const struct connection *connection = &result->connections[i];

        if (!is_put[i] && (is_late || !resolve_is_awaited(resolve, i))) {
            is_put[i] = true;
            rc = put_row(outputs, connection, err);
        }
    }
    return rc < 0 ? rc : outputs_flush(outputs, err);
}

static int put_rows(struct outputs *outputs, const struct result *result,
                    struct resolve *resolve, bool *is_put, struct err *err)
{
    size_t i;
    int rc = put_others(outputs, result, resolve, false, is_put, err);

    while (rc == 0 && resolve_next(resolve, &i)) {
        for (; i != RESOLVE_NONE && rc == 0; i = resolve->nexts[i]) {
            is_put[i] = true;
            rc = put_row(outputs, &result->connections[i], err);
        }
        rc = rc < 0 ? rc : outputs_flush(outputs, err);
    }
    return rc < 0 ? rc
                  : put_others(outputs, result, resolve, true, is_put, err);
}

static int stream(struct outputs *outputs, const struct result *result,
                  struct resolve *resolve, bool *is_put, struct err *err)
{
    struct result_end end = {
        .snapshot = result->snapshot,
        .hidden = result->hidden,
        .row_count = result->snapshot->rows.len,
        .connection_count = result->connection_count,
        .socket_count = result->socket_count,
        .judged = result->judged,
        .path = result->path,
        .is_partial = result->is_partial,
    };
    struct record record = {.kind = RECORD_PHONE, .of = {result}};
    int rc = outputs_start(outputs, result->snapshot->taken_at_ms, err);

    if (rc == 0) {
        rc = outputs_put(outputs, &record, err);
    }
    if (rc == 0) {
        rc = put_rows(outputs, result, resolve, is_put, err);
    }
    record.kind = RECORD_SOCKET;
    for (size_t i = 0; i < result->socket_count && rc == 0; i++) {
        record.of.socket = &result->sockets[i];
        rc = outputs_put(outputs, &record, err);
    }
    record.kind = RECORD_END;
    record.of.end = &end;
    if (rc == 0) {
        rc = outputs_put(outputs, &record, err);
    }
    return rc < 0 ? rc : outputs_end(outputs, err);
}

int outputs_answer(struct outputs *outputs, const struct result *result,
                   struct resolve *resolve, struct err *err)
{
    struct record record = {.kind = RECORD_RESULT, .of = {result}};
    bool *is_put;
    size_t i;
    int rc;

    if (!is_streaming(outputs) || resolve->set.list.len == 0) {
        while (resolve_next(resolve, &i)) {
        }
        return outputs_print(outputs, &record, result->snapshot->taken_at_ms,
                             err);
    }
    is_put = calloc(result->connection_count, sizeof(*is_put));
    if (is_put == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    rc = stream(outputs, result, resolve, is_put, err);
    free(is_put);
    return rc;
}
