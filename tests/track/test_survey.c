/* SPDX-License-Identifier: Apache-2.0 */
/* What stays of rows that go. */
#include "fixture.h"

#include "base/err.h"
#include "track/connections.h"
#include "track/survey.h"

static struct snapshot s;
static struct survey survey;

static int set_up(void **state)
{
    (void)state;
    snapshot_init(&s);
    survey_init(&survey, &s);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    survey_fini(&survey);
    snapshot_fini(&s);
    return 0;
}

static void add(uint32_t uid, unsigned state, uint64_t inode)
{
    add_row(&s, SOCK_TCP, "192.0.2.17", 40001, "203.0.113.10", 443, state, uid,
            inode);
}

static void survey_keeps_a_row_of_each_uid_and_all_listeners(void **state)
{
    (void)state;
    add(10093, SOCK_ESTABLISHED, 1);
    add(10093, SOCK_ESTABLISHED, 2);
    add(10093, SOCK_LISTEN, 3);
    add(0, SOCK_TIME_WAIT, 0);
    assert_int_equal(survey_take(&survey), 0);
    add(10094, SOCK_ESTABLISHED, 4);
    add(10093 + SURVEY_CACHE, SOCK_ESTABLISHED, 5); /* the same place */
    add(10093, SOCK_CLOSE, 6);
    add(0, SOCK_LISTEN, 7);
    assert_int_equal(survey_take(&survey), 0);
    assert_int_equal(survey.rows, 8);
    assert_int_equal(s.rows.len, 5);
    assert_int_equal(snapshot_row(&s, 0)->inode, 1);
    assert_int_equal(snapshot_row(&s, 1)->inode, 3);
    assert_int_equal(snapshot_row(&s, 2)->inode, 4);
    assert_int_equal(snapshot_row(&s, 3)->inode, 5);
    assert_int_equal(snapshot_row(&s, 4)->inode, 7);
}

/* Owners and directions are those of the whole. */
static void survey_is_enough_to_join(void **state)
{
    struct snapshot whole;
    struct owners owners;
    struct join join;
    struct connection connection;

    (void)state;
    snapshot_init(&whole);
    for (size_t i = 0; i < 3000; i++) {
        add((uint32_t)(10000 + i % 97), SOCK_ESTABLISHED, i + 1);
    }
    add_row(&s, SOCK_TCP, "0.0.0.0", 40001, NULL, 0, SOCK_LISTEN, 10211, 9000);
    for (size_t i = 0; i < s.rows.len; i++) {
        assert_int_equal(vec_push(&whole.rows, snapshot_row(&s, i)), 0);
    }
    assert_int_equal(survey_take(&survey), 0);
    assert_int_equal(s.rows.len, 98);
    assert_int_equal(owners_init(&owners, &s), 0);
    assert_int_equal(connections_begin(&join, &s, &owners), 0);
    for (size_t i = 0; i < whole.rows.len; i++) {
        connections_join_row(&join, snapshot_row(&whole, i), &connection);
        assert_non_null(connection.owner);
        assert_int_equal(connection.direction,
                         i < 3000 ? DIRECTION_IN : DIRECTION_LISTEN);
    }
    connections_end(&join);
    owners_fini(&owners);
    snapshot_fini(&whole);
}

static void survey_has_limits(void **state)
{
    int rc = 0;

    (void)state;
    for (size_t i = 0; i <= SURVEY_LISTENERS_MAX && rc == 0; i++) {
        add(10093, SOCK_LISTEN, i + 1);
        rc = i % 1000 == 0 || i == SURVEY_LISTENERS_MAX ? survey_take(&survey)
                                                        : 0;
    }
    assert_int_equal(rc, ERR_LIMIT);
    assert_int_equal(survey.listeners, SURVEY_LISTENERS_MAX + 1);
}

/* With a sort for each of them this takes minutes. */
static void survey_takes_as_many_uids_as_there_may_be(void **state)
{
    (void)state;
    for (uint32_t i = 0; i <= SURVEY_UIDS_MAX; i++) {
        add(10000 + i * 7919 % 65537, SOCK_ESTABLISHED, i + 1);
        if (i == SURVEY_UIDS_MAX - 1) {
            assert_int_equal(survey_take(&survey), 0);
            assert_int_equal(s.rows.len, SURVEY_UIDS_MAX);
            assert_int_equal(survey_take(&survey), 0);
        }
    }
    for (size_t i = 1; i < survey.uids.len; i++) {
        assert_true(*(uint32_t *)vec_at(&survey.uids, i - 1) <
                    *(uint32_t *)vec_at(&survey.uids, i));
    }
    assert_int_equal(survey_take(&survey), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            survey_keeps_a_row_of_each_uid_and_all_listeners, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(survey_is_enough_to_join, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            survey_takes_as_many_uids_as_there_may_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(survey_has_limits, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
