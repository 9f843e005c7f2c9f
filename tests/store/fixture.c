/* SPDX-License-Identifier: Apache-2.0 */
/* See fixture.h. */
#include "fixture.h"

#include "base/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const arguments[] = {"com.example.bank", ":443"};

const struct capture_head fixture_head = {
    .command_line = "adbnet watch com.example.bank :443",
    .utc_offset_minutes = 60,
    .started_ms = FIXTURE_START_MS,
    .arguments = arguments,
    .argument_count = 2,
};

int place_set_up(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    (void)snprintf(place->dir, sizeof(place->dir), "/tmp/adbnet-st.XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    (void)snprintf(place->path, sizeof(place->path), "%s/c.adbnet", place->dir);
    *state = place;
    return 0;
}

const char *place_beside(const struct place *place, const char *suffix)
{
    static char name[128];

    (void)snprintf(name, sizeof(name), "%s%s", place->path, suffix);
    return name;
}

int place_tear_down(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", ".other",
                                           ".other-wal"};
    struct place *place = *state;
    size_t i;

    for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        (void)unlink(place_beside(place, suffixes[i]));
    }
    assert_int_equal(rmdir(place->dir), 0);
    free(place);
    return 0;
}

static const char *text_of(struct snapshot *snapshot, const char *text)
{
    const char *copy = pool_add(&snapshot->strings, str_from(text));

    assert_non_null(copy);
    return copy;
}

/* The which-th socket that this phone ever had. */
static void add_row(struct snapshot *snapshot, uint64_t which, uint64_t number)
{
    const uint8_t local[4] = {192, 0, 2, 17};
    const uint8_t remote[4] = {198, 51, 100, (uint8_t)(which % 200 + 1)};
    struct sock_row row = {
        .local = addr_v4(local),
        .remote = addr_v4(remote),
        .local_port = (uint16_t)(30000 + which % 20000),
        .remote_port = which % 3 == 0 ? 80 : 443,
        .proto = which % 7 == 0 ? SOCK_UDP : SOCK_TCP,
        .family = which % 2 == 0 ? SOCK_IPV4 : SOCK_IPV4_MAPPED,
        .state = SOCK_ESTABLISHED,
        .tx_queue = (uint32_t)(number % 4 == which % 4 ? which % 1000 : 0),
        .uid = (uint32_t)(10000 + which % 20),
        .inode = 5000000000 + which,
    };

    assert_int_equal(vec_push(&snapshot->rows, &row), 0);
}

static void add_processes(const struct fixture_plan *plan, uint64_t number,
                          struct snapshot *out)
{
    char name[64];
    size_t i;

    for (i = 0; i < plan->processes; i++) {
        struct process process = {(int32_t)(1000 + i),
                                  (uint32_t)(10000 + i % 20), NULL};

        /* One that came with this list. */
        if (i == 0) {
            process.pid = (int32_t)(500000 + number);
        }
        process.name = text_of(
            out, format_text(name, sizeof(name), "com.example.app%zu", i));
        assert_int_equal(vec_push(&out->processes, &process), 0);
    }
    out->has_all_processes = true;
}

static void add_rows(const struct fixture_plan *plan, uint64_t number,
                     struct snapshot *out)
{
    size_t i;

    for (i = 0; i < plan->sockets; i++) {
        /* The first ones come and go, those behind them stay. */
        bool is_moving = i < plan->changes;

        add_row(out, is_moving ? 100000 + number * plan->changes + i : i * 4,
                is_moving ? number : 1);
    }
}

void fixture_sample(const struct fixture_plan *plan, uint64_t number,
                    struct sample *out)
{
    sample_init(out);
    out->number = number;
    out->at_ms = FIXTURE_START_MS + (int64_t)number * 200;
    out->asked_at_ms = out->at_ms - 3;
    out->came_at_ms = out->at_ms + 9;
    out->phone_at_us = (out->at_ms + 800) * 1000 + 77;
    out->parts = SAMPLE_SOCKETS;
    add_rows(plan, number, &out->snapshot);
    if (number % 5 == 0) {
        out->parts |= SAMPLE_PROCESSES | SAMPLE_COUNTERS | SAMPLE_BYTES;
        add_processes(plan, number, &out->snapshot);
        counters_set(&out->snapshot.counters, COUNTER_TCP_ACTIVE_OPENS,
                     100 + number);
        counters_set(&out->snapshot.counters, COUNTER_UDP_NO_PORTS, 3);
        struct uid_bytes bytes = {10001, number, 1, UINT64_MAX, 2};

        assert_int_equal(vec_push(&out->bytes, &bytes), 0);
        if (number % 10 == 0) {
            bytes.uid = 10007;
            assert_int_equal(vec_push(&out->bytes, &bytes), 0);
        }
    }
    if (plan->has_raw) {
        assert_int_equal(buf_printf(&out->raw, "the words of sample %llu\n",
                                    (unsigned long long)number),
                         0);
    }
}

void fixture_base(const struct fixture_plan *plan, struct snapshot *out)
{
    struct package package = {"com.example.bank", 10001, true};
    struct net_interface wlan = {"wlan0", "wifi", false, -1, true};
    struct net_addr address = {.prefix_len = 24};
    struct net_proxy proxy = {.host = "192.0.2.5", .port = 8080};
    struct phone_user user = {0, "owner", true};
    struct holder holder = {5000000004, 1001, true, NULL};

    snapshot_init(out);
    out->phone.model = "Pixel 7";
    out->phone.patch = "2026-10-05";
    out->phone.build = "user";
    out->phone.fingerprint = "a/b/c:14/D/1:user/release-keys";
    out->phone.android = "14";
    out->phone.sdk = 34;
    out->phone.shell_uid = 2000;
    out->taken_at_ms = FIXTURE_START_MS;
    out->phone_at_ms = FIXTURE_START_MS + 800;
    out->clock.is_known = true;
    out->clock.phone_minus_laptop_ms = 800;
    out->clock.uncertainty_ms = 2;
    out->tools = TOOL_IP | TOOL_DUMPSYS;
    out->network.has_interfaces = true;
    out->network.dns_mode = "off";
    out->has_all_packages = true;
    assert_true(addr_parse(str_from("192.0.2.17"), &address.addr));
    assert_true(addr_parse(str_from("192.0.2.5"), &proxy.addr));
    assert_int_equal(vec_push(&out->network.interfaces, &wlan), 0);
    assert_int_equal(vec_push(&out->network.addrs, &address), 0);
    assert_int_equal(vec_push(&out->network.proxies, &proxy), 0);
    assert_int_equal(vec_push(&out->users, &user), 0);
    assert_int_equal(vec_push(&out->packages, &package), 0);
    package.name = "com.example.shop";
    package.uid = 10002;
    assert_int_equal(vec_push(&out->packages, &package), 0);
    assert_int_equal(vec_push(&out->holders, &holder), 0);
    assert_int_equal(snapshot_warn(out, "table-denied", true, "no %s", "raw"),
                     0);
    counters_set(&out->counters, COUNTER_TCP_ACTIVE_OPENS, 100);
    add_rows(plan, 0, out);
    add_processes(plan, 0, out);
}

struct capture_writer *fixture_writer(const struct place *place,
                                      const struct fixture_plan *plan)
{
    struct capture_writer *writer = NULL;
    struct snapshot base;
    struct err err = {0, ""};
    uint32_t device = 7;

    assert_int_equal(
        capture_create(place->path, false, &fixture_head, &writer, &err), 0);
    assert_int_equal(
        capture_put_device(writer, "emulator-5554", "server", &device, &err),
        0);
    assert_int_equal(device, 0);
    fixture_base(plan, &base);
    assert_int_equal(capture_put_base(writer, 0, &base, &err), 0);
    snapshot_fini(&base);
    assert_int_equal(capture_commit(writer, &err), 0);
    return writer;
}

void fixture_put(struct capture_writer *writer, const struct fixture_plan *plan,
                 uint64_t from, uint64_t to)
{
    struct err err = {0, ""};
    struct sample sample;
    uint64_t i;

    for (i = from; i <= to; i++) {
        fixture_sample(plan, i, &sample);
        assert_int_equal(capture_put_sample(writer, 0, &sample, &err), 0);
        assert_int_equal(capture_commit(writer, &err), 0);
        sample_fini(&sample);
    }
}

void fixture_close(struct capture_writer *writer)
{
    struct err err = {0, ""};

    assert_int_equal(capture_close(writer, &err), 0);
}

struct capture_reader *fixture_open(const struct place *place)
{
    struct capture_reader *reader = NULL;
    struct err err = {0, ""};

    if (capture_open(place->path, &reader, &err) < 0) {
        fail_msg("%s", err.text);
    }
    return reader;
}

const struct sock_row *fixture_row_like(const struct snapshot *snapshot,
                                        const struct sock_row *row)
{
    size_t i;

    for (i = 0; i < snapshot->rows.len; i++) {
        const struct sock_row *one = snapshot_row(snapshot, i);

        if (one->inode == row->inode && one->local_port == row->local_port) {
            return one;
        }
    }
    fail_msg("a row is missing");
    return NULL;
}

void fixture_next(struct capture_reader *reader, struct capture_item *item,
                  enum capture_kind kind)
{
    struct err err = {0, ""};

    if (capture_next(reader, item, &err) < 0) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(item->kind, kind);
    assert_true((item->sample == NULL) == (kind == CAPTURE_EVENT));
}
