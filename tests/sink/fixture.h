/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results built by hand for the tests of the sinks: documentation addresses
 * and made-up packages only. Also what catches a sink's bytes, and what
 * compares them with a file.
 */
#ifndef ADBNET_TESTS_SINK_FIXTURE_H
#define ADBNET_TESTS_SINK_FIXTURE_H

#include "base/buf.h"
#include "sink/sink.h"

#define WORLD_OWNERS_MAX 24

/* One result and everything it points to. */
struct world {
    struct snapshot snapshot;
    struct owner owners[WORLD_OWNERS_MAX];
    size_t owner_count;
    struct target_result targets[4];
    struct vec connections; /* struct connection */
    struct result result;
};

void world_init(struct world *world);
void world_fini(struct world *world);

/* packages: NULL-terminated, static; NULL for none. */
struct owner *world_owner(struct world *world, uint32_t uid,
                          const char *const *packages);

/*
 * One socket: "203.0.113.10:443" or "[2001:db8::1]:443" or "-" at each end.
 * The row it returns may be changed until world_result().
 */
struct sock_row *world_sock(struct world *world, const struct owner *owner,
                            unsigned proto, const char *local,
                            const char *remote, unsigned state);

/* The last connection added. */
struct connection *world_last(struct world *world);

/* Fixes the addresses; nothing may be added after it. */
const struct result *world_result(struct world *world);

/* Ready-made ones. */
void world_make_usual(struct world *world);     /* what a phone has */
void world_make_long(struct world *world);      /* the longest of everything */
void world_make_hostile(struct world *world);   /* texts that attack */
void world_make_listening(struct world *world); /* conns -l */
void world_make_all(struct world *world);       /* conns -a */
void world_make_empty(struct world *world);     /* no rows */
void world_make_network(struct world *world);   /* VPNs, proxies */
void world_make_held(struct world *world);      /* by several processes */
void world_make_netstat(struct world *world);   /* what netstat prints */
void world_make_local(struct world *world);     /* raw, icmp, unix ... */
void world_make_many(struct world *world, size_t count); /* of one owner */

/* What a sink gave. Each stream holds at most 32 MiB. */
struct catcher {
    struct buf streams[2]; /* by enum sink_stream */
    size_t calls;
    size_t longest; /* most bytes in one call */
    int fail_with;  /* returned instead of taking bytes, unless 0 */
};

void catcher_init(struct catcher *catcher);
void catcher_fini(struct catcher *catcher);
int catcher_drain(void *ctx, enum sink_stream stream, const char *bytes,
                  size_t len);

/* Options as for `adbnet conns` on a terminal of that width; 0: piped. */
struct sink_options options_of(unsigned width);

/* It must open. */
struct sink *sink_to_catch(const char *format,
                           const struct sink_options *options,
                           struct catcher *catcher);

/* Opens, puts, closes; every step must succeed. */
void render(const char *format, const struct sink_options *options,
            const struct result *result, struct catcher *catcher);

/*
 * The bytes are those of tests/sink/golden/NAME. With ADBNET_UPDATE_GOLDEN
 * in the environment the file is written instead.
 */
void assert_golden(const char *name, const struct buf *bytes);

struct golden {
    const char *file;
    void (*make)(struct world *world);
};

/* Of a format that neither width nor any wish for looks changes. */
void assert_goldens(const char *format, const struct golden *goldens,
                    size_t count);

/* needle stands in the bytes, in one piece. */
bool contains(const struct buf *bytes, const char *needle);

/* Columns of the longest line, colour not counted. */
size_t widest_line(const struct buf *bytes);

#endif
