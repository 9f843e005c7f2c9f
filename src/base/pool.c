/* SPDX-License-Identifier: Apache-2.0 */
/* A string pool of linked blocks. See pool.h. */
#include "base/pool.h"

#include <stdlib.h>

#define POOL_BLOCK_SIZE ((size_t)16 * 1024)

struct pool_block {
    struct pool_block *next;
    size_t used;
    size_t size;
    char bytes[];
};

void pool_init(struct pool *pool, size_t max)
{
    memset(pool, 0, sizeof(*pool));
    pool->max = max;
}

void pool_fini(struct pool *pool)
{
    while (pool->blocks != NULL) {
        struct pool_block *next = pool->blocks->next;

        free(pool->blocks);
        pool->blocks = next;
    }
    pool->used = 0;
}

static struct pool_block *add_block(struct pool *pool, size_t need)
{
    size_t size = need > POOL_BLOCK_SIZE ? need : POOL_BLOCK_SIZE;
    struct pool_block *block = malloc(sizeof(*block) + size);

    if (block != NULL) {
        block->next = pool->blocks;
        block->used = 0;
        block->size = size;
        pool->blocks = block;
    }
    return block;
}

const char *pool_add(struct pool *pool, struct str text)
{
    struct pool_block *block = pool->blocks;
    size_t need = text.len + 1;
    char *to;

    /* need == 0 would be an overflow of len + 1. */
    if (need == 0 || need > pool->max - pool->used) {
        return NULL;
    }
    if (block == NULL || block->size - block->used < need) {
        block = add_block(pool, need);
        if (block == NULL) {
            return NULL;
        }
    }
    to = block->bytes + block->used;
    if (text.len > 0) {
        memcpy(to, text.ptr, text.len);
    }
    to[text.len] = '\0';
    block->used += need;
    pool->used += need;
    return to;
}
