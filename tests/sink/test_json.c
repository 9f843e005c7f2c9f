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

static const struct {
    const char *file;
    void (*make)(struct world *world);
} goldens[] = {
    {"usual.json", world_make_usual},
    {"long.json", world_make_long},
    {"hostile.json", world_make_hostile},
    {"listening.json", world_make_listening},
    {"all.json", world_make_all},
    {"empty.json", world_make_empty},
    {"netstat.json", world_make_netstat},
};

static void json_looks_like_the_golden_files(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(goldens) / sizeof(goldens[0]); i++) {
        /* Neither width nor any wish for looks changes it. */
        struct sink_options options = options_of(40);
        struct catcher catcher;
        struct world world;

        options.want_color = true;
        options.want_wide = true;
        options.want_extended = true;
        goldens[i].make(&world);
        catcher_init(&catcher);
        render("json", &options, world_result(&world), &catcher);
        assert_golden(goldens[i].file, &catcher.streams[SINK_DATA]);
        assert_int_equal(catcher.streams[SINK_PEOPLE].len, 0);
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

static void json_without_a_phone_has_the_same_shape(void **state)
{
    struct sink_options options = options_of(0);
    struct catcher catcher;
    struct sink *sink;

    (void)state;
    catcher_init(&catcher);
    assert_int_equal(sink_open(sink_by_name("json"), &options, catcher_drain,
                               &catcher, &sink, NULL),
                     0);
    assert_int_equal(sink_close(sink, NULL), 0);
    assert_golden("nothing.json", &catcher.streams[SINK_DATA]);
    catcher_fini(&catcher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_looks_like_the_golden_files),
        cmocka_unit_test(json_without_a_phone_has_the_same_shape),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
