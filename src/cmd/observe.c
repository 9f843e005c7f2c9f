/* SPDX-License-Identifier: Apache-2.0 */
/* See observe.h: a capture is played as for a report, and nothing printed. */
#include "cmd/observe.h"

#include "cmd/capture_in.h"
#include "cmd/observe_part.h"
#include "cmd/observe_state.h"
#include "cmd/whats.h"

#include <stdlib.h>
#include <string.h>

/* All of it, or what part says; of a scan run by run. */
static int play(struct observation *observation, struct str mark,
                struct err *err)
{
    struct report_play *play = &observation->play;
    int rc = 0;

    if (mark.ptr != NULL) {
        if (capture_run_count(observation->capture) > 0) {
            return err_set(err, ERR_USAGE, "@%s: a scan is compared run by run",
                           mark.ptr);
        }
        rc = observe_part(observation->capture, mark.ptr, &play->from_ms,
                          &play->to_ms, err);
    }
    rc = rc < 0 ? rc : report_runs_play(play, &observation->scan, err);
    if (rc == 0 && observation->scan.count == 0) {
        rc = report_play(play, err);
        rc = rc < 0 ? rc : report_play_sum(play, err);
    }
    return rc;
}

static int observe(struct observation *observation, const char *source,
                   const struct settings *settings, struct err *err)
{
    const struct capture_head *head;
    struct str mark;
    int rc = observe_name(source, &observation->file, &mark, err);

    rc = rc < 0 ? rc : observe_said(observation, source, err);
    if (rc != 0) {
        return rc < 0 ? rc : 0;
    }
    rc = capture_in_open(observation->file, &observation->capture, err);
    if (rc < 0) {
        return rc;
    }
    head = capture_head(observation->capture);
    rc = whats_of_file(observation->file, head->arguments, head->argument_count,
                       &observation->targets, err);
    observation->play = (struct report_play){
        .capture = observation->capture,
        .settings = *settings,
        .targets = observation->targets,
        .target_count = head->argument_count,
        .file = source,
        .from_ms = INT64_MIN,
        .to_ms = INT64_MAX,
    };
    rc = rc < 0 ? rc : play(observation, mark, err);
    return rc < 0 ? rc : observe_list(observation, source, err);
}

int observe_capture(const char *file, const struct settings *settings,
                    struct observation **out, struct err *err)
{
    int rc;

    *out = calloc(1, sizeof(**out));
    if (*out == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    rc = observe(*out, file, settings, err);
    if (rc < 0) {
        const char *name = (*out)->file != NULL ? (*out)->file : file;

        if (strncmp(err->text, name, strlen(name)) != 0) {
            (void)err_prefix(err, "%s", file);
        }
        observe_free(*out);
        *out = NULL;
    }
    return rc;
}

void observe_free(struct observation *observation)
{
    if (observation != NULL) {
        report_play_free(&observation->play);
        report_runs_free(&observation->scan);
        said_free(observation->said);
        free(observation->file);
        free(observation->runs);
        free(observation->list);
        free(observation->targets);
        capture_free(observation->capture);
        free(observation);
    }
}

const struct observed *const *observe_runs(
    const struct observation *observation, size_t *out_count)
{
    *out_count = observation->count;
    return observation->list;
}

bool observe_is_partial(const struct observation *observation)
{
    return observation->is_cut || observation->play.is_partial;
}
