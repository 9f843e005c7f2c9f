/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every uid of a snapshot and what is known about who it is: packages,
 * processes, kind. A shared uid stays a set; what a name rests on is said
 * in struct owner.
 */
#ifndef ADBNET_TRACK_OWNERS_H
#define ADBNET_TRACK_OWNERS_H

#include "model/owner.h"
#include "model/snapshot.h"
#include "track/holders.h"

/* A phone has a handful of users; one that plays foul costs no more. */
#define OWNERS_USERS_MAX 16
#define OWNERS_CUT_USERS_TEXT                                                \
    "more than any phone has, some do not list their packages: whose their " \
    "sockets are is looked up in the first %d only"

struct owners {
    struct vec list;    /* struct owner, sorted by uid */
    struct vec names;   /* const char *, packages grouped by uid, sorted */
    struct vec by_name; /* the same, sorted by name alone */
    struct vec keys;    /* struct package, in the order of names */
    struct pids pids;
    struct holders holders;
    bool has_all_holders; /* who is not among them holds nothing */
};

/*
 * The snapshot must stay as it is while the owners live, but for its
 * warnings: strings are borrowed. 0 or a negative err_code; on failure owners
 * is empty but valid for owners_fini().
 */
int owners_init(struct owners *owners, const struct snapshot *snapshot);
void owners_fini(struct owners *owners);

/* Packages of further users could have named owners that have none now. */
bool owners_cut_users(const struct snapshot *snapshot);

/*
 * Warns of what was left out because no phone has it: holders-many,
 * users-many, both partial.
 * 0 or a negative err_code.
 */
int owners_warn(const struct owners *owners, struct snapshot *snapshot);

/* NULL: this uid occurs nowhere in the snapshot. */
const struct owner *owners_find(const struct owners *owners, uint32_t uid);

static inline const struct owner *owners_at(const struct owners *owners,
                                            size_t index)
{
    return vec_at(&owners->list, index);
}

#endif
