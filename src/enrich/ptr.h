/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an address to its names: the question backwards, then, for the name
 * that would be shown, the question forwards. A name that leads back to the
 * address is confirmed and comes first. All within the time of one question.
 */
#ifndef ADBNET_ENRICH_PTR_H
#define ADBNET_ENRICH_PTR_H

#include "enrich/query.h"

struct ptr_result {
    enum lookup_status status; /* OK, NONE, ERROR */
    const char *const *names;  /* the one to show first; borrowed */
    size_t name_count;
    bool is_cut;
    int8_t confirmed; /* of the first: 1, 0, -1 not known */
    bool has_ttl;     /* else it is not to be kept */
    uint32_t ttl_s;
    bool is_down; /* the servers' fault, not that of the zone */
};

typedef void (*ptr_done)(void *ctx, void *owner,
                         const struct ptr_result *result);

struct ptrs;

/* NULL without memory. done is called from ptrs_run() and ptrs_take(). */
struct ptrs *ptrs_new(const struct query_net *net, uint32_t rate, ptr_done done,
                      void *ctx, int64_t now_ms);
/* What was not done is forgotten; drop is told its owners. Accepts NULL. */
void ptrs_free(struct ptrs *ptrs, void (*drop)(void *owner));

/* 0 or ERR_NOMEM. */
int ptrs_ask(struct ptrs *ptrs, const struct addr *addr, void *owner);

/* See queries_take(), queries_run(). */
void ptrs_take(struct ptrs *ptrs, uint64_t tag, const unsigned char *bytes,
               size_t len, int64_t now_ms);
int ptrs_run(struct ptrs *ptrs, int64_t now_ms);

/*
 * The addresses of a name (DNS_A or DNS_AAAA), by the same servers and with
 * the same manners. answer is NULL when nobody could tell.
 */
typedef void (*name_done)(void *ctx, void *owner,
                          const struct dns_answer *answer);
int ptrs_ask_name(struct ptrs *ptrs, const char *name, unsigned type,
                  name_done done, void *ctx, void *owner);

#endif
