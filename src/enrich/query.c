/* SPDX-License-Identifier: Apache-2.0 */
/* See query.h. */
#include "enrich/query.h"

#include "base/err.h"

#include <assert.h>

#define TRIES_MAX 5
#define REFUSALS_MAX 8
/* The first rest after a refusal; it doubles a few times. */
#define REST_MS 50
#define REST_DOUBLINGS 4
/*
 * So many refusals and not one answer, or none for so long: it means us. A
 * busy forwarder refuses at once and answers after a while.
 */
#define REFUSALS_DOWN 32
#define REFUSED_DOWN_MS 1000
/* Another server is preferred when it answers and this one did not. */
#define SILENT_TRIES_MAX 3

void queries_init(struct queries *queries, const struct query_net *net,
                  uint32_t rate, query_done done, void *ctx, int64_t now_ms)
{
    uint32_t i;

    memset(queries, 0, sizeof(*queries));
    queries->net = *net;
    queries->done = done;
    queries->ctx = ctx;
    queries->next_due_ms = INT64_MAX;
    queries->down_until_ms = INT64_MIN;
    pace_init(&queries->pace, rate, now_ms);
    for (i = 0; i < QUERY_SLOTS; i++) {
        queries->free_slots[i] = QUERY_SLOTS - 1 - i;
    }
    queries->free_count = QUERY_SLOTS;
}

static void append(struct query_list *list, struct query *query)
{
    query->next = NULL;
    if (list->last == NULL) {
        list->first = query;
    } else {
        list->last->next = query;
    }
    list->last = query;
}

static struct query *take_first(struct query_list *list)
{
    struct query *query = list->first;

    if (query != NULL) {
        list->first = query->next;
        if (list->first == NULL) {
            list->last = NULL;
        }
    }
    return query;
}

void queries_add(struct queries *queries, struct query *query)
{
    query->next = NULL;
    query->first_ms = -1;
    query->tries = 0;
    query->refusals = 0;
    query->failures = 0;
    query->is_tcp = false;
    append(&queries->waiting, query);
}

static void leave_slot(struct queries *queries, struct query *query)
{
    queries->slots[query->slot] = NULL;
    queries->generations[query->slot]++;
    queries->free_slots[queries->free_count++] = query->slot;
    queries->in_flight--;
    if (query->is_tcp) {
        queries->is_tcp_busy = false;
    }
}

static void finish(struct queries *queries, struct query *query,
                   enum query_end end, struct dns_answer *answer)
{
    leave_slot(queries, query);
    queries->done(queries->ctx, query, end, answer);
}

static void set_due(struct queries *queries, struct query *query,
                    int64_t due_ms)
{
    int64_t last = query->first_ms + QUERY_TOTAL_MS;

    query->due_ms = due_ms < last ? due_ms : last;
    if (query->due_ms < queries->next_due_ms) {
        queries->next_due_ms = query->due_ms;
    }
}

/* Its place is free for others meanwhile, and it waits for one again. */
static void rest(struct queries *queries, struct query *query, int64_t now_ms)
{
    unsigned turn = query->refusals - 1u;

    leave_slot(queries, query);
    if (query->tries > 0) {
        query->tries--;
    }
    turn = turn > REST_DOUBLINGS ? REST_DOUBLINGS : turn;
    set_due(queries, query, now_ms + ((int64_t)REST_MS << turn));
    append(&queries->resting, query);
}

/* Those that have rested go in front: their time is running. */
static void wake(struct queries *queries, int64_t now_ms)
{
    struct query_list old = queries->resting;
    struct query *query;

    memset(&queries->resting, 0, sizeof(queries->resting));
    while ((query = take_first(&old)) != NULL) {
        struct query_list *list =
            query->is_tcp ? &queries->waiting_tcp : &queries->waiting;

        if (query->due_ms > now_ms) {
            set_due(queries, query, query->due_ms);
            append(&queries->resting, query);
            continue;
        }
        query->next = list->first;
        list->first = query;
        list->last = list->last == NULL ? query : list->last;
    }
}

/*
 * A refusal, by the server or by its machine. A busy forwarder refuses some
 * and answers others, so it is asked again, later and more slowly.
 */
static void refused(struct queries *queries, struct query *query,
                    struct dns_answer *answer, int64_t now_ms)
{
    pace_refused(&queries->pace, query->sent_ms, now_ms);
    queries->refusals++;
    if (++query->refusals < REFUSALS_MAX) {
        rest(queries, query, now_ms);
        return;
    }
    if (answer != NULL) {
        finish(queries, query, QUERY_ANSWERED, answer);
    } else {
        finish(queries, query, QUERY_DOWN, NULL);
    }
}

/* One packet of a question that has a slot. */
static void transmit(struct queries *queries, struct query *query,
                     int64_t now_ms)
{
    uint64_t tag =
        (uint64_t)queries->generations[query->slot] << 32 | query->slot;

    query->server =
        (uint8_t)((queries->preferred + query->tries + query->failures) %
                  queries->net.server_count);
    query->sent_ms = now_ms;
    pace_sent(&queries->pace);
    if (queries->net.send(queries->net.ctx, query->server, query->is_tcp,
                          query->name, query->type, tag) < 0) {
        refused(queries, query, NULL, now_ms);
        return;
    }
    set_due(queries, query,
            now_ms + pace_timeout_ms(&queries->pace, query->tries));
    query->tries++;
}

static void start(struct queries *queries, struct query *query, int64_t now_ms)
{
    assert(query != NULL);
    query->slot = queries->free_slots[--queries->free_count];
    queries->slots[query->slot] = query;
    if (queries->in_flight++ == 0) {
        queries->heard_ms = now_ms;
    }
    if (query->first_ms < 0) {
        query->first_ms = now_ms;
    }
    transmit(queries, query, now_ms);
}

/* "I could not find out": another server may. Junk counts as that. */
static void failed(struct queries *queries, struct query *query,
                   struct dns_answer *answer, int64_t now_ms)
{
    if (queries->net.server_count > 1 && query->failures == 0) {
        query->failures = 1;
        query->tries = 0;
        transmit(queries, query, now_ms);
        return;
    }
    finish(queries, query, QUERY_ANSWERED, answer);
}

static void ask_over_tcp(struct queries *queries, struct query *query,
                         struct dns_answer *answer)
{
    if (query->is_tcp) {
        answer->outcome = DNS_FAILED;
        finish(queries, query, QUERY_ANSWERED, answer);
        return;
    }
    leave_slot(queries, query);
    query->is_tcp = true;
    query->tries = 0;
    append(&queries->waiting_tcp, query);
}

static void heard(struct queries *queries, const struct query *query,
                  int64_t now_ms)
{
    bool is_first = query->tries == 1;

    queries->heard_ms = now_ms;
    if (query->server == queries->preferred) {
        queries->silent_tries = 0;
    } else if (queries->silent_tries >= SILENT_TRIES_MAX) {
        queries->preferred = query->server;
        queries->silent_tries = 0;
    }
    if (!query->is_tcp) {
        pace_answered(&queries->pace,
                      is_first ? (int32_t)(now_ms - query->sent_ms) : -1);
    }
}

static void take_answer(struct queries *queries, struct query *query,
                        struct dns_answer *answer, int64_t now_ms)
{
    if (answer->outcome == DNS_REFUSED) {
        queries->heard_ms = now_ms;
        refused(queries, query, answer, now_ms);
        return;
    }
    heard(queries, query, now_ms);
    queries->good++;
    queries->good_ms = now_ms;
    queries->refusals = 0;
    if (answer->outcome == DNS_TRUNCATED) {
        ask_over_tcp(queries, query, answer);
    } else if (answer->outcome == DNS_FAILED) {
        failed(queries, query, answer, now_ms);
    } else {
        finish(queries, query, QUERY_ANSWERED, answer);
    }
}

void queries_take(struct queries *queries, uint64_t tag,
                  const unsigned char *bytes, size_t len, int64_t now_ms)
{
    uint32_t slot = (uint32_t)tag;
    struct dns_answer answer;
    struct query *query;

    if (slot >= QUERY_SLOTS || queries->slots[slot] == NULL ||
        queries->generations[slot] != (uint32_t)(tag >> 32)) {
        return; /* of a question that is over */
    }
    query = queries->slots[slot];
    if (bytes == NULL) {
        refused(queries, query, NULL, now_ms);
        return;
    }
    if (dns_answer_read(bytes, len, query->name, query->type, &answer) < 0) {
        memset(&answer, 0, sizeof(answer));
        answer.outcome = DNS_FAILED;
    }
    take_answer(queries, query, &answer, now_ms);
    dns_answer_fini(&answer);
}

static void lost(struct queries *queries, struct query *query, int64_t now_ms)
{
    if (query->server == queries->preferred) {
        queries->silent_tries++;
    }
    if (!query->is_tcp) {
        pace_lost(&queries->pace, query->sent_ms, now_ms);
    }
}

static void come_due(struct queries *queries, struct query *query,
                     int64_t now_ms)
{
    lost(queries, query, now_ms);
    if (now_ms - query->first_ms >= QUERY_TOTAL_MS ||
        query->tries >= TRIES_MAX) {
        finish(queries, query, QUERY_TIMEOUT, NULL);
        return;
    }
    transmit(queries, query, now_ms);
}

static void check_due(struct queries *queries, int64_t now_ms)
{
    uint32_t i;

    if (now_ms < queries->next_due_ms) {
        return;
    }
    queries->next_due_ms = INT64_MAX;
    wake(queries, now_ms);
    for (i = 0; i < QUERY_SLOTS; i++) {
        struct query *query = queries->slots[i];

        if (query != NULL && query->due_ms <= now_ms) {
            come_due(queries, query, now_ms);
        } else if (query != NULL && query->due_ms < queries->next_due_ms) {
            queries->next_due_ms = query->due_ms;
        }
    }
}

static void end_list(struct queries *queries, struct query_list *list)
{
    struct query_list old = *list;
    struct query *query;

    memset(list, 0, sizeof(*list));
    while ((query = take_first(&old)) != NULL) {
        queries->done(queries->ctx, query, QUERY_DOWN, NULL);
    }
}

/* Their ends may bring new questions, which end the same way next time. */
static void end_all(struct queries *queries)
{
    uint32_t i;

    for (i = 0; i < QUERY_SLOTS; i++) {
        if (queries->slots[i] != NULL) {
            finish(queries, queries->slots[i], QUERY_DOWN, NULL);
        }
    }
    end_list(queries, &queries->waiting);
    end_list(queries, &queries->waiting_tcp);
    end_list(queries, &queries->resting);
}

static bool check_down(struct queries *queries, int64_t now_ms)
{
    bool is_silent =
        queries->in_flight > 0 && now_ms - queries->heard_ms >= QUERY_SILENT_MS;
    bool is_refusing =
        queries->refusals >= REFUSALS_DOWN &&
        (queries->good == 0 || now_ms - queries->good_ms >= REFUSED_DOWN_MS);

    if (is_silent || is_refusing || queries->net.server_count == 0) {
        queries->down_until_ms = now_ms + QUERY_SILENT_MS;
        queries->refusals = 0;
    }
    return now_ms < queries->down_until_ms;
}

/* Returns how long the rate makes the next one wait, 0: none waits for it. */
static int send_waiting(struct queries *queries, int64_t now_ms)
{
    while (queries->waiting.first != NULL &&
           queries->in_flight < queries->pace.window) {
        int wait_ms = pace_wait_ms(&queries->pace, now_ms);

        if (wait_ms > 0) {
            return wait_ms;
        }
        start(queries, take_first(&queries->waiting), now_ms);
    }
    if (queries->waiting_tcp.first != NULL && !queries->is_tcp_busy) {
        queries->is_tcp_busy = true;
        start(queries, take_first(&queries->waiting_tcp), now_ms);
    }
    return 0;
}

int queries_run(struct queries *queries, int64_t now_ms)
{
    int64_t wake_ms;
    int wait_ms = 0;

    while (check_down(queries, now_ms) &&
           (queries->in_flight > 0 || queries->waiting.first != NULL ||
            queries->waiting_tcp.first != NULL ||
            queries->resting.first != NULL)) {
        end_all(queries);
    }
    check_due(queries, now_ms);
    wait_ms = send_waiting(queries, now_ms);
    if (queries->in_flight == 0 && queries->resting.first == NULL) {
        return wait_ms > 0 ? wait_ms : -1;
    }
    wake_ms = queries->next_due_ms;
    if (queries->in_flight > 0 &&
        queries->heard_ms + QUERY_SILENT_MS < wake_ms) {
        wake_ms = queries->heard_ms + QUERY_SILENT_MS;
    }
    if (wait_ms > 0 && now_ms + wait_ms < wake_ms) {
        wake_ms = now_ms + wait_ms;
    }
    return wake_ms <= now_ms ? 1 : (int)(wake_ms - now_ms);
}
