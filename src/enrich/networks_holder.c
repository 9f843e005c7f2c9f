/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who holds a network: RDAP, and whois where that fails. A server that asks
 * for a rest gets it; nobody goes around it by another door.
 */
#include "enrich/networks_state.h"

#include "base/format.h"
#include "enrich/rdap.h"
#include "enrich/whois.h"

#include <stdlib.h>

#define HOPS_MAX 3
/* Questions in one run. */
#define HOLDERS_MAX 500

/* ---- the end of a job --------------------------------------------------- */

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static void put_route(const struct route *route, struct lookup_network *out)
{
    out->asn = route->asn;
    out->name = or_null(route->name);
    out->country = or_null(route->country);
    out->fetched_at_ms = route->fetched_ms;
    out->source = "cymru";
    out->status = route->asn >= 0 ? LOOKUP_OK : LOOKUP_NONE;
}

static void put_held(const struct held *held, const struct addr *addr,
                     struct lookup_network *out)
{
    const struct holding *holding = &held->holding;

    out->is_reused = addr_compare(&held->asked, addr) != 0;
    out->source = held->source;
    out->fetched_at_ms = held->fetched_ms;
    if (held->is_none) {
        out->status = out->status == LOOKUP_OK ? LOOKUP_OK : LOOKUP_NONE;
        return;
    }
    out->status = LOOKUP_OK;
    out->org = or_null(holding->org);
    out->name = holding->name[0] != '\0' ? holding->name : out->name;
    out->country =
        holding->country[0] != '\0' ? holding->country : out->country;
}

void networks_finish(struct networks *networks, struct job *job,
                     const struct held *held, enum lookup_status holder)
{
    char prefix[HOLDING_PREFIX_CAP];
    struct lookup_network out = {
        .status = networks->is_offline ? LOOKUP_SKIPPED : LOOKUP_ERROR,
        .asn = -1,
        .fetched_at_ms = -1,
        .holder = holder,
    };

    if (job->route != NULL) {
        put_route(job->route, &out);
    }
    if (held != NULL) {
        put_held(held, &job->addr, &out);
        out.holder = held->is_none ? LOOKUP_NONE : LOOKUP_OK;
    }
    if (job->route != NULL && job->route->is_announced) {
        const struct addr *low = &job->route->prefix;
        char text[ADDR_TEXT_CAP];

        out.prefix = format_text(prefix, sizeof(prefix), "%s/%u",
                                 addr_format(low, text), job->route->len);
    } else if (held != NULL && !held->is_none) {
        out.prefix = holding_prefix(&held->holding.low, &held->holding.high,
                                    &job->addr, prefix);
    }
    networks->done(networks->ctx, job->owner, &out);
    job_free(job);
}

/* ---- from place to place ------------------------------------------------ */

static void enqueue(struct networks *networks, size_t which, struct job *job)
{
    jobs_append(&networks->servers.list[which].waiting, job);
}

static void to_whois(struct networks *networks, struct job *job)
{
    size_t registry =
        job->route == NULL ? REGISTRY_FIRST : job->route->registry;
    size_t which =
        networks->has_own_whois ? SERVER_OWN_WHOIS : SERVER_WHOIS + registry;

    if ((job->asked >> which & 1) != 0 ||
        networks->servers.list[which].is_down) {
        networks_finish(networks, job, NULL, LOOKUP_ERROR);
        return;
    }
    enqueue(networks, which, job);
}

void networks_to_rdap(struct networks *networks, struct job *job)
{
    const struct held *held =
        known_held(networks->known, &job->addr, job->route);
    size_t registry =
        job->route == NULL ? REGISTRY_FIRST : job->route->registry;

    if (held != NULL) {
        networks_finish(networks, job, held, LOOKUP_OK);
    } else {
        enqueue(networks,
                networks->has_own_rdap ? SERVER_OWN_RDAP
                                       : SERVER_RDAP + registry,
                job);
    }
}

void networks_announce(struct networks *networks)
{
    static const char *const said = "said";
    struct budget budget = {0};

    if (networks->is_announced) {
        return;
    }
    networks->is_announced = true;
    known_get_budget(networks->known, said, &budget);
    if (budget.fails == 0) {
        log_warn(networks->log,
                 "--whois tells the addresses to Team Cymru "
                 "(whois.cymru.com), and some of them to the registries of "
                 "their networks: ARIN, RIPE NCC, APNIC, LACNIC, AFRINIC");
    }
    budget.fails = 1;
    known_put_budget(networks->known, said, &budget);
}

void networks_wake_at(struct networks *networks, int64_t ms)
{
    if (ms < networks->wake_ms) {
        networks->wake_ms = ms;
    }
}

/* ---- holders ------------------------------------------------------------ */

/* False: it has to wait; *out_is_over: longer than there is time. */
static bool may_ask(struct networks *networks, size_t which,
                    const struct instant *now, bool *out_is_over)
{
    int64_t wait_ms;

    *out_is_over = now->mono_ms >= networks->until_ms ||
                   networks->holders_asked >= HOLDERS_MAX;
    if (*out_is_over) {
        return false;
    }
    wait_ms = networks->servers.list[which].wait_until_ms - now->mono_ms;
    if (wait_ms <= 0) {
        wait_ms = servers_claim(&networks->servers, which, now->wall_ms);
        networks->servers.list[which].wait_until_ms = now->mono_ms + wait_ms;
    }
    *out_is_over = wait_ms > 0 && now->mono_ms + wait_ms > networks->until_ms;
    if (wait_ms > 0 && !*out_is_over) {
        networks_wake_at(networks, now->mono_ms + wait_ms);
    }
    return wait_ms == 0;
}

/* Nobody can be asked here: gone, over, or already known. True: see on. */
static bool settle_first(struct networks *networks, size_t which)
{
    struct server *server = &networks->servers.list[which];
    struct job *job = server->waiting.first;
    const struct held *held =
        known_held(networks->known, &job->addr, job->route);

    if (held != NULL) {
        networks_finish(networks, jobs_take(&server->waiting), held, LOOKUP_OK);
        return true;
    }
    if (server->is_down) {
        job = jobs_take(&server->waiting);
        if (server_is_whois(which)) {
            networks_finish(networks, job, NULL, LOOKUP_ERROR);
        } else {
            to_whois(networks, job);
        }
        return true;
    }
    return false;
}

static void ask_first(struct networks *networks, size_t which)
{
    struct server *server = &networks->servers.list[which];
    struct job *job = jobs_take(&server->waiting);

    networks_announce(networks);
    job->asked |= 1U << which;
    if (servers_ask(&networks->servers, which, job) < 0) {
        networks_finish(networks, job, NULL, LOOKUP_ERROR);
        return;
    }
    networks->holders_asked++;
    server->busy = job;
    server->is_busy = true;
}

void networks_run_server(struct networks *networks, size_t which,
                         const struct instant *now)
{
    struct server *server = &networks->servers.list[which];
    bool is_over = false;

    while (server->waiting.first != NULL && !server->is_busy) {
        if (settle_first(networks, which)) {
            continue;
        }
        if (may_ask(networks, which, now, &is_over)) {
            ask_first(networks, which);
        } else if (is_over) {
            networks_finish(networks, jobs_take(&server->waiting), NULL,
                            LOOKUP_SKIPPED);
        } else {
            return;
        }
    }
}

static void keep(struct networks *networks, struct job *job,
                 struct holding *holding, bool is_none, const char *source,
                 const struct instant *now)
{
    struct held held = {
        .asked = job->addr,
        .is_none = is_none,
        .source = source,
        .fetched_ms = now->wall_ms,
    };
    const struct held *kept;

    if (is_none) {
        memset(holding, 0, sizeof(*holding));
        holding->low = job->addr;
        holding->high = job->addr;
    }
    held.holding = *holding;
    known_begin(networks->known);
    kept = known_add_held(networks->known, &held);
    known_end(networks->known);
    networks_finish(networks, job, kept == NULL ? &held : kept, LOOKUP_OK);
}

/* The server asks for a rest: the job waits, or is skipped, with others. */
static void wait_again(struct networks *networks, size_t which, struct job *job,
                       int64_t retry_after_s, const struct instant *now)
{
    servers_refused(&networks->servers, which, retry_after_s, now->wall_ms);
    jobs_prepend(&networks->servers.list[which].waiting, job);
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);

    return copy == NULL ? NULL : memcpy(copy, text, size);
}

/* A registry sends us to another one. */
static void follow(struct networks *networks, size_t which, struct job *job,
                   const char *location)
{
    struct server *server = &networks->servers.list[which];
    struct err err;
    int to = referral_of_url(location,
                             networks->has_own_rdap
                                 ? networks->servers.list[SERVER_OWN_RDAP].host
                                 : NULL,
                             &err);

    if (to < 0 || ++job->hops > HOPS_MAX) {
        log_warn(networks->log, "%s: a redirect was not followed: %s",
                 server->host, to < 0 ? err.text : "it is one of too many");
        to_whois(networks, job);
        return;
    }
    free(job->url);
    job->url = copy_text(location);
    enqueue(networks,
            to == REFERRAL_OWN ? SERVER_OWN_RDAP : SERVER_RDAP + (size_t)to,
            job);
}

static enum holding_outcome read_reply(const struct net_reply *reply,
                                       size_t which, const struct addr *addr,
                                       struct holding *out)
{
    struct str text = net_reply_text(reply);
    enum holding_outcome outcome = reply->end != NET_DONE ? HOLDING_BAD
                                   : server_is_whois(which)
                                       ? whois_read(text, out)
                                       : rdap_read(text.ptr, text.len, out);

    return outcome == HOLDING_OK && !holding_has(&out->low, &out->high, addr)
               ? HOLDING_BAD
               : outcome;
}

static void fail(struct networks *networks, size_t which, struct job *job,
                 const char *why, const struct instant *now)
{
    servers_failed(&networks->servers, which, why, now->wall_ms);
    if (server_is_whois(which)) {
        networks_finish(networks, job, NULL, LOOKUP_ERROR);
    } else {
        to_whois(networks, job);
    }
}

static void take_rdap(struct networks *networks, size_t which, struct job *job,
                      const struct net_reply *reply, const struct instant *now)
{
    struct holding holding;
    char why[160];
    enum holding_outcome outcome =
        read_reply(reply, which, &job->addr, &holding);

    if (reply->end == NET_DONE && reply->status >= 300 &&
        reply->status <= 399) {
        servers_succeeded(&networks->servers, which);
        follow(networks, which, job, reply->location);
    } else if (reply->end == NET_DONE &&
               (reply->status == 429 || reply->status == 403 ||
                outcome == HOLDING_LIMIT)) {
        wait_again(networks, which, job, reply->retry_after_s, now);
    } else if (reply->end == NET_DONE && reply->status == 404) {
        servers_succeeded(&networks->servers, which);
        keep(networks, job, &holding, true, "rdap", now);
    } else if (reply->status == 200 && outcome == HOLDING_OK) {
        servers_succeeded(&networks->servers, which);
        keep(networks, job, &holding, false, "rdap", now);
    } else if (reply->status == 200 && outcome == HOLDING_REFERRAL) {
        to_whois(networks, job);
    } else {
        (void)format_text(why, sizeof(why), "HTTP %ld, no network in it",
                          reply->status);
        fail(networks, which, job, reply->end == NET_DONE ? why : reply->why,
             now);
    }
}

static void refer(struct networks *networks, size_t which, struct job *job,
                  const struct holding *holding)
{
    int to = registry_of_referral(str_from(holding->to));

    if (to < 0 || which == SERVER_OWN_WHOIS || ++job->hops > HOPS_MAX ||
        (job->asked >> (SERVER_WHOIS + (unsigned)to) & 1) != 0) {
        log_info(networks->log, "%s: its referral was not followed: %s",
                 networks->servers.list[which].host, holding->to);
        networks_finish(networks, job, NULL, LOOKUP_ERROR);
        return;
    }
    enqueue(networks, SERVER_WHOIS + (size_t)to, job);
}

static void take_whois(struct networks *networks, size_t which, struct job *job,
                       const struct net_reply *reply, const struct instant *now)
{
    struct holding holding;

    switch (read_reply(reply, which, &job->addr, &holding)) {
    case HOLDING_OK:
        servers_succeeded(&networks->servers, which);
        keep(networks, job, &holding, false, "whois", now);
        break;
    case HOLDING_NONE:
        servers_succeeded(&networks->servers, which);
        keep(networks, job, &holding, true, "whois", now);
        break;
    case HOLDING_LIMIT:
        wait_again(networks, which, job, -1, now);
        break;
    case HOLDING_REFERRAL:
        servers_succeeded(&networks->servers, which);
        refer(networks, which, job, &holding);
        break;
    case HOLDING_BAD:
        fail(networks, which, job,
             reply->end == NET_DONE ? "no network in its answer" : reply->why,
             now);
        break;
    }
}

void networks_take_holder(struct networks *networks, size_t which,
                          struct job *job, const struct net_reply *reply,
                          const struct instant *now)
{
    if (server_is_whois(which)) {
        take_whois(networks, which, job, reply, now);
    } else {
        take_rdap(networks, which, job, reply, now);
    }
}
