/* SPDX-License-Identifier: Apache-2.0 */
/* What was found out about addresses, in every format. */
#include "sink/lookups.h"

#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT 9

static struct lookup lookups[COUNT];
static const struct lookup *pointers[COUNT];
static size_t count;

static struct lookup *add(const char *text)
{
    struct lookup *lookup = &lookups[count];
    struct addr addr;

    assert_true(addr_parse(str_from(text), &addr));
    lookup_init(lookup, &addr);
    pointers[count++] = lookup;
    return lookup;
}

static struct lookup *add_names(const char *text, int confirmed,
                                const char *name, const char *other)
{
    struct lookup_ptr *ptr;

    add(text);
    ptr = &lookups[count - 1].ptr;
    ptr->status = LOOKUP_OK;
    ptr->source = "dns";
    ptr->confirmed = (int8_t)confirmed;
    ptr->fetched_at_ms = 1795351205118;
    ptr->names[ptr->name_count++] = name;
    if (other != NULL) {
        ptr->names[ptr->name_count++] = other;
    }
    return &lookups[count - 1];
}

static void make(void)
{
    struct lookup *lookup;

    count = 0;
    lookup = add_names("203.0.113.10", 1, "api.bank.example", "a.example");
    lookup->network.status = LOOKUP_OK;
    lookup->network.source = "rdap";
    lookup->network.asn = 64500;
    lookup->network.prefix = "203.0.113.0/24";
    lookup->network.name = "BANK-NET";
    lookup->network.org = "Bank \"of\" Example, Inc.";
    lookup->network.holder = LOOKUP_OK;
    lookup->network.country = "ZZ";
    lookup->network.fetched_at_ms = 1795351205118;
    lookup = add_names("198.51.100.24", 0, "edge-24.cdn.example", NULL);
    lookup->network.status = LOOKUP_NONE;
    lookup = add_names("198.51.100.25", -1, "edge-25.cdn.example", NULL);
    lookup->network.status = LOOKUP_ERROR;
    lookup = add_names("198.51.100.26", -1, "mine.example", NULL);
    lookup->ptr.source = "list";
    lookup->ptr.fetched_at_ms = -1;
    add("2001:db8:4:81f::200e")->ptr.status = LOOKUP_NONE;
    add("198.51.100.27")->ptr.status = LOOKUP_ERROR;
    lookup = add("64:ff9b::10.0.0.1");
    lookup->inner = addr_v4((const uint8_t[]){10, 0, 0, 1});
    lookup->wrap = "nat64";
    lookup->special = "private";
    add_names("198.51.100.28", 0, "=h\\027[31m\x1b[31m\xe2\x80\xae,\"", NULL);
    add("198.51.100.29");
}

static void render_lookups(const char *format, unsigned width, size_t some,
                           struct catcher *catcher)
{
    struct sink_options options = options_of(width);
    struct lookup_list list = {pointers, some};
    struct record record = {.kind = RECORD_LOOKUPS};
    struct sink *sink;

    record.of.lookups = &list;
    options.command = "lookup";
    options.kinds = RECORD_LOOKUPS;
    catcher_init(catcher);
    sink = sink_to_catch(format, &options, catcher);
    assert_int_equal(sink_put(sink, &record, NULL), 0);
    assert_int_equal(sink_close(sink, NULL), 0);
    assert_int_equal(catcher->streams[SINK_PEOPLE].len, 0);
}

static void lookups_look_like_the_golden_files(void **state)
{
    static const struct {
        const char *file;
        const char *format;
        unsigned width;
        size_t count;
    } cases[] = {
        {"lookups-80.txt", "table", 80, COUNT},
        {"lookups-piped.txt", "table", 0, COUNT},
        {"lookups.json", "json", 0, COUNT},
        {"lookups.jsonl", "jsonl", 0, COUNT},
        {"lookups.csv", "csv", 0, COUNT},
        {"lookups-none.json", "json", 0, 0},
        {"lookups-none.txt", "table", 80, 0},
    };
    size_t i;

    (void)state;
    make();
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct catcher catcher;

        render_lookups(cases[i].format, cases[i].width, cases[i].count,
                       &catcher);
        assert_golden(cases[i].file, &catcher.streams[SINK_DATA]);
        catcher_fini(&catcher);
    }
}

/* The same names beside the connections of a phone. */
static void connections_look_like_the_golden_files(void **state)
{
    static const struct {
        const char *file;
        const char *format;
        unsigned width;
    } cases[] = {
        {"named-80.txt", "table", 80},   {"named-110.txt", "table", 110},
        {"named-piped.txt", "table", 0}, {"named.json", "json", 0},
        {"named.jsonl", "jsonl", 0},     {"named.csv", "csv", 0},
    };
    struct world world;
    const struct result *result;
    size_t i;

    (void)state;
    make();
    world_init(&world);
    world_make_usual(&world);
    result = world_result(&world);
    for (i = 0; i < world.connections.len; i++) {
        struct connection *connection = vec_at(&world.connections, i);

        connection->lookup = i % 10 == 9 ? NULL : pointers[i % 10];
    }
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sink_options options = options_of(cases[i].width);
        struct catcher catcher;

        catcher_init(&catcher);
        render(cases[i].format, &options, result, &catcher);
        assert_golden(cases[i].file, &catcher.streams[SINK_DATA]);
        catcher_fini(&catcher);
    }
    world_fini(&world);
}

static void a_stream_gives_each_record_when_it_is_flushed(void **state)
{
    struct sink_options options = options_of(0);
    struct record record = {.kind = RECORD_LOOKUPS};
    struct catcher catcher;
    struct sink *sink;
    size_t i;

    (void)state;
    make();
    options.command = "lookup";
    options.kinds = RECORD_LOOKUPS;
    catcher_init(&catcher);
    sink = sink_to_catch("jsonl", &options, &catcher);
    for (i = 0; i < 2; i++) {
        struct lookup_list list = {&pointers[i], 1};
        size_t before = catcher.streams[SINK_DATA].len;

        record.of.lookups = &list;
        assert_int_equal(sink_put(sink, &record, NULL), 0);
        assert_int_equal(catcher.streams[SINK_DATA].len, before);
        assert_int_equal(sink_flush(sink, NULL), 0);
        assert_true(catcher.streams[SINK_DATA].len > before);
    }
    assert_int_equal(sink_close(sink, NULL), 0);
    assert_true(contains(&catcher.streams[SINK_DATA], "\"lookups\":2"));
    catcher_fini(&catcher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookups_look_like_the_golden_files),
        cmocka_unit_test(connections_look_like_the_golden_files),
        cmocka_unit_test(a_stream_gives_each_record_when_it_is_flushed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
