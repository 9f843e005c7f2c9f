/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names for the connections of an answer: asked about once each, waited for
 * no longer than --dns-wait, then attached. An answer in which nobody has to
 * be asked about starts no thread and opens no file.
 */
#ifndef ADBNET_CMD_RESOLVE_H
#define ADBNET_CMD_RESOLVE_H

#include "cmd/names.h"
#include "model/addr_set.h"
#include "model/connection.h"

struct resolve {
    const struct settings *settings;
    struct names names;
    struct addr_set set;     /* remote addresses that are asked about */
    struct lookup **lookups; /* of each, or NULL: not yet */
    size_t *firsts;          /* of each, the first connection */
    size_t *nexts;           /* of each connection, the next one */
    struct connection *connections;
    size_t connection_count;
    size_t asked;
    size_t answered;
    struct deadline deadline;
};

/* No connection, in firsts and nexts. */
#define RESOLVE_NONE SIZE_MAX
/* In nexts: nobody is asked about it. */
#define RESOLVE_UNASKED (SIZE_MAX - 1)

/* Nobody is asked about what is special, but for what the user wants. */
bool resolve_wants(const struct settings *settings, const struct addr *addr);

/* connections stay where they are until resolve_fini(), which is due. */
int resolve_start(struct resolve *resolve, const struct settings *settings,
                  struct connection *connections, size_t count,
                  struct err *err);

/*
 * Waits for the next answer and attaches it. Gives in *out_first the first
 * of its connections, the others by nexts. False: all have come, or the time
 * is over; then what did not come is an error of the name servers.
 */
bool resolve_next(struct resolve *resolve, size_t *out_first);

/* The name of this connection may still come. */
bool resolve_is_awaited(const struct resolve *resolve, size_t connection);

/* What was left out, for people. */
void resolve_say(const struct resolve *resolve);

void resolve_fini(struct resolve *resolve);

#endif
