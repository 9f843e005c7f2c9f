/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Open addressing, one slot after the other; removing moves what follows
 * up, so that there are no graves.
 */
#include "base/map.h"

#include "base/err.h"

#include <stdlib.h>

#define CAP_MIN 16

/* FNV-1a. */
static size_t hash(struct str key)
{
    uint64_t value = 14695981039346656037u;
    size_t i;

    for (i = 0; i < key.len; i++) {
        value = (value ^ (unsigned char)key.ptr[i]) * 1099511628211u;
    }
    return (size_t)(value ^ value >> 32);
}

void map_init(struct map *map, size_t max)
{
    memset(map, 0, sizeof(*map));
    map->max = max;
}

void map_fini(struct map *map)
{
    free(map->slots);
    map_init(map, map->max);
}

/* Where the key is, or the free slot where it belongs. */
static struct map_slot *find(const struct map *map, struct str key)
{
    size_t at = hash(key) & (map->cap - 1);

    while (map->slots[at].value != NULL && !str_eq(map->slots[at].key, key)) {
        at = (at + 1) & (map->cap - 1);
    }
    return &map->slots[at];
}

void *map_get(const struct map *map, struct str key)
{
    return map->len == 0 ? NULL : find(map, key)->value;
}

static int grow(struct map *map)
{
    struct map larger = *map;
    size_t i;

    larger.cap = map->cap == 0 ? CAP_MIN : 2 * map->cap;
    larger.slots = calloc(larger.cap, sizeof(*larger.slots));
    if (larger.slots == NULL) {
        return ERR_NOMEM;
    }
    for (i = 0; i < map->cap; i++) {
        if (map->slots[i].value != NULL) {
            *find(&larger, map->slots[i].key) = map->slots[i];
        }
    }
    free(map->slots);
    *map = larger;
    return 0;
}

int map_put(struct map *map, struct str key, void *value)
{
    struct map_slot *slot;

    if (map->len == map->max) {
        return ERR_LIMIT;
    }
    if (4 * (map->len + 1) > 3 * map->cap && grow(map) < 0) {
        return ERR_NOMEM;
    }
    slot = find(map, key);
    slot->key = key;
    slot->value = value;
    map->len++;
    return 0;
}

/* May the entry at `from` stand in the free slot `to`? */
static bool may_move(const struct map *map, size_t from, size_t to)
{
    size_t home = hash(map->slots[from].key) & (map->cap - 1);

    return ((from - home) & (map->cap - 1)) >= ((from - to) & (map->cap - 1));
}

void map_remove(struct map *map, struct str key)
{
    size_t hole;
    size_t at;

    if (map->len == 0 || find(map, key)->value == NULL) {
        return;
    }
    hole = (size_t)(find(map, key) - map->slots);
    for (at = (hole + 1) & (map->cap - 1); map->slots[at].value != NULL;
         at = (at + 1) & (map->cap - 1)) {
        if (may_move(map, at, hole)) {
            map->slots[hole] = map->slots[at];
            hole = at;
        }
    }
    map->slots[hole].value = NULL;
    map->len--;
}

void *map_next(const struct map *map, size_t *at)
{
    while (*at < map->cap) {
        void *value = map->slots[(*at)++].value;

        if (value != NULL) {
            return value;
        }
    }
    return NULL;
}
