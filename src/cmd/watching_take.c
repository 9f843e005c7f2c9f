/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of the phones' threads: what each changes. */
#include "cmd/watching_take.h"
#include "base/format.h"
#include "cmd/say.h"
#include "cmd/watching_base.h"
#include "cmd/watching_front.h"
#include "cmd/watching_hold.h"
#include "cmd/watching_left.h"
#include "cmd/watching_open.h"

/* Answers of the cache, say, may come in time for the line itself. */
#define NAME_WAIT_MS 20

int64_t watched_now(const struct watched *watched)
{
    return watched->settings.replay != NULL ? watched->now_ms
                                            : clock_wall_ms(clock_system());
}

static void tell_sample(struct watched *watched, const struct sample *sample)
{
    struct watching *watching = watched->watching;
    struct err err;
    int rc;

    watching->name_wait = deadline_in(clock_system(), NAME_WAIT_MS);
    if (watching->capture != NULL) {
        watching_fail(watching,
                      capture_put_sample(watching->capture, watched->device,
                                         sample, &err),
                      &err);
    }
    rc = history_take(watched->history, sample);
    if (rc < 0) {
        (void)err_set(&err, rc, "%s: out of memory", watched->link.serial);
        watching_fail(watching, rc, &err);
    } else if (watching->capture != NULL) {
        watching_fail(watching,
                      capture_put_raw(watching->capture, watched->device,
                                      history_evidence(watched->history), &err),
                      &err);
    }
    watched->samples++;
    watching_tell_tick(watching);
}

void watching_take_sample(struct watched *watched, const struct sample *sample)
{
    watching_front_until(watched, sample->at_ms);
    watched->last_ms = sample->at_ms;
    tell_sample(watched, sample);
    if (!watched->watching->is_stopping &&
        watching_is_enough(watched, sample)) {
        watching_stop_one(watched);
    }
}

void watching_take_first(struct watched *watched, const struct sample *sample,
                         int64_t start_ms)
{
    watching_base_begin(watched, start_ms);
    watching_take_sample(watched, sample);
}

/* Not yet being watched: it may be the baseline. */
static void take_early(struct watched *watched, struct watch_message *message)
{
    struct sample *sample = message->sample;
    bool wants_start = watched->settings.watch.start != NULL;

    if (watched->held.len == 0 && !watching_open_sample(watched, sample)) {
        return;
    }
    if (wants_start && watched->settings.replay != NULL) {
        watching_hold(watched, message);
        return;
    }
    /* With --start the clock starts when am is called, which is next. */
    watching_take_first(watched, sample,
                        wants_start ? watched_now(watched) : sample->at_ms);
    watching_open_start(watched);
}

static void take_sample(struct watched *watched, struct watch_message *message)
{
    watched->now_ms = message->sample->at_ms;
    if (watched->phase == WATCHED_PREPARING) {
        take_early(watched, message);
    } else if (watched->phase == WATCHED_RUNNING) {
        watching_take_sample(watched, message->sample);
    }
}

void watching_take_gap(struct watched *watched, const struct gap *gap)
{
    struct err err;
    int rc;

    watched->now_ms = gap->to_ms;
    if (watched->phase != WATCHED_RUNNING) {
        return;
    }
    rc = history_gap(watched->history, gap);
    if (rc < 0) {
        (void)err_set(&err, rc, "%s: out of memory", watched->link.serial);
        watching_fail(watched->watching, rc, &err);
    }
    watching_tell_tick(watched->watching);
}

static void take_away(struct watched *watched, const char *why)
{
    const char *serial = watched->link.serial;
    /* The library names the phone in its sentences, others do not. */
    bool is_named = strncmp(why, serial, strlen(serial)) == 0;
    char text[700];

    watched->is_away = true;
    say_note(&watched->settings,
             format_text(text, sizeof(text), "%s%s%s; waiting for it",
                         is_named ? "" : serial, is_named ? "" : ": ", why));
}

static void take_back(struct watched *watched,
                      const struct watch_message *message)
{
    watched->is_away = false;
    if (watched->phase == WATCHED_RUNNING) {
        history_tell(watched->history, EVENT_BACK, message->at_ms,
                     message->text != NULL ? message->text
                                           : "the phone is there again");
        watching_tell_tick(watched->watching);
        watching_front_run(watched);
    }
}

static void take_end(struct watched *watched,
                     const struct watch_message *message)
{
    if (message->err.code != 0 && watched->err.code == 0) {
        watched->err = message->err;
        watched->is_unreachable = watched->base == NULL;
        if (watched->settings.replay != NULL &&
            strstr(watched->err.text, watched->settings.replay) == NULL) {
            (void)err_prefix(&watched->err, "%s", watched->settings.replay);
        }
    }
    watching_hold_tell(watched, true);
    watching_left_tell(watched);
    watching_front_until(watched, watched->now_ms);
    watching_one_is_over(watched);
}

void watching_take(struct watching *watching, struct watch_message *message)
{
    struct watched *watched = &watching->phones[message->phone];

    if (watching_left_take(watched, message)) {
        return;
    }
    switch (message->kind) {
    case WATCH_BASE:
        watching_base_take(watched, message);
        break;
    case WATCH_SAMPLE:
        take_sample(watched, message);
        break;
    case WATCH_GAP:
        watching_take_gap(watched, &message->gap);
        break;
    case WATCH_AWAY:
        take_away(watched, message->text);
        break;
    case WATCH_BACK:
        take_back(watched, message);
        break;
    case WATCH_LINE:
        watching_front_line(watched, message);
        break;
    case WATCH_ASIDE:
        watching_open_aside(watched, message);
        break;
    case WATCH_END:
        take_end(watched, message);
        return;
    }
    if (watched->settings.replay != NULL) {
        watch_worker_taken(watched->worker);
    }
}
