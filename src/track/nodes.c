/* SPDX-License-Identifier: Apache-2.0 */
/* Chains behind buckets. See nodes.h. */
#include "track/nodes.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>

#define CAP_MIN 64

void nodes_init(struct nodes *nodes)
{
    memset(nodes, 0, sizeof(*nodes));
}

void nodes_fini(struct nodes *nodes)
{
    free(nodes->buckets);
    nodes_init(nodes);
}

static uint64_t rotated(uint64_t value, unsigned by)
{
    return value << by | value >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotated(v[1], 13) ^ v[0];
    v[0] = rotated(v[0], 32);
    v[2] += v[3];
    v[3] = rotated(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotated(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotated(v[1], 17) ^ v[2];
    v[2] = rotated(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

uint64_t nodes_hash(const uint64_t secret[2], const uint64_t *words,
                    size_t count)
{
    uint64_t v[4] = {
        secret[0] ^ 0x736f6d6570736575u, secret[1] ^ 0x646f72616e646f6du,
        secret[0] ^ 0x6c7967656e657261u, secret[1] ^ 0x7465646279746573u};

    for (size_t i = 0; i < count; i++) {
        sip_word(v, words[i]);
    }
    sip_word(v, (uint64_t)count * 8 << 56);
    v[2] ^= 0xff;
    for (unsigned i = 0; i < 3; i++) {
        sip_round(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static struct node **bucket(const struct nodes *nodes, uint64_t hash)
{
    return &nodes->buckets[hash & (nodes->cap - 1)];
}

static int grow(struct nodes *nodes)
{
    struct nodes wider = {.cap = nodes->cap == 0 ? CAP_MIN : nodes->cap * 2};

    wider.buckets = calloc(wider.cap, sizeof(*wider.buckets));
    if (wider.buckets == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < nodes->cap; i++) {
        struct node *node = nodes->buckets[i];
        struct node *reversed = NULL;

        /* Twice turned round, so that the newest stays in front. */
        while (node != NULL) {
            struct node *next = node->next;

            node->next = reversed;
            reversed = node;
            node = next;
        }
        while (reversed != NULL) {
            struct node *next = reversed->next;
            struct node **at = bucket(&wider, reversed->hash);

            reversed->next = *at;
            *at = reversed;
            reversed = next;
        }
    }
    free(nodes->buckets);
    nodes->buckets = wider.buckets;
    nodes->cap = wider.cap;
    return 0;
}

int nodes_add(struct nodes *nodes, struct node *node, uint64_t hash)
{
    struct node **at;

    if (nodes->len >= nodes->cap) {
        int rc = grow(nodes);

        if (rc < 0) {
            return rc;
        }
    }
    at = bucket(nodes, hash);
    node->hash = hash;
    node->next = *at;
    *at = node;
    nodes->len++;
    return 0;
}

void nodes_remove(struct nodes *nodes, struct node *node)
{
    struct node **at = bucket(nodes, node->hash);

    while (*at != node) {
        at = &(*at)->next;
    }
    *at = node->next;
    nodes->len--;
}

static struct node *same(struct node *node, uint64_t hash)
{
    while (node != NULL && node->hash != hash) {
        node = node->next;
    }
    return node;
}

struct node *nodes_first(const struct nodes *nodes, uint64_t hash)
{
    return nodes->cap == 0 ? NULL : same(*bucket(nodes, hash), hash);
}

struct node *nodes_next(const struct node *node)
{
    return same(node->next, node->hash);
}
