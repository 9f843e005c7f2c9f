/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was found out about an address: its names in the DNS and whose
 * network it is in. Names are claims of whoever holds the address block;
 * a confirmed one leads back to the address.
 */
#ifndef ADBNET_MODEL_LOOKUP_H
#define ADBNET_MODEL_LOOKUP_H

#include "model/addr.h"

#include <stddef.h>

enum lookup_status {
    LOOKUP_SKIPPED, /* nobody was asked */
    LOOKUP_PENDING,
    LOOKUP_OK,
    LOOKUP_NONE, /* there is none: somebody who must know said so */
    LOOKUP_ERROR /* nobody could tell: "none" would be a lie */
};

/* More are cut off, and that is said. */
#define LOOKUP_NAMES_MAX 10

struct lookup_ptr {
    enum lookup_status status;
    const char *source; /* static: "dns", "list"; NULL when skipped */
    /* The first is the one to show. Printable ASCII, \DDD for the rest. */
    const char *names[LOOKUP_NAMES_MAX];
    size_t name_count;
    bool is_cut;           /* there were more */
    int8_t confirmed;      /* names[0]: 1 yes, 0 no, -1 not known */
    int64_t fetched_at_ms; /* wall clock; -1 unknown */
};

struct lookup_network {
    enum lookup_status status;
    const char *source; /* static: "cymru", "rdap", "whois", "mmdb" */
    int64_t asn;        /* -1 unknown */
    const char *prefix; /* "203.0.113.0/24" */
    const char *name;   /* of the network object or the AS */
    const char *org;
    const char *country;   /* where it is registered, not where it is */
    int64_t fetched_at_ms; /* -1 unknown */
    bool is_reused;        /* from an object asked for a neighbour */
    /* Of org: SKIPPED also when a server's budget was used up. */
    enum lookup_status holder;
};

struct lookup {
    struct addr addr;    /* as asked */
    struct addr inner;   /* what it wraps, else the same */
    const char *wrap;    /* static; NULL: nothing wrapped */
    const char *special; /* static: "private"; NULL: a global address */
    struct lookup_ptr ptr;
    struct lookup_network network;
};

/* In the order they were asked for, or came. */
struct lookup_list {
    const struct lookup *const *lookups;
    size_t count;
};

/* Nothing is known and nobody was asked. */
void lookup_init(struct lookup *lookup, const struct addr *addr);

/*
 * A copy with all of its texts in one piece of memory, which free() takes;
 * NULL without memory.
 */
struct lookup *lookup_copy(const struct lookup *lookup);

const char *lookup_status_name(enum lookup_status status); /* "ok" */

#endif
