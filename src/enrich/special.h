/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses that mean nothing outside of some place, and addresses that
 * wrap another one. What is special gets a label, is never asked about and
 * never connected to. The same table judges where redirects and referrals
 * lead.
 */
#ifndef ADBNET_ENRICH_SPECIAL_H
#define ADBNET_ENRICH_SPECIAL_H

#include "model/addr.h"

#include <stddef.h>

struct special_prefix {
    struct addr addr;
    unsigned len;
};

/* --treat-as-global: what the user takes out of the table. */
struct special_exceptions {
    const struct special_prefix *prefixes;
    size_t count;
};

struct special {
    struct addr addr;  /* unwrapped */
    const char *wrap;  /* static: "nat64", "6to4", "teredo"; NULL: none */
    const char *label; /* static: "private"; NULL: it is global */
    /* A name server near the phone may know it: --resolve-private. */
    bool is_local;
};

/*
 * Unwraps, then looks. (v4-mapped is unwrapped by struct addr itself.)
 * exceptions may be NULL.
 */
void special_look(const struct addr *addr,
                  const struct special_exceptions *exceptions,
                  struct special *out);

/* "203.0.113.0/24", or an address alone; its host bits must be zero. */
bool special_parse_prefix(struct str text, struct special_prefix *out);

#endif
