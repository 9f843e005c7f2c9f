/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sockets that listen, raw and packet sockets: kept beside connections, never
 * told, never counted.
 */
#include "watched.h"

static void listens(struct watched *w, const char *addr, unsigned port,
                    uint32_t uid, uint64_t inode)
{
    add_row(&w->sample.snapshot, SOCK_TCP, addr, port,
            strchr(addr, ':') == NULL ? "0.0.0.0" : "::", 0, SOCK_LISTEN, uid,
            inode);
}

static struct watch_summary summed_up(struct watched *w)
{
    struct watch_summary summary;

    assert_int_equal(history_summary(w->history, w->at_ms, &summary), 0);
    return summary;
}

static void a_listener_is_kept_and_nothing_is_told_of_it(void **state)
{
    static const char *const whats[] = {"com.example.bank", NULL};
    struct watch_summary summary;
    const struct endpoint *one;
    struct watched w;

    (void)state;
    watch(&w, whats);
    start(&w);
    next(&w);
    take(&w);
    for (int i = 0; i < 3; i++) {
        next(&w);
        listens(&w, "0.0.0.0", 8080, BANK, 7);
        listens(&w, "0.0.0.0", 8081, DBG, 8); /* somebody else's */
        take(&w);
        assert_int_equal(w.count, 0);
    }
    next(&w);
    take(&w);
    assert_int_equal(w.count, 0);
    assert_null(history_next(w.history, NULL));
    summary = summed_up(&w);
    assert_int_equal(summary.connections, 0);
    assert_int_equal(summary.endpoint_count, 0);
    assert_int_equal(summary.unowned, 0);
    assert_int_equal(summary.left_out, 0);
    assert_int_equal(summary.listeners_unsure, 0);
    assert_int_equal(summary.listener_count, 1);
    one = &summary.listeners[0];
    assert_ptr_equal(one->connection.row, &one->row);
    assert_int_equal(one->row.local_port, 8080);
    assert_int_equal(one->row.state, SOCK_LISTEN);
    assert_int_equal(one->connection.direction, DIRECTION_LISTEN);
    assert_int_equal(one->connection.owner->uid, BANK);
    assert_int_equal(one->connection.attribution, ATTRIBUTION_UID);
    assert_true(one->is_selected);
    assert_false(one->is_baseline);
    assert_int_equal(one->samples, 3);
    assert_int_equal(one->first_sample, 2);
    assert_int_equal(one->last_sample, 4);
    assert_int_equal(one->first_ms, 1000000 + 2 * STEP_MS);
    assert_int_equal(one->last_ms, 1000000 + 4 * STEP_MS);
    assert_int_equal(one->connections, 1);
    assert_int_equal(one->open, 0);
    stop(&w);
}

static void of_one_owner_a_port_is_one_listener(void **state)
{
    struct watch_summary summary;
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    for (uint64_t i = 0; i < 3; i++) {
        next(&w);
        listens(&w, "0.0.0.0", 8080, BANK, 7 + i); /* anew each time */
        listens(&w, "0.0.0.0", 8080, BANK, 70);    /* and shared */
        listens(&w, "0.0.0.0", 8080, DBG, 80);     /* by another uid, too */
        listens(&w, "127.0.0.1", 8080, BANK, 90);
        listens(&w, "::", 8080, BANK, 100);
        take(&w);
    }
    summary = summed_up(&w);
    assert_int_equal(summary.listener_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(summary.listeners[i].samples, 3);
        assert_int_equal(summary.listeners[i].open, 1);
        assert_true(summary.listeners[i].is_baseline);
    }
    assert_int_equal(summary.connections, 0);
    stop(&w);
}

static void what_the_user_excludes_is_no_listener_of_his(void **state)
{
    struct watched w;

    (void)state;
    watch(&w, NULL);
    w.options.select.want_udp = true;
    start(&w);
    next(&w);
    listens(&w, "0.0.0.0", 8080, BANK, 7);
    take(&w);
    assert_int_equal(summed_up(&w).listener_count, 0);
    stop(&w);
    watch(&w, NULL);
    w.options.ignores_baseline = true;
    start(&w);
    next(&w);
    listens(&w, "0.0.0.0", 8080, BANK, 7);
    take(&w);
    next(&w);
    listens(&w, "0.0.0.0", 8080, BANK, 7);
    listens(&w, "0.0.0.0", 8081, BANK, 8);
    take(&w);
    assert_int_equal(summed_up(&w).listener_count, 1);
    assert_int_equal(summed_up(&w).listeners[0].row.local_port, 8081);
    stop(&w);
}

static void who_asked_for_all_of_it_has_the_same_listeners(void **state)
{
    static const char *const whats[] = {"com.example.bank", NULL};
    struct watched w;

    (void)state;
    for (int i = 0; i < 2; i++) {
        watch(&w, whats);
        w.options.select.want_all = i == 0;
        w.options.select.want_listening = i == 1;
        start(&w);
        next(&w);
        listens(&w, "127.0.0.1", 8080, BANK, 7);
        listens(&w, "::", 8081, DBG, 8);
        take(&w);
        assert_int_equal(w.count, 0);
        assert_int_equal(summed_up(&w).listener_count, 1);
        stop(&w);
    }
}

static void whose_it_is_may_be_unknown_at_first(void **state)
{
    static const char *const whats[] = {"com.example.bank", NULL};
    struct watched w;
    struct sock_row *row;

    (void)state;
    watch(&w, whats);
    start(&w);
    next(&w);
    listens(&w, "0.0.0.0", 8080, 0, 0);
    listens(&w, "127.0.0.1", 8081, 0, 0);
    take(&w);
    assert_int_equal(summed_up(&w).listener_count, 0);
    assert_int_equal(summed_up(&w).listeners_unsure, 1);
    assert_int_equal(history_evidence(w.history), 0);
    next(&w);
    listens(&w, "0.0.0.0", 8080, BANK, 7);
    take(&w);
    assert_int_equal(summed_up(&w).listener_count, 1);
    assert_int_equal(summed_up(&w).listeners[0].samples, 2);
    assert_int_equal(summed_up(&w).listeners_unsure, 0);
    assert_int_equal(history_evidence(w.history), 1);
    next(&w);
    listens(&w, "0.0.0.0", 8080, BANK, 7);
    listens(&w, "0.0.0.0", 8082, BANK, 8);
    row = vec_at(&w.sample.snapshot.rows, 0);
    row->local.family = ADDR_NONE; /* netstat cut it */
    take(&w);
    assert_int_equal(history_evidence(w.history), 3);
    assert_int_equal(summed_up(&w).listeners_unsure, 1);
    next(&w);
    listens(&w, "0.0.0.0", 8080, BANK, 7);
    take(&w);
    assert_int_equal(history_evidence(w.history), 0);
    stop(&w);
}

static void a_row_that_names_nobody_may_be_anybodys(void **state)
{
    static const char *const whats[] = {"com.example.bank", NULL};
    struct watched w;

    (void)state;
    for (int i = 0; i < 2; i++) {
        watch(&w, whats);
        start(&w);
        next(&w);
        listens(&w, "0.0.0.0", 8080, i == 0 ? 0 : BANK, i == 0 ? 0 : 7);
        listens(&w, "0.0.0.0", 8080, i == 0 ? BANK : 0, i == 0 ? 7 : 0);
        take(&w);
        assert_int_equal(summed_up(&w).listener_count, 1);
        assert_int_equal(summed_up(&w).listeners[0].connection.owner->uid,
                         BANK);
        assert_int_equal(summed_up(&w).listeners_unsure, 1);
        stop(&w);
    }
}

/* Each compared with all of the others would take minutes. */
static void sockets_that_differ_by_their_owner_only_take_no_time(void **state)
{
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    for (int i = 0; i < 2; i++) {
        next(&w);
        for (uint32_t k = 0; k < HISTORY_ENDPOINTS_MAX; k++) {
            listens(&w, "0.0.0.0", 8080, 10000 + k, 100 + k);
        }
        take(&w);
        assert_int_equal(summed_up(&w).listener_count, HISTORY_ENDPOINTS_MAX);
        assert_int_equal(summed_up(&w).left_out, 0);
    }
    stop(&w);
}

/* It is the first that somebody looked at, read or not, as with rows. */
static void a_sample_that_was_not_read_begins_as_well(void **state)
{
    struct watch_summary summary;
    struct watched w;

    (void)state;
    watch(&w, NULL);
    w.options.ignores_baseline = true;
    start(&w);
    for (int i = 0; i < 3; i++) {
        next(&w);
        w.sample.parts = i == 1 ? SAMPLE_SOCKETS : 0;
        listens(&w, "0.0.0.0", 8080, BANK, 7);
        if (i > 0) {
            listens(&w, "0.0.0.0", 8081, BANK, 8);
        }
        take(&w);
    }
    summary = summed_up(&w);
    assert_int_equal(summary.unread, 2);
    assert_int_equal(summary.listener_count, 1);
    assert_int_equal(summary.listeners[0].row.local_port, 8081);
    assert_false(summary.listeners[0].is_baseline);
    assert_int_equal(summary.listeners[0].open, 1);
    stop(&w);
}

static void listeners_beyond_the_limit_are_counted(void **state)
{
    struct watch_summary summary;
    struct watched w;

    (void)state;
    watch(&w, NULL);
    w.options.max_endpoints = 2;
    start(&w);
    next(&w);
    for (unsigned port = 1; port <= 5; port++) {
        listens(&w, "0.0.0.0", port, BANK, port);
    }
    take(&w);
    told(&w, 0,
         "note more than 131072 connections at a time or 2 endpoints: those "
         "beyond are only counted");
    summary = summed_up(&w);
    assert_int_equal(summary.listener_count, 2);
    assert_int_equal(summary.left_out, 3);
    stop(&w);
}

static void a_reboot_leaves_what_was_seen(void **state)
{
    const struct gap gap = {
        .from_ms = 1000300, .to_ms = 1000900, .ticks = 3, .is_reboot = true};
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    listens(&w, "0.0.0.0", 8080, BANK, 7);
    take(&w);
    assert_int_equal(history_gap(w.history, &gap), 0);
    assert_int_equal(summed_up(&w).listener_count, 1);
    assert_int_equal(summed_up(&w).listeners[0].open, 0);
    next(&w);
    listens(&w, "0.0.0.0", 8080, BANK, 9);
    take(&w);
    assert_int_equal(summed_up(&w).listener_count, 1);
    assert_int_equal(summed_up(&w).listeners[0].samples, 2);
    stop(&w);
}

static void raw_socket(struct watched *w, const char *remote, uint32_t uid,
                       uint64_t inode)
{
    add_row(&w->sample.snapshot, SOCK_RAW_IP, "0.0.0.0", 6, remote, 0,
            remote == NULL ? SOCK_CLOSE : SOCK_ESTABLISHED, uid, inode);
}

static void packet_socket(struct watched *w, uint32_t uid, uint64_t inode)
{
    const struct sock_row row = {.proto = SOCK_RAW_IP,
                                 .family = SOCK_LINK_LAYER,
                                 .state = SOCK_CLOSE,
                                 .local_port = 6,
                                 .uid = uid,
                                 .inode = inode};

    assert_int_equal(vec_push(&w->sample.snapshot.rows, &row), 0);
}

static void raw_and_packet_sockets_are_kept_as_listeners_are(void **state)
{
    static const char *const whats[] = {"com.example.bank", NULL};
    struct watch_summary summary;
    size_t packets = 0;
    struct watched w;

    (void)state;
    watch(&w, whats);
    start(&w);
    for (int i = 0; i < 3; i++) {
        next(&w);
        w.sample.parts |= i == 0 ? 0u : SAMPLE_RAW_SOCKETS;
        if (i > 0) {
            raw_socket(&w, NULL, BANK, 7);
            raw_socket(&w, "203.0.113.10", BANK, 8);
            packet_socket(&w, BANK, 9);
            packet_socket(&w, BANK, 10); /* alike */
            packet_socket(&w, DBG, 11);
        }
        take(&w);
        assert_int_equal(w.count, 0);
        assert_int_equal(history_evidence(w.history), i == 1 ? 2 : 0);
    }
    summary = summed_up(&w);
    assert_int_equal(summary.samples, 3);
    assert_int_equal(summary.samples_without_raw, 1);
    assert_int_equal(summary.connections, 0);
    assert_int_equal(summary.unowned, 0);
    assert_int_equal(summary.listeners_unsure, 0);
    assert_int_equal(summary.listener_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct endpoint *one = &summary.listeners[i];

        packets += one->row.family == SOCK_LINK_LAYER;
        assert_int_equal(one->row.proto, SOCK_RAW_IP);
        assert_int_equal(one->connection.direction, DIRECTION_UNKNOWN);
        assert_int_equal(one->connection.owner->uid, BANK);
        assert_int_equal(one->samples, 2);
        assert_int_equal(one->first_sample, 2);
    }
    assert_int_equal(packets, 1);
    stop(&w);
}

static void a_raw_socket_with_a_peer_is_a_connection_if_asked_for(void **state)
{
    struct watched w;

    (void)state;
    for (int i = 0; i < 4; i++) {
        watch(&w, NULL);
        w.options.select.want_raw = i == 1;
        w.options.select.want_all = i == 2;
        w.options.select.want_tcp = i == 3;
        start(&w);
        next(&w);
        raw_socket(&w, "203.0.113.10", BANK, 8);
        take(&w);
        assert_int_equal(summed_up(&w).listener_count, i == 0);
        assert_int_equal(summed_up(&w).connections, i == 1 || i == 2);
        stop(&w);
    }
}

/* Whichever sockets are shown, and also to the phone itself. */
static void a_raw_socket_with_a_peer_is_kept_in_any_view(void **state)
{
    struct watched w;

    (void)state;
    for (int i = 0; i < 4; i++) {
        watch(&w, NULL);
        w.options.select.want_listening = i % 2 == 1;
        start(&w);
        next(&w);
        raw_socket(&w, i < 2 ? "203.0.113.10" : "127.0.0.1", BANK, 8);
        take(&w);
        assert_int_equal(summed_up(&w).listener_count, 1);
        stop(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listener_is_kept_and_nothing_is_told_of_it),
        cmocka_unit_test(of_one_owner_a_port_is_one_listener),
        cmocka_unit_test(what_the_user_excludes_is_no_listener_of_his),
        cmocka_unit_test(who_asked_for_all_of_it_has_the_same_listeners),
        cmocka_unit_test(whose_it_is_may_be_unknown_at_first),
        cmocka_unit_test(a_row_that_names_nobody_may_be_anybodys),
        cmocka_unit_test(sockets_that_differ_by_their_owner_only_take_no_time),
        cmocka_unit_test(a_sample_that_was_not_read_begins_as_well),
        cmocka_unit_test(listeners_beyond_the_limit_are_counted),
        cmocka_unit_test(a_reboot_leaves_what_was_seen),
        cmocka_unit_test(raw_and_packet_sockets_are_kept_as_listeners_are),
        cmocka_unit_test(a_raw_socket_with_a_peer_is_a_connection_if_asked_for),
        cmocka_unit_test(a_raw_socket_with_a_peer_is_kept_in_any_view),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
