/* SPDX-License-Identifier: Apache-2.0 */
/* From sinks to files. See outputs.h. */
#include "cmd/outputs.h"

#include "cmd/say.h"
#include "cmd/terminal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int drain(void *ctx, enum sink_stream stream, const char *bytes,
                 size_t len)
{
    struct output *output = ctx;

    if (stream == SINK_DATA) {
        return file_out_write(&output->file, bytes, len, &output->err);
    }
    if (!output->settings->is_quiet) {
        (void)fwrite(bytes, 1, len, stderr);
    }
    return 0;
}

static bool wants_color(const struct settings *settings, unsigned width)
{
    return settings->color == WHEN_ALWAYS ||
           (settings->color == WHEN_AUTO && width > 0);
}

static int open_one(struct output *output, const struct settings *settings,
                    const struct output_choice *choice, unsigned kinds,
                    int64_t taken_at_ms, struct err *err)
{
    struct sink_options options = {
        .command = settings->command->name,
        .kinds = kinds,
        .want_wide = settings->want_wide,
        .want_extended = settings->want_extended,
        .taken_at_ms = taken_at_ms,
        .utc_offset_minutes = terminal_utc_offset(taken_at_ms),
    };
    int rc;

    if (choice->file == NULL) {
        options.width = terminal_width(STDOUT_FILENO);
    }
    options.want_color = wants_color(settings, options.width);
    output->settings = settings;
    rc = file_out_open(&output->file, choice->file, settings->want_force, err);
    if (rc < 0) {
        return rc;
    }
    rc = sink_open(choice->format, &options, drain, output, &output->sink, err);
    if (rc < 0) {
        file_out_abandon(&output->file);
    }
    return rc;
}

int outputs_open(struct outputs *outputs, const struct settings *settings,
                 unsigned kinds, int64_t taken_at_ms, struct err *err)
{
    struct output_choice table = {sink_by_name("table"), NULL};
    size_t count = settings->output_count;
    size_t i;

    memset(outputs, 0, sizeof(*outputs));
    if (count == 0) {
        outputs->count = 1;
        return open_one(&outputs->list[0], settings, &table, kinds, taken_at_ms,
                        err);
    }
    for (i = 0; i < count; i++) {
        int rc = open_one(&outputs->list[i], settings, &settings->outputs[i],
                          kinds, taken_at_ms, err);

        if (rc < 0) {
            outputs_abandon(outputs);
            return rc;
        }
        outputs->count++;
    }
    return 0;
}

/* A failed write has its sentence here, any other one in err already. */
static int explain(const struct output *output, int rc, struct err *err)
{
    if (rc < 0 && output->err.code != 0) {
        *err = output->err;
    }
    return rc;
}

int outputs_put(struct outputs *outputs, const struct record *record,
                struct err *err)
{
    size_t i;

    for (i = 0; i < outputs->count; i++) {
        struct output *output = &outputs->list[i];
        int rc = sink_put(output->sink, record, err);

        if (rc < 0) {
            return explain(output, rc, err);
        }
    }
    return 0;
}

int outputs_close(struct outputs *outputs, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < outputs->count && rc == 0; i++) {
        struct output *output = &outputs->list[i];

        rc = sink_close(output->sink, err);
        output->sink = NULL;
        rc = explain(output, rc, err);
        if (rc == 0) {
            rc = file_out_commit(&output->file, err);
        }
    }
    outputs_abandon(outputs);
    return rc;
}

void outputs_abandon(struct outputs *outputs)
{
    size_t i;

    for (i = 0; i < outputs->count; i++) {
        sink_abandon(outputs->list[i].sink);
        outputs->list[i].sink = NULL;
        file_out_abandon(&outputs->list[i].file);
    }
    outputs->count = 0;
}
