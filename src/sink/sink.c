/* SPDX-License-Identifier: Apache-2.0 */
/* The list of formats, and what is the same for all. See sink.h. */
#include "sink/sink_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct sink_ops *const formats[] = {&sink_table, &sink_json, NULL};

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
    out_init(&sink->data, SINK_DATA, drain, ctx, &sink->rc);
    out_init(&sink->people, SINK_PEOPLE, drain, ctx, &sink->rc);
    sink->state = calloc(1, ops->state_size);
    if (sink->state == NULL) {
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

int sink_put(struct sink *sink, const struct record *record, struct err *err)
{
    assert((sink->options.kinds & record->kind) != 0);
    if (sink->rc == 0) {
        int rc = sink->ops->put(sink, record);

        sink->rc = sink->rc == 0 ? rc : sink->rc;
        sink->put_count++;
    }
    return tell(sink, err);
}

int sink_close(struct sink *sink, struct err *err)
{
    int rc;

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
    free(sink->state);
    out_fini(&sink->data);
    out_fini(&sink->people);
    free(sink);
}
