/* SPDX-License-Identifier: Apache-2.0 */
/* Counters, packages.list and the package manager's dump, saved as text. */
#include "collect/saved.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TCP_ROW                                                        \
    "   0: 110200C0:BB2F 0A7100CB:01BB 01 00000000:00000000 "          \
    "00:00000000 00000000 10093        0 75412 1 0000000000000000 20 " \
    "3 19 10 -1\n"
#define TCP_HEADER                                                        \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when " \
    "retrnsmt   uid  timeout inode\n"
#define NETSTAT                                                         \
    "Active Internet connections (established and servers)\n"           \
    "Proto Recv-Q Send-Q Local Address           Foreign Address      " \
    "   State       PID/Program Name\n"                                 \
    "tcp        0      0 192.0.2.17:47368        203.0.113.103:443    " \
    "   ESTABLISHED 24685/com.example.video\n"
#define SOCKSTAT                                                       \
    "sockets: used 231\nTCP: inuse 7 orphan 1 tw 2 alloc 9 mem 3\n"    \
    "UDP: inuse 4 mem 5\nUDPLITE: inuse 0\nRAW: inuse 1\nFRAG: inuse " \
    "0 memory 0\n"
#define SNMP                                 \
    "Ip: Forwarding DefaultTTL\nIp: 1 64\n"  \
    "Tcp: ActiveOpens MaxConn\nTcp: 12 -1\n" \
    "Udp: InDatagrams NoPorts\nUdp: 345 6\n"
#define LIST                                                                \
    "com.example.bank 10093 0 /data/user/0/com.example.bank default 3003\n" \
    "com.example.work 1010094 1 /data/user/10/com.example.work none\n"      \
    "android 1000 0 /data/system platform 1065,3002\n"
#define LIST_NAMES "android 1000, com.example.bank 10093, "
#define VIDEO                                                     \
    "  Package [com.example.video] (9f1c2):\n    appId=10124\n"   \
    "    pkg=Package{a1 com.example.video}\n"                     \
    "    codePath=/data/app/~~x==/com.example.video-y==\n"        \
    "    pkgFlags=[ HAS_CODE ]\n"                                 \
    "    Test$ # [a]: [b] package:com.example.none uid=7 gid=7\n" \
    "    User 0: ceDataInode=7 installed=true hidden=false\n"     \
    "      gids=[3003]\n"
#define USERS "Users:\n\tUserInfo{0:Owner:c13} running\n"
#define BANK                                                   \
    "  Package [com.example.bank] (2a7f):\n    userId=10093\n" \
    "    codePath=/system/app/Bank\n"

static struct snapshot out;
static struct saved saved;
static struct err err;
static char names[1000];
static char codes[500];

static int set_up(void **state)
{
    (void)state;
    snapshot_init(&out);
    return saved_init(&saved, NULL, &out, &err);
}

static int tear_down(void **state)
{
    (void)state;
    saved_fini(&saved);
    snapshot_fini(&out);
    return 0;
}

static void put(char *text, size_t cap, const char *more)
{
    size_t used = strlen(text);

    (void)snprintf(text + used, cap - used, "%s%s", used > 0 ? ", " : "", more);
}

static int read_file(const char *text, size_t piece)
{
    size_t len = strlen(text);
    int rc = 0;

    saved_begin(&saved, "x");
    for (size_t at = 0; at < len && rc == 0; at += piece) {
        rc = saved_feed(&saved, text + at, len - at < piece ? len - at : piece,
                        &err);
    }
    return rc == 0 ? saved_end(&saved, &err) : rc;
}

/* The packages and the warnings in words; "u": the user installed it. */
static void finish(void)
{
    assert_int_equal(saved_finish(&saved), 0);
    names[0] = '\0';
    codes[0] = '\0';
    for (size_t i = 0; i < out.packages.len; i++) {
        const struct package *package = snapshot_package(&out, i);
        char one[300];

        (void)snprintf(one, sizeof(one), "%s %u%s", package->name,
                       (unsigned)package->uid,
                       package->is_user_installed ? " u" : "");
        put(names, sizeof(names), one);
    }
    for (size_t i = 0; i < out.warnings.len; i++) {
        print_message("    %s\n", snapshot_warning(&out, i)->text);
        put(codes, sizeof(codes), snapshot_warning(&out, i)->code);
    }
}

static const struct {
    const char *why;
    const char *text;
    const char *names;
    size_t rows;
    const char *codes;
} texts[] = {
    {"packages.list", LIST, LIST_NAMES "com.example.work 1010094", 0, ""},
    {"packages.list under its prompt, after a table",
     TCP_HEADER TCP_ROW "# cat /data/system/packages.list\n" LIST,
     LIST_NAMES "com.example.work 1010094", 1, ""},
    {"packages.list and a netstat after it", LIST NETSTAT,
     LIST_NAMES "com.example.work 1010094", 1, ""},
    {"a row of something else is no package",
     LIST "root 1 0 /init\ncom.example.a 1 0 /data/com.example.b\n",
     LIST_NAMES "com.example.work 1010094", 0, "lines-bad"},
    {"a process that looks like one",
     "USER PID PPID NAME\nroot 1 0 /init\n"
     "u0_a93 10093 0 /data/u0_a93\n",
     "", 0, ""},
    {"dumpsys package packages",
     "Packages:\n" VIDEO BANK "\nHidden system packages:\n" BANK
     "\nShared users:\n  SharedUser [android.uid.x] (1):\n    userId=1001\n",
     "com.example.bank 10093, com.example.video 10124 u", 0, ""},
    {"dumpsys package",
     "Database versions:\n  Internal:\n    sdkVersion=25\n\nLibraries:\n"
     "  a.b -> (jar) /system/x.jar\n\nPackages:\n" VIDEO,
     "com.example.video 10124 u", 0, ""},
    {"one package of it", VIDEO, "com.example.video 10124 u", 0, ""},
    {"a package that is the last line of all", BANK, "com.example.bank 10093",
     0, ""},
    {"a gap does not mix two packages",
     "  Package [com.example.bank] (1):\n    ...\n    userId=10124\n"
     "    User 0: installed=true\n" VIDEO,
     "com.example.video 10124 u", 0, ""},
    {"what lacks does not unhide what is hidden",
     "Packages:\n" BANK "Hidden system packages:\n...\n" VIDEO,
     "com.example.bank 10093", 0, ""},
    {"things follow, indented as they are",
     "Packages:\n" BANK TCP_HEADER TCP_ROW
     "Packages:\n" VIDEO TCP_ROW NETSTAT USERS,
     "com.example.bank 10093, com.example.video 10124 u", 3, ""},
    {"a sentence after it", "Packages:\n" BANK "And so on.\n",
     "com.example.bank 10093", 0, "lines-bad"},
    {"both, of which one tells more",
     "com.example.video 10124 0 /data/data/com.example.video "
     "x\nPackages:\n" VIDEO "package:com.example.video uid:10124\n",
     "com.example.video 10124 u", 0, ""},
    {"line ends of a terminal",
     "Packages:\r\n  Package [com.example.bank] (1):\r\n    userId=10093\r\n",
     "com.example.bank 10093", 0, ""},
};

static void saved_packages_come_in_every_form(void **state)
{
    static const size_t pieces[] = {SIZE_MAX / 2, 1, 7};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) * 3; i++) {
        print_message("%s, %zu\n", texts[i / 3].why, pieces[i % 3]);
        (void)tear_down(state);
        (void)set_up(state);
        if (read_file(texts[i / 3].text, pieces[i % 3]) < 0) {
            fail_msg("%s", err.text);
        }
        finish();
        assert_string_equal(names, texts[i / 3].names);
        assert_string_equal(codes, texts[i / 3].codes);
        assert_int_equal(out.rows.len, texts[i / 3].rows);
    }
}

/* A piece of a dump says nothing of the next file. */
static void saved_dumps_end_with_their_files(void **state)
{
    (void)state;
    assert_int_equal(
        read_file("  Package [com.example.bank] (1):\n    pkg=1\n", 99), 0);
    assert_int_equal(read_file("Packages:\nHidden system packages:\n", 99), 0);
    assert_int_equal(read_file(VIDEO, 99), 0);
    assert_int_equal(read_file(BANK USERS, 99), 0);
    assert_int_equal(out.users.len, 1);
    assert_int_equal(read_file("    userId=7\n", 99), ERR_PROTO);
    finish();
    assert_string_equal(names,
                        "com.example.bank 10093, com.example.video 10124 u");
}

static uint64_t count_of(enum counter counter)
{
    return counters_has(&out.counters, counter) ? out.counters.values[counter]
                                                : UINT64_MAX;
}

static void saved_counters_are_those_of_the_phone(void **state)
{
    (void)state;
    assert_int_equal(read_file(SOCKSTAT, 3), 0);
    assert_int_equal(
        read_file("$ cat /proc/net/sockstat6\nTCP6: inuse 8\nFRAG6: inuse 0 "
                  "memory 0\n",
                  99),
        0);
    assert_int_equal(read_file(TCP_HEADER TCP_ROW SNMP TCP_ROW, 99), 0);
    assert_int_equal(out.rows.len, 2);
    finish();
    assert_string_equal(codes, "");
    assert_int_equal(count_of(COUNTER_SOCKETS_USED), 231);
    assert_int_equal(count_of(COUNTER_TCP_TIME_WAIT), 2);
    assert_int_equal(count_of(COUNTER_TCP6_INUSE), 8);
    assert_int_equal(count_of(COUNTER_TCP_ACTIVE_OPENS), 12);
    assert_int_equal(count_of(COUNTER_UDP_NO_PORTS), 6);
    assert_int_equal(count_of(COUNTER_TCP_PASSIVE_OPENS), UINT64_MAX);
}

/* Prose, halves, numbers under other names. */
static void saved_counters_are_not_guessed(void **state)
{
    static const struct {
        const char *text;
        const char *codes;
    } bad[] = {
        {"TCP: inuse 7 orphan many\n", "lines-bad"},
        {"Tcp: 12 -1\n", "lines-bad"},
        {"Tcp: ActiveOpens MaxConn\nTcp: 12\n", "lines-bad"},
        {"Tcp: ActiveOpens\nUdp: 12\n", "lines-bad"},
        {"Tcp: ActiveOpens\n", ""},
        {"TCP: a protocol\nNote:\nUse: memory 7\n", "lines-bad"},
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        print_message("%s", bad[i].text);
        (void)tear_down(state);
        (void)set_up(state);
        saved_begin(&saved, "x");
        assert_int_equal(
            saved_feed(&saved, bad[i].text, strlen(bad[i].text), &err), 0);
        assert_int_equal(saved_feed(&saved, "[a]: [b]\n", 9, &err), 0);
        assert_int_equal(saved_end(&saved, &err), 0);
        finish();
        assert_string_equal(codes, bad[i].codes);
        assert_int_equal(out.counters.known, 0);
    }
}

/* The numbers of a file are not those of names in another. */
static void saved_names_of_counters_end_with_their_file(void **state)
{
    (void)state;
    assert_int_equal(read_file("[a]: [b]\nTcp: ActiveOpens\n", 99), 0);
    assert_int_equal(read_file("Tcp: 12\n", 99), ERR_PROTO);
    assert_int_equal(out.counters.known, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(saved_packages_come_in_every_form),
        CASE(saved_dumps_end_with_their_files),
        CASE(saved_counters_are_those_of_the_phone),
        CASE(saved_counters_are_not_guessed),
        CASE(saved_names_of_counters_end_with_their_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
