/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON of conns: golden files. That they hold every key of the contract
 * and are JSON at all is what check_json.py looks at.
 */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct golden goldens[] = {
    {"usual.json", world_make_usual},
    {"long.json", world_make_long},
    {"hostile.json", world_make_hostile},
    {"listening.json", world_make_listening},
    {"all.json", world_make_all},
    {"empty.json", world_make_empty},
    {"network.json", world_make_network},
    {"netstat.json", world_make_netstat},
    {"local.json", world_make_local},
};

static void json_looks_like_the_golden_files(void **state)
{
    (void)state;
    assert_goldens("json", goldens, sizeof(goldens) / sizeof(goldens[0]));
}

static void json_without_a_phone_has_the_same_shape(void **state)
{
    struct sink_options options = options_of(0);
    struct catcher catcher;
    struct sink *sink;

    (void)state;
    catcher_init(&catcher);
    sink = sink_to_catch("json", &options, &catcher);
    assert_int_equal(sink_close(sink, NULL), 0);
    assert_golden("nothing.json", &catcher.streams[SINK_DATA]);
    catcher_fini(&catcher);
}

/* More than any room that was asked for at once, and some without a name. */
static void json_has_all_that_hold_a_socket(void **state)
{
    static const struct process process = {24685, 10093, "com.example.\"bank"};
    static struct holder holders[2000];
    struct sink_options options = options_of(0);
    struct catcher catcher;
    struct world world;
    struct connection *connection;

    (void)state;
    for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++) {
        holders[i].pid = 2000000000 + (int32_t)i;
        holders[i].process = i == 1 ? &process : NULL;
    }
    world_make_usual(&world);
    connection = vec_at(&world.connections, 0);
    connection->holders = holders;
    connection->holder_count = sizeof(holders) / sizeof(holders[0]);
    catcher_init(&catcher);
    render("json", &options, world_result(&world), &catcher);
    assert_true(contains(&catcher.streams[SINK_DATA],
                         "\"holders\":[{\"pid\":2000000000,\"process\":null},"
                         "{\"pid\":2000000001,\"process\":"
                         "\"com.example.\\\"bank\"},"));
    assert_true(contains(&catcher.streams[SINK_DATA],
                         ",{\"pid\":2000001999,\"process\":null}],\"path\""));
    catcher_fini(&catcher);
    world_fini(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_looks_like_the_golden_files),
        cmocka_unit_test(json_has_all_that_hold_a_socket),
        cmocka_unit_test(json_without_a_phone_has_the_same_shape),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
