/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happened, to the capture and to the views. The capture comes first:
 * whatever is read of an output stands in it already.
 */
#include "cmd/watching.h"

/* Without a sample there is a tick all the same. */
#define TICK_MS 500

void watching_fail(struct watching *watching, int rc, const struct err *err)
{
    if (rc < 0 && watching->rc == 0) {
        watching->rc = rc;
        if (rc != FILE_OUT_PIPE_CLOSED && err != NULL) {
            watching->err = *err;
        }
        watching_stop(watching);
    }
}

/* Of connections what was asked for, and who may act for it. */
static bool is_shown(const struct event *event)
{
    switch (event->kind) {
    case EVENT_OPEN:
    case EVENT_CHANGE:
    case EVENT_CLOSE:
        return event->connection->is_selected || event->connection->is_service;
    default:
        return true;
    }
}

static void show(struct watched *watched, const struct event *event)
{
    struct watching *watching = watched->watching;
    size_t i;

    for (i = 0; i < watching->view_count && watching->rc == 0; i++) {
        struct watch_view *view = watching->views[i];
        struct err err;

        watching_fail(watching,
                      view->ops->event(view, &watched->head, event, &err),
                      &err);
    }
}

/* Kept; and told as an event of its own to who asked for it. */
static void take_name(struct watching *watching, const struct lookup *lookup,
                      bool is_told)
{
    struct watched *watched =
        &watching->phones[watch_names_phone(&watching->names, &lookup->addr)];
    struct event event = {
        .kind = EVENT_NAME, .at_ms = watched_now(watched), .lookup = lookup};
    struct err err;

    if (watching->capture != NULL) {
        watching_fail(watching,
                      capture_put_lookup(watching->capture, lookup, &err),
                      &err);
    }
    if (is_told && (lookup->ptr.status == LOOKUP_OK ||
                    lookup->network.status == LOOKUP_OK)) {
        show(watched, &event);
    }
}

/* One that is ready now is attached, without an event of its own. */
static const struct lookup *find_name(struct watched *watched,
                                      const struct tracked *tracked)
{
    struct watching *watching = watched->watching;
    const struct addr *addr = &tracked->row.remote;
    const struct lookup *found =
        watch_names_find(&watching->names, addr, watched->number);
    const struct lookup *next;

    while (found == NULL && watching->rc == 0 &&
           (next = watch_names_next(&watching->names, &watching->name_wait)) !=
               NULL) {
        bool is_it = addr_compare(&next->addr, addr) == 0;

        found = is_it ? next : NULL;
        take_name(watching, next, !is_it);
    }
    return found;
}

static void show_connection(struct watched *watched, const struct event *event)
{
    struct tracked tracked = *event->connection;
    struct event copy = *event;

    tracked.connection.row = &tracked.row;
    tracked.connection.lookup = find_name(watched, &tracked);
    if (tracked.is_selected) {
        tracked.connection.path =
            (uint8_t)path_judge(watched->settings.expected_path,
                                &watched->base->network, &tracked.connection);
    }
    copy.connection = &tracked;
    if (event->kind == EVENT_CHANGE && tracked.is_selected &&
        !event->was_selected) {
        copy.kind = EVENT_OPEN;
    }
    show(watched, &copy);
}

void watching_tell_event(void *ctx, const struct event *event)
{
    struct watched *watched = ctx;
    struct watching *watching = watched->watching;
    struct err err;

    if (watching->rc < 0) {
        return;
    }
    if (watching->capture != NULL) {
        watching_fail(
            watching,
            capture_put_event(watching->capture, watched->device, event, &err),
            &err);
    }
    if (!is_shown(event)) {
        return;
    }
    if (event->connection != NULL) {
        show_connection(watched, event);
    } else {
        show(watched, event);
    }
}

void watching_tell_names(struct watching *watching,
                         const struct deadline *deadline)
{
    const struct lookup *lookup;
    bool has_any = false;

    while ((lookup = watch_names_next(&watching->names, deadline)) != NULL) {
        take_name(watching, lookup, true);
        has_any = true;
    }
    if (has_any) {
        watching_tell_tick(watching);
    }
}

static void commit(struct watching *watching)
{
    struct err err;

    if (watching->capture != NULL) {
        watching_fail(watching, capture_commit(watching->capture, &err), &err);
    }
}

void watching_tell_tick(struct watching *watching)
{
    struct watch_seen seen[PHONES_MAX];
    int64_t now_ms = clock_wall_ms(clock_system());
    bool has_begun = false;
    size_t i;

    watching->tick = deadline_in(clock_system(), TICK_MS);
    commit(watching);
    for (i = 0; i < watching->phone_count; i++) {
        struct watched *watched = &watching->phones[i];

        seen[i].head =
            watched->phase == WATCHED_RUNNING ? &watched->head : NULL;
        seen[i].history = watched->history;
        has_begun |= watched->phase == WATCHED_RUNNING;
        seen[i].is_away = watched->is_away;
    }
    for (i = 0; has_begun && i < watching->view_count && watching->rc == 0;
         i++) {
        struct watch_view *view = watching->views[i];
        struct err err;

        watching_fail(
            watching,
            view->ops->tick(view, seen, watching->phone_count, now_ms, &err),
            &err);
    }
}
