/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The servers that are asked about networks, each with its budget and its
 * queue. One question at a time to each.
 */
#ifndef ADBNET_ENRICH_SERVERS_H
#define ADBNET_ENRICH_SERVERS_H

#include "base/log.h"
#include "enrich/known.h"
#include "enrich/net.h"
#include "enrich/referral.h"

/* RDAP of each registry, their whois, then single ones. */
#define SERVER_RDAP 0
#define SERVER_WHOIS REGISTRY_COUNT
#define SERVER_OWN_RDAP (2 * REGISTRY_COUNT)
#define SERVER_OWN_WHOIS (2 * REGISTRY_COUNT + 1)
#define SERVER_CYMRU (2 * REGISTRY_COUNT + 2)
#define SERVER_COUNT (2 * REGISTRY_COUNT + 3)

/* An address whose network is being found out. */
struct job {
    struct job *next;
    void *owner;
    struct addr addr;
    const struct route *route; /* NULL: Team Cymru does not know */
    int hops;                  /* where servers have sent us */
    unsigned asked;            /* servers that were asked, a bit each */
    char *url;                 /* where we were sent, or NULL */
};

struct jobs {
    struct job *first;
    struct job *last;
    size_t count;
};

/* Accepts NULL. */
void job_free(struct job *job);
void jobs_append(struct jobs *jobs, struct job *job);
void jobs_prepend(struct jobs *jobs, struct job *job);
struct job *jobs_take(struct jobs *jobs);

struct server {
    char host[REFERRAL_HOST_CAP];
    const char *port; /* of whois */
    const char *url;  /* of RDAP, what stands in front of "ip/..." */
    const struct manners *manners;
    struct budget budget;
    struct jobs waiting;
    struct job *busy;
    int64_t wait_until_ms; /* monotonic: as its budget said when asked */
    bool is_busy;
    bool is_down; /* did not answer twice: not asked again in this run */
};

struct servers {
    struct net *net;
    struct known *known;
    const struct log *log;
    struct server list[SERVER_COUNT];
};

/* rdap_url, whois_server ("HOST[:PORT]"): the user's own, or NULL. */
int servers_init(struct servers *servers, const char *rdap_url,
                 const char *whois_server, struct err *err);

static inline bool server_is_whois(size_t which)
{
    return (which >= SERVER_WHOIS && which < SERVER_OWN_RDAP) ||
           which == SERVER_OWN_WHOIS;
}

/* 0: ask now; else so many ms to wait. */
int64_t servers_claim(struct servers *servers, size_t which, int64_t now_ms);
/* What became of a question. */
void servers_refused(struct servers *servers, size_t which,
                     int64_t retry_after_s, int64_t now_ms);
void servers_failed(struct servers *servers, size_t which, const char *why,
                    int64_t now_ms);
void servers_succeeded(struct servers *servers, size_t which);

/* Asks about the job's address. 0 or a negative code. */
int servers_ask(struct servers *servers, size_t which, const struct job *job);
/* Asks Team Cymru about all of them. */
int servers_ask_many(struct servers *servers, const struct jobs *jobs);

#endif
