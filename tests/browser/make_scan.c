/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_scan FILE many|hostile: a made-up scan as it would be kept. many: 200
 * packages, 100 connections each; hostile: few, whose every text attacks a
 * page.
 */
#include "store/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_MS ((int64_t)1795351205118) /* 2026-11-22T12:40:05.118Z */
#define INTERVAL_MS 200
#define PACKAGES_MAX 200
/* A package is watched for so many samples, opening this many in each. */
#define RUN_SAMPLES 20
#define NEW_EACH 5
#define PLACES 20
#define FIRST_UID 10100u
#define NAME_CAP 200

#define EVIL                                                             \
    "</style></script><script>alert(1)</script><img src=x onerror="      \
    "alert(2)>\"' onmouseover=alert(3) x=`\xe2\x80\xae\x1b[2J&lt;-->]]>" \
    "http://198.51.100.9/"

static struct err err;
static bool is_hostile;
static uint32_t packages = PACKAGES_MAX;
static char names[PACKAGES_MAX][NAME_CAP];

static void check(int rc)
{
    if (rc < 0) {
        (void)fprintf(stderr, "make_scan: %s\n", err.text);
        exit(1);
    }
}

static void push(struct vec *vec, const void *item)
{
    if (vec_push(vec, item) < 0) {
        abort();
    }
}

static struct addr v4(unsigned a, unsigned b, unsigned c, unsigned d)
{
    const uint8_t bytes[4] = {(uint8_t)a, (uint8_t)b, (uint8_t)c, (uint8_t)d};

    return addr_v4(bytes);
}

static void make_names(void)
{
    uint32_t i;

    for (i = 0; i < packages; i++) {
        (void)snprintf(names[i], NAME_CAP, "com.example.app%03u%s", i,
                       is_hostile ? EVIL : "");
    }
}

static void put_base(struct capture_writer *writer)
{
    struct net_interface wlan = {"wlan0", "wifi", false, -1, true};
    struct net_addr address = {v4(192, 0, 2, 17), 24, 0};
    struct phone_user user = {0, "owner", true};
    struct snapshot base;
    uint32_t i;

    snapshot_init(&base);
    base.phone.model = is_hostile ? EVIL : "Pixel 7";
    base.phone.android = "14";
    base.phone.sdk = 34;
    base.phone.shell_uid = 2000;
    base.taken_at_ms = START_MS - 500;
    base.phone_at_ms = START_MS;
    base.network.has_interfaces = true;
    base.network.has_networks = true;
    base.has_all_packages = true;
    wlan.name = is_hostile ? EVIL : wlan.name;
    push(&base.users, &user);
    push(&base.network.interfaces, &wlan);
    push(&base.network.addrs, &address);
    for (i = 0; i < packages; i++) {
        const struct package one = {names[i], FIRST_UID + i, true};

        push(&base.packages, &one);
    }
    check(capture_put_base(writer, 0, &base, &err));
    snapshot_fini(&base);
}

static void put_sample(struct capture_writer *writer, uint32_t package,
                       uint64_t number, uint64_t in_run)
{
    struct sample sample;
    uint32_t i;

    sample_init(&sample);
    sample.number = number;
    sample.at_ms = START_MS + (int64_t)(number - 1) * INTERVAL_MS;
    sample.asked_at_ms = sample.at_ms - 3;
    sample.came_at_ms = sample.at_ms + 9;
    sample.phone_at_us = sample.at_ms * 1000;
    sample.parts = SAMPLE_SOCKETS;
    for (i = 0; i < NEW_EACH; i++) {
        uint32_t place = ((uint32_t)in_run * NEW_EACH + i) % PLACES;
        struct sock_row row = {
            .local = v4(192, 0, 2, 17),
            .remote = v4(198, 51, 100, (package + place * 7) % 250),
            .remote_port = place == 3 ? 80 : (uint16_t)(8000 + place),
            .local_port = (uint16_t)(20000 + (number * NEW_EACH + i) % 40000),
            .proto = SOCK_TCP,
            .state = SOCK_ESTABLISHED,
            .uid = FIRST_UID + package,
            .inode = 7000 + number * NEW_EACH + i,
        };

        push(&sample.snapshot.rows, &row);
    }
    check(capture_put_sample(writer, 0, &sample, &err));
    sample_fini(&sample);
}

static void put_moment(struct capture_writer *writer, enum event_kind kind,
                       uint64_t number, const char *text)
{
    const struct event event = {
        .kind = (uint8_t)kind,
        .at_ms = START_MS + (int64_t)(number - 1) * INTERVAL_MS,
        .text = text,
    };

    check(capture_put_event(writer, 0, &event, &err));
}

static void put_run(struct capture_writer *writer, uint32_t package,
                    uint64_t *number)
{
    struct scan_run_result run = {
        .package = names[package],
        .version = is_hostile ? EVIL : "1.2.3",
        .started_ms = START_MS + (int64_t)*number * INTERVAL_MS,
        .ended_ms = -1,
        .start_took_ms = 300,
        .dwell_ms = RUN_SAMPLES * INTERVAL_MS,
        .is_alive = 1,
    };
    int64_t id;
    uint64_t i;

    check(capture_put_run_start(writer, 0, &run, &id, &err));
    put_moment(writer, EVENT_FOREGROUND, *number + 1, names[package]);
    for (i = 0; i < RUN_SAMPLES; i++) {
        put_sample(writer, package, ++*number, i);
    }
    run.has_verdict = true;
    run.verdict = package % 50 == 1 ? SCAN_CRASHED : SCAN_OK;
    if (run.verdict == SCAN_CRASHED) {
        run.reason = is_hostile ? EVIL : "it ended after 3 s";
    }
    run.ended_ms = START_MS + (int64_t)*number * INTERVAL_MS;
    run.watched_ms = run.ended_ms - run.started_ms;
    run.figures.endpoints = PLACES;
    run.figures.flagged = 1;
    run.figures.samples = RUN_SAMPLES;
    run.figures.ticks = RUN_SAMPLES;
    check(capture_put_run_end(writer, 0, id, &run, &err));
    check(capture_commit(writer, &err));
}

static void put_names(struct capture_writer *writer)
{
    unsigned i;

    for (i = 0; i < 250; i++) {
        struct addr addr = v4(198, 51, 100, i);
        char name[NAME_CAP];
        struct lookup lookup;

        (void)snprintf(name, sizeof(name), "host%u.example%s", i,
                       is_hostile ? EVIL : "");
        lookup_init(&lookup, &addr);
        lookup.ptr.status = LOOKUP_OK;
        lookup.ptr.source = "dns";
        lookup.ptr.names[0] = name;
        lookup.ptr.name_count = 1;
        lookup.ptr.confirmed = i % 2 == 0;
        lookup.ptr.fetched_at_ms = START_MS;
        lookup.network.status = LOOKUP_OK;
        lookup.network.source = "cymru";
        lookup.network.asn = 64500 + i % 5;
        lookup.network.prefix = "198.51.100.0/24";
        lookup.network.org = is_hostile ? EVIL : "Example Hosting Ltd";
        lookup.network.country = is_hostile ? EVIL : "IE";
        lookup.network.fetched_at_ms = START_MS;
        lookup.network.holder = LOOKUP_OK;
        check(capture_put_lookup(writer, &lookup, &err));
    }
}

int main(int argc, char **argv)
{
    struct capture_head head = {
        .command_line = "adbnet -s 2B04EXAMPLE4F2K scan --third-party",
        .utc_offset_minutes = 60,
        .started_ms = START_MS - 900,
    };
    struct capture_writer *writer = NULL;
    uint64_t number = 0;
    uint32_t device;
    uint32_t i;

    if (argc != 3) {
        return 2;
    }
    is_hostile = strcmp(argv[2], "hostile") == 0;
    packages = is_hostile ? 3 : PACKAGES_MAX;
    head.command_line = is_hostile ? EVIL : head.command_line;
    make_names();
    check(capture_create(argv[1], true, &head, &writer, &err));
    check(capture_put_device(writer, "2B04EXAMPLE4F2K", "usb", &device, &err));
    check(capture_put_setting(writer, "interval_ms", "200", &err));
    check(capture_put_setting(writer, "start_ms.0", "1795351205118", &err));
    put_base(writer);
    for (i = 0; i < packages; i++) {
        put_run(writer, i, &number);
        if (i == 1) {
            put_moment(writer, EVENT_MARK, number, is_hostile ? EVIL : "login");
            put_names(writer);
        }
    }
    check(capture_put_end(writer, 0, START_MS + (int64_t)number * INTERVAL_MS,
                          number, &err));
    check(capture_close(writer, &err));
    return 0;
}
