/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON by lines: golden files, and the sums over several phones. That it
 * says the same as the document is what check_lines.py looks at.
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
    {"usual.jsonl", world_make_usual},
    {"hostile.jsonl", world_make_hostile},
    {"network.jsonl", world_make_network},
    {"netstat.jsonl", world_make_netstat},
    {"empty.jsonl", world_make_empty},
    {"local.jsonl", world_make_local},
};

static void jsonl_looks_like_the_golden_files(void **state)
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
        render("jsonl", &options, world_result(&world), &catcher);
        assert_golden(goldens[i].file, &catcher.streams[SINK_DATA]);
        assert_int_equal(catcher.streams[SINK_PEOPLE].len, 0);
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

static void jsonl_ends_with_the_sums_over_all_phones(void **state)
{
    struct sink_options options = options_of(0);
    struct catcher catcher;
    struct world first;
    struct world second;
    struct sink *sink;

    (void)state;
    world_make_usual(&first);
    world_make_all(&second);
    second.result.serial = NULL;
    second.result.hidden.listening = 3;
    second.result.hidden.unowned = 1;
    second.snapshot.rows_duplicate = 5;
    catcher_init(&catcher);
    assert_int_equal(sink_open(sink_by_name("jsonl"), &options, catcher_drain,
                               &catcher, &sink, NULL),
                     0);
    assert_int_equal(sink_put_result(sink, world_result(&first), NULL), 0);
    assert_int_equal(sink_put_result(sink, world_result(&second), NULL), 0);
    assert_int_equal(sink_close(sink, NULL), 0);
    assert_golden("two.jsonl", &catcher.streams[SINK_DATA]);
    catcher_fini(&catcher);
    world_fini(&first);
    world_fini(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jsonl_looks_like_the_golden_files),
        cmocka_unit_test(jsonl_ends_with_the_sums_over_all_phones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
