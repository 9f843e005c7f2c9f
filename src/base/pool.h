/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings that live together and die together: names of packages and
 * processes of one snapshot. Addresses stay valid until pool_fini().
 */
#ifndef ADBNET_BASE_POOL_H
#define ADBNET_BASE_POOL_H

#include "base/cursor.h"

struct pool_block;

struct pool {
    struct pool_block *blocks;
    size_t used; /* bytes handed out so far, terminators included */
    size_t max;
};

void pool_init(struct pool *pool, size_t max);
void pool_fini(struct pool *pool);

/* A terminated copy, or NULL when memory or the maximum is reached. */
const char *pool_add(struct pool *pool, struct str text);

#endif
