/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of open descriptors, in both forms, and what an app writes there. */
#include "collect/fds.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define LINK "lrwx------ 1 u0_a93 u0_a93 64 2026-11-22 17:29 "
#define TOOLBOX "lrwx------ root     root              2026-11-22 17:29 "

static void fds_are_read_in_both_forms(void **state)
{
    static const struct {
        const char *why;
        const char *line;
        int32_t pid;
        uint64_t inode;
        bool is_link;
    } good[] = {
        {"a header", "/proc/24685/fd:", 24685, 0, false},
        {"from a terminal", "/proc/1/fd:\r", 1, 0, false},
        {"a socket", "   75412 63=", -1, 75412, false},
        {"the highest numbers", "18446744073709551615 2147483647=", -1,
         UINT64_MAX, false},
        {"toybox's link", LINK "63 -> socket:[75412]", -1, 75412, true},
        {"toolbox's link", TOOLBOX "3 -> socket:[7]", -1, 7, true},
        {"a link with CR", LINK "63 -> socket:[75412]\r", -1, 75412, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct fds_line line;

        print_message("%s\n", good[i].why);
        assert_int_equal(fds_parse(str_from(good[i].line), &line), 1);
        assert_int_equal(line.pid, good[i].pid);
        assert_true(line.inode == good[i].inode);
        assert_int_equal(line.is_link, good[i].is_link);
    }
}

static void fds_pass_over_what_is_no_socket(void **state)
{
    static const char *const other[] = {
        "",
        " ",
        "\r",
        "total 0",
        "       3 0",
        "11002057 1|",
        "11002057 1/",
        LINK "0 -> /dev/null",
        LINK "1 -> pipe:[75412]",
        LINK "2 -> anon_inode:[eventpoll]",
        LINK "3 -> socket:[75412] (deleted)",
        LINK "3 -> /x/socket:[75412]",
        LINK "3 -> /data/3 -> socket:[75412]",
        LINK "3 -> socket:[0]",
        LINK "3 -> socket:[18446744073709551616]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
        struct fds_line line;

        print_message("%s\n", other[i]);
        assert_int_equal(fds_parse(str_from(other[i]), &line), 0);
    }
}

static void fds_refuse_anything_else(void **state)
{
    static const char *const bad[] = {
        "/proc/24685/fd",
        "/proc/self/fd:",
        "/proc/2147483648/fd:",
        "/proc/-1/fd:",
        "/proc/1/fd: x",
        "/proc/1/task/1/fd:",
        "75412",
        "75412=",
        "75412 =",
        "75412 63==",
        "75412 63= x",
        "0 63=",
        "-75412 63=",
        "18446744073709551616 63=",
        "75412 2147483648=",
        "l",
        "lrwx------ 63",
        "lrwx------ x -> socket:[75412]",
        "-> socket:[75412]",
        "socket:[75412]",
        "ls: /proc/7254/fd: Permission denied",
        "run-as: unknown package: com.example.bank",
        "total",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct fds_line line;

        print_message("%s\n", bad[i]);
        assert_int_equal(fds_parse(str_from(bad[i]), &line), ERR_PROTO);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fds_are_read_in_both_forms),
        cmocka_unit_test(fds_pass_over_what_is_no_socket),
        cmocka_unit_test(fds_refuse_anything_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
