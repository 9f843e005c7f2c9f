/* SPDX-License-Identifier: Apache-2.0 */
/* Telling the phones' threads that it is enough. */
#include "cmd/say.h"
#include "cmd/watching.h"

/* Read once more at the end, so that there is a difference. */
#define LAST_PARTS ((unsigned)SAMPLE_COUNTERS | (unsigned)SAMPLE_BYTES)

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
    if (watched->phase == WATCHED_RUNNING && watched->watching->rc == 0) {
        watch_worker_stop(watched->worker, parts);
    } else {
        watch_worker_cancel(watched->worker);
    }
}

void watching_stop(struct watching *watching)
{
    watching->is_stopping = true;
    for (size_t i = 0; i < watching->phone_count; i++) {
        watching_stop_one(&watching->phones[i]);
    }
}

void watching_give_up(struct watched *watched)
{
    watching_stop_one(watched);
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
