/* SPDX-License-Identifier: Apache-2.0 */
/* What of a watching is ready before a phone is asked. */
#include "cmd/command_line.h"
#include "cmd/terminal.h"
#include "cmd/watching_open.h"
#include "cmd/whats.h"

#include <stdlib.h>
#include <string.h>

/* "-" is no WHAT: marks come on standard input. */
static int take_whats(struct watching *watching, bool *want_marks,
                      struct err *err)
{
    const struct settings *settings = watching->settings;
    int count = 0;
    int rc;

    watching->whats =
        calloc((size_t)settings->argument_count + 1, sizeof(*watching->whats));
    if (watching->whats == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    for (int i = 0; i < settings->argument_count; i++) {
        if (strcmp(settings->arguments[i], "-") == 0) {
            *want_marks = true;
        } else {
            watching->whats[count++] = settings->arguments[i];
        }
    }
    rc = whats_parse(watching->whats, count, &watching->targets, err);
    watching->target_count = (size_t)count;
    return rc;
}

static int commit(void *ctx, struct err *err)
{
    struct watching *watching = ctx;

    return watching->capture == NULL ? 0
                                     : capture_commit(watching->capture, err);
}

static int make_capture(struct watching *watching, const char *command_line,
                        struct err *err)
{
    const struct settings *settings = watching->settings;
    const struct capture_head head = {
        .command_line = command_line,
        .utc_offset_minutes = terminal_utc_offset(watching->started_ms),
        .started_ms = watching->started_ms,
        .arguments = watching->whats,
        .argument_count = watching->target_count,
    };

    return capture_create(settings->watch.save, settings->want_force, &head,
                          &watching->capture, err);
}

static int open_capture(struct watching *watching, struct err *err)
{
    struct buf words;
    int rc;

    if (watching->settings->watch.save == NULL) {
        return 0;
    }
    rc = command_line_make(watching->settings, &words, err);
    if (rc == 0) {
        rc = make_capture(watching, (const char *)words.data, err);
    }
    buf_fini(&words);
    return rc;
}

int watching_prepare(struct watching *watching, struct err *err)
{
    bool want_marks = false;
    int rc = take_whats(watching, &want_marks, err);

    watch_marks_init(&watching->marks, want_marks);
    if (rc == 0) {
        rc = watching_open_check(watching, err);
    }
    if (rc == 0) {
        rc = outputs_open(&watching->outputs, watching->settings,
                          RECORD_WATCHING, err);
    }
    if (rc == 0) {
        rc = watch_names_init(&watching->names, watching->settings, err);
    }
    if (rc == 0) {
        rc = watching_phones_find(watching, err);
    }
    if (rc == 0) {
        rc = open_capture(watching, err);
    }
    if (rc == 0) {
        watching->outputs.before = commit;
        watching->outputs.ctx = watching;
        watching->is_for_reader = watching->outputs.count == 1 &&
                                  watching->outputs.list[0].file.path == NULL;
        watch_lines_open(&watching->lines, &watching->outputs);
        watching->views[watching->view_count++] = &watching->lines.view;
    }
    if (rc == 0 && !want_marks &&
        watch_screen_is_wanted(&watching->outputs, watching->settings)) {
        rc = watch_screen_open(&watching->screen, &watching->outputs,
                               &watching->names,
                               watching->settings->expected_path, err);
        watching->views[watching->view_count++] = &watching->screen.view;
    }
    return rc;
}
