/* SPDX-License-Identifier: Apache-2.0 */
/* The beginning and the end of the thread and of all it has. */
#include "enrich/enrich_state.h"

#include <stdlib.h>

static int compare_hosts(const void *a, const void *b)
{
    const struct host *x = a;
    const struct host *y = b;
    int order = addr_compare(&x->addr, &y->addr);

    return order != 0 ? order : strcmp(x->name, y->name);
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

static int open_ptrs(struct enrich *enrich,
                     const struct enrich_options *options, struct err *err)
{
    struct query_net query_net = {.send = net_dns_send, .ctx = enrich->net};

    query_net.server_count = net_dns_count(enrich->net);
    enrich->ptrs = ptrs_new(&query_net, options->dns_rate, enrich_end_ptr,
                            enrich, clock_mono_ms(enrich->clock));
    if (enrich->ptrs == NULL || ask_names(enrich, options->hosts) < 0) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    return 0;
}

static int open_all(struct enrich *enrich, const struct enrich_options *options,
                    struct err *err)
{
    bool has_names = options->hosts != NULL && options->hosts->names.len > 0;
    bool wants_dns = options->want_ptr || has_names;
    bool wants_web = options->network != NULL && enrich->mmdb == NULL;
    struct net_options net = {
        .is_offline = options->is_offline || !(wants_dns || wants_web),
        .clock = options->clock,
        .web = wants_web ? &enrich->web : NULL,
        .dns_servers = options->dns_servers,
    };
    int rc = net_new(&net, &enrich->net, err);

    return rc < 0 || net.is_offline || !wants_dns
               ? rc
               : open_ptrs(enrich, options, err);
}

/* After the cache. */
static int open_networks(struct enrich *enrich,
                         const struct enrich_options *options, struct err *err)
{
    const struct enrich_network *wanted = options->network;
    struct networks_options networks = {
        .net = enrich->net,
        .known = &enrich->known,
        .is_offline = options->is_offline,
        .now_ms = clock_mono_ms(enrich->clock),
        .done = enrich_end_network,
        .ctx = enrich,
    };

    if (wanted == NULL || enrich->mmdb != NULL) {
        return 0;
    }
    known_init(&enrich->known, cache_db(enrich->cache), !enrich->is_refreshing,
               clock_wall_ms(enrich->clock));
    networks.rdap_url = wanted->rdap_url;
    networks.whois_server = wanted->whois_server;
    networks.wait_ms = wanted->wait_ms;
    networks.log = options->log;
    return networks_new(&networks, &enrich->networks, err);
}

/* Without its cache the program is slower, not wrong. */
static void open_cache(struct enrich *enrich,
                       const struct enrich_options *options)
{
    const char *resolver =
        options->dns_servers == NULL ? "" : options->dns_servers;
    struct err err;

    if (options->cache_dir != NULL &&
        (options->want_ptr || options->network != NULL) &&
        cache_open(options->cache_dir, resolver, clock_wall_ms(enrich->clock),
                   options->log, &enrich->cache, &err) < 0) {
        log_warn(options->log, "no cache: %s", err.text);
    }
}

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
    if (rc == 0 && options->network != NULL) {
        enrich->web.exceptions = &enrich->exceptions;
        enrich->web.proxy = options->network->proxy;
        rc = options->network->mmdb_count == 0
                 ? 0
                 : mmdb_open(options->network->mmdb,
                             options->network->mmdb_count, &enrich->mmdb, err);
    }
    if (rc == 0) {
        rc = open_all(enrich, options, err);
    }
    if (rc == 0) {
        open_cache(enrich, options);
        rc = open_networks(enrich, options, err);
    }
    if (rc == 0) {
        if (pthread_create(&enrich->thread, NULL, enrich_run, enrich) != 0) {
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

static void free_queue(struct queue *queue)
{
    void *item;

    while (queue != NULL && (item = queue_pop(queue)) != NULL) {
        free(item);
    }
    queue_free(queue);
}

/* Works are freed as such. */
static void drop(void *owner)
{
    (void)owner;
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
    while (enrich->works != NULL) {
        free(enrich->works->lookup);
        enrich_forget(enrich, enrich->works);
    }
    ptrs_free(enrich->ptrs, drop);
    networks_free(enrich->networks);
    known_fini(&enrich->known);
    mmdb_close(enrich->mmdb);
    net_free(enrich->net);
    cache_close(enrich->cache);
    free_queue(enrich->asks);
    free_queue(enrich->answers);
    prefixes.in = enrich->exceptions.prefixes;
    free(prefixes.out);
    free(enrich);
}
