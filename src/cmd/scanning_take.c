/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of the phones' threads: what each changes. */
#include "base/format.h"
#include "cmd/say.h"
#include "cmd/scanning.h"

#include <stdlib.h>

void scanned_stop(struct scanned *scanned)
{
    if (!scanned->is_stopping && scanned->worker != NULL) {
        scanned->is_stopping = true;
        scanned_next_drop(scanned);
        watch_worker_cancel(scanned->worker);
    }
}

void scanned_give_up(struct scanned *scanned, int code, const char *text)
{
    const struct scan_news news = {.told = SCAN_TOLD_LOST, .why = text};

    if (scanned->err.code == 0) {
        (void)err_set(&scanned->err, code, "%s: %s", scanned->link.serial,
                      text);
    }
    scanned_stop(scanned);
    if (scanned->job != NULL) {
        scanned_tell(scanned, &news);
    }
}

void scanning_stop(struct scanning *scanning)
{
    const struct scan_news news = {.told = SCAN_TOLD_CANCEL};

    scanning->is_stopping = true;
    for (size_t i = 0; i < scanning->phone_count; i++) {
        struct scanned *scanned = &scanning->phones[i];

        if (scanned->job != NULL) {
            scanned_tell(scanned, &news);
        } else {
            scanned_stop(scanned);
        }
    }
}

static void take_line(struct scanned *scanned,
                      const struct watch_message *message)
{
    struct scanned_run *job = scanned->job;
    struct scan_news news = {.told = SCAN_TOLD_FRONT,
                             .at_ms = clock_mono_ms(clock_system())};
    struct str line = str_from(message->text == NULL ? "" : message->text);
    char component[LAUNCH_COMPONENT_CAP];
    char package[SCAN_PACKAGE_CAP];
    size_t len;

    if (message->aside != scanned->front) {
        return;
    }
    if (launch_read_front(line, component)) {
        memcpy(scanned->front_text, component, sizeof(component));
        len = strcspn(component, "/");
        if (job != NULL) {
            news.is_its_own = strlen(job->package) == len &&
                              memcmp(component, job->package, len) == 0;
            scanned_tell(scanned, &news);
        }
        if (job != NULL && job->has_begun) {
            history_tell(job->history, EVENT_FOREGROUND, message->at_ms,
                         component);
        }
    } else if (job != NULL && scan_read_crash(line, package) &&
               strcmp(package, job->package) == 0) {
        news.told = SCAN_TOLD_CRASH;
        news.why = "Android says that it crashed or did not answer";
        scanned_tell(scanned, &news);
    }
}

static void take_away(struct scanned *scanned, const char *why)
{
    const struct scan_news news = {.told = SCAN_TOLD_AWAY};
    char text[700];

    scanned->away_ms = clock_mono_ms(clock_system());
    scanned_next_drop(scanned);
    scanning_progress_clear(scanned->scanning);
    say_note(&scanned->settings,
             format_text(text, sizeof(text), "%s: %s; waiting for it",
                         scanned->link.serial, why));
    if (scanned->job != NULL) {
        scanned_tell(scanned, &news);
    }
}

static void take_back(struct scanned *scanned)
{
    const struct scan_news news = {.told = SCAN_TOLD_BACK};

    scanned->away_ms = -1;
    scanned_run_front(scanned);
    if (scanned->job != NULL) {
        scanned_tell(scanned, &news);
    }
}

static void take_gap(struct scanned *scanned, const struct gap *gap)
{
    const struct scan_news news = {.told = SCAN_TOLD_LOST,
                                   .why = "the phone started anew"};
    struct scanned_run *job = scanned->job;

    if (job == NULL) {
        return;
    }
    if (job->has_begun) {
        (void)history_gap(job->history, gap);
    }
    if (gap->is_reboot) {
        scanned_tell(scanned, &news);
    }
}

static void take_end(struct scanned *scanned,
                     const struct watch_message *message)
{
    const struct scan_news news = {.told = SCAN_TOLD_LOST,
                                   .why = message->err.text};

    if (message->err.code != 0 && scanned->err.code == 0 &&
        !scanned->is_stopping) {
        scanned->err = message->err;
        scanned->is_unreachable = scanned->base == NULL;
    }
    if (scanned->job != NULL) {
        scanned_tell(scanned, &news);
    }
    scanned_next_drop(scanned);
    scanned->phase = SCANNED_OVER;
    if (scanned->scanning->has_jobs) {
        scan_queue_gone(&scanned->scanning->jobs, scanned->number);
    }
    if (scanned->err.code != 0 && scanned->scanning->phone_count > 1 &&
        !scanned->scanning->is_stopping) {
        scanning_progress_clear(scanned->scanning);
        say_error(&scanned->err);
        scanned->is_said = true;
    }
    scanning_begin(scanned->scanning);
}

void scanning_take(struct scanning *scanning, struct watch_message *message)
{
    struct scanned *scanned = &scanning->phones[message->phone];

    switch (message->kind) {
    case WATCH_BASE:
        scanned_base(scanned, message);
        break;
    case WATCH_SAMPLE:
        scanned_sample(scanned, message->sample);
        break;
    case WATCH_GAP:
        take_gap(scanned, &message->gap);
        break;
    case WATCH_AWAY:
        take_away(scanned, message->text == NULL ? "it went" : message->text);
        break;
    case WATCH_BACK:
        take_back(scanned);
        break;
    case WATCH_LINE:
        if (!scanned_hand_take(scanned, message)) {
            take_line(scanned, message);
        }
        break;
    case WATCH_ASIDE:
        if (message->aside == scanned->guard_aside && message->aside != 0) {
            scanned_guard(scanned, message);
        } else {
            (void)scanned_hand_take(scanned, message);
        }
        break;
    case WATCH_END:
        take_end(scanned, message);
        break;
    }
}
