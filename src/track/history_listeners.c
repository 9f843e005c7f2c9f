/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listening sockets of TCP, raw and packet sockets: from when to when each was
 * there, and whose it is. They are no connections: nothing is told of them,
 * none is counted.
 */
#include "track/history_state.h"
#include "track/order.h"

#include <stdlib.h>
#include <string.h>

/* Whose it is belongs to it: of others the same ends are another one. */
static uint64_t listener_hash(const struct history *history,
                              const struct sock_row *row, bool is_named)
{
    uint64_t words[6] = {0,
                         0,
                         0,
                         0,
                         (uint64_t)row->local_port << 16 |
                             (uint64_t)row->family << 8 | row->proto,
                         is_named ? row->uid : UINT64_MAX};

    memcpy(words, row->local.bytes, sizeof(row->local.bytes));
    memcpy(words + 2, row->remote.bytes, sizeof(row->remote.bytes));
    return nodes_hash(history->options.secret, words, 6);
}

static bool is_same(const struct sock_row *a, const struct sock_row *b)
{
    return a->proto == b->proto && a->family == b->family &&
           a->local_port == b->local_port &&
           addr_compare(&a->local, &b->local) == 0 &&
           addr_compare(&a->remote, &b->remote) == 0;
}

/* Of the row's owner, or of nobody known; NULL: there is none. */
static struct entry *find(const struct history *history,
                          const struct sock_row *row, bool is_named)
{
    struct node *node = nodes_first(&history->listener_nodes,
                                    listener_hash(history, row, is_named));
    struct entry *entry = (struct entry *)node;

    while (node != NULL && (!is_same(&entry->tracked.row, row) ||
                            entry->has_named != is_named ||
                            (is_named && entry->tracked.row.uid != row->uid))) {
        node = nodes_next(node);
        entry = (struct entry *)node;
    }
    return entry;
}

bool listeners_want(const struct sock_row *row)
{
    return (row->proto == SOCK_RAW_IP ||
            (row->proto == SOCK_TCP && row->state == SOCK_LISTEN)) &&
           row->net_pid == 0;
}

/* Texts of a row live in its sample. */
static void take_row(struct history *history, struct entry *entry,
                     const struct sock_row *row)
{
    struct sock_row *kept = &entry->tracked.row;

    *kept = *row;
    kept->remote_text = NULL;
    kept->local_text = NULL;
    kept->process = NULL;
    kept->pid = 0;
    entry->is_dirty = true;
    history->has_fresh = true;
    entry->has_named = !sock_is_unowned(row);
    history->wants_owners |=
        entry->has_named && (!history->has_owners ||
                             owners_find(&history->owners, row->uid) == NULL);
}

static void take_figures(const struct history *history, struct entry *entry)
{
    struct tracked *tracked = &entry->tracked;

    tracked->samples++;
    tracked->last_sample = history->sample->number;
    tracked->last_ms = history->sample->at_ms;
}

static int add(struct history *history, const struct sock_row *row,
               uint64_t hash)
{
    struct entry *entry;
    struct tracked *tracked;
    int rc;

    if (history->listeners.len >= history->options.max_endpoints) {
        history->left_out_now++;
        return 0;
    }
    entry = calloc(1, sizeof(*entry));
    if (entry == NULL) {
        return ERR_NOMEM;
    }
    tracked = &entry->tracked;
    entry->is_new = true;
    tracked->state = row->state;
    tracked->states = SELECT_STATE(row->state < 32 ? row->state : 31);
    tracked->is_baseline = history->samples + history->unread == 0;
    tracked->first_sample = history->sample->number;
    tracked->first_ms = history->sample->at_ms;
    tracked->closed_ms = -1;
    tracked->closed_by_ms = -1;
    tracked->connection.pid = -1;
    tracked->connection.direction =
        row->state == SOCK_LISTEN ? DIRECTION_LISTEN : DIRECTION_UNKNOWN;
    tracked->connection.attribution = ATTRIBUTION_NONE;
    entry->is_silent =
        tracked->is_baseline && history->options.ignores_baseline;
    take_row(history, entry, row);
    take_figures(history, entry);
    rc = vec_push(&history->listeners, &entry);
    if (rc < 0) {
        free(entry);
        return rc;
    }
    rc = nodes_add(&history->listener_nodes, &entry->node, hash);
    if (rc < 0) {
        history->listeners.len--;
        free(entry);
    }
    return rc;
}

/* One that nobody was known to own, until now. */
static struct entry *adopt(struct history *history, const struct sock_row *row)
{
    struct entry *entry = find(history, row, false);

    if (entry == NULL ||
        entry->tracked.last_sample == history->sample->number) {
        return NULL;
    }
    nodes_remove(&history->listener_nodes, &entry->node);
    /* In the place of the one that was removed: it cannot fail. */
    (void)nodes_add(&history->listener_nodes, &entry->node,
                    listener_hash(history, row, true));
    return entry;
}

int listeners_take(struct history *history, const struct sock_row *row)
{
    bool is_named = !sock_is_unowned(row);
    struct entry *entry;

    if (row->local.family == ADDR_NONE && row->family != SOCK_LINK_LAYER) {
        history->has_cut_listener = true;
        return 0;
    }
    entry = find(history, row, is_named);
    if (entry == NULL && is_named) {
        entry = adopt(history, row);
    }
    if (entry == NULL) {
        return add(history, row, listener_hash(history, row, is_named));
    }
    /* Several may share a port; of one uid they are one. */
    if (entry->tracked.last_sample == history->sample->number) {
        return 0;
    }
    if (!entry->has_named || entry->tracked.row.inode != row->inode) {
        take_row(history, entry, row);
    }
    take_figures(history, entry);
    return 0;
}

static struct entry *entry_at(const struct history *history, size_t i)
{
    return *(struct entry **)vec_at(&history->listeners, i);
}

int listeners_join(struct history *history, bool is_all)
{
    int rc = 0;

    for (size_t i = 0; i < history->listeners.len && rc == 0; i++) {
        struct entry *entry = entry_at(history, i);
        bool was_selected = entry->tracked.is_selected;

        if (!is_all && !entry->is_new && !entry->is_dirty) {
            continue;
        }
        rc = join_listener(history, entry);
        if (!was_selected && entry->tracked.is_selected && !entry->is_silent &&
            (history->evidence == 0 ||
             entry->tracked.first_sample < history->evidence)) {
            history->evidence = entry->tracked.first_sample;
        }
    }
    return rc;
}

static void fill(const struct history *history, const struct tracked *tracked,
                 struct endpoint *out)
{
    memset(out, 0, sizeof(*out));
    out->row = tracked->row;
    out->connection = tracked->connection;
    out->connection.holders = NULL;
    out->connection.holder_count = 0;
    out->connections = 1;
    out->open = !history->is_away && tracked->last_ms >= history->to_ms;
    out->first_ms = tracked->first_ms;
    out->last_ms = tracked->last_ms;
    out->states = tracked->states;
    out->state = tracked->state;
    out->is_baseline = tracked->is_baseline;
    out->is_selected = true;
    out->samples = tracked->samples;
    out->first_sample = tracked->first_sample;
    out->last_sample = tracked->last_sample;
}

static int compare(const void *a, const void *b)
{
    const struct entry *x = *(const struct entry *const *)a;
    const struct entry *y = *(const struct entry *const *)b;

    return order_compare(&x->tracked.connection, &y->tracked.connection);
}

/* It may be one of those that were asked for. */
static bool is_nobodys(const struct entry *entry)
{
    const struct tracked *tracked = &entry->tracked;

    return entry->is_visible && !tracked->is_selected &&
           tracked->row.state == SOCK_LISTEN &&
           tracked->connection.owner == NULL &&
           !addr_is_loopback(&tracked->row.local);
}

int listeners_list(struct history *history, struct watch_summary *out)
{
    struct vec *shown = &history->shown_listeners;
    int rc = 0;

    vec_sort(&history->listeners, compare);
    shown->len = 0;
    out->listeners_unsure = history->has_cut_listener;
    for (size_t i = 0; i < history->listeners.len && rc == 0; i++) {
        const struct entry *entry = entry_at(history, i);
        struct endpoint endpoint;

        if (entry->is_silent) {
            continue;
        }
        if (entry->tracked.is_selected) {
            fill(history, &entry->tracked, &endpoint);
            rc = vec_push(shown, &endpoint);
        }
        out->listeners_unsure += is_nobodys(entry);
    }
    for (size_t i = 0; i < shown->len; i++) {
        struct endpoint *endpoint = vec_at(shown, i);

        endpoint->connection.row = &endpoint->row;
    }
    out->listeners = shown->items;
    out->listener_count = shown->len;
    return rc;
}

void listeners_init(struct history *history)
{
    size_t max = history->options.max_endpoints;

    vec_init(&history->listeners, sizeof(struct entry *), max);
    vec_init(&history->shown_listeners, sizeof(struct endpoint), max);
}

void listeners_fini(struct history *history)
{
    for (size_t i = 0; i < history->listeners.len; i++) {
        entry_free(entry_at(history, i));
    }
    vec_fini(&history->listeners);
    vec_fini(&history->shown_listeners);
    nodes_fini(&history->listener_nodes);
}
