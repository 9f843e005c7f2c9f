/* SPDX-License-Identifier: Apache-2.0 */
/* How far one answer serves, and what is kept for the next run. */
#include "enrich/known.h"

#include "enrich/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW ((int64_t)1795351205000)
#define DAY ((int64_t)24 * 3600 * 1000)

static struct addr addr_of(const char *text)
{
    struct addr addr;

    assert_true(addr_parse(str_from(text), &addr));
    return addr;
}

static void add_route(struct known *known, const char *line)
{
    struct cymru_row row;

    assert_true(cymru_read_row(str_from(line), &row));
    known_add_route(known, &row, NOW);
}

static void add_held(struct known *known, const char *range, const char *asked,
                     const char *org)
{
    struct held held = {.source = "rdap", .fetched_ms = NOW};

    assert_true(
        holding_range(str_from(range), &held.holding.low, &held.holding.high));
    holding_text(str_from(org), held.holding.org);
    held.asked = addr_of(asked);
    held.is_none = org[0] == '\0';
    assert_non_null(known_add_held(known, &held));
}

static const char *org_of(struct known *known, const char *text)
{
    struct addr addr = addr_of(text);
    const struct held *held =
        known_held(known, &addr, known_route(known, &addr));

    return held == NULL ? NULL : held->holding.org;
}

static void the_longest_prefix_counts(void **state)
{
    struct known known;
    struct addr addr = addr_of("192.0.2.9");

    (void)state;
    known_init(&known, NULL, true, NOW);
    assert_null(known_route(&known, &addr));
    add_route(&known, "64500 | 192.0.2.1 | 192.0.0.0/16 | | arin | | WIDE");
    assert_int_equal(known_route(&known, &addr)->asn, 64500);
    add_route(&known, "64501 | 192.0.2.1 | 192.0.2.0/24 | | apnic | | NARROW");
    assert_int_equal(known_route(&known, &addr)->asn, 64501);
    assert_int_equal(known_route(&known, &addr)->registry, 2);
    addr = addr_of("192.0.3.9");
    assert_int_equal(known_route(&known, &addr)->asn, 64500);
    addr = addr_of("2001:db8::1");
    assert_null(known_route(&known, &addr));
    known_fini(&known);
}

static void the_first_of_several_origins_stays(void **state)
{
    struct known known;
    struct addr addr = addr_of("192.0.2.9");

    (void)state;
    known_init(&known, NULL, true, NOW);
    add_route(&known, "64500 | 192.0.2.1 | 192.0.2.0/24 | | arin | | ONE");
    add_route(&known, "64501 | 192.0.2.1 | 192.0.2.0/24 | | arin | | TWO");
    assert_string_equal(known_route(&known, &addr)->name, "ONE");
    known_fini(&known);
}

static void what_nobody_announces_counts_for_itself_alone(void **state)
{
    struct known known;
    struct addr addr = addr_of("192.0.2.9");

    (void)state;
    known_init(&known, NULL, true, NOW);
    add_route(&known, "NA | 192.0.2.9 | NA | | arin | | NA");
    assert_false(known_route(&known, &addr)->is_announced);
    addr = addr_of("192.0.2.8");
    assert_null(known_route(&known, &addr));
    known_fini(&known);
}

static void a_holder_serves_neighbours_in_small_ranges_only(void **state)
{
    struct known known;

    (void)state;
    known_init(&known, NULL, true, NOW);
    add_held(&known, "192.0.0.0/15", "192.0.2.1", "Large");
    assert_string_equal(org_of(&known, "192.0.2.1"), "Large");
    assert_null(org_of(&known, "192.0.2.2"));
    add_held(&known, "198.51.0.0/16", "198.51.2.1", "Small");
    assert_string_equal(org_of(&known, "198.51.100.1"), "Small");
    add_held(&known, "2001:db8::/31", "2001:db8::1", "Large6");
    assert_null(org_of(&known, "2001:db8::2"));
    add_held(&known, "2001:db8::/32", "2001:db8::1", "Small6");
    assert_string_equal(org_of(&known, "2001:db8::2"), "Small6");
    known_fini(&known);
}

static void in_the_same_announced_prefix_it_serves_all(void **state)
{
    struct known known;

    (void)state;
    known_init(&known, NULL, true, NOW);
    add_held(&known, "192.0.0.0/8", "192.0.2.1", "Large");
    add_route(&known, "64500 | 192.0.2.1 | 192.0.2.0/24 | | arin | | AS");
    add_route(&known, "64500 | 192.0.3.1 | 192.0.3.0/24 | | arin | | AS");
    assert_string_equal(org_of(&known, "192.0.2.2"), "Large");
    assert_null(org_of(&known, "192.0.3.2"));
    known_fini(&known);
}

static void the_smallest_range_counts_and_none_is_for_one_address(void **state)
{
    struct known known;

    (void)state;
    known_init(&known, NULL, true, NOW);
    add_held(&known, "192.0.2.0/24", "192.0.2.1", "Provider");
    add_held(&known, "192.0.2.128/25", "192.0.2.200", "Customer");
    add_held(&known, "198.51.100.7", "198.51.100.7", "");
    assert_string_equal(org_of(&known, "192.0.2.201"), "Customer");
    assert_string_equal(org_of(&known, "192.0.2.2"), "Provider");
    assert_string_equal(org_of(&known, "198.51.100.7"), "");
    assert_null(org_of(&known, "198.51.100.8"));
    known_fini(&known);
}

static void that_there_is_none_serves_the_announced_prefix(void **state)
{
    struct known known;

    (void)state;
    known_init(&known, NULL, true, NOW);
    add_held(&known, "192.0.2.7", "192.0.2.7", "");
    assert_null(org_of(&known, "192.0.2.8"));
    add_route(&known, "64500 | 192.0.2.1 | 192.0.2.0/24 | | arin | | AS");
    add_route(&known, "NA | 198.51.100.7 | NA | | arin | | NA");
    add_held(&known, "198.51.100.7", "198.51.100.7", "");
    assert_string_equal(org_of(&known, "192.0.2.8"), "");
    assert_null(org_of(&known, "192.0.3.8"));
    assert_null(org_of(&known, "198.51.100.8"));
    add_held(&known, "192.0.2.0/25", "192.0.2.9", "Customer");
    assert_string_equal(org_of(&known, "192.0.2.8"), "Customer");
    assert_string_equal(org_of(&known, "192.0.2.7"), "");
    assert_string_equal(org_of(&known, "192.0.2.200"), "");
    known_fini(&known);
}

/* A run on a cache in a directory: what it knows at its beginning. */
static struct cache *run_at(const char *dir, int64_t now_ms, bool is_reading,
                            struct known *known)
{
    struct cache *cache;
    struct err err;

    assert_int_equal(cache_open(dir, "", now_ms, NULL, &cache, &err), 0);
    known_init(known, cache_db(cache), is_reading, now_ms);
    return cache;
}

static void end_run(struct cache *cache, struct known *known)
{
    known_fini(known);
    cache_close(cache);
}

static void check_next_runs(const char *dir)
{
    struct known known;
    struct budget budget = {0};
    struct addr addr = addr_of("192.0.2.9");
    struct cache *cache = run_at(dir, NOW + DAY - 1, true, &known);

    assert_int_equal(known_route(&known, &addr)->asn, 64500);
    assert_string_equal(org_of(&known, "192.0.2.9"), "M\xc3\xbcller");
    known_get_budget(&known, "rdap.example", &budget);
    known_put_budget(&known, "rdap.example", &budget);
    assert_int_equal(budget.not_before_ms, NOW + 120000);
    assert_int_equal(budget.fails, 1);
    end_run(cache, &known);
    cache = run_at(dir, NOW + DAY, true, &known);
    assert_null(known_route(&known, &addr));
    assert_string_equal(org_of(&known, "192.0.2.9"), "M\xc3\xbcller");
    assert_string_equal(org_of(&known, "198.51.100.7"), "");
    end_run(cache, &known);
    cache = run_at(dir, NOW + 7 * DAY, true, &known);
    assert_null(org_of(&known, "198.51.100.7"));
    end_run(cache, &known);
    cache = run_at(dir, NOW + 30 * DAY, true, &known);
    assert_null(org_of(&known, "192.0.2.9"));
    end_run(cache, &known);
    cache = run_at(dir, NOW - DAY, true, &known);
    assert_null(org_of(&known, "192.0.2.9"));
    end_run(cache, &known);
    cache = run_at(dir, NOW, false, &known);
    assert_null(org_of(&known, "192.0.2.9"));
    end_run(cache, &known);
}

static void the_next_run_knows_it_for_its_time(void **state)
{
    static const char *const names[] = {"names.db", "names.db-wal",
                                        "names.db-shm", "names.db.lock"};
    static const struct manners manners = {1000, 5, 60000};
    char dir[] = "/tmp/adbnet-known.XXXXXX";
    struct budget budget = {0};
    struct known known;
    struct cache *cache;
    char path[64];
    size_t i;

    (void)state;
    assert_non_null(mkdtemp(dir));
    cache = run_at(dir, NOW, true, &known);
    add_route(&known, "64500 | 192.0.2.1 | 192.0.2.0/24 | DE | ripencc | | AS");
    add_held(&known, "192.0.2.0/24", "192.0.2.1", "M\xc3\xbcller");
    add_held(&known, "198.51.100.7", "198.51.100.7", "");
    known_get_budget(&known, "rdap.example", &budget);
    budget_refused(&budget, &manners, 120, NOW);
    known_put_budget(&known, "rdap.example", &budget);
    end_run(cache, &known);
    check_next_runs(dir);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_prefix_counts),
        cmocka_unit_test(the_first_of_several_origins_stays),
        cmocka_unit_test(what_nobody_announces_counts_for_itself_alone),
        cmocka_unit_test(a_holder_serves_neighbours_in_small_ranges_only),
        cmocka_unit_test(in_the_same_announced_prefix_it_serves_all),
        cmocka_unit_test(the_smallest_range_counts_and_none_is_for_one_address),
        cmocka_unit_test(that_there_is_none_serves_the_announced_prefix),
        cmocka_unit_test(the_next_run_knows_it_for_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
