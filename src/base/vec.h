/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing array of equal items with a maximum number of them from birth.
 * Items move when it grows: keep indexes, not addresses, while it is filled.
 */
#ifndef ADBNET_BASE_VEC_H
#define ADBNET_BASE_VEC_H

#include <stddef.h>

struct vec {
    void *items; /* cast to the item's type by the owner's accessor */
    size_t len;
    size_t cap;
    size_t item_size;
    size_t max;
};

void vec_init(struct vec *vec, size_t item_size, size_t max);
void vec_fini(struct vec *vec);

/* Copies one item to the end; 0, ERR_LIMIT or ERR_NOMEM (unchanged). */
int vec_push(struct vec *vec, const void *item);

/* The item's address; index < vec->len is the caller's promise. */
void *vec_at(const struct vec *vec, size_t index);

typedef int (*vec_compare)(const void *a, const void *b);

/* Not stable: a compare that must be total names its tie-breaker. */
void vec_sort(struct vec *vec, vec_compare compare);

/* In a sorted vector: the first item that equals key, or NULL. */
void *vec_find(const struct vec *vec, const void *key, vec_compare compare);

#endif
