/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A watching in every format: golden files. That they say the same is what
 * check_lines.py looks at.
 */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define EVENTS_MAX 32
#define WATCHED_MAX 8

/* One watched phone and everything it points to. */
struct watched {
    struct world world;
    struct watch_head head;
    struct tracked tracked[WATCHED_MAX];
    size_t tracked_count;
    struct lookup lookups[WATCHED_MAX];
    struct event events[EVENTS_MAX];
    size_t event_count;
    struct gap gap;
    struct endpoint endpoints[WATCHED_MAX];
    struct uid_traffic traffic[3];
    struct watch_summary summary;
};

static void begin(struct watched *watched)
{
    struct watch_head *head = &watched->head;

    memset(watched, 0, sizeof(*watched));
    world_init(&watched->world);
    head->version = "0.4";
    head->start_ms = watched->world.snapshot.taken_at_ms;
    head->interval_ms = 200;
    head->duration_ms = 30000;
    watched->summary.from_ms = head->start_ms;
    watched->summary.to_ms = head->start_ms + 30000;
    watched->summary.ticks = 150;
    watched->summary.samples = 150;
    watched->summary.longest_gap_ms = 310;
}

/* Of the connection that was added to the world last. */
static struct tracked *track(struct watched *watched, int64_t first_ms)
{
    struct tracked *tracked = &watched->tracked[watched->tracked_count++];
    struct snapshot *snapshot = &watched->world.snapshot;
    int64_t start_ms = watched->head.start_ms;

    tracked->id = watched->tracked_count;
    tracked->row = *snapshot_row(snapshot, snapshot->rows.len - 1);
    tracked->connection = *world_last(&watched->world);
    tracked->connection.row = &tracked->row;
    tracked->state = tracked->row.state;
    tracked->states = 1u << tracked->state;
    tracked->is_selected = true;
    tracked->first_ms = start_ms + first_ms;
    tracked->last_ms = start_ms + 30000;
    tracked->closed_ms = -1;
    tracked->closed_by_ms = -1;
    tracked->samples = 100;
    tracked->first_sample = (uint64_t)(first_ms < 0 ? 1 : first_ms / 200 + 1);
    tracked->last_sample = 150;
    return tracked;
}

static void name(struct watched *watched, struct tracked *tracked,
                 const char *text, int confirmed)
{
    struct lookup *lookup = &watched->lookups[tracked->id - 1];

    lookup_init(lookup, &tracked->row.remote);
    lookup->ptr.status = LOOKUP_OK;
    lookup->ptr.source = "dns";
    lookup->ptr.names[0] = text;
    lookup->ptr.name_count = 1;
    lookup->ptr.confirmed = (int8_t)confirmed;
    lookup->ptr.fetched_at_ms = watched->head.start_ms;
    tracked->connection.lookup = lookup;
}

static struct event *happen(struct watched *watched, unsigned kind,
                            int64_t at_ms, uint64_t sample)
{
    struct event *event = &watched->events[watched->event_count++];

    assert_true(watched->event_count <= EVENTS_MAX);
    event->kind = (uint8_t)kind;
    event->at_ms = watched->head.start_ms + at_ms;
    event->sample = sample;
    return event;
}

static void say(struct watched *watched, unsigned kind, int64_t at_ms,
                const char *text)
{
    happen(watched, kind, at_ms, 0)->text = text;
}

static void open_it(struct watched *watched, const struct tracked *tracked)
{
    happen(watched, EVENT_OPEN, tracked->first_ms - watched->head.start_ms,
           tracked->first_sample)
        ->connection = tracked;
}

static void close_it(struct watched *watched, struct tracked *tracked,
                     int64_t at_ms, unsigned end)
{
    tracked->end = (uint8_t)end;
    tracked->closed_ms = watched->head.start_ms + at_ms;
    tracked->last_ms = tracked->closed_ms;
}

static void sum_up(struct watched *watched, const struct tracked *tracked,
                   uint64_t connections)
{
    size_t count = watched->summary.endpoint_count;
    struct endpoint *endpoint = &watched->endpoints[count];

    endpoint->connection = tracked->connection;
    endpoint->row = tracked->row;
    endpoint->connections = connections;
    endpoint->open = tracked->closed_ms < 0 ? connections : 0;
    endpoint->no_answer = tracked->end == TRACKED_NO_ANSWER ? connections : 0;
    endpoint->first_ms = tracked->first_ms;
    endpoint->last_ms = tracked->last_ms;
    endpoint->states = tracked->states;
    endpoint->state = tracked->state;
    endpoint->is_baseline = tracked->is_baseline;
    endpoint->is_selected = tracked->is_selected;
    endpoint->is_service = tracked->is_service;
    endpoint->samples = tracked->samples;
    endpoint->busy_samples = tracked->busy_samples;
    endpoint->max_tx_queue = tracked->max_tx_queue;
    watched->summary.endpoint_count++;
    watched->summary.connections += connections;
}

/* Whose addresses are fixed now. */
static void end(struct watched *watched)
{
    watched->head.result = world_result(&watched->world);
    watched->summary.endpoints = watched->endpoints;
    watched->summary.traffic = watched->traffic;
}

static void fini(struct watched *watched)
{
    world_fini(&watched->world);
}

static const char *const bank[] = {"com.example.bank", NULL};
static const char *const push[] = {"com.example.push", "com.example.sync",
                                   NULL};

enum { ONE, PLAIN, REFUSED, OLD };

static void ask_for_bank(struct watched *watched)
{
    static const uint32_t uids[] = {10093};
    struct world *world = &watched->world;

    watched->head.started = "com.example.bank/.MainActivity";
    watched->head.is_fresh = true;
    watched->head.capture = "bank.adbnet";
    world->targets[0] = (struct target_result){
        "com.example.bank", "com.example.bank", true, 1, 1, uids, 1, false};
    world->result.target_count = 1;
}

static void connect_usual(struct watched *watched)
{
    struct world *world = &watched->world;
    struct owner *app;
    struct owner *service;
    struct tracked *one;
    struct tracked *old;

    app = world_owner(world, 10093, bank);
    service = world_owner(world, 10121, push);
    (void)world_sock(world, app, SOCK_TCP, "192.0.2.17:47919",
                     "203.0.113.10:443", SOCK_ESTABLISHED);
    one = track(watched, 410);
    one->states |= 1u << SOCK_SYN_SENT;
    one->busy_samples = 12;
    one->max_tx_queue = 1448;
    name(watched, one, "api.bank.example", 1);
    (void)world_sock(world, app, SOCK_TCP, "192.0.2.17:51822",
                     "198.51.100.80:80", SOCK_ESTABLISHED);
    (void)track(watched, 620);
    (void)world_sock(world, app, SOCK_TCP, "192.0.2.17:51830",
                     "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:8443",
                     SOCK_SYN_SENT);
    (void)track(watched, 5000);
    (void)world_sock(world, service, SOCK_TCP, "192.0.2.17:40000",
                     "198.51.100.188:5228", SOCK_ESTABLISHED);
    old = track(watched, -52000);
    old->is_baseline = true;
    old->is_selected = false;
    old->is_service = true;
}

static void happen_usual(struct watched *watched)
{
    struct tracked *one = &watched->tracked[ONE];
    struct tracked *plain = &watched->tracked[PLAIN];
    struct tracked *refused = &watched->tracked[REFUSED];

    say(watched, EVENT_START, 0,
        "com.example.bank uid 10093, cold start 412 ms");
    open_it(watched, &watched->tracked[OLD]);
    open_it(watched, one);
    open_it(watched, plain);
    name(watched, plain, "img.ads.example", 0);
    happen(watched, EVENT_NAME, 905, 0)->lookup = plain->connection.lookup;
    say(watched, EVENT_FOREGROUND, 1210, "com.example.bank/.LoginActivity");
    happen(watched, EVENT_CHANGE, 1400, 8)->connection = one;
    watched->events[watched->event_count - 1].state_before = SOCK_SYN_SENT;
    close_it(watched, plain, 3810, TRACKED_CLOSED);
    happen(watched, EVENT_CLOSE, 3810, 20)->connection = plain;
    open_it(watched, refused);
    say(watched, EVENT_MARK, 12000, "logged in");
    watched->gap = (struct gap){.from_ms = watched->head.start_ms + 14020,
                                .to_ms = watched->head.start_ms + 16420,
                                .ticks = 11,
                                .why = "the phone was away"};
    happen(watched, EVENT_GAP, 16420, 71)->gap = &watched->gap;
    say(watched, EVENT_BACK, 16420, "the phone is there again");
    close_it(watched, refused, 14020, TRACKED_NO_ANSWER);
    refused->closed_by_ms = watched->head.start_ms + 16420;
    refused->max_retransmits = 4;
    happen(watched, EVENT_CLOSE, 16420, 71)->connection = refused;
}

/* What a tester sees. */
static void make_usual(struct watched *watched)
{
    begin(watched);
    ask_for_bank(watched);
    connect_usual(watched);
    happen_usual(watched);
    sum_up(watched, &watched->tracked[ONE], 2);
    sum_up(watched, &watched->tracked[PLAIN], 1);
    sum_up(watched, &watched->tracked[REFUSED], 1);
    sum_up(watched, &watched->tracked[OLD], 1);
    watched->traffic[0] = (struct uid_traffic){10093, true, 48213, 12904};
    watched->traffic[1] = (struct uid_traffic){10121, false, 0, 0};
    watched->traffic[2] = (struct uid_traffic){10300, true, 0, 0};
    watched->summary.traffic_count = 3;
    watched->summary.gaps = 1;
    watched->summary.samples = 139;
    watched->summary.longest_gap_ms = 2400;
    watched->summary.coverage = (struct coverage){true, 128, 124, 117, 3};
    watched->summary.udp_without_peer = 2;
    watched->summary.unowned = 7;
    end(watched);
}

#define EVIL "\x1b[2J\xe2\x80\xae=cmd,\"\n"

/* Texts that attack, in every place that has any. */
static void make_hostile(struct watched *watched)
{
    static const char *const evil[] = {EVIL, NULL};
    struct world *world = &watched->world;
    struct owner *app;
    struct tracked *one;

    begin(watched);
    world->snapshot.phone.model = EVIL;
    world->snapshot.phone.android = EVIL;
    world->result.serial = EVIL;
    watched->head.started = EVIL;
    watched->head.capture = EVIL;
    watched->head.is_of_several = true;
    watched->head.interval_ms = 2500;
    watched->head.duration_ms = -1;
    assert_int_equal(
        snapshot_warn(&world->snapshot, "table-denied", true, "%s", EVIL), 0);
    app = world_owner(world, 10093, evil);
    (void)world_sock(world, app, SOCK_UDP, "192.0.2.17:47919",
                     "203.0.113.10:443", SOCK_ESTABLISHED);
    one = track(watched, -1);
    one->states = UINT32_MAX;
    one->connection.process = EVIL;
    name(watched, one, EVIL, 0);
    say(watched, EVENT_START, -1, EVIL);
    open_it(watched, one);
    happen(watched, EVENT_CHANGE, 400, 2)->connection = one;
    watched->events[watched->event_count - 1].state_before = one->state;
    happen(watched, EVENT_NAME, 900, 0)->lookup = one->connection.lookup;
    say(watched, EVENT_MARK, 900, EVIL);
    say(watched, EVENT_NOTE, 900, EVIL);
    say(watched, EVENT_FOREGROUND, 900, EVIL);
    watched->gap = (struct gap){.from_ms = -1,
                                .to_ms = watched->head.start_ms + 5000000000,
                                .why = EVIL,
                                .is_reboot = true};
    happen(watched, EVENT_GAP, 5000000000, 3)->gap = &watched->gap;
    close_it(watched, one, 2000, TRACKED_CLOSED);
    happen(watched, EVENT_CLOSE, 2000, 11)->connection = one;
    sum_up(watched, one, 1);
    watched->summary.is_partial = true;
    end(watched);
}

/* Nothing came of it. */
static void make_empty(struct watched *watched)
{
    begin(watched);
    watched->head.is_baseline_ignored = true;
    watched->head.interval_ms = 1000;
    watched->world.snapshot.clock.is_known = false;
    watched->summary.samples = 0;
    watched->summary.ticks = 1;
    watched->traffic[0] = (struct uid_traffic){10093, true, 0, 1234567};
    watched->summary.traffic_count = 1;
    end(watched);
}

static struct sink_options watch_options(unsigned width)
{
    struct sink_options options = options_of(width);

    options.command = "watch";
    options.kinds = RECORD_WATCHING;
    return options;
}

static void put(struct sink *sink, const struct watched *watched,
                unsigned kinds)
{
    struct record record = {.kind = RECORD_WATCH, .watch = &watched->head};
    struct err err = {0, ""};
    size_t i;

    if ((kinds & RECORD_WATCH) != 0) {
        assert_int_equal(sink_put(sink, &record, &err), 0);
    }
    record.kind = RECORD_EVENT;
    for (i = 0; (kinds & RECORD_EVENT) != 0 && i < watched->event_count; i++) {
        record.of.event = &watched->events[i];
        assert_int_equal(sink_put(sink, &record, &err), 0);
    }
    record.kind = RECORD_SUMMARY;
    record.of.summary = &watched->summary;
    if ((kinds & RECORD_SUMMARY) != 0) {
        assert_int_equal(sink_put(sink, &record, &err), 0);
    }
}

static struct sink *open_sink(const char *format,
                              const struct sink_options *options,
                              struct catcher *catcher)
{
    struct err err = {0, ""};
    struct sink *sink;

    catcher_init(catcher);
    assert_int_equal(sink_open(sink_by_name(format), options, catcher_drain,
                               catcher, &sink, &err),
                     0);
    return sink;
}

static const struct {
    const char *file;
    const char *people; /* NULL: nothing goes there */
    const char *format;
    void (*make)(struct watched *watched);
    unsigned width;
    unsigned kinds;
} goldens[] = {
    {"watch-80.txt", NULL, "table", make_usual, 80, RECORD_WATCHING},
    {"watch-summary-80.txt", NULL, "table", make_usual, 80, RECORD_SUMMARY},
    {"watch-piped.txt", "watch-piped-people.txt", "table", make_usual, 0,
     RECORD_WATCHING},
    {"watch.json", NULL, "json", make_usual, 0, RECORD_WATCHING},
    {"watch.jsonl", NULL, "jsonl", make_usual, 80, RECORD_WATCHING},
    {"watch.csv", NULL, "csv", make_usual, 0, RECORD_WATCHING},
    {"watch-hostile-piped.txt", "watch-hostile-piped-people.txt", "table",
     make_hostile, 0, RECORD_WATCHING},
    {"watch-hostile.json", NULL, "json", make_hostile, 0, RECORD_WATCHING},
    {"watch-hostile.jsonl", NULL, "jsonl", make_hostile, 0, RECORD_WATCHING},
    {"watch-hostile.csv", NULL, "csv", make_hostile, 0, RECORD_WATCHING},
    {"watch-empty-80.txt", NULL, "table", make_empty, 80, RECORD_WATCHING},
    {"watch-empty.json", NULL, "json", make_empty, 0, RECORD_WATCHING},
    {"watch-empty.jsonl", NULL, "jsonl", make_empty, 0, RECORD_WATCHING},
    {"watch-empty.csv", NULL, "csv", make_empty, 0, RECORD_WATCHING},
};

static void watchings_look_like_the_golden_files(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(goldens) / sizeof(goldens[0]); i++) {
        struct sink_options options = watch_options(goldens[i].width);
        struct watched watched;
        struct catcher catcher;
        struct sink *sink = open_sink(goldens[i].format, &options, &catcher);

        goldens[i].make(&watched);
        put(sink, &watched, goldens[i].kinds);
        assert_int_equal(sink_close(sink, NULL), 0);
        assert_golden(goldens[i].file, &catcher.streams[SINK_DATA]);
        if (goldens[i].people != NULL) {
            assert_golden(goldens[i].people, &catcher.streams[SINK_PEOPLE]);
        } else {
            assert_int_equal(catcher.streams[SINK_PEOPLE].len, 0);
        }
        catcher_fini(&catcher);
        fini(&watched);
    }
}

static void summaries_keep_to_the_width_of_the_terminal(void **state)
{
    struct sink_options options = watch_options(80);
    struct watched watched;
    struct catcher catcher;
    struct sink *sink = open_sink("table", &options, &catcher);

    (void)state;
    make_usual(&watched);
    put(sink, &watched, RECORD_SUMMARY);
    assert_int_equal(sink_close(sink, NULL), 0);
    assert_true(widest_line(&catcher.streams[SINK_DATA]) <= 80);
    assert_true(contains(&catcher.streams[SINK_DATA],
                         "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:8443\n"));
    catcher_fini(&catcher);
    fini(&watched);
}

/* Two phones at once: heads, then events of both, then two summaries. */
static void several_phones_share_one_output(void **state)
{
    static const char *const formats[] = {"jsonl", "json", "table"};
    static const char *const files[] = {"watch-two.jsonl", "watch-two.json",
                                        "watch-two-piped.txt"};
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        struct sink_options options = watch_options(0);
        struct watched one;
        struct watched two;
        struct catcher catcher;
        struct sink *sink = open_sink(formats[i], &options, &catcher);

        make_usual(&one);
        make_empty(&two);
        one.head.is_of_several = true;
        two.head.is_of_several = true;
        two.world.result.serial = "emulator-5554";
        put(sink, &one, RECORD_WATCH);
        put(sink, &two, RECORD_WATCH);
        put(sink, &one, RECORD_EVENT);
        put(sink, &two, RECORD_EVENT);
        put(sink, &one, RECORD_SUMMARY);
        put(sink, &two, RECORD_SUMMARY);
        assert_int_equal(sink_close(sink, NULL), 0);
        assert_golden(files[i], &catcher.streams[SINK_DATA]);
        catcher_fini(&catcher);
        fini(&one);
        fini(&two);
    }
}

/* An event is of use at once: flushed, it is out. */
static void an_event_is_one_line_and_out_when_flushed(void **state)
{
    static const char *const formats[] = {"jsonl", "table", "csv"};
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        struct sink_options options = watch_options(0);
        struct record record = {.kind = RECORD_EVENT};
        struct watched watched;
        struct catcher catcher;
        struct sink *sink = open_sink(formats[i], &options, &catcher);
        size_t before;
        size_t k;

        make_usual(&watched);
        put(sink, &watched, RECORD_WATCH);
        record.watch = &watched.head;
        for (k = 0; k < watched.event_count; k++) {
            const struct buf *data = &catcher.streams[SINK_DATA];
            size_t lines = 0;

            assert_int_equal(sink_flush(sink, NULL), 0);
            before = data->len;
            record.of.event = &watched.events[k];
            assert_int_equal(sink_put(sink, &record, NULL), 0);
            assert_int_equal(sink_flush(sink, NULL), 0);
            for (; before < data->len; before++) {
                lines += data->data[before] == '\n';
            }
            assert_int_equal(lines, 1);
        }
        sink_abandon(sink);
        catcher_fini(&catcher);
        fini(&watched);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watchings_look_like_the_golden_files),
        cmocka_unit_test(summaries_keep_to_the_width_of_the_terminal),
        cmocka_unit_test(several_phones_share_one_output),
        cmocka_unit_test(an_event_is_one_line_and_out_when_flushed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
