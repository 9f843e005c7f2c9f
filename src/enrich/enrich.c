/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The thread. An address goes through this order: the user's own list, the
 * table of special addresses, the cache, the name servers. See enrich.h.
 */
#include "enrich/enrich.h"

#include "base/queue.h"
#include "base/vec.h"
#include "enrich/cache.h"
#include "enrich/hosts.h"
#include "enrich/net.h"
#include "enrich/ptr.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>

/* Addresses that wait to be taken up, answers that wait to be fetched. */
#define ASKS_MAX 1024
#define ANSWERS_MAX 1024
/* Addresses that are being asked about. */
#define WORK_MAX 2048
/* Nobody fetches the answers: looked at again after so long. */
#define FULL_MS 5
#define NOTE_CAP 512

struct enrich {
    /* Set before the thread starts, then read only. */
    const struct clock *clock;
    struct special_exceptions exceptions;
    bool want_ptr;
    bool want_private;
    bool is_refreshing;
    char note[NOTE_CAP];
    pthread_t thread;
    bool is_running;
    /* Between the threads. */
    struct queue *asks;    /* struct lookup */
    struct queue *answers; /* struct lookup */
    /* The thread's own. */
    struct net *net;
    struct ptrs *ptrs;
    struct cache *cache;
    struct vec hosts; /* struct host, sorted by address */
    size_t names_pending;
    struct vec ready; /* struct lookup *, that did not fit into answers */
    size_t ready_first;
    size_t working;
};

static int compare_hosts(const void *a, const void *b)
{
    const struct host *x = a;
    const struct host *y = b;
    int order = addr_compare(&x->addr, &y->addr);

    return order != 0 ? order : strcmp(x->name, y->name);
}

/* base is given away; the answer is a copy of lookup with its texts. */
static void answer(struct enrich *enrich, struct lookup *base,
                   const struct lookup *lookup)
{
    struct lookup *copy = lookup_copy(lookup);

    if (copy == NULL) {
        base->ptr.status = LOOKUP_ERROR;
        copy = base;
    } else {
        free(base);
    }
    if (vec_push(&enrich->ready, &copy) < 0) {
        free(copy);
    }
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

static void end_ptr(void *ctx, void *owner, const struct ptr_result *result)
{
    struct enrich *enrich = ctx;
    struct lookup *base = owner;
    struct lookup lookup = *base;
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
    enrich->working--;
    answer(enrich, base, &lookup);
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

static void take_up(struct enrich *enrich, struct lookup *base)
{
    struct special special;
    struct lookup lookup;

    special_look(&base->addr, &enrich->exceptions, &special);
    base->inner = special.addr;
    base->wrap = special.wrap;
    base->special = special.label;
    lookup = *base;
    if (is_known(enrich, &lookup, &special) || enrich->ptrs == NULL) {
        answer(enrich, base, &lookup);
    } else if (ptrs_ask(enrich->ptrs, &base->inner, base) == 0) {
        enrich->working++;
    } else {
        lookup.ptr.status = LOOKUP_ERROR;
        answer(enrich, base, &lookup);
    }
}

static bool has_room(const struct enrich *enrich)
{
    return enrich->names_pending == 0 && enrich->working < WORK_MAX &&
           enrich->ready.len < ANSWERS_MAX;
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
    while (enrich->ready_first < enrich->ready.len) {
        struct lookup **item = vec_at(&enrich->ready, enrich->ready_first);

        if (queue_push(enrich->answers, *item) < 0) {
            return false;
        }
        enrich->ready_first++;
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

/* A name of the list has addresses now; they are listed from here on. */
static void end_name(void *ctx, void *owner, const struct dns_answer *found)
{
    struct enrich *enrich = ctx;
    struct host host = {.name = owner};
    size_t i;

    for (i = 0; found != NULL && i < found->addr_count; i++) {
        host.addr = found->addrs[i];
        /* What has no room is not named; it is a list of names. */
        (void)vec_push(&enrich->hosts, &host);
    }
    if (--enrich->names_pending == 0) {
        vec_sort(&enrich->hosts, compare_hosts);
    }
}

static void *run(void *arg)
{
    struct enrich *enrich = arg;

    while (!queue_is_closed(enrich->asks)) {
        int timeout_ms = -1;
        bool is_all;

        take_asks(enrich);
        if (enrich->ptrs != NULL) {
            timeout_ms = ptrs_run(enrich->ptrs, clock_mono_ms(enrich->clock));
        }
        is_all = hand_over(enrich);
        if (timeout_ms < 0 && enrich->cache != NULL) {
            cache_flush(enrich->cache, true);
        }
        if (!is_all || !has_room(enrich)) {
            timeout_ms =
                timeout_ms < 0 || timeout_ms > FULL_MS ? FULL_MS : timeout_ms;
        }
        net_wait(enrich->net, has_room(enrich) ? queue_fd(enrich->asks) : -1,
                 timeout_ms);
        take_packets(enrich);
    }
    return NULL;
}

static int copy_exceptions(struct enrich *enrich,
                           const struct special_exceptions *from)
{
    size_t size = from->count * sizeof(*from->prefixes);
    struct special_prefix *prefixes;

    if (from->count == 0) {
        return 0;
    }
    prefixes = malloc(size);
    if (prefixes == NULL) {
        return ERR_NOMEM;
    }
    memcpy(prefixes, from->prefixes, size);
    enrich->exceptions.prefixes = prefixes;
    enrich->exceptions.count = from->count;
    return 0;
}

static int copy_hosts(struct enrich *enrich, const struct hosts *from)
{
    size_t i;
    int rc = 0;

    vec_init(&enrich->hosts, sizeof(struct host), 1000000);
    for (i = 0; from != NULL && i < from->hosts.len && rc == 0; i++) {
        rc = vec_push(&enrich->hosts, vec_at(&from->hosts, i));
    }
    if (rc == 0) {
        vec_sort(&enrich->hosts, compare_hosts);
    }
    return rc;
}

/* Names without an address. An own list is asked for also under -n. */
static int ask_names(struct enrich *enrich, const struct hosts *from)
{
    static const unsigned types[] = {DNS_A, DNS_AAAA};
    size_t i;
    int rc = 0;

    for (i = 0; from != NULL && i < 2 * from->names.len && rc == 0; i++) {
        const char **name = vec_at(&from->names, i / 2);
        union {
            const char *in;
            void *out;
        } owner = {*name};

        rc = ptrs_ask_name(enrich->ptrs, *name, types[i % 2], end_name, enrich,
                           owner.out);
        enrich->names_pending += rc == 0;
    }
    return rc;
}

static int open_all(struct enrich *enrich, const struct enrich_options *options,
                    struct err *err)
{
    bool has_names = options->hosts != NULL && options->hosts->names.len > 0;
    struct net_options net = {
        .is_offline = options->is_offline || !(options->want_ptr || has_names),
        .dns_servers = options->dns_servers,
    };
    struct query_net query_net = {.send = net_dns_send};
    int rc = net_new(&net, &enrich->net, err);

    if (rc < 0 || net.is_offline) {
        return rc;
    }
    query_net.ctx = enrich->net;
    query_net.server_count = net_dns_count(enrich->net);
    enrich->ptrs = ptrs_new(&query_net, options->dns_rate, end_ptr, enrich,
                            clock_mono_ms(enrich->clock));
    if (enrich->ptrs == NULL || ask_names(enrich, options->hosts) < 0) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    return 0;
}

/* Without its cache the program is slower, not wrong. */
static void open_cache(struct enrich *enrich,
                       const struct enrich_options *options)
{
    const char *resolver =
        options->dns_servers == NULL ? "" : options->dns_servers;
    struct err err;

    if (options->cache_dir != NULL && options->want_ptr &&
        cache_open(options->cache_dir, resolver, clock_wall_ms(enrich->clock),
                   &enrich->cache, enrich->note, sizeof(enrich->note),
                   &err) < 0) {
        memcpy(enrich->note, "no cache: ", sizeof("no cache: "));
        memcpy(enrich->note + strlen(enrich->note), err.text,
               strlen(err.text) + 1);
    }
}

_Static_assert(NOTE_CAP > ERR_TEXT_CAP + 16, "a note has room for an error");

int enrich_start(const struct enrich_options *options, struct enrich **out,
                 struct err *err)
{
    struct enrich *enrich = calloc(1, sizeof(*enrich));
    int rc = 0;

    *out = NULL;
    if (enrich == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    enrich->clock = options->clock;
    enrich->want_ptr = options->want_ptr;
    enrich->want_private = options->want_private;
    enrich->is_refreshing = options->is_refreshing;
    vec_init(&enrich->ready, sizeof(struct lookup *),
             ANSWERS_MAX + WORK_MAX + 1);
    enrich->asks = queue_new(ASKS_MAX);
    enrich->answers = queue_new(ANSWERS_MAX);
    if (enrich->asks == NULL || enrich->answers == NULL ||
        copy_exceptions(enrich, &options->exceptions) < 0 ||
        copy_hosts(enrich, options->hosts) < 0) {
        rc = err_set(err, ERR_NOMEM, "out of memory or file descriptors");
    }
    if (rc == 0) {
        rc = open_all(enrich, options, err);
    }
    if (rc == 0) {
        open_cache(enrich, options);
        if (pthread_create(&enrich->thread, NULL, run, enrich) != 0) {
            rc = err_set(err, ERR_IO, "no thread could be started");
        }
    }
    if (rc < 0) {
        enrich_stop(enrich);
        return rc;
    }
    enrich->is_running = true;
    *out = enrich;
    return 0;
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

void enrich_cancel(struct enrich *enrich)
{
    queue_close(enrich->asks);
}

static void free_queue(struct queue *queue)
{
    void *item;

    while (queue != NULL && (item = queue_pop(queue)) != NULL) {
        free(item);
    }
    queue_free(queue);
}

void enrich_stop(struct enrich *enrich)
{
    union {
        const void *in;
        void *out;
    } prefixes;

    if (enrich == NULL) {
        return;
    }
    if (enrich->is_running) {
        enrich_cancel(enrich);
        (void)pthread_join(enrich->thread, NULL);
    }
    for (; enrich->ready_first < enrich->ready.len; enrich->ready_first++) {
        free(*(struct lookup **)vec_at(&enrich->ready, enrich->ready_first));
    }
    vec_fini(&enrich->ready);
    vec_fini(&enrich->hosts);
    ptrs_free(enrich->ptrs, free);
    net_free(enrich->net);
    cache_close(enrich->cache);
    free_queue(enrich->asks);
    free_queue(enrich->answers);
    prefixes.in = enrich->exceptions.prefixes;
    free(prefixes.out);
    free(enrich);
}

const char *enrich_note(const struct enrich *enrich)
{
    return enrich->note;
}
