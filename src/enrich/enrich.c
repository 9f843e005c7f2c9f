/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The thread. An address goes through this order: the user's own list, the
 * table of special addresses, the cache, the name servers. See enrich.h.
 */
#include "enrich/enrich_state.h"

#include <poll.h>
#include <stdlib.h>

/* Nobody fetches the answers: looked at again after so long. */
#define FULL_MS 5

/* Everything found out about it so far, with copies of its texts. */
static void update(struct work *work, const struct lookup *lookup)
{
    struct lookup *copy = lookup_copy(lookup);

    if (copy == NULL) {
        work->lookup->ptr.status = LOOKUP_ERROR;
        return;
    }
    free(work->lookup);
    work->lookup = copy;
}

void enrich_forget(struct enrich *enrich, struct work *work)
{
    if (work->before != NULL) {
        work->before->after = work->after;
    } else {
        enrich->works = work->after;
    }
    if (work->after != NULL) {
        work->after->before = work->before;
    }
    enrich->working--;
    free(work);
}

/* Gives the answer when it is all there. */
static void settle(struct enrich *enrich, struct work *work)
{
    if (work->needs_ptr || work->needs_network || work->is_starting) {
        return;
    }
    if (vec_push(&enrich->ready, &work->lookup) < 0) {
        free(work->lookup);
    }
    enrich_forget(enrich, work);
}

/* Names of the user's list; false: the address is not in it. */
static bool find_host(struct enrich *enrich, const struct addr *addr,
                      struct lookup_ptr *ptr)
{
    size_t low = 0;
    size_t high = enrich->hosts.len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct host *host = vec_at(&enrich->hosts, middle);

        if (addr_compare(&host->addr, addr) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < enrich->hosts.len; low++) {
        const struct host *host = vec_at(&enrich->hosts, low);

        if (addr_compare(&host->addr, addr) != 0) {
            break;
        }
        if (ptr->name_count == LOOKUP_NAMES_MAX) {
            ptr->is_cut = true;
            break;
        }
        ptr->names[ptr->name_count++] = host->name;
    }
    return ptr->name_count > 0;
}

void enrich_end_ptr(void *ctx, void *owner, const struct ptr_result *result)
{
    struct enrich *enrich = ctx;
    struct work *work = owner;
    struct lookup lookup = *work->lookup;
    int64_t now_ms = clock_wall_ms(enrich->clock);
    size_t i;

    lookup.ptr.status = result->status;
    lookup.ptr.source = "dns";
    lookup.ptr.confirmed = result->confirmed;
    lookup.ptr.is_cut = result->is_cut;
    lookup.ptr.fetched_at_ms = now_ms;
    for (i = 0; i < result->name_count; i++) {
        lookup.ptr.names[i] = result->names[i];
    }
    lookup.ptr.name_count = result->name_count;
    if (enrich->cache != NULL && lookup.special == NULL) {
        cache_put(enrich->cache, &lookup.inner, result, now_ms);
    }
    work->needs_ptr = false;
    enrich->naming--;
    update(work, &lookup);
    settle(enrich, work);
}

void enrich_end_network(void *ctx, void *owner,
                        const struct lookup_network *network)
{
    struct work *work = owner;
    struct lookup lookup = *work->lookup;

    lookup.network = *network;
    work->needs_network = false;
    update(work, &lookup);
    settle(ctx, work);
}

/* True when the answer is there without asking anybody. */
static bool is_known(struct enrich *enrich, struct lookup *lookup,
                     const struct special *special)
{
    if (find_host(enrich, &lookup->addr, &lookup->ptr) ||
        find_host(enrich, &lookup->inner, &lookup->ptr)) {
        lookup->ptr.status = LOOKUP_OK;
        lookup->ptr.source = "list";
        return true;
    }
    if (!enrich->want_ptr || (special->label != NULL &&
                              !(special->is_local && enrich->want_private))) {
        return true;
    }
    return enrich->cache != NULL && !enrich->is_refreshing &&
           special->label == NULL &&
           cache_get(enrich->cache, &lookup->inner,
                     clock_wall_ms(enrich->clock), &lookup->ptr);
}

static struct instant instant_of(const struct clock *clock)
{
    struct instant now = {clock_mono_ms(clock), clock_wall_ms(clock)};

    return now;
}

/* base is given away. */
static struct work *begin(struct enrich *enrich, struct lookup *base)
{
    struct work *work = calloc(1, sizeof(*work));

    if (work == NULL) {
        free(base);
        return NULL;
    }
    work->lookup = base;
    work->is_starting = true;
    work->after = enrich->works;
    if (work->after != NULL) {
        work->after->before = work;
    }
    enrich->works = work;
    enrich->working++;
    return work;
}

static void ask(struct enrich *enrich, struct work *work)
{
    const struct addr inner = work->lookup->inner;
    struct instant now = instant_of(enrich->clock);

    enrich->naming += work->needs_ptr;
    if (work->needs_ptr && ptrs_ask(enrich->ptrs, &inner, work) < 0) {
        work->lookup->ptr.status = LOOKUP_ERROR;
        work->needs_ptr = false;
        enrich->naming--;
    }
    if (work->needs_network &&
        networks_ask(enrich->networks, &inner, work, &now) < 0) {
        work->lookup->network.status = LOOKUP_ERROR;
        work->needs_network = false;
    }
}

static void take_up(struct enrich *enrich, struct lookup *base)
{
    struct work *work = begin(enrich, base);
    struct special special;
    struct lookup lookup;

    if (work == NULL) {
        return;
    }
    special_look(&base->addr, &enrich->exceptions, &special);
    base->inner = special.addr;
    base->wrap = special.wrap;
    base->special = special.label;
    lookup = *base;
    work->needs_ptr =
        !is_known(enrich, &lookup, &special) && enrich->ptrs != NULL;
    work->needs_network = enrich->networks != NULL && special.label == NULL;
    if (enrich->mmdb != NULL && special.label == NULL) {
        mmdb_look(enrich->mmdb, &base->inner, &lookup.network);
    }
    if (!work->needs_ptr || enrich->mmdb != NULL) {
        update(work, &lookup);
    }
    ask(enrich, work);
    work->is_starting = false;
    settle(enrich, work);
}

static bool has_room(const struct enrich *enrich)
{
    return enrich->names_pending == 0 && enrich->working < WORK_MAX &&
           enrich->naming < NAMES_MAX && enrich->ready.len < ANSWERS_MAX;
}

static void take_asks(struct enrich *enrich)
{
    struct lookup *base;

    while (has_room(enrich) && (base = queue_pop(enrich->asks)) != NULL) {
        take_up(enrich, base);
    }
}

/* False: some did not fit. */
static bool hand_over(struct enrich *enrich)
{
    size_t count = enrich->ready.len - enrich->ready_first;

    if (count == 0) {
        return true;
    }
    enrich->ready_first += queue_push_all(
        enrich->answers, vec_at(&enrich->ready, enrich->ready_first), count);
    if (enrich->ready_first < enrich->ready.len) {
        return false;
    }
    enrich->ready_first = 0;
    enrich->ready.len = 0;
    return true;
}

static void take_packets(struct enrich *enrich)
{
    int64_t now_ms = clock_mono_ms(enrich->clock);
    struct net_answer *packet;

    while ((packet = net_next(enrich->net)) != NULL) {
        ptrs_take(enrich->ptrs, packet->tag, packet->bytes, packet->len,
                  now_ms);
        free(packet);
    }
}

static void take_replies(struct enrich *enrich)
{
    struct instant now = instant_of(enrich->clock);
    struct net_reply *reply;

    while ((reply = net_next_reply(enrich->net)) != NULL) {
        networks_take(enrich->networks, reply, &now);
        net_reply_free(reply);
    }
}

/* The sooner of two time-outs, of which -1 is none. */
static int sooner(int a, int b)
{
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* Goes on with all questions; ms until it wants to again, or -1. */
static int run_questions(struct enrich *enrich)
{
    struct instant now = instant_of(enrich->clock);
    int timeout_ms =
        enrich->ptrs == NULL ? -1 : ptrs_run(enrich->ptrs, now.mono_ms);

    return enrich->networks == NULL
               ? timeout_ms
               : sooner(timeout_ms, networks_run(enrich->networks, &now));
}

/* Before a wait; what is new is written when nothing is under way. */
static void rest_cache(struct enrich *enrich, bool is_idle)
{
    if (enrich->cache != NULL) {
        if (is_idle) {
            cache_flush(enrich->cache, true);
        }
        cache_rest(enrich->cache);
    }
}

void *enrich_run(void *arg)
{
    struct enrich *enrich = arg;

    while (!queue_is_closed(enrich->asks)) {
        int timeout_ms;
        bool is_all;

        take_asks(enrich);
        timeout_ms = run_questions(enrich);
        is_all = hand_over(enrich);
        rest_cache(enrich, timeout_ms < 0);
        if (!is_all || !has_room(enrich)) {
            timeout_ms =
                timeout_ms < 0 || timeout_ms > FULL_MS ? FULL_MS : timeout_ms;
        }
        net_wait(enrich->net, has_room(enrich) ? queue_fd(enrich->asks) : -1,
                 timeout_ms);
        take_packets(enrich);
        take_replies(enrich);
    }
    return NULL;
}

int enrich_ask(struct enrich *enrich, const struct addr *addr)
{
    struct lookup *base = malloc(sizeof(*base));
    int rc;

    if (base == NULL) {
        return ERR_NOMEM;
    }
    lookup_init(base, addr);
    rc = queue_push(enrich->asks, base);
    if (rc < 0) {
        free(base);
    }
    return rc;
}

struct lookup *enrich_poll(struct enrich *enrich,
                           const struct deadline *deadline)
{
    struct pollfd pollfd = {.fd = queue_fd(enrich->answers), .events = POLLIN};
    struct lookup *lookup = queue_pop(enrich->answers);

    while (lookup == NULL && !deadline_is_over(deadline)) {
        (void)poll(&pollfd, 1, deadline_poll_ms(deadline));
        lookup = queue_pop(enrich->answers);
    }
    return lookup;
}

int enrich_fd(const struct enrich *enrich)
{
    return queue_fd(enrich->answers);
}

void enrich_cancel(struct enrich *enrich)
{
    queue_close(enrich->asks);
}
