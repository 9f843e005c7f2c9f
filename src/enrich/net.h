/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every socket of this room: here they are made, waited for and closed. A
 * net that is offline makes none, whoever asks.
 *
 * One thread uses it.
 */
#ifndef ADBNET_ENRICH_NET_H
#define ADBNET_ENRICH_NET_H

#include "base/clock.h"
#include "base/err.h"
#include "enrich/special.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct net;

/* How whois and RDAP servers are reached. */
struct net_web_options {
    /* Where the table of special-purpose addresses does not count. */
    const struct special_exceptions *exceptions;
    const char *proxy; /* NULL: none */
};

struct net_options {
    bool is_offline;
    const struct clock *clock;
    const struct net_web_options *web; /* NULL: not wanted */
    /*
     * "192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53", several separated
     * by commas; NULL: those of the system.
     */
    const char *dns_servers;
};

/* Opens nothing yet. ERR_USAGE for servers it cannot read. */
int net_new(const struct net_options *options, struct net **out,
            struct err *err);
/* Accepts NULL. */
void net_free(struct net *net);

/* Name servers; 0 when offline. */
size_t net_dns_count(const struct net *net);

/* See struct query_net. ctx is the net. */
int net_dns_send(void *ctx, size_t server, bool is_tcp, const char *name,
                 unsigned type, uint64_t tag);

/* A packet that came, or (bytes NULL) word that one could not go. */
struct net_answer {
    struct net_answer *next;
    uint64_t tag;
    const unsigned char *bytes;
    size_t len;
};

/* At most so much is said to a server on port 43. */
#define NET_TALK_MAX ((size_t)256 * 1024)
/* Descriptors that one wait may be about. */
#define NET_FDS_MAX 80

/* A connection over which text is sent, then everything read. */
struct net_talk {
    const char *host;
    const char *port;
    const char *text;
    size_t len;
    size_t max; /* bytes of an answer */
    int32_t timeout_ms;
};

enum net_end {
    NET_DONE,
    NET_CUT, /* time or size was over: bytes has the beginning */
    NET_FAILED
};

struct net_reply {
    struct net_reply *next;
    uint64_t tag;
    enum net_end end;
    long status;           /* of HTTP */
    int64_t retry_after_s; /* -1: it does not say */
    char location[1024];   /* where it sends us, or "" */
    char why[160];         /* if it is not done */
    char *bytes;           /* len of them; NULL if there are none */
    size_t len;
};

/* 0; ERR_OFFLINE, ERR_NOMEM. The answer comes by net_next_reply(). */
int net_fetch(struct net *net, const char *url, uint64_t tag);
int net_talk(struct net *net, const struct net_talk *talk, uint64_t tag);
/* The oldest; NULL: no more. */
struct net_reply *net_next_reply(struct net *net);
void net_reply_free(struct net_reply *reply);

static inline struct str net_reply_text(const struct net_reply *reply)
{
    struct str text = {reply->bytes == NULL ? "" : reply->bytes, reply->len};

    return text;
}

/*
 * Waits for packets, for wake_fd (-1: none), or until so many milliseconds
 * have passed (-1: for ever).
 */
void net_wait(struct net *net, int wake_fd, int timeout_ms);

/* The oldest answer, freed by free(); NULL: no more. */
struct net_answer *net_next(struct net *net);

#endif
