/* SPDX-License-Identifier: Apache-2.0 */
/* When a connection opens, changes and is over, and whose it is. */
#include "watched.h"

static void baseline_is_marked_and_new_ones_are_told(void **state)
{
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    tcp(&w, 40009, 443, SOCK_TIME_WAIT, 0, 0);
    take(&w);
    assert_int_equal(w.count, 1);
    told(&w, 0, "open 40001>443 ESTABLISHED 10093 before");
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    tcp(&w, 40002, 443, SOCK_SYN_SENT, DBG, 2);
    take(&w);
    assert_int_equal(w.count, 1);
    told(&w, 0, "open 40002>443 SYN_SENT 10211");
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    tcp(&w, 40002, 443, SOCK_ESTABLISHED, DBG, 2);
    take(&w);
    assert_int_equal(w.count, 1);
    told(&w, 0, "change 40002>443 ESTABLISHED 10211");
    stop(&w);
}

static void baseline_can_be_ignored(void **state)
{
    struct watched w;
    struct watch_summary summary;

    (void)state;
    watch(&w, NULL);
    w.options.ignores_baseline = true;
    start(&w);
    for (int i = 0; i < 3; i++) {
        next(&w);
        if (i == 0) {
            tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
        }
        take(&w);
        assert_int_equal(w.count, 0);
    }
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.connections, 0);
    assert_int_equal(summary.endpoint_count, 0);
    stop(&w);
}

static void two_absences_close_with_the_time_of_the_first(void **state)
{
    struct watched w;
    const struct tracked *t;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    take(&w);
    next(&w);
    take(&w);
    assert_int_equal(w.count, 0);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    take(&w);
    assert_int_equal(w.count, 0);
    t = only(&w);
    assert_int_equal(t->samples, 2);
    next(&w);
    take(&w);
    next(&w);
    take(&w);
    assert_int_equal(w.count, 1);
    told(&w, 0, "close 40001>443 ESTABLISHED 10093");
    assert_null(history_next(w.history, NULL));
    stop(&w);
}

static void time_wait_closes_at_once_and_inherits(void **state)
{
    struct watched w;
    const struct tracked *t;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_FIN_WAIT1, 0, 0);
    take(&w);
    told(&w, 0, "change 40001>443 FIN_WAIT1 10093");
    assert_true(only(&w)->is_inherited);
    next(&w);
    tcp(&w, 40001, 443, SOCK_TIME_WAIT, 0, 0);
    take(&w);
    assert_int_equal(w.count, 1);
    told(&w, 0, "close 40001>443 TIME_WAIT 10093");
    t = only(&w);
    assert_true(t->closed_ms == w.at_ms);
    assert_int_equal(t->connection.attribution, ATTRIBUTION_UID);
    assert_int_equal(t->end, TRACKED_CLOSED);
    next(&w);
    tcp(&w, 40001, 443, SOCK_TIME_WAIT, 0, 0);
    take(&w);
    assert_int_equal(w.count, 0);
    assert_true(only(&w)->last_ms == w.at_ms);
    stop(&w);
}

static void unknown_time_wait_lived_between_two_samples(void **state)
{
    struct watched w;
    const struct tracked *t;
    struct watch_summary summary;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_TIME_WAIT, 0, 0);
    take(&w);
    assert_int_equal(w.count, 2);
    told(&w, 0, "open 40001>443 TIME_WAIT -1");
    told(&w, 1, "close 40001>443 TIME_WAIT -1");
    t = only(&w);
    assert_true(t->first_ms == t->last_ms && t->closed_ms == t->first_ms);
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.unowned, 1);
    stop(&w);
}

/* Two rows of the same ends, a sample apart; the owner of the second. */
static const struct {
    const char *why;
    unsigned state1;
    uint32_t uid1;
    uint64_t inode1;
    unsigned absences;
    unsigned left_ms; /* of the second row's timer */
    unsigned state2;
    uint32_t uid2;
    uint64_t inode2;
    int owner;   /* of the newest, -1 none */
    uint64_t id; /* of the newest: 2 when it is another connection */
} pairs[] = {
    {"the same socket goes on", SOCK_ESTABLISHED, BANK, 1, 0, 0,
     SOCK_CLOSE_WAIT, BANK, 1, BANK, 1},
    {"it was missed once", SOCK_ESTABLISHED, BANK, 1, 1, 0, SOCK_ESTABLISHED,
     BANK, 1, BANK, 1},
    {"another inode is another socket", SOCK_ESTABLISHED, BANK, 1, 0, 0,
     SOCK_ESTABLISHED, DBG, 2, DBG, 2},
    {"another inode of the same owner, too", SOCK_ESTABLISHED, BANK, 1, 0, 0,
     SOCK_ESTABLISHED, BANK, 2, BANK, 2},
    {"ports are used again after TIME_WAIT", SOCK_TIME_WAIT, 0, 0, 0, 0,
     SOCK_SYN_SENT, DBG, 2, DBG, 2},
    {"an orphan inherits", SOCK_ESTABLISHED, BANK, 1, 0, 0, SOCK_LAST_ACK, 0, 0,
     BANK, 1},
    {"CLOSING inherits", SOCK_FIN_WAIT1, BANK, 1, 0, 0, SOCK_CLOSING, 0, 0,
     BANK, 1},
    {"an orphan after an absence is nobody's", SOCK_ESTABLISHED, BANK, 1, 1, 0,
     SOCK_FIN_WAIT2, 0, 0, -1, 2},
    {"TIME_WAIT inherits", SOCK_ESTABLISHED, BANK, 1, 0, 59900, SOCK_TIME_WAIT,
     0, 0, BANK, 1},
    {"TIME_WAIT from before the absence inherits", SOCK_ESTABLISHED, BANK, 1, 1,
     59700, SOCK_TIME_WAIT, 0, 0, BANK, 1},
    {"TIME_WAIT from after the absence is nobody's", SOCK_ESTABLISHED, BANK, 1,
     1, 59900, SOCK_TIME_WAIT, 0, 0, -1, 2},
    {"a child waits for its owner", SOCK_SYN_RECV, 0, 0, 0, 0, SOCK_ESTABLISHED,
     0, 0, -1, 1},
    {"an accepted child has one", SOCK_ESTABLISHED, 0, 0, 0, 0,
     SOCK_ESTABLISHED, BANK, 7, BANK, 1},
    {"a request has its listener's uid", SOCK_SYN_RECV, DBG, 0, 0, 0,
     SOCK_ESTABLISHED, BANK, 7, BANK, 1},
    {"a new child on used ports inherits nothing", SOCK_ESTABLISHED, BANK, 1, 0,
     0, SOCK_ESTABLISHED, 0, 0, -1, 2},
    {"a new request on used ports inherits nothing", SOCK_ESTABLISHED, BANK, 1,
     0, 0, SOCK_SYN_RECV, DBG, 0, DBG, 2},
    {"root is an owner", SOCK_ESTABLISHED, 0, 9, 0, 0, SOCK_TIME_WAIT, 0, 0, 0,
     1},
    {"a socket on the ports of an orphan", SOCK_FIN_WAIT2, 0, 0, 0, 0,
     SOCK_SYN_SENT, DBG, 3, DBG, 2},
    {"an orphan is not TIME_WAIT's", SOCK_TIME_WAIT, 0, 0, 0, 0, SOCK_FIN_WAIT1,
     0, 0, -1, 2},
    {"the owner may change", SOCK_SYN_SENT, 1051, 4, 0, 0, SOCK_ESTABLISHED,
     BANK, 4, BANK, 1},
};

static void rows_of_the_same_ends_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct watched w;
        struct sock_row *row;
        const struct tracked *newest = NULL;

        watch(&w, NULL);
        start(&w);
        next(&w);
        take(&w);
        next(&w);
        tcp(&w, 40001, 443, pairs[i].state1, pairs[i].uid1, pairs[i].inode1);
        take(&w);
        for (unsigned k = 0; k < pairs[i].absences; k++) {
            next(&w);
            take(&w);
        }
        next(&w);
        tcp(&w, 40001, 443, pairs[i].state2, pairs[i].uid2, pairs[i].inode2);
        row = vec_at(&w.sample.snapshot.rows, 0);
        row->timer_ms = pairs[i].left_ms;
        take(&w);
        newest = only(&w);
        if (newest->id != pairs[i].id ||
            (newest->connection.owner == NULL
                 ? -1
                 : (int)newest->connection.owner->uid) != pairs[i].owner) {
            fail_msg("%s: id %d, owner %d", pairs[i].why, (int)newest->id,
                     newest->connection.owner == NULL
                         ? -1
                         : (int)newest->connection.owner->uid);
        }
        stop(&w);
    }
}

static void reuse_closes_the_old_one_before_the_new_one_opens(void **state)
{
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    take(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, DBG, 2);
    tcp(&w, 40001, 443, SOCK_TIME_WAIT, 0, 0);
    take(&w);
    assert_int_equal(w.count, 2);
    told(&w, 0, "close 40001>443 ESTABLISHED 10093");
    told(&w, 1, "open 40001>443 ESTABLISHED 10211");
    next(&w);
    tcp(&w, 40001, 443, SOCK_TIME_WAIT, 0, 0);
    tcp(&w, 40001, 443, SOCK_SYN_SENT, BANK, 3);
    take(&w);
    assert_int_equal(w.count, 2);
    told(&w, 0, "close 40001>443 TIME_WAIT 10211");
    told(&w, 1, "open 40001>443 SYN_SENT 10093");
    stop(&w);
}

static void gap(struct watched *w, int64_t ms, bool is_reboot)
{
    struct gap gap = {.from_ms = w->at_ms,
                      .to_ms = w->at_ms + ms,
                      .ticks = (uint64_t)(ms / STEP_MS),
                      .why = "the phone was away",
                      .is_reboot = is_reboot};

    w->count = 0;
    assert_int_equal(history_gap(w->history, &gap), 0);
    w->at_ms += ms;
}

static void over_a_gap_nothing_is_doubled_and_ends_are_uncertain(void **state)
{
    struct watched w;
    struct watch_summary summary;
    const struct tracked *t;
    int64_t last;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    tcp(&w, 40002, 443, SOCK_ESTABLISHED, BANK, 2);
    take(&w);
    last = w.at_ms;
    gap(&w, 5000, false);
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_true(summary.is_partial);
    assert_int_equal(w.count, 1);
    told(&w, 0, "gap -");
    for (int i = 0; i < 2; i++) {
        next(&w);
        tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
        take(&w);
        assert_int_equal(w.count, i);
    }
    told(&w, 0, "close 40002>443 ESTABLISHED 10093 before");
    t = only(&w);
    assert_int_equal(t->id, 1);
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_false(summary.is_partial);
    assert_int_equal(summary.gaps, 1);
    assert_int_equal(summary.ticks, 3 + 25);
    assert_int_equal(summary.samples, 3);
    assert_true(summary.longest_gap_ms == 5000 + STEP_MS);
    assert_int_equal(summary.connections, 2);
    assert_true(summary.endpoints[0].first_ms == last);
    stop(&w);
}

/* What the close of a connection over a gap says of its time. */
static void note_close(void *ctx, const struct event *event)
{
    if (event->kind == EVENT_CLOSE && event->connection->id == 1) {
        *(struct tracked *)ctx = *event->connection;
    }
}

static void time_of_an_end_in_a_gap_is_a_range(void **state)
{
    static const struct {
        const char *why;
        bool is_reboot;
        bool has_time_wait;
        int64_t gap_ms;
        int64_t closed; /* after the last sample; -1: it is still there */
        int64_t by;
    } cases[] = {
        {"absent afterwards", false, false, 1000, 1200, 1200},
        {"TIME_WAIT afterwards", false, true, 1000, 1200, 1200},
        {"the phone started anew", true, false, 1000, 1000, 1000},
        {"long ago its ports were somebody's", false, true, 60000, 60200,
         60200},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct watched w;
        struct tracked end = {.id = 0};
        int64_t last;

        watch(&w, NULL);
        w.options.event = note_close;
        w.options.ctx = &end;
        start(&w);
        next(&w);
        take(&w);
        next(&w);
        tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
        take(&w);
        last = w.at_ms;
        gap(&w, cases[i].gap_ms, cases[i].is_reboot);
        for (int k = 0; k < 2; k++) {
            next(&w);
            if (cases[i].has_time_wait) {
                tcp(&w, 40001, 443, SOCK_TIME_WAIT, 0, 0);
            }
            take(&w);
        }
        if (end.closed_ms - last != cases[i].closed ||
            end.closed_by_ms - last != cases[i].by || end.last_ms < last) {
            fail_msg("%s: %d by %d", cases[i].why, (int)(end.closed_ms - last),
                     (int)(end.closed_by_ms - last));
        }
        if (cases[i].has_time_wait) {
            assert_int_equal(only(&w)->id, cases[i].gap_ms < 60000 ? 1 : 2);
        }
        stop(&w);
    }
}

static void after_a_reboot_everything_is_over(void **state)
{
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    take(&w);
    gap(&w, 40000, true);
    assert_int_equal(w.count, 2);
    told(&w, 0, "gap -");
    told(&w, 1, "close 40001>443 ESTABLISHED 10093 before");
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, DBG, 1);
    take(&w);
    assert_int_equal(w.count, 1);
    told(&w, 0, "open 40001>443 ESTABLISHED 10211");
    stop(&w);
}

static void figures_are_added_up(void **state)
{
    struct watched w;
    const struct tracked *t;

    (void)state;
    watch(&w, NULL);
    start(&w);
    for (uint32_t i = 0; i < 4; i++) {
        struct sock_row *row;

        next(&w);
        tcp(&w, 40001, 443, i == 0 ? SOCK_SYN_SENT : SOCK_ESTABLISHED, BANK, 1);
        row = vec_at(&w.sample.snapshot.rows, 0);
        row->tx_queue = i == 1 ? 500 : 0;
        row->rx_queue = i == 2 ? 70 : 0;
        row->retransmits = i == 3 ? 2 : 0;
        take(&w);
    }
    t = only(&w);
    assert_int_equal(t->samples, 4);
    assert_int_equal(t->busy_samples, 2);
    assert_int_equal(t->max_tx_queue, 500);
    assert_int_equal(t->max_rx_queue, 70);
    assert_int_equal(t->max_retransmits, 2);
    assert_int_equal(t->states, 1u << SOCK_SYN_SENT | 1u << SOCK_ESTABLISHED);
    assert_int_equal(t->first_sample, 1);
    assert_int_equal(t->last_sample, 4);
    assert_true(t->last_ms - t->first_ms == 3 * STEP_MS);
    stop(&w);
}

static void who_asked_twice_and_gave_up_got_no_answer(void **state)
{
    static const struct {
        uint32_t retransmits;
        unsigned state;
        uint64_t no_answer;
    } cases[] = {
        {2, SOCK_SYN_SENT, 1}, {0, SOCK_SYN_SENT, 0}, {2, SOCK_ESTABLISHED, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct watched w;
        struct watch_summary summary;

        watch(&w, NULL);
        start(&w);
        for (int k = 0; k < 4; k++) {
            next(&w);
            if (k < 2) {
                struct sock_row *row;

                tcp(&w, 40001, 443, k == 0 ? SOCK_SYN_SENT : cases[i].state,
                    BANK, 1);
                row = vec_at(&w.sample.snapshot.rows, 0);
                row->retransmits = cases[i].retransmits;
            }
            take(&w);
        }
        assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
        assert_int_equal(summary.endpoint_count, 1);
        assert_int_equal(summary.endpoints[0].no_answer, cases[i].no_answer);
        assert_int_equal(summary.endpoints[0].open, 0);
        stop(&w);
    }
}

static void a_sample_without_all_tables_closes_nothing(void **state)
{
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    next(&w);
    tcp(&w, 40001, 443, SOCK_ESTABLISHED, BANK, 1);
    take(&w);
    for (int i = 0; i < 5; i++) {
        next(&w);
        w.sample.parts = 0;
        take(&w);
        assert_int_equal(w.count, 0);
    }
    assert_int_equal(only(&w)->end, TRACKED_OPEN);
    stop(&w);
}

static void marks_pass_through_in_order(void **state)
{
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    history_tell(w.history, EVENT_MARK, w.at_ms, "logged in");
    history_tell(w.history, EVENT_FOREGROUND, w.at_ms, "com.example.bank/.A");
    assert_int_equal(w.count, 2);
    told(&w, 0, "mark logged in");
    told(&w, 1, "foreground com.example.bank/.A");
    stop(&w);
}

static void without_a_sample_nothing_was_watched(void **state)
{
    struct watch_summary summary;
    struct watched w;

    (void)state;
    watch(&w, NULL);
    start(&w);
    assert_int_equal(history_summary(w.history, 1795354805118, &summary), 0);
    assert_true(summary.from_ms == summary.to_ms);
    assert_true(summary.is_partial);
    stop(&w);
}

/* A phone can flood its log of events. */
static void what_came_to_the_front_is_told_so_often_only(void **state)
{
    static const char note[] = "the phone said more than 3 times what came to "
                               "the front: from then on that is not kept";
    struct watched w;
    struct watch_summary summary;

    (void)state;
    watch(&w, NULL);
    w.options.max_fronts = 3;
    start(&w);
    for (int i = 0; i < 100; i++) {
        history_tell(w.history, EVENT_FOREGROUND, w.at_ms, "com.example.x/.A");
        if (i == 2) {
            assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
            assert_int_equal(summary.note_count, 0);
        }
    }
    history_tell(w.history, EVENT_MARK, w.at_ms, "logged in");
    assert_int_equal(w.count, 5);
    told(&w, 2, "foreground com.example.x/.A");
    assert_int_equal(strncmp(w.lines[3], "note the phone said", 19), 0);
    told(&w, 4, "mark logged in");
    /* As it comes from a capture, too. */
    history_tell(w.history, EVENT_NOTE, w.at_ms, note);
    history_tell(w.history, EVENT_NOTE, w.at_ms, "another");
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.note_count, 2);
    assert_string_equal(summary.notes[0], note);
    assert_string_equal(summary.notes[1], "another");
    for (int i = 0; i < 9; i++) {
        char text[8];

        history_tell(w.history, EVENT_NOTE, w.at_ms,
                     format_text(text, sizeof(text), "%d", i));
    }
    assert_int_equal(history_summary(w.history, w.at_ms, &summary), 0);
    assert_int_equal(summary.note_count, SUMMARY_NOTES_MAX);
    stop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baseline_is_marked_and_new_ones_are_told),
        cmocka_unit_test(baseline_can_be_ignored),
        cmocka_unit_test(two_absences_close_with_the_time_of_the_first),
        cmocka_unit_test(time_wait_closes_at_once_and_inherits),
        cmocka_unit_test(unknown_time_wait_lived_between_two_samples),
        cmocka_unit_test(rows_of_the_same_ends_are_told_apart),
        cmocka_unit_test(reuse_closes_the_old_one_before_the_new_one_opens),
        cmocka_unit_test(over_a_gap_nothing_is_doubled_and_ends_are_uncertain),
        cmocka_unit_test(time_of_an_end_in_a_gap_is_a_range),
        cmocka_unit_test(after_a_reboot_everything_is_over),
        cmocka_unit_test(figures_are_added_up),
        cmocka_unit_test(who_asked_twice_and_gave_up_got_no_answer),
        cmocka_unit_test(a_sample_without_all_tables_closes_nothing),
        cmocka_unit_test(marks_pass_through_in_order),
        cmocka_unit_test(without_a_sample_nothing_was_watched),
        cmocka_unit_test(what_came_to_the_front_is_told_so_often_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
