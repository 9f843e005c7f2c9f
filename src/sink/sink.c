/* SPDX-License-Identifier: Apache-2.0 */
/* The list of formats, and what is the same for all. See sink.h. */
#include "sink/sink_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct sink_ops *const formats[] = {
    &sink_table, &sink_json,  &sink_jsonl, &sink_csv,
    &sink_html,  &sink_junit, NULL};

const struct sink_ops *const *sink_all(void)
{
    return formats;
}

const struct sink_ops *sink_by_name(const char *name)
{
    size_t i;

    for (i = 0; formats[i] != NULL; i++) {
        if (strcmp(formats[i]->name, name) == 0) {
            return formats[i];
        }
    }
    return NULL;
}

/* What a drain gave is told by whoever owns the drain. */
static int tell(const struct sink *sink, struct err *err)
{
    if (sink->rc == ERR_NOMEM) {
        return err_set(err, ERR_NOMEM, "out of memory while writing %s",
                       sink->ops->name);
    }
    return sink->rc;
}

int sink_open(const struct sink_ops *ops, const struct sink_options *options,
              sink_drain drain, void *ctx, struct sink **out, struct err *err)
{
    struct sink *sink;
    int rc;

    *out = NULL;
    if ((options->kinds & ~ops->kinds) != 0) {
        return err_set(err, ERR_USAGE, "-o %s cannot show the output of %s",
                       ops->name, options->command);
    }
    sink = calloc(1, sizeof(*sink));
    if (sink == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    sink->ops = ops;
    sink->options = *options;
    sink->state = calloc(1, ops->state_size);
    if (out_init(&sink->data, SINK_DATA, drain, ctx, &sink->rc) < 0 ||
        out_init(&sink->people, SINK_PEOPLE, drain, ctx, &sink->rc) < 0 ||
        sink->state == NULL) {
        sink->rc = ERR_NOMEM;
    } else if (ops->open != NULL) {
        ops->open(sink);
    }
    rc = tell(sink, err);
    if (rc < 0) {
        sink_abandon(sink);
        return rc;
    }
    *out = sink;
    return 0;
}

/* Keeps to the order of the parts. */
static int put_one(struct sink *sink, const struct record *record)
{
    int rc;

    switch (record->kind) {
    case RECORD_PHONE:
        assert(sink->phone == NULL);
        sink->phone = record->of.result;
        break;
    case RECORD_CONNECTION:
    case RECORD_SOCKET:
    case RECORD_END:
        assert(sink->phone != NULL);
        break;
    default:
        assert(sink->phone == NULL);
        break;
    }
    rc = sink->ops->put(sink, record);
    if (record->kind == RECORD_END) {
        sink->phone = NULL;
    }
    return rc;
}

static int put_in_parts(struct sink *sink, const struct result *result)
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
    size_t i;
    int rc = put_one(sink, &record);

    record.kind = RECORD_CONNECTION;
    for (i = 0; i < result->connection_count && rc == 0 && sink->rc == 0; i++) {
        record.of.connection = &result->connections[i];
        rc = put_one(sink, &record);
    }
    record.kind = RECORD_SOCKET;
    for (i = 0; i < result->socket_count && rc == 0 && sink->rc == 0; i++) {
        record.of.socket = &result->sockets[i];
        rc = put_one(sink, &record);
    }
    record.kind = RECORD_END;
    record.of.end = &end;
    return rc < 0 ? rc : put_one(sink, &record);
}

int sink_put(struct sink *sink, const struct record *record, struct err *err)
{
    assert((sink->options.kinds & record->kind) != 0);
    if (sink->rc == 0) {
        bool is_whole = record->kind == RECORD_RESULT &&
                        (sink->ops->kinds & RECORD_PHONE) != 0;
        int rc = is_whole ? put_in_parts(sink, record->of.result)
                          : put_one(sink, record);

        sink->rc = sink->rc == 0 ? rc : sink->rc;
        sink->put_count++;
    }
    return tell(sink, err);
}

int sink_flush(struct sink *sink, struct err *err)
{
    (void)out_flush(&sink->data);
    (void)out_flush(&sink->people);
    return tell(sink, err);
}

int sink_close(struct sink *sink, struct err *err)
{
    int rc;

    assert(sink->rc < 0 || sink->phone == NULL);
    if (sink->rc == 0 && sink->ops->close != NULL) {
        sink->ops->close(sink);
    }
    (void)out_flush(&sink->data);
    (void)out_flush(&sink->people);
    rc = tell(sink, err);
    sink_abandon(sink);
    return rc;
}

void sink_abandon(struct sink *sink)
{
    if (sink == NULL) {
        return;
    }
    if (sink->ops->fini != NULL && sink->state != NULL) {
        sink->ops->fini(sink);
    }
    free(sink->state);
    out_fini(&sink->data);
    out_fini(&sink->people);
    free(sink);
}
