/* SPDX-License-Identifier: Apache-2.0 */
/* See resolve.h. */
#include "cmd/resolve.h"

#include <stdlib.h>

#define SETTLE_MS 500 /* after the time for holders */

bool resolve_wants(const struct settings *settings, const struct addr *addr)
{
    const struct special_exceptions exceptions = {settings->names.global,
                                                  settings->names.global_count};
    struct special special;

    if (addr->family == ADDR_NONE) {
        return false;
    }
    if (settings->names.hosts != NULL) {
        return true;
    }
    special_look(addr, &exceptions, &special);
    if (special.label == NULL && names_want_networks(settings)) {
        return true;
    }
    return !settings->names.is_numeric &&
           (special.label == NULL ||
            (special.is_local && settings->names.want_private));
}

static int collect(struct resolve *resolve, const struct settings *settings)
{
    int rc = 0;

    for (size_t i = 0; i < resolve->connection_count && rc == 0; i++) {
        const struct addr *addr = &resolve->connections[i].row->remote;

        if (resolve_wants(settings, addr)) {
            rc = addr_set_add(&resolve->set, addr);
        }
    }
    return rc < 0 ? rc : addr_set_index(&resolve->set);
}

/* From each address to its connections, in their order. */
static int chain(struct resolve *resolve, const struct settings *settings)
{
    size_t count = resolve->set.list.len;

    resolve->lookups = calloc(count, sizeof(*resolve->lookups));
    resolve->firsts = calloc(count, sizeof(*resolve->firsts));
    resolve->nexts = calloc(resolve->connection_count, sizeof(*resolve->nexts));
    if (resolve->lookups == NULL || resolve->firsts == NULL ||
        resolve->nexts == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        resolve->firsts[i] = RESOLVE_NONE;
    }
    for (size_t i = resolve->connection_count; i-- > 0;) {
        const struct addr *addr = &resolve->connections[i].row->remote;

        resolve->nexts[i] = RESOLVE_UNASKED;
        if (resolve_wants(settings, addr)) {
            size_t at = addr_set_find(&resolve->set, addr);

            resolve->nexts[i] = resolve->firsts[at];
            resolve->firsts[at] = i;
        }
    }
    return 0;
}

/* Networks take longer than names, which come with them. */
static int wait_ms(const struct settings *settings)
{
    int names_ms = settings->names.dns_wait_ms;
    int networks_ms =
        settings->names.want_whois && settings->names.mmdb_count == 0
            ? names_whois_wait_ms(settings) + SETTLE_MS
            : 0;

    return names_ms > networks_ms ? names_ms : networks_ms;
}

int resolve_start(struct resolve *resolve, const struct settings *settings,
                  struct connection *connections, size_t count, struct err *err)
{
    int rc;

    memset(resolve, 0, sizeof(*resolve));
    addr_set_init(&resolve->set);
    hosts_init(&resolve->names.hosts);
    resolve->connections = connections;
    resolve->connection_count = count;
    rc = collect(resolve, settings);
    if (rc == 0 && resolve->set.list.len > 0) {
        rc = chain(resolve, settings);
    }
    if (rc < 0) {
        return err_set(err, rc, "out of memory");
    }
    resolve->settings = settings;
    resolve->deadline = deadline_in(clock_system(), wait_ms(settings));
    return resolve->set.list.len == 0
               ? 0
               : names_start(settings, &resolve->names, err);
}

static void attach(struct resolve *resolve, size_t at, struct lookup *lookup)
{
    size_t i;

    resolve->lookups[at] = lookup;
    for (i = resolve->firsts[at]; i != RESOLVE_NONE; i = resolve->nexts[i]) {
        resolve->connections[i].lookup = lookup;
    }
}

/* Nothing came in time: that is not the same as "there is none". */
static void give_up(struct resolve *resolve)
{
    for (size_t i = 0; i < resolve->set.list.len; i++) {
        struct lookup *lookup;

        if (resolve->lookups[i] != NULL) {
            continue;
        }
        lookup = malloc(sizeof(*lookup));
        if (lookup != NULL) {
            lookup_init(lookup, vec_at(&resolve->set.list, i));
            if (!resolve->settings->names.is_numeric) {
                lookup->ptr.status = LOOKUP_ERROR;
                lookup->ptr.source = "dns";
            }
            if (names_want_networks(resolve->settings)) {
                lookup->network.status = LOOKUP_ERROR;
            }
            attach(resolve, i, lookup);
        }
    }
}

bool resolve_next(struct resolve *resolve, size_t *out_first)
{
    const struct vec *list = &resolve->set.list;
    struct lookup *lookup = NULL;
    size_t at;

    while (resolve->asked < list->len &&
           enrich_ask(resolve->names.enrich, vec_at(list, resolve->asked)) ==
               0) {
        resolve->asked++;
    }
    if (resolve->answered < list->len) {
        lookup = enrich_poll(resolve->names.enrich, &resolve->deadline);
    }
    if (lookup == NULL) {
        give_up(resolve);
        return false;
    }
    resolve->answered++;
    at = addr_set_find(&resolve->set, &lookup->addr);
    attach(resolve, at, lookup);
    *out_first = resolve->firsts[at];
    return true;
}

bool resolve_is_awaited(const struct resolve *resolve, size_t connection)
{
    return resolve->nexts != NULL &&
           resolve->nexts[connection] != RESOLVE_UNASKED &&
           resolve->connections[connection].lookup == NULL;
}

void resolve_say(const struct resolve *resolve)
{
    union {
        struct lookup **in;
        const struct lookup *const *out;
    } lookups = {resolve->lookups};

    if (resolve->lookups != NULL) {
        names_say_skipped(resolve->settings, lookups.out,
                          resolve->set.list.len);
    }
}

void resolve_fini(struct resolve *resolve)
{
    names_stop(&resolve->names);
    for (size_t i = 0; resolve->lookups != NULL && i < resolve->set.list.len;
         i++) {
        free(resolve->lookups[i]);
    }
    free(resolve->lookups);
    free(resolve->firsts);
    free(resolve->nexts);
    addr_set_fini(&resolve->set);
}
