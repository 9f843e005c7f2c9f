/* SPDX-License-Identifier: Apache-2.0 */
/* The history of a phone of a capture: who is chosen, and since when. */
#include "cmd/report_played.h"

#include "cmd/answer.h"
#include "cmd/token.h"
#include "cmd/watch_saved.h"

#include <string.h>

int report_history(struct played *played, uint32_t device, struct err *err)
{
    struct report_play *play = played->play;
    struct answer answer = {.settings = &play->settings,
                            .targets = play->targets,
                            .target_count = play->target_count};
    struct history_options options = {.may_be_absent = true,
                                      .max_fronts = SIZE_MAX,
                                      .event = report_on_event,
                                      .ctx = played};
    char token[TOKEN_LEN + 1];
    int rc = watch_saved_get(play->capture, device, &play->settings,
                             &played->head, &answer.own, err);

    rc = rc < 0 ? rc : token_make(token, err);
    if (rc < 0) {
        return rc;
    }
    options.select = answer_choices(&answer);
    options.ignores_baseline = play->settings.watch.ignores_baseline;
    if (play->is_run) {
        options.ignores_baseline = true;
        options.select.user_choice = USER_ONE;
        options.select.user = play->user;
    }
    memcpy(options.secret, token, sizeof(options.secret));
    played->history = history_new(&options);
    return played->history == NULL ? err_set(err, ERR_NOMEM, "out of memory")
                                   : 0;
}

void report_begin(struct played *played, const struct capture_device *device,
                  uint32_t number)
{
    played->network = played->base->snapshot.network;
    hide_base(&played->play->hiding, &played->base->snapshot);
    played->result = (struct result){
        .serial = hide_serial(&played->play->hiding, device->serial, number,
                              played->serial),
        .via = device->via,
        .snapshot = &played->base->snapshot,
    };
    played->head.result = &played->result;
    played->head.watching = number;
    played->head.capture = hide_path(&played->play->hiding, played->play->file);
    if (hide_is_on(&played->play->hiding)) {
        played->head.started = NULL; /* a URL may be anybody's */
    }
    played->head.is_of_several =
        played->play->is_of_several ||
        capture_device_count(played->play->capture) > 1;
}
