/* SPDX-License-Identifier: Apache-2.0 */
/* See report_play.h. */
#include "cmd/report_played.h"

#include "cmd/observe.h"

#include <stdlib.h>

/* The first look at a phone, or a later one. */
static int take_base(struct played *played, struct capture_item *item,
                     struct err *err)
{
    const struct capture_device *device =
        capture_device(played->play->capture, item->device);
    struct record record = {.kind = RECORD_WATCH};
    int rc =
        played->history == NULL ? report_history(played, item->device, err) : 0;

    rc = rc < 0 ? rc
                : history_base(played->history, &item->sample->snapshot, err);
    if (rc == 0 && played->play->hiding.redacts) {
        rc = hide_own_add(&played->own, &item->sample->snapshot.network, err);
    }
    if (rc < 0 || played->base != NULL) {
        return rc;
    }
    played->base = item->sample;
    item->sample = NULL;
    report_begin(played, device, item->device);
    report_put(played, &record);
    return played->rc;
}

static void count(struct counted_span *span, int64_t at_ms)
{
    span->first_ms = span->readings == 0 ? at_ms : span->first_ms;
    span->last_ms = at_ms;
    span->readings++;
}

static int take_sample(struct played *played, const struct sample *sample)
{
    if (played->first_ms < 0) {
        played->first_ms = sample->at_ms;
    }
    played->last_ms = sample->at_ms;
    if ((sample->parts & SAMPLE_SOCKETS) != 0) {
        played->is_away = false;
    }
    if ((sample->parts & SAMPLE_COUNTERS) != 0) {
        count(&played->counters, sample->at_ms);
    }
    if ((sample->parts & SAMPLE_BYTES) != 0) {
        count(&played->bytes, sample->at_ms);
    }
    return history_take(played->history, sample);
}

static int take_event(struct played *played, const struct event *event)
{
    int rc = 0;

    if (event->kind == EVENT_GAP) {
        played->is_away = true;
        rc = history_gap(played->history, event->gap);
    } else {
        history_tell(played->history, (enum event_kind)event->kind,
                     event->at_ms, event->text);
    }
    return rc;
}

static int take(struct played *played, struct capture_item *item,
                struct err *err)
{
    int rc;

    played->err = err;
    if (item->kind == CAPTURE_BASE) {
        return take_base(played, item, err);
    }
    if (played->history == NULL) {
        return 0; /* it happened before the first look */
    }
    if (item->kind == CAPTURE_SAMPLE) {
        rc = take_sample(played, item->sample);
    } else {
        rc = take_event(played, &item->event);
    }
    return rc < 0 ? err_set(err, rc, "out of memory") : played->rc;
}

/* From where the reader is. */
static int play_all(struct report_play *play, struct played *played,
                    struct err *err)
{
    struct capture_item item;
    int rc = 0;

    capture_item_init(&item);
    while (rc == 0 && (rc = capture_next(play->capture, &item, err)) == 1) {
        int64_t at_ms =
            item.kind == CAPTURE_EVENT ? item.event.at_ms : item.sample->at_ms;

        /* Phones need not be at the same time: others may have more. */
        rc = at_ms > play->to_ms ? 0 : take(&played[item.device], &item, err);
    }
    capture_item_fini(&item);
    return rc;
}

static int begin(struct report_play *play, struct err *err)
{
    size_t count = capture_device_count(play->capture);
    size_t i;

    play->played = calloc(count + 1, sizeof(*play->played));
    if (play->played == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count; i++) {
        play->played[i].play = play;
        play->played[i].err = err;
        play->played[i].first_ms = -1;
        hide_own_init(&play->played[i].own);
    }
    return 0;
}

int report_play(struct report_play *play, struct err *err)
{
    int rc = begin(play, err);

    if (rc == 0 && play->want_hints) {
        rc = report_hints_begin(play, err);
    }
    if (rc == 0) {
        rc = play->from_ms == INT64_MIN
                 ? capture_rewind(play->capture, err)
                 : capture_skip(play->capture, play->from_ms, err);
    }
    return rc < 0 ? rc : play_all(play, play->played, err);
}

int report_play_sum(struct report_play *play, struct err *err)
{
    size_t count = capture_device_count(play->capture);
    size_t i;
    int rc = 0;

    for (i = 0; i < count; i++) {
        if (rc == 0 && play->played[i].history != NULL) {
            rc = report_summary(&play->played[i], (uint32_t)i, err);
        } else {
            play->is_partial = true; /* a phone that never answered */
        }
    }
    return rc;
}

int report_play_run(struct report_play *play, size_t run, struct err *err)
{
    uint32_t device = capture_run(play->capture, run)->device;
    int rc = begin(play, err);

    rc = rc < 0 ? rc : capture_seek_run(play->capture, run, err);
    rc = rc < 0 ? rc : play_all(play, play->played, err);
    return rc < 0 || play->played[device].history == NULL
               ? rc
               : report_summary(&play->played[device], device, err);
}

void report_play_free(struct report_play *play)
{
    size_t count =
        play->played == NULL ? 0 : capture_device_count(play->capture);
    size_t i;

    for (i = 0; i < count; i++) {
        struct played *played = &play->played[i];

        history_free(played->history);
        vec_fini(&played->own);
        hinting_fini(&played->hinting);
        free(played->total.endpoints);
        free(played->total.traffic);
        free(played->total.judging.verdicts);
        free(played->total.owners);
        free(played->total.listeners);
        free(played->total.listener_owners);
        sample_free(played->base);
    }
    observe_free(play->against);
    free(play->played);
    play->against = NULL;
    play->played = NULL;
}
