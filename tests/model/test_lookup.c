/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups as messages. */
#include "model/lookup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void a_new_lookup_knows_nothing_and_says_so(void **state)
{
    struct addr addr = addr_v4((const uint8_t[]){192, 0, 2, 1});
    struct lookup lookup;

    (void)state;
    memset(&lookup, 0x55, sizeof(lookup));
    lookup_init(&lookup, &addr);
    assert_int_equal(addr_compare(&lookup.inner, &addr), 0);
    assert_int_equal(lookup.ptr.status, LOOKUP_SKIPPED);
    assert_int_equal(lookup.ptr.confirmed, -1);
    assert_int_equal(lookup.ptr.name_count, 0);
    assert_int_equal(lookup.network.status, LOOKUP_SKIPPED);
    assert_true(lookup.network.asn == -1);
    assert_null(lookup.network.org);
    assert_null(lookup.special);
}

static void a_copy_needs_nothing_of_the_original(void **state)
{
    char texts[6][8] = {"a.test", "b.test", "prefix", "name", "org", "ZZ"};
    struct addr addr = addr_v4((const uint8_t[]){192, 0, 2, 1});
    struct lookup lookup;
    struct lookup *copy;

    (void)state;
    lookup_init(&lookup, &addr);
    lookup.ptr.names[0] = texts[0];
    lookup.ptr.names[1] = texts[1];
    lookup.ptr.name_count = 2;
    lookup.network.prefix = texts[2];
    lookup.network.name = texts[3];
    lookup.network.org = texts[4];
    lookup.network.country = texts[5];
    copy = lookup_copy(&lookup);
    assert_non_null(copy);
    memset(texts, 'x', sizeof(texts));
    assert_string_equal(copy->ptr.names[0], "a.test");
    assert_string_equal(copy->ptr.names[1], "b.test");
    assert_string_equal(copy->network.prefix, "prefix");
    assert_string_equal(copy->network.name, "name");
    assert_string_equal(copy->network.org, "org");
    assert_string_equal(copy->network.country, "ZZ");
    free(copy);
}

static void statuses_are_called_as_the_contract_has_it(void **state)
{
    (void)state;
    assert_string_equal(lookup_status_name(LOOKUP_SKIPPED), "skipped");
    assert_string_equal(lookup_status_name(LOOKUP_PENDING), "pending");
    assert_string_equal(lookup_status_name(LOOKUP_OK), "ok");
    assert_string_equal(lookup_status_name(LOOKUP_NONE), "none");
    assert_string_equal(lookup_status_name(LOOKUP_ERROR), "error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_lookup_knows_nothing_and_says_so),
        cmocka_unit_test(a_copy_needs_nothing_of_the_original),
        cmocka_unit_test(statuses_are_called_as_the_contract_has_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
