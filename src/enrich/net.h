/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every socket of this room: here they are made, waited for and closed. A
 * net that is offline makes none, whoever asks.
 *
 * One thread uses it.
 */
#ifndef ADBNET_ENRICH_NET_H
#define ADBNET_ENRICH_NET_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct net;

struct net_options {
    bool is_offline;
    /*
     * "192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53", several separated
     * by commas; NULL: those of the system.
     */
    const char *dns_servers;
};

/* Opens nothing yet. ERR_USAGE for servers it cannot read. */
int net_new(const struct net_options *options, struct net **out,
            struct err *err);
/* Accepts NULL. */
void net_free(struct net *net);

/* Name servers; 0 when offline. */
size_t net_dns_count(const struct net *net);

/* See struct query_net. ctx is the net. */
int net_dns_send(void *ctx, size_t server, bool is_tcp, const char *name,
                 unsigned type, uint64_t tag);

/* A packet that came, or (bytes NULL) word that one could not go. */
struct net_answer {
    struct net_answer *next;
    uint64_t tag;
    const unsigned char *bytes;
    size_t len;
};

/*
 * Waits for packets, for wake_fd (-1: none), or until so many milliseconds
 * have passed (-1: for ever).
 */
void net_wait(struct net *net, int wake_fd, int timeout_ms);

/* The oldest answer, freed by free(); NULL: no more. */
struct net_answer *net_next(struct net *net);

#endif
