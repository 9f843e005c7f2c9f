/* SPDX-License-Identifier: Apache-2.0 */
/* What is said, and what is not kept, of phones that were not watched. */
#include "cmd/say.h"
#include "cmd/watching.h"

int watching_say_failures(struct watching *watching)
{
    int status = EXIT_OK;

    for (size_t i = 0; i < watching->phone_count; i++) {
        struct watched *watched = &watching->phones[i];

        if (watched->err.code == 0 ||
            (watched->err.code == ERR_CANCELED && watched->is_stopping)) {
            continue;
        }
        if (!watched->is_said) {
            say_error(&watched->err);
        }
        if (status == EXIT_OK) {
            status = say_exit_status(&watched->err, watched->is_unreachable);
        }
    }
    return status;
}

void watching_leave_no_capture(struct watching *watching)
{
    for (size_t i = 0; i < watching->phone_count; i++) {
        const struct watched *watched = &watching->phones[i];

        if (watched->phase == WATCHED_RUNNING && !watched->is_unstarted) {
            return;
        }
    }
    capture_discard(watching->capture);
    watching->capture = NULL;
}
