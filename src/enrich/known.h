/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Networks that were found out, in memory and, with a database, for the
 * next run: announced prefixes (a day), holders of ranges (30 days; that
 * there is none, 7), and what servers may be asked (budget.h).
 *
 * One answer serves neighbours. How far: a holder's range is believed for
 * other addresses while it is no larger than a /16 (IPv6: /32), because in
 * larger ones smaller objects are usual; or if the address is in the same
 * announced prefix as the one it was asked for. That there is no holder
 * serves that prefix, too.
 */
#ifndef ADBNET_ENRICH_KNOWN_H
#define ADBNET_ENRICH_KNOWN_H

#include "base/map.h"
#include "base/vec.h"
#include "db/db.h"
#include "enrich/budget.h"
#include "enrich/cymru.h"

#define ROUTE_KEY_LEN 18

struct route {
    uint8_t key[ROUTE_KEY_LEN];
    struct addr prefix;
    unsigned len;
    bool is_announced; /* else prefix is the address alone */
    int64_t asn;
    size_t registry; /* of the table, registry.h */
    int64_t fetched_ms;
    char country[HOLDING_COUNTRY_CAP];
    char name[]; /* of the AS, or "" */
};

struct held {
    struct holding holding;
    struct addr asked;
    bool is_none;       /* the registry has no object */
    const char *source; /* static: "rdap", "whois" */
    int64_t fetched_ms;
};

struct known {
    struct db *db; /* NULL: nothing is kept */
    struct map routes;
    bool has_len[2][129];
    struct vec helds; /* struct held * */
};

/* The tables, for the steps of the cache's format. */
extern const char known_sql[];

/* db is borrowed. is_reading: take what earlier runs found out. */
void known_init(struct known *known, struct db *db, bool is_reading,
                int64_t now_ms);
void known_fini(struct known *known);

/* The longest prefix; NULL: not known. It stays where it is. */
const struct route *known_route(const struct known *known,
                                const struct addr *addr);
void known_add_route(struct known *known, const struct cymru_row *row,
                     int64_t now_ms);

/* route may be NULL. NULL: has to be asked for. */
const struct held *known_held(const struct known *known,
                              const struct addr *addr,
                              const struct route *route);
/* The new one, or NULL without memory. */
const struct held *known_add_held(struct known *known, const struct held *held);

/* Many additions in one transaction. */
void known_begin(struct known *known);
void known_end(struct known *known);

/*
 * What other processes did to a server's budget, until known_put_budget()
 * nobody else may change it.
 */
void known_get_budget(struct known *known, const char *host,
                      struct budget *budget);
void known_put_budget(struct known *known, const char *host,
                      const struct budget *budget);

#endif
