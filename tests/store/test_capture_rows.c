/* SPDX-License-Identifier: Apache-2.0 */
/* Rows whose order, ends or timers are not as easy as others. */
#include "fixture.h"

static void put_rows(struct capture_writer *writer, uint32_t device,
                     uint64_t number, const struct sock_row *rows, size_t count)
{
    struct sample sample;
    struct err err = {0, ""};
    size_t i;

    sample_init(&sample);
    sample.number = number;
    sample.at_ms = FIXTURE_START_MS + (int64_t)number * 1000;
    sample.parts = SAMPLE_SOCKETS;
    for (i = 0; i < count; i++) {
        assert_int_equal(vec_push(&sample.snapshot.rows, &rows[i]), 0);
    }
    assert_int_equal(capture_put_sample(writer, device, &sample, &err), 0);
    sample_fini(&sample);
}

static void capture_works_timers_out(void **state)
{
    const struct place *place = *state;
    const struct fixture_plan none = {0, 0, 0, false};
    struct capture_writer *writer = fixture_writer(place, &none);
    struct sock_row row = {.state = SOCK_TIME_WAIT,
                           .timer = SOCK_TIMER_TIME_WAIT,
                           .timer_ms = 60000};
    const uint64_t want[] = {60000, 59000, 58000, 100, 0};
    struct capture_reader *reader;
    struct capture_item item;
    size_t i;

    put_rows(writer, 0, 1, &row, 1);
    /* Not news by itself, whatever the phone says. */
    row.timer_ms = 58990;
    put_rows(writer, 0, 2, &row, 1);
    put_rows(writer, 0, 3, &row, 1);
    row.timer_ms = 100;
    row.probes = 1;
    put_rows(writer, 0, 4, &row, 1);
    put_rows(writer, 0, 5, &row, 1);
    fixture_close(writer);
    reader = fixture_open(place);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    for (i = 0; i < 5; i++) {
        fixture_next(reader, &item, CAPTURE_SAMPLE);
        assert_true(snapshot_row(&item.sample->snapshot, 0)->timer_ms ==
                    want[i]);
    }
    capture_item_fini(&item);
    capture_free(reader);
}

/* SO_REUSEPORT, and a listener beside another one of the same address. */
static void capture_keeps_sockets_that_share_their_ends(void **state)
{
    const struct place *place = *state;
    const struct fixture_plan none = {0, 0, 0, false};
    struct capture_writer *writer = fixture_writer(place, &none);
    const struct sock_row both[] = {
        {.proto = SOCK_UDP, .state = 7, .inode = 11, .local_port = 5353},
        {.proto = SOCK_UDP, .state = 7, .inode = 12, .local_port = 5353},
        {.proto = SOCK_UDP, .state = 7, .inode = 13, .local_port = 53},
    };
    struct capture_reader *reader;
    struct capture_item item;

    put_rows(writer, 0, 1, both, 3);
    put_rows(writer, 0, 2, both + 1, 2);
    put_rows(writer, 0, 3, both, 3);
    fixture_close(writer);
    reader = fixture_open(place);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    assert_int_equal(item.sample->snapshot.rows.len, 3);
    /* In the order of the table, which numbers of connections follow. */
    assert_int_equal(snapshot_row(&item.sample->snapshot, 0)->inode, 11);
    assert_int_equal(snapshot_row(&item.sample->snapshot, 1)->inode, 12);
    assert_int_equal(snapshot_row(&item.sample->snapshot, 2)->inode, 13);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    assert_int_equal(item.sample->snapshot.rows.len, 2);
    assert_int_equal(
        fixture_row_like(&item.sample->snapshot, &both[1])->local_port, 5353);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    assert_int_equal(item.sample->snapshot.rows.len, 3);
    assert_int_equal(
        fixture_row_like(&item.sample->snapshot, &both[0])->local_port, 5353);
    capture_item_fini(&item);
    capture_free(reader);
}

static void capture_keeps_raw_and_packet_sockets(void **state)
{
    const struct place *place = *state;
    const struct fixture_plan none = {0, 0, 0, false};
    struct capture_writer *writer = fixture_writer(place, &none);
    struct sock_row both[] = {
        {.proto = SOCK_RAW_IP, .state = 7, .inode = 11, .local_port = 6},
        {.proto = SOCK_RAW_IP,
         .family = SOCK_LINK_LAYER,
         .state = 7,
         .inode = 12,
         .local_port = 6,
         .uid = 10666},
    };
    const struct sock_row *row;
    struct capture_reader *reader;
    struct capture_item item;

    assert_true(addr_parse(str_from("0.0.0.0"), &both[0].local));
    assert_true(addr_parse(str_from("0.0.0.0"), &both[0].remote));
    put_rows(writer, 0, 1, both, 2);
    put_rows(writer, 0, 2, both, 1);
    fixture_close(writer);
    reader = fixture_open(place);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    assert_int_equal(item.sample->snapshot.rows.len, 2);
    row = snapshot_row(&item.sample->snapshot, 0);
    assert_int_equal(row->family, SOCK_IPV4);
    assert_int_equal(row->inode, 11);
    row = snapshot_row(&item.sample->snapshot, 1);
    assert_int_equal(row->family, SOCK_LINK_LAYER);
    assert_int_equal(row->local_port, 6);
    assert_int_equal(row->inode, 12);
    assert_int_equal(row->uid, 10666);
    assert_int_equal(row->local.family, ADDR_NONE);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    assert_int_equal(item.sample->snapshot.rows.len, 1);
    assert_int_equal(snapshot_row(&item.sample->snapshot, 0)->inode, 11);
    capture_item_fini(&item);
    capture_free(reader);
}

/* Events of one sample are told in the order of its rows. */
static void capture_keeps_the_order_of_what_changed(void **state)
{
    const struct place *place = *state;
    const struct fixture_plan none = {0, 0, 0, false};
    struct capture_writer *writer = fixture_writer(place, &none);
    struct sock_row rows[] = {
        {.state = 1, .inode = 11, .local_port = 9},
        {.state = 1, .inode = 12, .local_port = 5},
        {.state = 1, .inode = 13, .local_port = 7},
        {.state = 1, .inode = 14, .local_port = 1},
        {.state = 1, .inode = 15, .local_port = 3},
    };
    const uint64_t want[] = {12, 15, 14, 13, 11};
    struct capture_reader *reader;
    struct capture_item item;
    struct sock_row first;
    size_t i;

    put_rows(writer, 0, 1, rows, 3);
    /* A new one before an old one that changes, behind another new one. */
    first = rows[0];
    rows[0] = rows[4];
    rows[4] = first;
    rows[4].state = 8;
    rows[2].state = 4;
    put_rows(
        writer, 0, 2,
        (const struct sock_row[]){rows[0], rows[1], rows[3], rows[2], rows[4]},
        5);
    fixture_close(writer);
    reader = fixture_open(place);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    for (i = 0; i < 5; i++) {
        assert_int_equal(snapshot_row(&item.sample->snapshot, i)->inode,
                         want[i]);
    }
    capture_item_fini(&item);
    capture_free(reader);
}

/*
 * What has no inode may be another one by then, and is told as such: behind a
 * gap that is news, too, and behind a reboot all is.
 */
static void capture_keeps_the_order_behind_a_gap(void **state)
{
    const struct place *place = *state;
    const struct fixture_plan none = {0, 0, 0, false};
    struct capture_writer *writer = fixture_writer(place, &none);
    struct sock_row rows[] = {
        {.state = 1, .inode = 11, .local_port = 9},
        {.state = 3, .local_port = 5},
        {.state = 1, .inode = 13, .local_port = 1},
        {.state = 3, .local_port = 7},
    };
    const struct sock_row again[] = {rows[3], rows[0], rows[1], rows[2]};
    const uint16_t want[][4] = {
        {9, 5, 1, 7}, {1, 9, 5, 7}, {7, 9, 5, 1}, {5, 1, 7, 9}};
    struct gap gap = {FIXTURE_START_MS, FIXTURE_START_MS + 9, 31, "away",
                      false};
    const struct event event = {.kind = EVENT_GAP, .gap = &gap};
    struct capture_reader *reader;
    struct capture_item item;
    struct err err = {0, ""};
    size_t i;
    size_t k;

    put_rows(writer, 0, 1, rows, 4);
    assert_int_equal(capture_put_event(writer, 0, &event, &err), 0);
    rows[0].state = 8;
    put_rows(writer, 0, 2,
             (const struct sock_row[]){rows[0], rows[1], rows[2], rows[3]}, 4);
    gap.is_reboot = true;
    assert_int_equal(capture_put_event(writer, 0, &event, &err), 0);
    put_rows(writer, 0, 3, again, 4);
    put_rows(writer, 0, 4, rows, 4);
    fixture_close(writer);
    reader = fixture_open(place);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    for (i = 0; i < 4; i++) {
        if (i == 1 || i == 2) {
            fixture_next(reader, &item, CAPTURE_EVENT);
        }
        fixture_next(reader, &item, CAPTURE_SAMPLE);
        for (k = 0; k < 4; k++) {
            assert_int_equal(
                snapshot_row(&item.sample->snapshot, k)->local_port,
                want[i][k]);
        }
    }
    capture_item_fini(&item);
    capture_free(reader);
}

static void capture_keeps_phones_apart(void **state)
{
    const struct place *place = *state;
    const struct fixture_plan none = {0, 0, 0, false};
    struct capture_writer *writer = fixture_writer(place, &none);
    const struct sock_row rows[] = {
        {.state = 1, .inode = 11, .local_port = 1},
        {.state = 1, .inode = 12, .local_port = 2},
    };
    struct capture_reader *reader;
    struct capture_item item;
    struct err err = {0, ""};
    uint32_t other = 0;
    int i;

    assert_int_equal(capture_put_device(writer, "b", "usb", &other, &err), 0);
    for (i = 1; i < 4; i++) {
        put_rows(writer, 0, (uint64_t)i, rows, 2);
        put_rows(writer, other, (uint64_t)i, rows + i % 2, 1);
    }
    fixture_close(writer);
    reader = fixture_open(place);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    for (i = 1; i < 4; i++) {
        fixture_next(reader, &item, CAPTURE_SAMPLE);
        assert_int_equal(item.device, 0);
        assert_int_equal(item.sample->snapshot.rows.len, 2);
        fixture_next(reader, &item, CAPTURE_SAMPLE);
        assert_int_equal(item.device, 1);
        assert_int_equal(item.sample->snapshot.rows.len, 1);
        assert_int_equal(snapshot_row(&item.sample->snapshot, 0)->inode,
                         rows[i % 2].inode);
    }
    capture_item_fini(&item);
    capture_free(reader);
}

#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(capture_works_timers_out),
        CASE(capture_keeps_sockets_that_share_their_ends),
        CASE(capture_keeps_raw_and_packet_sockets),
        CASE(capture_keeps_the_order_of_what_changed),
        CASE(capture_keeps_the_order_behind_a_gap),
        CASE(capture_keeps_phones_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
