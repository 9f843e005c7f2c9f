/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of net.h that speaks HTTPS and plain TCP: every curl handle, and
 * every socket that is not c-ares'. Only for net.c.
 *
 * No connection is made to a special-purpose address, whatever led there:
 * that is decided where the socket would be opened. Through a proxy the
 * address is the proxy's, which the user named, and is not judged.
 */
#ifndef ADBNET_ENRICH_NET_WEB_H
#define ADBNET_ENRICH_NET_WEB_H

#include "base/clock.h"
#include "enrich/net.h"

#include <poll.h>

struct web;

/* What it points to must stay. 0 or a negative code with its sentence. */
int web_new(const struct net_web_options *options, const struct clock *clock,
            struct web **out, struct err *err);
/* Accepts NULL. */
void web_free(struct web *web);

/* See net.h. */
int web_fetch(struct web *web, const char *url, uint64_t tag);
int web_talk(struct web *web, const struct net_talk *talk, uint64_t tag);
struct net_reply *web_next(struct web *web);

/* As poll(2), and for what it waits for itself. */
void web_wait(struct web *web, struct pollfd *fds, size_t count,
              int timeout_ms);
/* Goes on with everything. */
void web_run(struct web *web);
/* Nothing is under way. */
bool web_is_idle(const struct web *web);

#endif
