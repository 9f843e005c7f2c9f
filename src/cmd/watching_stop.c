/* SPDX-License-Identifier: Apache-2.0 */
/* Telling the phones' threads that it is enough. */
#include "cmd/say.h"
#include "cmd/watching.h"

/* Read once more at the end, so that there is a difference. */
#define LAST_PARTS ((unsigned)SAMPLE_COUNTERS | (unsigned)SAMPLE_BYTES)
/* So long what waits is told to who wants it to end. */
#define PATIENCE_MS 1000
/* By then it has ended by itself, or something holds it up. */
#define STOP_MAX_MS (WATCH_STOP_MS + 200)

void watching_stop_one(struct watched *watched)
{
    unsigned parts = LAST_PARTS;

    if (watched->is_stopping || watched->worker == NULL) {
        return;
    }
    watched->is_stopping = true;
    if (watched->watching->capture != NULL) {
        parts |= SAMPLE_NETSTAT;
    }
    watched->stop_at = deadline_in(clock_system(), STOP_MAX_MS);
    if (watched->phase == WATCHED_RUNNING && watched->watching->rc == 0) {
        watch_worker_stop(watched->worker, parts);
    }
    /* Nothing can be read of one that is away. */
    if (watched->phase != WATCHED_RUNNING || watched->watching->rc != 0 ||
        watched->is_away) {
        watch_worker_cancel(watched->worker);
    }
}

int watching_stop_due_ms(const struct watched *watched)
{
    return watched->is_stopping && !watched->has_ended && !watched->is_ended_now
               ? deadline_poll_ms(&watched->stop_at)
               : -1;
}

/* It waits for a phone, or has more to read than it can. */
void watching_stop_due(struct watched *watched)
{
    if (watching_stop_due_ms(watched) == 0) {
        watched->is_ended_now = true;
        watch_worker_cancel(watched->worker);
    }
}

void watching_stop(struct watching *watching)
{
    if (!watching->is_stopping) {
        watching->patience = deadline_in(clock_system(), PATIENCE_MS);
    }
    watching->is_stopping = true;
    for (size_t i = 0; i < watching->phone_count; i++) {
        watching_stop_one(&watching->phones[i]);
    }
}

/* Nothing more is wanted of it, nor waited for. */
void watching_give_up(struct watched *watched)
{
    watching_stop_one(watched);
    if (watched->worker != NULL) {
        watch_worker_cancel(watched->worker);
    }
}

/* One phone of several that cannot be watched does not stop the others. */
void watching_one_is_over(struct watched *watched)
{
    struct watching *watching = watched->watching;

    watched->has_ended = true;
    watching->over_count++;
    if (watching->phone_count > 1 && watched->err.code != 0 &&
        !watching->is_stopping) {
        say_error(&watched->err);
        watched->is_said = true;
    }
}
