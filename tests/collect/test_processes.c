/* SPDX-License-Identifier: Apache-2.0 */
/* The list of processes, whose names anybody may choose. */
#include "collect/processes.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void processes_are_pid_uid_and_name(void **state)
{
    static const struct {
        const char *line;
        int32_t pid;
        uint32_t uid;
        const char *name;
    } good[] = {
        {"24685 10093 com.example.bank:remote", 24685, 10093,
         "com.example.bank:remote"},
        {"1 0 /system/bin/init", 1, 0, "/system/bin/init"},
        {"2 99001 a:b:c.D_E0-@?", 2, 99001, "a:b:c.D_E0-@?"},
        {"2147483647 4294967295 x\r", 2147483647, 4294967295u, "x"},
        {"7 1 ?", 7, 1, "?"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct process_line line;

        print_message("%s\n", good[i].line);
        assert_true(processes_parse(str_from(good[i].line), &line) > 0);
        assert_int_equal(line.pid, good[i].pid);
        assert_int_equal(line.uid, good[i].uid);
        assert_true(str_is(line.name, good[i].name));
    }
}

static void processes_skip_what_is_none(void **state)
{
    static const char *const bad[] = {
        "1",
        "1 ",
        "1 2",
        "1 2 ",
        "x 2 y",
        "-1 2 y",
        "1 -2 y",
        "1  2 y",
        "1,2,y",
        "2147483648 2 y",
        "1 4294967296 y",
        "1 2 two words",
        "1 2 =cmd()",
        "1 2 <script>",
        "1 2 \x1b[31m",
        "1 2 caf\xc3\xa9",
        "#0123456789abcdef done 0",
    };
    struct process_line line;
    struct str nul = {"1 2 a\0b", 7};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        print_message("%s\n", bad[i]);
        assert_true(processes_parse(str_from(bad[i]), &line) < 0);
    }
    assert_true(processes_parse(nul, &line) < 0);
    assert_int_equal(processes_parse(str_from(""), &line), 0);
    assert_int_equal(processes_parse(str_from("\r"), &line), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_are_pid_uid_and_name),
        cmocka_unit_test(processes_skip_what_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
