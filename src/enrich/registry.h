/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The five registries: where they are asked, how, and how often at most.
 * Sources: IANA's RDAP bootstrap files (RFC 9224) for the hosts; limits by
 * the registries' documents where they tell, else one question a second.
 */
#ifndef ADBNET_ENRICH_REGISTRY_H
#define ADBNET_ENRICH_REGISTRY_H

#include "base/cursor.h"

#include <stdint.h>

/* How often a server may be asked. */
struct manners {
    int32_t interval_ms; /* in the long run, one question each */
    int32_t burst;       /* so many at once after a rest */
    int64_t blocked_ms;  /* after it said "too often" without saying more */
};

struct registry {
    const char *id;    /* as Team Cymru writes it */
    const char *title; /* for people */
    const char *rdap_url;
    const char *rdap_host;
    const char *whois_host;
    const char *whois_flags; /* in front of the address */
    struct manners manners;
};

#define REGISTRY_COUNT 5
extern const struct registry registries[REGISTRY_COUNT];

/* For servers of the user's own choice. */
extern const struct manners manners_default;

/* Who is asked when nobody knows: it redirects to the right one. */
#define REGISTRY_FIRST 1

/* By id ("ripencc"), or REGISTRY_FIRST. */
size_t registry_find(const char *id);

/*
 * Who a referral means: "whois://whois.ripe.net", "whois.ripe.net",
 * "whois.ripe.net:43" or "RIPE". -1: nobody we would ask, whatever its
 * address is.
 */
int registry_of_referral(struct str text);

/* By host of RDAP, as it stands in an URL; -1: none of them. */
int registry_of_rdap(struct str host);

#endif
