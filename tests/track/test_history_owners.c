/* SPDX-License-Identifier: Apache-2.0 */
/* Whose connections are, who is selected, as more becomes known. */
#include "watched.h"

#include "track/services.h"

static void copy_lists(struct watched *w, unsigned parts)
{
    struct snapshot *to = &w->sample.snapshot;

    if ((parts & SAMPLE_PACKAGES) != 0) {
        for (size_t i = 0; i < w->phone.packages.len; i++) {
            const struct package *p = snapshot_package(&w->phone, i);

            add_package(to, p->name, p->uid, p->is_user_installed);
        }
        to->has_all_packages = true;
    }
    if ((parts & SAMPLE_PROCESSES) != 0) {
        for (size_t i = 0; i < w->phone.processes.len; i++) {
            const struct process *p = snapshot_process(&w->phone, i);

            add_process(to, p->pid, p->uid, p->name);
        }
        to->has_all_processes = true;
    }
    w->sample.parts |= parts;
}

static void only_process_needs_a_list_that_came_with_the_row(void **state)
{
    static const struct {
        const char *why;
        unsigned parts1;
        bool has_second; /* another process of the uid, with the first list */
        unsigned parts2;
        int pid1;
        int pid2;
    } cases[] = {
        {"with the row", SAMPLE_PROCESSES, false, 0, 510, 510},
        {"only before the row", 0, false, 0, -1, -1},
        {"later, while it is there", 0, false, SAMPLE_PROCESSES, -1, 510},
        {"with another one", SAMPLE_PROCESSES, true, 0, -1, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct watched w;

        watch(&w, NULL);
        start(&w);
        if (cases[i].has_second) {
            add_process(&w.phone, 511, DBG, "com.example.dbg:push");
        }
        next(&w);
        tcp(&w, 40001, 443, SOCK_ESTABLISHED, DBG, 1);
        copy_lists(&w, cases[i].parts1);
        take(&w);
        if (only(&w)->connection.pid != cases[i].pid1) {
            fail_msg("%s: %d", cases[i].why, only(&w)->connection.pid);
        }
        next(&w);
        tcp(&w, 40001, 443, SOCK_ESTABLISHED, DBG, 1);
        copy_lists(&w, cases[i].parts2);
        take(&w);
        if (only(&w)->connection.pid != cases[i].pid2) {
            fail_msg("%s, then: %d", cases[i].why, only(&w)->connection.pid);
        }
        next(&w);
        w.sample.parts |= SAMPLE_PROCESSES;
        take(&w);
        drop_sample(&w);
        if (cases[i].pid2 > 0) {
            assert_string_equal(only(&w)->connection.process,
                                "com.example.dbg");
        }
        stop(&w);
    }
}

static void owners_outlive_the_lists_they_came_from(void **state)
{
    struct watched w;
    const struct owner *owner;
    const struct tracked *t;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, SHARED, 1);
    take(&w);
    owner = only(&w)->connection.owner;
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, SHARED, 1);
    tcp(&w, 40002, 443, SOCK_ESTABLISHED, SHARED, 2);
    add_package(&w.sample.snapshot, "com.example.other", 10999, true);
    w.sample.parts |= SAMPLE_PACKAGES | SAMPLE_PROCESSES;
    take(&w);
    drop_sample(&w);
    t = history_next(w.history, NULL);
    assert_ptr_equal(t->connection.owner, owner);
    assert_ptr_equal(history_next(w.history, t)->connection.owner, owner);
    assert_int_equal(owner->package_count, 2);
    assert_string_equal(owner->packages[1], "com.example.sync");
    stop(&w);
}

static void package_of_an_unknown_uid_is_told_when_it_is_found(void **state)
{
    struct watched w;
    const struct endpoint *endpoints;
    size_t count;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, 10500, 1);
    take(&w);
    told(&w, 0, "open 40001>443 ESTABLISHED 10500");
    assert_int_equal(only(&w)->connection.attribution, ATTRIBUTION_NONE);
    add_package(&w.phone, "com.example.new", 10500, true);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, 10500, 1);
    copy_lists(&w, SAMPLE_PACKAGES);
    take(&w);
    assert_int_equal(w.count, 1);
    told(&w, 0, "change 40001>443 ESTABLISHED 10500");
    assert_int_equal(only(&w)->connection.attribution, ATTRIBUTION_UID);
    assert_int_equal(history_endpoints(w.history, &endpoints, &count), 0);
    assert_int_equal(count, 1);
    assert_string_equal(endpoints[0].connection.owner->packages[0],
                        "com.example.new");
    stop(&w);
}

static void uid_that_is_given_again_is_another_owner(void **state)
{
    struct watched w;
    const struct endpoint *endpoints;
    size_t count;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, DBG, 1);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, DBG, 1);
    tcp(&w, 40002, 443, SOCK_ESTABLISHED, DBG, 2);
    add_package(&w.sample.snapshot, "com.example.other", DBG, true);
    w.sample.parts |= SAMPLE_PACKAGES;
    take(&w);
    assert_int_equal(history_endpoints(w.history, &endpoints, &count), 0);
    assert_int_equal(count, 2);
    assert_string_equal(endpoints[0].connection.owner->packages[0],
                        "com.example.dbg");
    assert_string_equal(endpoints[1].connection.owner->packages[0],
                        "com.example.other");
    stop(&w);
}

static void holders_name_the_process_and_stay(void **state)
{
    struct watched w;
    const struct connection *c;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 77);
    add_holder(&w.sample.snapshot, 77, 501, false);
    add_holder(&w.sample.snapshot, 77, 502, false);
    w.sample.snapshot.has_all_holders = true;
    w.sample.parts |= SAMPLE_HOLDERS;
    take(&w);
    for (int i = 0; i < 2; i++) {
        c = &only(&w)->connection;
        assert_int_equal(c->pid, 501);
        assert_string_equal(c->process, "com.example.bank:push");
        assert_int_equal(c->attribution, ATTRIBUTION_PID);
        assert_int_equal(c->holder_count, 2);
        assert_string_equal(c->holders[1].process->name,
                            "com.example.bank:remote");
        next(&w);
        tcp(&w, 40001, 443, SOCK_FIN_WAIT1, 0, 0);
        w.sample.parts |= SAMPLE_HOLDERS;
        take(&w);
        drop_sample(&w);
    }
    stop(&w);
}

/* What is selected of five connections, as letters. */
static const struct {
    const char *why;
    const char *whats[4];
    const char *selected;
    const char *services;
} choices[] = {
    {"nobody: all but loopback", {NULL}, "abce", ""},
    {"a package", {"com.example.bank"}, "a", "c"},
    {"a uid", {"uid:10211"}, "b", "c"},
    {"two", {"com.example.bank", "com.example.dbg"}, "ab", "c"},
    {"a pattern", {"com.example.[bd]*"}, "ab", "c"},
    {"where", {":8443"}, "b", ""},
    {"who and where", {"com.example.bank", ":8443"}, "", ""},
    {"a process is its uid's", {"com.example.bank:push"}, "a", "c"},
    {"services themselves", {"com.google.android.gms"}, "c", ""},
    {"loopback by name", {"127.0.0.1"}, "d", ""},
};

static void five(struct watched *w)
{
    next(w);
    take(w);
    next(w);
    tcp(w, 1, 443, SOCK_ESTABLISHED, BANK, 1);
    tcp(w, 2, 8443, SOCK_ESTABLISHED, DBG, 2);
    tcp(w, 3, 443, SOCK_ESTABLISHED, 10700, 3);
    add_row(&w->sample.snapshot, SOCK_TCP, "127.0.0.1", 4, "127.0.0.1", 9,
            SOCK_ESTABLISHED, BANK, 4);
    tcp(w, 5, 443, SOCK_TIME_WAIT, 0, 0);
    take(w);
}

static void letters(const struct watched *w, char selected[8], char services[8])
{
    size_t a = 0;
    size_t b = 0;

    for (unsigned port = 1; port <= 5; port++) {
        const struct tracked *t = NULL;

        while ((t = history_next(w->history, t)) != NULL) {
            if (t->row.local_port == port && t->is_selected) {
                selected[a++] = (char)('a' + port - 1);
            }
            if (t->row.local_port == port && t->is_service) {
                services[b++] = (char)('a' + port - 1);
            }
        }
    }
    selected[a] = '\0';
    services[b] = '\0';
}

static void what_is_asked_for_is_selected(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        struct watched w;
        struct watch_summary summary;
        char selected[8];
        char services[8];

        watch(&w, choices[i].whats);
        add_package(&w.phone, "com.google.android.gms", 10700, false);
        start(&w);
        five(&w);
        letters(&w, selected, services);
        if (strcmp(selected, choices[i].selected) != 0 ||
            strcmp(services, choices[i].services) != 0) {
            fail_msg("%s: %s, services %s", choices[i].why, selected, services);
        }
        assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
        assert_int_equal(summary.connections, strlen(selected));
        assert_int_equal(w.count, 6);
        stop(&w);
    }
}

static void who_is_not_there_yet_is_refused_or_waited_for(void **state)
{
    static const char *const whats[] = {"com.example.new", NULL};
    struct watched w;
    struct err err = {.text = ""};

    (void)state;
    watch(&w, whats);
    w.history = history_new(&w.options);
    assert_int_equal(history_base(w.history, &w.phone, &err), ERR_NO_MATCH);
    assert_non_null(strstr(err.text, "not installed"));
    history_free(w.history);
    w.options.may_be_absent = true;
    start(&w);
    next(&w);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, 10500, 1);
    take(&w);
    assert_false(only(&w)->is_selected);
    add_package(&w.phone, "com.example.new", 10500, true);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, 10500, 1);
    copy_lists(&w, SAMPLE_PACKAGES);
    take(&w);
    assert_true(only(&w)->is_selected);
    assert_int_equal(history_targets(w.history)[0].installed, 1);
    stop(&w);
}

static void note_selected(void *ctx, const struct event *event)
{
    int *opens = ctx;

    if (event->kind == EVENT_OPEN || event->kind == EVENT_CHANGE) {
        *opens += event->connection->is_selected &&
                  (event->kind == EVENT_OPEN || !event->was_selected);
    }
}

static void late_selection_is_told_once(void **state)
{
    static const char *const whats[] = {"com.example.new", NULL};
    struct watched w;
    int opens = 0;

    (void)state;
    watch(&w, whats);
    w.options.may_be_absent = true;
    w.options.event = note_selected;
    w.options.ctx = &opens;
    start(&w);
    add_package(&w.phone, "com.example.new", 10500, true);
    for (int i = 0; i < 6; i++) {
        next(&w);
        tcp(&w, 40001, 443,
            i < 2   ? SOCK_SYN_SENT
            : i < 4 ? SOCK_ESTABLISHED
                    : SOCK_CLOSE_WAIT,
            10500, 1);
        copy_lists(&w, i == 2 ? SAMPLE_PACKAGES : 0);
        take(&w);
    }
    assert_int_equal(opens, 1);
    stop(&w);
}

static void own_connection_is_left_out(void **state)
{
    struct watched w;
    struct watch_summary summary;

    (void)state;
    watch(&w, NULL);
    w.options.select.own.phone = addr_of("192.0.2.17");
    w.options.select.own.phone_port = 5555;
    w.options.select.own.laptop = addr_of("203.0.113.10");
    w.options.select.own.laptop_port = 50001;
    start(&w);
    for (int i = 0; i < 6; i++) {
        next(&w);
        if (i < 2) {
            tcp(&w, 5555, 50001, SOCK_ESTABLISHED, 2000, 3);
        } else if (i < 3) {
            tcp(&w, 5555, 50001, SOCK_TIME_WAIT, 0, 0);
        }
        take(&w);
        assert_int_equal(w.count, 0);
    }
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.connections, 0);
    assert_int_equal(summary.unowned, 0);
    assert_int_equal(summary.endpoint_count, 0);
    stop(&w);
}

static void udp_without_peer_is_counted_once_each(void **state)
{
    static const char *const whats[] = {"com.example.bank", NULL};
    struct watched w;
    struct watch_summary summary;

    (void)state;
    watch(&w, whats);
    start(&w);
    for (unsigned i = 0; i < 5; i++) {
        struct snapshot *s = next(&w);

        add_row(s, SOCK_UDP, "0.0.0.0", 5353, NULL, 0, SOCK_CLOSE, BANK, 5);
        add_row(s, SOCK_UDP, "0.0.0.0", 5353, NULL, 0, SOCK_CLOSE, BANK,
                6 + i / 3);
        add_row(s, SOCK_UDP, "0.0.0.0", 5353, NULL, 0, SOCK_CLOSE, DBG, 8);
        add_row(s, SOCK_UDP, "192.0.2.17", 40004, "203.0.113.12", 443,
                SOCK_ESTABLISHED, BANK, 9);
        take(&w);
        assert_int_equal(w.count, i == 0);
    }
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.udp_without_peer, 3);
    assert_int_equal(summary.connections, 1);
    stop(&w);
}

static void endpoints_add_up_and_stand_in_order(void **state)
{
    static const char *const whats[] = {"com.example.dbg", NULL};
    struct watched w;
    const struct endpoint *e;
    size_t count;

    (void)state;
    watch(&w, whats);
    add_package(&w.phone, "com.google.android.gms", 10700, false);
    start(&w);
    for (unsigned i = 0; i < 6; i++) {
        next(&w);
        tcp(&w, 1, 443, SOCK_ESTABLISHED, BANK, 1);
        tcp(&w, 2, 443, SOCK_ESTABLISHED, 10700, 2);
        if (i < 2) {
            tcp(&w, 3, 443, SOCK_CLOSE_WAIT, DBG, 3);
        }
        if (i > 0) {
            tcp(&w, 4, 443, SOCK_ESTABLISHED, DBG, 4);
        }
        take(&w);
    }
    assert_int_equal(history_endpoints(w.history, &e, &count), 0);
    assert_int_equal(count, 3);
    assert_int_equal(e[0].connection.owner->uid, DBG);
    assert_int_equal(e[0].connections, 2);
    assert_int_equal(e[0].open, 1);
    assert_int_equal(e[0].samples, 2 + 5);
    assert_int_equal(e[0].first_sample, 1);
    assert_int_equal(e[0].last_sample, 6);
    assert_int_equal(e[0].state, SOCK_ESTABLISHED);
    assert_int_equal(e[0].states,
                     1u << SOCK_CLOSE_WAIT | 1u << SOCK_ESTABLISHED);
    assert_int_equal(e[0].connection.row->local_port, 4);
    assert_ptr_equal(e[0].connection.row, &e[0].row);
    assert_true(e[0].last_ms - e[0].first_ms == 5 * STEP_MS);
    assert_false(e[0].is_baseline);
    assert_true(e[0].is_selected);
    assert_int_equal(e[1].connection.owner->uid, 10700);
    assert_true(e[1].is_service && e[1].is_baseline);
    assert_int_equal(e[2].connection.owner->uid, BANK);
    assert_false(e[2].is_service || e[2].is_selected);
    stop(&w);
}

static void names_of_owners_have_a_limit(void **state)
{
    struct watched w;
    const struct endpoint *endpoints;
    size_t count;

    (void)state;
    watch(&w, NULL);
    w.options.max_names = 40; /* of one owner, with its pointer */
    start(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, DBG, 1);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, DBG, 1);
    tcp(&w, 40002, 443, SOCK_ESTABLISHED, DBG, 2);
    add_package(&w.sample.snapshot, "com.example.other", DBG, true);
    w.sample.parts |= SAMPLE_PACKAGES;
    take(&w);
    assert_int_equal(w.count, 2);
    told(&w, 0,
         "note more than 65536 owners or 40 bytes of their names: those beyond "
         "are not named");
    assert_int_equal(history_endpoints(w.history, &endpoints, &count), 0);
    assert_int_equal(count, 2);
    assert_string_equal(endpoints[0].connection.owner->packages[0],
                        "com.example.dbg");
    assert_null(endpoints[1].connection.owner);
    stop(&w);
}

static void users_that_are_not_looked_at_are_said_once(void **state)
{
    struct watched w;

    (void)state;
    watch(&w, NULL);
    for (uint32_t id = 11; id <= 25; id++) {
        add_user(&w.phone, id, true);
    }
    start(&w);
    for (unsigned i = 0; i < 2; i++) {
        next(&w);
        take(&w);
        assert_int_equal(w.count, i == 0 ? 1 : 0);
    }
    stop(&w);
}

static void a_limit_is_said_once_and_what_is_beyond_is_counted(void **state)
{
    struct watched w;
    struct watch_summary summary;

    (void)state;
    watch(&w, NULL);
    w.options.max_connections = 2;
    start(&w);
    for (unsigned i = 0; i < 3; i++) {
        next(&w);
        for (unsigned port = 1; port <= 5; port++) {
            tcp(&w, port, 443, SOCK_ESTABLISHED, BANK, port);
        }
        take(&w);
        assert_int_equal(w.count, i == 0 ? 3 : 0);
        if (i == 0) {
            told(&w, 0,
                 "note more than 2 connections at a time or 65536 endpoints: "
                 "those beyond are only counted");
        }
    }
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.connections, 2);
    assert_int_equal(summary.left_out, 3);
    stop(&w);
}

static void direction_follows_states_and_listeners(void **state)
{
    static const struct {
        unsigned state;
        bool has_listener;
        enum direction direction;
    } cases[] = {
        {SOCK_ESTABLISHED, false, DIRECTION_OUT},
        {SOCK_ESTABLISHED, true, DIRECTION_IN},
        {SOCK_SYN_SENT, true, DIRECTION_OUT},
        {SOCK_SYN_RECV, false, DIRECTION_IN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct watched w;

        watch(&w, NULL);
        start(&w);
        next(&w);
        if (cases[i].has_listener) {
            add_row(&w.sample.snapshot, SOCK_TCP, "0.0.0.0", 8080, NULL, 0,
                    SOCK_LISTEN, DBG, 1);
        }
        tcp(&w, 8080, 443, cases[i].state, DBG, 2);
        take(&w);
        assert_int_equal(only(&w)->connection.direction, cases[i].direction);
        stop(&w);
    }
}

static void services_are_known_in_every_user(void **state)
{
    static const char *const names[] = {"com.example.a",
                                        "com.android.providers.downloads"};
    struct owner owner = {.uid = 1001051};

    (void)state;
    assert_true(services_act_for_apps(&owner));
    owner.uid = 10300;
    assert_false(services_act_for_apps(&owner));
    owner.packages = names;
    owner.package_count = 1;
    assert_false(services_act_for_apps(&owner));
    owner.package_count = 2;
    assert_true(services_act_for_apps(&owner));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_process_needs_a_list_that_came_with_the_row),
        cmocka_unit_test(owners_outlive_the_lists_they_came_from),
        cmocka_unit_test(package_of_an_unknown_uid_is_told_when_it_is_found),
        cmocka_unit_test(uid_that_is_given_again_is_another_owner),
        cmocka_unit_test(holders_name_the_process_and_stay),
        cmocka_unit_test(what_is_asked_for_is_selected),
        cmocka_unit_test(who_is_not_there_yet_is_refused_or_waited_for),
        cmocka_unit_test(late_selection_is_told_once),
        cmocka_unit_test(own_connection_is_left_out),
        cmocka_unit_test(udp_without_peer_is_counted_once_each),
        cmocka_unit_test(endpoints_add_up_and_stand_in_order),
        cmocka_unit_test(names_of_owners_have_a_limit),
        cmocka_unit_test(users_that_are_not_looked_at_are_said_once),
        cmocka_unit_test(a_limit_is_said_once_and_what_is_beyond_is_counted),
        cmocka_unit_test(direction_follows_states_and_listeners),
        cmocka_unit_test(services_are_known_in_every_user),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
