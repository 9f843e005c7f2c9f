/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was found out, kept for the next run: in one file of the user's
 * cache directory, for as long as its owner allows. Names differ between
 * name servers, so what one said is kept apart from what others say.
 *
 * One thread uses it. A cache that fails is one that knows nothing.
 */
#ifndef ADBNET_ENRICH_CACHE_H
#define ADBNET_ENRICH_CACHE_H

#include "base/err.h"
#include "base/log.h"
#include "enrich/ptr.h"

struct cache;
struct db;

/*
 * Makes dir (0700) if need be, and the file in it. A file that cannot be
 * used is set aside, which log is told; later, once, that what was found out
 * cannot be written. resolver names the name servers: "" for the system's.
 */
int cache_open(const char *dir, const char *resolver, int64_t now_ms,
               const struct log *log, struct cache **out, struct err *err);

/* Of the file; later ones are set aside. */
int cache_version(void);

/* For others that keep things in the same file; NULL of NULL. */
struct db *cache_db(struct cache *cache);

/* Writes what was put. Accepts NULL. */
void cache_close(struct cache *cache);

/*
 * Fills ptr if something is known that is still good; its texts live until
 * the next call. now_ms: wall clock.
 */
bool cache_get(struct cache *cache, const struct addr *addr, int64_t now_ms,
               struct lookup_ptr *ptr);

/* Nothing is read for a while: before a wait, or others' writing piles up. */
void cache_rest(struct cache *cache);

/* Keeps what may be kept. Written later, many at once. */
void cache_put(struct cache *cache, const struct addr *addr,
               const struct ptr_result *result, int64_t now_ms);

/* Writes what was put, if there is enough of it or want_all. */
void cache_flush(struct cache *cache, bool want_all);

#endif
