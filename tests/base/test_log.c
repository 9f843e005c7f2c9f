/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines: who hears which level, and how long a line gets. */
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct heard {
    int count;
    enum log_level level;
    char text[1024];
};

static void hear(void *ctx, enum log_level level, const char *text)
{
    struct heard *heard = ctx;

    heard->count++;
    heard->level = level;
    (void)snprintf(heard->text, sizeof(heard->text), "%s", text);
}

static void log_passes_on_what_is_wanted(void **state)
{
    enum log_level wanted;
    enum log_level said;

    (void)state;
    for (wanted = LOG_WARN; wanted <= LOG_DEBUG; wanted++) {
        for (said = LOG_WARN; said <= LOG_DEBUG; said++) {
            struct heard heard = {.count = 0};
            struct log log = {wanted, hear, &heard};

            log_msg(&log, said, "%s %d", "row", 3);
            assert_int_equal(heard.count, said <= wanted);
            if (heard.count > 0) {
                assert_int_equal(heard.level, said);
                assert_string_equal(heard.text, "row 3");
            }
        }
    }
}

static void log_macros_name_their_level(void **state)
{
    struct heard heard = {.count = 0};
    struct log log = {LOG_DEBUG, hear, &heard};

    (void)state;
    log_warn(&log, "w");
    assert_int_equal(heard.level, LOG_WARN);
    log_info(&log, "i");
    assert_int_equal(heard.level, LOG_INFO);
    log_debug(&log, "d");
    assert_int_equal(heard.level, LOG_DEBUG);
    assert_int_equal(heard.count, 3);
    log_warn(NULL, "nobody hears");
    assert_int_equal(heard.count, 3);
}

static void log_cuts_an_endless_line(void **state)
{
    struct heard heard = {.count = 0};
    struct log log = {LOG_WARN, hear, &heard};
    char endless[2000];

    (void)state;
    memset(endless, 'x', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    log_warn(&log, "%s", endless);
    assert_int_equal(strlen(heard.text), 511);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_passes_on_what_is_wanted),
        cmocka_unit_test(log_macros_name_their_level),
        cmocka_unit_test(log_cuts_an_endless_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
