/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Phones that play foul, or are ill: the scan ends, in time, with a verdict
 * for each package that says what was the matter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/format.h"
#include "cmd/virtual.h"
#include "scanning.h"

#include <string.h>
#include <sys/stat.h>

#define HOUR_MS ((int64_t)3600 * 1000)
#define MIB ((size_t)1024 * 1024)
#define MANY 100000

static struct scan_place place;
static struct scan_phone phone;

static int begin(void **state)
{
    (void)state;
    scan_place_init(&place);
    scan_phone_init(&phone, "PHONE1", 3);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scan_place_fini(&place);
    return 0;
}

static int scan(int64_t limit_ms, int64_t *took_ms)
{
    const char *const words[] = {"--third-party", "--dwell",     "2",
                                 "--save",        place.capture, NULL};

    return scan_run_words(&place, &phone, 1, words, limit_ms, took_ms);
}

static size_t verdicts(const char *verdict)
{
    char text[60];

    return scan_lines_with(
        &place, format_text(text, sizeof(text), "\"verdict\":\"%s\"", verdict));
}

/* ---- am ---------------------------------------------------------------- */

static bool never_starts(struct scan_phone *of, enum scan_phone_task task,
                         size_t app, struct buf *out, int64_t *ms)
{
    (void)of;
    (void)out;
    if (task != SCAN_PHONE_START || app != 1) {
        return false;
    }
    *ms = -1;
    return true;
}

static void an_am_that_hangs_costs_its_package_only(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.answer = never_starts;
    assert_int_equal(scan(HOUR_MS, &took_ms), 4);
    assert_int_equal(verdicts("ok"), 2);
    assert_int_equal(verdicts("not-started"), 1);
    assert_true(took_ms < 60000);
}

static bool never_stops(struct scan_phone *of, enum scan_phone_task task,
                        size_t app, struct buf *out, int64_t *ms)
{
    (void)of;
    (void)app;
    (void)out;
    *ms = -1;
    return task != SCAN_PHONE_GUARD;
}

static void a_phone_whose_commands_all_hang_is_given_up(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.answer = never_stops;
    assert_int_equal(scan(HOUR_MS, &took_ms), 4);
    assert_int_equal(verdicts("not-started"), 3);
    assert_true(took_ms < 180000);
}

static bool talks_much(struct scan_phone *of, enum scan_phone_task task,
                       size_t app, struct buf *out, int64_t *ms)
{
    static char piece[4096];

    (void)of;
    (void)app;
    if (task != SCAN_PHONE_START) {
        return false;
    }
    memset(piece, 'x', sizeof(piece));
    for (size_t i = 0; i < 16 * MIB; i += sizeof(piece)) {
        (void)buf_append(out, piece, sizeof(piece));
    }
    (void)buf_puts(out, "\n");
    *ms = 10;
    return true;
}

static void an_am_that_prints_megabytes_is_cut(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.answer = talks_much;
    assert_int_equal(scan(HOUR_MS, &took_ms), 4);
    assert_int_equal(verdicts("not-started"), 3);
    assert_true(took_ms < 180000);
}

/* ---- the log of events ------------------------------------------------- */

static void a_log_that_is_flooded_does_not_fill_the_disk(void **state)
{
    struct stat info;
    int64_t took_ms;

    (void)state;
    phone.fronts = MANY;
    /* Samples may come late meanwhile, which is said. */
    (void)scan(HOUR_MS, &took_ms);
    assert_int_equal(verdicts("ok") + verdicts("low-coverage"), 3);
    assert_int_equal(stat(place.capture, &info), 0);
    assert_in_range(info.st_size, 3 * 2000 * 20, MIB);
}

/* ---- going away -------------------------------------------------------- */

static void cut(struct scan_phone *of)
{
    of->is_cut = true;
    of->away_until_ms = virtual_now_ms() + 3000;
}

static void an_app_that_takes_adbd_down_each_time_ends(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.started = cut;
    assert_int_equal(scan(HOUR_MS, &took_ms), 4);
    assert_int_equal(verdicts("phone-lost"), 3);
}

static void cut_and_boot(struct scan_phone *of)
{
    cut(of);
    of->boot_id[0] = (char)('a' + of->starts % 26);
}

static void an_app_that_restarts_the_phone_each_time_ends(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.started = cut_and_boot;
    assert_int_equal(scan(HOUR_MS, &took_ms), 4);
    assert_int_equal(verdicts("phone-lost"), 3);
}

static void goes(struct scan_phone *of)
{
    if (of->starts == 1) {
        of->is_cut = true;
        of->away_until_ms = INT64_MAX;
    }
}

static void a_phone_that_goes_for_good_is_given_up(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.started = goes;
    /* The only one that there was. */
    assert_int_not_equal(scan(HOUR_MS, &took_ms), 0);
    assert_int_equal(verdicts("ok"), 1);
    assert_int_equal(verdicts("phone-lost"), 2);
    assert_true(took_ms < 180000);
}

/* ---- clocks ------------------------------------------------------------ */

static void set_back(struct scan_phone *of)
{
    of->clock_ms -= HOUR_MS;
}

static void the_phones_clock_may_be_set(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.started = set_back;
    assert_int_equal(scan(HOUR_MS, &took_ms), 0);
    assert_int_equal(verdicts("ok"), 3);
    assert_true(took_ms < 20000);
}

static void set_laptop_back(struct scan_phone *of)
{
    (void)of;
    virtual_set_wall(-HOUR_MS);
}

static void and_so_may_the_laptops(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.started = set_laptop_back;
    assert_int_equal(scan(HOUR_MS, &took_ms), 0);
    assert_int_equal(verdicts("ok"), 3);
    assert_true(took_ms < 20000);
}

/* It dies 1 s after its start. */
static void dies(struct scan_phone *of)
{
    if (of->app == 1 && virtual_now_ms() > of->app_since_ms + 1000) {
        of->app = SCAN_PHONE_NONE;
    }
}

static void that_an_app_died_is_seen_all_the_same(void **state)
{
    int64_t took_ms;
    const char *const words[] = {"--third-party", "--dwell",     "6",
                                 "--save",        place.capture, NULL};

    (void)state;
    phone.started = set_laptop_back;
    phone.tick = dies;
    assert_int_equal(
        scan_run_words(&place, &phone, 1, words, HOUR_MS, &took_ms), 4);
    assert_int_equal(verdicts("crashed"), 1);
    assert_int_equal(verdicts("ok"), 2);
}

/* ---- lists ------------------------------------------------------------- */

static const char odd_names[] =
    "package:/data/app/a/base.apk=com.example.p00001 uid:10001\n"
    "package:/data/app/b/base.apk=com.vendor-b.c uid:10002\n"
    "package:/data/app/c/base.apk=-rf uid:10003\n"
    "package:/data/app/c/base.apk=a;reboot uid:10004\n"
    "package:/data/app/c/base.apk=$(reboot) uid:10005\n"
    "package:/data/app/c/base.apk=nodot uid:10006\n"
    "package:/data/app/c/base.apk=.a. uid:10007\n";

static void names_that_cannot_be_sent_are_left_out(void **state)
{
    int64_t took_ms;

    (void)state;
    phone.packages = odd_names;
    assert_int_equal(scan(HOUR_MS, &took_ms), 0);
    assert_int_equal(verdicts("ok"), 1);
    assert_int_equal(scan_lines_with(&place, "\"type\":\"run\""), 1);
}

static void a_list_of_very_many_is_made_in_no_time(void **state)
{
    const char *const words[] = {"--third-party", "--shard", "1/9999",
                                 "--dwell",       "500ms",   "--save",
                                 place.capture,   NULL};
    int64_t took_ms;

    (void)state;
    scan_phone_init(&phone, "PHONE1", MANY);
    assert_int_equal(
        scan_run_words(&place, &phone, 1, words, HOUR_MS, &took_ms), 0);
    assert_in_range(phone.starts, 1, 50);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_am_that_hangs_costs_its_package_only),
        CASE(a_phone_whose_commands_all_hang_is_given_up),
        CASE(an_am_that_prints_megabytes_is_cut),
        CASE(a_log_that_is_flooded_does_not_fill_the_disk),
        CASE(an_app_that_takes_adbd_down_each_time_ends),
        CASE(an_app_that_restarts_the_phone_each_time_ends),
        CASE(a_phone_that_goes_for_good_is_given_up),
        CASE(the_phones_clock_may_be_set),
        CASE(and_so_may_the_laptops),
        CASE(that_an_app_died_is_seen_all_the_same),
        CASE(names_that_cannot_be_sent_are_left_out),
        CASE(a_list_of_very_many_is_made_in_no_time),
    };

    return cmocka_run_group_tests_name("scan_hostile", tests, NULL, NULL);
}
