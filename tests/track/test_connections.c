/* SPDX-License-Identifier: Apache-2.0 */
/* Which process a row is given, and how that is known. */
#include "fixture.h"

#include "track/connections.h"

#include <stdio.h>

#define REMOTE "203.0.113.10"

struct view {
    struct snapshot snapshot;
    struct owners owners;
    struct vec connections;
};

static int set_up(void **state)
{
    static struct view view;

    memset(&view, 0, sizeof(view));
    make_phone(&view.snapshot);
    *state = &view;
    return 0;
}

static int tear_down(void **state)
{
    struct view *view = *state;

    vec_fini(&view->connections);
    owners_fini(&view->owners);
    snapshot_fini(&view->snapshot);
    return 0;
}

static struct sock_row *add(struct view *view, uint32_t uid, uint64_t inode)
{
    struct vec *rows = &view->snapshot.rows;

    add_row(&view->snapshot, SOCK_TCP, "192.0.2.17",
            40000 + (unsigned)rows->len, REMOTE, 443, SOCK_ESTABLISHED, uid,
            inode);
    return vec_at(rows, rows->len - 1);
}

static void join(struct view *view)
{
    assert_int_equal(owners_init(&view->owners, &view->snapshot), 0);
    assert_int_equal(
        connections_join(&view->snapshot, &view->owners, &view->connections),
        0);
}

static const struct connection *joined(const struct view *view, size_t i)
{
    return vec_at(&view->connections, i);
}

static void connections_take_the_process_that_netstat_printed(void **state)
{
    struct view *view = *state;
    struct sock_row *row = add(view, 10093, 1);

    row->source = SOCK_FROM_NETSTAT;
    row->pid = 501;
    row->process = "com.example.ban";
    join(view);
    assert_int_equal(joined(view, 0)->pid, 501);
    assert_string_equal(joined(view, 0)->process, "com.example.ban");
    assert_int_equal(joined(view, 0)->pid_how, PID_BY_NETSTAT);
    assert_int_equal(joined(view, 0)->attribution, ATTRIBUTION_PID);
    assert_int_equal(joined(view, 0)->owner->uid, 10093);
}

static void connections_know_a_pid_without_a_uid(void **state)
{
    struct view *view = *state;
    struct sock_row *row = add(view, 0, 1);

    row->is_uid_unknown = true;
    row->pid = 777;
    join(view);
    assert_null(joined(view, 0)->owner);
    assert_int_equal(joined(view, 0)->pid, 777);
    assert_null(joined(view, 0)->process);
    assert_int_equal(joined(view, 0)->pid_how, PID_BY_NETSTAT);
    assert_int_equal(joined(view, 0)->attribution, ATTRIBUTION_NONE);
}

static void connections_know_the_uid_of_the_pid_that_netstat_printed(
    void **state)
{
    static const struct {
        const char *why;
        int32_t pid;
        const char *process;
        bool is_cut;
        int64_t uid; /* -1: none */
    } rows[] = {
        {"the same name", 501, "com.example.bank:push", false, 10093},
        {"the beginning of it", 501, "com.example.ba", true, 10093},
        {"a beginning that is said to be all", 501, "com.example.ba", false,
         -1},
        {"another name: the pid was used again", 501, "com.example.none", false,
         -1},
        {"another name, cut", 501, "com.exbmple", true, -1},
        {"nothing of a name", 501, "", true, -1},
        {"no name", 501, NULL, false, -1},
        {"more than the name", 500, "com.example.bank:push", false, -1},
        {"the kernel's words for it", 1, "init", false, 0},
        {"a directory before it", 700, "netd", false, 1051},
        {"on both sides", 700, "/system/bin/netd", false, 1051},
        {"odd bytes are not in the list", 701, "a b", false, 10211},
        {"a pid that nobody has", 777, "com.example.bank", false, -1},
        {"a pid that two had", 702, "x", false, -1},
        {"a pid that is there twice", 703, "y", false, 10211},
        {"no pid", 0, "com.example.bank", false, -1},
    };
    struct view *view = *state;

    add_process(&view->snapshot, 700, 1051, "/system/bin/netd");
    add_process(&view->snapshot, 701, 10211, "a?b");
    add_process(&view->snapshot, 702, 10211, "x");
    add_process(&view->snapshot, 702, 10093, "x");
    add_process(&view->snapshot, 703, 10211, "y");
    add_process(&view->snapshot, 703, 10211, "y");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sock_row *row = add(view, 0, 0);

        row->source = SOCK_FROM_NETSTAT;
        row->is_uid_unknown = true;
        row->pid = rows[i].pid;
        row->process = rows[i].process;
        row->is_process_cut = rows[i].is_cut;
    }
    join(view);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct connection *here = joined(view, i);

        print_message("%s\n", rows[i].why);
        assert_int_equal(here->owner == NULL ? -1 : (int64_t)here->owner->uid,
                         rows[i].uid);
        assert_int_equal(here->pid, rows[i].pid > 0 ? rows[i].pid : -1);
        assert_int_equal(here->pid_how,
                         rows[i].pid > 0 ? PID_BY_NETSTAT : PID_UNKNOWN);
        assert_int_equal(here->attribution,
                         rows[i].uid >= 0 ? ATTRIBUTION_PID : ATTRIBUTION_NONE);
    }
}

/* What the kernel says of the socket stands above what follows. */
static void connections_keep_the_uid_of_the_socket(void **state)
{
    struct view *view = *state;
    struct sock_row *row = add(view, 10211, 1);

    row->pid = 500;
    row->process = "com.example.bank";
    row = add(view, 0, 0);
    row->pid = 500;
    row->process = "com.example.bank";
    join(view);
    assert_int_equal(joined(view, 0)->owner->uid, 10211);
    assert_null(joined(view, 1)->owner);
}

static void connections_do_not_take_an_unknown_uid_for_root(void **state)
{
    struct view *view = *state;

    add(view, 0, 1)->is_uid_unknown = true;
    add(view, 0, 2);
    join(view);
    assert_null(joined(view, 0)->owner);
    assert_int_equal(joined(view, 0)->pid, -1);
    assert_int_equal(joined(view, 0)->attribution, ATTRIBUTION_NONE);
    assert_int_equal(joined(view, 1)->owner->uid, 0);
    assert_int_equal(joined(view, 1)->pid, 1);
    assert_int_equal(joined(view, 1)->pid_how, PID_ONLY_PROCESS);
}

static void connections_name_the_only_process_of_a_uid(void **state)
{
    struct view *view = *state;

    add(view, 10211, 1);
    add(view, 10093, 2);
    join(view);
    assert_int_equal(joined(view, 0)->pid, 510);
    assert_string_equal(joined(view, 0)->process, "com.example.dbg");
    assert_int_equal(joined(view, 0)->pid_how, PID_ONLY_PROCESS);
    assert_int_equal(joined(view, 0)->attribution, ATTRIBUTION_UID);
    assert_int_equal(joined(view, 1)->pid, -1);
    assert_int_equal(joined(view, 1)->pid_how, PID_UNKNOWN);
}

static void expect_holders(const struct connection *connection,
                           const char *want)
{
    char text[100] = "";
    size_t used = 0;

    for (size_t i = 0; i < connection->holder_count; i++) {
        const struct holder *holder = &connection->holders[i];

        used += (size_t)snprintf(
            text + used, sizeof(text) - used, "%d %s;", holder->pid,
            holder->process == NULL ? "-" : holder->process->name);
    }
    assert_string_equal(text, want);
}

static void connections_have_every_process_that_holds_them(void **state)
{
    struct view *view = *state;

    add(view, 10093, 7);
    add(view, 10093, 8);
    add(view, 10093, 9);
    add_holder(&view->snapshot, 8, 600, false);
    add_holder(&view->snapshot, 7, 502, false);
    add_holder(&view->snapshot, 7, 1, false);
    add_holder(&view->snapshot, 7, 501, false);
    add_holder(&view->snapshot, 7, 501, false);
    join(view);
    expect_holders(joined(view, 0), "1 init;501 com.example.bank:push;"
                                    "502 com.example.bank:remote;");
    /* Of the socket's own uid, though init comes first. */
    assert_int_equal(joined(view, 0)->pid, 501);
    assert_string_equal(joined(view, 0)->process, "com.example.bank:push");
    assert_int_equal(joined(view, 0)->pid_how, PID_BY_FD);
    assert_int_equal(joined(view, 0)->attribution, ATTRIBUTION_PID);
    assert_int_equal(joined(view, 0)->owner->package_count, 1);
    /* A process that came after the list of them. */
    expect_holders(joined(view, 1), "600 -;");
    assert_int_equal(joined(view, 1)->pid, 600);
    assert_null(joined(view, 1)->process);
    expect_holders(joined(view, 2), "");
    assert_int_equal(joined(view, 2)->attribution, ATTRIBUTION_UID);
    assert_int_equal(owners_warn(&view->owners, &view->snapshot), 0);
    assert_int_equal(view->snapshot.warnings.len, 0);
}

/* All on all would fill any disk; see holders.c. */
static void connections_with_one_inode_have_few_holders(void **state)
{
    struct view *view = *state;
    const struct warning *warning;

    add(view, 10093, 7);
    add(view, 10211, 7);
    add(view, 10093, 8);
    for (int32_t pid = 1; pid <= 100; pid++) {
        add_holder(&view->snapshot, 7, pid, false);
        add_holder(&view->snapshot, 8, pid, false);
    }
    join(view);
    assert_int_equal(joined(view, 0)->holder_count, HOLDERS_OF_REPEATED_MAX);
    assert_int_equal(joined(view, 1)->holder_count, HOLDERS_OF_REPEATED_MAX);
    assert_int_equal(joined(view, 1)->holders[15].pid, 16);
    assert_int_equal(joined(view, 2)->holder_count, 100);
    assert_int_equal(owners_warn(&view->owners, &view->snapshot), 0);
    assert_int_equal(view->snapshot.warnings.len, 1);
    warning = snapshot_warning(&view->snapshot, 0);
    assert_string_equal(warning->code, "holders-many");
    assert_true(warning->is_partial);
    assert_non_null(strstr(warning->text, " 84 processes "));
}

static void connections_believe_no_claim_to_the_socket_of_others(void **state)
{
    struct view *view = *state;

    add(view, 10093, 7);
    add(view, 10211, 8);
    add_holder(&view->snapshot, 7, 510, true);
    add_holder(&view->snapshot, 7, 777, true);
    add_holder(&view->snapshot, 7, 500, true);
    add_holder(&view->snapshot, 8, 510, true);
    add_holder(&view->snapshot, 99, 510, true);
    join(view);
    expect_holders(joined(view, 0), "500 com.example.bank;");
    expect_holders(joined(view, 1), "510 com.example.dbg;");
    assert_int_equal(view->owners.holders.list.len, 2);
}

static void connections_of_closed_sockets_are_held_by_nobody(void **state)
{
    struct view *view = *state;

    add(view, 10093, 0);
    add_holder(&view->snapshot, 0, 500, false);
    join(view);
    expect_holders(joined(view, 0), "");
}

static void the_only_process_is_not_named_when_it_does_not_hold_it(void **state)
{
    struct view *view = *state;

    add(view, 10211, 7);
    view->snapshot.has_all_holders = true;
    join(view);
    assert_int_equal(joined(view, 0)->pid, -1);
    assert_int_equal(joined(view, 0)->pid_how, PID_UNKNOWN);
    assert_int_equal(joined(view, 0)->attribution, ATTRIBUTION_UID);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(connections_take_the_process_that_netstat_printed),
        TEST(connections_know_a_pid_without_a_uid),
        TEST(connections_know_the_uid_of_the_pid_that_netstat_printed),
        TEST(connections_keep_the_uid_of_the_socket),
        TEST(connections_do_not_take_an_unknown_uid_for_root),
        TEST(connections_have_every_process_that_holds_them),
        TEST(connections_with_one_inode_have_few_holders),
        TEST(connections_believe_no_claim_to_the_socket_of_others),
        TEST(connections_of_closed_sockets_are_held_by_nobody),
        TEST(the_only_process_is_not_named_when_it_does_not_hold_it),
        TEST(connections_name_the_only_process_of_a_uid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
