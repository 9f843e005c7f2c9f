/* SPDX-License-Identifier: Apache-2.0 */
/* The table in both forms: golden files, and what must hold for any. */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum look { PLAIN, WIDE, EXTENDED, COLOR };

static const struct golden {
    const char *file;
    void (*make)(struct world *world);
    unsigned width;
    enum look look;
    const char *why;
} goldens[] = {
    {"usual-80.txt", world_make_usual, 80, PLAIN, "every kind of owner"},
    {"usual-110.txt", world_make_usual, 110, PLAIN, "room for LOCAL"},
    {"usual-200.txt", world_make_usual, 200, PLAIN, "a wide terminal"},
    {"usual-piped.txt", world_make_usual, 0, PLAIN, "rows only"},
    {"usual-wide-80.txt", world_make_usual, 80, WIDE, "-W"},
    {"usual-extended-80.txt", world_make_usual, 80, EXTENDED, "-e"},
    {"usual-extended-piped.txt", world_make_usual, 0, EXTENDED, "-e"},
    {"usual-color-80.txt", world_make_usual, 80, COLOR, "colour asked"},
    {"long-80.txt", world_make_long, 80, PLAIN, "nothing fits"},
    {"long-wide-80.txt", world_make_long, 80, WIDE, "two long ends"},
    {"long-110.txt", world_make_long, 110, PLAIN, "one long end fits"},
    {"long-200.txt", world_make_long, 200, PLAIN, "all fits"},
    {"long-piped.txt", world_make_long, 0, PLAIN, "columns as wide"},
    {"hostile-80.txt", world_make_hostile, 80, EXTENDED, "escaped"},
    {"hostile-piped.txt", world_make_hostile, 0, PLAIN, "escaped"},
    {"listening-80.txt", world_make_listening, 80, PLAIN, "-l"},
    {"listening-piped.txt", world_make_listening, 0, PLAIN, "-l"},
    {"all-80.txt", world_make_all, 80, PLAIN, "rows without a peer"},
    {"all-110.txt", world_make_all, 110, PLAIN, "likewise with LOCAL"},
    {"empty-80.txt", world_make_empty, 80, PLAIN, "kinds of empty"},
    {"empty-piped.txt", world_make_empty, 0, PLAIN, "a header is left"},
};

#define GOLDEN_COUNT (sizeof(goldens) / sizeof(goldens[0]))

static void render_golden(const struct golden *golden, struct world *world,
                          struct catcher *catcher)
{
    struct sink_options options = options_of(golden->width);

    options.want_wide = golden->look == WIDE;
    options.want_extended = golden->look == EXTENDED;
    options.want_color = golden->look == COLOR;
    golden->make(world);
    catcher_init(catcher);
    render("table", &options, world_result(world), catcher);
}

static void table_looks_like_the_golden_files(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < GOLDEN_COUNT; i++) {
        struct world world;
        struct catcher catcher;
        char people[64];

        render_golden(&goldens[i], &world, &catcher);
        assert_golden(goldens[i].file, &catcher.streams[SINK_DATA]);
        if (goldens[i].width == 0) {
            (void)snprintf(people, sizeof(people), "%.*s-people.txt",
                           (int)(strlen(goldens[i].file) - 4), goldens[i].file);
            assert_golden(people, &catcher.streams[SINK_PEOPLE]);
        } else {
            assert_int_equal(catcher.streams[SINK_PEOPLE].len, 0);
        }
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_looks_like_the_golden_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
