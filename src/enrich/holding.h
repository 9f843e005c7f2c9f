/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a registry says about a range of addresses, and the few pieces that
 * its readers (RDAP, whois) have in common. Texts are other people's: UTF-8
 * and short, but nothing else is promised; who prints them escapes them.
 */
#ifndef ADBNET_ENRICH_HOLDING_H
#define ADBNET_ENRICH_HOLDING_H

#include "model/addr.h"

#include <stddef.h>

/* Longer names are cut, at a character. */
#define HOLDING_TEXT_CAP 256
#define HOLDING_COUNTRY_CAP 3

enum holding_outcome {
    HOLDING_OK,
    HOLDING_NONE,     /* the registry has no such object */
    HOLDING_LIMIT,    /* asked too often */
    HOLDING_REFERRAL, /* somebody else's; to is who, or empty */
    HOLDING_BAD       /* nothing that makes sense */
};

struct holding {
    struct addr low;
    struct addr high;
    char name[HOLDING_TEXT_CAP];
    char org[HOLDING_TEXT_CAP];
    char country[HOLDING_COUNTRY_CAP]; /* where it is registered, or "" */
    char to[HOLDING_TEXT_CAP];         /* as it stands there: not checked */
};

/*
 * Trimmed UTF-8: what is not is taken for Latin-1, of which 0x80 to 0x9f
 * become U+FFFD.
 */
void holding_text(struct str text, char out[HOLDING_TEXT_CAP]);

/* Two letters, made capital; anything else, and ZZ and EU, gives "". */
void holding_country(struct str text, char out[HOLDING_COUNTRY_CAP]);

/*
 * "192.0.2.0 - 192.0.2.255", "192.0.2.0/24", "192.0.2/24" or one address.
 * False for what is none, or ends before it begins.
 */
bool holding_range(struct str text, struct addr *low, struct addr *high);

bool holding_has(const struct addr *low, const struct addr *high,
                 const struct addr *addr);

/* The bits that low and high have in common. */
unsigned holding_common_bits(const struct addr *low, const struct addr *high);

#define HOLDING_PREFIX_CAP (ADDR_TEXT_CAP + 4)

/* The largest prefix inside of the range that has addr: "192.0.2.0/24". */
const char *holding_prefix(const struct addr *low, const struct addr *high,
                           const struct addr *addr,
                           char out[HOLDING_PREFIX_CAP]);

/* addr without the bits behind len. */
struct addr holding_masked(const struct addr *addr, unsigned len);

#endif
