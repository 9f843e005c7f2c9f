/* SPDX-License-Identifier: Apache-2.0 */
/* The totals of a phone: what the history has, with names. */
#include "cmd/report_played.h"

#include "cmd/answer.h"

#include <stdlib.h>

/* What is counted between two readings says nothing of more than that. */
#define READING_LATE_MS 2000

/* It was read at both ends of what is reported. */
static bool is_spanned(const struct played *played,
                       const struct counted_span *span)
{
    return span->readings > 1 &&
           span->first_ms <= played->first_ms + READING_LATE_MS &&
           span->last_ms >= played->last_ms - READING_LATE_MS;
}

/* What else the phone did is nobody's business here. */
static bool is_wanted(const struct played *played,
                      const struct endpoint *endpoint)
{
    const struct report_play *play = played->play;

    return play->is_run ? endpoint->is_selected && !endpoint->is_baseline
           : play->hiding.only != NULL
               ? endpoint->is_selected
               : endpoint->is_selected || endpoint->is_service;
}

static int judge(struct played *played, struct total *out, size_t count)
{
    const struct report_play *play = played->play;
    int rc;

    if (play->policy == NULL) {
        return 0;
    }
    rc = judging_endpoints(&play->settings, play->policy, out->endpoints, count,
                           &out->judging);
    out->summary.judged = &out->judging.judged;
    return rc;
}

/* Before anything is hidden. */
static void judge_path(struct played *played, struct total *out, size_t count)
{
    size_t i;

    out->summary.path.expected =
        expected_path_word(played->play->settings.expected_path);
    for (i = 0; i < count; i++) {
        if (out->endpoints[i].is_selected) {
            path_take(played->play->settings.expected_path, &played->network,
                      &out->endpoints[i].connection, &out->summary.path);
        }
    }
}

/* Of a scan the verdicts say for each run whether enough was read. */
static bool lacks_tables(const struct played *played,
                         const struct watch_summary *summary)
{
    return (summary->unread > 0 &&
            capture_run_count(played->play->capture) == 0) ||
           (played->base != NULL &&
            snapshot_lacks_table(&played->base->snapshot));
}

static int make_total(struct played *played, int64_t end_ms, struct total *out)
{
    struct watch_summary *summary = &out->summary;
    size_t count = 0;
    size_t i;
    int rc = history_summary(played->history, end_ms, summary);

    out->endpoints = NULL;
    out->listeners = NULL;
    out->traffic = NULL;
    if (rc < 0) {
        return rc;
    }
    if (played->play->hiding.only != NULL) {
        summary->note_count = 0; /* as their events */
    }
    out->endpoints =
        calloc(summary->endpoint_count + 1, sizeof(struct endpoint));
    out->traffic = calloc(summary->traffic_count + 1, sizeof(*out->traffic));
    if (out->endpoints == NULL || out->traffic == NULL) {
        return ERR_NOMEM;
    }
    for (i = 0; i < summary->endpoint_count; i++) {
        struct endpoint one = summary->endpoints[i];

        if (is_wanted(played, &one)) {
            one.connection.lookup =
                capture_lookup(played->play->capture, &one.row.remote);
            out->endpoints[count] = one;
            out->endpoints[count].connection.row = &out->endpoints[count].row;
            count++;
        }
    }
    for (i = 0; i < summary->traffic_count; i++) {
        out->traffic[i] = summary->traffic[i];
        out->traffic[i].is_known &= is_spanned(played, &played->bytes);
    }
    summary->endpoints = out->endpoints;
    summary->endpoint_count = count;
    summary->lacks_tables = lacks_tables(played, summary);
    summary->is_partial = played->is_away || summary->samples == 0 ||
                          summary->lacks_tables || summary->left_out > 0;
    summary->traffic = out->traffic;
    summary->coverage.is_known &= is_spanned(played, &played->counters);
    judge_path(played, out, count);
    rc = judge(played, out, count);
    rc = rc < 0 ? rc : report_listeners(played, out);
    return rc < 0 ? rc
                  : report_hide(played, out->endpoints, count, &out->owners);
}

/* Hints, and the rows of the capture behind them. */
static int make_hints(struct played *played, uint32_t device, struct err *err)
{
    struct report_play *play = played->play;
    const struct path_counts *path = &played->total.summary.path;
    const struct answer answer = {.settings = &play->settings,
                                  .targets = play->targets,
                                  .target_count = play->target_count};
    const struct select_options looked = answer_choices(&answer);
    int rc;

    if (!play->want_hints) {
        return 0;
    }
    rc = hinting_make(&played->hinting, &looked, &played->result,
                      &played->total.summary, &play->hint_options, err);
    if (rc < 0) {
        return rc;
    }
    play->path.missed += path->missed;
    play->path.not_told += path->not_told;
    return play->hiding.redacts
               ? 0
               : hinting_rows(&played->hinting, play->capture, device, err);
}

/* Who never came cannot have been judged. */
static bool is_one_absent(const struct played *played)
{
    const struct target_result *targets = history_targets(played->history);
    size_t i;

    for (i = 0; targets != NULL && i < played->play->target_count; i++) {
        if (targets[i].is_absent) {
            return true;
        }
    }
    return false;
}

int report_summary(struct played *played, uint32_t number, struct err *err)
{
    const struct capture_device *device =
        capture_device(played->play->capture, number);
    struct record record = {.kind = RECORD_SUMMARY};
    int64_t end_ms = device->to_ms < played->play->to_ms ? device->to_ms
                                                         : played->play->to_ms;
    int rc = make_total(played, end_ms, &played->total);

    if (rc < 0) {
        return err_set(err, rc, "out of memory");
    }
    rc = make_hints(played, number, err);
    if (rc == 0) {
        played->play->is_partial |= played->total.summary.is_partial;
        played->play->is_absent |= is_one_absent(played);
        record.of.summary = &played->total.summary;
        report_put(played, &record);
        rc = played->rc;
    }
    return rc;
}
