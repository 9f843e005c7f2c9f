/* SPDX-License-Identifier: Apache-2.0 */
/* Birth and end of a history, and the order of its steps. See history.h. */
#include "track/history.h"

#include "base/format.h"
#include "track/history_state.h"

#include <stdlib.h>
#include <string.h>

static void init_vecs(struct history *history)
{
    struct history_options *options = &history->options;

    if (options->max_connections == 0) {
        options->max_connections = HISTORY_CONNECTIONS_MAX;
    }
    if (options->max_endpoints == 0) {
        options->max_endpoints = HISTORY_ENDPOINTS_MAX;
    }
    if (options->max_names == 0) {
        options->max_names = HISTORY_NAMES_MAX;
    }
    if (options->max_fronts == 0) {
        options->max_fronts = HISTORY_FRONTS_MAX;
    }
    counted_init(&history->counted);
    vec_init(&history->entries, sizeof(struct entry *),
             options->max_connections);
    vec_init(&history->waiting, sizeof(struct waiting), SNAPSHOT_ROWS_MAX);
    vec_init(&history->listed, sizeof(struct place *), options->max_endpoints);
    vec_init(&history->shown, sizeof(struct endpoint), options->max_endpoints);
    listeners_init(history);
    vec_init(&history->traffic, sizeof(struct uid_traffic),
             (options->select.target_count + 1) * SNAPSHOT_PROCESSES_MAX);
    vec_init(&history->kept_owners, sizeof(struct kept_owner *),
             HISTORY_OWNERS_MAX);
    vec_init(&history->interfaces, sizeof(struct net_interface *),
             NETWORK_INTERFACES_MAX);
}

struct history *history_new(const struct history_options *options)
{
    struct history *history = calloc(1, sizeof(*history));

    if (history == NULL) {
        return NULL;
    }
    history->options = *options;
    init_vecs(history);
    if (know_init(history) < 0) {
        history_free(history);
        return NULL;
    }
    return history;
}

void history_free(struct history *history)
{
    if (history == NULL) {
        return;
    }
    for (size_t i = 0; i < history->entries.len; i++) {
        entry_free(*(struct entry **)vec_at(&history->entries, i));
    }
    places_fini(history);
    listeners_fini(history);
    keep_fini(history);
    know_fini(history);
    counted_fini(&history->counted);
    nodes_fini(&history->tuples);
    vec_fini(&history->entries);
    vec_fini(&history->waiting);
    vec_fini(&history->shown);
    vec_fini(&history->traffic);
    free(history);
}

int history_base(struct history *history, const struct snapshot *snapshot,
                 struct err *err)
{
    int rc =
        know_take(history, snapshot,
                  SAMPLE_PACKAGES | SAMPLE_PROCESSES | SAMPLE_HOLDERS, true);

    if (rc == 0) {
        rc = know_rebuild(history, NULL, err);
    } else {
        rc = err_set(err, rc, "out of memory");
    }
    /* Rows of the next sample join with all of it. */
    history->wants_owners = rc == 0;
    return rc;
}

void history_own(struct history *history, const struct own_connection *own)
{
    history->options.select.own = *own;
    history->has_own = false;
    history->wants_owners = true;
}

static void tell(struct history *history, const struct event *event)
{
    if (history->options.event != NULL) {
        history->options.event(history->options.ctx, event);
    }
}

void history_limit(struct history *history)
{
    history->is_limit_reached = true;
}

static void tell_limit(struct history *history, int64_t at_ms)
{
    const struct history_options *options = &history->options;
    char text[200];

    if (history->is_limit_reached && !history->is_limit_told) {
        history->is_limit_told = true;
        (void)format_text(
            text, sizeof(text),
            "more than %zu connections at a time or %zu endpoints: "
            "those beyond are only counted",
            options->max_connections, options->max_endpoints);
        history_tell(history, EVENT_NOTE, at_ms, text);
    }
    if (history->is_names_limit && !history->is_names_limit_told) {
        history->is_names_limit_told = true;
        (void)format_text(text, sizeof(text),
                          "more than %zu owners or %zu bytes of their names: "
                          "those beyond are not named",
                          HISTORY_OWNERS_MAX, options->max_names);
        history_tell(history, EVENT_NOTE, at_ms, text);
    }
    if (!history->is_users_cut_told && owners_cut_users(&history->known)) {
        history->is_users_cut_told = true;
        (void)format_text(text, sizeof(text),
                          "of %zu users, " OWNERS_CUT_USERS_TEXT,
                          history->known.users.len, OWNERS_USERS_MAX);
        history_tell(history, EVENT_NOTE, at_ms, text);
    }
}

static void tell_waiting(struct history *history, int64_t at_ms,
                         uint64_t number)
{
    for (size_t i = 0; i < history->waiting.len; i++) {
        const struct waiting *waiting = vec_at(&history->waiting, i);
        struct entry *entry = waiting->entry;
        struct event event = {.kind = waiting->kind,
                              .at_ms = at_ms,
                              .sample = number,
                              .connection = &entry->tracked,
                              .state_before = waiting->state_before,
                              .was_selected = entry->was_selected};

        if (!entry->is_silent) {
            tell(history, &event);
        }
        entry->is_waiting = false;
        entry->was_selected = entry->tracked.is_selected;
    }
    history->waiting.len = 0;
}

/* Whose the rows are; for all of them when more is known than before. */
static int join(struct history *history)
{
    const struct snapshot *snapshot = &history->sample->snapshot;
    struct err err;
    bool is_all = !history->has_owners || history->wants_owners;
    int rc = 0;

    if (is_all) {
        rc = know_rebuild(history, snapshot, &err);
        history->wants_owners = false;
    } else if (!history->has_fresh) {
        return 0;
    }
    if (rc == 0) {
        history->view.rows = snapshot->rows;
        rc =
            connections_begin(&history->join, &history->view, &history->owners);
    }
    if (rc < 0) {
        return rc;
    }
    rc = join_entries(history, is_all);
    rc = rc < 0 ? rc : listeners_join(history, is_all);
    connections_end(&history->join);
    history->has_fresh = false;
    return rc;
}

/* When somebody looked: from the first sample on, read or not. */
static void take_times(struct history *history, const struct sample *sample)
{
    int64_t passed;

    if (history->samples + history->unread == 0) {
        history->from_ms = sample->at_ms;
        history->to_ms = sample->at_ms;
    }
    if ((sample->parts & SAMPLE_SOCKETS) == 0) {
        history->unread++;
        return;
    }
    passed = sample->at_ms - history->to_ms;
    if (passed > history->longest_gap_ms) {
        history->longest_gap_ms = passed;
    }
    history->to_ms = sample->at_ms;
    history->is_away = false;
    history->samples++;
    history->samples_without_raw += (sample->parts & SAMPLE_RAW_SOCKETS) == 0;
}

static void take_totals(struct history *history, const struct sample *sample)
{
    take_times(history, sample);
    history->rows_bad += sample->snapshot.rows_bad;
    if (history->left_out_now > history->left_out) {
        history->left_out = history->left_out_now;
    }
    history->is_limit_reached |= history->left_out_now > 0;
}

int history_take(struct history *history, const struct sample *sample)
{
    int rc = know_take(history, &sample->snapshot, sample->parts, false);

    history->sample = sample;
    history->evidence = 0;
    if (rc == 0) {
        rc = rows_take(history);
    }
    if (rc == 0) {
        rc = join(history);
    }
    if (rc == 0) {
        rc = counted_take(&history->counted, sample);
    }
    if (rc == 0) {
        take_totals(history, sample);
        tell_limit(history, sample->at_ms);
        tell_waiting(history, sample->at_ms, sample->number);
    }
    history->waiting.len = 0;
    rows_forget_over(history);
    history->sample = NULL;
    return rc;
}

static int end_all(struct history *history, const struct gap *gap)
{
    int rc = 0;

    for (size_t i = 0; i < history->entries.len && rc == 0; i++) {
        struct entry *entry = *(struct entry **)vec_at(&history->entries, i);

        nodes_remove(&history->tuples, &entry->node);
        entry->is_over = true;
        if (entry->tracked.closed_ms < 0) {
            rc = entry_close(history, entry, gap->to_ms, gap->to_ms);
        }
    }
    tell_waiting(history, gap->to_ms, 0);
    rows_forget_over(history);
    know_forget_processes(history);
    counted_break(&history->counted);
    return rc;
}

int history_gap(struct history *history, const struct gap *gap)
{
    struct event event = {.kind = EVENT_GAP, .at_ms = gap->from_ms, .gap = gap};

    history->epoch++;
    history->ticks_lost += gap->ticks;
    history->is_away = true;
    tell(history, &event);
    return gap->is_reboot ? end_all(history, gap) : 0;
}

/* Doubles, too: see settle_traffic(). */
static int push_traffic(struct history *history, uint32_t uid)
{
    struct uid_traffic traffic = counted_traffic(&history->counted, uid);

    return vec_push(&history->traffic, &traffic);
}

static int compare_traffic(const void *a, const void *b)
{
    uint32_t x = ((const struct uid_traffic *)a)->uid;
    uint32_t y = ((const struct uid_traffic *)b)->uid;

    return (x > y) - (x < y);
}

static void settle_traffic(struct vec *list)
{
    struct uid_traffic *all = list->items;
    size_t kept = 0;

    vec_sort(list, compare_traffic);
    for (size_t i = 0; i < list->len; i++) {
        if (kept == 0 || all[kept - 1].uid != all[i].uid) {
            all[kept++] = all[i];
        }
    }
    list->len = kept;
}

/* Those that were asked for; if nobody was, those that were seen. */
static int gather_traffic(struct history *history)
{
    const struct vec *matches = &history->selection.matches;
    int rc = 0;

    for (size_t i = 0; history->has_selection && i < matches->len; i++) {
        const struct target_match *match = vec_at(matches, i);

        for (size_t k = 0; k < match->uids.len && rc == 0; k++) {
            rc = push_traffic(history, *(uint32_t *)vec_at(&match->uids, k));
        }
    }
    if (select_has_who(&history->options.select)) {
        return rc;
    }
    for (size_t i = 0; i < history->listed.len && rc == 0; i++) {
        const struct place *place =
            *(struct place **)vec_at(&history->listed, i);

        if (place->is_selected && place->owner != NULL) {
            rc = push_traffic(history, place->owner->uid);
        }
    }
    return rc;
}

static int list_traffic(struct history *history, const struct uid_traffic **out,
                        size_t *out_count)
{
    int rc;

    history->traffic.len = 0;
    rc = gather_traffic(history);
    settle_traffic(&history->traffic);
    *out = history->traffic.items;
    *out_count = history->traffic.len;
    return rc;
}

int history_endpoints(struct history *history, const struct endpoint **out,
                      size_t *out_count)
{
    int rc = places_list(history);

    *out = history->shown.items;
    *out_count = history->shown.len;
    return rc;
}

static uint64_t count_unowned(const struct history *history)
{
    uint64_t count = history->unowned;

    for (size_t i = 0; i < history->entries.len; i++) {
        count +=
            entry_is_unowned(*(struct entry **)vec_at(&history->entries, i));
    }
    return count;
}

int history_summary(struct history *history, int64_t at_ms,
                    struct watch_summary *out)
{
    int rc;

    memset(out, 0, sizeof(*out));
    out->from_ms =
        history->samples + history->unread > 0 ? history->from_ms : at_ms;
    out->to_ms = at_ms;
    out->ticks = history->samples + history->unread + history->ticks_lost;
    out->samples = history->samples;
    out->unread = history->unread;
    out->samples_without_raw = history->samples_without_raw;
    out->gaps = history->epoch;
    out->longest_gap_ms = history->longest_gap_ms;
    out->connections = history->connections;
    out->coverage = counted_coverage(&history->counted);
    out->udp_without_peer = history->peerless;
    out->unowned = count_unowned(history);
    out->rows_bad = history->rows_bad;
    out->left_out = history->left_out;
    out->is_partial = history->samples == 0 || history->is_away;
    history_notes(history, out);
    rc = list_traffic(history, &out->traffic, &out->traffic_count);
    rc = rc < 0 ? rc : listeners_list(history, out);
    return rc < 0 ? rc
                  : history_endpoints(history, &out->endpoints,
                                      &out->endpoint_count);
}

const struct tracked *history_next(const struct history *history,
                                   const struct tracked *previous)
{
    size_t i = previous == NULL ? 0 : entry_of(previous)->index + 1;

    for (; i < history->entries.len; i++) {
        struct entry *entry = *(struct entry **)vec_at(&history->entries, i);

        entry->index = i;
        if (!entry->is_silent && !entry->is_peerless) {
            return &entry->tracked;
        }
    }
    return NULL;
}

uint64_t history_evidence(const struct history *history)
{
    return history->evidence;
}

const struct target_result *history_targets(const struct history *history)
{
    return history->has_selection ? history->selection.targets.items : NULL;
}
