/* SPDX-License-Identifier: Apache-2.0 */
/* Endpoints as they are now, to the rows of the screen. */
#include "cmd/watch_screen.h"

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    /* FNV-1a: who makes two alike moves a cursor. */
    while (len-- > 0) {
        hash = (hash ^ *at++) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* The same for the same endpoint of the same phone. */
static uint64_t id_of(size_t phone, const struct endpoint *endpoint)
{
    const struct sock_row *row = &endpoint->row;
    const struct owner *owner = endpoint->connection.owner;
    uint64_t hash = mix(UINT64_C(0xcbf29ce484222325), &phone, sizeof(phone));

    hash = mix(hash, &row->proto, sizeof(row->proto));
    hash = mix(hash, &row->remote, sizeof(row->remote));
    hash = mix(hash, &row->remote_port, sizeof(row->remote_port));
    if (row->remote_port == 0) {
        hash = mix(hash, &row->local_port, sizeof(row->local_port));
    }
    if (owner != NULL) {
        hash = mix(hash, &owner->uid, sizeof(owner->uid));
    }
    return hash == 0 ? 1 : hash;
}

static int add_row(struct watch_screen *screen, size_t phone,
                   const struct endpoint *endpoint, int64_t now_ms)
{
    const struct watch_head *head = screen->seen[phone].head;
    struct live *live = &screen->live;
    struct endpoint named = *endpoint;
    struct screen_row row;
    int64_t until_ms = endpoint->open > 0 ? now_ms : endpoint->last_ms;

    named.connection.lookup =
        watch_names_find(screen->names, &endpoint->row.remote, (unsigned)phone);
    if (endpoint->is_selected) {
        named.connection.path = (uint8_t)path_judge(
            screen->expected, &head->result->snapshot->network,
            &named.connection);
    }
    row = (struct screen_row){
        .id = id_of(phone, endpoint),
        .group = live_group(live, head, &named),
        .proto = sock_proto_name(endpoint->row.proto),
        .remote = live_remote(live, &named),
        .name = live_name(live, named.connection.lookup),
        .state = live_state(live, &named),
        .since_ms = endpoint->first_ms - head->start_ms,
        .age_ms = until_ms - endpoint->first_ms,
        .count = endpoint->connections,
        .flag = live_flag(&named),
        .is_over = endpoint->open == 0,
        .is_service = endpoint->is_service,
    };
    if (row.id == screen->details) {
        screen->details = 0;
        if (screen_details(&screen->state, live_details(live, head, &named)) <
            0) {
            return ERR_NOMEM;
        }
    }
    return vec_push(&screen->rows, &row);
}

/* All rows of a phone: what was asked for, then who may act for it. */
static int add_phone(struct watch_screen *screen, size_t phone,
                     const struct watch_summary *summary, int64_t now_ms)
{
    int rc = 0;

    for (size_t i = 0; i < summary->endpoint_count && rc == 0; i++) {
        const struct endpoint *endpoint = &summary->endpoints[i];

        if (endpoint->is_selected || endpoint->is_service) {
            rc = add_row(screen, phone, endpoint, now_ms);
        }
    }
    return rc;
}

int watch_screen_draw(struct watch_screen *screen, int64_t now_ms)
{
    struct screen_feed feed = {.title = "", .status = "", .foot = ""};
    int rc = 0;

    live_clear(&screen->live);
    vec_fini(&screen->rows);
    for (size_t i = 0; i < screen->seen_count && rc == 0; i++) {
        const struct watch_seen *seen = &screen->seen[i];
        struct watch_summary summary;

        if (seen->head == NULL) {
            continue;
        }
        rc = history_summary(seen->history, now_ms, &summary);
        if (rc == 0) {
            feed.title =
                live_title(&screen->live, history_targets(seen->history),
                           seen->head->result->target_count);
            feed.status = live_status(&screen->live, seen->head, &summary,
                                      now_ms, seen->is_away);
            feed.foot = live_foot(&screen->live, &summary);
            rc = add_phone(screen, i, &summary, now_ms);
        }
    }
    feed.news = screen->news.len == 0 ? "" : (const char *)screen->news.data;
    feed.rows = screen->rows.items;
    feed.row_count = screen->rows.len;
    if (rc == 0) {
        rc = screen->live.rc;
    }
    if (rc == 0) {
        rc = screen_feed(&screen->state, &feed);
    }
    screen_measure(&screen->state);
    screen_draw(&screen->state);
    return rc;
}
