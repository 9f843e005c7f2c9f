/* SPDX-License-Identifier: Apache-2.0 */
/* Which raw, ping, unix, packet and netlink sockets are shown, and whose. */
#include "fixture.h"

#include "track/select.h"

struct view {
    struct snapshot snapshot;
    struct owners owners;
    struct selection selection;
    struct select_options options;
};

static void add_local(struct snapshot *snapshot, enum local_proto proto,
                      unsigned state, uint32_t uid, uint64_t inode)
{
    struct local_socket socket = {.proto = (uint8_t)proto,
                                  .state = (uint8_t)state,
                                  .uid = uid,
                                  .inode = inode,
                                  .type = 1};

    assert_int_equal(vec_push(&snapshot->local_sockets, &socket), 0);
}

static int set_up(void **state)
{
    static struct view view;
    struct snapshot *s = &view.snapshot;
    struct local_socket *forged;

    memset(&view, 0, sizeof(view));
    make_phone(s);
    add_row(s, SOCK_TCP, "192.0.2.17", 40001, "203.0.113.10", 443,
            SOCK_ESTABLISHED, 10093, 1);
    add_row(s, SOCK_UDP, "192.0.2.17", 40002, "203.0.113.10", 443,
            SOCK_ESTABLISHED, 10093, 2);
    add_row(s, SOCK_RAW_IP, "0.0.0.0", 1, NULL, 0, SOCK_CLOSE, 10093, 3);
    add_row(s, SOCK_RAW_IP, "192.0.2.17", 6, "203.0.113.10", 0,
            SOCK_ESTABLISHED, 10093, 4);
    add_row(s, SOCK_ICMP, "192.0.2.17", 77, NULL, 0, SOCK_CLOSE, 10211, 5);
    add_row(s, SOCK_UDPLITE, "192.0.2.17", 5004, "203.0.113.10", 5004,
            SOCK_ESTABLISHED, 10211, 6);
    add_local(s, LOCAL_UNIX, SOCK_LISTEN, 0, 10);
    add_local(s, LOCAL_UNIX, SOCK_ESTABLISHED, 0, 11);
    add_local(s, LOCAL_UNIX, SOCK_CLOSE, 0, 12);
    add_local(s, LOCAL_PACKET, SOCK_CLOSE, 10666, 13);
    add_local(s, LOCAL_NETLINK, SOCK_CLOSE, 0, 14);
    add_local(s, LOCAL_UNIX, SOCK_ESTABLISHED, 0, 1);
    forged = vec_at(&s->local_sockets, 5);
    forged->is_doubtful = true;
    add_holder(s, 1, 500, false);
    add_holder(s, 11, 510, false);
    add_holder(s, 12, 999, false);
    *state = &view;
    return 0;
}

static int tear_down(void **state)
{
    struct view *view = *state;

    selection_fini(&view->selection);
    owners_fini(&view->owners);
    snapshot_fini(&view->snapshot);
    return 0;
}

static void look(struct view *view)
{
    struct err err;

    selection_fini(&view->selection);
    owners_fini(&view->owners);
    assert_int_equal(owners_init(&view->owners, &view->snapshot), 0);
    assert_int_equal(select_connections(&view->options, &view->snapshot,
                                        &view->owners, &view->selection, &err),
                     0);
}

static void select_obeys_the_kinds_of_sockets_asked_for(void **state)
{
    static const struct {
        const char *why;
        struct select_options options;
        size_t connections;
        size_t sockets;
        size_t other_without_peer;
        size_t listening;
    } cases[] = {
        {"nothing said", {.own = {.phone_port = 0}}, 4, 0, 2, 0},
        {"-a", {.want_all = true}, 6, 0, 0, 0},
        {"-t", {.want_tcp = true}, 1, 0, 0, 0},
        {"-t -u", {.want_tcp = true, .want_udp = true}, 2, 0, 0, 0},
        {"-w", {.want_raw = true}, 2, 0, 2, 0},
        {"-w -a", {.want_raw = true, .want_all = true}, 4, 0, 0, 0},
        {"-w -l", {.want_raw = true, .want_listening = true}, 2, 0, 0, 0},
        {"-x", {.want_local = true}, 0, 5, 0, 1},
        {"-x -a", {.want_local = true, .want_all = true}, 0, 6, 0, 0},
        {"-x -l", {.want_local = true, .want_listening = true}, 0, 4, 0, 0},
        {"-x --state established",
         {.want_local = true, .states = SELECT_STATE(SOCK_ESTABLISHED)},
         0,
         2,
         0,
         0},
        {"-u -w -x -a",
         {.want_udp = true,
          .want_raw = true,
          .want_local = true,
          .want_all = true},
         5,
         6,
         0,
         0},
    };
    struct view *view = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("%s\n", cases[i].why);
        view->options = cases[i].options;
        look(view);
        assert_int_equal(view->selection.connections.len, cases[i].connections);
        assert_int_equal(view->selection.sockets.len, cases[i].sockets);
        assert_int_equal(view->selection.hidden.other_without_peer,
                         cases[i].other_without_peer);
        assert_int_equal(view->selection.hidden.listening, cases[i].listening);
    }
}

static const struct local_connection *find(const struct view *view,
                                           uint64_t inode)
{
    for (size_t i = 0; i < view->selection.sockets.len; i++) {
        const struct local_connection *local =
            vec_at(&view->selection.sockets, i);

        if (local->socket->inode == inode) {
            return local;
        }
    }
    return NULL;
}

static void select_names_owners_of_what_is_held_or_has_a_uid(void **state)
{
    struct view *view = *state;
    const struct local_connection *local;

    view->options.want_local = true;
    view->options.want_all = true;
    look(view);
    local = find(view, 11);
    assert_int_equal(local->who.owner->uid, 10211);
    assert_int_equal(local->who.attribution, ATTRIBUTION_PID);
    assert_int_equal(local->who.pid, 510);
    assert_string_equal(local->who.process, "com.example.dbg");
    local = find(view, 13);
    assert_int_equal(local->who.owner->uid, 10666);
    assert_null(find(view, 10)->who.owner);
    assert_null(find(view, 14)->who.owner);
    /* A process that came after the list of them. */
    local = find(view, 12);
    assert_int_equal(local->who.pid, 999);
    assert_int_equal(local->who.pid_how, PID_BY_FD);
    assert_null(local->who.owner);
    assert_int_equal(local->who.attribution, ATTRIBUTION_NONE);
    /* It has the inode of the bank's connection, which the bank does hold. */
    local = find(view, 1);
    assert_null(local->who.owner);
    assert_int_equal(local->who.holder_count, 0);
    assert_int_equal(local->who.attribution, ATTRIBUTION_NONE);
}

static void select_gives_no_direction_to_what_has_no_ports(void **state)
{
    struct view *view = *state;

    view->options.want_all = true;
    look(view);
    for (size_t i = 0; i < view->selection.connections.len; i++) {
        const struct connection *connection =
            vec_at(&view->selection.connections, i);

        assert_int_equal(connection->direction,
                         connection->row->state == SOCK_ESTABLISHED &&
                                 connection->row->proto != SOCK_RAW_IP
                             ? DIRECTION_OUT
                             : DIRECTION_UNKNOWN);
    }
}

static void select_counts_unowned_sockets_when_somebody_is_asked_for(
    void **state)
{
    struct view *view = *state;
    struct target targets[2];
    struct err err;

    assert_int_equal(target_parse("uid:10211", &targets[0], &err), 0);
    assert_int_equal(target_parse(":443", &targets[1], &err), 0);
    view->options.want_local = true;
    view->options.targets = targets;
    view->options.target_count = 1;
    look(view);
    assert_int_equal(view->selection.sockets.len, 1);
    assert_non_null(find(view, 11));
    assert_int_equal(view->selection.hidden.unowned, 3);
    assert_int_equal(view->selection.hidden.listening, 1);
    /* A place: no local socket is at any. */
    view->options.target_count = 2;
    look(view);
    assert_int_equal(view->selection.sockets.len, 0);
    assert_int_equal(view->selection.hidden.unowned, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(select_obeys_the_kinds_of_sockets_asked_for),
        TEST(select_names_owners_of_what_is_held_or_has_a_uid),
        TEST(select_gives_no_direction_to_what_has_no_ports),
        TEST(select_counts_unowned_sockets_when_somebody_is_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
