/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names and networks of addresses: asked here, answered by a thread of its
 * own. Start, ask, poll, cancel. What goes in and comes out are messages
 * that belong to one side at a time; nothing else is shared.
 */
#ifndef ADBNET_ENRICH_ENRICH_H
#define ADBNET_ENRICH_ENRICH_H

#include "base/deadline.h"
#include "base/err.h"
#include "base/log.h"
#include "enrich/special.h"
#include "model/lookup.h"

struct enrich;
struct hosts;

/* Whose network an address is in. Texts stay until enrich_stop(). */
struct enrich_network {
    const char *const *mmdb; /* files: then nobody is asked */
    size_t mmdb_count;
    const char *rdap_url; /* NULL: the registries' */
    const char *whois_server;
    const char *proxy;
    int32_t wait_ms; /* for holders, all in all */
};

struct enrich_options {
    const struct clock *clock;            /* safe to be read by two threads */
    struct special_exceptions exceptions; /* copied */
    bool want_ptr;
    bool want_private; /* PTR of addresses that are local to a place, too */
    bool is_offline;   /* no socket, whatever else is wanted */
    const char *dns_servers;   /* see net.h; NULL: the system's */
    uint32_t dns_rate;         /* questions a second; 0: no limit */
    const struct hosts *hosts; /* NULL: none. Stays until enrich_stop() */
    /* The directory of the cache, which is made; NULL: none. */
    const char *cache_dir;
    bool is_refreshing;                   /* written to, not read */
    const struct enrich_network *network; /* NULL: not wanted */
    const struct log *log; /* NULL: silence. Spoken to by the thread, too */
};

/*
 * Starts the thread. All that options point to may go after it, but hosts,
 * clock and log. 0, or a negative code with its sentence.
 */
int enrich_start(const struct enrich_options *options, struct enrich **out,
                 struct err *err);

/*
 * Never waits. 0; ERR_LIMIT when too much is being asked already: poll, then
 * ask again. The same address is not asked again before its answer came.
 */
int enrich_ask(struct enrich *enrich, const struct addr *addr);

/*
 * The next answer, which free() takes; waits for it until the deadline.
 * NULL: none yet.
 */
struct lookup *enrich_poll(struct enrich *enrich,
                           const struct deadline *deadline);

/* Readable while there are answers. For poll() only; owned by enrich. */
int enrich_fd(const struct enrich *enrich);

/* Ends all work soon; from any thread. Answers that are ready stay. */
void enrich_cancel(struct enrich *enrich);

/* Ends the thread and frees all. Accepts NULL. */
void enrich_stop(struct enrich *enrich);

#endif
