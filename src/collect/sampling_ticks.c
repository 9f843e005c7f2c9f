/* SPDX-License-Identifier: Apache-2.0 */
/* When a tick is due, and what it says. See sampling.h. */
#include "collect/sampling_state.h"

#include "base/format.h"

/* Once it is about to end. */
#define HURRIED_MS 100
/* Between ticks of what is wanted at once, and at most so many. */
#define SOON_MS 10
#define SOON_TICKS 64

void sampling_open(struct sampling *sampling, int64_t mono_ms)
{
    int interval_ms = sampling->options.interval_ms;

    if (sampling->has_ticked && mono_ms > sampling->next_ms) {
        uint64_t missed =
            (uint64_t)((mono_ms - sampling->next_ms) / interval_ms);

        sampling->ticks_due += missed;
        sampling->skipped += missed;
    }
    sampling->is_open = true;
    sampling->sent = 0;
    sampling->answered = 0;
    sampling->next_ms = mono_ms;
    sampling->line_ms = mono_ms;
    sampling_ask(sampling,
                 SAMPLE_COUNTERS | SAMPLE_BYTES |
                     (sampling->options.is_root ? SAMPLE_HOLDERS : 0u));
    if (sampling->has_ticked) {
        sampling_ask(sampling, SAMPLE_PROCESSES);
    }
}

void sampling_lost(struct sampling *sampling, const char *why)
{
    if (!sampling->options.is_replay) {
        sampling->skipped += sampling->sent - sampling->answered;
    }
    sampling->sent = 0;
    sampling->answered = 0;
    sampling->why = sampling->late != NULL ? sampling->late : why;
    sampling->is_open = false;
    sampling->asked |= sampling->awaited;
    sampling->awaited = 0;
    sample_free(sampling->now);
    sampling->now = NULL;
    memset(&sampling->bytes, 0, sizeof(sampling->bytes));
    memset(&sampling->boot_now, 0, sizeof(sampling->boot_now));
    sampling->bytes_bad = 0;
    framing_fini(&sampling->framing);
    /* The token was good before. */
    (void)framing_init_samples(&sampling->framing, sampling->options.token,
                               &sampling_framing_events, sampling);
}

void sampling_late(struct sampling *sampling, const char *why)
{
    sampling->late = why;
}

static bool is_soon(const struct sampling *sampling)
{
    return sampling->soon_ticks > 0 &&
           (sampling->soon & (sampling->asked | sampling->awaited)) != 0;
}

/* The answer to the last tick may bring it: another one would be too much. */
static bool is_held(const struct sampling *sampling)
{
    return is_soon(sampling) && sampling->sent > sampling->answered;
}

static int interval_of(const struct sampling *sampling)
{
    if (is_soon(sampling)) {
        return SOON_MS;
    }
    return sampling->is_hurried && sampling->options.interval_ms > HURRIED_MS
               ? HURRIED_MS
               : sampling->options.interval_ms;
}

static bool is_ahead(const struct sampling *sampling)
{
    return sampling->sent - sampling->answered >= SAMPLING_AHEAD;
}

int sampling_due_ms(const struct sampling *sampling, int64_t mono_ms)
{
    int64_t at_ms =
        is_held(sampling) ? INT64_MAX - SAMPLING_ALIVE_MS : sampling->next_ms;

    if (!sampling->is_open || sampling->options.is_replay) {
        return SAMPLING_INTERVAL_MAX_MS;
    }
    if (sampling->line_ms + SAMPLING_ALIVE_MS < at_ms) {
        at_ms = sampling->line_ms + SAMPLING_ALIVE_MS;
    }
    return at_ms <= mono_ms ? 0 : (int)(at_ms - mono_ms);
}

/* Moves on to the next tick; those whose time is over are left out. */
static void schedule(struct sampling *sampling, int64_t mono_ms)
{
    int interval_ms = interval_of(sampling);
    int64_t late = (mono_ms - sampling->next_ms) / interval_ms;

    if (sampling->is_hurried || is_soon(sampling)) {
        late = 0; /* it may have been put forward into the past */
        sampling->next_ms = mono_ms;
    }
    sampling->ticks_due += (uint64_t)late + 1;
    sampling->skipped += (uint64_t)late;
    sampling->next_ms += (late + 1) * interval_ms;
}

static size_t put_tick(struct sampling *sampling, int64_t wall_ms,
                       char out[SAMPLING_LINE_CAP])
{
    unsigned parts = sampling->asked;
    struct sampling_tick *tick =
        &sampling->ticks[sampling->sent % SAMPLING_AHEAD];
    size_t len = strlen(
        format_text(out, SAMPLING_LINE_CAP, "s%s%s%s",
                    (parts & SAMPLE_PROCESSES) != 0 ? " p" : "",
                    (parts & (SAMPLE_COUNTERS | SAMPLE_BYTES)) != 0 ? " n" : "",
                    (parts & SAMPLE_NETSTAT) != 0 ? " w" : ""));

    len += sampling_known_words(&sampling->known, parts, out + len,
                                SAMPLING_LINE_CAP - 1 - len, &tick->is_of_some);
    out[len++] = '\n';
    tick->sent_ms = wall_ms;
    sampling->sent++;
    sampling->soon_ticks -= sampling->soon_ticks > 0;
    sampling->asked = 0;
    sampling->awaited |= parts & ~(unsigned)SAMPLE_SOCKETS;
    return len;
}

size_t sampling_line(struct sampling *sampling, int64_t mono_ms,
                     int64_t wall_ms, char out[SAMPLING_LINE_CAP])
{
    if (!sampling->is_open || sampling->options.is_replay) {
        return 0;
    }
    if (mono_ms >= sampling->next_ms && !is_held(sampling)) {
        schedule(sampling, mono_ms);
        sampling->has_ticked = true;
        if (!is_ahead(sampling)) {
            sampling->line_ms = mono_ms;
            return put_tick(sampling, wall_ms, out);
        }
        sampling->skipped++;
    }
    if (mono_ms - sampling->line_ms < SAMPLING_ALIVE_MS) {
        return 0;
    }
    sampling->line_ms = mono_ms;
    out[0] = '\n';
    return 1;
}

void sampling_ask(struct sampling *sampling, unsigned parts)
{
    if (!sampling->options.is_root) {
        parts &= ~(unsigned)SAMPLE_HOLDERS;
    }
    if (!sampling->options.is_replay) {
        sampling->asked |= parts & ~(unsigned)SAMPLE_SOCKETS;
    }
}

unsigned sampling_awaited(const struct sampling *sampling)
{
    return sampling->asked | sampling->awaited |
           (sampling->sent > sampling->answered ? SAMPLE_SOCKETS : 0u);
}

void sampling_soon(struct sampling *sampling, unsigned parts)
{
    sampling_ask(sampling, parts);
    sampling->soon |= parts;
    sampling->soon &= sampling->asked | sampling->awaited;
    sampling->soon_ticks = SOON_TICKS;
    if (sampling->is_open && sampling->next_ms > sampling->line_ms + SOON_MS) {
        sampling->next_ms = sampling->line_ms + SOON_MS;
    }
}

void sampling_hurry(struct sampling *sampling, unsigned parts)
{
    sampling->is_hurried = true;
    if (sampling->is_open &&
        sampling->next_ms > sampling->line_ms + HURRIED_MS) {
        sampling->next_ms = sampling->line_ms + HURRIED_MS;
    }
    sampling_ask(sampling, parts);
}

uint64_t sampling_ticks(const struct sampling *sampling)
{
    return sampling->ticks_due;
}
