/* SPDX-License-Identifier: Apache-2.0 */
/* A list that three phones share, or that each of them runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/format.h"
#include "cmd/virtual.h"
#include "scanning.h"

#define HOUR_MS ((int64_t)3600 * 1000)
#define APPS 9
#define DWELL_MS 20000
/* What a run may take beside its dwell, of these phones. */
#define BESIDE_MS 1000

static struct scan_place place;
static struct scan_phone phones[SCAN_PHONES];

static int begin(void **state)
{
    static const char *const serials[SCAN_PHONES] = {"PHONE1", "PHONE2",
                                                     "PHONE3"};

    (void)state;
    scan_place_init(&place);
    for (size_t i = 0; i < SCAN_PHONES; i++) {
        scan_phone_init(&phones[i], serials[i], APPS);
    }
    return 0;
}

static int end(void **state)
{
    (void)state;
    scan_place_fini(&place);
    return 0;
}

static int scan(size_t count, const char *on, int64_t *took_ms)
{
    const char *const words[] = {"--third-party", "--dwell", "20",
                                 "--on",          on,        "--save",
                                 place.capture,   NULL};

    return scan_run_words(&place, phones, count, words, HOUR_MS, took_ms);
}

static size_t runs_of(const char *key, const char *value)
{
    char text[80];

    return scan_lines_with(&place, format_text(text, sizeof(text),
                                               "\"type\":\"run\",%s\"%s\"", key,
                                               value));
}

static size_t verdicts(const char *verdict)
{
    char text[80];

    return scan_lines_with(
        &place, format_text(text, sizeof(text), "\"verdict\":\"%s\"", verdict));
}

static void three_share_a_list(void **state)
{
    int64_t one_ms;
    int64_t took_ms;

    (void)state;
    assert_int_equal(scan(1, "any", &one_ms), 0);
    assert_int_equal(verdicts("ok"), APPS);
    (void)end(NULL);
    (void)begin(NULL);
    assert_int_equal(scan(3, "any", &took_ms), 0);
    assert_int_equal(verdicts("ok"), APPS);
    for (size_t i = 0; i < SCAN_PHONES; i++) {
        assert_int_equal(runs_of("\"serial\":", phones[i].serial), APPS / 3);
        assert_int_equal(phones[i].starts, APPS / 3);
    }
    print_message("one phone %lld ms, three %lld ms\n", (long long)one_ms,
                  (long long)took_ms);
    assert_true(took_ms * 27 < one_ms * 10);
    assert_true(took_ms < APPS / 3 * (DWELL_MS + BESIDE_MS) + BESIDE_MS);
}

static void each_of_three_runs_all_of_it(void **state)
{
    int64_t took_ms;

    (void)state;
    assert_int_equal(scan(3, "each", &took_ms), 0);
    assert_int_equal(verdicts("ok"), 3 * APPS);
    for (size_t i = 0; i < SCAN_PHONES; i++) {
        assert_int_equal(runs_of("\"serial\":", phones[i].serial), APPS);
    }
    assert_true(took_ms < APPS * (DWELL_MS + BESIDE_MS) + BESIDE_MS);
}

/* Five seconds into its second run. */
static void goes(struct scan_phone *phone)
{
    if (phone->starts == 2 && virtual_now_ms() > phone->app_since_ms + 5000) {
        phone->is_cut = true;
        phone->away_until_ms = INT64_MAX;
    }
}

static void what_one_was_lost_with_the_others_run(void **state)
{
    int64_t took_ms;

    (void)state;
    phones[1].tick = goes;
    assert_int_equal(scan(3, "any", &took_ms), 0);
    assert_int_equal(verdicts("ok"), APPS);
    assert_int_equal(scan_lines_with(&place, "\"type\":\"run\""), APPS);
    assert_int_equal(runs_of("\"serial\":", "PHONE2"), 1);
}

static void what_only_it_was_to_run_is_lost(void **state)
{
    int64_t took_ms;

    (void)state;
    phones[1].tick = goes;
    assert_int_equal(scan(3, "each", &took_ms), 4);
    assert_int_equal(verdicts("ok"), 2 * APPS + 1);
    assert_int_equal(verdicts("phone-lost"), APPS - 1);
}

/* It is unplugged for a minute. */
static void comes_back(struct scan_phone *phone)
{
    if (phone->starts == 2 && phone->opened == 1 &&
        virtual_now_ms() > phone->app_since_ms + 5000) {
        phone->is_cut = true;
        phone->away_until_ms = virtual_now_ms() + 60000;
    }
}

static void one_that_comes_back_goes_on(void **state)
{
    int64_t took_ms;

    (void)state;
    phones[1].tick = comes_back;
    (void)scan(3, "each", &took_ms);
    assert_int_equal(scan_lines_with(&place, "\"type\":\"run\""), 3 * APPS);
    assert_int_equal(verdicts("phone-lost"), 0);
    assert_true(verdicts("ok") >= 3 * APPS - 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(three_share_a_list),
        CASE(each_of_three_runs_all_of_it),
        CASE(what_one_was_lost_with_the_others_run),
        CASE(what_only_it_was_to_run_is_lost),
        CASE(one_that_comes_back_goes_on),
    };

    return cmocka_run_group_tests_name("scan_phones", tests, NULL, NULL);
}
