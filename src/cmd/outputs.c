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
    const struct outputs *all = output->all;

    if (all->before != NULL && all->before(all->ctx, &output->err) < 0) {
        return output->err.code;
    }
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
        return err_set(
            err, ERR_USAGE, "-o %s cannot show the output of %s%s",
            format->name, settings->command->name,
            settings->want_check ? " --check; -o json and -o table can" : "");
    }
    output->format = format;
    output->all = outputs;
    output->settings = settings;
    outputs->takes_rows &= (format->kinds & RECORD_ROWS) == RECORD_ROWS;
    rc = file_out_open(&output->file, file, settings->want_force, err);
    outputs->count += rc == 0;
    return rc;
}

/* Those to a file, or those to standard output. */
static int open_some(struct outputs *outputs, const struct settings *settings,
                     bool is_file, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < settings->output_count && rc == 0; i++) {
        const struct output_choice *choice = &settings->outputs[i];

        if ((choice->file != NULL) == is_file) {
            rc = open_one(outputs, settings, choice->format, choice->file, err);
        }
    }
    return rc;
}

int outputs_open(struct outputs *outputs, const struct settings *settings,
                 unsigned kinds, struct err *err)
{
    int rc;

    memset(outputs, 0, sizeof(*outputs));
    outputs->kinds = kinds;
    outputs->takes_rows = (kinds & RECORD_RESULT) != 0;
    rc = open_some(outputs, settings, true, err);
    if (rc == 0) {
        rc = open_some(outputs, settings, false, err);
    }
    if (rc == 0 && settings->output_count == 0) {
        rc = open_one(outputs, settings, sink_by_name("table"), NULL, err);
    }
    if (rc < 0) {
        outputs_abandon(outputs);
    }
    return rc;
}

int output_start(struct output *output, unsigned kinds, int64_t taken_at_ms,
                 struct err *err)
{
    const struct settings *settings = output->settings;
    struct sink_options options = {
        .command = settings->command->name,
        .kinds = kinds,
        .want_wide = settings->want_wide,
        .want_extended = settings->want_extended,
        .want_programs = settings->want_programs,
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

/* A failed write has its sentence here, any other one in err already. */
int output_explain(const struct output *output, int rc, struct err *err)
{
    if (rc < 0 && output->err.code != 0) {
        *err = output->err;
    }
    return rc;
}

static int print_one(struct output *output, unsigned kinds,
                     const struct record *record, int64_t taken_at_ms,
                     struct err *err)
{
    int rc = 0;

    if (output->sink == NULL) {
        rc = output_start(output, kinds, taken_at_ms, err);
        if (rc == 0) {
            rc = sink_put(output->sink, record, err);
        }
    }
    if (rc == 0) {
        rc = sink_close(output->sink, err);
        output->sink = NULL;
    }
    rc = output_explain(output, rc, err);
    return rc == 0 ? file_out_commit(&output->file, err) : rc;
}

int outputs_print(struct outputs *outputs, const struct record *record,
                  int64_t taken_at_ms, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < outputs->count && rc == 0; i++) {
        struct output *output = &outputs->list[i];

        rc = print_one(output, outputs->kinds, record, taken_at_ms, err);
        if (rc == FILE_OUT_PIPE_CLOSED && output->file.path != NULL) {
            rc = 0;
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
