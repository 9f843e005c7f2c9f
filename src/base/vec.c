/* SPDX-License-Identifier: Apache-2.0 */
/* Growing arrays with a maximum. See vec.h. */
#include "base/vec.h"

#include "base/err.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define VEC_FIRST_CAP 16

void vec_init(struct vec *vec, size_t item_size, size_t max)
{
    assert(item_size > 0 && max <= SIZE_MAX / item_size);
    memset(vec, 0, sizeof(*vec));
    vec->item_size = item_size;
    vec->max = max;
}

void vec_fini(struct vec *vec)
{
    free(vec->items);
    vec->items = NULL;
    vec->len = 0;
    vec->cap = 0;
}

static int grow(struct vec *vec)
{
    size_t cap = vec->cap == 0 ? VEC_FIRST_CAP : vec->cap * 2;
    void *items;

    if (cap > vec->max) {
        cap = vec->max;
    }
    items = realloc(vec->items, cap * vec->item_size);
    if (items == NULL) {
        return ERR_NOMEM;
    }
    vec->items = items;
    vec->cap = cap;
    return 0;
}

int vec_push(struct vec *vec, const void *item)
{
    if (vec->len == vec->max) {
        return ERR_LIMIT;
    }
    if (vec->len == vec->cap) {
        int rc = grow(vec);

        if (rc < 0) {
            return rc;
        }
    }
    memcpy((char *)vec->items + vec->len * vec->item_size, item,
           vec->item_size);
    vec->len++;
    return 0;
}

void *vec_at(const struct vec *vec, size_t index)
{
    assert(index < vec->len);
    return (char *)vec->items + index * vec->item_size;
}

/* Most lists are, that were sorted before. */
static bool is_sorted(const struct vec *vec, vec_compare compare)
{
    for (size_t i = 1; i < vec->len; i++) {
        if (compare(vec_at(vec, i - 1), vec_at(vec, i)) > 0) {
            return false;
        }
    }
    return true;
}

void vec_sort(struct vec *vec, vec_compare compare)
{
    if (vec->len > 1 && !is_sorted(vec, compare)) {
        qsort(vec->items, vec->len, vec->item_size, compare);
    }
}

void *vec_find(const struct vec *vec, const void *key, vec_compare compare)
{
    size_t low = 0;
    size_t high = vec->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(vec_at(vec, middle), key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == vec->len || compare(vec_at(vec, low), key) != 0) {
        return NULL;
    }
    return vec_at(vec, low);
}
