/* SPDX-License-Identifier: Apache-2.0 */
/* Window, time-out and rate. See pace.h. */
#include "enrich/pace.h"

#include <string.h>

#define WINDOW_START 16
#define WINDOW_MIN 4
#define THRESHOLD_START 64
/* Answers that let the window grow by one above the threshold. */
#define GROW_EVERY 16

/*
 * A resolver that has to ask around takes longer than one that knows, so
 * the time-out is not as short as the quick answers would make it.
 */
#define TIMEOUT_MIN_MS 200
#define TIMEOUT_MAX_MS 1000
#define SAMPLES_MIN 8

#define FATES 128
/* Lost of so many, in percent, that it cannot be chance. */
#define LOST_PERCENT 8

void pace_init(struct pace *pace, uint32_t rate, int64_t now_ms)
{
    memset(pace, 0, sizeof(*pace));
    pace->rate = rate;
    pace->window = WINDOW_START;
    pace->window_max = rate == 0 ? PACE_WINDOW_UNLIMITED : PACE_WINDOW_MAX;
    pace->threshold = rate == 0 ? PACE_WINDOW_UNLIMITED : THRESHOLD_START;
    pace->srtt_ms = -1;
    pace->filled_at_ms = now_ms;
    pace->cut_at_ms = INT64_MIN;
}

/* A tenth of a second's worth may go at once. */
static int64_t bucket_size(const struct pace *pace)
{
    int64_t size = (int64_t)pace->rate * 100;

    return size < 1000 ? 1000 : size;
}

int pace_wait_ms(struct pace *pace, int64_t now_ms)
{
    int64_t passed = now_ms - pace->filled_at_ms;

    if (pace->rate == 0) {
        return 0;
    }
    if (passed > 0) {
        /* More than a second fills it anyway. */
        passed = passed > 1000 ? 1000 : passed;
        pace->tokens += passed * pace->rate;
        pace->filled_at_ms = now_ms;
    }
    if (pace->tokens > bucket_size(pace)) {
        pace->tokens = bucket_size(pace);
    }
    if (pace->tokens >= 1000) {
        return 0;
    }
    return (int)((1000 - pace->tokens + pace->rate - 1) / pace->rate);
}

void pace_sent(struct pace *pace)
{
    if (pace->rate != 0) {
        pace->tokens -= 1000;
    }
}

static void grow(struct pace *pace)
{
    if (pace->window >= pace->window_max) {
        return;
    }
    if (pace->window < pace->threshold) {
        pace->window++;
    } else if (++pace->good >= GROW_EVERY) {
        pace->good = 0;
        pace->window++;
    }
}

/* What went before the last cut says nothing about the time after it. */
static void cut(struct pace *pace, int64_t sent_ms, int64_t now_ms)
{
    if (sent_ms <= pace->cut_at_ms) {
        return;
    }
    pace->window /= 2;
    if (pace->window < WINDOW_MIN) {
        pace->window = WINDOW_MIN;
    }
    pace->threshold = pace->window;
    pace->cut_at_ms = now_ms;
    pace->fate_count = 0;
    memset(pace->fates, 0, sizeof(pace->fates));
}

static void keep_fate(struct pace *pace, bool is_lost)
{
    uint32_t at = pace->fate_count % FATES;
    uint64_t bit = (uint64_t)1 << (at % 64);

    pace->fates[at / 64] &= ~bit;
    if (is_lost) {
        pace->fates[at / 64] |= bit;
    }
    pace->fate_count++;
    if (pace->fate_count == 2 * FATES) {
        pace->fate_count = FATES;
    }
}

static unsigned ones(uint64_t bits)
{
    unsigned count = 0;

    for (; bits != 0; bits &= bits - 1) {
        count++;
    }
    return count;
}

static bool is_losing(const struct pace *pace)
{
    unsigned known = pace->fate_count < FATES ? pace->fate_count : FATES;
    unsigned lost = ones(pace->fates[0]) + ones(pace->fates[1]);

    return known >= WINDOW_START && lost * 100 > known * LOST_PERCENT;
}

void pace_answered(struct pace *pace, int32_t rtt_ms)
{
    int32_t off;

    keep_fate(pace, false);
    grow(pace);
    if (rtt_ms < 0) {
        return;
    }
    pace->samples++;
    if (pace->srtt_ms < 0) {
        pace->srtt_ms = rtt_ms;
        pace->rttvar_ms = rtt_ms / 2;
        return;
    }
    off = rtt_ms > pace->srtt_ms ? rtt_ms - pace->srtt_ms
                                 : pace->srtt_ms - rtt_ms;
    pace->rttvar_ms += (off - pace->rttvar_ms) / 4;
    pace->srtt_ms += (rtt_ms - pace->srtt_ms) / 8;
}

void pace_lost(struct pace *pace, int64_t sent_ms, int64_t now_ms)
{
    keep_fate(pace, true);
    if (is_losing(pace)) {
        cut(pace, sent_ms, now_ms);
    }
}

void pace_refused(struct pace *pace, int64_t sent_ms, int64_t now_ms)
{
    cut(pace, sent_ms, now_ms);
}

int32_t pace_timeout_ms(const struct pace *pace, unsigned try)
{
    int32_t first = TIMEOUT_MAX_MS;
    unsigned i;

    if (pace->samples >= SAMPLES_MIN) {
        first = pace->srtt_ms + 4 * pace->rttvar_ms;
        first = first < TIMEOUT_MIN_MS ? TIMEOUT_MIN_MS : first;
        first = first > TIMEOUT_MAX_MS ? TIMEOUT_MAX_MS : first;
    }
    for (i = 0; i < try && first < 8 * TIMEOUT_MAX_MS; i++) {
        first *= 2;
    }
    return first;
}
