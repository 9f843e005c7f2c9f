/* SPDX-License-Identifier: Apache-2.0 */
/* How a watching ends: the phones, then what it came to, then the files. */
#include "cmd/answer.h"
#include "cmd/hinting.h"
#include "cmd/say.h"
#include "cmd/watching.h"

#include <assert.h>
#include <stdlib.h>

/*
 * Of what was asked for and of who may act for it, with names as far as they
 * are known. What else the phone does is in the capture only.
 */
static struct endpoint *copy_endpoints(struct watched *watched,
                                       struct watch_summary *summary)
{
    struct endpoint *endpoints =
        calloc(summary->endpoint_count + 1, sizeof(*endpoints));
    size_t count = 0;

    summary->path.expected =
        expected_path_word(watched->settings.expected_path);
    for (size_t i = 0; endpoints != NULL && i < summary->endpoint_count; i++) {
        const struct endpoint *endpoint = &summary->endpoints[i];

        if (endpoint->is_selected || endpoint->is_service) {
            struct connection *connection = &endpoints[count].connection;

            endpoints[count++] = *endpoint;
            connection->lookup =
                watch_names_find(&watched->watching->names,
                                 &endpoint->row.remote, watched->number);
            if (endpoint->is_selected) {
                path_take(watched->settings.expected_path,
                          &watched->base->network, connection, &summary->path);
            }
        }
    }
    summary->endpoint_count = count;
    return endpoints;
}

/* When the reader has gone only the capture is told. */
static size_t listeners(const struct watching *watching)
{
    return watching->rc == FILE_OUT_PIPE_CLOSED ? 0 : watching->view_count;
}

static int put_end(struct watched *watched, const struct watch_summary *summary,
                   struct err *err)
{
    struct watching *watching = watched->watching;
    int rc = 0;

    if (watching->capture != NULL && !summary->is_unstarted) {
        rc = capture_put_end(watching->capture, watched->device, summary->to_ms,
                             summary->ticks, err);
    }
    for (size_t i = 0; i < listeners(watching) && rc == 0; i++) {
        struct watch_view *view = watching->views[i];

        rc = view->ops->summary(view, &watched->head, summary, err);
    }
    return rc;
}

/* With hints, which end when it does. */
static int tell_end(struct watched *watched, struct watch_summary *summary,
                    struct err *err)
{
    const struct hint_options options = {
        .expected = watched->watching->settings->expected_path};
    const struct answer answer = {.settings = &watched->settings,
                                  .targets = watched->watching->targets,
                                  .target_count =
                                      watched->watching->target_count};
    const struct select_options looked = answer_choices(&answer);
    struct hinting hinting = {.shown = NULL};
    int rc = hinting_make(&hinting, &looked, &watched->result, summary,
                          &options, err);

    if (rc == 0) {
        watched->watching->path.missed += summary->path.missed;
        watched->watching->path.not_told += summary->path.not_told;
        rc = put_end(watched, summary, err);
    }
    hinting_fini(&hinting);
    return rc;
}

static int sum_up(struct watched *watched, bool *is_partial, struct err *err)
{
    struct watch_summary summary;
    struct endpoint *endpoints = NULL;
    int64_t end_ms = watched->is_away ? watched_now(watched) : watched->last_ms;
    int rc = history_summary(watched->history, end_ms, &summary);

    if (rc == 0) {
        endpoints = copy_endpoints(watched, &summary);
        rc = endpoints == NULL ? ERR_NOMEM : 0;
    }
    if (rc < 0) {
        return err_set(err, rc, "out of memory");
    }
    watched->result.targets = history_targets(watched->history);
    summary.endpoints = endpoints;
    summary.is_unstarted = watched->is_unstarted;
    summary.lacks_tables =
        summary.unread > 0 || snapshot_lacks_table(watched->base);
    summary.is_partial = watched->is_away || watched->is_unstarted ||
                         summary.samples == 0 || watched->left.count > 0 ||
                         summary.lacks_tables || summary.left_out > 0;
    rc = tell_end(watched, &summary, err);
    *is_partial |= summary.is_partial;
    free(endpoints);
    return rc;
}

/* Nothing happens any more; names that are still awaited may come. */
static int end_views(struct watching *watching, struct err *err)
{
    struct deadline deadline =
        deadline_in(clock_system(), watching->settings->names.dns_wait_ms);
    int rc = 0;

    for (size_t i = 0; i < listeners(watching) && rc == 0; i++) {
        rc = watching->views[i]->ops->end(watching->views[i], err);
    }
    while (rc == 0 && watching->names.waiting > 0 && watching->rc == 0 &&
           !deadline_is_over(&deadline)) {
        watching_tell_names(watching, &deadline);
    }
    return rc;
}

static int close_all(struct watching *watching, struct err *err)
{
    int rc = 0;

    if (watching->capture != NULL) {
        rc = capture_close(watching->capture, err);
        watching->capture = NULL;
    }
    for (size_t i = 0; i < listeners(watching) && rc == 0; i++) {
        struct watch_view *view = watching->views[i];

        assert(view != NULL);
        rc = view->ops->close(view, err);
    }
    return rc;
}

int watching_finish(struct watching *watching)
{
    struct err err = watching->err;
    bool is_partial = false;
    size_t told = 0;
    int rc = watching->rc == FILE_OUT_PIPE_CLOSED ? 0 : watching->rc;
    int status = watching_say_failures(watching);

    watching_leave_no_capture(watching);
    for (size_t i = 0; i < watching->phone_count; i++) {
        told += watching->phones[i].phase == WATCHED_RUNNING;
    }
    if (rc == 0 && told > 0) {
        rc = end_views(watching, &err);
    }
    for (size_t i = 0; i < watching->phone_count && rc == 0; i++) {
        if (watching->phones[i].phase == WATCHED_RUNNING) {
            rc = sum_up(&watching->phones[i], &is_partial, &err);
        }
    }
    if (rc == 0 && told > 0) {
        rc = close_all(watching, &err);
    }
    if (rc < 0 && rc != FILE_OUT_PIPE_CLOSED) {
        say_error(&err);
        return EXIT_ERROR;
    }
    if (rc == 0 && told == 0 && status == EXIT_OK && watching->rc == 0) {
        (void)err_set(&err, ERR_CANCELED, "interrupted before it began");
        say_error(&err);
        return EXIT_ERROR;
    }
    return status != EXIT_OK ? status
                             : hinting_status(&watching->path,
                                              is_partial && watching->rc == 0);
}
