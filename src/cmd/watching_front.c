/* SPDX-License-Identifier: Apache-2.0 */
/* See watching_front.h. */
#include "cmd/watching_front.h"

/* Lines of one recording. */
#define KEPT_MAX ((size_t)65536)

struct kept_line {
    int64_t at_ms;
    char component[LAUNCH_COMPONENT_CAP];
};

void watching_front_run(struct watched *watched)
{
    /* Android 11 and later, and the name it had before; the last, then new. */
    watched->front = watch_worker_run(
        watched->worker, "foreground",
        "logcat -b events -v raw -T 1 -s wm_set_resumed_activity "
        "am_set_resumed_activity </dev/null 2>/dev/null",
        -1, true);
}

static void tell(struct watched *watched, const struct kept_line *line)
{
    if (watched->phase != WATCHED_RUNNING ||
        strcmp(line->component, watched->front_text) == 0) {
        return;
    }
    memcpy(watched->front_text, line->component, sizeof(line->component));
    history_tell(watched->history, EVENT_FOREGROUND, line->at_ms,
                 line->component);
    watching_tell_tick(watched->watching);
}

void watching_front_line(struct watched *watched,
                         const struct watch_message *message)
{
    struct kept_line line = {.at_ms = message->at_ms};

    if (message->aside != watched->front || message->text == NULL ||
        !launch_read_front(str_from(message->text), line.component)) {
        return;
    }
    if (watched->phase == WATCHED_RUNNING &&
        (watched->settings.replay == NULL || line.at_ms <= watched->now_ms)) {
        tell(watched, &line);
        return;
    }
    if (watched->kept_lines.max == 0) {
        vec_init(&watched->kept_lines, sizeof(line), KEPT_MAX);
    }
    /* Without room it is told early. */
    if (vec_push(&watched->kept_lines, &line) < 0) {
        tell(watched, &line);
    }
}

void watching_front_until(struct watched *watched, int64_t at_ms)
{
    struct vec *kept = &watched->kept_lines;

    while (watched->kept_told < kept->len) {
        const struct kept_line *line = vec_at(kept, watched->kept_told);

        if (line->at_ms > at_ms) {
            return;
        }
        watched->kept_told++;
        /* Of what was there before the baseline only the last is of use. */
        if (watched->samples > 0 || watched->kept_told == kept->len ||
            line[1].at_ms > at_ms) {
            tell(watched, line);
        }
    }
}

void watching_front_fini(struct watched *watched)
{
    vec_fini(&watched->kept_lines);
}
