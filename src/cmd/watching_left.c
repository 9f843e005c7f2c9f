/* SPDX-License-Identifier: Apache-2.0 */
/* See watching_left.h. */
#include "cmd/watching_left.h"

#include "base/format.h"
#include "cmd/say.h"
#include "cmd/watching_take.h"

static bool is_patient(const struct watching *watching)
{
    return !watching->is_stopping || !deadline_is_over(&watching->patience);
}

bool watching_left_take(struct watched *watched, struct watch_message *message)
{
    struct watched_left *left = &watched->left;

    if (watched->phase != WATCHED_RUNNING ||
        (left->last == NULL && is_patient(watched->watching))) {
        return false;
    }
    if (message->kind == WATCH_GAP && left->last != NULL) {
        left->missed += message->gap.ticks;
        left->is_reboot |= message->gap.is_reboot;
        return true;
    }
    if (message->kind != WATCH_SAMPLE) {
        return false;
    }
    if (left->last != NULL) {
        left->count++;
        left->missed++;
    }
    sample_free(left->last);
    left->last = message->sample;
    message->sample = NULL;
    return true;
}

void watching_left_tell(struct watched *watched)
{
    struct watched_left *left = &watched->left;
    struct gap gap = {
        .from_ms = watched->last_ms,
        .ticks = left->missed,
        .why = "adbnet was ended before it was told",
        .is_reboot = left->is_reboot,
    };
    char text[500];

    if (left->last == NULL) {
        return;
    }
    gap.to_ms = left->last->at_ms;
    if (left->missed > 0) {
        watching_take_gap(watched, &gap);
    }
    watching_take_sample(watched, left->last);
    watching_left_fini(watched);
    if (left->count > 0) {
        say_note(&watched->settings,
                 format_text(text, sizeof(text),
                             "%s: %llu samples that waited were left out",
                             watched->link.serial,
                             (unsigned long long)left->count));
    }
}

void watching_left_fini(struct watched *watched)
{
    sample_free(watched->left.last);
    watched->left.last = NULL;
}
