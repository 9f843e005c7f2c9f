/* SPDX-License-Identifier: Apache-2.0 */
/* What of endpoints and of listeners does not leave. Wiring only. */
#include "cmd/report_played.h"

#include <stdlib.h>

int report_hide(const struct played *played, struct endpoint *list,
                size_t count, struct hidden_owner **owners)
{
    const struct owner *before = NULL;
    size_t last = 0;
    size_t i;

    if (!hide_is_on(&played->play->hiding)) {
        return 0;
    }
    *owners = calloc(count + 1, sizeof(**owners));
    for (i = 0; *owners != NULL && i < count; i++) {
        struct endpoint *one = &list[i];
        const struct owner *owner = one->connection.owner;

        /* Who is one owner stays one. */
        last = i > 0 && owner == before ? last : i;
        before = owner;
        hide_connection(&played->play->hiding, &played->own, &one->connection,
                        &one->row, &(*owners)[last]);
    }
    return *owners == NULL ? ERR_NOMEM : 0;
}

/* Of a run those that are not from before it, as with endpoints. */
int report_listeners(const struct played *played, struct total *out)
{
    struct watch_summary *summary = &out->summary;
    size_t count = 0;
    size_t i;

    out->listeners =
        calloc(summary->listener_count + 1, sizeof(*out->listeners));
    if (out->listeners == NULL) {
        return ERR_NOMEM;
    }
    for (i = 0; i < summary->listener_count; i++) {
        if (!played->play->is_run || !summary->listeners[i].is_baseline) {
            struct endpoint *one = &out->listeners[count++];

            *one = summary->listeners[i];
            one->connection.row = &one->row;
        }
    }
    summary->listeners = out->listeners;
    summary->listener_count = count;
    return report_hide(played, out->listeners, count, &out->listener_owners);
}
