/* SPDX-License-Identifier: Apache-2.0 */
/* What the history of a phone tells, to the outputs, with names. */
#include "cmd/report_played.h"

void report_put(struct played *played, struct record *record)
{
    /* What a target comes to is found anew with each list of packages. */
    played->result.targets = history_targets(played->history);
    played->result.target_count =
        played->result.targets == NULL ? 0 : played->play->target_count;
    record->watch = &played->head;
    if (played->rc == 0 && played->play->outputs != NULL) {
        played->rc = outputs_put(played->play->outputs, record, played->err);
    }
}

static void put_connection(struct played *played, const struct event *event)
{
    struct tracked tracked = *event->connection;
    struct event copy = *event;
    struct hidden_owner room;
    struct verdict verdict;
    struct record record = {.kind = RECORD_EVENT, .of.event = &copy};

    if (!tracked.is_selected && !tracked.is_service) {
        return;
    }
    tracked.connection.row = &tracked.row;
    tracked.connection.lookup =
        capture_lookup(played->play->capture, &tracked.row.remote);
    copy.connection = &tracked;
    if (played->play->policy != NULL && tracked.is_selected) {
        policy_judge(played->play->policy, &tracked.connection, &verdict);
        tracked.connection.verdict = &verdict;
    }
    if (tracked.is_selected) {
        tracked.connection.path =
            (uint8_t)path_judge(played->play->settings.expected_path,
                                &played->network, &tracked.connection);
    }
    hide_connection(&played->play->hiding, &played->own, &tracked.connection,
                    &tracked.row, &room);
    if (event->kind == EVENT_CHANGE && tracked.is_selected &&
        !event->was_selected) {
        copy.kind = EVENT_OPEN;
    }
    report_put(played, &record);
}

void report_on_event(void *ctx, const struct event *event)
{
    struct played *played = ctx;
    struct record record = {.kind = RECORD_EVENT, .of.event = event};

    if (hide_event(&played->play->hiding, event)) {
        return;
    }
    if (event->connection != NULL) {
        put_connection(played, event);
    } else {
        report_put(played, &record);
    }
}
