/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections of one owner to one place by one way, added up. Those that are
 * gone stay as sums; the others are added whenever somebody asks.
 */
#include "track/history_state.h"
#include "track/order.h"

#include <stdlib.h>
#include <string.h>

static uint64_t place_hash(const struct history *history,
                           const struct entry *entry)
{
    const struct tracked *tracked = &entry->tracked;
    const struct sock_row *row = &tracked->row;
    uint64_t words[4] = {
        (uintptr_t)tracked->connection.owner, 0, 0,
        (uint64_t)row->remote_port << 48 | (uint64_t)row->proto << 16 |
            (uint64_t)tracked->is_selected << 1 | tracked->is_service};

    memcpy(&words[1], row->remote.bytes, 16);
    return nodes_hash(history->options.secret, words, 4);
}

static bool is_at(const struct place *place, const struct entry *entry)
{
    const struct tracked *tracked = &entry->tracked;
    const struct sock_row *a = &place->gone.row;
    const struct sock_row *b = &tracked->row;

    return place->owner == tracked->connection.owner &&
           place->interface == tracked->connection.interface &&
           place->is_selected == tracked->is_selected &&
           place->is_service == tracked->is_service && a->proto == b->proto &&
           a->remote_port == b->remote_port &&
           addr_compare(&a->remote, &b->remote) == 0;
}

static int add_place(struct history *history, struct entry *entry,
                     uint64_t hash)
{
    struct place *place;
    int rc;

    if (history->listed.len >= history->options.max_endpoints) {
        history_limit(history);
        history->left_out_now++;
        entry->place = NULL;
        return 0;
    }
    place = calloc(1, sizeof(*place));
    if (place == NULL) {
        return ERR_NOMEM;
    }
    place->owner = entry->tracked.connection.owner;
    place->interface = entry->tracked.connection.interface;
    place->is_selected = entry->tracked.is_selected;
    place->is_service = entry->tracked.is_service;
    place->gone.row = entry->tracked.row;
    rc = vec_push(&history->listed, &place);
    if (rc == 0) {
        rc = nodes_add(&history->places, &place->node, hash);
        history->listed.len -= rc < 0;
    }
    if (rc < 0) {
        free(place);
        return rc;
    }
    entry->place = place;
    return 0;
}

int place_put(struct history *history, struct entry *entry)
{
    uint64_t hash;
    struct node *node;

    if (entry->is_silent || entry->is_peerless) {
        entry->place = NULL;
        return 0;
    }
    hash = place_hash(history, entry);
    node = nodes_first(&history->places, hash);
    while (node != NULL && !is_at((struct place *)node, entry)) {
        node = nodes_next(node);
    }
    entry->place = (struct place *)node;
    return node != NULL ? 0 : add_place(history, entry, hash);
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static void add_figures(struct endpoint *to, const struct tracked *tracked)
{
    bool is_first = to->connections == 0;
    /* What stays in TIME_WAIT is over. */
    int64_t last_ms =
        tracked->closed_ms < 0 ? tracked->last_ms : tracked->closed_ms;

    to->connections++;
    to->open += tracked->end == TRACKED_OPEN;
    to->no_answer += tracked->end == TRACKED_NO_ANSWER;
    if (is_first || tracked->first_ms < to->first_ms) {
        to->first_ms = tracked->first_ms;
    }
    if (is_first || last_ms > to->last_ms) {
        to->last_ms = last_ms;
    }
    if (is_first || tracked->first_sample < to->first_sample) {
        to->first_sample = tracked->first_sample;
    }
    if (is_first || tracked->last_sample > to->last_sample) {
        to->last_sample = tracked->last_sample;
    }
    to->states |= tracked->states;
    to->is_baseline = (is_first || to->is_baseline) && tracked->is_baseline;
    to->is_selected = tracked->is_selected;
    to->is_service = tracked->is_service;
    to->samples += tracked->samples;
    to->busy_samples += tracked->busy_samples;
    to->max_tx_queue = larger(to->max_tx_queue, tracked->max_tx_queue);
    to->max_rx_queue = larger(to->max_rx_queue, tracked->max_rx_queue);
}

/* Who else has it open is said of a connection, not of an endpoint. */
static void take_newest(struct endpoint *to, const struct tracked *tracked)
{
    to->row = tracked->row;
    to->connection = tracked->connection;
    to->connection.holders = NULL;
    to->connection.holder_count = 0;
    to->state = tracked->state;
}

void place_fold(struct entry *entry)
{
    struct place *place = entry->place;

    if (place == NULL) {
        return;
    }
    add_figures(&place->gone, &entry->tracked);
    if (entry->tracked.id > place->gone_newest) {
        place->gone_newest = entry->tracked.id;
        take_newest(&place->gone, &entry->tracked);
        held_drop(place->held);
        place->held = held_use(entry->held);
    }
    entry->place = NULL;
}

static void add_open(struct entry *entry)
{
    struct place *place = entry->place;

    if (place == NULL) {
        return;
    }
    add_figures(&place->shown, &entry->tracked);
    if (entry->tracked.id > place->newest) {
        place->newest = entry->tracked.id;
        take_newest(&place->shown, &entry->tracked);
    }
}

static int class_of(const struct endpoint *endpoint)
{
    return endpoint->is_selected ? 0 : endpoint->is_service ? 1 : 2;
}

static int compare_places(const void *a, const void *b)
{
    const struct endpoint *x = &(*(const struct place *const *)a)->shown;
    const struct endpoint *y = &(*(const struct place *const *)b)->shown;
    int order = class_of(x) - class_of(y);

    return order != 0 ? order : order_compare(&x->connection, &y->connection);
}

static struct place *place_at(const struct history *history, size_t i)
{
    return *(struct place **)vec_at(&history->listed, i);
}

static void refresh(struct history *history)
{
    for (size_t i = 0; i < history->listed.len; i++) {
        struct place *place = place_at(history, i);

        place->shown = place->gone;
        place->newest = place->gone_newest;
    }
    for (size_t i = 0; i < history->entries.len; i++) {
        add_open(*(struct entry **)vec_at(&history->entries, i));
    }
    for (size_t i = 0; i < history->listed.len; i++) {
        struct place *place = place_at(history, i);

        place->shown.connection.row = &place->shown.row;
    }
}

/* Fills history->shown. */
int places_list(struct history *history)
{
    int rc = 0;

    refresh(history);
    vec_sort(&history->listed, compare_places);
    history->shown.len = 0;
    for (size_t i = 0; i < history->listed.len && rc == 0; i++) {
        const struct place *place = place_at(history, i);

        if (place->shown.connections > 0) {
            rc = vec_push(&history->shown, &place->shown);
        }
    }
    for (size_t i = 0; i < history->shown.len; i++) {
        struct endpoint *endpoint = vec_at(&history->shown, i);

        endpoint->connection.row = &endpoint->row;
    }
    return rc;
}

void places_fini(struct history *history)
{
    for (size_t i = 0; i < history->listed.len; i++) {
        struct place *place = place_at(history, i);

        held_drop(place->held);
        free(place);
    }
    vec_fini(&history->listed);
    nodes_fini(&history->places);
}
