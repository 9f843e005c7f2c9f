/* SPDX-License-Identifier: Apache-2.0 */
/* The looks at a phone that are not samples, and the birth of its head. */
#include "cmd/watching_base.h"

#include "cmd/answer.h"
#include "cmd/say.h"
#include "cmd/token.h"
#include "cmd/watch_saved.h"
#include "cmd/watching_front.h"
#include "cmd/watching_open.h"

#include <stdlib.h>

static int make_history(struct watched *watched)
{
    const struct settings *settings = &watched->settings;
    const struct watch_phone *link = &watched->link;
    const struct answer answer = {
        .settings = settings,
        .targets = watched->watching->targets,
        .target_count = watched->watching->target_count,
        .own = {link->own_laptop, link->own_laptop_port, link->own_phone,
                link->own_phone_port},
    };
    struct history_options options = {
        .select = answer_choices(&answer),
        .ignores_baseline = settings->watch.ignores_baseline,
        .may_be_absent = settings->watch.want_install,
        .event = watching_tell_event,
        .ctx = watched,
    };
    char token[TOKEN_LEN + 1];
    int rc = token_make(token, &watched->err);

    if (rc < 0) {
        return rc;
    }
    memcpy(options.secret, token, sizeof(options.secret));
    watched->history = history_new(&options);
    return watched->history == NULL
               ? err_set(&watched->err, ERR_NOMEM, "out of memory")
               : 0;
}

static int put_base(struct watched *watched, const struct snapshot *base)
{
    struct capture_writer *capture = watched->watching->capture;
    int rc = 0;

    if (capture == NULL) {
        return 0;
    }
    if (watched->base == NULL) {
        rc =
            capture_put_device(capture, watched->link.serial, watched->link.via,
                               &watched->device, &watched->err);
    }
    return rc < 0 ? rc
                  : capture_put_base(capture, watched->device, base,
                                     &watched->err);
}

static int learn(struct watched *watched, const struct snapshot *base)
{
    struct err err;
    int rc = history_base(watched->history, base, &err);

    if (rc < 0) {
        (void)err_prefix(&err, "%s", watched->link.serial);
        watched->err = err;
    }
    return rc;
}

/* The first look: who it is. */
static void take_first(struct watched *watched, struct snapshot *base)
{
    int rc = make_history(watched);

    if (rc == 0) {
        rc = learn(watched, base);
    }
    if (rc == 0) {
        rc = put_base(watched, base);
    }
    watched->base = base;
    watched->result = (struct result){
        .serial = watched->link.serial,
        .via = watched->link.via,
        .snapshot = base,
    };
    if (rc < 0) {
        watching_give_up(watched);
        return;
    }
    (void)say_warnings(&watched->settings, base);
    watched->phase = WATCHED_PREPARING;
    watching_front_run(watched);
    watching_open_begin(watched);
}

void watching_base_take(struct watched *watched, struct watch_message *message)
{
    struct snapshot *base = message->base;
    struct own_connection own;
    int rc;

    message->base = NULL;
    watched->link = message->link;
    if (watched->base == NULL) {
        take_first(watched, base);
        return;
    }
    own = (struct own_connection){
        watched->link.own_laptop, watched->link.own_laptop_port,
        watched->link.own_phone, watched->link.own_phone_port};
    history_own(watched->history, &own);
    rc = learn(watched, base);
    if (rc == 0) {
        rc = put_base(watched, base);
    }
    snapshot_fini(base);
    free(base);
    if (rc < 0) {
        watching_give_up(watched);
    }
}

/* What a report has to know to find the same. */
static void save_head(struct watched *watched)
{
    struct capture_writer *capture = watched->watching->capture;
    const struct watch_phone *link = &watched->link;
    const struct own_connection own = {link->own_laptop, link->own_laptop_port,
                                       link->own_phone, link->own_phone_port};
    struct err err;

    if (capture != NULL) {
        watching_fail(watched->watching,
                      watch_saved_put(capture, watched->device,
                                      &watched->settings, &watched->head, &own,
                                      &err),
                      &err);
    }
}

void watching_base_begin(struct watched *watched, int64_t start_ms)
{
    struct watching *watching = watched->watching;
    const struct watch_settings *settings = &watched->settings.watch;
    size_t i;

    watched->phase = WATCHED_RUNNING;
    watched->result.targets = history_targets(watched->history);
    watched->result.target_count =
        watched->result.targets == NULL ? 0 : watching->target_count;
    watched->head = (struct watch_head){
        .result = &watched->result,
        .version = ADBNET_VERSION,
        .start_ms = start_ms,
        .interval_ms = (uint32_t)settings->interval_ms,
        .duration_ms = settings->duration_ms > 0 ? settings->duration_ms : -1,
        .started = settings->start == NULL         ? NULL
                   : watched->opening.component[0] ? watched->opening.component
                                                   : settings->start,
        .capture = settings->save,
        .is_fresh = settings->want_fresh,
        .is_baseline_ignored = settings->ignores_baseline,
        .is_of_several = watching->phone_count > 1,
    };
    save_head(watched);
    for (i = 0; i < watching->view_count && watching->rc == 0; i++) {
        struct watch_view *view = watching->views[i];
        struct err err;

        watching_fail(watching, view->ops->head(view, &watched->head, &err),
                      &err);
    }
}
