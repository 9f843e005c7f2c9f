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

static const struct golden goldens[] = {
    {"usual.jsonl", world_make_usual},
    {"hostile.jsonl", world_make_hostile},
    {"network.jsonl", world_make_network},
    {"netstat.jsonl", world_make_netstat},
    {"empty.jsonl", world_make_empty},
    {"local.jsonl", world_make_local},
};

static void jsonl_looks_like_the_golden_files(void **state)
{
    (void)state;
    assert_goldens("jsonl", goldens, sizeof(goldens) / sizeof(goldens[0]));
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
    sink = sink_to_catch("jsonl", &options, &catcher);
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
