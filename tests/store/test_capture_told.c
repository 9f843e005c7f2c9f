/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Phones that change at random, as a history tells of them while they are
 * written into a capture, and as another one tells when that is read: the
 * same connections, numbers, events and places, in the same order. What the
 * tables show need not make sense; it is only the same for both.
 *
 * Between two samples lies a gap at times, or a minute: then rows that did not
 * change are told, too. Behind some gaps there is a new look at the phone.
 */
#include "fixture.h"

#include "base/buf.h"
#include "base/format.h"
#include "track/history.h"

#include <stdio.h>
#include <string.h>

#define PHONES 30
#define SAMPLES 120
#define SLOTS 32
#define TOLD_MAX ((size_t)16 << 20)

/* A place in the table that has a row or not. */
struct slot {
    bool is_there;
    struct sock_row row;
    int64_t time_wait_until_ms;
};

struct both {
    uint64_t random;
    struct slot slots[SLOTS];
    size_t order[SLOTS]; /* of the table */
    uint64_t inode;
    uint64_t number;
    int64_t at_ms;
    struct history *live;
    struct history *again;
    struct buf told_live;
    struct buf told_again;
    struct capture_writer *writer;
};

static uint64_t draw(struct both *phone, uint64_t below)
{
    phone->random ^= phone->random << 13;
    phone->random ^= phone->random >> 7;
    phone->random ^= phone->random << 17;
    return phone->random % below;
}

static bool one_in(struct both *phone, uint64_t n)
{
    return draw(phone, n) == 0;
}

/* ---- what is told ------------------------------------------------------ */

static void tell_gap(struct buf *out, const struct gap *gap)
{
    assert_int_equal(buf_printf(out, "gap %lld-%lld %d\n",
                                (long long)gap->from_ms, (long long)gap->to_ms,
                                gap->is_reboot),
                     0);
}

static void tell(void *ctx, const struct event *event)
{
    struct buf *out = ctx;
    const struct tracked *t = event->connection;

    if (event->gap != NULL) {
        tell_gap(out, event->gap);
        return;
    }
    if (t == NULL) {
        return;
    }
    assert_int_equal(
        buf_printf(
            out,
            "%d at %lld in %llu: %llu proto %d %u>%u state %d<%d states %x "
            "uid %d of %d by %s inode %llu seen %llu %llu-%llu busy %llu "
            "queues "
            "%u %u again %u closed %lld-%lld as %d inherited %d before %d\n",
            event->kind, (long long)event->at_ms,
            (unsigned long long)event->sample, (unsigned long long)t->id,
            t->row.proto, t->row.local_port, t->row.remote_port, t->state,
            event->state_before, t->states, (int)t->row.uid,
            t->connection.owner == NULL ? -1 : (int)t->connection.owner->uid,
            t->connection.interface == NULL ? "-"
                                            : t->connection.interface->name,
            (unsigned long long)t->row.inode, (unsigned long long)t->samples,
            (unsigned long long)t->first_sample,
            (unsigned long long)t->last_sample,
            (unsigned long long)t->busy_samples, t->max_tx_queue,
            t->max_rx_queue, t->max_retransmits, (long long)t->closed_ms,
            (long long)t->closed_by_ms, t->end, t->is_inherited,
            t->is_baseline),
        0);
}

static void tell_places(struct history *history, struct buf *out)
{
    const struct endpoint *places;
    struct watch_summary summary;
    size_t count;

    assert_int_equal(history_endpoints(history, &places, &count), 0);
    for (size_t i = 0; i < count; i++) {
        const struct endpoint *p = &places[i];
        const struct owner *owner = p->connection.owner;
        const struct net_interface *interface = p->connection.interface;
        char remote[ADDR_TEXT_CAP];

        assert_int_equal(
            buf_printf(
                out,
                "place of %d %s, %s (%s), %d %u>%s:%u %llu open %llu "
                "no answer %llu %lld-%lld states %x samples %llu %llu-%llu "
                "busy %llu\n",
                owner == NULL ? -1 : (int)owner->uid,
                owner == NULL || owner->package_count == 0 ? "-"
                                                           : owner->packages[0],
                interface == NULL ? "-" : interface->name,
                interface == NULL ? "-" : interface->kind, p->row.proto,
                p->row.local_port, addr_format(&p->row.remote, remote),
                p->row.remote_port, (unsigned long long)p->connections,
                (unsigned long long)p->open, (unsigned long long)p->no_answer,
                (long long)p->first_ms, (long long)p->last_ms, p->states,
                (unsigned long long)p->samples,
                (unsigned long long)p->first_sample,
                (unsigned long long)p->last_sample,
                (unsigned long long)p->busy_samples),
            0);
    }
    assert_int_equal(history_summary(history, 0, &summary), 0);
    assert_int_equal(
        buf_printf(out, "all %llu unowned %llu listeners %zu unread %llu\n",
                   (unsigned long long)summary.connections,
                   (unsigned long long)summary.unowned, summary.listener_count,
                   (unsigned long long)summary.unread),
        0);
}

/* ---- a phone ----------------------------------------------------------- */

static const uint8_t states[] = {
    SOCK_SYN_SENT,   SOCK_SYN_RECV,  SOCK_ESTABLISHED, SOCK_ESTABLISHED,
    SOCK_CLOSE_WAIT, SOCK_FIN_WAIT2, SOCK_LAST_ACK,    SOCK_TIME_WAIT,
    SOCK_TIME_WAIT,  SOCK_CLOSE,     SOCK_LISTEN};

static void change(struct both *phone, struct slot *slot)
{
    struct sock_row *row = &slot->row;

    /* What was closed is not used for another connection. */
    row->inode =
        row->proto == SOCK_TCP && row->state == SOCK_CLOSE ? 0 : row->inode;
    row->state =
        row->proto == SOCK_TCP ? states[draw(phone, sizeof(states))] : 7;
    if (row->proto != SOCK_TCP || row->state == SOCK_LISTEN ||
        one_in(phone, 2)) {
        row->inode =
            one_in(phone, 3) || row->inode == 0 ? ++phone->inode : row->inode;
        row->uid = (uint32_t)(10001 + draw(phone, 4));
    } else {
        row->inode = 0;
        row->uid = one_in(phone, 3) ? 10002 : 0;
    }
    if (row->state == SOCK_TIME_WAIT) {
        row->inode = 0;
        row->uid = 0;
        slot->time_wait_until_ms = phone->at_ms + 60000;
    }
    row->timer = row->state == SOCK_TIME_WAIT ? SOCK_TIMER_TIME_WAIT : 0;
    row->tx_queue = (uint32_t)draw(phone, 3) * 100;
    row->rx_queue = (uint32_t)draw(phone, 3) * 10;
    row->retransmits = (uint32_t)draw(phone, 3);
}

/* Few ports and places, so that some are used twice. */
static void come(struct both *phone, struct slot *slot)
{
    static const uint8_t protos[] = {SOCK_TCP, SOCK_TCP, SOCK_TCP,
                                     SOCK_TCP, SOCK_UDP, SOCK_RAW_IP};
    char text[24];

    memset(slot, 0, sizeof(*slot));
    slot->is_there = true;
    slot->row.proto = protos[draw(phone, sizeof(protos))];
    assert_true(addr_parse(str_from("192.0.2.17"), &slot->row.local));
    (void)format_text(text, sizeof(text), "203.0.113.%d", (int)draw(phone, 3));
    assert_true(
        addr_parse(str_from(slot->row.proto == SOCK_RAW_IP ? "0.0.0.0" : text),
                   &slot->row.remote));
    slot->row.local_port = (uint16_t)(40000 + draw(phone, 12));
    slot->row.remote_port = (uint16_t)(443 + draw(phone, 2));
    change(phone, slot);
}

/* TCP has one row for its ends; sockets of one inode are one. */
static bool is_twice(const struct both *phone, const struct slot *slot)
{
    for (const struct slot *one = phone->slots; one < phone->slots + SLOTS;
         one++) {
        if (one != slot && one->is_there && one->row.proto == slot->row.proto &&
            one->row.local_port == slot->row.local_port &&
            one->row.remote_port == slot->row.remote_port &&
            addr_compare(&one->row.remote, &slot->row.remote) == 0) {
            return true;
        }
    }
    return false;
}

static void go_on(struct both *phone)
{
    for (struct slot *slot = phone->slots; slot < phone->slots + SLOTS;
         slot++) {
        size_t *here = &phone->order[slot - phone->slots];
        size_t *there = &phone->order[draw(phone, SLOTS)];

        if (slot->is_there && one_in(phone, 5)) {
            change(phone, slot);
        } else if (slot->is_there ? one_in(phone, 8) : one_in(phone, 3)) {
            size_t before = *here;

            come(phone, slot);
            slot->is_there = one_in(phone, 2) && !is_twice(phone, slot);
            *here = *there;
            *there = before;
        }
        if (slot->row.state == SOCK_TIME_WAIT) {
            slot->row.timer_ms =
                phone->at_ms < slot->time_wait_until_ms
                    ? (uint64_t)(slot->time_wait_until_ms - phone->at_ms)
                    : 0;
        }
    }
}

static void put_processes(struct snapshot *out, uint64_t number)
{
    out->has_all_processes = true;
    for (uint32_t i = 0; i < 3; i++) {
        struct process process = {(int32_t)(500 + i + (i == 0) * number),
                                  10001 + i, NULL};

        process.name = pool_add(&out->strings, str_from("com.example.app"));
        assert_non_null(process.name);
        assert_int_equal(vec_push(&out->processes, &process), 0);
    }
}

/* ---- both -------------------------------------------------------------- */

static void take_sample(struct both *phone)
{
    struct sample sample;
    struct err err = {0, ""};

    sample_init(&sample);
    sample.number = ++phone->number;
    sample.at_ms = phone->at_ms;
    sample.parts = one_in(phone, 15) ? 0 : SAMPLE_SOCKETS | SAMPLE_RAW_SOCKETS;
    go_on(phone);
    for (size_t i = 0; i < SLOTS; i++) {
        const struct slot *slot = &phone->slots[phone->order[i]];

        if (slot->is_there && (sample.parts != 0 || one_in(phone, 2))) {
            assert_int_equal(vec_push(&sample.snapshot.rows, &slot->row), 0);
        }
    }
    if (one_in(phone, 6)) {
        sample.parts |= SAMPLE_PROCESSES;
        put_processes(&sample.snapshot, phone->number);
    }
    assert_int_equal(capture_put_sample(phone->writer, 0, &sample, &err), 0);
    assert_int_equal(history_take(phone->live, &sample), 0);
    sample_fini(&sample);
}

/* It may come back by another way, and with an address of another one. */
static void change_network(struct both *phone, struct network *network)
{
    struct net_interface *interface = vec_at(&network->interfaces, 0);

    if (one_in(phone, 3)) {
        interface->name = "rmnet0";
        interface->kind = network_kind("mobile");
    } else if (one_in(phone, 2)) {
        network->addrs.len = 0;
    }
}

static void be_away(struct both *phone)
{
    struct gap gap = {.from_ms = phone->at_ms, .ticks = 3, .why = "away"};
    const struct event event = {.kind = EVENT_GAP, .gap = &gap};
    const struct fixture_plan plan = {0, 0, 3, false};
    struct err err = {0, ""};
    struct snapshot base;

    phone->at_ms += (int64_t)draw(phone, one_in(phone, 3) ? 90000 : 3000);
    gap.to_ms = phone->at_ms;
    gap.is_reboot = one_in(phone, 4);
    assert_int_equal(history_gap(phone->live, &gap), 0);
    assert_int_equal(capture_put_event(phone->writer, 0, &event, &err), 0);
    if (one_in(phone, 2)) {
        fixture_base(&plan, &base);
        base.taken_at_ms = phone->at_ms;
        change_network(phone, &base.network);
        assert_int_equal(capture_put_base(phone->writer, 0, &base, &err), 0);
        assert_int_equal(history_base(phone->live, &base, &err), 0);
        snapshot_fini(&base);
    }
}

static struct history *begin(struct buf *told, const struct snapshot *base)
{
    const struct history_options options = {
        .event = tell, .ctx = told, .select = {.want_raw = true}};
    struct history *history = history_new(&options);
    struct err err = {0, ""};

    assert_non_null(history);
    assert_int_equal(history_base(history, base, &err), 0);
    return history;
}

static void live(struct both *phone, const struct place *place)
{
    const struct fixture_plan plan = {0, 0, 3, false};
    struct snapshot base;

    phone->writer = fixture_writer(place, &plan);
    fixture_base(&plan, &base);
    phone->live = begin(&phone->told_live, &base);
    snapshot_fini(&base);
    for (size_t i = 0; i < SLOTS; i++) {
        phone->order[i] = i;
    }
    for (size_t i = 0; i < SAMPLES; i++) {
        phone->at_ms += 200 + (one_in(phone, 20) ? 61000 : 0);
        if (i > 0 && one_in(phone, 12)) {
            be_away(phone);
        }
        take_sample(phone);
    }
    tell_places(phone->live, &phone->told_live);
    fixture_close(phone->writer);
    history_free(phone->live);
}

static void again(struct both *phone, const struct place *place)
{
    struct capture_reader *reader = fixture_open(place);
    struct capture_item item;
    struct err err = {0, ""};
    int rc;

    capture_item_init(&item);
    while ((rc = capture_next(reader, &item, &err)) == 1) {
        if (item.kind == CAPTURE_SAMPLE) {
            assert_int_equal(history_take(phone->again, item.sample), 0);
        } else if (item.kind == CAPTURE_EVENT) {
            assert_int_equal(history_gap(phone->again, item.event.gap), 0);
        } else if (phone->again != NULL) {
            assert_int_equal(
                history_base(phone->again, &item.sample->snapshot, &err), 0);
        } else {
            phone->again = begin(&phone->told_again, &item.sample->snapshot);
        }
    }
    assert_int_equal(rc, 0);
    tell_places(phone->again, &phone->told_again);
    capture_item_fini(&item);
    capture_free(reader);
    history_free(phone->again);
}

/* The first line that differs, of both. */
static void compare(const struct both *phone, int seed)
{
    const char *a = (const char *)phone->told_live.data;
    const char *b = (const char *)phone->told_again.data;
    size_t same = 0;
    size_t line = 0;

    assert_true(phone->told_live.len > SAMPLES * (size_t)100);
    while (same < phone->told_live.len && same < phone->told_again.len &&
           a[same] == b[same]) {
        line = a[same++] == '\n' ? same : line;
    }
    if (same < phone->told_live.len || same < phone->told_again.len) {
        fail_msg("phone %d: told\n%.400s\nand from the capture\n%.400s", seed,
                 a + line, b + line);
    }
}

static void a_capture_tells_what_was_told(void **state)
{
    static struct both phone;
    const struct place *place = *state;

    for (int seed = 1; seed <= PHONES; seed++) {
        memset(&phone, 0, sizeof(phone));
        phone.random = (uint64_t)seed * 0x9e3779b97f4a7c15u + 1;
        phone.at_ms = FIXTURE_START_MS;
        buf_init(&phone.told_live, TOLD_MAX);
        buf_init(&phone.told_again, TOLD_MAX);
        live(&phone, place);
        again(&phone, place);
        compare(&phone, seed);
        buf_fini(&phone.told_live);
        buf_fini(&phone.told_again);
        assert_int_equal(remove(place->path), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_capture_tells_what_was_told,
                                        place_set_up, place_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
