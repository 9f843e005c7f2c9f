/* SPDX-License-Identifier: Apache-2.0 */
/* Answers in parts, to all outputs side by side. See outputs.h. */
#include "cmd/outputs.h"

int outputs_start(struct outputs *outputs, int64_t taken_at_ms, struct err *err)
{
    unsigned kinds =
        (outputs->kinds & RECORD_RESULT) != 0 ? RECORD_ROWS : outputs->kinds;
    size_t i;
    int rc = 0;

    for (i = 0; i < outputs->count && rc == 0; i++) {
        rc = output_start(&outputs->list[i], kinds, taken_at_ms, err);
    }
    return rc;
}

/* One reader that has gone does not stop the others. */
static int go_on_without(struct output *output, int rc)
{
    if (rc != FILE_OUT_PIPE_CLOSED) {
        return rc;
    }
    output->is_done = true;
    return 0;
}

/* What the screen shows is not written across it. */
static bool is_muted(const struct output *output, const struct record *record)
{
    return output->is_behind_screen &&
           (record->kind == RECORD_WATCH || record->kind == RECORD_EVENT);
}

int outputs_put(struct outputs *outputs, const struct record *record,
                struct err *err)
{
    bool is_anybody_left = false;
    size_t i;
    int rc = 0;

    for (i = 0; i < outputs->count && rc == 0; i++) {
        struct output *output = &outputs->list[i];

        if (!output->is_done && !is_muted(output, record)) {
            rc = output_explain(output, sink_put(output->sink, record, err),
                                err);
            rc = go_on_without(output, rc);
        }
        is_anybody_left = is_anybody_left || !output->is_done;
    }
    return rc == 0 && !is_anybody_left ? FILE_OUT_PIPE_CLOSED : rc;
}

int outputs_flush(struct outputs *outputs, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < outputs->count && rc == 0; i++) {
        struct output *output = &outputs->list[i];

        if (!output->is_done) {
            rc = output_explain(output, sink_flush(output->sink, err), err);
            rc = go_on_without(output, rc);
        }
    }
    return rc;
}

int outputs_end(struct outputs *outputs, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < outputs->count && rc == 0; i++) {
        struct output *output = &outputs->list[i];

        if (!output->is_done) {
            rc = output_explain(output, sink_close(output->sink, err), err);
            output->sink = NULL;
            rc = go_on_without(output, rc);
        }
        if (rc == 0 && !output->is_done) {
            rc = file_out_commit(&output->file, err);
        }
    }
    outputs_abandon(outputs);
    return rc;
}

static int stream_one(struct output *output, unsigned kinds,
                      const struct record *record, int64_t taken_at_ms,
                      struct err *err)
{
    int rc = 0;

    if (output->sink == NULL) {
        rc = output_start(output, kinds, taken_at_ms, err);
    }
    if (rc == 0) {
        rc = sink_put(output->sink, record, err);
    }
    if (rc == 0) {
        rc = sink_flush(output->sink, err);
    }
    return output_explain(output, rc, err);
}

int outputs_stream(struct outputs *outputs, const struct record *record,
                   int64_t taken_at_ms, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < outputs->count && rc == 0; i++) {
        struct output *output = &outputs->list[i];

        if (output->format->is_streaming) {
            rc = stream_one(output, outputs->kinds, record, taken_at_ms, err);
        }
    }
    return rc;
}
