/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From text to a pointer, with a maximum number of entries from birth. Keys
 * are borrowed: they live in what they point to. Not for a hostile million
 * of keys: whoever chooses them can make them collide, so the maximum is to
 * be one that can be searched.
 */
#ifndef ADBNET_BASE_MAP_H
#define ADBNET_BASE_MAP_H

#include "base/cursor.h"

struct map_slot {
    struct str key;
    void *value; /* NULL: free */
};

struct map {
    struct map_slot *slots;
    size_t cap; /* a power of two, or 0 */
    size_t len;
    size_t max;
};

void map_init(struct map *map, size_t max);
void map_fini(struct map *map);

/* NULL: not there. */
void *map_get(const struct map *map, struct str key);

/* A key that is not there yet; value is not NULL. 0, ERR_LIMIT, ERR_NOMEM. */
int map_put(struct map *map, struct str key, void *value);

/* Nothing happens when it is not there. */
void map_remove(struct map *map, struct str key);

/*
 * One entry after the other, in no order; *at is 0 at first. NULL: no more.
 * The map does not change meanwhile, but what it had may be freed.
 */
void *map_next(const struct map *map, size_t *at);

#endif
