/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: one sentence, made once, words put in front. */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void err_set_returns_its_code(void **state)
{
    struct err err = {0, ""};

    (void)state;
    assert_int_equal(err_set(&err, ERR_IO, "%s: %d", "tcp", 7), ERR_IO);
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.text, "tcp: 7");
    assert_int_equal(err_set(NULL, ERR_LIMIT, "unheard"), ERR_LIMIT);
}

static void err_prefix_puts_words_in_front(void **state)
{
    struct err err;

    (void)state;
    (void)err_set(&err, ERR_CLOSED, "gone");
    assert_int_equal(err_prefix(&err, "192.0.2.%d", 40), ERR_CLOSED);
    assert_string_equal(err.text, "192.0.2.40: gone");
    assert_int_equal(err_prefix(&err, "%s", err.text), ERR_CLOSED);
    assert_string_equal(err.text, "192.0.2.40: gone: 192.0.2.40: gone");
}

static void err_cuts_what_is_too_long(void **state)
{
    char endless[2 * ERR_TEXT_CAP];
    struct err err;

    (void)state;
    memset(endless, 'x', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    (void)err_set(&err, ERR_PROTO, "%s", endless);
    assert_int_equal(strlen(err.text), ERR_TEXT_CAP - 1);
    (void)err_prefix(&err, "a");
    assert_int_equal(strlen(err.text), ERR_TEXT_CAP - 1);
    assert_memory_equal(err.text, "a: xx", 5);
    (void)err_prefix(&err, "%s", endless);
    assert_int_equal(strlen(err.text), ERR_TEXT_CAP - 1);
    assert_int_equal(err.code, ERR_PROTO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err_set_returns_its_code),
        cmocka_unit_test(err_prefix_puts_words_in_front),
        cmocka_unit_test(err_cuts_what_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
