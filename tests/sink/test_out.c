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
    out_init(&out, SINK_PEOPLE, catcher_drain, &catcher, &rc);
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
        out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc);
        out_text(&out, text, escape);
        out_bytes(&out, big, sizeof(big));
        assert_int_equal(out_flush(&out), 0);
        assert_int_equal(catcher.streams[SINK_DATA].len,
                         escape == TEXT_VISIBLE ? 1000000
                         : escape == TEXT_FIELD ? 400000
                                                : 1400000);
        assert_true(catcher.longest <= OUT_MAX);
        assert_true(out.buf.cap <= OUT_MAX);
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
    out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc);
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
    out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc);
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

static void out_says_when_memory_runs_out(void **state)
{
    struct catcher catcher;
    struct out out;
    int rc = 0;

    (void)state;
    catcher_init(&catcher);
    out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc);
    failmalloc_at(0);
    out_puts(&out, "a");
    assert_true(failmalloc_off());
    out_puts(&out, "b");
    assert_int_equal(out_flush(&out), ERR_NOMEM);
    assert_int_equal(catcher.calls, 0);
    out_fini(&out);
    catcher_fini(&catcher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_drains_nothing_until_it_is_full),
        cmocka_unit_test(out_passes_on_any_amount_in_little_memory),
        cmocka_unit_test(out_cuts_no_character_between_two_pieces),
        cmocka_unit_test(out_stays_failed_after_its_first_failure),
        cmocka_unit_test(out_says_when_memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
