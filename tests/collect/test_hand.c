/* SPDX-License-Identifier: Apache-2.0 */
/* What is said to the shell that obeys, and what it answers. */
#include "collect/hand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check(struct buf *text, const char *want)
{
    assert_int_equal(buf_putc(text, '\0'), 0);
    assert_string_equal((const char *)text->data, want);
    buf_clear(text);
}

static void lines_are_counted_and_empty_ones_left_out(void **state)
{
    struct buf text;

    (void)state;
    buf_init(&text, HAND_TEXT_MAX);
    assert_int_equal(hand_put(&text, 3, "id"), 0);
    check(&text, "=r 3 1\nid\n");
    assert_int_equal(hand_put(&text, 4, "a\n\nb\n"), 0);
    check(&text, "=r 4 2\na\nb\n");
    assert_int_equal(hand_put_last(&text, "am force-stop a.b"), 0);
    check(&text, "=a am force-stop a.b\n");
    assert_int_equal(hand_put_last(&text, NULL), 0);
    check(&text, "=d\n");
    assert_int_equal(hand_put_last(&text, "a\nb"), ERR_ARG);
    buf_fini(&text);
    buf_init(&text, 12);
    assert_int_equal(hand_put(&text, 3, "a long command"), ERR_LIMIT);
    buf_fini(&text);
}

static void an_end_says_how_long_the_phone_took(void **state)
{
    static const struct {
        const char *why;
        const char *line;
        bool is_end;
        unsigned number;
        int64_t took_ms;
    } cases[] = {
        {"as it is", "== end 7 100.900000 101.050999", true, 7, 150},
        {"a pty's", "== end 7 100.000000 100.000000\r", true, 7, 0},
        {"the clock was set", "== end 1 100.900000 50.000000", true, 1, -1},
        {"a section of a look", "== screen", false, 0, 0},
        {"cut", "== end 7 100.900000", false, 0, 0},
        {"no fraction", "== end 7 100 101", false, 0, 0},
        {"short fraction", "== end 7 100.9 101.000000", false, 0, 0},
        {"more behind", "== end 7 100.000000 101.000000 x", false, 0, 0},
        {"no number", "== end x 100.000000 101.000000", false, 0, 0},
        {"", "", false, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hand_end end = {0, 0};

        print_message("%s\n", cases[i].why);
        assert_int_equal(hand_read_end(str_from(cases[i].line), &end),
                         cases[i].is_end);
        if (cases[i].is_end) {
            assert_int_equal(end.number, cases[i].number);
            assert_true(end.took_ms == cases[i].took_ms);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_counted_and_empty_ones_left_out),
        cmocka_unit_test(an_end_says_how_long_the_phone_took),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
