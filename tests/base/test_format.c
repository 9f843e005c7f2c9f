/* SPDX-License-Identifier: Apache-2.0 */
/* printf into a fixed array. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/format.h"

static void text_is_put_together(void **state)
{
    char out[16];

    (void)state;
    assert_string_equal(format_text(out, sizeof(out), "u%d_%s", 10, "dns"),
                        "u10_dns");
}

static void what_does_not_fit_is_cut_and_terminated(void **state)
{
    char out[4] = {'x', 'x', 'x', 'x'};

    (void)state;
    assert_string_equal(format_text(out, 3, "%d", 12345), "12");
    assert_int_equal(out[3], 'x');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_put_together),
        cmocka_unit_test(what_does_not_fit_is_cut_and_terminated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
