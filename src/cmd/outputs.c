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

static int open_one(struct outputs *outputs, const struct settings *settings,
                    const struct sink_ops *format, const char *file,
                    struct err *err)
{
    struct output *output = &outputs->list[outputs->count];
    int rc;

    if ((outputs->kinds & ~format->kinds) != 0) {
        return err_set(err, ERR_USAGE, "-o %s cannot show the output of %s",
                       format->name, settings->command->name);
    }
    output->format = format;
    output->settings = settings;
    rc = file_out_open(&output->file, file, settings->want_force, err);
    outputs->count += rc == 0;
    return rc;
}

int outputs_open(struct outputs *outputs, const struct settings *settings,
                 unsigned kinds, struct err *err)
{
    size_t i;
    int rc = 0;

    memset(outputs, 0, sizeof(*outputs));
    outputs->kinds = kinds;
    if (settings->output_count == 0) {
        rc = open_one(outputs, settings, sink_by_name("table"), NULL, err);
    }
    for (i = 0; i < settings->output_count && rc == 0; i++) {
        rc = open_one(outputs, settings, settings->outputs[i].format,
                      settings->outputs[i].file, err);
    }
    if (rc < 0) {
        outputs_abandon(outputs);
    }
    return rc;
}

static int start_one(struct output *output, unsigned kinds, int64_t taken_at_ms,
                     struct err *err)
{
    const struct settings *settings = output->settings;
    struct sink_options options = {
        .command = settings->command->name,
        .kinds = kinds,
        .want_wide = settings->want_wide,
        .want_extended = settings->want_extended,
        .taken_at_ms = taken_at_ms,
        .utc_offset_minutes = terminal_utc_offset(taken_at_ms),
    };

    if (output->file.path == NULL) {
        options.width = terminal_width(STDOUT_FILENO);
    }
    options.want_color = wants_color(settings, options.width);
    return sink_open(output->format, &options, drain, output, &output->sink,
                     err);
}

int outputs_start(struct outputs *outputs, int64_t taken_at_ms, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < outputs->count && rc == 0; i++) {
        rc = start_one(&outputs->list[i], outputs->kinds, taken_at_ms, err);
    }
    return rc;
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
