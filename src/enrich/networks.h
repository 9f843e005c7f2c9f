/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an address to its network: Team Cymru in bulk for the announced
 * prefix, its AS and the registry; the registry's RDAP for the holder; its
 * whois where RDAP fails. What is known already answers at once.
 */
#ifndef ADBNET_ENRICH_NETWORKS_H
#define ADBNET_ENRICH_NETWORKS_H

#include "base/log.h"
#include "enrich/known.h"
#include "enrich/net.h"
#include "model/lookup.h"

/* network borrows its texts. */
typedef void (*network_done)(void *ctx, void *owner,
                             const struct lookup_network *network);

struct networks_options {
    struct net *net;
    struct known *known;   /* borrowed */
    const struct log *log; /* NULL: silence. Written to by this thread */
    const char *rdap_url;  /* NULL: the registries'; must stay */
    const char *whois_server;
    /* For holders, from the beginning; then what is left is skipped. */
    int32_t wait_ms;
    bool is_offline;   /* only what is known */
    int64_t now_ms;    /* monotonic */
    network_done done; /* called from networks_ask(), _run(), _take() */
    void *ctx;
};

struct networks;

int networks_new(const struct networks_options *options, struct networks **out,
                 struct err *err);
/* What was not done is forgotten. Accepts NULL. */
void networks_free(struct networks *networks);

/* Two clocks: budgets are kept in wall-clock time. */
struct instant {
    int64_t mono_ms;
    int64_t wall_ms;
};

/* 0 or ERR_NOMEM. */
int networks_ask(struct networks *networks, const struct addr *addr,
                 void *owner, const struct instant *now);
/* Takes replies, asks what may be asked now. */
void networks_take(struct networks *networks, const struct net_reply *reply,
                   const struct instant *now);
/* ms until it wants to run again; -1: when something comes. */
int networks_run(struct networks *networks, const struct instant *now);

#endif
