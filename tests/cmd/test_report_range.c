/* SPDX-License-Identifier: Apache-2.0 */
/* Times as RFC 3339 has them; marks and seconds are tests/store/report.py's. */
#include "cmd/report_range.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void report_stamp_reads_times(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00:00.001Z", 1},
        {"2000-02-29T23:59:59.9Z", 951868799900},
        {"2000-03-01T00:00:00Z", 951868800000},
        {"2026-11-22T12:40:05.118Z", 1795351205118},
        {"2026-11-22T13:40:05.118+01:00", 1795351205118},
        {"2026-11-22T07:10:05.118123456-05:30", 1795351205118},
        {"2100-03-01T00:00:00Z", 4107542400000},
        {"9999-12-31T23:59:59Z", 253402300799000},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t ms = -1;

        if (!report_stamp(str_from(cases[i].text), &ms) || ms != cases[i].ms) {
            fail_msg("%s: %lld", cases[i].text, (long long)ms);
        }
    }
}

static void report_stamp_refuses_what_is_none(void **state)
{
    static const char *const texts[] = {
        "",
        "2026-11-22",
        "2026-11-22T12:40:05",
        "2026-11-22 12:40:05Z",
        "2026-13-22T12:40:05Z",
        "2026-00-22T12:40:05Z",
        "2026-11-32T12:40:05Z",
        "2026-11-22T24:40:05Z",
        "2026-11-22T12:60:05Z",
        "2026-11-22T12:40:61Z",
        "2026-11-22T12:40:05.Z",
        "2026-11-22T12:40:05z",
        "2026-11-22T12:40:05Z ",
        "2026-11-22T12:40:05+0100",
        "2026-11-22T12:40:05+24:00",
        "2026-1-22T12:40:05Z",
        "1969-12-31T23:59:59Z",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int64_t ms;

        if (report_stamp(str_from(texts[i]), &ms)) {
            fail_msg("'%s' is %lld", texts[i], (long long)ms);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_stamp_reads_times),
        cmocka_unit_test(report_stamp_refuses_what_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
