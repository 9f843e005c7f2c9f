/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs, and Team Cymru's batches; holders: networks_holder.c.
 *
 * A job waits in one place at a time: in the batch for Team Cymru, in the
 * batch that is being asked, in the queue of a server or as its question.
 * When an answer comes, all who wait look whether it is for them, too.
 */
#include "enrich/networks.h"

#include "enrich/networks_state.h"

#include <stdlib.h>

/* So many addresses in one question to Team Cymru. */
#define BATCH_MAX 2048
/* It is asked when no more have come for a moment, or after a while. */
#define BATCH_QUIET_MS 150
#define BATCH_WAIT_MS 1000
#define NEVER INT64_MAX

int networks_new(const struct networks_options *options, struct networks **out,
                 struct err *err)
{
    struct networks *networks = calloc(1, sizeof(*networks));
    int rc;

    *out = NULL;
    if (networks == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    networks->known = options->known;
    networks->log = options->log;
    networks->done = options->done;
    networks->ctx = options->ctx;
    networks->until_ms = options->now_ms + options->wait_ms;
    networks->is_offline = options->is_offline;
    networks->has_own_rdap = options->rdap_url != NULL;
    networks->has_own_whois = options->whois_server != NULL;
    networks->servers.net = options->net;
    networks->servers.known = options->known;
    networks->servers.log = options->log;
    rc = servers_init(&networks->servers, options->rdap_url,
                      options->whois_server, err);
    if (rc < 0) {
        networks_free(networks);
        return rc;
    }
    *out = networks;
    return 0;
}

static void free_jobs(struct jobs *jobs)
{
    struct job *job;

    while ((job = jobs_take(jobs)) != NULL) {
        job_free(job);
    }
}

void networks_free(struct networks *networks)
{
    size_t i;

    if (networks == NULL) {
        return;
    }
    free_jobs(&networks->batch);
    free_jobs(&networks->asking);
    for (i = 0; i < SERVER_COUNT; i++) {
        free_jobs(&networks->servers.list[i].waiting);
        job_free(networks->servers.list[i].busy);
    }
    free(networks);
}

int networks_ask(struct networks *networks, const struct addr *addr,
                 void *owner, const struct instant *now)
{
    struct job *job = calloc(1, sizeof(*job));

    if (job == NULL) {
        return ERR_NOMEM;
    }
    job->addr = *addr;
    job->owner = owner;
    job->route = known_route(networks->known, addr);
    if (networks->is_offline) {
        networks_finish(networks, job,
                        known_held(networks->known, addr, job->route),
                        LOOKUP_SKIPPED);
        return 0;
    }
    if (job->route != NULL) {
        networks_to_rdap(networks, job);
        return 0;
    }
    if (networks->batch.count == 0) {
        networks->batch_first_ms = now->mono_ms;
    }
    networks->batch_last_ms = now->mono_ms;
    jobs_append(&networks->batch, job);
    return 0;
}

/* ---- Team Cymru --------------------------------------------------------- */

static void begin_batch(struct networks *networks)
{
    struct server *cymru = &networks->servers.list[SERVER_CYMRU];
    struct job *job;

    networks_announce(networks);
    while (networks->asking.count < BATCH_MAX &&
           (job = jobs_take(&networks->batch)) != NULL) {
        jobs_append(&networks->asking, job);
    }
    if (servers_ask_many(&networks->servers, &networks->asking) == 0) {
        cymru->is_busy = true;
        return;
    }
    while ((job = jobs_take(&networks->asking)) != NULL) {
        networks_finish(networks, job, NULL, LOOKUP_ERROR);
    }
}

static void run_batch(struct networks *networks, const struct instant *now)
{
    struct server *cymru = &networks->servers.list[SERVER_CYMRU];
    int64_t quiet_ms = networks->batch_last_ms + BATCH_QUIET_MS;
    int64_t due_ms = networks->batch_first_ms + BATCH_WAIT_MS;
    int64_t wait_ms;
    struct job *job;

    if (cymru->is_down) {
        while ((job = jobs_take(&networks->batch)) != NULL) {
            networks_to_rdap(networks, job);
        }
    }
    if (networks->batch.count == 0 || cymru->is_busy) {
        return;
    }
    due_ms = quiet_ms < due_ms ? quiet_ms : due_ms;
    if (networks->batch.count < BATCH_MAX && due_ms > now->mono_ms) {
        networks_wake_at(networks, due_ms);
        return;
    }
    wait_ms = cymru->wait_until_ms - now->mono_ms;
    if (wait_ms <= 0) {
        wait_ms = servers_claim(&networks->servers, SERVER_CYMRU, now->wall_ms);
        cymru->wait_until_ms = now->mono_ms + wait_ms;
    }
    if (wait_ms > 0) {
        if (wait_ms > cymru->manners->interval_ms) {
            cymru->is_down = true; /* it did not want to be asked for now */
            networks_wake_at(networks, now->mono_ms);
        }
        networks_wake_at(networks, now->mono_ms + wait_ms);
        return;
    }
    begin_batch(networks);
}

/* The last line may be cut: it is not taken. */
static size_t read_rows(struct networks *networks,
                        const struct net_reply *reply,
                        const struct instant *now)
{
    struct cursor cursor = cursor_from(net_reply_text(reply));
    struct str line;
    size_t count = 0;

    known_begin(networks->known);
    while (cursor_until(&cursor, '\n', &line)) {
        struct cymru_row row;

        if (cymru_read_row(str_trim(line), &row)) {
            known_add_route(networks->known, &row, now->wall_ms);
            count++;
        }
    }
    known_end(networks->known);
    return count;
}

static void take_rows(struct networks *networks, const struct net_reply *reply,
                      const struct instant *now)
{
    struct server *cymru = &networks->servers.list[SERVER_CYMRU];
    size_t count = read_rows(networks, reply, now);
    struct job *job;

    cymru->is_busy = false;
    if (count == 0 || reply->end == NET_FAILED) {
        servers_failed(&networks->servers, SERVER_CYMRU,
                       reply->end == NET_DONE ? "no row among its answers"
                                              : reply->why,
                       now->wall_ms);
        cymru->is_down = true;
    } else {
        servers_succeeded(&networks->servers, SERVER_CYMRU);
    }
    while ((job = jobs_take(&networks->asking)) != NULL) {
        job->route = known_route(networks->known, &job->addr);
        networks_to_rdap(networks, job);
    }
}

void networks_take(struct networks *networks, const struct net_reply *reply,
                   const struct instant *now)
{
    size_t which = (size_t)reply->tag;
    struct server *server = &networks->servers.list[which];
    struct job *job = server->busy;

    if (which == SERVER_CYMRU) {
        take_rows(networks, reply, now);
        return;
    }
    server->busy = NULL;
    server->is_busy = false;
    networks_take_holder(networks, which, job, reply, now);
}

int networks_run(struct networks *networks, const struct instant *now)
{
    size_t i;

    networks->wake_ms = NEVER;
    run_batch(networks, now);
    for (i = 0; i < SERVER_COUNT; i++) {
        networks_run_server(networks, i, now);
    }
    /* A job that went on to a server in front of its own. */
    for (i = 0; i < SERVER_COUNT; i++) {
        struct server *server = &networks->servers.list[i];

        if (server->waiting.first != NULL && !server->is_busy &&
            networks->wake_ms == NEVER) {
            networks_wake_at(networks, now->mono_ms);
        }
    }
    if (networks->wake_ms == NEVER) {
        return -1;
    }
    return networks->wake_ms <= now->mono_ms
               ? 0
               : (int)(networks->wake_ms - now->mono_ms);
}
