/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept, for how long, and for whom. The clock is the test's. */
#include "enrich/cache.h"

#include "base/format.h"
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW ((int64_t)1795351205000)
#define MINUTE ((int64_t)60000)

struct place {
    char root[64];
    char dir[96];
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    (void)snprintf(place->root, sizeof(place->root),
                   "/tmp/adbnet-cache.XXXXXX");
    assert_non_null(mkdtemp(place->root));
    (void)snprintf(place->dir, sizeof(place->dir), "%s/a/adbnet", place->root);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const names[] = {
        "names.db",      "names.db-wal",    "names.db-shm",
        "names.db.lock", "names.db.broken",
    };
    struct place *place = *state;
    char path[160];
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", place->dir, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(place->dir);
    (void)snprintf(path, sizeof(path), "%s/a", place->root);
    (void)rmdir(path);
    assert_int_equal(rmdir(place->root), 0);
    free(place);
    return 0;
}

struct heard {
    unsigned count;
    char last[256];
};

static void hear(void *ctx, enum log_level level, const char *text)
{
    struct heard *heard = ctx;

    assert_int_equal(level, LOG_WARN);
    heard->count++;
    (void)format_text(heard->last, sizeof(heard->last), "%s", text);
}

static struct cache *open_cache(const struct place *place, const char *resolver,
                                struct heard *heard)
{
    /* As long as the cache; one at a time is open. */
    static struct log log;
    struct cache *cache;
    struct err err;

    memset(heard, 0, sizeof(*heard));
    log = (struct log){LOG_WARN, hear, heard};
    if (cache_open(place->dir, resolver, NOW, &log, &cache, &err) < 0) {
        fail_msg("%s", err.text);
    }
    return cache;
}

static struct addr number(uint8_t last)
{
    return addr_v4((const uint8_t[]){198, 51, 100, last});
}

static bool get(struct cache *cache, uint8_t last, int64_t now_ms,
                struct lookup_ptr *ptr)
{
    struct addr addr = number(last);

    memset(ptr, 0, sizeof(*ptr));
    return cache_get(cache, &addr, now_ms, ptr);
}

static void put(struct cache *cache, uint8_t last,
                const struct ptr_result *result, int64_t now_ms)
{
    struct addr addr = number(last);

    cache_put(cache, &addr, result, now_ms);
    cache_flush(cache, true);
}

static void names_survive_the_process_with_all_that_is_known(void **state)
{
    static const char *const names[] = {"b.test", "a\\027.test"};
    const struct place *place = *state;
    struct ptr_result result = {.status = LOOKUP_OK,
                                .names = names,
                                .name_count = 2,
                                .is_cut = true,
                                .confirmed = 1,
                                .has_ttl = true,
                                .ttl_s = 3600};
    struct lookup_ptr ptr;
    struct heard heard;
    struct cache *cache = open_cache(place, "", &heard);
    struct addr addr = number(1);
    struct stat stat_;
    char path[160];

    assert_int_equal(heard.count, 0);
    cache_put(cache, &addr, &result, NOW);
    cache_close(cache);
    cache = open_cache(place, "", &heard);
    assert_true(get(cache, 1, NOW + 59 * MINUTE, &ptr));
    assert_int_equal(ptr.status, LOOKUP_OK);
    assert_int_equal(ptr.name_count, 2);
    assert_string_equal(ptr.names[0], "b.test");
    assert_string_equal(ptr.names[1], "a\\027.test");
    assert_int_equal(ptr.confirmed, 1);
    assert_true(ptr.is_cut);
    assert_true(ptr.fetched_at_ms == NOW);
    assert_false(get(cache, 1, NOW + 60 * MINUTE, &ptr));
    assert_false(get(cache, 2, NOW, &ptr));
    cache_close(cache);
    (void)snprintf(path, sizeof(path), "%s/names.db", place->dir);
    assert_int_equal(stat(path, &stat_), 0);
    assert_int_equal(stat_.st_mode & 0777, 0600);
    assert_int_equal(stat(place->dir, &stat_), 0);
    assert_int_equal(stat_.st_mode & 0777, 0700);
}

static const struct {
    const char *why;
    struct ptr_result result;
    int64_t kept_ms; /* 0: not at all */
} times[] = {
    {"none, as long as the SOA says",
     {.status = LOOKUP_NONE, .confirmed = -1, .has_ttl = true, .ttl_s = 300},
     5 * MINUTE},
    {"none, an hour at most",
     {.status = LOOKUP_NONE, .confirmed = -1, .has_ttl = true, .ttl_s = 90000},
     60 * MINUTE},
    {"a minute at least",
     {.status = LOOKUP_NONE, .confirmed = -1, .has_ttl = true, .ttl_s = 0},
     MINUTE},
    {"none without a SOA",
     {.status = LOOKUP_NONE, .confirmed = -1, .has_ttl = false},
     0},
    {"the zone's failure, a minute",
     {.status = LOOKUP_ERROR, .confirmed = -1},
     MINUTE},
    {"the servers' fault is not the address's",
     {.status = LOOKUP_ERROR, .confirmed = -1, .is_down = true},
     0},
};

static void each_thing_is_kept_for_its_time(void **state)
{
    struct heard heard;
    struct cache *cache = open_cache(*state, "", &heard);
    struct lookup_ptr ptr;

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        uint8_t last = (uint8_t)i;
        int64_t kept = times[i].kept_ms;

        put(cache, last, &times[i].result, NOW);
        if (get(cache, last, NOW + (kept > 0 ? kept - 1 : 0), &ptr) !=
                (kept > 0) ||
            get(cache, last, NOW + kept, &ptr)) {
            fail_msg("%s", times[i].why);
        }
    }
    cache_close(cache);
}

static void a_name_is_kept_a_day_at_most(void **state)
{
    static const char *const names[] = {"a.test"};
    struct ptr_result result = {.status = LOOKUP_OK,
                                .names = names,
                                .name_count = 1,
                                .has_ttl = true,
                                .ttl_s = 604800};
    struct heard heard;
    struct cache *cache = open_cache(*state, "", &heard);
    struct lookup_ptr ptr;

    put(cache, 1, &result, NOW);
    assert_true(get(cache, 1, NOW + 24 * 60 * MINUTE - 1, &ptr));
    assert_false(get(cache, 1, NOW + 24 * 60 * MINUTE, &ptr));
    /* A clock that was set back a year does not keep it for ever. */
    assert_false(get(cache, 1, NOW - 365 * 24 * 60 * MINUTE, &ptr));
    cache_close(cache);
}

static void failures_are_asked_again_more_and_more_rarely(void **state)
{
    static const int minutes[] = {1, 2, 4, 8, 15, 15, 15, 15, 15, 15, 15, 15};
    struct ptr_result result = {.status = LOOKUP_ERROR, .confirmed = -1};
    struct heard heard;
    struct cache *cache = open_cache(*state, "", &heard);
    struct lookup_ptr ptr;
    int64_t now_ms = NOW;

    for (size_t i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++) {
        put(cache, 1, &result, now_ms);
        now_ms += minutes[i] * MINUTE;
        assert_true(get(cache, 1, now_ms - 1, &ptr));
        assert_int_equal(ptr.status, LOOKUP_ERROR);
        assert_false(get(cache, 1, now_ms, &ptr));
    }
    cache_close(cache);
}

static void what_one_server_said_is_not_said_for_another(void **state)
{
    struct ptr_result result = {
        .status = LOOKUP_NONE, .confirmed = -1, .has_ttl = true, .ttl_s = 300};
    struct heard heard;
    struct cache *cache = open_cache(*state, "192.0.2.53", &heard);
    struct lookup_ptr ptr;

    put(cache, 1, &result, NOW);
    assert_true(get(cache, 1, NOW, &ptr));
    cache_close(cache);
    cache = open_cache(*state, "", &heard);
    assert_false(get(cache, 1, NOW, &ptr));
    cache_close(cache);
}

static void a_broken_cache_is_set_aside_and_told(void **state)
{
    const struct place *place = *state;
    struct heard heard;
    char path[160];
    FILE *file;

    cache_close(open_cache(place, "", &heard));
    (void)snprintf(path, sizeof(path), "%s/names.db", place->dir);
    file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs("no database at all, but long enough for its header, so that "
                "it is looked at as one; and then some more",
                file);
    (void)fclose(file);
    cache_close(open_cache(place, "", &heard));
    assert_non_null(strstr(heard.last, "set aside"));
    cache_close(open_cache(place, "", &heard));
    assert_int_equal(heard.count, 0);
}

/* All but its first page, which has the schema. */
static void spoil(const char *path)
{
    unsigned char page[4096];
    FILE *file = fopen(path, "r+");

    assert_non_null(file);
    memset(page, 0xee, sizeof(page));
    assert_int_equal(fseek(file, sizeof(page), SEEK_SET), 0);
    assert_int_equal(fwrite(page, sizeof(page), 1, file), 1);
    assert_int_equal(fwrite(page, sizeof(page), 1, file), 1);
    (void)fclose(file);
}

static void damage_that_shows_later_sets_it_aside_at_the_end(void **state)
{
    static const char *const names[] = {"b.test"};
    struct ptr_result result = {.status = LOOKUP_OK,
                                .names = names,
                                .name_count = 1,
                                .confirmed = 1,
                                .has_ttl = true,
                                .ttl_s = 3600};
    const struct place *place = *state;
    struct heard heard;
    struct cache *cache = open_cache(place, "", &heard);
    struct lookup_ptr ptr;
    char path[160];

    put(cache, 1, &result, NOW);
    cache_close(cache);
    (void)snprintf(path, sizeof(path), "%s/names.db", place->dir);
    spoil(path);
    cache = open_cache(place, "", &heard);
    assert_int_equal(heard.count, 0);
    assert_false(get(cache, 1, NOW, &ptr));
    put(cache, 1, &result, NOW);
    cache_close(cache);
    assert_non_null(strstr(heard.last, "was damaged and has been set aside"));
    cache = open_cache(place, "", &heard);
    put(cache, 1, &result, NOW);
    assert_true(get(cache, 1, NOW, &ptr));
    assert_int_equal(heard.count, 0);
    cache_close(cache);
}

static void that_nothing_can_be_written_is_told_once(void **state)
{
    struct ptr_result result = {
        .status = LOOKUP_NONE, .confirmed = -1, .has_ttl = true, .ttl_s = 300};
    struct heard heard;
    struct cache *cache = open_cache(*state, "", &heard);

    put(cache, 1, &result, NOW);
    assert_int_equal(heard.count, 0);
    assert_int_equal(db_exec(cache_db(cache), "DROP TABLE ptr", NULL), 0);
    put(cache, 2, &result, NOW);
    put(cache, 3, &result, NOW);
    assert_int_equal(heard.count, 1);
    assert_non_null(strstr(heard.last, "not kept"));
    cache_close(cache);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_survive_the_process_with_all_that_is_known),
        TEST(each_thing_is_kept_for_its_time),
        TEST(a_name_is_kept_a_day_at_most),
        TEST(failures_are_asked_again_more_and_more_rarely),
        TEST(what_one_server_said_is_not_said_for_another),
        TEST(a_broken_cache_is_set_aside_and_told),
        TEST(damage_that_shows_later_sets_it_aside_at_the_end),
        TEST(that_nothing_can_be_written_is_told_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
