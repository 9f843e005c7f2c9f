/* SPDX-License-Identifier: Apache-2.0 */
/* The same app as another Android user is told on top of a comparison. */
#include "judged.h"

#include "judge/diff.h"

#include <string.h>

struct side {
    struct observed run;
    struct watch_summary summary;
    struct endpoint endpoint;
    struct lookup lookup;
    const struct observed *runs[1];
    struct diff_side side;
};

static void make_side(struct side *side)
{
    memset(side, 0, sizeof(*side));
    side->lookup = looked_up("203.0.113.10", "api.bank.example", 1,
                             "203.0.113.0/24", "Example Bank AG", 64500);
    make_endpoint(&side->endpoint, &bank, "203.0.113.10", 443, &side->lookup);
    side->summary.endpoints = &side->endpoint;
    side->summary.endpoint_count = 1;
    side->summary.to_ms = 30000;
    side->summary.coverage = (struct coverage){
        .is_known = true, .opens = 100, .seen = 97, .attributed = 90};
    side->run.source = "a.adbnet";
    side->run.package = "com.example.bank";
    side->run.summary = &side->summary;
    side->runs[0] = &side->run;
    side->side.runs = side->runs;
    side->side.run_count = 1;
}

static void users_are_told_where_both_are_known(void **state)
{
    static const struct {
        const char *why;
        bool is_known;
        uint32_t user;
        const char *note; /* NULL: none */
    } cases[] = {
        {"another user", true, 10, "Android user: 0 on side A, 10 on side B"},
        {"the same", true, 0, NULL},
        {"not known of one side", false, 10, NULL},
    };
    const struct diff_options options = {.by = KEY_BY_ADDR};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct side a;
        struct side b;
        struct diff *diff = NULL;
        const struct difference_note *notes;
        size_t count;
        struct err err = {.text = ""};

        print_message("%s\n", cases[i].why);
        make_side(&a);
        make_side(&b);
        a.run.has_user = true;
        b.run.has_user = cases[i].is_known;
        b.run.user = cases[i].user;
        assert_int_equal(diff_make(&a.side, &b.side, &options, &diff, &err), 0);
        notes = diff_notes(diff, &count);
        assert_int_equal(count, cases[i].note != NULL);
        if (count > 0) {
            assert_string_equal(notes[0].code, "user");
            assert_string_equal(notes[0].text, cases[i].note);
        }
        diff_free(diff);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users_are_told_where_both_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
