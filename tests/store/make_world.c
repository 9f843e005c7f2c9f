/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_world FILE < TEXT: a capture of a made-up phone that does what the
 * text says, a line for each thing; samples are 200 ms apart, from 1 on.
 *
 *   serial TEXT             samples N           cut
 *   setting NAME VALUE
 *   what WORD               command TEXT...
 *   package NAME UID        sock PROTO ADDR PORT UID FROM TO [LOCAL-PORT]
 *   run PACKAGE VERSION VERDICT FROM TO         (of a scan)
 *   name ADDR NAME yes|no|list
 *   net ADDR PREFIX ASN ORG...
 *   mark AT TEXT...         front AT TEXT...
 *   back AT ADDR PREFIX-LEN                     (it was away, and has that)
 *
 * A sock with a local port was called there, where somebody listens.
 */
#include "store/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define START_MS ((int64_t)1795351205118) /* 2026-11-22T12:40:05.118Z */
#define TICK_MS 200
#define LINES_MAX 4000
#define WORDS_MAX 8 /* of a sock that was called */
#define ARGUMENTS_MAX 16

struct line {
    char *words[WORDS_MAX + 1];
    size_t count;
    char *rest[WORDS_MAX + 1]; /* from that word on to the end */
};

static struct line lines[LINES_MAX];
static size_t line_count;
static uint64_t samples = 20;
static bool is_cut;

static void check(int rc, const struct err *err)
{
    if (rc < 0) {
        (void)fprintf(stderr, "make_world: %s\n", err->text);
        exit(1);
    }
}

static void die(const struct line *line)
{
    (void)fprintf(stderr, "make_world: %s: what?\n",
                  line->count > 0 ? line->words[0] : "");
    exit(1);
}

static uint64_t number(const struct line *line, size_t i)
{
    uint64_t value = 0;

    if (i >= line->count ||
        !str_to_u64(str_from(line->words[i]), UINT32_MAX, &value)) {
        die(line);
    }
    return value;
}

static struct addr address(const struct line *line, size_t i)
{
    struct addr addr = {.family = ADDR_NONE};

    if (i >= line->count || !addr_parse(str_from(line->words[i]), &addr)) {
        die(line);
    }
    return addr;
}

static void push(struct vec *vec, const void *item)
{
    if (vec_push(vec, item) < 0) {
        abort();
    }
}

static char *copy(const char *text, size_t len)
{
    char *out = calloc(len + 1, 1);

    if (out == NULL) {
        abort();
    }
    memcpy(out, text, len);
    return out;
}

static void take_line(char *text)
{
    struct line *line = &lines[line_count];
    struct cursor cursor = cursor_from(str_from(text));
    struct str word;

    while (line->count < WORDS_MAX && cursor_token(&cursor, &word)) {
        line->rest[line->count] =
            copy(word.ptr, strlen(text) - (size_t)(word.ptr - text));
        line->words[line->count++] = copy(word.ptr, word.len);
    }
    line_count += line->count > 0 && line->words[0][0] != '#';
}

static void read_lines(void)
{
    char text[1024];

    while (line_count < LINES_MAX && fgets(text, sizeof(text), stdin) != NULL) {
        text[strcspn(text, "\n")] = '\0';
        take_line(text);
    }
}

/* Each line of that kind, after the previous one; NULL: no more. */
static const struct line *next(const char *kind, const struct line *line)
{
    size_t i = line == NULL ? 0 : (size_t)(line - lines) + 1;

    for (; i < line_count; i++) {
        if (strcmp(lines[i].words[0], kind) == 0) {
            return &lines[i];
        }
    }
    return NULL;
}

static bool is_called(const struct line *line)
{
    return line->count == WORDS_MAX;
}

static void add_listener(struct snapshot *out, const struct line *line)
{
    struct sock_row row = {
        .local = {.family = ADDR_V4},
        .remote = {.family = ADDR_V4},
        .local_port = (uint16_t)number(line, WORDS_MAX - 1),
        .state = SOCK_LISTEN,
        .uid = (uint32_t)number(line, 4),
        .inode = 6000 + number(line, WORDS_MAX - 1),
    };

    push(&out->rows, &row);
}

static void add_sockets(struct snapshot *out, uint64_t at)
{
    const struct line *line = NULL;
    uint64_t inode = 7000;

    while ((line = next("sock", line)) != NULL) {
        struct sock_row row = {
            .remote = address(line, 2),
            .remote_port = (uint16_t)number(line, 3),
            .local_port = (uint16_t)(40000 + inode - 7000),
            .proto = strcmp(line->words[1], "udp") == 0 ? SOCK_UDP : SOCK_TCP,
            .state = SOCK_ESTABLISHED,
            .uid = (uint32_t)number(line, 4),
            .inode = inode,
        };
        bool is_v6 = row.remote.family == ADDR_V6;

        inode++;
        (void)addr_parse(str_from(is_v6 ? "2001:db8:ffff::17" : "192.0.2.17"),
                         &row.local);
        row.family = is_v6 ? SOCK_IPV6 : SOCK_IPV4;
        if (is_called(line)) {
            row.local_port = (uint16_t)number(line, WORDS_MAX - 1);
            add_listener(out, line);
        }
        if (at >= number(line, 5) && at <= number(line, 6)) {
            push(&out->rows, &row);
        }
    }
}

static void put_base(struct capture_writer *writer, const char *address_text,
                     uint32_t prefix_len, struct err *err)
{
    const struct net_interface wlan = {"wlan0", "wifi", false, -1, true};
    struct net_addr own = {.prefix_len = prefix_len};
    const struct phone_user user = {0, "owner", true};
    const struct line *line = NULL;
    struct snapshot base;

    snapshot_init(&base);
    base.phone.model = "Pixel 7";
    base.phone.android = "14";
    base.phone.sdk = 34;
    base.phone.shell_uid = 2000;
    base.taken_at_ms = START_MS - 500;
    base.clock.is_known = true;
    base.clock.phone_minus_laptop_ms = 800;
    base.clock.uncertainty_ms = 12;
    base.network.has_interfaces = true;
    base.network.has_networks = true;
    base.network.has_settings = true;
    base.network.dns_mode = "off";
    base.has_all_packages = true;
    (void)addr_parse(str_from(address_text), &own.addr);
    push(&base.users, &user);
    push(&base.network.interfaces, &wlan);
    push(&base.network.addrs, &own);
    while ((line = next("package", line)) != NULL) {
        const struct package package = {line->words[1],
                                        (uint32_t)number(line, 2), true};

        push(&base.packages, &package);
    }
    check(capture_put_base(writer, 0, &base, err), err);
    snapshot_fini(&base);
}

/* What the kernel has counted. */
static uint64_t opens_until(uint64_t at)
{
    const struct line *line = NULL;
    uint64_t count = 0;

    while ((line = next("sock", line)) != NULL) {
        count += strcmp(line->words[1], "tcp") == 0 && !is_called(line) &&
                 number(line, 5) <= at;
    }
    return count;
}

static int64_t time_of(uint64_t sample)
{
    return START_MS + ((int64_t)sample - 1) * TICK_MS;
}

static void put_sample(struct capture_writer *writer, uint64_t at,
                       struct err *err)
{
    const struct line *line = NULL;
    struct sample sample;

    sample_init(&sample);
    sample.number = at;
    sample.at_ms = time_of(at);
    sample.asked_at_ms = sample.at_ms - 3;
    sample.came_at_ms = sample.at_ms + 9;
    sample.phone_at_us = (sample.at_ms + 800) * 1000;
    sample.parts = SAMPLE_SOCKETS | SAMPLE_COUNTERS | SAMPLE_BYTES;
    add_sockets(&sample.snapshot, at);
    counters_set(&sample.snapshot.counters, COUNTER_TCP_ACTIVE_OPENS,
                 500 + opens_until(at));
    counters_set(&sample.snapshot.counters, COUNTER_TCP_ATTEMPT_FAILS, 3);
    while ((line = next("package", line)) != NULL) {
        const struct uid_bytes bytes = {(uint32_t)number(line, 2),
                                        1000 + at * 10, 10, 500 + at, 10};

        push(&sample.bytes, &bytes);
    }
    check(capture_put_sample(writer, 0, &sample, err), err);
    sample_fini(&sample);
}

static void put_events(struct capture_writer *writer, uint64_t at,
                       struct err *err)
{
    size_t i;

    for (i = 0; i < line_count; i++) {
        const struct line *line = &lines[i];
        bool is_mark = strcmp(line->words[0], "mark") == 0;
        struct event event = {.kind = is_mark ? EVENT_MARK : EVENT_FOREGROUND,
                              .at_ms = time_of(at) + 1};

        if ((is_mark || strcmp(line->words[0], "front") == 0) &&
            number(line, 1) == at && line->count > 2) {
            event.text = line->rest[2];
            check(capture_put_event(writer, 0, &event, err), err);
        }
    }
}

/* What is known of an address, from all lines about it. */
static void put_lookup(struct capture_writer *writer, const struct line *first,
                       struct err *err)
{
    const struct addr addr = address(first, 1);
    const struct line *line = NULL;
    struct lookup lookup;

    lookup_init(&lookup, &addr);
    while ((line = next("name", line)) != NULL) {
        if (strcmp(line->words[1], first->words[1]) == 0) {
            lookup.ptr.status = LOOKUP_OK;
            lookup.ptr.source =
                strcmp(line->words[3], "list") == 0 ? "list" : "dns";
            lookup.ptr.names[0] = line->words[2];
            lookup.ptr.name_count = 1;
            lookup.ptr.confirmed = strcmp(line->words[3], "no") != 0;
            lookup.ptr.fetched_at_ms = START_MS + 700;
        }
    }
    while ((line = next("net", line)) != NULL) {
        if (strcmp(line->words[1], first->words[1]) == 0) {
            lookup.network.status = LOOKUP_OK;
            lookup.network.source = "mmdb";
            lookup.network.prefix = line->words[2];
            lookup.network.asn = (int64_t)number(line, 3);
            lookup.network.org = line->rest[4];
            lookup.network.holder = LOOKUP_OK;
            lookup.network.fetched_at_ms = START_MS + 700;
        }
    }
    check(capture_put_lookup(writer, &lookup, err), err);
}

/* The run that sample begins or ends. */
static void put_run(struct capture_writer *writer, uint64_t at, bool is_end,
                    int64_t *kept, struct err *err)
{
    const struct line *line = NULL;

    while ((line = next("run", line)) != NULL) {
        uint64_t from = number(line, 4);
        uint64_t to = number(line, 5);
        struct scan_run_result run = {
            .package = line->words[1],
            .version = line->words[2],
            .started_ms = time_of(from),
            .ended_ms = -1,
            .start_took_ms = 100,
            .stop_took_ms = 40,
            .beside_ms = 60,
            .dwell_ms = ((int64_t)to - (int64_t)from) * TICK_MS,
            .is_alive = 1,
        };

        if (!is_end && at == from) {
            check(capture_put_run_start(writer, 0, &run, kept, err), err);
        }
        if (is_end && at == to) {
            run.has_verdict = scan_verdict_from(line->words[3], &run.verdict);
            run.ended_ms = time_of(to);
            run.watched_ms = run.dwell_ms;
            run.figures.samples = to - from;
            run.figures.ticks = to - from;
            check(capture_put_run_end(writer, 0, *kept, &run, err), err);
        }
    }
}

static void put_back(struct capture_writer *writer, uint64_t at,
                     struct err *err)
{
    const struct gap gap = {time_of(at - 1), time_of(at), 0, "away", false};
    const struct event event = {.kind = EVENT_GAP, .gap = &gap};
    const struct line *line = NULL;

    while ((line = next("back", line)) != NULL) {
        if (number(line, 1) == at) {
            check(capture_put_event(writer, 0, &event, err), err);
            put_base(writer, line->words[2], (uint32_t)number(line, 3), err);
        }
    }
}

static void put_samples(struct capture_writer *writer, struct err *err)
{
    int64_t kept = -1;
    uint64_t at;

    for (at = 1; at <= samples; at++) {
        put_run(writer, at, false, &kept, err);
        put_back(writer, at, err);
        put_sample(writer, at, err);
        put_events(writer, at, err);
        put_run(writer, at, true, &kept, err);
        check(capture_commit(writer, err), err);
        if (is_cut && at == samples / 2) {
            _exit(0);
        }
    }
}

int main(int argc, char **argv)
{
    const char *arguments[ARGUMENTS_MAX];
    struct capture_head head = {
        .command_line = "adbnet watch",
        .utc_offset_minutes = 60,
        .started_ms = START_MS - 900,
        .arguments = arguments,
    };
    const char *serial = "2B04EXAMPLE4F2K";
    const struct line *line = NULL;
    struct capture_writer *writer = NULL;
    struct err err = {0, ""};
    uint32_t device;

    if (argc != 2) {
        return 2;
    }
    read_lines();
    while ((line = next("what", line)) != NULL) {
        if (head.argument_count == ARGUMENTS_MAX) {
            die(line);
        }
        arguments[head.argument_count++] = line->words[1];
    }
    line = next("command", NULL);
    head.command_line = line == NULL ? head.command_line : line->rest[1];
    line = next("samples", NULL);
    samples = line == NULL ? samples : number(line, 1);
    line = next("serial", NULL);
    serial = line == NULL ? serial : line->words[1];
    is_cut = next("cut", NULL) != NULL;
    check(capture_create(argv[1], true, &head, &writer, &err), &err);
    check(capture_put_device(writer, serial, "usb", &device, &err), &err);
    check(capture_put_setting(writer, "interval_ms", "200", &err), &err);
    for (line = next("setting", NULL); line != NULL;
         line = next("setting", line)) {
        check(capture_put_setting(writer, line->words[1], line->rest[2], &err),
              &err);
    }
    put_base(writer, "192.0.2.17", 24, &err);
    for (line = next("name", NULL); line != NULL; line = next("name", line)) {
        put_lookup(writer, line, &err);
    }
    for (line = next("net", NULL); line != NULL; line = next("net", line)) {
        put_lookup(writer, line, &err);
    }
    put_samples(writer, &err);
    check(capture_put_end(writer, 0, time_of(samples), samples, &err), &err);
    check(capture_close(writer, &err), &err);
    return 0;
}
