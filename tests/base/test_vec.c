/* SPDX-License-Identifier: Apache-2.0 */
/* Growing arrays: order, maximum, searching, failing allocations. */
#include "base/vec.h"

#include "base/err.h"
#include "base/failmalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a;
    int y = *(const int *)b;

    return x < y ? -1 : x > y;
}

static int int_at(const struct vec *vec, size_t index)
{
    return *(const int *)vec_at(vec, index);
}

static void vec_keeps_items_in_order_while_it_grows(void **state)
{
    struct vec vec;
    int i;

    (void)state;
    vec_init(&vec, sizeof(int), 5000);
    for (i = 0; i < 5000; i++) {
        assert_int_equal(vec_push(&vec, &i), 0);
    }
    for (i = 0; i < 5000; i++) {
        assert_int_equal(int_at(&vec, (size_t)i), i);
    }
    vec_fini(&vec);
    assert_int_equal(vec.len, 0);
    assert_int_equal(vec_push(&vec, &i), 0);
    assert_int_equal(int_at(&vec, 0), 5000);
    vec_fini(&vec);
}

static void vec_takes_its_maximum_and_no_more(void **state)
{
    static const size_t maxima[] = {0, 1, 15, 16, 17, 32, 33};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(maxima) / sizeof(maxima[0]); i++) {
        struct vec vec;
        int item = 7;
        size_t k;

        vec_init(&vec, sizeof(int), maxima[i]);
        for (k = 0; k < maxima[i]; k++) {
            assert_int_equal(vec_push(&vec, &item), 0);
        }
        assert_int_equal(vec_push(&vec, &item), ERR_LIMIT);
        assert_int_equal(vec.len, maxima[i]);
        assert_true(vec.cap <= maxima[i]);
        vec_fini(&vec);
    }
}

static void vec_is_unchanged_when_memory_runs_out(void **state)
{
    struct vec vec;
    int i;

    (void)state;
    vec_init(&vec, sizeof(int), 1000);
    for (i = 0; i < 16; i++) {
        assert_int_equal(vec_push(&vec, &i), 0);
    }
    failmalloc_at(0);
    assert_int_equal(vec_push(&vec, &i), ERR_NOMEM);
    assert_true(failmalloc_off());
    assert_int_equal(vec.len, 16);
    assert_int_equal(int_at(&vec, 15), 15);
    assert_int_equal(vec_push(&vec, &i), 0);
    assert_int_equal(int_at(&vec, 16), 16);
    vec_fini(&vec);
}

static void vec_finds_what_it_has_sorted(void **state)
{
    static const int items[] = {9, 3, 7, 3, 1, 3, 8};
    struct vec vec;
    size_t i;
    int key;

    (void)state;
    vec_init(&vec, sizeof(int), 100);
    key = 3;
    vec_sort(&vec, compare_ints);
    assert_null(vec_find(&vec, &key, compare_ints));
    for (i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
        assert_int_equal(vec_push(&vec, &items[i]), 0);
    }
    vec_sort(&vec, compare_ints);
    for (i = 1; i < vec.len; i++) {
        assert_true(int_at(&vec, i - 1) <= int_at(&vec, i));
    }
    for (key = 0; key <= 10; key++) {
        const int *found = vec_find(&vec, &key, compare_ints);

        if (key == 1 || key == 3 || key == 7 || key == 8 || key == 9) {
            assert_non_null(found);
            assert_int_equal(*found, key);
        } else {
            assert_null(found);
        }
    }
    key = 3;
    assert_ptr_equal(vec_find(&vec, &key, compare_ints), vec_at(&vec, 1));
    vec_fini(&vec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vec_keeps_items_in_order_while_it_grows),
        cmocka_unit_test(vec_takes_its_maximum_and_no_more),
        cmocka_unit_test(vec_is_unchanged_when_memory_runs_out),
        cmocka_unit_test(vec_finds_what_it_has_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
