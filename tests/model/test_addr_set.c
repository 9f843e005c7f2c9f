/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of addresses keep their order and each address once. */
#include "model/addr_set.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct addr number(uint32_t value)
{
    uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16),
                        (uint8_t)(value >> 8), (uint8_t)value};

    return addr_v4(bytes);
}

static void each_address_is_there_once_where_it_came_first(void **state)
{
    static const uint32_t values[] = {9, 3, 9, 7, 3, 3, 1, 9, 8};
    static const uint32_t want[] = {9, 3, 7, 1, 8};
    struct addr_set set;
    size_t i;

    (void)state;
    addr_set_init(&set);
    for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct addr addr = number(values[i]);

        assert_int_equal(addr_set_add(&set, &addr), 0);
    }
    assert_int_equal(addr_set_index(&set), 0);
    assert_int_equal(set.list.len, 5);
    for (i = 0; i < 5; i++) {
        struct addr addr = number(want[i]);

        assert_int_equal(addr_compare(vec_at(&set.list, i), &addr), 0);
        assert_int_equal(addr_set_find(&set, &addr), i);
    }
    addr_set_fini(&set);
}

static void an_empty_set_is_one(void **state)
{
    struct addr_set set;

    (void)state;
    addr_set_init(&set);
    assert_int_equal(addr_set_index(&set), 0);
    assert_int_equal(set.list.len, 0);
    addr_set_fini(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_address_is_there_once_where_it_came_first),
        cmocka_unit_test(an_empty_set_is_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
