/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding records by a hash of their key. The records live elsewhere and
 * begin with a node; keys are compared by who asks. The hash takes a secret,
 * so that a phone cannot make its rows collide.
 */
#ifndef ADBNET_TRACK_NODES_H
#define ADBNET_TRACK_NODES_H

#include <stddef.h>
#include <stdint.h>

struct node {
    struct node *next;
    uint64_t hash;
};

struct nodes {
    struct node **buckets;
    size_t cap; /* a power of two, or 0 */
    size_t len;
};

void nodes_init(struct nodes *nodes);
void nodes_fini(struct nodes *nodes); /* the records stay */

/* SipHash-1-3 (Aumasson, Bernstein) over whole words. */
uint64_t nodes_hash(const uint64_t secret[2], const uint64_t *words,
                    size_t count);

/* 0 or ERR_NOMEM. Several may have the same hash, even the same key. */
int nodes_add(struct nodes *nodes, struct node *node, uint64_t hash);
void nodes_remove(struct nodes *nodes, struct node *node);

/* The newest with this hash, then the older ones; NULL: no more. */
struct node *nodes_first(const struct nodes *nodes, uint64_t hash);
struct node *nodes_next(const struct node *node);

#endif
