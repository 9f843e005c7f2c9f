/* SPDX-License-Identifier: Apache-2.0 */
/* The phone's clock and ours. See sampling_state.h. */
#include "collect/sampling_state.h"

/* Two cheap clocks drift apart by up to 100 us a second. */
#define DRIFT_PER_MS 10000

static int64_t within(int64_t value, int64_t least, int64_t most)
{
    if (value < least) {
        return least;
    }
    return value > most ? most : value;
}

int64_t sampling_time_take(struct sampling_time *time, int64_t sent_ms,
                           int64_t came_ms, int64_t phone_us)
{
    int64_t trip = came_ms - sent_ms;
    int64_t half = (trip + 1) / 2;
    int64_t worst = time->uncertainty_ms;
    int64_t guess = 0;

    if (trip < 0) {
        return came_ms; /* our own clock was set meanwhile */
    }
    if (time->is_known) {
        if (came_ms > time->at_ms) {
            worst += (came_ms - time->at_ms) / DRIFT_PER_MS;
        }
        guess = (phone_us - time->phone_minus_laptop_us) / 1000;
        /* It was read between the two; else one of the clocks was set. */
        time->is_known =
            guess >= sent_ms - worst - 1 && guess <= came_ms + worst + 1;
    }
    if (!time->is_known || half <= worst) {
        time->is_known = true;
        time->phone_minus_laptop_us =
            phone_us - sent_ms * 1000 - trip * 1000 / 2;
        time->uncertainty_ms = half;
        time->at_ms = came_ms;
        guess = (phone_us - time->phone_minus_laptop_us) / 1000;
    }
    return within(guess, sent_ms, came_ms);
}

/* "uptime 12345.67 54321.00", "sys/kernel/random/boot_id 6f..." */
void sampling_boot_line(struct sampling_boot *boot, struct str line)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct str word;
    uint64_t seconds;

    if (cursor_literal(&cursor, "uptime ")) {
        if (cursor_u64(&cursor, UINT32_MAX, &seconds)) {
            boot->is_known = true;
            boot->uptime_ms = (int64_t)seconds * 1000;
        }
    } else if (cursor_literal(&cursor, "sys/kernel/random/boot_id ") &&
               cursor_token(&cursor, &word) && word.len < sizeof(boot->id)) {
        memcpy(boot->id, word.ptr, word.len);
        boot->id[word.len] = '\0';
    }
}

/* Clocks are set, and laptops sleep, but for seconds only while we look. */
#define UPTIME_SLACK_MS 10000

bool sampling_boot_is_other(const struct sampling_boot *before,
                            const struct sampling_boot *now)
{
    if (before->id[0] != '\0' && now->id[0] != '\0') {
        return strcmp(before->id, now->id) != 0;
    }
    return before->is_known && now->is_known &&
           now->uptime_ms < before->uptime_ms + (now->at_ms - before->at_ms) -
                                UPTIME_SLACK_MS;
}
