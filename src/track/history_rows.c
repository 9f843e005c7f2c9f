/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which row is which connection's: the same one as before, its remains, or
 * another one on the same ports. A wrong owner is worse than none, so that
 * in doubt a row without owner is nobody's.
 */
#include "track/history_state.h"

#include <stdlib.h>
#include <string.h>

/* How long Linux keeps a connection in TIME_WAIT, and its ports from use. */
#define TIME_WAIT_MS 60000
/* Samples without it, one after the other, until it is gone. */
#define ABSENCES 2

enum same { SAME, OTHER, IGNORED };

static uint64_t word_at(const uint8_t *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof(word));
    return word;
}

/* Of all but tcp several sockets may have the same ends: the inode tells. */
static uint64_t key_inode(const struct sock_row *row)
{
    return row->proto == SOCK_TCP ? 0 : row->inode;
}

static uint64_t tuple_hash(const struct history *history,
                           const struct sock_row *row)
{
    uint64_t words[6] = {
        word_at(row->local.bytes),
        word_at(row->local.bytes + 8),
        word_at(row->remote.bytes),
        word_at(row->remote.bytes + 8),
        (uint64_t)row->local_port << 48 | (uint64_t)row->remote_port << 32 |
            (uint64_t)row->proto << 16 | (uint64_t)row->local.family << 8 |
            row->remote.family,
        key_inode(row),
    };

    return nodes_hash(history->options.secret, words, 6);
}

static bool is_same_tuple(const struct sock_row *a, const struct sock_row *b)
{
    return a->local_port == b->local_port && a->remote_port == b->remote_port &&
           a->proto == b->proto && key_inode(a) == key_inode(b) &&
           addr_compare(&a->local, &b->local) == 0 &&
           addr_compare(&a->remote, &b->remote) == 0;
}

static struct entry *find(const struct history *history,
                          const struct sock_row *row, uint64_t hash)
{
    struct node *node = nodes_first(&history->tuples, hash);

    while (node != NULL &&
           !is_same_tuple(&((struct entry *)node)->tracked.row, row)) {
        node = nodes_next(node);
    }
    return (struct entry *)node;
}

struct entry *entry_find(const struct history *history,
                         const struct sock_row *row)
{
    return find(history, row, tuple_hash(history, row));
}

static bool is_orphan_state(unsigned state)
{
    return state == SOCK_FIN_WAIT1 || state == SOCK_FIN_WAIT2 ||
           state == SOCK_LAST_ACK || state == SOCK_CLOSING;
}

static bool is_ended(const struct entry *entry)
{
    return entry->tracked.closed_ms >= 0;
}

/* When the time of a row in TIME_WAIT began; now, if it does not say. */
static int64_t began_ms(const struct history *history,
                        const struct sock_row *row)
{
    int64_t passed =
        row->timer == SOCK_TIMER_TIME_WAIT && row->timer_ms < TIME_WAIT_MS
            ? TIME_WAIT_MS - (int64_t)row->timer_ms
            : 0;

    return history->sample->at_ms - passed;
}

/* So long after it was seen last its ports may be somebody else's. */
static bool is_too_late(const struct entry *entry, int64_t at_ms)
{
    return at_ms - entry->tracked.last_ms >= TIME_WAIT_MS;
}

/*
 * What began after a sample in which nothing stood there is left of a
 * connection that came and went in between.
 */
static enum same judge_time_wait(const struct history *history,
                                 const struct entry *entry,
                                 const struct sock_row *row)
{
    int64_t at_ms = began_ms(history, row);

    if (is_ended(entry)) {
        return SAME;
    }
    return is_too_late(entry, at_ms) ||
                   (entry->absences > 0 && at_ms > entry->absent_ms)
               ? OTHER
               : SAME;
}

/* It has no socket yet, and was not out of sight since. */
static bool may_be_child(const struct history *history,
                         const struct entry *entry)
{
    return !is_ended(entry) && entry->inode == 0 && entry->absences == 0 &&
           entry->seen_epoch == history->epoch &&
           !is_orphan_state(entry->tracked.state);
}

/* A row of TCP that names no socket. */
static enum same judge_nameless(const struct history *history,
                                const struct entry *entry,
                                const struct sock_row *row)
{
    if (is_orphan_state(row->state) || row->state == SOCK_CLOSE) {
        return is_ended(entry) || entry->absences > 0 ||
                       is_too_late(entry, history->sample->at_ms)
                   ? OTHER
                   : SAME;
    }
    /* A child that was not accepted yet. */
    return may_be_child(history, entry) ? SAME : OTHER;
}

static enum same judge(const struct history *history, const struct entry *entry,
                       const struct sock_row *row)
{
    bool is_again = entry->tracked.last_sample == history->sample->number;

    if (row->proto != SOCK_TCP) {
        return is_again ? IGNORED : SAME;
    }
    if (row->state == SOCK_TIME_WAIT) {
        return is_again ? IGNORED : judge_time_wait(history, entry, row);
    }
    if (row->inode == 0) {
        return is_again ? IGNORED : judge_nameless(history, entry, row);
    }
    if (entry->inode == row->inode) {
        return is_again || is_ended(entry) ? IGNORED : SAME;
    }
    if (!may_be_child(history, entry)) {
        return OTHER;
    }
    return is_again ? IGNORED : SAME;
}

int history_wait(struct history *history, struct entry *entry,
                 enum event_kind kind, uint8_t state_before)
{
    struct waiting waiting = {
        .entry = entry, .kind = (uint8_t)kind, .state_before = state_before};

    if (entry->is_silent || entry->is_peerless) {
        return 0;
    }
    entry->is_waiting |= kind == EVENT_CHANGE;
    return vec_push(&history->waiting, &waiting);
}

/* Who left SYN_SENT without having asked twice may have been refused. */
static enum tracked_end end_of(const struct tracked *tracked)
{
    return tracked->row.proto == SOCK_TCP && tracked->max_retransmits > 0 &&
                   tracked->states == SELECT_STATE(SOCK_SYN_SENT)
               ? TRACKED_NO_ANSWER
               : TRACKED_CLOSED;
}

int entry_close(struct history *history, struct entry *entry, int64_t at_ms,
                int64_t by_ms)
{
    struct tracked *tracked = &entry->tracked;

    entry->closed_sample = tracked->last_sample;
    tracked->closed_ms = at_ms;
    tracked->closed_by_ms = by_ms;
    tracked->end = (uint8_t)end_of(tracked);
    return history_wait(history, entry, EVENT_CLOSE, tracked->state);
}

void entry_part(struct entry *entry)
{
    if (entry->pair != NULL) {
        entry->pair->pair = NULL;
        entry->pair = NULL;
    }
}

void entry_free(struct entry *entry)
{
    entry_part(entry);
    held_drop(entry->held);
    free(entry);
}

bool entry_is_unowned(const struct entry *entry)
{
    return entry->is_visible && !entry->is_silent && !entry->is_peerless &&
           entry->tracked.connection.owner == NULL;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Texts of a row live in its sample. */
static void take_row(struct tracked *tracked, const struct sock_row *row)
{
    tracked->row = *row;
    tracked->row.remote_text = NULL;
    tracked->row.local_text = NULL;
    tracked->row.process = NULL;
    tracked->row.pid = 0;
}

/* A row that names the owner stays until another one does. */
static void take_naming(struct history *history, struct entry *entry,
                        const struct sock_row *row)
{
    struct tracked *tracked = &entry->tracked;
    bool is_naming = !sock_is_unowned(row);
    bool is_other =
        is_naming && (!entry->has_named || tracked->row.uid != row->uid ||
                      tracked->row.inode != row->inode);

    tracked->is_inherited = !is_naming && entry->has_named;
    if (is_other) {
        entry->is_dirty = true;
        history->has_fresh = true;
        history->wants_owners |=
            !history->has_owners ||
            owners_find(&history->owners, row->uid) == NULL;
    }
    if (is_naming || !entry->has_named) {
        take_row(tracked, row);
        entry->has_named = is_naming;
    }
}

static void take_figures(const struct history *history, struct entry *entry,
                         const struct sock_row *row)
{
    struct tracked *tracked = &entry->tracked;

    tracked->state = row->state;
    tracked->states |= SELECT_STATE(row->state < 32 ? row->state : 31);
    tracked->max_tx_queue = larger(tracked->max_tx_queue, row->tx_queue);
    tracked->max_rx_queue = larger(tracked->max_rx_queue, row->rx_queue);
    tracked->max_retransmits =
        larger(tracked->max_retransmits, row->retransmits);
    tracked->samples++;
    tracked->busy_samples += row->tx_queue > 0 || row->rx_queue > 0;
    tracked->last_sample = history->sample->number;
    tracked->last_ms = history->sample->at_ms;
    entry->inode = row->inode != 0 ? row->inode : entry->inode;
    entry->absent_ms = -1;
    entry->absences = 0;
    entry->seen_epoch = history->epoch;
}

static bool is_end_state(const struct sock_row *row)
{
    return row->proto == SOCK_TCP &&
           (row->state == SOCK_TIME_WAIT || row->state == SOCK_CLOSE);
}

/* After a gap it is not known when it was over. */
static int64_t uncertain_until(const struct entry *entry, bool was_gap,
                               int64_t at_ms)
{
    return was_gap && entry->tracked.samples > 0 ? at_ms : -1;
}

static int update(struct history *history, struct entry *entry,
                  const struct sock_row *row)
{
    struct tracked *tracked = &entry->tracked;
    uint8_t before = tracked->state;
    int64_t by_ms = uncertain_until(entry, entry->seen_epoch != history->epoch,
                                    history->sample->at_ms);

    take_naming(history, entry, row);
    take_figures(history, entry, row);
    if (is_ended(entry)) {
        return 0;
    }
    if (is_end_state(row)) {
        return entry_close(history, entry, tracked->last_ms, by_ms);
    }
    return before == row->state
               ? 0
               : history_wait(history, entry, EVENT_CHANGE, before);
}

static void fill_new(struct history *history, struct entry *entry,
                     const struct sock_row *row)
{
    struct tracked *tracked = &entry->tracked;
    const struct history_options *options = &history->options;

    entry->is_new = true;
    history->has_fresh = true;
    entry->is_peerless = sock_is_udp_without_peer(row);
    tracked->id = entry->is_peerless ? 0 : ++history->next_id;
    tracked->is_baseline = history->samples + history->unread == 0;
    tracked->first_sample = history->sample->number;
    tracked->first_ms = history->sample->at_ms;
    tracked->closed_ms = -1;
    tracked->closed_by_ms = -1;
    tracked->connection.pid = -1;
    tracked->connection.attribution = ATTRIBUTION_NONE;
    entry->is_silent = tracked->is_baseline && (options->ignores_baseline ||
                                                row->state == SOCK_TIME_WAIT);
    take_naming(history, entry, row);
    take_figures(history, entry, row);
}

static int add(struct history *history, const struct sock_row *row,
               uint64_t hash)
{
    struct entry *entry;
    int rc;

    if (history->entries.len >= history->options.max_connections) {
        history->left_out_now++;
        return 0;
    }
    entry = calloc(1, sizeof(*entry));
    if (entry == NULL) {
        return ERR_NOMEM;
    }
    fill_new(history, entry, row);
    rc = vec_push(&history->entries, &entry);
    if (rc < 0) {
        free(entry);
        return rc;
    }
    rc = nodes_add(&history->tuples, &entry->node, hash);
    if (rc < 0) {
        history->entries.len--;
        free(entry);
        return rc;
    }
    rc = history_wait(history, entry, EVENT_OPEN, row->state);
    return rc == 0 && is_end_state(row)
               ? entry_close(history, entry, entry->tracked.last_ms, -1)
               : rc;
}

/* Another connection has its ports now: it was over before this sample. */
static int replace(struct history *history, struct entry *entry)
{
    int64_t at_ms = history->sample->at_ms;

    nodes_remove(&history->tuples, &entry->node);
    entry->is_over = true;
    if (is_ended(entry)) {
        return 0;
    }
    if (entry->absences > 0) {
        return entry_close(
            history, entry, entry->absent_ms,
            uncertain_until(entry, entry->was_gap, entry->absent_ms));
    }
    return entry_close(
        history, entry, at_ms,
        uncertain_until(entry, entry->seen_epoch != history->epoch, at_ms));
}

/* Raw sockets with a peer are connections for who asks for raw sockets. */
static bool is_of_interest(const struct history *history,
                           const struct sock_row *row)
{
    const struct select_options *select = &history->options.select;

    return (row->proto != SOCK_RAW_IP || select->want_raw ||
            select->want_all) &&
           row->state != SOCK_LISTEN && row->net_pid == 0 &&
           !sock_is_other_without_peer(row) &&
           row->remote.family != ADDR_NONE && row->local.family != ADDR_NONE;
}

static int take(struct history *history, const struct sock_row *row)
{
    uint64_t hash = tuple_hash(history, row);
    struct entry *entry = find(history, row, hash);
    enum same same = entry == NULL ? OTHER : judge(history, entry, row);
    int rc = 0;

    if (same == IGNORED) {
        return 0;
    }
    if (same == SAME) {
        return update(history, entry, row);
    }
    if (entry != NULL) {
        rc = replace(history, entry);
    }
    if (rc < 0 || (row->proto == SOCK_TCP && row->state == SOCK_CLOSE)) {
        return rc;
    }
    return add(history, row, hash);
}

static int miss(struct history *history, struct entry *entry)
{
    if (entry->absences == 0 || entry->absent_epoch != history->epoch) {
        entry->absences = 0;
        entry->absent_epoch = history->epoch;
        if (entry->absent_ms < 0) {
            entry->absent_ms = history->sample->at_ms;
            entry->was_gap = entry->seen_epoch != history->epoch;
        }
    }
    entry->absences++;
    if (entry->absences < ABSENCES) {
        return 0;
    }
    nodes_remove(&history->tuples, &entry->node);
    entry->is_over = true;
    return is_ended(entry) ? 0
                           : entry_close(history, entry, entry->absent_ms,
                                         uncertain_until(entry, entry->was_gap,
                                                         entry->absent_ms));
}

static int miss_all(struct history *history)
{
    int rc = 0;

    for (size_t i = 0; i < history->entries.len && rc == 0; i++) {
        struct entry *entry = *(struct entry **)vec_at(&history->entries, i);

        if (entry->tracked.last_sample != history->sample->number &&
            !entry->is_over) {
            rc = miss(history, entry);
        }
    }
    return rc;
}

int rows_take(struct history *history)
{
    const struct snapshot *snapshot = &history->sample->snapshot;
    int rc = 0;

    history->left_out_now = 0;
    for (size_t i = 0; i < snapshot->rows.len && rc == 0; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);

        if (is_of_interest(history, row)) {
            rc = take(history, row);
        } else if (listeners_want(row)) {
            rc = listeners_take(history, row);
        }
    }
    return rc == 0 && (history->sample->parts & SAMPLE_SOCKETS) != 0
               ? miss_all(history)
               : rc;
}

/* Adds up what is over, and forgets it. */
void rows_forget_over(struct history *history)
{
    struct entry **entries = history->entries.items;
    size_t kept = 0;

    for (size_t i = 0; i < history->entries.len; i++) {
        struct entry *entry = entries[i];

        if (!entry->is_over) {
            entries[kept++] = entry;
            continue;
        }
        history->unowned += entry_is_unowned(entry);
        place_fold(entry);
        entry_free(entry);
    }
    history->entries.len = kept;
}
