/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_capture FILE [cut]: thirty seconds of a made-up phone, five samples a
 * second, as watch --save would write them; cut: as if it had been killed.
 */
#include "store/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define START_MS ((int64_t)1795351205118) /* 2026-11-22T12:40:05.118Z */
#define SAMPLES 150

static const struct socket {
    const char *remote;
    uint16_t remote_port;
    uint16_t local_port;
    uint8_t proto;
    uint32_t uid;
    uint64_t from; /* samples in which it is there */
    uint64_t to;
} sockets[] = {
    {"203.0.113.10", 443, 40001, SOCK_TCP, 10093, 1, SAMPLES},
    {"198.51.100.80", 80, 40002, SOCK_TCP, 10093, 4, 19},
    {"203.0.113.12", 443, 40003, SOCK_UDP, 10093, 6, SAMPLES},
    {"203.0.113.10", 443, 40004, SOCK_TCP, 10093, 70, 90},
    {"2001:db8::7", 443, 40005, SOCK_TCP, 10093, 100, 140},
    {"192.0.2.200", 443, 40006, SOCK_TCP, 10121, 20, 60},
};

/* What the app does instead of its second row in a capture "later". */
static const struct socket later = {"198.51.100.81", 80, 40002, SOCK_TCP,
                                    10093,           4,  19};
static bool is_later;

static void check(int rc, const struct err *err)
{
    if (rc < 0) {
        (void)fprintf(stderr, "make_capture: %s\n", err->text);
        exit(1);
    }
}

static struct addr addr_of(const char *text)
{
    struct addr addr = {.family = ADDR_NONE};

    if (!addr_parse(str_from(text), &addr)) {
        abort();
    }
    return addr;
}

static void push(struct vec *vec, const void *item)
{
    if (vec_push(vec, item) < 0) {
        abort();
    }
}

static void add_sockets(struct snapshot *out, uint64_t number)
{
    size_t i;

    for (i = 0; i < sizeof(sockets) / sizeof(sockets[0]); i++) {
        const struct socket *one = is_later && i == 1 ? &later : &sockets[i];
        struct sock_row row = {
            .remote = addr_of(one->remote),
            .remote_port = one->remote_port,
            .local_port = one->local_port,
            .proto = one->proto,
            .state = SOCK_ESTABLISHED,
            .tx_queue = number % 10 == 4 ? 512 : 0,
            .uid = one->uid,
            .inode = 7000 + i,
        };
        bool is_v6 = row.remote.family == ADDR_V6;

        row.local = addr_of(is_v6 ? "2001:db8::17" : "192.0.2.17");
        row.family = is_v6 ? SOCK_IPV6 : SOCK_IPV4;
        if (number >= one->from && number <= one->to) {
            push(&out->rows, &row);
        }
    }
}

static void put_words(struct buf *out, const char *text)
{
    if (buf_puts(out, text) < 0) {
        abort();
    }
}

/* As the kernel prints addresses: in words of the machine's byte order. */
static void put_addr(struct buf *out, const struct addr *addr, unsigned port)
{
    size_t len = addr->family == ADDR_V4 ? 4 : 16;
    char text[16];
    size_t i;

    for (i = 0; i < len; i++) {
        (void)snprintf(text, sizeof(text), "%02X",
                       addr->bytes[i / 4 * 4 + 3 - i % 4]);
        put_words(out, text);
    }
    (void)snprintf(text, sizeof(text), ":%04X", port);
    put_words(out, text);
}

/* The table as /proc/net has it. */
static void put_table(struct buf *out, const struct snapshot *snapshot,
                      unsigned proto, unsigned family)
{
    char text[160];
    size_t i;

    for (i = 0; i < snapshot->rows.len; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);

        if (row->proto != proto || row->remote.family != family) {
            continue;
        }
        (void)snprintf(text, sizeof(text), "%4zu: ", i);
        put_words(out, text);
        put_addr(out, &row->local, row->local_port);
        put_words(out, " ");
        put_addr(out, &row->remote, row->remote_port);
        (void)snprintf(text, sizeof(text),
                       " %02X %08X:%08X 00:00000000 00000000 %5u        0 %llu"
                       " 1 0000000000000000 20 4 30 10 -1\n",
                       row->state, row->tx_queue, row->rx_queue, row->uid,
                       (unsigned long long)row->inode);
        put_words(out, text);
    }
}

static void put_raw(struct buf *out, const struct snapshot *snapshot)
{
    static const char heading[] =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
        "retrnsmt   uid  timeout inode\n";

    put_words(out, "==> /proc/net/tcp <==\n");
    put_words(out, heading);
    put_table(out, snapshot, SOCK_TCP, ADDR_V4);
    put_words(out, "==> /proc/net/tcp6 <==\n");
    put_words(out, heading);
    put_table(out, snapshot, SOCK_TCP, ADDR_V6);
    put_words(out, "==> /proc/net/udp <==\n");
    put_words(out, heading);
    put_table(out, snapshot, SOCK_UDP, ADDR_V4);
}

static void add_processes(struct snapshot *out)
{
    const struct process processes[] = {
        {24685, 10093, "com.example.bank"},
        {24700, 10121, "com.example.push"},
    };

    push(&out->processes, &processes[0]);
    push(&out->processes, &processes[1]);
    out->has_all_processes = true;
}

static void put_base(struct capture_writer *writer, struct err *err)
{
    const struct package packages[] = {
        {"com.example.bank", 10093, true},
        {"com.example.push", 10121, false},
    };
    const struct net_interface wlan = {"wlan0", "wifi", false, -1, true};
    const struct net_addr address = {addr_of("192.0.2.17"), 24, 0};
    const struct phone_user user = {0, "owner", true};
    struct snapshot base;

    snapshot_init(&base);
    base.phone.model = "Pixel 7";
    base.phone.android = "14";
    base.phone.patch = "2026-10-05";
    base.phone.build = "user";
    base.phone.fingerprint = "google/panther/panther:14/EX1A/1:user/"
                             "release-keys";
    base.phone.sdk = 34;
    base.phone.shell_uid = 2000;
    base.taken_at_ms = START_MS - 500;
    base.phone_at_ms = START_MS + 300;
    base.clock.is_known = true;
    base.clock.phone_minus_laptop_ms = 800;
    base.clock.uncertainty_ms = 12;
    base.network.has_interfaces = true;
    base.network.has_networks = true;
    base.network.has_settings = true;
    base.network.dns_mode = "off";
    base.has_all_packages = true;
    push(&base.packages, &packages[0]);
    push(&base.packages, &packages[1]);
    push(&base.users, &user);
    push(&base.network.interfaces, &wlan);
    push(&base.network.addrs, &address);
    add_processes(&base);
    check(capture_put_base(writer, 0, &base, err), err);
    snapshot_fini(&base);
}

static void put_sample(struct capture_writer *writer, uint64_t number,
                       struct err *err)
{
    struct uid_bytes bytes = {10093, 1000 + number * 300, 10, 500 + number * 80,
                              10};
    struct sample sample;

    sample_init(&sample);
    sample.number = number;
    sample.at_ms = START_MS + (int64_t)(number - 1) * 200;
    sample.asked_at_ms = sample.at_ms - 3;
    sample.came_at_ms = sample.at_ms + 9;
    sample.phone_at_us = (sample.at_ms + 800) * 1000;
    sample.parts = SAMPLE_SOCKETS;
    add_sockets(&sample.snapshot, number);
    put_raw(&sample.raw, &sample.snapshot);
    if (number == 1 || number == SAMPLES || number % 50 == 0) {
        sample.parts |= SAMPLE_PROCESSES | SAMPLE_COUNTERS | SAMPLE_BYTES;
        add_processes(&sample.snapshot);
        counters_set(&sample.snapshot.counters, COUNTER_TCP_ACTIVE_OPENS,
                     500 + number / 30);
        counters_set(&sample.snapshot.counters, COUNTER_TCP_ATTEMPT_FAILS, 3);
        push(&sample.bytes, &bytes);
    }
    check(capture_put_sample(writer, 0, &sample, err), err);
    sample_fini(&sample);
}

static void put_event(struct capture_writer *writer, enum event_kind kind,
                      uint64_t number, const char *text, struct err *err)
{
    const struct event event = {
        .kind = (uint8_t)kind,
        .at_ms = START_MS + (int64_t)number * 200,
        .text = text,
    };

    check(capture_put_event(writer, 0, &event, err), err);
}

/* So that the text of the samples that matter is kept. */
static void put_connections(struct capture_writer *writer, uint64_t number,
                            struct err *err)
{
    size_t i;

    for (i = 0; i < sizeof(sockets) / sizeof(sockets[0]); i++) {
        const struct tracked tracked = {
            .is_selected = sockets[i].uid == 10093,
            .last_sample = sockets[i].to,
        };
        const struct event event = {
            .kind = number == sockets[i].from ? EVENT_OPEN : EVENT_CLOSE,
            .sample = number,
            .connection = &tracked,
        };

        if (number == sockets[i].from || number == sockets[i].to + 1) {
            check(capture_put_event(writer, 0, &event, err), err);
        }
    }
}

static void put_names(struct capture_writer *writer, struct err *err)
{
    const struct addr addr = addr_of("203.0.113.10");
    struct lookup lookup;

    lookup_init(&lookup, &addr);
    lookup.ptr.status = LOOKUP_OK;
    lookup.ptr.source = "dns";
    lookup.ptr.names[0] = "api.bank.example";
    lookup.ptr.name_count = 1;
    lookup.ptr.confirmed = 1;
    lookup.ptr.fetched_at_ms = START_MS + 700;
    check(capture_put_lookup(writer, &lookup, err), err);
}

static void put_settings(struct capture_writer *writer, struct err *err)
{
    check(capture_put_setting(writer, "interval_ms", "200", err), err);
    check(capture_put_setting(writer, "start_ms.0", "1795351205118", err), err);
}

int main(int argc, char **argv)
{
    static const char *const arguments[] = {"com.example.bank"};
    const struct capture_head head = {
        .command_line = "adbnet watch com.example.bank --duration 30",
        .utc_offset_minutes = 60,
        .started_ms = START_MS - 900,
        .arguments = arguments,
        .argument_count = 1,
    };
    struct capture_writer *writer = NULL;
    struct err err = {0, ""};
    uint32_t device;
    uint64_t i;

    if (argc < 2) {
        return 2;
    }
    is_later = argc > 2 && strcmp(argv[2], "later") == 0;
    check(capture_create(argv[1], true, &head, &writer, &err), &err);
    check(capture_put_device(writer, "2B04EXAMPLE4F2K", "usb", &device, &err),
          &err);
    put_settings(writer, &err);
    put_base(writer, &err);
    put_event(writer, EVENT_START, 0, "com.example.bank, cold start 412 ms",
              &err);
    for (i = 1; i <= SAMPLES; i++) {
        put_sample(writer, i, &err);
        put_connections(writer, i, &err);
        if (i == 60) {
            put_event(writer, EVENT_MARK, i, "logged in", &err);
            put_names(writer, &err);
        }
        check(capture_commit(writer, &err), &err);
        if (argc > 2 && !is_later && i == 100) {
            _exit(0);
        }
    }
    put_event(writer, EVENT_MARK, 120, "logged out", &err);
    check(capture_put_end(writer, 0, START_MS + 30000, SAMPLES, &err), &err);
    check(capture_close(writer, &err), &err);
    return 0;
}
