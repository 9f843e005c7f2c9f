/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows in any order and of any kind, few ends and inodes so that they meet
 * again, gaps and lists in between. Whatever comes, each connection opens
 * once and closes at most once, and sums agree.
 */
#include "track/history.h"

#include <stdlib.h>
#include <string.h>

struct told {
    uint64_t opened; /* the highest id */
    uint64_t opens;
    uint64_t closes;
    int64_t at_ms;
};

static void check(bool is_true)
{
    if (!is_true) {
        abort();
    }
}

static void hear(void *ctx, const struct event *event)
{
    struct told *told = ctx;
    const struct tracked *t = event->connection;

    if (t == NULL) {
        return;
    }
    check(t->connection.row == &t->row && t->first_ms <= t->last_ms);
    check(event->at_ms >= told->at_ms);
    told->at_ms = event->at_ms;
    if (event->kind == EVENT_OPEN) {
        check(t->id > told->opened);
        told->opened = t->id;
        told->opens++;
    } else {
        check(t->id <= told->opened);
    }
    if (event->kind == EVENT_CLOSE) {
        check(t->end != TRACKED_OPEN && t->closed_ms >= t->first_ms);
        told->closes++;
    }
}

static void add_row(struct sample *sample, const uint8_t bytes[6])
{
    struct sock_row row = {.proto = bytes[0] & 7u ? SOCK_TCP : SOCK_UDP,
                           .state = bytes[1] & 15u,
                           .local_port = bytes[2] & 3u,
                           .remote_port = bytes[2] >> 2 & 3u,
                           .uid = bytes[3] & 3u,
                           .inode = bytes[3] >> 2 & 7u,
                           .timer = bytes[4] & 3u,
                           .timer_ms = (uint64_t)(bytes[4] >> 2) * 1000,
                           .tx_queue = bytes[5],
                           .retransmits = bytes[5] >> 6};
    const uint8_t local[4] = {127, 0, 0, 1};
    const uint8_t remote[4] = {203, 0, 113, bytes[2] >> 6};

    row.local = addr_v4(bytes[2] >> 4 & 1 ? local : remote);
    row.remote = addr_v4(bytes[2] >> 5 & 1 ? local : remote);
    if (row.uid != 0) {
        row.uid += 10000;
    }
    (void)vec_push(&sample->snapshot.rows, &row);
}

static void add_lists(struct sample *sample, uint8_t bits)
{
    static const char *const names[] = {"com.example.a", "com.example.b"};

    for (uint32_t i = 0; i < 2; i++) {
        struct package package = {names[bits >> i & 1], 10001 + i, true};
        struct process process = {100 + bits % 3, 10001 + i, names[i]};
        struct holder holder = {.inode = bits & 7u, .pid = 100};

        (void)vec_push(&sample->snapshot.packages, &package);
        (void)vec_push(&sample->snapshot.processes, &process);
        (void)vec_push(&sample->snapshot.holders, &holder);
    }
    sample->snapshot.has_all_processes = bits & 8u;
    sample->parts |= bits & 0x2eu;
}

static void check_sums(struct history *history, const struct told *told)
{
    struct watch_summary summary;
    uint64_t connections = 0;
    uint64_t open = 0;

    check(history_summary(history, told->at_ms, &summary) == 0);
    for (size_t i = 0; i < summary.endpoint_count; i++) {
        connections += summary.endpoints[i].connections;
        open += summary.endpoints[i].open;
    }
    check(connections == told->opens);
    check(open == told->opens - told->closes);
    check(summary.coverage.attributed <= summary.coverage.seen);
}

static void end_sample(struct history *history, struct sample *sample,
                       uint8_t bits)
{
    struct sample empty = *sample;

    sample->number++;
    sample->at_ms += bits;
    sample->parts |= SAMPLE_SOCKETS;
    counters_set(&sample->snapshot.counters, COUNTER_TCP_ACTIVE_OPENS,
                 sample->number);
    counters_set(&sample->snapshot.counters, COUNTER_TCP_ATTEMPT_FAILS, 0);
    sample->parts |= bits & 1u ? SAMPLE_COUNTERS : 0;
    check(history_take(history, sample) == 0);
    empty.number = sample->number;
    empty.at_ms = sample->at_ms;
    sample_fini(sample);
    sample_init(sample);
    sample->number = empty.number;
    sample->at_ms = empty.at_ms;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct told told = {.opened = 0};
    struct history_options options = {.event = hear, .ctx = &told};
    struct history *history = history_new(&options);
    struct sample sample;

    check(history != NULL);
    sample_init(&sample);
    for (size_t i = 0; i + 6 <= size; i += 6) {
        struct gap gap = {.from_ms = sample.at_ms,
                          .to_ms = sample.at_ms + data[i + 1] * 1000,
                          .is_reboot = data[i + 2] & 1u};

        if (data[i] < 0xc0) {
            add_row(&sample, data + i);
        } else if (data[i] < 0xf0) {
            end_sample(history, &sample, data[i + 1]);
        } else if (data[i] < 0xf8) {
            add_lists(&sample, data[i + 1]);
        } else {
            gap.from_ms = told.at_ms;
            check(history_gap(history, &gap) == 0);
            sample.at_ms = gap.to_ms;
        }
    }
    end_sample(history, &sample, 1);
    check_sums(history, &told);
    sample_fini(&sample);
    history_free(history);
    return 0;
}
