/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a name server answered: a walk over the records of one message, for
 * names (PTR) or addresses (A, AAAA), how long they may be kept, and whether
 * "no" means that there is none or that nobody could tell. Names are taken
 * apart by c-ares alone.
 */
#ifndef ADBNET_ENRICH_DNS_ANSWER_H
#define ADBNET_ENRICH_DNS_ANSWER_H

#include "model/addr.h"
#include "model/lookup.h"

enum dns_type {
    DNS_A = 1,
    DNS_CNAME = 5,
    DNS_SOA = 6,
    DNS_PTR = 12,
    DNS_AAAA = 28
};

enum dns_outcome {
    DNS_FOUND,
    DNS_NOTHING,  /* NXDOMAIN, or a name without such records */
    DNS_REFUSED,  /* REFUSED: also what a busy forwarder says */
    DNS_FAILED,   /* SERVFAIL and all the rest */
    DNS_TRUNCATED /* nothing of use came through; ask over TCP */
};

/* Of a name with more addresses some are not compared. */
#define DNS_ADDRS_MAX 64

struct dns_answer {
    enum dns_outcome outcome;
    bool has_ttl;
    uint32_t ttl_s; /* the shortest of all records that were used */
    /* DNS_PTR: sorted by bytes, each once, printable; the first of many. */
    char *names[LOOKUP_NAMES_MAX];
    size_t name_count;
    bool is_cut; /* more names than that, or a truncated message */
    /* DNS_A, DNS_AAAA */
    struct addr addrs[DNS_ADDRS_MAX];
    size_t addr_count;
};

/* "4.3.2.1.in-addr.arpa"; 72 characters and the terminator for IPv6. */
#define DNS_REVERSE_CAP 80
const char *dns_reverse_name(const struct addr *addr,
                             char out[DNS_REVERSE_CAP]);

/*
 * question is the name that was asked for, type an enum dns_type. 0, or
 * ERR_PROTO for bytes that are no answer to it, ERR_NOMEM; end with
 * dns_answer_fini() only after 0.
 */
int dns_answer_read(const unsigned char *bytes, size_t len,
                    const char *question, unsigned type,
                    struct dns_answer *out);
void dns_answer_fini(struct dns_answer *answer);

/* Of names that were taken out of an answer. */
void dns_names_free(char *const *names, size_t count);

#endif
