/* SPDX-License-Identifier: Apache-2.0 */
/* Rows + owners = connections. See connections.h. */
#include "track/connections.h"

#include "base/err.h"
#include "track/path.h"

#include <string.h>

/* A listener as far as a connection's direction needs it. */
struct listener {
    struct addr addr;
    uint16_t port;
    int32_t net_pid;
};

static int compare_listeners(const void *a, const void *b)
{
    const struct listener *x = a;
    const struct listener *y = b;

    if (x->port != y->port) {
        return (int)x->port - (int)y->port;
    }
    if (x->net_pid != y->net_pid) {
        return x->net_pid < y->net_pid ? -1 : 1;
    }
    return addr_compare(&x->addr, &y->addr);
}

static int find_listeners(const struct snapshot *snapshot, struct join *join)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < snapshot->rows.len && rc == 0; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);

        if (row->proto == SOCK_TCP && row->state == SOCK_LISTEN) {
            struct listener listener = {row->local, row->local_port,
                                        row->net_pid};

            join->ports[listener.port / 8] |=
                (uint8_t)(1u << listener.port % 8);
            rc = vec_push(&join->listeners, &listener);
        }
    }
    vec_sort(&join->listeners, compare_listeners);
    return rc;
}

static bool is_listening(const struct vec *listeners, struct addr addr,
                         const struct sock_row *row)
{
    struct listener key = {addr, row->local_port, row->net_pid};

    return vec_find(listeners, &key, compare_listeners) != NULL;
}

bool connections_has_listener(const struct join *join,
                              const struct sock_row *row)
{
    static const uint8_t zero[16];
    const struct vec *listeners = &join->listeners;
    uint16_t port = row->local_port;
    bool is_mapped;

    return (join->ports[port / 8] >> port % 8 & 1) != 0 &&
           (is_listening(listeners, addr_v4(zero), row) ||
            is_listening(listeners, addr_v6(zero, &is_mapped), row) ||
            is_listening(listeners, row->local, row));
}

/*
 * Nothing in the tables says who called whom; a listener on the local port
 * is what tells an accepted connection. One that was closed since makes it
 * look outbound.
 */
static enum direction direction_of(const struct join *join,
                                   const struct sock_row *row)
{
    if (row->state == SOCK_LISTEN) {
        return DIRECTION_LISTEN;
    }
    if (row->state == SOCK_CLOSE || !sock_has_ports(row)) {
        return DIRECTION_UNKNOWN;
    }
    if (sock_is_loopback(row)) {
        return DIRECTION_LOCAL;
    }
    if (row->proto == SOCK_TCP && connections_has_listener(join, row)) {
        return DIRECTION_IN;
    }
    return DIRECTION_OUT;
}

static void name_process(struct connection *out, int32_t pid,
                         const char *process, enum pid_how how)
{
    out->pid = pid;
    out->process = process;
    out->pid_how = (uint8_t)how;
}

static void join_holders(const struct owners *owners,
                         const struct sock_row *row, struct connection *out)
{
    const struct holder *first;

    out->holders =
        holders_find(&owners->holders, row->inode, &out->holder_count);
    if (out->holder_count == 0) {
        return;
    }
    first = holders_first(out->holders, out->holder_count, row->uid);
    name_process(out, first->pid,
                 first->process == NULL ? NULL : first->process->name,
                 PID_BY_FD);
}

/*
 * Descriptors tell best, then what netstat printed, then what follows from
 * there being one process; not from a process whose descriptors were read
 * and which does not have it.
 */
static void join_process(const struct owners *owners,
                         const struct sock_row *row, struct connection *out)
{
    const struct owner *owner = out->owner;

    join_holders(owners, row, out);
    if (out->pid >= 0) {
        return;
    }
    if (row->pid > 0) {
        name_process(out, row->pid, row->process, PID_BY_NETSTAT);
    } else if (owner != NULL && owner->only_pid >= 0 &&
               (!owners->has_all_holders || row->inode == 0)) {
        name_process(out, owner->only_pid, owner->only_process,
                     PID_ONLY_PROCESS);
    }
}

/* Rows of few uids come by the million. */
static const struct owner *owner_of(struct join *join, uint32_t uid)
{
    const struct owner **recent = &join->recent[uid % JOIN_RECENT];

    if (*recent == NULL || (*recent)->uid != uid) {
        *recent = owners_find(join->owners, uid);
    }
    return *recent;
}

/*
 * netstat without -e prints no uid, but with -p the pid, whose uid the list of
 * processes has. It is that of the process, which the attribution says.
 */
static const struct owner *owner_by_pid(struct join *join,
                                        const struct sock_row *row)
{
    const struct process *process =
        row->is_uid_unknown ? pids_of_row(&join->owners->pids, row) : NULL;

    return process == NULL ? NULL : owner_of(join, process->uid);
}

/* A process of which nobody knows the uid is a process, and no owner. */
static void say_how(struct connection *out)
{
    if (out->owner == NULL) {
        out->attribution = ATTRIBUTION_NONE;
    } else if (out->pid_how == PID_BY_FD || out->pid_how == PID_BY_NETSTAT) {
        out->attribution = ATTRIBUTION_PID;
    } else {
        out->attribution = (uint8_t)out->owner->attribution;
    }
}

static void join_owner(const struct owners *owners, const struct owner *owner,
                       const struct sock_row *row, struct connection *out)
{
    out->pid = -1;
    out->owner = owner;
    join_process(owners, row, out);
    say_how(out);
}

int connections_begin(struct join *join, const struct snapshot *snapshot,
                      const struct owners *owners)
{
    int rc;

    memset(join, 0, sizeof(*join));
    join->owners = owners;
    join->network = &snapshot->network;
    vec_init(&join->listeners, sizeof(struct listener), snapshot->rows.max);
    rc = find_listeners(snapshot, join);
    if (rc < 0) {
        connections_end(join);
    }
    return rc;
}

void connections_end(struct join *join)
{
    vec_fini(&join->listeners);
}

void connections_join_row(struct join *join, const struct sock_row *row,
                          struct connection *out)
{
    memset(out, 0, sizeof(*out));
    out->row = row;
    join_owner(join->owners,
               sock_is_unowned(row) ? owner_by_pid(join, row)
                                    : owner_of(join, row->uid),
               row, out);
    out->direction = (uint8_t)direction_of(join, row);
    path_find(join->network, out);
}

/*
 * Only the table of packet sockets names owners. Of the others descriptors
 * tell, unless the row may be a forgery that names somebody else's inode.
 */
void connections_join_local(const struct owners *owners,
                            const struct local_socket *socket,
                            struct local_connection *out)
{
    struct sock_row row = {.inode = socket->is_doubtful ? 0 : socket->inode,
                           .uid = socket->uid};
    struct connection *who = &out->who;

    memset(out, 0, sizeof(*out));
    out->socket = socket;
    who->pid = -1;
    if (local_has_uid(socket)) {
        join_owner(owners,
                   sock_is_unowned(&row) ? NULL : owners_find(owners, row.uid),
                   &row, who);
        return;
    }
    join_holders(owners, &row, who);
    for (size_t i = 0; i < who->holder_count; i++) {
        const struct holder *holder = &who->holders[i];

        if (holder->pid == who->pid && holder->process != NULL) {
            who->owner = owners_find(owners, holder->process->uid);
        }
    }
    say_how(who);
}

int connections_join(const struct snapshot *snapshot,
                     const struct owners *owners, struct vec *out)
{
    struct join join;
    size_t i;
    int rc;

    vec_init(out, sizeof(struct connection), snapshot->rows.max);
    rc = connections_begin(&join, snapshot, owners);
    if (rc < 0) {
        return rc;
    }
    for (i = 0; i < snapshot->rows.len && rc == 0; i++) {
        struct connection connection;

        connections_join_row(&join, snapshot_row(snapshot, i), &connection);
        rc = vec_push(out, &connection);
    }
    connections_end(&join);
    if (rc < 0) {
        vec_fini(out);
    }
    return rc;
}
