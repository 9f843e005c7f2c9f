/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of every ps. */
#include "collect/ps.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct one {
    const char *why;
    const char *header;
    const char *line;
    int rc; /* 1, 0, -1 */
    int32_t pid;
    uint32_t uid;
    const char *name;
};

#define TOOLBOX "USER     PID   PPID  VSIZE  RSS     WCHAN    PC         NAME"
#define TOYBOX \
    "USER            PID   PPID     VSZ    RSS WCHAN            ADDR S NAME"

static const struct one ones[] = {
    {"toolbox, whose state has no title", TOOLBOX,
     "u0_a93    2345  160   999999 55555 ffffffff 400d0 S com.example.bank", 1,
     2345, 10093, "com.example.bank"},
    {"toybox -A", TOYBOX,
     "u10_a93        24685    612 14000000 90000 0         0 S "
     "com.example.bank:remote",
     1, 24685, 1010093, "com.example.bank:remote"},
    {"what UX asks for", "  PID   UID NAME", " 4711 10093 com.example.bank", 1,
     4711, 10093, "com.example.bank"},
    {"arguments are left out", "  UID   PID ARGS", "10093  4711 /init second",
     1, 4711, 10093, "/init"},
    {"busybox", "PID   USER     TIME  COMMAND", "    1 root      0:01 /init", 1,
     1, 0, "/init"},
    {"procps -ef", "UID          PID    PPID  C STIME TTY          TIME CMD",
     "root           1       0  0 17:20 ?        00:00:00 /sbin/init splash", 1,
     1, 0, "/sbin/init"},
    {"the number is better than the name", "USER PID UID NAME",
     "u0_a9+ 7 10093 x", 1, 7, 10093, "x"},
    {"and stays when the name comes later", "UID PID USER NAME",
     "10093 7 root x", 1, 7, 10093, "x"},
    {"odd bytes are replaced", "PID UID NAME", "7 10093 a\x1b[31m;b", 1, 7,
     10093, "a??31m?b"},
    {"a thread of the kernel", "PID UID NAME", "2 0 [kthreadd]", 0, 0, 0, ""},
    {"brackets of an app are its own", "PID UID NAME", "7 10093 [x]", 1, 7,
     10093, "?x?"},
    {"a name that is cut is no uid", "USER PID NAME", "u0_a9+ 7 x", -1, 0, 0,
     ""},
    {"no pid", "PID UID NAME", "x 10093 y", -1, 0, 0, ""},
    {"too few columns", "PID UID NAME", "7 10093", -1, 0, 0, ""},
    {"a pid of nobody", "PID UID NAME", "0 10093 y", -1, 0, 0, ""},
    {"empty", "PID UID NAME", "", -1, 0, 0, ""},
    {"the name first", "NAME PID UID", "x 7 10093", 1, 7, 10093, "x"},
    {"a name that brings a pid and a uid", "NAME PID UID", "x 8 10124 7 10093",
     -1, 0, 0, ""},
    {"a name that brings a uid", "PID NAME UID", "7 x 10124 10093", -1, 0, 0,
     ""},
    {"a name that brings a user", "PID CMD USER", "7 x root u0_a93", -1, 0, 0,
     ""},
};

static void ps_reads_rows_by_their_header(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ones) / sizeof(ones[0]); i++) {
        const struct one *one = &ones[i];
        struct process_line out;
        struct ps_reader reader;
        int rc;

        print_message("%s\n", one->why);
        assert_true(ps_header(&reader, str_from(one->header)));
        rc = ps_line(&reader, str_from(one->line), &out);
        assert_int_equal(rc < 0 ? -1 : rc, one->rc);
        if (rc > 0) {
            assert_int_equal(out.pid, one->pid);
            assert_int_equal(out.uid, one->uid);
            assert_true(str_is(out.name, one->name));
        }
    }
}

static void ps_names_have_a_maximum(void **state)
{
    char line[PS_NAME_MAX + 40] = "7 10093 ";
    struct process_line out;
    struct ps_reader reader;

    (void)state;
    memset(line + 8, 'a', PS_NAME_MAX + 20);
    assert_true(ps_header(&reader, str_from("PID UID NAME")));
    assert_int_equal(ps_line(&reader, str_from(line), &out), 1);
    assert_int_equal(out.name.len, PS_NAME_MAX);
}

static void ps_takes_no_other_line_for_a_header(void **state)
{
    static const char *const lines[] = {
        "",
        "PID NAME",
        "PID UID",
        "UID NAME",
        "pid uid name",
        "Proto Recv-Q Local Address Foreign Address State PID/Program Name",
    };
    char many[] = "PID UID NAME a b c d e f g h i j k l m n o p q r s t u v w "
                  "x y z A B C D E F G";
    struct ps_reader reader;

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        print_message("%s\n", lines[i]);
        assert_false(ps_header(&reader, str_from(lines[i])));
    }
    assert_false(ps_header(&reader, str_from(many)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ps_reads_rows_by_their_header),
        cmocka_unit_test(ps_names_have_a_maximum),
        cmocka_unit_test(ps_takes_no_other_line_for_a_header),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
