/* SPDX-License-Identifier: Apache-2.0 */
/* See watching_hold.h. */
#include "cmd/watching_hold.h"

#include "cmd/watching_launch.h"
#include "cmd/watching_take.h"

#include <stdlib.h>

/* Samples of one recording that are held: minutes of them. */
#define HELD_MAX ((size_t)65536)

static struct sample *held_at(const struct watched *watched, size_t i)
{
    return *(struct sample **)vec_at(&watched->held, i);
}

void watching_hold(struct watched *watched, struct watch_message *message)
{
    if (watched->held.len == 0) {
        vec_init(&watched->held, sizeof(struct sample *), HELD_MAX);
        watching_open_start(watched);
    }
    if (vec_push(&watched->held, &message->sample) < 0) {
        opening_fail(watched, "was not started",
                     str_from("the recording holds too many samples before"),
                     NULL);
        return;
    }
    message->sample = NULL;
    watching_hold_tell(watched, false);
}

void watching_hold_answer(struct watched *watched,
                          const struct watch_message *message)
{
    watched->opening.start_ms = message->started_ms;
    watched->opening.has_start = true;
    watching_hold_tell(watched, false);
}

/* What a sample that is not told brought of counters is the next one's. */
static void pass_on(struct sample *from, struct sample *to)
{
    struct vec bytes = from->bytes;

    if ((from->parts & ~to->parts & SAMPLE_BYTES) != 0) {
        from->bytes = to->bytes;
        to->bytes = bytes;
        to->parts |= SAMPLE_BYTES;
    }
    if ((from->parts & ~to->parts & SAMPLE_COUNTERS) != 0) {
        to->snapshot.counters = from->snapshot.counters;
        to->parts |= SAMPLE_COUNTERS;
    }
}

void watching_hold_tell(struct watched *watched, bool is_end)
{
    const struct opening *opening = &watched->opening;
    size_t count = watched->held.len;
    size_t first = 0;

    if (count == 0 || watched->phase != WATCHED_PREPARING ||
        !opening->has_start ||
        (!is_end && held_at(watched, count - 1)->at_ms <= opening->start_ms)) {
        return;
    }
    while (first + 1 < count &&
           held_at(watched, first + 1)->at_ms <= opening->start_ms) {
        pass_on(held_at(watched, first), held_at(watched, first + 1));
        first++;
    }
    watching_take_first(watched, held_at(watched, first), opening->start_ms);
    opening_tell_start(watched);
    for (size_t i = first + 1; i < count; i++) {
        watching_take_sample(watched, held_at(watched, i));
    }
    watching_hold_fini(watched);
}

void watching_hold_fini(struct watched *watched)
{
    for (size_t i = 0; i < watched->held.len; i++) {
        sample_free(held_at(watched, i));
    }
    vec_fini(&watched->held);
}
