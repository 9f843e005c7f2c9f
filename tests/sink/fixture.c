/* SPDX-License-Identifier: Apache-2.0 */
/* The machinery of the fixtures; the worlds are in worlds.c. */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sink/text.h"

#define CATCH_MAX ((size_t)32 * 1024 * 1024)
#define GOLDEN_MAX ((size_t)1024 * 1024)
/* 2026-11-22T12:40:05.118Z */
#define TAKEN_AT_MS INT64_C(1795351205118)

void world_init(struct world *world)
{
    struct snapshot *snapshot = &world->snapshot;

    memset(world, 0, sizeof(*world));
    snapshot_init(snapshot);
    snapshot->taken_at_ms = TAKEN_AT_MS;
    snapshot->phone_at_ms = TAKEN_AT_MS + 812;
    snapshot->clock = (struct clock_offset){true, 812, 9};
    snapshot->phone = (struct phone){
        .model = "Pixel 7",
        .manufacturer = "Google",
        .android = "14",
        .patch = "2026-10-05",
        .sdk = 34,
        .shell_uid = 2000,
        .current_user = 0,
    };
    vec_init(&world->connections, sizeof(struct connection), SNAPSHOT_ROWS_MAX);
    world->result.serial = "192.0.2.40:5555";
    world->result.via = "tcp";
}

void world_fini(struct world *world)
{
    vec_fini(&world->connections);
    snapshot_fini(&world->snapshot);
}

struct owner *world_owner(struct world *world, uint32_t uid,
                          const char *const *packages)
{
    struct owner *owner = &world->owners[world->owner_count++];
    uint32_t app_id = uid % UID_PER_USER;

    assert_true(world->owner_count <= WORLD_OWNERS_MAX);
    owner->uid = uid;
    owner->user = uid / UID_PER_USER;
    owner->uid_kind = app_id < 10000   ? UID_SYSTEM
                      : app_id < 20000 ? UID_APP
                      : app_id < 30000 ? UID_SDK_SANDBOX
                      : app_id < 90000 ? UID_OTHER
                                       : UID_ISOLATED;
    owner->only_pid = -1;
    owner->packages = packages;
    while (packages != NULL && packages[owner->package_count] != NULL) {
        owner->package_count++;
    }
    owner->attribution = app_id < 10000              ? ATTRIBUTION_SYSTEM
                         : owner->package_count == 0 ? ATTRIBUTION_NONE
                         : owner->package_count == 1 ? ATTRIBUTION_UID
                                                     : ATTRIBUTION_UID_SHARED;
    return owner;
}

static void set_end(const char *text, struct addr *addr, uint16_t *port)
{
    const char *colon = strrchr(text, ':');
    struct str host;
    uint64_t number;

    if (strcmp(text, "-") == 0) {
        addr->family = ADDR_V4;
        return;
    }
    assert_non_null(colon);
    host.ptr = text + (text[0] == '[');
    host.len = (size_t)(colon - host.ptr) - (text[0] == '[');
    assert_true(addr_parse(host, addr));
    assert_true(str_to_u64(str_from(colon + 1), 65535, &number));
    *port = (uint16_t)number;
}

static enum direction usual_direction(const struct sock_row *row)
{
    return row->state == SOCK_LISTEN       ? DIRECTION_LISTEN
           : sock_is_udp_without_peer(row) ? DIRECTION_UNKNOWN
           : sock_is_loopback(row)         ? DIRECTION_LOCAL
                                           : DIRECTION_OUT;
}

struct sock_row *world_sock(struct world *world, const struct owner *owner,
                            unsigned proto, const char *local,
                            const char *remote, unsigned state)
{
    struct sock_row row = {.proto = (uint8_t)proto, .state = (uint8_t)state};
    struct connection connection = {.owner = owner, .pid = -1};

    set_end(local, &row.local, &row.local_port);
    set_end(remote, &row.remote, &row.remote_port);
    row.family = row.local.family == ADDR_V6 ? SOCK_IPV6 : SOCK_IPV4;
    connection.direction = (uint8_t)usual_direction(&row);
    connection.attribution = ATTRIBUTION_NONE;
    if (owner != NULL) {
        row.uid = owner->uid;
        row.inode = 75001 + world->connections.len;
        connection.attribution = (uint8_t)owner->attribution;
    }
    assert_int_equal(vec_push(&world->snapshot.rows, &row), 0);
    assert_int_equal(vec_push(&world->connections, &connection), 0);
    return vec_at(&world->snapshot.rows, world->snapshot.rows.len - 1);
}

struct connection *world_last(struct world *world)
{
    return vec_at(&world->connections, world->connections.len - 1);
}

const struct result *world_result(struct world *world)
{
    struct result *result = &world->result;
    size_t i;

    for (i = 0; i < world->connections.len; i++) {
        struct connection *connection = vec_at(&world->connections, i);

        connection->row = snapshot_row(&world->snapshot, i);
    }
    result->snapshot = &world->snapshot;
    result->targets = world->targets;
    result->connections = world->connections.items;
    result->connection_count = world->connections.len;
    return result;
}

void catcher_init(struct catcher *catcher)
{
    memset(catcher, 0, sizeof(*catcher));
    buf_init(&catcher->streams[SINK_DATA], CATCH_MAX);
    buf_init(&catcher->streams[SINK_PEOPLE], CATCH_MAX);
}

void catcher_fini(struct catcher *catcher)
{
    buf_fini(&catcher->streams[SINK_DATA]);
    buf_fini(&catcher->streams[SINK_PEOPLE]);
}

int catcher_drain(void *ctx, enum sink_stream stream, const char *bytes,
                  size_t len)
{
    struct catcher *catcher = ctx;

    catcher->calls++;
    if (len > catcher->longest) {
        catcher->longest = len;
    }
    return catcher->fail_with != 0
               ? catcher->fail_with
               : buf_append(&catcher->streams[stream], bytes, len);
}

struct sink_options options_of(unsigned width)
{
    struct sink_options options = {
        .command = "conns",
        .kinds = RECORD_RESULT,
        .width = width,
        .taken_at_ms = TAKEN_AT_MS,
        .utc_offset_minutes = 60,
    };

    return options;
}

struct sink *sink_to_catch(const char *format,
                           const struct sink_options *options,
                           struct catcher *catcher)
{
    const struct sink_ops *ops = sink_by_name(format);
    struct sink *sink;
    struct err err = {0, ""};

    assert_non_null(ops);
    assert_int_equal(
        sink_open(ops, options, catcher_drain, catcher, &sink, &err), 0);
    return sink;
}

void render(const char *format, const struct sink_options *options,
            const struct result *result, struct catcher *catcher)
{
    struct sink *sink = sink_to_catch(format, options, catcher);
    struct err err = {0, ""};

    assert_int_equal(sink_put_result(sink, result, &err), 0);
    assert_int_equal(sink_close(sink, &err), 0);
}

static void read_file(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "rb");
    unsigned char *to;

    if (file == NULL) {
        fail_msg("%s is missing; ADBNET_UPDATE_GOLDEN=1 writes it", path);
    }
    assert_int_equal(buf_reserve(out, GOLDEN_MAX, &to), 0);
    out->len = fread(to, 1, GOLDEN_MAX, file);
    (void)fclose(file);
}

void assert_golden(const char *name, const struct buf *bytes)
{
    char path[128];
    struct buf want;

    (void)snprintf(path, sizeof(path), "tests/sink/golden/%s", name);
    if (getenv("ADBNET_UPDATE_GOLDEN") != NULL) {
        FILE *file = fopen(path, "wb");

        assert_non_null(file);
        assert_int_equal(fwrite(bytes->data, 1, bytes->len, file), bytes->len);
        assert_int_equal(fclose(file), 0);
        return;
    }
    buf_init(&want, GOLDEN_MAX);
    read_file(path, &want);
    if (want.len != bytes->len ||
        memcmp(want.data, bytes->data, want.len) != 0) {
        print_error("%.*s", (int)bytes->len, (const char *)bytes->data);
        fail_msg("differs from %s", path);
    }
    buf_fini(&want);
}

void assert_goldens(const char *format, const struct golden *goldens,
                    size_t count)
{
    struct sink_options options = options_of(40);

    options.want_color = true;
    options.want_wide = true;
    options.want_extended = true;
    for (size_t i = 0; i < count; i++) {
        struct catcher catcher;
        struct world world;

        goldens[i].make(&world);
        catcher_init(&catcher);
        render(format, &options, world_result(&world), &catcher);
        assert_golden(goldens[i].file, &catcher.streams[SINK_DATA]);
        assert_int_equal(catcher.streams[SINK_PEOPLE].len, 0);
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

bool contains(const struct buf *bytes, const char *needle)
{
    size_t len = strlen(needle);
    size_t i;

    for (i = 0; i + len <= bytes->len; i++) {
        if (memcmp(bytes->data + i, needle, len) == 0) {
            return true;
        }
    }
    return false;
}

/* The bytes of a colour sequence that begins here, else 0. */
static size_t color_len(struct str text)
{
    size_t i = 2;

    if (!str_starts(text, "\x1b[")) {
        return 0;
    }
    while (i < text.len && text.ptr[i] != 'm') {
        i++;
    }
    return i + 1;
}

size_t widest_line(const struct buf *bytes)
{
    struct str all = {(const char *)bytes->data, bytes->len};
    struct cursor cursor = cursor_from(all);
    size_t widest = 0;
    struct str line;

    while (cursor_line(&cursor, &line)) {
        size_t width = 0;

        while (line.len > 0) {
            size_t len = color_len(line);
            uint32_t point;

            if (len == 0) {
                struct str one = {line.ptr, text_decode(line, &point)};

                /* A backslash here is one column: it is no text to escape. */
                width += point == '\\' ? 1 : text_width(one, TEXT_VISIBLE);
                len = one.len;
            }
            line.ptr += len;
            line.len -= len;
        }
        widest = width > widest ? width : widest;
    }
    return widest;
}
