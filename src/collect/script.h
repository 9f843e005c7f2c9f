/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text that is sent to the phone: parameters as plain assignments, then
 * the pieces of the script that were asked for. Pure. Nothing reaches a
 * shell before it has been checked here against a strict pattern.
 */
#ifndef ADBNET_COLLECT_SCRIPT_H
#define ADBNET_COLLECT_SCRIPT_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A text up to this size travels in one piece, whatever the phone and the
 * way; the plain snapshot stays below it.
 */
#define SCRIPT_ONE_PIECE_MAX 3900

#define SCRIPT_USERS_MAX 64

/*
 * What is asked for beyond the plain look, or instead of it; or-ed. Each adds
 * a piece to the text and its sections to the answer, or leaves one out.
 */
enum script_part {
    SCRIPT_INET = 1 << 0,     /* raw, icmp and udplite tables */
    SCRIPT_LOCAL = 1 << 1,    /* unix, packet and netlink tables */
    SCRIPT_COUNTERS = 1 << 2, /* sockstat, snmp */
    SCRIPT_NETSTAT = 1 << 8,
    SCRIPT_PACKAGES_DUMP = 1 << 9, /* packages of a pm that knows no -U */
    SCRIPT_MORE = 1 << 10 /* after a plain look: nothing of that again */
};

struct script_params {
    const char *token; /* see framing_token_is_good() */
    const uint32_t *users;
    size_t user_count;
    /* How long pm may take until its first line; 1 to 60. */
    unsigned wait_s;
    unsigned parts; /* enum script_part, or-ed; 0: the plain look */
};

/*
 * Appends the request to out, whose maximum is the caller's. 0, ERR_ARG with
 * the sentence in err, ERR_LIMIT or ERR_NOMEM.
 */
int script_snapshot(struct buf *out, const struct script_params *params,
                    struct err *err);

#endif
