/* SPDX-License-Identifier: Apache-2.0 */
/* What enrich.c and enrich_open.c share. Only for them. */
#ifndef ADBNET_ENRICH_ENRICH_STATE_H
#define ADBNET_ENRICH_ENRICH_STATE_H

#include "base/queue.h"
#include "base/vec.h"
#include "enrich/cache.h"
#include "enrich/enrich.h"
#include "enrich/hosts.h"
#include "enrich/mmdb.h"
#include "enrich/net.h"
#include "enrich/networks.h"
#include "enrich/ptr.h"

#include <pthread.h>

/* Addresses that wait to be taken up, answers that wait to be fetched. */
#define ASKS_MAX 1024
#define ANSWERS_MAX 1024
/* Addresses whose names are being asked for. */
#define NAMES_MAX 2048
/* Addresses that are being asked about: networks wait for others' limits. */
#define WORK_MAX 8192

/* An address somebody is asked about. */
struct work {
    struct work *before;
    struct work *after;
    struct lookup *lookup; /* what is known so far, with its texts */
    bool needs_ptr;
    bool needs_network;
    bool is_starting; /* answers that come now do not end it */
};

struct enrich {
    /* Set before the thread starts, then read only. */
    const struct clock *clock;
    struct special_exceptions exceptions;
    bool want_ptr;
    bool want_private;
    bool is_refreshing;
    struct net_web_options web;
    pthread_t thread;
    bool is_running;
    /* Between the threads. */
    struct queue *asks;    /* struct lookup */
    struct queue *answers; /* struct lookup */
    /* The thread's own. */
    struct net *net;
    struct ptrs *ptrs;
    struct cache *cache;
    struct networks *networks; /* NULL: not wanted, or by mmdb */
    struct known known;
    struct mmdb *mmdb;
    struct work *works;
    struct vec hosts; /* struct host, sorted by address */
    size_t names_pending;
    struct vec ready; /* struct lookup *, that did not fit into answers */
    size_t ready_first;
    size_t working; /* works */
    size_t naming;  /* those that need a name */
};

/* The thread. */
void *enrich_run(void *arg);
/* What it is told by those it asks; ctx is the enrich, owner the work. */
void enrich_end_ptr(void *ctx, void *owner, const struct ptr_result *result);
void enrich_end_network(void *ctx, void *owner,
                        const struct lookup_network *network);
/* Frees the work, not its lookup. */
void enrich_forget(struct enrich *enrich, struct work *work);

#endif
