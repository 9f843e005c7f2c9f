/* SPDX-License-Identifier: Apache-2.0 */
/* Maps: against a plain array, with collisions and many removals. */
#include "base/map.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define KEYS 3000

static char keys[KEYS][8];

static void make_keys(void)
{
    int i;

    for (i = 0; i < KEYS; i++) {
        (void)snprintf(keys[i], sizeof(keys[i]), "k%d", i);
    }
}

static void check_all(const struct map *map, const bool is_in[KEYS])
{
    size_t count = 0;
    int i;

    for (i = 0; i < KEYS; i++) {
        void *want = is_in[i] ? keys[i] : NULL;

        if (map_get(map, str_from(keys[i])) != want) {
            fail_msg("%s", keys[i]);
        }
        count += is_in[i];
    }
    assert_int_equal(map->len, count);
}

static void what_is_put_is_found_until_it_is_removed(void **state)
{
    static bool is_in[KEYS];
    uint32_t seed = 7;
    struct map map;
    const char *key;
    size_t at = 0;
    size_t count = 0;
    int i;

    (void)state;
    make_keys();
    map_init(&map, KEYS);
    for (i = 0; i < 40 * KEYS; i++) {
        int k;

        seed = seed * 1664525u + 1013904223u;
        k = (int)(seed >> 8) % KEYS;
        if (is_in[k]) {
            map_remove(&map, str_from(keys[k]));
        } else {
            assert_int_equal(map_put(&map, str_from(keys[k]), keys[k]), 0);
        }
        is_in[k] = !is_in[k];
        if (i % 997 == 0) {
            check_all(&map, is_in);
        }
    }
    check_all(&map, is_in);
    while ((key = map_next(&map, &at)) != NULL) {
        assert_ptr_equal(map_get(&map, str_from(key)), key);
        is_in[(key - keys[0]) / (int)sizeof(keys[0])] = false;
        count++;
    }
    assert_int_equal(count, map.len);
    for (i = 0; i < (int)(sizeof(is_in) / sizeof(is_in[0])); i++) {
        assert_false(is_in[i]);
    }
    map_fini(&map);
}

static void a_map_has_a_maximum(void **state)
{
    struct map map;

    (void)state;
    make_keys();
    map_init(&map, 2);
    assert_null(map_get(&map, str_from("k0")));
    map_remove(&map, str_from("k0"));
    assert_int_equal(map_put(&map, str_from("k0"), keys[0]), 0);
    assert_int_equal(map_put(&map, str_from("k1"), keys[1]), 0);
    assert_int_equal(map_put(&map, str_from("k2"), keys[2]), ERR_LIMIT);
    map_remove(&map, str_from("k0"));
    map_remove(&map, str_from("k0"));
    assert_int_equal(map_put(&map, str_from("k2"), keys[2]), 0);
    assert_ptr_equal(map_get(&map, str_from("k2")), keys[2]);
    map_fini(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_found_until_it_is_removed),
        cmocka_unit_test(a_map_has_a_maximum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
