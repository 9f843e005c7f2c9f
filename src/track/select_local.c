/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which unix, packet and netlink sockets are shown. As ss -x, -0 and
 * -f netlink do: without options all but listeners, with -l those that
 * listen and those that are connected to nothing. See select.h.
 */
#include "track/connections.h"
#include "track/order.h"
#include "track/select.h"

/* An address, a prefix or a port: no local socket has any. */
static bool has_where(const struct select_options *options)
{
    for (size_t i = 0; i < options->target_count; i++) {
        if (!target_is_who(&options->targets[i])) {
            return true;
        }
    }
    return false;
}

static size_t *hide_by_state(const struct select_options *options,
                             unsigned state, struct hidden_counts *hidden,
                             size_t *bin)
{
    if (options->states != 0) {
        return (options->states & SELECT_STATE(state)) != 0 ? NULL : bin;
    }
    if (options->want_all) {
        return NULL;
    }
    if (options->want_listening) {
        return state == SOCK_LISTEN || state == SOCK_CLOSE ? NULL : bin;
    }
    return state == SOCK_LISTEN ? &hidden->listening : NULL;
}

/* Where it is counted, NULL when it is shown. */
static size_t *hide(const struct select_options *options,
                    const struct snapshot *snapshot,
                    struct selection *selection, struct local_connection *local,
                    size_t *bin)
{
    struct connection *who = &local->who;
    bool is_others = select_is_others(options, selection, who);
    size_t *counter;

    if (!select_is_wanted_user(options, snapshot, who) ||
        (who->owner != NULL && is_others)) {
        return bin;
    }
    counter =
        hide_by_state(options, local->socket->state, &selection->hidden, bin);
    if (counter == NULL && who->owner == NULL &&
        (is_others || options->user_choice != USER_ALL)) {
        return &selection->hidden.unowned;
    }
    return counter;
}

int select_local(const struct select_options *options,
                 const struct snapshot *snapshot, const struct owners *owners,
                 struct selection *out)
{
    size_t bin = 0;
    int rc = 0;

    if (!options->want_local || has_where(options)) {
        return 0;
    }
    for (size_t i = 0; i < snapshot->local_sockets.len && rc == 0; i++) {
        struct local_connection local;
        size_t *counter;

        connections_join_local(owners, snapshot_local(snapshot, i), &local);
        counter = hide(options, snapshot, out, &local, &bin);
        if (counter != NULL) {
            (*counter)++;
        } else {
            rc = vec_push(&out->sockets, &local);
        }
    }
    order_local(&out->sockets);
    return rc;
}
