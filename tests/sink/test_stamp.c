/* SPDX-License-Identifier: Apache-2.0 */
/* Points in time as text. The wanted values are those of date(1). */
#include "sink/stamp.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    int64_t ms;
    const char *want; /* NULL: cannot be said */
} stamps[] = {
    {0, "1970-01-01T00:00:00.000Z"},
    {-1, "1969-12-31T23:59:59.999Z"},
    {999, "1970-01-01T00:00:00.999Z"},
    {INT64_C(951782400000), "2000-02-29T00:00:00.000Z"},
    {INT64_C(951868799999), "2000-02-29T23:59:59.999Z"},
    {INT64_C(951868800000), "2000-03-01T00:00:00.000Z"},
    {INT64_C(1709164800000), "2024-02-29T00:00:00.000Z"},
    {INT64_C(1740787200000), "2025-03-01T00:00:00.000Z"},
    {INT64_C(1795351205118), "2026-11-22T12:40:05.118Z"},
    {INT64_C(1798761599000), "2026-12-31T23:59:59.000Z"},
    {INT64_C(4107542399000), "2100-02-28T23:59:59.000Z"},
    {INT64_C(4107542400000), "2100-03-01T00:00:00.000Z"},
    {INT64_C(-2203891200000), "1900-03-01T00:00:00.000Z"},
    {INT64_C(253402300799999), "9999-12-31T23:59:59.999Z"},
    {INT64_C(253402300800000), NULL},
    {INT64_C(-62167219200000), "0000-01-01T00:00:00.000Z"},
    {INT64_C(-62167219200001), NULL},
    {INT64_MAX, NULL},
    {INT64_MIN, NULL},
};

static void stamp_utc_is_rfc_3339(void **state)
{
    char text[STAMP_CAP];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(stamps) / sizeof(stamps[0]); i++) {
        const char *got = stamp_utc(stamps[i].ms, text);

        if ((got == NULL) != (stamps[i].want == NULL) ||
            (got != NULL && strcmp(got, stamps[i].want) != 0)) {
            fail_msg("%" PRId64 ": %s", stamps[i].ms,
                     got == NULL ? "NULL" : got);
        }
    }
}

static void stamp_utc_knows_every_day_of_four_centuries(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    int64_t ms = INT64_C(-11676096000000); /* 1600-01-01 */
    char want[64];
    char text[STAMP_CAP];
    int year;
    int month;
    int day;

    (void)state;
    for (year = 1600; year < 2000; year++) {
        int is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

        for (month = 0; month < 12; month++) {
            int length = lengths[month] + (month == 1 && is_leap);

            for (day = 1; day <= length; day++) {
                (void)snprintf(want, sizeof(want),
                               "%04d-%02d-%02dT00:00:00.000Z", year, month + 1,
                               day);
                assert_string_equal(stamp_utc(ms, text), want);
                ms += 86400000;
            }
        }
    }
}

static const struct {
    int64_t ms;
    int offset;
    const char *want;
} locals[] = {
    {INT64_C(1795351205118), 60, "13:40:05+01"},
    {INT64_C(1795351205118), 0, "12:40:05+00"},
    {INT64_C(1795351205118), -210, "09:10:05-03:30"},
    {INT64_C(1795351205118), 345, "18:25:05+05:45"},
    {INT64_C(1795351205118), 840, "02:40:05+14"},
    {INT64_C(1795351205118), -45, "11:55:05-00:45"},
    {INT64_C(1795351205118), -720, "00:40:05-12"},
    {INT64_C(1795351205118), 1440, "12:40:05+00"},
    {INT64_C(1795351205118), -2147483647 - 1, "12:40:05+00"},
    {-1, 0, "23:59:59+00"},
    {INT64_MAX, 1439, "07:11:55+23:59"},
    {INT64_MIN, -1439, "16:48:04-23:59"},
};

static void stamp_local_adds_the_offset_it_was_given(void **state)
{
    char text[STAMP_CAP];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(locals) / sizeof(locals[0]); i++) {
        assert_string_equal(stamp_local(locals[i].ms, locals[i].offset, text),
                            locals[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stamp_utc_is_rfc_3339),
        cmocka_unit_test(stamp_utc_knows_every_day_of_four_centuries),
        cmocka_unit_test(stamp_local_adds_the_offset_it_was_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
