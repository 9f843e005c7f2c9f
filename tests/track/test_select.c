/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows are shown, which are counted, in which order. */
#include "fixture.h"

#include "track/connections.h"
#include "track/select.h"

struct view {
    struct snapshot snapshot;
    struct owners owners;
    struct selection selection;
    struct select_options options;
};

#define BANK 10093
#define SHARED 10121

static int set_up(void **state)
{
    static struct view view;
    struct snapshot *s = &view.snapshot;

    memset(&view, 0, sizeof(view));
    make_phone(s);
    add_row(s, SOCK_TCP, "192.0.2.17", 40001, "203.0.113.10", 443,
            SOCK_ESTABLISHED, BANK, 1);
    add_row(s, SOCK_TCP, "192.0.2.17", 40002, "203.0.113.45", 443,
            SOCK_TIME_WAIT, 0, 0);
    add_row(s, SOCK_TCP, "0.0.0.0", 8080, NULL, 0, SOCK_LISTEN, 10211, 2);
    add_row(s, SOCK_TCP, "127.0.0.1", 9090, NULL, 0, SOCK_LISTEN, 10211, 3);
    add_row(s, SOCK_TCP, "127.0.0.1", 40003, "127.0.0.1", 9090,
            SOCK_ESTABLISHED, BANK, 4);
    add_row(s, SOCK_UDP, "0.0.0.0", 5353, NULL, 0, SOCK_CLOSE, 1020, 5);
    add_row(s, SOCK_UDP, "192.0.2.17", 40004, "203.0.113.12", 443,
            SOCK_ESTABLISHED, BANK, 6);
    add_row(s, SOCK_TCP, "192.0.2.17", 8080, "192.0.2.1", 50000,
            SOCK_ESTABLISHED, 10211, 7);
    add_row(s, SOCK_TCP, "192.0.2.17", 40005, "198.51.100.1", 5228,
            SOCK_SYN_SENT, SHARED, 8);
    add_row(s, SOCK_TCP, "192.0.2.17", 40006, "203.0.113.10", 443,
            SOCK_ESTABLISHED, 1010093, 9);
    add_row(s, SOCK_TCP, "192.0.2.17", 5555, "192.0.2.1", 50001,
            SOCK_ESTABLISHED, 2000, 10);
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

/* Runs the selection and gives the number of rows that are shown. */
static size_t look(struct view *view)
{
    struct err err = {.text = ""};

    assert_int_equal(owners_init(&view->owners, &view->snapshot), 0);
    if (select_connections(&view->options, &view->snapshot, &view->owners,
                           &view->selection, &err) != 0) {
        fail_msg("%s", err.text);
    }
    return view->selection.connections.len;
}

static const struct connection *shown(const struct view *view, size_t i)
{
    return vec_at(&view->selection.connections, i);
}

static bool shows_inode(const struct view *view, uint64_t inode)
{
    size_t i;

    for (i = 0; i < view->selection.connections.len; i++) {
        if (shown(view, i)->row->inode == inode) {
            return true;
        }
    }
    return false;
}

static void by_default_only_the_connected_are_shown(void **state)
{
    struct view *view = *state;

    assert_int_equal(look(view), 7);
    assert_int_equal(view->selection.hidden.listening, 2);
    assert_int_equal(view->selection.hidden.loopback, 1);
    assert_int_equal(view->selection.hidden.udp_without_peer, 1);
    assert_int_equal(view->selection.hidden.unowned, 0);
    assert_int_equal(view->selection.hidden.own, 0);
}

/* adb reverse: the tester's proxy is a port of the phone itself. */
static void loopback_to_the_proxy_is_shown(void **state)
{
    struct view *view = *state;
    struct net_proxy proxy = {
        .host = "127.0.0.1", .addr = addr_of("127.0.0.1"), .port = 9090};

    assert_int_equal(vec_push(&view->snapshot.network.proxies, &proxy), 0);
    assert_int_equal(look(view), 8);
    assert_true(shows_inode(view, 4));
    assert_int_equal(view->selection.hidden.loopback, 0);
}

static void all_means_all(void **state)
{
    struct view *view = *state;
    struct hidden_counts none;

    memset(&none, 0, sizeof(none));
    view->options.want_all = true;
    assert_int_equal(look(view), view->snapshot.rows.len);
    assert_memory_equal(&view->selection.hidden, &none, sizeof(none));
}

static void listening_shows_listeners_and_udp_without_peer(void **state)
{
    struct view *view = *state;

    view->options.want_listening = true;
    assert_int_equal(look(view), 3);
    assert_true(shows_inode(view, 2));
    assert_true(shows_inode(view, 3));
    assert_true(shows_inode(view, 5));
}

static void all_wins_over_listening(void **state)
{
    struct view *view = *state;

    view->options.want_listening = true;
    view->options.want_all = true;
    assert_int_equal(look(view), view->snapshot.rows.len);
}

static void protocols_are_told_apart(void **state)
{
    struct view *view = *state;

    view->options.want_udp = true;
    assert_int_equal(look(view), 1);
    assert_true(shows_inode(view, 6));
    assert_int_equal(view->selection.hidden.listening, 0);
}

static void both_protocols_are_the_same_as_none(void **state)
{
    struct view *view = *state;

    view->options.want_udp = true;
    view->options.want_tcp = true;
    assert_int_equal(look(view), 7);
}

static void a_state_that_is_asked_for_is_shown(void **state)
{
    struct view *view = *state;

    view->options.states = select_states_from_name(str_from("listening"));
    assert_int_equal(look(view), 1);
    assert_int_equal(view->selection.hidden.loopback, 1);
}

static void words_of_states_are_those_of_ss(void **state)
{
    static const struct {
        const char *word;
        uint32_t states;
    } cases[] = {
        {"established", SELECT_STATE(SOCK_ESTABLISHED)},
        {"ESTABLISHED", SELECT_STATE(SOCK_ESTABLISHED)},
        {"fin-wait-2", SELECT_STATE(SOCK_FIN_WAIT2)},
        {"FIN_WAIT2", SELECT_STATE(SOCK_FIN_WAIT2)},
        {"time-wait", SELECT_STATE(SOCK_TIME_WAIT)},
        {"closed", SELECT_STATE(SOCK_CLOSE)},
        {"syn-recv",
         SELECT_STATE(SOCK_SYN_RECV) | SELECT_STATE(SOCK_NEW_SYN_RECV)},
        {"nonsense", 0},
        {"", 0},
    };
    size_t i;
    uint32_t connected = select_states_from_name(str_from("connected"));

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(select_states_from_name(str_from(cases[i].word)),
                         cases[i].states);
    }
    assert_int_equal(connected & SELECT_STATE(SOCK_LISTEN), 0);
    assert_int_equal(connected & SELECT_STATE(SOCK_CLOSE), 0);
    assert_true((connected & SELECT_STATE(SOCK_TIME_WAIT)) != 0);
}

static void ask_for(struct view *view, struct target *targets,
                    const char *const *texts, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        assert_int_equal(target_parse(texts[i], &targets[i], NULL), 0);
    }
    view->options.targets = targets;
    view->options.target_count = count;
}

static void a_package_shows_its_rows_and_counts_what_nobody_owns(void **state)
{
    const char *const texts[] = {"com.example.bank"};
    struct target targets[1];
    struct view *view = *state;

    ask_for(view, targets, texts, 1);
    assert_int_equal(look(view), 3);
    assert_true(shows_inode(view, 1));
    assert_true(shows_inode(view, 6));
    assert_true(shows_inode(view, 9));
    assert_int_equal(view->selection.hidden.unowned, 1);
    assert_int_equal(view->selection.hidden.loopback, 1);
    /* Listeners of others are not what was asked about. */
    assert_int_equal(view->selection.hidden.listening, 0);
}

static void a_process_shows_what_it_holds_if_that_is_known(void **state)
{
    const char *const texts[] = {"501"};
    struct target targets[1];
    struct view *view = *state;

    view->snapshot.has_all_holders = true;
    add_holder(&view->snapshot, 1, 500, false);
    add_holder(&view->snapshot, 4, 501, false);
    add_holder(&view->snapshot, 6, 501, false);
    add_holder(&view->snapshot, 6, 500, false);
    add_holder(&view->snapshot, 9, 501, false);
    add_row(&view->snapshot, SOCK_TCP, "192.0.2.17", 40007, "203.0.113.10", 443,
            SOCK_ESTABLISHED, BANK, 12);
    ask_for(view, targets, texts, 1);
    assert_int_equal(look(view), 2);
    assert_true(shows_inode(view, 6));
    assert_true(shows_inode(view, 9));
    /* Nobody's, and one of its uid that was among no descriptors. */
    assert_int_equal(view->selection.hidden.unowned, 2);
    assert_int_equal(view->selection.hidden.loopback, 1);
}

static void a_process_stands_for_its_uid_if_nobody_may_look(void **state)
{
    const char *const texts[] = {"proc:com.example.bank:push"};
    struct target targets[1];
    struct view *view = *state;
    const struct target_result *result;

    /* run-as: of some processes only. */
    add_holder(&view->snapshot, 6, 501, true);
    ask_for(view, targets, texts, 1);
    assert_int_equal(look(view), 2);
    assert_true(shows_inode(view, 1));
    assert_true(shows_inode(view, 6));
    result = vec_at(&view->selection.targets, 0);
    assert_false(result->is_exact);
    assert_string_equal(result->applied, "uid:10093");
}

static void who_and_where_must_both_hold(void **state)
{
    const char *const texts[] = {"com.example.bank", ":443", "203.0.113.12"};
    struct target targets[3];
    struct view *view = *state;

    view->options.want_udp = true;
    ask_for(view, targets, texts, 3);
    assert_int_equal(look(view), 1);
    assert_int_equal(view->selection.targets.len, 3);
}

static void loopback_by_name_is_shown(void **state)
{
    const char *const texts[] = {"127.0.0.1"};
    struct target targets[1];
    struct view *view = *state;

    ask_for(view, targets, texts, 1);
    assert_int_equal(look(view), 1);
    assert_true(shows_inode(view, 4));
    assert_int_equal(view->selection.hidden.listening, 1);
}

static void groups_come_in_the_order_asked_for(void **state)
{
    const char *const texts[] = {"com.example.sync", "com.example.dbg",
                                 "com.example.bank"};
    struct target targets[3];
    struct view *view = *state;

    ask_for(view, targets, texts, 3);
    assert_int_equal(look(view), 5);
    assert_int_equal(shown(view, 0)->owner->uid, SHARED);
    assert_int_equal(shown(view, 1)->owner->uid, 10211);
    assert_int_equal(shown(view, 2)->owner->uid, BANK);
}

static void groups_come_mine_first_nobody_s_last(void **state)
{
    struct view *view = *state;

    assert_int_equal(look(view), 7);
    assert_int_equal(shown(view, 0)->owner->uid, BANK);
    assert_int_equal(shown(view, 1)->owner->uid, BANK);
    assert_int_equal(shown(view, 2)->owner->uid, 1010093);
    assert_int_equal(shown(view, 3)->owner->uid, 10211);
    assert_int_equal(shown(view, 4)->owner->uid, SHARED);
    assert_int_equal(shown(view, 5)->owner->uid, 2000);
    assert_null(shown(view, 6)->owner);
}

static void a_user_is_one_user(void **state)
{
    struct view *view = *state;

    view->options.user_choice = USER_ONE;
    view->options.user = 10;
    assert_int_equal(look(view), 1);
    assert_true(shows_inode(view, 9));
    assert_int_equal(view->selection.hidden.unowned, 1);
}

static void a_user_whom_the_phone_does_not_have_is_an_error(void **state)
{
    struct view *view = *state;
    struct err err;

    view->options.user_choice = USER_ONE;
    view->options.user = 77;
    assert_int_equal(owners_init(&view->owners, &view->snapshot), 0);
    assert_int_equal(select_connections(&view->options, &view->snapshot,
                                        &view->owners, &view->selection, &err),
                     ERR_NO_MATCH);
    assert_string_equal(err.text, "--user 77: the phone has no such user; it "
                                  "has 0, 10");
    owners_fini(&view->owners);
    /* In no list, but something runs as it. */
    view->snapshot.users.len = 1;
    view->options.user = 10;
    assert_int_equal(look(view), 1);
}

static void the_current_user_must_be_known(void **state)
{
    struct view *view = *state;
    struct err err;

    view->options.user_choice = USER_CURRENT;
    view->snapshot.phone.current_user = -1;
    assert_int_equal(owners_init(&view->owners, &view->snapshot), 0);
    assert_int_equal(select_connections(&view->options, &view->snapshot,
                                        &view->owners, &view->selection, &err),
                     ERR_NO_MATCH);
}

static void our_own_connection_is_left_out_by_both_ends(void **state)
{
    struct view *view = *state;

    view->options.own.laptop = addr_of("192.0.2.1");
    view->options.own.laptop_port = 50001;
    view->options.own.phone = addr_of("192.0.2.17");
    view->options.own.phone_port = 5555;
    assert_int_equal(look(view), 6);
    assert_false(shows_inode(view, 10));
    assert_int_equal(view->selection.hidden.own, 1);
    selection_fini(&view->selection);
    owners_fini(&view->owners);
    /* It is TCP, which nobody asks for here. */
    view->options.want_udp = true;
    (void)look(view);
    assert_int_equal(view->selection.hidden.own, 0);
}

static void behind_a_server_adbd_s_end_is_left_out(void **state)
{
    struct view *view = *state;

    view->options.own.phone = addr_of("192.0.2.17");
    view->options.own.phone_port = 5555;
    assert_int_equal(look(view), 6);
    assert_int_equal(view->selection.hidden.own, 1);
}

static void of_two_computers_at_adbd_none_is_left_out(void **state)
{
    struct view *view = *state;

    add_row(&view->snapshot, SOCK_TCP, "192.0.2.17", 5555, "198.51.100.66",
            50002, SOCK_ESTABLISHED, 2000, 11);
    view->options.own.phone = addr_of("192.0.2.17");
    view->options.own.phone_port = 5555;
    (void)look(view);
    assert_true(shows_inode(view, 10));
    assert_true(shows_inode(view, 11));
    assert_int_equal(view->selection.hidden.own, 0);
}

static void an_app_on_adbd_s_port_is_not_ours(void **state)
{
    struct view *view = *state;

    view->options.own.phone = addr_of("192.0.2.17");
    view->options.own.phone_port = 8080;
    assert_int_equal(look(view), 7);
    assert_int_equal(view->selection.hidden.own, 0);
}

static void directions_come_from_listeners(void **state)
{
    struct view *view = *state;
    size_t i;

    view->options.want_all = true;
    (void)look(view);
    for (i = 0; i < view->selection.connections.len; i++) {
        const struct connection *connection = shown(view, i);
        static const enum direction by_inode[] = {
            [0] = DIRECTION_OUT,    [1] = DIRECTION_OUT,
            [2] = DIRECTION_LISTEN, [3] = DIRECTION_LISTEN,
            [4] = DIRECTION_LOCAL,  [5] = DIRECTION_UNKNOWN,
            [6] = DIRECTION_OUT,    [7] = DIRECTION_IN,
            [8] = DIRECTION_OUT,    [9] = DIRECTION_OUT,
            [10] = DIRECTION_OUT,
        };

        assert_int_equal(connection->direction,
                         by_inode[connection->row->inode]);
    }
}

static void a_what_that_is_nothing_fails_with_its_sentence(void **state)
{
    const char *const texts[] = {"com.example.bank", "org.nothing"};
    struct target targets[2];
    struct view *view = *state;
    struct err err;

    ask_for(view, targets, texts, 2);
    assert_int_equal(owners_init(&view->owners, &view->snapshot), 0);
    assert_int_equal(select_connections(&view->options, &view->snapshot,
                                        &view->owners, &view->selection, &err),
                     ERR_NO_MATCH);
    assert_int_equal(view->selection.connections.len, 0);
}

/* One after the other, as the whole does it, but for the order. */
static void select_takes_rows_one_by_one(void **state)
{
    struct view *view = *state;
    struct selection one_by_one;
    struct err err;
    struct join join;
    size_t count = 0;
    size_t whole = look(view);

    assert_int_equal(select_begin(&view->options, &view->snapshot,
                                  &view->owners, &one_by_one, &err),
                     0);
    assert_int_equal(connections_begin(&join, &view->snapshot, &view->owners),
                     0);
    for (size_t i = 0; i < view->snapshot.rows.len; i++) {
        struct connection connection;

        connections_join_row(&join, snapshot_row(&view->snapshot, i),
                             &connection);
        if (select_wants(&view->options, &view->snapshot, &one_by_one,
                         &connection)) {
            count++;
            assert_true(shows_inode(view, connection.row->inode));
        }
    }
    assert_int_equal(count, whole);
    assert_int_equal(one_by_one.connections.len, 0);
    assert_memory_equal(&one_by_one.hidden, &view->selection.hidden,
                        sizeof(one_by_one.hidden));
    connections_end(&join);
    selection_fini(&one_by_one);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(by_default_only_the_connected_are_shown),
        CASE(loopback_to_the_proxy_is_shown),
        CASE(all_means_all),
        CASE(listening_shows_listeners_and_udp_without_peer),
        CASE(all_wins_over_listening),
        CASE(protocols_are_told_apart),
        CASE(both_protocols_are_the_same_as_none),
        CASE(a_state_that_is_asked_for_is_shown),
        CASE(words_of_states_are_those_of_ss),
        CASE(a_package_shows_its_rows_and_counts_what_nobody_owns),
        CASE(a_process_shows_what_it_holds_if_that_is_known),
        CASE(a_process_stands_for_its_uid_if_nobody_may_look),
        CASE(who_and_where_must_both_hold),
        CASE(loopback_by_name_is_shown),
        CASE(groups_come_in_the_order_asked_for),
        CASE(groups_come_mine_first_nobody_s_last),
        CASE(a_user_is_one_user),
        CASE(a_user_whom_the_phone_does_not_have_is_an_error),
        CASE(the_current_user_must_be_known),
        CASE(our_own_connection_is_left_out_by_both_ends),
        CASE(behind_a_server_adbd_s_end_is_left_out),
        CASE(of_two_computers_at_adbd_none_is_left_out),
        CASE(an_app_on_adbd_s_port_is_not_ours),
        CASE(directions_come_from_listeners),
        CASE(a_what_that_is_nothing_fails_with_its_sentence),
        CASE(select_takes_rows_one_by_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
