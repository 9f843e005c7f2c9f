/* SPDX-License-Identifier: Apache-2.0 */
/* Twice over the files, with rows in a window. See stream.h. */
#include "cmd/stream.h"

#include "cmd/say.h"
#include "cmd/texts.h"
#include "collect/window.h"
#include "track/connections.h"
#include "track/survey.h"

struct stream {
    const struct answer *answer;
    const struct inputs *inputs;
    struct select_options options;
    struct selection selection;
    struct join join;
    struct snapshot rows; /* of the second pass */
    size_t shown;
    struct err *err;
};

static int survey_rows(void *ctx)
{
    return survey_take(ctx);
}

/* The first pass: everything but most of the rows is in the snapshot then. */
static int look(const struct answer *answer, const struct inputs *inputs,
                struct snapshot *snapshot, size_t *out_rows, struct err *err)
{
    struct survey survey;
    struct texts texts = {
        .inputs = inputs,
        .as = answer->settings->as,
        .out = snapshot,
        .on_rows = survey_rows,
        .ctx = &survey,
    };
    int rc;

    survey_init(&survey, snapshot);
    rc = texts_read(&texts, err);
    if (rc == 0) {
        rc = survey_take(&survey);
    }
    *out_rows = survey.rows;
    survey_fini(&survey);
    return rc;
}

static int put_row(void *ctx, const struct sock_row *row)
{
    struct stream *stream = ctx;
    const struct answer *answer = stream->answer;
    struct connection connection;
    struct record record = {.kind = RECORD_CONNECTION, .of = {NULL}};

    connections_join_row(&stream->join, row, &connection);
    if (!select_wants(&stream->options, answer->snapshot, &stream->selection,
                      &connection)) {
        return 0;
    }
    stream->shown++;
    record.of.connection = &connection;
    return outputs_put(answer->outputs, &record, stream->err);
}

static int pass_rows(void *ctx)
{
    struct stream *stream = ctx;

    return window_pass(&stream->rows, false, put_row, stream);
}

/* The second pass. */
static int put_rows(struct stream *stream)
{
    struct texts texts = {
        .inputs = stream->inputs,
        .as = stream->answer->settings->as,
        .out = &stream->rows,
        .on_rows = pass_rows,
        .ctx = stream,
    };
    int rc = texts_read(&texts, stream->err);

    return rc < 0 ? rc : window_pass(&stream->rows, true, put_row, stream);
}

/* Those without addresses, which are all there. */
static int put_sockets(struct stream *stream)
{
    const struct vec *sockets = &stream->selection.sockets;
    struct record record = {.kind = RECORD_SOCKET, .of = {NULL}};
    int rc = 0;

    for (size_t i = 0; i < sockets->len && rc == 0; i++) {
        record.of.socket = vec_at(sockets, i);
        rc = outputs_put(stream->answer->outputs, &record, stream->err);
    }
    return rc;
}

static int put_all(struct stream *stream, struct snapshot *snapshot,
                   size_t row_count, bool is_partial)
{
    const struct answer *answer = stream->answer;
    struct result phone = {
        .serial = answer->serial,
        .via = answer->via,
        .snapshot = snapshot,
        .targets = stream->selection.targets.items,
        .target_count = stream->selection.targets.len,
    };
    struct result_end end = {.snapshot = snapshot, .is_partial = is_partial};
    struct record record = {.kind = RECORD_PHONE, .of = {&phone}};
    int rc = outputs_start(answer->outputs, snapshot->taken_at_ms, stream->err);

    if (rc == 0) {
        rc = outputs_put(answer->outputs, &record, stream->err);
    }
    if (rc == 0) {
        rc = put_rows(stream);
    }
    if (rc == 0) {
        rc = put_sockets(stream);
    }
    snapshot->rows_duplicate = stream->rows.rows_duplicate;
    end.row_count = row_count - snapshot->rows_duplicate;
    end.connection_count = stream->shown;
    end.socket_count = stream->selection.sockets.len;
    end.hidden = stream->selection.hidden;
    record.kind = RECORD_END;
    record.of.end = &end;
    if (rc == 0) {
        rc = outputs_put(answer->outputs, &record, stream->err);
    }
    return rc == 0 ? outputs_end(answer->outputs, stream->err) : rc;
}

static int join_and_put(struct stream *stream, struct snapshot *snapshot,
                        const struct owners *owners, size_t row_count,
                        int *out_status)
{
    const struct answer *answer = stream->answer;
    bool is_partial;
    int rc = select_begin(&stream->options, snapshot, owners,
                          &stream->selection, stream->err);

    if (rc < 0) {
        return rc;
    }
    rc = select_local(&stream->options, snapshot, owners, &stream->selection);
    if (rc == 0) {
        rc = connections_begin(&stream->join, snapshot, owners);
    }
    if (rc < 0) {
        selection_fini(&stream->selection);
        return err_set(stream->err, rc, "out of memory");
    }
    snapshot_init(&stream->rows);
    is_partial = say_warnings(answer->settings, snapshot);
    rc = put_all(stream, snapshot, row_count, is_partial);
    *out_status = answer_verdict(answer->settings,
                                 stream->shown + stream->selection.sockets.len,
                                 is_partial);
    snapshot_fini(&stream->rows);
    connections_end(&stream->join);
    selection_fini(&stream->selection);
    return rc == FILE_OUT_PIPE_CLOSED ? 0 : rc;
}

int stream_print(const struct answer *answer, const struct inputs *inputs,
                 struct snapshot *snapshot, int *out_status, struct err *err)
{
    struct stream stream = {.answer = answer,
                            .inputs = inputs,
                            .options = answer_choices(answer),
                            .err = err};
    struct owners owners;
    size_t row_count;
    int rc = look(answer, inputs, snapshot, &row_count, err);

    if (rc < 0) {
        return rc;
    }
    rc = owners_init(&owners, snapshot);
    if (rc < 0) {
        return err_set(err, rc, "out of memory");
    }
    rc = join_and_put(&stream, snapshot, &owners, row_count, out_status);
    owners_fini(&owners);
    return rc;
}
