/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses in the order they came, each once, and where each one is. */
#ifndef ADBNET_MODEL_ADDR_SET_H
#define ADBNET_MODEL_ADDR_SET_H

#include "base/vec.h"
#include "model/addr.h"

#define ADDR_SET_MAX ((size_t)4 * 1024 * 1024)

struct addr_place {
    struct addr addr;
    size_t index; /* in list */
};

struct addr_set {
    struct vec list;   /* struct addr, in the order they came */
    struct vec sorted; /* struct addr_place */
};

void addr_set_init(struct addr_set *set);
void addr_set_fini(struct addr_set *set);

/* 0, ERR_LIMIT or ERR_NOMEM. */
int addr_set_add(struct addr_set *set, const struct addr *addr);

/* When all are added: throws out what is there twice. 0 or ERR_NOMEM. */
int addr_set_index(struct addr_set *set);

/* Where it is in list, after addr_set_index(); it must be there. */
size_t addr_set_find(const struct addr_set *set, const struct addr *addr);

#endif
