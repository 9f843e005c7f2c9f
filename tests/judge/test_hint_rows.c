/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of the phone's tables a hint rests on. */
#include "judged.h"

#include "judge/hints.h"

/* A row that a hint shows stands at its place: else nobody finds it. */
static bool shows(const struct hint *hint, const struct sock_row *row)
{
    struct hint_place its = hint_place(hint);
    struct hint_place places[HINT_PLACES_OF_ROW];
    size_t count = hint_places_of_row(row, places);
    bool is_there = false;
    bool is_shown = hint_shows(hint, row);

    for (size_t i = 0; i < count; i++) {
        is_there |= hint_place_compare(&places[i], &its) == 0;
    }
    assert_true(is_there || !is_shown);
    return is_shown;
}

static void a_hint_rests_on_rows_of_its_owner_to_its_place(void **state)
{
    static const struct {
        const char *remote;
        unsigned port;
        unsigned proto;
        uint32_t uid;
        uint64_t inode;
        bool want;
        const char *why;
    } cases[] = {
        {"198.51.100.80", 80, SOCK_TCP, 10093, 7001, true, "itself"},
        {"198.51.100.80", 80, SOCK_TCP, 0, 0, true, "in TIME_WAIT"},
        {"198.51.100.80", 80, SOCK_TCP, 10121, 7002, false, "another's"},
        {"198.51.100.80", 80, SOCK_TCP, 0, 7003, false, "root's"},
        {"198.51.100.80", 443, SOCK_TCP, 10093, 7004, false, "another port"},
        {"198.51.100.81", 80, SOCK_TCP, 10093, 7005, false, "another host"},
        {"198.51.100.80", 80, SOCK_UDP, 10093, 7006, false, "another protocol"},
    };
    struct endpoint endpoint;
    struct hint hint = {.endpoint = &endpoint};
    size_t i;

    (void)state;
    make_endpoint(&endpoint, &bank, "198.51.100.80", 80, NULL);
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sock_row row = endpoint.row;

        row.remote = addr_of(cases[i].remote);
        row.remote_port = (uint16_t)cases[i].port;
        row.local_port = (uint16_t)(40000 + i);
        row.proto = (uint8_t)cases[i].proto;
        row.uid = cases[i].uid;
        row.inode = cases[i].inode;
        row.state = cases[i].inode == 0 ? SOCK_TIME_WAIT : SOCK_ESTABLISHED;
        if (shows(&hint, &row) != cases[i].want) {
            fail_msg("%s", cases[i].why);
        }
    }
}

static void a_listener_is_known_by_its_own_end(void **state)
{
    struct endpoint endpoint;
    struct hint hint = {.endpoint = &endpoint};
    struct sock_row row;

    (void)state;
    make_endpoint(&endpoint, &bank, "0.0.0.0", 0, NULL);
    endpoint.row.state = SOCK_LISTEN;
    endpoint.row.local = addr_of("0.0.0.0");
    endpoint.row.local_port = 8080;
    row = endpoint.row;
    assert_true(shows(&hint, &row));
    row.local_port = 8081;
    assert_false(shows(&hint, &row));
    row.local_port = 8080;
    row.local = addr_of("127.0.0.1");
    assert_false(shows(&hint, &row));
}

static void a_packet_socket_is_known_by_its_ethertype(void **state)
{
    struct endpoint endpoint = {.connections = 1};
    struct hint hint = {.endpoint = &endpoint};
    struct sock_row row;

    (void)state;
    endpoint.row.proto = SOCK_RAW_IP;
    endpoint.row.family = SOCK_LINK_LAYER;
    endpoint.row.local_port = 6;
    endpoint.row.uid = bank.uid;
    endpoint.row.inode = 7001;
    endpoint.connection.owner = &bank;
    row = endpoint.row;
    assert_true(shows(&hint, &row));
    row.inode++; /* another one of its */
    assert_true(shows(&hint, &row));
    row.family = SOCK_IPV4; /* that number is TCP's there */
    assert_false(shows(&hint, &row));
    row.family = SOCK_LINK_LAYER;
    row.local_port = 3;
    assert_false(shows(&hint, &row));
    row.local_port = 6;
    row.uid = 10121;
    assert_false(shows(&hint, &row));
}

static void what_is_in_no_table_has_no_rows(void **state)
{
    struct endpoint endpoint;
    struct hint hint = {.endpoint = &endpoint};
    struct sock_row row;

    (void)state;
    make_endpoint(&endpoint, &bank, "198.51.100.80", 80, NULL);
    row = endpoint.row;
    assert_true(shows(&hint, &row));
    endpoint.row.net_pid = 4711; /* in a network of its own */
    assert_false(shows(&hint, &row));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hint_rests_on_rows_of_its_owner_to_its_place),
        cmocka_unit_test(a_listener_is_known_by_its_own_end),
        cmocka_unit_test(a_packet_socket_is_known_by_its_ethertype),
        cmocka_unit_test(what_is_in_no_table_has_no_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
