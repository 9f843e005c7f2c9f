/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of every kind, whole, in pieces, and spoilt. */
#include "collect/saved.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TCP_HEADER                                                        \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when " \
    "retrnsmt   uid  timeout inode\n"
#define UDP_HEADER                                                \
    "   sl  local_address rem_address   st tx_queue rx_queue tr " \
    "tm->when retrnsmt   uid  timeout inode ref pointer drops\n"
#define TCP_ROW                                                        \
    "   0: 110200C0:BB2F 0A7100CB:01BB 01 00000000:00000000 "          \
    "00:00000000 00000000 10093        0 75412 1 0000000000000000 20 " \
    "3 19 10 -1\n"
#define UDP_ROW                                               \
    "  12: 110200C0:A6C3 0A7100CB:01BB 01 00000000:00000000 " \
    "00:00000000 00000000 10093        0 25491 2 0000000000000000 0\n"
#define NETSTAT_HEADER                                                  \
    "Active Internet connections (established and servers)\n"           \
    "Proto Recv-Q Send-Q Local Address           Foreign Address      " \
    "   State       PID/Program Name\n"
#define NETSTAT_ROW                                                     \
    "tcp        0      0 192.0.2.17:47368        203.0.113.103:https  " \
    "   CLOSE_WAIT  24685/com.example.video\n"
#define PACKAGES                           \
    "package:com.example.bank uid:10093\n" \
    "package:/data/app/x/base.apk=com.example.video uid:10124\n"
#define PS "  PID   UID NAME\n    1     0 /init\n  900 10093 com.example.bank\n"
#define PROPS "[ro.product.model]: [Phone 1]\n[ro.build.version.sdk]: [34]\n"
#define USERS "Users:\n\tUserInfo{0:Owner:c13} running\n"
#define ID "uid=2000(shell) gid=2000(shell) groups=2000(shell)\n"

static struct snapshot out;
static struct saved saved;
static struct err err;
static char codes[500];

static int set_up(void **state)
{
    (void)state;
    snapshot_init(&out);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    saved_fini(&saved);
    snapshot_fini(&out);
    return 0;
}

static int read_file(const char *name, const char *text, size_t piece)
{
    size_t len = strlen(text);
    int rc = 0;

    saved_begin(&saved, name);
    for (size_t at = 0; at < len && rc == 0; at += piece) {
        size_t left = len - at;

        rc = saved_feed(&saved, text + at, left < piece ? left : piece, &err);
    }
    return rc == 0 ? saved_end(&saved, &err) : rc;
}

static void start(const char *as)
{
    assert_int_equal(saved_init(&saved, as, &out, &err), 0);
}

static void finish(void)
{
    assert_int_equal(saved_finish(&saved), 0);
    codes[0] = '\0';
    for (size_t i = 0; i < out.warnings.len; i++) {
        const struct warning *warning = snapshot_warning(&out, i);
        size_t used = strlen(codes);

        print_message("    %s\n", warning->text);
        assert_false(warning->is_partial);
        (void)snprintf(codes + used, sizeof(codes) - used, "%s%s",
                       used > 0 ? " " : "", warning->code);
    }
}

struct one {
    const char *why;
    const char *name;
    const char *as;
    const char *text;
    size_t rows;
    size_t udp;
    const char *codes;
};

static const struct one ones[] = {
    {"a table", "x", NULL, TCP_HEADER TCP_ROW, 1, 0, ""},
    {"an empty one", "x", NULL, UDP_HEADER, 0, 0, ""},
    {"the header is right, not the name", "tcp", NULL, UDP_HEADER UDP_ROW, 1, 1,
     ""},
    {"without a header, by the name", "udp.txt", NULL, UDP_ROW, 1, 1, ""},
    {"without a header, as the user says", "x", "udp", UDP_ROW, 1, 1, ""},
    {"the name says it better than --as", "udp", "tcp", UDP_ROW, 1, 1, ""},
    {"without a header, by its shape", "x", NULL, TCP_ROW, 1, 0, ""},
    {"by its prompt", "x", NULL, "$ cat /proc/net/udp\n" UDP_ROW, 1, 1, ""},
    {"two tables, one file", "x", NULL, TCP_HEADER TCP_ROW UDP_HEADER UDP_ROW,
     2, 1, ""},
    {"a gap", "x", NULL, TCP_HEADER "...\n" TCP_ROW "...\n", 1, 0, ""},
    {"without a newline at the end", "x", NULL,
     "69: 110200C0:BB2F 0A7100CB:01BB 06 00000000:00000000 00:00000000 "
     "00000000 0        0 0 3 0000000000000000",
     1, 0, ""},
    {"CRLF", "x", NULL, "sl  local_address inode\r\n", 0, 0, ""},
    {"a byte order mark", "x", NULL, "\xef\xbb\xbf" TCP_HEADER TCP_ROW, 1, 0,
     ""},
    {"a garbled row among them", "x", NULL,
     TCP_HEADER TCP_ROW "1: 1102:\n" TCP_ROW, 2, 0, "rows-bad"},
    {"prose around", "x", NULL,
     "You can find\n```\n" TCP_HEADER TCP_ROW "```\nin it.\n", 1, 0,
     "lines-bad"},
    {"netstat", "x", NULL, NETSTAT_HEADER NETSTAT_ROW, 1, 0, ""},
    {"netstat without a header", "x", NULL, NETSTAT_ROW, 1, 0, ""},
    {"rows of netstat that are neither", "x", NULL,
     NETSTAT_HEADER NETSTAT_ROW "raw        0      0 0.0.0.0:1               "
                                "0.0.0.0:*               7           -\n",
     1, 0, "rows-other"},
    {"everything", "x", NULL,
     ID PROPS USERS PACKAGES PS TCP_HEADER TCP_ROW UDP_HEADER UDP_ROW
         NETSTAT_HEADER NETSTAT_ROW,
     3, 1, ""},
    {"and back to a table", "tcp", NULL,
     TCP_HEADER TCP_ROW NETSTAT_HEADER NETSTAT_ROW
     "$ id\n" ID TCP_ROW PS TCP_ROW,
     4, 0, ""},
    {"no uids", "x", NULL, "package:com.example.bank\n", 0, 0,
     "packages-no-uid"},
};

static void saved_reads_texts_of_every_kind(void **state)
{
    static const size_t pieces[] = {SIZE_MAX / 2, 1, 7};

    for (size_t i = 0; i < sizeof(ones) / sizeof(ones[0]) * 3; i++) {
        const struct one *one = &ones[i / 3];
        size_t udp = 0;

        print_message("%s, %zu\n", one->why, pieces[i % 3]);
        (void)set_up(state);
        start(one->as);
        if (read_file(one->name, one->text, pieces[i % 3]) < 0) {
            fail_msg("%s", err.text);
        }
        finish();
        assert_string_equal(codes, one->codes);
        assert_int_equal(out.rows.len, one->rows);
        for (size_t k = 0; k < out.rows.len; k++) {
            udp += snapshot_row(&out, k)->proto == SOCK_UDP;
        }
        assert_int_equal(udp, one->udp);
        (void)tear_down(state);
    }
    (void)set_up(state);
    start(NULL);
}

static void saved_tables_without_addresses_are_read(void **state)
{
    static const char row[] =
        "0000000000000000: 00000002 00000000 00010000 0001 01 4711 /dev/x\n";

    (void)state;
    start(NULL);
    assert_int_equal(
        read_file("a", "Num RefCount Protocol Flags Type St Inode Path\n", 9),
        0);
    assert_int_equal(read_file("unix", row, 99), 0);
    assert_int_equal(read_file("unix", row, 99), 0);
    finish();
    assert_int_equal(out.local_sockets.len, 1);
    assert_int_equal(out.rows.len, 0);
}

#define UNIX_HEADER "Num       RefCount Protocol Flags    Type St Inode Path\n"
#define UNIX_ROW \
    "0000000000000000: 00000002 00000000 00010000 0001 01 4711 @name\n"
#define PADS "                                                  "

/* An app writes what it likes into the name of a unix socket. */
static void saved_believes_nothing_in_names_of_unix_sockets(void **state)
{
    static const struct {
        const char *why;
        const char *name;
        const char *text;
        size_t rows;
        size_t packages;
        const char *codes;
    } cases[] = {
        {"a row of tcp", "x", UNIX_HEADER UNIX_ROW TCP_ROW, 0, 0,
         "rows-bad unix-behind"},
        {"with its header", "x", UNIX_HEADER UNIX_ROW TCP_HEADER TCP_ROW, 0, 0,
         "rows-bad unix-behind"},
        {"after a prompt", "x", UNIX_HEADER UNIX_ROW "$ cat tcp\n" TCP_ROW, 0,
         0, "rows-bad unix-behind"},
        {"packages, processes", "x", UNIX_HEADER UNIX_ROW PACKAGES PS, 0, 0,
         "rows-bad unix-behind"},
        {"without a header, by its name", "unix", UNIX_ROW PACKAGES, 0, 0,
         "rows-bad unix-behind"},
        {"without any", "x", TCP_HEADER TCP_ROW "$ grep @\n" UNIX_ROW PACKAGES,
         1, 0, "lines-bad unix-behind"},
        {"again its own header", "x",
         UNIX_HEADER UNIX_ROW UNIX_HEADER UNIX_ROW TCP_ROW, 0, 0,
         "rows-bad unix-behind"},
        {"the kernel's header, which no name has room for", "x",
         UNIX_HEADER UNIX_ROW "  sl  local_address " PADS PADS
                              "inode\n" TCP_ROW PACKAGES,
         1, 2, ""},
        {"what stands before", "x", TCP_HEADER TCP_ROW UNIX_HEADER UNIX_ROW, 1,
         0, ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("%s\n", cases[i].why);
        (void)set_up(state);
        start(NULL);
        assert_int_equal(read_file(cases[i].name, cases[i].text, 99), 0);
        assert_int_equal(read_file("other", PROPS, 99), 0);
        finish();
        assert_int_equal(out.rows.len, cases[i].rows);
        assert_int_equal(out.packages.len, cases[i].packages);
        assert_int_equal(out.processes.len, 0);
        assert_string_equal(codes, cases[i].codes);
        assert_string_equal(out.phone.model, "Phone 1");
        (void)tear_down(state);
    }
    (void)set_up(state);
    start(NULL);
}

static void saved_files_make_one_phone(void **state)
{
    (void)state;
    start(NULL);
    assert_int_equal(read_file("a", TCP_HEADER TCP_ROW, 99), 0);
    assert_int_equal(read_file("b", PACKAGES PACKAGES, 99), 0);
    assert_int_equal(read_file("c", PS, 99), 0);
    assert_int_equal(read_file("d", PROPS ID USERS, 99), 0);
    finish();
    assert_int_equal(out.rows.len, 1);
    assert_int_equal(out.packages.len, 2);
    assert_string_equal(snapshot_package(&out, 1)->name, "com.example.video");
    assert_true(snapshot_package(&out, 1)->is_user_installed);
    assert_int_equal(out.processes.len, 2);
    assert_int_equal(snapshot_process(&out, 1)->uid, 10093);
    assert_true(out.has_all_processes);
    assert_string_equal(out.phone.model, "Phone 1");
    assert_int_equal(out.phone.sdk, 34);
    assert_int_equal(out.phone.shell_uid, 2000);
    assert_int_equal(out.users.len, 1);
}

/* "The only process" is not said of a list that may lack some. */
static void saved_lists_that_lack_something_are_not_whole(void **state)
{
    static const char *const texts[] = {
        "PID UID NAME\n900 10093 com.example.bank\n", PS "...\n",
        PS "u0_a9+ x y\n"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        (void)set_up(state);
        start(NULL);
        assert_int_equal(read_file("a", texts[i], 99), 0);
        finish();
        assert_false(out.has_all_processes);
        (void)tear_down(state);
    }
    (void)set_up(state);
    start(NULL);
}

static void saved_reads_processes_whatever_they_are_called(void **state)
{
    static const char *const texts[] = {
        "PID UID NAME\n1 0 /init\n7 10093 PID UID NAME\n8 10124 x\n",
        "PID NAME UID\n1 /init 0\n7 # 10093\n8 x 10124\n",
        "PID NAME UID\n1 /init 0\n7 > 10093\n8 x 10124\n",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        (void)set_up(state);
        start(NULL);
        assert_int_equal(read_file("a", texts[i], 99), 0);
        finish();
        assert_int_equal(out.processes.len, 3);
        assert_int_equal(snapshot_process(&out, 2)->uid, 10124);
        assert_true(out.has_all_processes);
        assert_string_equal(codes, "");
        (void)tear_down(state);
    }
    (void)set_up(state);
    start(NULL);
}

static void saved_leaves_out_any_number_of_files(void **state)
{
    char name[20];

    (void)state;
    start(NULL);
    for (int i = 0; i < 300; i++) {
        (void)snprintf(name, sizeof(name), "evidence/%d", i);
        assert_int_equal(read_file(name, "hello\n", 99), ERR_PROTO);
        assert_int_equal(saved_leave_out(&saved, &err), 0);
    }
    assert_int_equal(read_file("tcp", TCP_HEADER TCP_ROW "x\n", 99), 0);
    assert_int_equal(saved_finish(&saved), 0);
    assert_int_equal(out.rows.len, 1);
    assert_true(out.warnings.len < SNAPSHOT_WARNINGS_MAX);
    assert_string_equal(snapshot_warning(&out, out.warnings.len - 1)->text,
                        "nor were 59 more files read");
}

/* The name of a version may have lines of its own. */
static void saved_gives_no_package_a_uid_that_is_forged(void **state)
{
    (void)state;
    start(NULL);
    assert_int_equal(
        read_file("dump",
                  "Packages:\n  Package [com.example.evil] (1):\n"
                  "    userId=10124\n    versionName=1\n"
                  "  Package [com.example.bank] (2):\n    userId=10124\n"
                  "    User 0:  installed=true\n"
                  "  Package [com.example.bank] (3):\n    userId=10093\n"
                  "    User 0:  installed=true\n",
                  99),
        0);
    finish();
    assert_int_equal(out.packages.len, 1);
    assert_string_equal(snapshot_package(&out, 0)->name, "com.example.evil");
    assert_string_equal(codes, "packages-forged");
}

static void saved_says_where_a_bad_line_is(void **state)
{
    const struct warning *warning;

    (void)state;
    start(NULL);
    assert_int_equal(
        read_file("out/tcp", TCP_HEADER TCP_ROW "x\n" TCP_ROW "y\n", 5), 0);
    finish();
    assert_int_equal(out.rows_bad, 2);
    warning = snapshot_warning(&out, 0);
    assert_non_null(strstr(warning->text, "out/tcp: 2 lines were skipped"));
    assert_non_null(strstr(warning->text, "line 3: \"x\""));
}

static void saved_counts_a_line_that_is_too_long(void **state)
{
    size_t len = (size_t)3 * 64 * 1024;
    char *text = malloc(len + 1);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', len);
    text[len] = '\0';
    start(NULL);
    saved_begin(&saved, "a");
    assert_int_equal(saved_feed(&saved, TCP_HEADER, strlen(TCP_HEADER), &err),
                     0);
    assert_int_equal(saved_feed(&saved, text, len, &err), 0);
    assert_int_equal(
        saved_feed(&saved, "x\n" TCP_ROW, strlen(TCP_ROW) + 2, &err), 0);
    assert_int_equal(saved_end(&saved, &err), 0);
    finish();
    assert_int_equal(out.rows.len, 1);
    assert_int_equal(out.rows_bad, 1);
    free(text);
}

static void saved_refuses_with_the_file_and_the_line(void **state)
{
    static const struct {
        const char *why;
        const char *text;
        const char *want;
    } bad[] = {
        {"empty", "", "out/x is empty; known are tables"},
        {"nothing known", "hello\nworld\n",
         "out/x: nothing in it is known, line 1 is \"hello\"; known are"},
        {"only headings", "# hello\n\n...\nfoo\n", "line 4 is \"foo\""},
        {"which table", "...\n" UDP_ROW, "out/x, line 2: a row without its"},
        {"PowerShell", "\xff\xfep\1r\1", "out/x is UTF-16"},
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        print_message("%s\n", bad[i].why);
        (void)set_up(state);
        start(NULL);
        assert_int_equal(read_file("out/x", bad[i].text, 999), ERR_PROTO);
        print_message("    %s\n", err.text);
        assert_non_null(strstr(err.text, bad[i].want));
        (void)tear_down(state);
    }
    (void)set_up(state);
    assert_int_equal(saved_init(&saved, "tpc", &out, &err), ERR_USAGE);
}

static void saved_tells_texts_from_answers(void **state)
{
    static const struct {
        const char *start;
        enum saved_form want;
    } forms[] = {
        {"adbnet-recording 1\n", SAVED_RECORDING},
        {"\n#0123456789abcdef begin adbnet-snapshot/1 2000 1.0\n",
         SAVED_ANSWER},
        {"* daemon started\r\n\r\n#0123456789abcdef begin "
         "adbnet-snapshot/1 2000 1.0\r\n",
         SAVED_ANSWER},
        {"#0123456789ABCDEF begin adbnet-snapshot/1\n", SAVED_TEXT},
        {"# adbnet-recording 1\n", SAVED_TEXT},
        {UNIX_HEADER UNIX_ROW
         "#0123456789abcdef begin adbnet-snapshot/1 2000 1.0\n",
         SAVED_TEXT},
        {TCP_HEADER, SAVED_TEXT},
        {"", SAVED_TEXT},
    };

    (void)state;
    start(NULL);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        assert_int_equal(saved_sniff(str_from(forms[i].start)), forms[i].want);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(saved_reads_texts_of_every_kind),
        CASE(saved_tables_without_addresses_are_read),
        CASE(saved_believes_nothing_in_names_of_unix_sockets),
        CASE(saved_files_make_one_phone),
        CASE(saved_lists_that_lack_something_are_not_whole),
        CASE(saved_reads_processes_whatever_they_are_called),
        CASE(saved_leaves_out_any_number_of_files),
        CASE(saved_gives_no_package_a_uid_that_is_forged),
        CASE(saved_says_where_a_bad_line_is),
        CASE(saved_counts_a_line_that_is_too_long),
        CASE(saved_refuses_with_the_file_and_the_line),
        CASE(saved_tells_texts_from_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
