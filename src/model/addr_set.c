/* SPDX-License-Identifier: Apache-2.0 */
/* See addr_set.h. */
#include "model/addr_set.h"

#include <assert.h>
#include <string.h>

void addr_set_init(struct addr_set *set)
{
    memset(set, 0, sizeof(*set));
    vec_init(&set->list, sizeof(struct addr), ADDR_SET_MAX);
    vec_init(&set->sorted, sizeof(struct addr_place), ADDR_SET_MAX);
}

void addr_set_fini(struct addr_set *set)
{
    vec_fini(&set->list);
    vec_fini(&set->sorted);
}

int addr_set_add(struct addr_set *set, const struct addr *addr)
{
    return vec_push(&set->list, addr);
}

static int compare(const void *a, const void *b)
{
    const struct addr_place *x = a;
    const struct addr_place *y = b;
    int order = addr_compare(&x->addr, &y->addr);

    if (order != 0) {
        return order;
    }
    return x->index < y->index ? -1 : x->index > y->index;
}

static struct addr_place *place_at(const struct addr_set *set, size_t index)
{
    return vec_at(&set->sorted, index);
}

static struct addr *addr_at(const struct addr_set *set, size_t index)
{
    return vec_at(&set->list, index);
}

/* One of each stays in sorted; its double in list loses its family. */
static void drop_doubles(struct addr_set *set)
{
    size_t kept = 0;
    size_t i;

    for (i = 0; i < set->sorted.len; i++) {
        const struct addr_place *place = place_at(set, i);

        if (kept > 0 &&
            addr_compare(&place->addr, &place_at(set, kept - 1)->addr) == 0) {
            addr_at(set, place->index)->family = ADDR_NONE;
        } else {
            *place_at(set, kept++) = *place;
        }
    }
    set->sorted.len = kept;
}

static void close_gaps(struct addr_set *set)
{
    size_t kept = 0;
    size_t i;

    for (i = 0; i < set->list.len; i++) {
        if (addr_at(set, i)->family != ADDR_NONE) {
            *addr_at(set, kept++) = *addr_at(set, i);
        }
    }
    set->list.len = kept;
}

static int sort(struct addr_set *set)
{
    size_t i;
    int rc = 0;

    set->sorted.len = 0;
    for (i = 0; i < set->list.len && rc == 0; i++) {
        struct addr_place place = {*addr_at(set, i), i};

        rc = vec_push(&set->sorted, &place);
    }
    vec_sort(&set->sorted, compare);
    return rc;
}

int addr_set_index(struct addr_set *set)
{
    int rc = sort(set);

    if (rc == 0) {
        size_t all = set->list.len;

        drop_doubles(set);
        close_gaps(set);
        if (set->list.len < all) {
            rc = sort(set);
        }
    }
    return rc;
}

size_t addr_set_find(const struct addr_set *set, const struct addr *addr)
{
    size_t low = 0;
    size_t high = set->sorted.len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (addr_compare(&place_at(set, middle)->addr, addr) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    assert(low < set->sorted.len);
    return place_at(set, low)->index;
}
