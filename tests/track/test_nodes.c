/* SPDX-License-Identifier: Apache-2.0 */
/* Records are found by their hash, the newest first. */
#include "fixture.h"

#include "track/nodes.h"

static void hash_is_siphash_1_3(void **state)
{
    /* Of the bytes 0 to 7 under the key 0 to 15, little end first. */
    static const uint64_t secret[2] = {0x0706050403020100u,
                                       0x0f0e0d0c0b0a0908u};
    static const uint64_t words[1] = {0x0706050403020100u};

    (void)state;
    assert_int_not_equal(nodes_hash(secret, words, 0),
                         nodes_hash(secret, words, 1));
    assert_true(nodes_hash(secret, words, 1) == 0x369095118d299a8eu);
}

static void all_are_found_and_the_newest_comes_first(void **state)
{
    static struct node nodes[1000];
    struct nodes set;

    (void)state;
    nodes_init(&set);
    assert_null(nodes_first(&set, 5));
    for (uint64_t i = 0; i < 1000; i++) {
        assert_int_equal(nodes_add(&set, &nodes[i], i % 500 << 8), 0);
    }
    for (uint64_t i = 0; i < 500; i++) {
        assert_ptr_equal(nodes_first(&set, i << 8), &nodes[i + 500]);
        assert_ptr_equal(nodes_next(&nodes[i + 500]), &nodes[i]);
        assert_null(nodes_next(&nodes[i]));
    }
    for (uint64_t i = 0; i < 500; i++) {
        nodes_remove(&set, &nodes[i + 500 * (i % 2)]);
    }
    for (uint64_t i = 0; i < 500; i++) {
        assert_ptr_equal(nodes_first(&set, i << 8),
                         &nodes[i + 500 * (1 - i % 2)]);
        assert_null(nodes_next(nodes_first(&set, i << 8)));
    }
    assert_int_equal(set.len, 500);
    nodes_fini(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_is_siphash_1_3),
        cmocka_unit_test(all_are_found_and_the_newest_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
