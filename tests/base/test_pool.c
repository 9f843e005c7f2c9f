/* SPDX-License-Identifier: Apache-2.0 */
/* The string pool: addresses that stay, the maximum, failing allocations. */
#include "base/pool.h"

#include "base/failmalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void pool_keeps_strings_where_they_are(void **state)
{
    static const char *added[4000];
    char text[32];
    struct pool pool;
    size_t i;

    (void)state;
    pool_init(&pool, (size_t)1024 * 1024);
    for (i = 0; i < 4000; i++) {
        (void)snprintf(text, sizeof(text), "com.example.p%zu", i);
        added[i] = pool_add(&pool, str_from(text));
        assert_non_null(added[i]);
    }
    for (i = 0; i < 4000; i++) {
        (void)snprintf(text, sizeof(text), "com.example.p%zu", i);
        assert_string_equal(added[i], text);
    }
    pool_fini(&pool);
}

static void pool_takes_text_longer_than_a_block(void **state)
{
    static char big[100000];
    struct str text = {big, sizeof(big)};
    const char *small;
    const char *copy;
    struct pool pool;

    (void)state;
    memset(big, 'x', sizeof(big));
    pool_init(&pool, (size_t)1024 * 1024);
    small = pool_add(&pool, str_from("a"));
    copy = pool_add(&pool, text);
    assert_non_null(copy);
    assert_memory_equal(copy, big, sizeof(big));
    assert_int_equal(copy[sizeof(big)], 0);
    assert_string_equal(small, "a");
    assert_string_equal(pool_add(&pool, str_from("b")), "b");
    pool_fini(&pool);
}

static void pool_copies_empty_and_unterminated_text(void **state)
{
    struct str nothing = {NULL, 0};
    struct str part = {"abcdef", 3};
    struct pool pool;

    (void)state;
    pool_init(&pool, 100);
    assert_string_equal(pool_add(&pool, nothing), "");
    assert_string_equal(pool_add(&pool, part), "abc");
    pool_fini(&pool);
}

static void pool_ends_at_its_maximum(void **state)
{
    struct str endless = {"x", SIZE_MAX};
    struct pool pool;

    (void)state;
    pool_init(&pool, 8);
    assert_non_null(pool_add(&pool, str_from("abc")));
    assert_null(pool_add(&pool, str_from("defg")));
    assert_non_null(pool_add(&pool, str_from("def")));
    assert_null(pool_add(&pool, str_from("")));
    pool_fini(&pool);
    pool_init(&pool, SIZE_MAX);
    assert_null(pool_add(&pool, endless));
    pool_fini(&pool);
}

static void pool_survives_running_out_of_memory(void **state)
{
    struct pool pool;
    const char *first;

    (void)state;
    pool_init(&pool, 100000);
    failmalloc_at(0);
    assert_null(pool_add(&pool, str_from("a")));
    assert_true(failmalloc_off());
    assert_int_equal(pool.used, 0);
    first = pool_add(&pool, str_from("a"));
    assert_string_equal(first, "a");
    pool_fini(&pool);
    assert_string_equal(pool_add(&pool, str_from("b")), "b");
    pool_fini(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pool_keeps_strings_where_they_are),
        cmocka_unit_test(pool_takes_text_longer_than_a_block),
        cmocka_unit_test(pool_copies_empty_and_unterminated_text),
        cmocka_unit_test(pool_ends_at_its_maximum),
        cmocka_unit_test(pool_survives_running_out_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
