/* SPDX-License-Identifier: Apache-2.0 */
/* What was looked for and not observed: a result as well. See hints.h. */
#include "judge/hints_state.h"

/* A row beyond a limit, or that nobody could read, may be any of it. */
static bool has_all(const struct watch_summary *summary)
{
    return summary->samples > 0 && summary->left_out == 0 &&
           summary->rows_bad == 0;
}

/* Somebody looked, so that nothing means none. */
static bool is_looked_for(const struct hints *hints, enum hint_kind kind)
{
    const struct observed *run = hints->run;

    if (!has_all(run->summary)) {
        return false;
    }
    switch (kind) {
    case HINT_PLAIN_PORT:
        return run->has_connections;
    case HINT_NO_ANSWER:
        return run->has_connections && run->has_tcp;
    case HINT_BYPASSES_PROXY:
        return run->has_connections && hints->expected != PATH_PROXY &&
               run->network != NULL && run->network->proxies.len > 0;
    case HINT_OUTSIDE_VPN:
        return run->has_connections && hints->expected != PATH_VPN &&
               run->network != NULL && network_has_vpn(run->network);
    case HINT_OFF_PATH:
        return run->has_connections && hints->expected != PATH_ANY &&
               hints->run->summary->path.not_told == 0;
    case HINT_OPEN_LISTENER:
        return run->has_listeners && run->summary->listeners_unsure == 0;
    case HINT_RAW_SOCKET:
        return run->has_raw;
    case HINT_NEW:
        return run->has_connections && hints->has_baseline &&
               !hints->has_unknown_end;
    case HINT_TEST_LISTENER:
    case HINT_KINDS:
        break;
    }
    return false;
}

static bool is_there(const struct hints *hints, enum hint_kind kind)
{
    size_t i;

    for (i = 0; i < hints->list.len; i++) {
        const struct hint *hint = vec_at(&hints->list, i);

        if (hint->kind == kind) {
            return true;
        }
    }
    return false;
}

/* Of a proxy it may not be known who goes to it; then nothing is said. */
static bool is_proxy_unknown(const struct hints *hints)
{
    const struct watch_summary *summary = hints->run->summary;
    size_t i;

    for (i = 0; i < summary->endpoint_count; i++) {
        const struct endpoint *one = &summary->endpoints[i];

        if (one->is_selected && one->connection.proxied == PROXIED_UNKNOWN) {
            return true;
        }
    }
    return false;
}

void hint_absent_all(struct hints *hints)
{
    static const char *const phrases[HINT_KINDS] = {
        [HINT_OFF_PATH] = "connections by another way than expected",
        [HINT_PLAIN_PORT] =
            "connections to ports that are unencrypted by default",
        [HINT_BYPASSES_PROXY] = "connections past the proxy",
        [HINT_OUTSIDE_VPN] = "connections outside the VPN",
        [HINT_OPEN_LISTENER] = "listeners on more than loopback",
        [HINT_RAW_SOCKET] = "raw or packet sockets of apps",
        [HINT_NEW] = "ends that the baseline has not",
        [HINT_NO_ANSWER] = "ends that never answered",
        [HINT_TEST_LISTENER] = "calls of the test's listeners",
    };
    unsigned kind;

    for (kind = 0; kind < HINT_KINDS; kind++) {
        if (is_looked_for(hints, (enum hint_kind)kind) &&
            !is_there(hints, (enum hint_kind)kind) &&
            (kind != HINT_BYPASSES_PROXY || !is_proxy_unknown(hints))) {
            hints->absent[hints->absent_count++] = phrases[kind];
        }
    }
}
