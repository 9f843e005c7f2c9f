/* SPDX-License-Identifier: Apache-2.0 */
/* Spans of time as people type them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/duration.h"

static void times_are_read_with_their_units(void **state)
{
    static const struct {
        const char *text;
        int ms; /* 0: refused */
    } cases[] = {
        {"30", 30000},  {"30s", 30000},    {"500ms", 500},
        {"2m", 120000}, {"1h", 3600000},   {"1ms", 1},
        {"0", 0},       {"0s", 0},         {"", 0},
        {"s", 0},       {"-1", 0},         {"1.5", 0},
        {"1d", 0},      {"1 s", 0},        {"596h", 2145600000},
        {"597h", 0},    {"2147483648", 0}, {"99999999999999", 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err;
        int ms = 0;
        int rc = duration_parse(cases[i].text, &ms, &err);

        if (rc != (cases[i].ms == 0 ? ERR_USAGE : 0) || ms != cases[i].ms) {
            fail_msg("'%s': rc %d, %d ms", cases[i].text, rc, ms);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_with_their_units),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
