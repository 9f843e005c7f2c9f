/* SPDX-License-Identifier: Apache-2.0 */
/* The buffer that empties itself. */
#include "sink/out.h"

#include "base/failmalloc.h"
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void out_drains_nothing_until_it_is_full(void **state)
{
    struct catcher catcher;
    struct out out;
    int rc = 0;

    (void)state;
    catcher_init(&catcher);
    assert_int_equal(out_init(&out, SINK_PEOPLE, catcher_drain, &catcher, &rc),
                     0);
    out_puts(&out, "ab");
    out_char(&out, 'c');
    out_spaces(&out, 70);
    out_text(&out, str_from("\n"), TEXT_VISIBLE);
    assert_int_equal(catcher.calls, 0);
    assert_int_equal(out_flush(&out), 0);
    assert_int_equal(catcher.calls, 1);
    assert_int_equal(catcher.streams[SINK_DATA].len, 0);
    assert_int_equal(catcher.streams[SINK_PEOPLE].len, 77);
    assert_memory_equal(catcher.streams[SINK_PEOPLE].data, "abc  ", 5);
    assert_memory_equal(catcher.streams[SINK_PEOPLE].data + 73, "\\x0a", 4);
    assert_int_equal(out_flush(&out), 0);
    assert_int_equal(catcher.calls, 1);
    out_fini(&out);
    catcher_fini(&catcher);
}

static void out_passes_on_any_amount_in_little_memory(void **state)
{
    static char big[200000];
    struct str text = {big, sizeof(big)};
    enum text_escape escape;

    (void)state;
    for (escape = TEXT_VISIBLE; escape <= TEXT_JSON; escape++) {
        struct catcher catcher;
        struct out out;
        int rc = 0;

        memset(big, escape == TEXT_FIELD ? 'x' : '\x01', sizeof(big));
        catcher_init(&catcher);
        assert_int_equal(
            out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc), 0);
        out_text(&out, text, escape);
        out_bytes(&out, big, sizeof(big));
        assert_int_equal(out_flush(&out), 0);
        assert_int_equal(catcher.streams[SINK_DATA].len,
                         escape == TEXT_JSON    ? 1400000
                         : escape == TEXT_FIELD ? 400000
                                                : 1000000);
        assert_true(catcher.longest <= OUT_CAP);
        assert_true(out.buf.cap <= OUT_CAP);
        out_fini(&out);
        catcher_fini(&catcher);
    }
}

static void out_cuts_no_character_between_two_pieces(void **state)
{
    static const char euro[3] = {'\xe2', '\x82', '\xac'};
    static char big[99999];
    struct str text = {big, sizeof(big)};
    struct catcher catcher;
    struct out out;
    int rc = 0;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(big); i += 3) {
        memcpy(big + i, euro, sizeof(euro));
    }
    catcher_init(&catcher);
    assert_int_equal(out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc),
                     0);
    out_text(&out, text, TEXT_VISIBLE);
    assert_int_equal(out_flush(&out), 0);
    assert_int_equal(catcher.streams[SINK_DATA].len, sizeof(big));
    assert_memory_equal(catcher.streams[SINK_DATA].data, big, sizeof(big));
    out_fini(&out);
    catcher_fini(&catcher);
}

static void out_stays_failed_after_its_first_failure(void **state)
{
    struct catcher catcher;
    struct out out;
    int rc = 0;

    (void)state;
    catcher_init(&catcher);
    assert_int_equal(out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc),
                     0);
    catcher.fail_with = ERR_CLOSED;
    out_puts(&out, "lost");
    assert_int_equal(out_flush(&out), ERR_CLOSED);
    catcher.fail_with = 0;
    out_puts(&out, "unheard");
    out_text(&out, str_from("unheard"), TEXT_JSON);
    assert_int_equal(out_flush(&out), ERR_CLOSED);
    assert_int_equal(catcher.calls, 1);
    assert_int_equal(catcher.streams[SINK_DATA].len, 0);
    out_fini(&out);
    catcher_fini(&catcher);
}

static void out_asks_for_memory_once(void **state)
{
    static char big[200000];
    struct catcher catcher;
    struct out out;
    int rc = 0;

    (void)state;
    catcher_init(&catcher);
    failmalloc_at(0);
    assert_int_equal(out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc),
                     ERR_NOMEM);
    assert_true(failmalloc_off());
    out_fini(&out);
    catcher.fail_with = ERR_CLOSED;
    assert_int_equal(out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc),
                     0);
    failmalloc_at(0);
    out_bytes(&out, big, sizeof(big));
    out_text(&out, (struct str){big, sizeof(big)}, TEXT_JSON);
    assert_false(failmalloc_off());
    assert_int_equal(out_flush(&out), ERR_CLOSED);
    assert_int_equal(catcher.calls, 1);
    out_fini(&out);
    catcher_fini(&catcher);
}

static const struct {
    uint64_t value;
    const char *want;
} numbers[] = {
    {0, "0"},
    {9, "9"},
    {10, "10"},
    {99, "99"},
    {100, "100"},
    {999, "999"},
    {1000, "1000"},
    {9999, "9999"},
    {10000, "10000"},
    {10009, "10009"},
    {100000, "100000"},
    {65535, "65535"},
    {4294967295, "4294967295"},
    {10000000000000000, "10000000000000000"},
    {UINT64_C(9999999999999999999), "9999999999999999999"},
    {UINT64_C(10000000000000000000), "10000000000000000000"},
    {UINT64_MAX, "18446744073709551615"},
};

static void out_writes_numbers_of_any_length(void **state)
{
    char text[OUT_DIGITS_MAX + 1];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        *out_digits(text, numbers[i].value) = '\0';
        assert_string_equal(text, numbers[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_drains_nothing_until_it_is_full),
        cmocka_unit_test(out_passes_on_any_amount_in_little_memory),
        cmocka_unit_test(out_cuts_no_character_between_two_pieces),
        cmocka_unit_test(out_stays_failed_after_its_first_failure),
        cmocka_unit_test(out_asks_for_memory_once),
        cmocka_unit_test(out_writes_numbers_of_any_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
