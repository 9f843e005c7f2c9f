/* SPDX-License-Identifier: Apache-2.0 */
/* What all formats say about a watching in the same words. See watch.h. */
#include "sink/watch.h"

#include "base/format.h"

#include <inttypes.h>

static void set_now(struct watch_now *out, uint8_t state)
{
    if (out->connection.row != NULL) {
        out->row = *out->connection.row;
    }
    out->row.state = state;
    out->connection.row = &out->row;
}

void watch_now(const struct tracked *tracked, struct watch_now *out)
{
    memset(&out->row, 0, sizeof(out->row));
    out->connection = tracked->connection;
    out->connection.row = &tracked->row;
    set_now(out, tracked->state);
}

void watch_endpoint_now(const struct endpoint *endpoint, struct watch_now *out)
{
    memset(&out->row, 0, sizeof(out->row));
    out->connection = endpoint->connection;
    out->connection.row = &endpoint->row;
    set_now(out, endpoint->open > 0 ? endpoint->state : endpoint->row.state);
}

const char *watch_kind_name(unsigned kind)
{
    static const char *const names[] = {
        [EVENT_START] = "start",   [EVENT_OPEN] = "open",
        [EVENT_CHANGE] = "change", [EVENT_CLOSE] = "close",
        [EVENT_MARK] = "mark",     [EVENT_FOREGROUND] = "foreground",
        [EVENT_GAP] = "gap",       [EVENT_BACK] = "back",
        [EVENT_NOTE] = "note",     [EVENT_NAME] = "name",
    };

    return names[kind];
}

const char *watch_end_name(unsigned end)
{
    static const char *const names[] = {
        [TRACKED_OPEN] = "open",
        [TRACKED_CLOSED] = "closed",
        [TRACKED_NO_ANSWER] = "no-answer",
    };

    return names[end];
}

size_t watch_states(const struct sock_row *row, uint32_t states,
                    char texts[WATCH_STATES_MAX][SOCK_STATE_TEXT_CAP],
                    const char *out[WATCH_STATES_MAX])
{
    struct sock_row one = *row;
    size_t count = 0;
    unsigned i;

    for (i = 0; i < WATCH_STATES_MAX; i++) {
        if ((states >> i & 1u) != 0) {
            one.state = (uint8_t)i;
            out[count] = sock_state_name(&one, texts[count]);
            count++;
        }
    }
    return count;
}

const char *watch_seconds(int64_t ms, char out[WATCH_TIME_CAP])
{
    uint64_t size = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;

    return format_text(out, WATCH_TIME_CAP, "%s%" PRIu64 ".%02" PRIu64,
                       ms <= -10 ? "-" : "", size / 1000, size % 1000 / 10);
}

unsigned watch_busy_percent(uint64_t busy, uint64_t samples)
{
    uint64_t percent;

    if (samples == 0 || busy == 0) {
        return 0;
    }
    percent = busy >= samples ? 100 : busy * 100 / samples;
    return percent == 0 ? 1 : (unsigned)percent;
}

void watch_totals_add(struct watch_totals *totals,
                      const struct watch_summary *summary)
{
    totals->phones++;
    totals->ticks += summary->ticks;
    totals->samples += summary->samples;
    totals->gaps += summary->gaps;
    totals->connections += summary->connections;
    totals->endpoints += summary->endpoint_count;
    totals->is_partial |= summary->is_partial;
}
