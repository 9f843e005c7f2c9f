/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose a tracked connection is and whether it was asked for: when it is
 * new, when its row names another owner, and again when more is known.
 */
#include "track/history_state.h"
#include "track/services.h"

#include <string.h>

static bool is_named(const struct connection *connection)
{
    return connection->owner != NULL &&
           connection->attribution != ATTRIBUTION_NONE;
}

static int take_owner(struct history *history, struct entry *entry,
                      const struct connection *now)
{
    struct connection *kept = &entry->tracked.connection;
    const struct owner *owner;

    if (now->owner == NULL ||
        (kept->owner != NULL && kept->owner->uid == now->owner->uid &&
         kept->owner->package_count > 0)) {
        return 0;
    }
    owner = keep_owner(history, now->owner);
    if (owner == NULL) {
        history->is_names_limit |= history->is_without_room;
        return history->is_without_room ? 0 : ERR_NOMEM;
    }
    if (kept->owner != NULL && kept->owner->uid != owner->uid) {
        /* What was found of the one before is not true of this one. */
        kept->pid_how = PID_UNKNOWN;
        kept->attribution = (uint8_t)owner->attribution;
    }
    kept->owner = owner;
    if (kept->attribution != ATTRIBUTION_PID) {
        kept->attribution = (uint8_t)owner->attribution;
    }
    return 0;
}

/*
 * That the uid has no other process follows only from a list that came with
 * the row: another process may have started since an older one.
 */
static bool is_process_proven(const struct history *history,
                              const struct entry *entry,
                              const struct connection *now)
{
    if (now->pid < 0) {
        return false;
    }
    if (now->pid_how == PID_ONLY_PROCESS) {
        return (history->sample->parts & SAMPLE_PROCESSES) != 0 &&
               !entry->tracked.is_inherited &&
               entry->tracked.last_sample == history->sample->number &&
               entry->tracked.connection.pid_how != PID_BY_FD;
    }
    return true;
}

static int take_process(const struct history *history, struct entry *entry,
                        const struct connection *now)
{
    struct connection *kept = &entry->tracked.connection;
    struct held *held;

    if (!is_process_proven(history, entry, now)) {
        if (kept->pid_how == PID_UNKNOWN) {
            kept->pid = -1;
            kept->process = NULL;
            kept->holders = NULL;
            kept->holder_count = 0;
        }
        return 0;
    }
    held = held_new(now);
    if (held == NULL) {
        return ERR_NOMEM;
    }
    held_drop(entry->held);
    entry->held = held;
    kept->pid = now->pid;
    kept->pid_how = now->pid_how;
    kept->process = held->process;
    kept->holders = held->holders;
    kept->holder_count = held->holder_count;
    if (now->attribution == ATTRIBUTION_PID) {
        kept->attribution = ATTRIBUTION_PID;
    }
    return 0;
}

/* Its states tell better than who listens where. */
static void take_direction(const struct history *history, struct entry *entry,
                           const struct connection *now)
{
    struct tracked *tracked = &entry->tracked;
    struct connection *kept = &tracked->connection;

    if (entry->is_new) {
        kept->direction = now->direction;
        entry->is_callee = connections_has_listener(&history->join, now->row);
    }
    if ((tracked->states & (SELECT_STATE(SOCK_SYN_RECV) |
                            SELECT_STATE(SOCK_NEW_SYN_RECV))) != 0) {
        entry->is_callee = true;
    } else if ((tracked->states & SELECT_STATE(SOCK_SYN_SENT)) != 0) {
        entry->is_callee = false;
    } else {
        return;
    }
    if (kept->direction == DIRECTION_OUT || kept->direction == DIRECTION_IN) {
        kept->direction = entry->is_callee ? DIRECTION_IN : DIRECTION_OUT;
    }
}

static struct select_options anybody_options(const struct history *history)
{
    struct select_options options = history->options.select;

    options.targets = history->elsewhere.items;
    options.target_count = history->elsewhere.len;
    options.states = 0;
    return options;
}

/* What is no connection is kept, whichever connections are shown. */
static bool is_kept(const struct hidden_counts *before,
                    const struct hidden_counts *now)
{
    return now->listening > before->listening ||
           now->other_without_peer > before->other_without_peer ||
           now->loopback > before->loopback;
}

/* Who was asked for once stays it. */
static void choose(struct history *history, struct entry *entry,
                   bool is_listener)
{
    struct tracked *tracked = &entry->tracked;
    struct connection asked = tracked->connection;
    struct select_options options = anybody_options(history);
    struct hidden_counts *hidden = &history->anybody.hidden;
    struct hidden_counts before = *hidden;
    bool is_asked;
    bool is_shown;

    options.want_listening &= !is_listener;
    is_shown =
        select_wants(&options, &history->view, &history->anybody, &asked);
    entry->is_own |= hidden->own > before.own;
    entry->is_visible = is_shown || hidden->unowned > before.unowned;
    if (entry->is_peerless) {
        is_shown |= hidden->udp_without_peer > before.udp_without_peer;
        entry->is_visible = is_shown;
    } else if (is_listener) {
        is_shown |= is_kept(&before, hidden);
        entry->is_visible = is_shown;
    }
    options = history->options.select;
    options.states = 0;
    is_asked = is_shown && !entry->is_own &&
               (!select_has_who(&options) ||
                !select_is_others(&options, &history->selection, &asked));
    if (!tracked->is_selected) {
        tracked->connection.asked_rank =
            is_asked ? asked.asked_rank : (uint32_t)options.target_count;
    }
    tracked->is_selected |= is_asked;
    tracked->is_service = !tracked->is_selected && is_shown &&
                          tracked->connection.owner != NULL &&
                          services_act_for_apps(tracked->connection.owner);
}

/* It was not over yet when the other one was first seen. */
static bool outlived(const struct entry *entry, const struct entry *other)
{
    return entry->closed_sample == 0 ||
           entry->closed_sample >= other->tracked.first_sample;
}

static bool is_single(const struct entry *entry)
{
    return entry->pair == NULL || entry->pair->closed_sample != 0;
}

static struct entry *other_end(const struct history *history,
                               const struct entry *entry)
{
    struct sock_row row = entry->tracked.row;
    struct entry *other;

    row.local = entry->tracked.row.remote;
    row.local_port = entry->tracked.row.remote_port;
    row.remote = entry->tracked.row.local;
    row.remote_port = entry->tracked.row.local_port;
    other = entry_find(history, &row);
    return other != NULL && other != entry && is_single(other) &&
                   outlived(other, entry) && outlived(entry, other)
               ? other
               : NULL;
}

/* Both ends of a connection over loopback are here: what counts of one. */
static void pair_up(const struct history *history, struct entry *entry)
{
    struct entry *other =
        entry->tracked.connection.direction != DIRECTION_LOCAL ||
                !is_single(entry)
            ? NULL
            : other_end(history, entry);

    if (other == NULL) {
        return;
    }
    entry_part(entry);
    entry_part(other);
    entry->pair = other;
    other->pair = entry;
    entry->is_seen_counted |= other->is_seen_counted;
    other->is_seen_counted |= entry->is_seen_counted;
    entry->is_owner_counted |= other->is_owner_counted;
    other->is_owner_counted |= entry->is_owner_counted;
}

/* For the coverage: what has two ends here was called once. */
static void count(struct history *history, struct entry *entry)
{
    struct tracked *tracked = &entry->tracked;
    struct entry *other;
    uint64_t first = tracked->first_sample;

    if (tracked->row.proto != SOCK_TCP || entry->is_own ||
        (tracked->connection.direction != DIRECTION_OUT &&
         tracked->connection.direction != DIRECTION_LOCAL)) {
        return;
    }
    pair_up(history, entry);
    other = entry->pair;
    if (entry->is_new && !entry->is_seen_counted && !tracked->is_baseline &&
        (other == NULL || !other->tracked.is_baseline)) {
        entry->is_seen_counted = counted_seen(&history->counted, first);
        if (other != NULL) {
            other->is_seen_counted = entry->is_seen_counted;
        }
    }
    if (entry->is_seen_counted && !entry->is_owner_counted &&
        !entry->is_callee && tracked->connection.owner != NULL) {
        counted_attributed(&history->counted, first);
        entry->is_owner_counted = true;
        if (other != NULL) {
            other->is_owner_counted = true;
        }
    }
}

static int tell_better(struct history *history, struct entry *entry,
                       bool was_named, bool was_selected)
{
    const struct tracked *tracked = &entry->tracked;

    if (entry->is_new || entry->is_waiting ||
        (was_named == is_named(&tracked->connection) &&
         was_selected == tracked->is_selected)) {
        return 0;
    }
    return history_wait(history, entry, EVENT_CHANGE, tracked->state);
}

/* Whose it is, and by which way it goes. */
static int take_joined(struct history *history, struct entry *entry,
                       struct connection *now)
{
    struct tracked *tracked = &entry->tracked;
    int rc;

    tracked->connection.row = &tracked->row;
    connections_join_row(&history->join, &tracked->row, now);
    rc = take_owner(history, entry, now);
    rc = rc < 0 ? rc : take_process(history, entry, now);
    if (rc == 0) {
        tracked->connection.interface = keep_interface(history, now->interface);
        tracked->connection.proxied = now->proxied;
    }
    return rc;
}

int join_listener(struct history *history, struct entry *entry)
{
    struct connection now;
    int rc = take_joined(history, entry, &now);

    if (rc == 0) {
        choose(history, entry, true);
        entry->is_new = false;
        entry->is_dirty = false;
    }
    return rc;
}

static int join_entry(struct history *history, struct entry *entry)
{
    struct tracked *tracked = &entry->tracked;
    struct connection now;
    bool was_named = is_named(&tracked->connection);
    bool was_selected = tracked->is_selected;
    int rc = take_joined(history, entry, &now);

    if (rc < 0) {
        return rc;
    }
    take_direction(history, entry, &now);
    choose(history, entry, false);
    if (entry->is_own) {
        entry->is_silent = true;
    }
    count(history, entry);
    if (tracked->is_selected && !was_selected && !entry->is_silent) {
        if (entry->is_peerless) {
            history->peerless++;
        } else {
            history->connections++;
        }
    }
    rc = tell_better(history, entry, was_named, was_selected);
    rc = rc < 0 ? rc : place_put(history, entry);
    entry->is_new = false;
    entry->is_dirty = false;
    return rc;
}

int join_entries(struct history *history, bool is_all)
{
    int rc = 0;

    for (size_t i = 0; i < history->entries.len && rc == 0; i++) {
        struct entry *entry = *(struct entry **)vec_at(&history->entries, i);

        if (is_all || entry->is_new || entry->is_dirty) {
            rc = join_entry(history, entry);
        }
    }
    return rc;
}
