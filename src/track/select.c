/* SPDX-License-Identifier: Apache-2.0 */
/* Filtering, counting and ordering of connections. See select.h. */
#include "track/select.h"

#include "base/format.h"
#include "track/connections.h"
#include "track/order.h"

#include <inttypes.h>

#define ALL_STATES 0xffffffffu
/* As ss(8) groups them; 12 is the request socket's own number. */
#define CLOSED_STATES (SELECT_STATE(SOCK_CLOSE) | SELECT_STATE(SOCK_LISTEN))
#define BUCKET_STATES                                                \
    (SELECT_STATE(SOCK_SYN_RECV) | SELECT_STATE(SOCK_NEW_SYN_RECV) | \
     SELECT_STATE(SOCK_TIME_WAIT))

static const struct {
    const char *name;
    uint32_t states;
} state_groups[] = {
    {"all", ALL_STATES},
    {"connected", ~CLOSED_STATES},
    {"synchronized", ~(CLOSED_STATES | SELECT_STATE(SOCK_SYN_SENT))},
    {"bucket", BUCKET_STATES},
    {"big", ~BUCKET_STATES},
};

uint32_t select_states_from_name(struct str name)
{
    unsigned state = sock_state_from_name(name);
    size_t i;

    for (i = 0; i < sizeof(state_groups) / sizeof(state_groups[0]); i++) {
        if (str_is(name, state_groups[i].name)) {
            return state_groups[i].states;
        }
    }
    if (state == SOCK_SYN_RECV) {
        return SELECT_STATE(SOCK_SYN_RECV) | SELECT_STATE(SOCK_NEW_SYN_RECV);
    }
    return state == 0 ? 0 : SELECT_STATE(state);
}

static bool is_end(const struct addr *addr, uint16_t port,
                   const struct addr *known, uint16_t known_port)
{
    return port == known_port && addr_compare(addr, known) == 0;
}

/*
 * Our own way to the phone. With both ends known it is that connection,
 * seen from either side. Behind an adb server only the phone's end is: then
 * it is what adbd (root or shell) has there, unless a program on the phone
 * itself is at the other end.
 */
static bool is_own(const struct own_connection *own, const struct sock_row *row)
{
    const struct addr *l = &row->local;
    const struct addr *r = &row->remote;

    if (own->phone_port == 0 || row->proto != SOCK_TCP ||
        row->state == SOCK_LISTEN) {
        return false;
    }
    if (own->laptop_port != 0) {
        return (is_end(l, row->local_port, &own->phone, own->phone_port) &&
                is_end(r, row->remote_port, &own->laptop, own->laptop_port)) ||
               (is_end(r, row->remote_port, &own->phone, own->phone_port) &&
                is_end(l, row->local_port, &own->laptop, own->laptop_port));
    }
    return row->local_port == own->phone_port &&
           row->state == SOCK_ESTABLISHED &&
           (row->uid == 0 || row->uid == 2000) &&
           (own->phone.family == ADDR_NONE ? !addr_is_loopback(r)
                                           : addr_compare(l, &own->phone) == 0);
}

/*
 * Behind a server two connections to adbd cannot be told apart: another
 * computer may be at the second one, and that is worth seeing. Then none of
 * them is left out.
 */
static struct own_connection certain_own(const struct own_connection *own,
                                         const struct snapshot *snapshot)
{
    struct own_connection none = {.phone_port = 0};
    size_t count = 0;
    size_t i;

    if (own->laptop_port != 0) {
        return *own;
    }
    for (i = 0; i < snapshot->rows.len; i++) {
        count += is_own(own, snapshot_row(snapshot, i));
    }
    return count == 1 ? *own : none;
}

/* -t, -u, -w or -x: what is not named is not wanted. */
static bool has_proto(const struct select_options *options)
{
    return options->want_tcp || options->want_udp || options->want_raw ||
           options->want_local;
}

static bool wants_proto(const struct select_options *options,
                        const struct sock_row *row)
{
    switch (row->proto) {
    case SOCK_TCP:
        return options->want_tcp || !has_proto(options);
    case SOCK_UDP:
        return options->want_udp || !has_proto(options);
    default:
        return options->want_raw || !has_proto(options);
    }
}

/* No "where" asked, or one of them holds. */
static bool is_where(const struct select_options *options,
                     const struct sock_row *row)
{
    bool is_asked = false;
    size_t i;

    for (i = 0; i < options->target_count; i++) {
        const struct target *target = &options->targets[i];

        if (target_is_who(target)) {
            continue;
        }
        is_asked = true;
        if (target_matches_endpoint(target, row)) {
            return true;
        }
    }
    return !is_asked;
}

bool select_has_who(const struct select_options *options)
{
    size_t i;

    for (i = 0; i < options->target_count; i++) {
        if (target_is_who(&options->targets[i])) {
            return true;
        }
    }
    return false;
}

bool select_has_where(const struct select_options *options)
{
    for (size_t i = 0; i < options->target_count; i++) {
        if (!target_is_who(&options->targets[i])) {
            return true;
        }
    }
    return false;
}

static bool wants_loopback(const struct select_options *options)
{
    size_t i;

    for (i = 0; i < options->target_count; i++) {
        if (target_is_loopback(&options->targets[i])) {
            return true;
        }
    }
    return options->want_all || options->want_listening;
}

static bool is_listener(const struct sock_row *row)
{
    return row->state == SOCK_LISTEN || sock_is_udp_without_peer(row) ||
           sock_is_other_without_peer(row);
}

/*
 * The counter under which a row is left out, NULL when it is shown. Rows
 * that the user's own words exclude go to the caller's bin.
 */
static size_t *hide_by_state(const struct select_options *options,
                             const struct connection *connection,
                             struct hidden_counts *hidden, size_t *bin)
{
    const struct sock_row *row = connection->row;
    unsigned number = row->state < 32 ? row->state : 31;

    if (options->states != 0) {
        if ((options->states & SELECT_STATE(number)) == 0) {
            return bin;
        }
    } else if (options->want_listening && !options->want_all) {
        return is_listener(row) ? NULL : bin;
    } else if (!options->want_all && row->state == SOCK_LISTEN) {
        return &hidden->listening;
    } else if (!options->want_all && sock_is_udp_without_peer(row)) {
        return &hidden->udp_without_peer;
    } else if (!options->want_all && sock_is_other_without_peer(row)) {
        return &hidden->other_without_peer;
    }
    /* A proxy on the phone itself (adb reverse) is what leads elsewhere. */
    return sock_is_loopback(row) && !wants_loopback(options) &&
                   connection->proxied != PROXIED_YES
               ? &hidden->loopback
               : NULL;
}

bool select_is_wanted_user(const struct select_options *options,
                           const struct snapshot *snapshot,
                           const struct connection *connection)
{
    if (options->user_choice == USER_ALL || connection->owner == NULL) {
        return true;
    }
    return connection->owner->user ==
           (options->user_choice == USER_ONE
                ? options->user
                : (uint32_t)snapshot->phone.current_user);
}

/* The index of the first target that it belongs to; else their number. */
static size_t who_rank(const struct select_options *options,
                       const struct selection *selection,
                       const struct connection *connection)
{
    size_t i;

    for (i = 0; i < options->target_count; i++) {
        if (target_is_who(&options->targets[i]) &&
            target_match_has(vec_at(&selection->matches, i), connection)) {
            return i;
        }
    }
    return options->target_count;
}

/*
 * Processes are asked for, and it is of a uid of theirs, but was found among
 * nobody's descriptors: it came or went while they were read.
 */
static bool is_perhaps(const struct select_options *options,
                       const struct selection *selection,
                       const struct connection *connection)
{
    size_t i;

    if (connection->holder_count > 0) {
        return false;
    }
    for (i = 0; i < selection->matches.len; i++) {
        const struct target_match *match = vec_at(&selection->matches, i);

        if (target_is_who(&options->targets[i]) && match->is_by_pid &&
            target_match_has_uid(match, connection->owner->uid)) {
            return true;
        }
    }
    return false;
}

bool select_is_others(const struct select_options *options,
                      const struct selection *selection,
                      struct connection *connection)
{
    connection->asked_rank = (uint32_t)who_rank(options, selection, connection);
    return select_has_who(options) &&
           connection->asked_rank == options->target_count;
}

/* Where this connection is counted, NULL when it is shown. */
static size_t *hide(const struct select_options *options,
                    const struct snapshot *snapshot,
                    struct selection *selection, struct connection *connection,
                    size_t *bin)
{
    const struct sock_row *row = connection->row;
    bool is_others = select_is_others(options, selection, connection);
    size_t *counter;

    if (!wants_proto(options, row)) {
        return bin;
    }
    if (is_own(&selection->own, row)) {
        return &selection->hidden.own;
    }
    if (!is_where(options, row) ||
        !select_is_wanted_user(options, snapshot, connection)) {
        return bin;
    }
    if (connection->owner != NULL && is_others &&
        !is_perhaps(options, selection, connection)) {
        return bin;
    }
    counter = hide_by_state(options, connection, &selection->hidden, bin);
    if (counter == NULL && (is_others || (connection->owner == NULL &&
                                          options->user_choice != USER_ALL))) {
        return &selection->hidden.unowned;
    }
    return counter;
}

bool select_wants(const struct select_options *options,
                  const struct snapshot *snapshot, struct selection *selection,
                  struct connection *connection)
{
    size_t bin = 0;
    size_t *counter;

    counter = hide(options, snapshot, selection, connection, &bin);
    if (counter != NULL) {
        (*counter)++;
    }
    return counter == NULL;
}

static int keep(const struct select_options *options,
                const struct snapshot *snapshot, const struct owners *owners,
                struct selection *selection)
{
    struct join join;
    size_t i;
    int rc = connections_begin(&join, snapshot, owners);

    if (rc < 0) {
        return rc;
    }
    for (i = 0; i < snapshot->rows.len && rc == 0; i++) {
        struct connection connection;

        connections_join_row(&join, snapshot_row(snapshot, i), &connection);
        if (select_wants(options, snapshot, selection, &connection)) {
            rc = vec_push(&selection->connections, &connection);
        }
    }
    connections_end(&join);
    return rc;
}

static int64_t wanted_user(const struct select_options *options,
                           const struct snapshot *snapshot)
{
    return options->user_choice == USER_ALL   ? TARGET_ALL_USERS
           : options->user_choice == USER_ONE ? (int64_t)options->user
                                              : snapshot->phone.current_user;
}

static int resolve(const struct select_options *options,
                   const struct snapshot *snapshot, const struct owners *owners,
                   struct selection *selection, struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < options->target_count && rc == 0; i++) {
        struct target_match match;

        rc = target_resolve(&options->targets[i], snapshot, owners,
                            wanted_user(options, snapshot), &match, err);
        if (rc < 0) {
            return rc;
        }
        rc = vec_push(&selection->matches, &match);
        if (rc < 0) {
            target_match_fini(&match);
        }
    }
    for (i = 0; i < selection->matches.len && rc == 0; i++) {
        struct target_match *match = vec_at(&selection->matches, i);

        /* They moved while the vector grew. */
        if (!match->result.is_exact) {
            match->result.applied = match->applied;
        }
        rc = vec_push(&selection->targets, &match->result);
    }
    return rc < 0 ? err_set(err, rc, "out of memory") : 0;
}

static bool is_known_user(const struct snapshot *snapshot,
                          const struct owners *owners, uint32_t user)
{
    for (size_t i = 0; i < snapshot->users.len; i++) {
        if (snapshot_user(snapshot, i)->id == user) {
            return true;
        }
    }
    for (size_t i = 0; i < owners->list.len; i++) {
        if (owners_at(owners, i)->user == user) {
            return true;
        }
    }
    return false;
}

/* As many as a sentence has room for. */
#define USERS_NAMED 8

static int no_user(const struct snapshot *snapshot, uint32_t user,
                   struct err *err)
{
    char text[USERS_NAMED * 12 + 8] = "";
    size_t count = snapshot->users.len;

    for (size_t i = 0; i < count && i < USERS_NAMED; i++) {
        size_t used = strlen(text);

        (void)format_text(text + used, sizeof(text) - used, "%s%" PRIu32,
                          i > 0 ? ", " : "", snapshot_user(snapshot, i)->id);
    }
    return err_set(err, ERR_NO_MATCH,
                   "--user %" PRIu32 ": the phone has no such user; it has "
                   "%s%s",
                   user, text, count > USERS_NAMED ? " ..." : "");
}

static int check_user(const struct select_options *options,
                      const struct snapshot *snapshot,
                      const struct owners *owners, struct err *err)
{
    if (options->user_choice == USER_CURRENT &&
        snapshot->phone.current_user < 0) {
        return err_set(err, ERR_NO_MATCH,
                       "--user current: the phone did not say which user is "
                       "in front; give its number");
    }
    if (options->user_choice == USER_ONE && snapshot->users.len > 0 &&
        !is_known_user(snapshot, owners, options->user)) {
        return no_user(snapshot, options->user, err);
    }
    return 0;
}

int select_begin(const struct select_options *options,
                 const struct snapshot *snapshot, const struct owners *owners,
                 struct selection *out, struct err *err)
{
    int rc;

    memset(out, 0, sizeof(*out));
    vec_init(&out->connections, sizeof(struct connection), snapshot->rows.max);
    vec_init(&out->sockets, sizeof(struct local_connection),
             snapshot->local_sockets.max);
    vec_init(&out->matches, sizeof(struct target_match), options->target_count);
    vec_init(&out->targets, sizeof(struct target_result),
             options->target_count);
    out->own = certain_own(&options->own, snapshot);
    rc = check_user(options, snapshot, owners, err);
    if (rc == 0) {
        rc = resolve(options, snapshot, owners, out, err);
    }
    if (rc < 0) {
        selection_fini(out);
    }
    return rc;
}

int select_connections(const struct select_options *options,
                       const struct snapshot *snapshot,
                       const struct owners *owners, struct selection *out,
                       struct err *err)
{
    int rc = select_begin(options, snapshot, owners, out, err);

    if (rc < 0) {
        return rc;
    }
    rc = keep(options, snapshot, owners, out);
    if (rc == 0) {
        rc = select_local(options, snapshot, owners, out);
    }
    if (rc < 0) {
        selection_fini(out);
        return err_set(err, rc, "out of memory");
    }
    order_connections(&out->connections);
    return 0;
}

void selection_fini(struct selection *selection)
{
    size_t i;

    for (i = 0; i < selection->matches.len; i++) {
        target_match_fini(vec_at(&selection->matches, i));
    }
    vec_fini(&selection->connections);
    vec_fini(&selection->sockets);
    vec_fini(&selection->matches);
    vec_fini(&selection->targets);
}
