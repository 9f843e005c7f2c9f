/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions to name servers, from the first packet to the last repetition:
 * which server, how many at once, when again, when to give up. Has no
 * socket and no clock of its own, so that all of it can be tested with
 * neither.
 */
#ifndef ADBNET_ENRICH_QUERY_H
#define ADBNET_ENRICH_QUERY_H

#include "enrich/dns_answer.h"
#include "enrich/pace.h"

/* One question, from its first packet on. */
#define QUERY_TOTAL_MS 5000
/* All servers silent for so long are taken to be dead, for as long. */
#define QUERY_SILENT_MS 5000

/* One place for a question that is on its way over UDP, one over TCP. */
#define QUERY_SLOTS (PACE_WINDOW_UNLIMITED + 1)

enum query_end {
    QUERY_ANSWERED, /* the answer says the rest, also failures of a zone */
    QUERY_TIMEOUT,  /* no answer, though the server answers others */
    QUERY_DOWN      /* the servers are dead, refuse everything, or absent */
};

/* In the memory of whoever asks; stays there until its end is told. */
struct query {
    const char *name;
    unsigned type; /* enum dns_type */
    void *owner;
    /* Of query.c: */
    struct query *next;
    int64_t first_ms;
    int64_t sent_ms;
    int64_t due_ms;
    uint32_t slot;
    uint8_t tries;
    uint8_t refusals;
    uint8_t failures;
    uint8_t server;
    bool is_tcp;
};

/* What carries questions: net.c, or a test. */
struct query_net {
    size_t server_count;
    /*
     * Sends one packet. tag comes back with the answer, from outside of this
     * call. 0 or negative: it did not go.
     */
    int (*send)(void *ctx, size_t server, bool is_tcp, const char *name,
                unsigned type, uint64_t tag);
    void *ctx;
};

/* answer is there for QUERY_ANSWERED only; its texts may be taken out. */
typedef void (*query_done)(void *ctx, struct query *query, enum query_end end,
                           struct dns_answer *answer);

struct query_list {
    struct query *first;
    struct query *last;
};

struct queries {
    struct query_net net;
    query_done done;
    void *ctx;
    struct pace pace;
    struct query_list waiting;
    struct query_list waiting_tcp;
    struct query_list resting; /* refused, until they are due */
    struct query *slots[QUERY_SLOTS];
    uint32_t generations[QUERY_SLOTS];
    uint32_t free_slots[QUERY_SLOTS];
    size_t free_count;
    size_t in_flight;
    bool is_tcp_busy;
    int64_t next_due_ms;
    int64_t heard_ms; /* or since when there was something to hear */
    int64_t down_until_ms;
    uint64_t good;         /* answers that were neither refusals nor junk */
    int64_t good_ms;       /* when the last came */
    uint32_t refusals;     /* since then */
    size_t preferred;      /* server */
    uint32_t silent_tries; /* of the preferred one, in a row */
};

/* rate: questions a second, 0 without a limit. */
void queries_init(struct queries *queries, const struct query_net *net,
                  uint32_t rate, query_done done, void *ctx, int64_t now_ms);

/* name, type and owner are filled in. */
void queries_add(struct queries *queries, struct query *query);

/* bytes NULL: the packet could not be delivered. */
void queries_take(struct queries *queries, uint64_t tag,
                  const unsigned char *bytes, size_t len, int64_t now_ms);

/*
 * Sends what may go, repeats what is due, ends what is over. Returns the
 * milliseconds until it has something to do again, -1: nothing is asked.
 */
int queries_run(struct queries *queries, int64_t now_ms);

#endif
