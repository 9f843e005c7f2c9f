/* SPDX-License-Identifier: Apache-2.0 */
/* Rows through a window, and the same rows as a whole. */
#include "collect/window.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct snapshot in;
static struct vec passed; /* struct sock_row */

static int set_up(void **state)
{
    (void)state;
    snapshot_init(&in);
    vec_init(&passed, sizeof(struct sock_row), 1000000);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    snapshot_fini(&in);
    vec_fini(&passed);
    return 0;
}

static int keep(void *ctx, const struct sock_row *row)
{
    (void)ctx;
    return vec_push(&passed, row);
}

static int refuse(void *ctx, const struct sock_row *row)
{
    (void)ctx;
    (void)row;
    return ERR_IO;
}

/* A socket, and the queue it has when it is printed. */
static void push(uint64_t inode, uint32_t queue)
{
    struct sock_row row = {.inode = inode, .rx_queue = queue};

    assert_int_equal(vec_push(&in.rows, &row), 0);
}

static const struct sock_row *at(size_t i)
{
    return vec_at(&passed, i);
}

/* Sockets 1 to count, and `again` once more, newer, behind `behind`. */
static void pass(size_t count, size_t again, size_t behind)
{
    for (size_t i = 1; i <= count; i++) {
        push(i, 0);
        if (i == behind) {
            push(again, 7);
        }
        assert_int_equal(window_pass(&in, false, keep, NULL), 0);
        assert_true(in.rows.len < 2 * WINDOW_ROWS);
    }
    assert_int_equal(window_pass(&in, true, keep, NULL), 0);
    assert_int_equal(in.rows.len, 0);
}

static void window_keeps_rows_and_their_order(void **state)
{
    const size_t count = 5 * WINDOW_ROWS + 3;

    (void)state;
    pass(count, 0, 0);
    assert_int_equal(passed.len, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(at(i)->inode, i + 1);
    }
}

/* As close as the window is wide, wherever in the file that is. */
static void window_finds_what_is_close(void **state)
{
    static const size_t behind[] = {WINDOW_ROWS,         WINDOW_ROWS + 1,
                                    2 * WINDOW_ROWS - 1, 2 * WINDOW_ROWS,
                                    2 * WINDOW_ROWS + 1, 3 * WINDOW_ROWS + 5};

    (void)state;
    for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
        size_t again = behind[i] - WINDOW_ROWS + 1;

        print_message("%zu behind %zu\n", again, behind[i]);
        passed.len = 0;
        in.rows_duplicate = 0;
        pass(4 * WINDOW_ROWS, again, behind[i]);
        assert_int_equal(passed.len, 4 * WINDOW_ROWS);
        assert_int_equal(in.rows_duplicate, 1);
        assert_int_equal(at(again - 1)->inode, again);
        assert_int_equal(at(again - 1)->rx_queue, 7);
    }
}

static void window_ends_with_the_first_refusal(void **state)
{
    (void)state;
    push(1, 0);
    push(2, 0);
    assert_int_equal(window_pass(&in, false, refuse, NULL), 0);
    assert_int_equal(window_pass(&in, true, refuse, NULL), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(window_keeps_rows_and_their_order,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(window_finds_what_is_close, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(window_ends_with_the_first_refusal,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
