/* SPDX-License-Identifier: Apache-2.0 */
/* What networks.c and networks_holder.c share. Only for them. */
#ifndef ADBNET_ENRICH_NETWORKS_STATE_H
#define ADBNET_ENRICH_NETWORKS_STATE_H

#include "enrich/networks.h"
#include "enrich/servers.h"

struct networks {
    struct servers servers;
    struct known *known;
    const struct log *log;
    network_done done;
    void *ctx;
    int64_t until_ms; /* monotonic: no questions about holders after it */
    int64_t wake_ms;  /* monotonic: when something may be asked */
    struct jobs batch;
    struct jobs asking; /* Team Cymru */
    int64_t batch_first_ms;
    int64_t batch_last_ms;
    bool is_offline;
    bool has_own_rdap;
    bool has_own_whois;
    bool is_announced; /* who is asked has been said */
    size_t holders_asked;
};

/* held NULL: nobody told, for the reason in holder. */
void networks_finish(struct networks *networks, struct job *job,
                     const struct held *held, enum lookup_status holder);
/* Its prefix is known, or never will be: now for the holder. */
void networks_to_rdap(struct networks *networks, struct job *job);
/* Once for the cache: who learns the addresses. */
void networks_announce(struct networks *networks);
void networks_wake_at(struct networks *networks, int64_t ms);
/* Asks what may be asked there now. */
void networks_run_server(struct networks *networks, size_t which,
                         const struct instant *now);
void networks_take_holder(struct networks *networks, size_t which,
                          struct job *job, const struct net_reply *reply,
                          const struct instant *now);

#endif
