/* SPDX-License-Identifier: Apache-2.0 */
/* What of a connection does not leave. See report_hide.h. */
#include "cmd/report_hide.h"

#include <string.h>

#define ANOTHER "(another package)"
/* Networks of one phone. */
#define OWN_MAX ((size_t)4096)

static bool is_its_process(const struct hiding *hiding, const char *process)
{
    size_t len = strlen(hiding->only);

    return process != NULL && strncmp(process, hiding->only, len) == 0 &&
           (process[len] == '\0' || process[len] == ':');
}

/* That a uid is shared is said, not with whom. */
static void keep_one(const struct hiding *hiding, struct connection *connection,
                     struct hidden_owner *room)
{
    const struct owner *owner = connection->owner;
    size_t i;

    if (!is_its_process(hiding, connection->process)) {
        connection->process = NULL;
    }
    connection->holders = NULL;
    connection->holder_count = 0;
    if (owner == NULL) {
        return;
    }
    room->owner = *owner;
    if (!is_its_process(hiding, owner->only_process)) {
        room->owner.only_process = NULL;
    }
    if (owner->package_count > HIDE_NAMES_MAX) {
        room->owner.package_count = HIDE_NAMES_MAX;
    }
    for (i = 0; i < room->owner.package_count; i++) {
        room->names[i] = strcmp(owner->packages[i], hiding->only) == 0
                             ? owner->packages[i]
                             : ANOTHER;
    }
    room->owner.packages = room->names;
    connection->owner = &room->owner;
}

/* Of a network that the phone was in, which is no longer one than that. */
static bool is_own(const struct vec *own, const struct addr *addr,
                   uint32_t prefix_len)
{
    size_t i;

    for (i = 0; i < own->len; i++) {
        const struct net_addr *one = vec_at(own, i);

        if (one->prefix_len <= prefix_len &&
            addr_in_prefix(addr, &one->addr, one->prefix_len)) {
            return true;
        }
    }
    return false;
}

void hide_own_init(struct vec *own)
{
    vec_init(own, sizeof(struct net_addr), OWN_MAX);
}

int hide_own_add(struct vec *own, const struct network *network,
                 struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < network->addrs.len && rc == 0; i++) {
        const struct net_addr *one = network_addr(network, i);

        if (one->prefix_len > 0 && !addr_is_loopback(&one->addr) &&
            !is_own(own, &one->addr, one->prefix_len)) {
            rc = vec_push(own, one);
        }
    }
    return rc == ERR_LIMIT
               ? err_set(err, rc,
                         "--redact: the phone was in more than %zu networks",
                         OWN_MAX)
           : rc < 0 ? err_set(err, rc, "out of memory")
                    : 0;
}

static void redact(const struct vec *own, struct connection *connection,
                   struct sock_row *row)
{
    const struct addr none = {.family = ADDR_NONE};

    if (is_own(own, &row->remote, UINT32_MAX)) {
        row->remote = none;
        row->remote_text = "own-network";
        row->is_remote_cut = false;
        connection->lookup = NULL;
    }
    if (!addr_is_loopback(&row->local) && !addr_is_unspecified(&row->local)) {
        row->local = none;
        row->local_text = "own-address";
        row->is_local_cut = false;
    }
}

void hide_connection(const struct hiding *hiding, const struct vec *own,
                     struct connection *connection, struct sock_row *row,
                     struct hidden_owner *room)
{
    if (hiding->only != NULL) {
        keep_one(hiding, connection, room);
    }
    if (hiding->redacts) {
        redact(own, connection, row);
    }
}
