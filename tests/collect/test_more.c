/* SPDX-License-Identifier: Apache-2.0 */
/* When a second request is sent, and what becomes of the two answers. */
#include "answers.h"

#define DENIED "cat: /proc/net/tcp: Permission denied\n"
#define NO_TABLES                \
    SECTION("tcp", DENIED, "1")  \
    SECTION("tcp6", DENIED, "1") \
    SECTION("udp", DENIED, "1") SECTION("udp6", DENIED, "1")
#define OLD_PM "Error: Unknown option: -U\n"
#define OLD_REST                                           \
    FACTS USERS CURRENT SECTION("packages 0", OLD_PM, "1") \
        SECTION("packages 10", OLD_PM, "1")
#define TITLE "Active Internet connections (servers and established)\n"
#define COLUMNS                                                       \
    "Proto Recv-Q Send-Q Local Address           Foreign Address    " \
    "     State       User       Inode       PID/Program Name\n"
#define NETSTAT1                                                       \
    "tcp        0      0 192.0.2.17:47919        203.0.113.10:443    " \
    "    ESTABLISHED 10093      75412      900/com.example.a\n"
#define NETSTAT2                                                       \
    "tcp        0      0 192.0.2.17:47920        203.0.113.10:443    " \
    "    ESTABLISHED 10093      75413      900/com.example.a\n"
#define NETSTAT3                                                       \
    "tcp        0      0 192.0.2.17:47921        203.0.113.10:443    " \
    "    TIME_WAIT   0          0          -\n"
#define CUT1                                                              \
    "tcp6       0      0 2001:db8::5c1f:22:55557 2001:db8::1:443        " \
    " ESTABLISHED 10093      75414      -\n"
#define NETSTAT SECTION("netstat", TITLE COLUMNS NETSTAT1 NETSTAT2, "0")
#define DUMP                                                 \
    SECTION("packages-dump",                                 \
            "Packages:\n  Package [com.example.bank] (1):\n" \
            "    userId=10093\n    codePath=/data/app/b-1\n" \
            "    User 0:  installed=true\n"                  \
            "    User 10:  installed=true\n",                \
            "0")
/* com.example.evil's versionName is of four lines. */
#define FORGED                                                \
    SECTION("packages-dump",                                  \
            "Packages:\n  Package [com.example.evil] (1):\n"  \
            "    userId=10124\n  Package [com.example.bank] " \
            "(2):\n    userId=10124\n"                        \
            "    User 0:  installed=true\n"                   \
            "  Package [com.example.bank] (3):\n"             \
            "    userId=10093\n"                              \
            "    User 0:  installed=true\n",                  \
            "0")
#define NO_NETSTAT SECTION("netstat", "netstat: not found\n", "127")

struct look {
    const char *why;
    enum collect_source source;
    const char *text;
    const char *more; /* NULL: nothing answers */
    int rc;
    const char *want; /* warnings */
    const char *rows; /* a letter for each source: p n b */
    size_t packages;
    int requests_more;
};

static const struct look looks[] = {
    {"a modern phone is asked once", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES REST END(10), NETSTAT, 0, "", "ppp", 3, 0},
    {"a pm without uids: its dump", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES OLD_REST END(10), BEGIN DUMP END(1), 0, "", "ppp",
     2, 1},
    {"in which an app's text is a package", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES OLD_REST END(10), BEGIN FORGED END(1), 0,
     "packages-forged!", "ppp", 1, 1},
    {"which does not come", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES OLD_REST END(10), NULL, 0,
     "options-unknown! options-unknown!", "ppp", 0, 1},
    {"or holds nothing", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES OLD_REST END(10),
     BEGIN SECTION("packages-dump", "dumpsys: not found\n", "127") END(1), 0,
     "options-unknown! options-unknown!", "ppp", 0, 1},
    {"or makes no sense", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES OLD_REST END(10), BEGIN F "done 0\n", 0,
     "options-unknown! options-unknown!", "ppp", 0, 1},
    {"an answer that was cut is not asked again", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES OLD_REST, BEGIN DUMP END(1), 0,
     "options-unknown! options-unknown! stream-cut!", "ppp", 0, 0},
    {"no table may be read: netstat", COLLECT_PROCFS,
     BEGIN NO_TABLES PROCESSES REST END(10), BEGIN NETSTAT END(1), 0,
     "netstat-instead", "nn", 3, 1},
    {"and there is none", COLLECT_PROCFS,
     BEGIN NO_TABLES PROCESSES REST END(10), BEGIN NO_NETSTAT END(1), ERR_PERM,
     "root may", "", 0, 1},
    {"an old phone, and no table", COLLECT_PROCFS,
     BEGIN NO_TABLES PROCESSES OLD_REST END(10), BEGIN NETSTAT DUMP END(2), 0,
     "netstat-instead", "nn", 2, 1},
    {"one table may not be read", COLLECT_PROCFS,
     BEGIN SECTION("tcp", HEADER ROW1, "0") SECTION("tcp6", DENIED, "1")
         SECTION("udp", HEADER, "0") SECTION("udp6", HEADER, "0")
             PROCESSES REST END(10),
     BEGIN NETSTAT END(1), 0, "table-denied!", "p", 3, 0},
    {"netstat alone", COLLECT_NETSTAT,
     BEGIN TABLES PROCESSES NETSTAT REST END(11), NULL, 0, "", "nn", 3, 0},
    {"netstat alone, no table may be read", COLLECT_NETSTAT,
     BEGIN NO_TABLES PROCESSES NETSTAT REST END(11), NULL, 0, "", "nn", 3, 0},
    {"the tables of a recording that has netstat too", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES NETSTAT REST END(11), NULL, 0, "", "ppp", 3, 0},
    {"and nothing is said of what is not used", COLLECT_PROCFS,
     BEGIN TABLES PROCESSES SECTION("netstat", "x\n" TITLE COLUMNS CUT1, "0")
         REST END(11),
     NULL, 0, "", "ppp", 3, 0},
    {"the sample is netstat's", COLLECT_NETSTAT,
     BEGIN TABLES PROCESSES SECTION("netstat", "x\n" TITLE COLUMNS CUT1, "0")
         REST END(11),
     NULL, 0, "rows-bad", "n", 3, 0},
    {"without -W what is 23 wide may be cut", COLLECT_NETSTAT,
     BEGIN TABLES PROCESSES SECTION("netstat", "again\n" TITLE COLUMNS CUT1,
                                    "0") REST END(11),
     NULL, 0, "netstat-cut", "n", 3, 0},
    {"netstat that failed", COLLECT_NETSTAT,
     BEGIN TABLES PROCESSES NO_NETSTAT REST END(11), NULL, ERR_REFUSED,
     "netstat: not found", "", 0, 0},
    {"both", COLLECT_BOTH, BEGIN TABLES PROCESSES NETSTAT REST END(11), NULL, 0,
     "sources-differ", "bppn", 3, 0},
    {"both, but no netstat", COLLECT_BOTH,
     BEGIN TABLES PROCESSES NO_NETSTAT REST END(11), NULL, 0,
     "netstat-failed netstat-missing!", "ppp", 3, 0},
    {"both, but no tables", COLLECT_BOTH,
     BEGIN NO_TABLES PROCESSES NETSTAT REST END(11), NULL, 0,
     "table-denied! table-denied! table-denied! table-denied!", "nn", 3, 0},
    {"options that a netstat does not know", COLLECT_NETSTAT,
     BEGIN TABLES PROCESSES SECTION(
         "netstat",
         "netstat: invalid option -- 'W'\nusage: netstat\n" TITLE COLUMNS
             NETSTAT3 "again\n" TITLE COLUMNS NETSTAT1 NETSTAT2,
         "0") REST END(11),
     NULL, 0, "", "nn", 3, 0},
    {"a line that is no row", COLLECT_NETSTAT,
     BEGIN TABLES PROCESSES SECTION("netstat", TITLE COLUMNS "x\n" NETSTAT1,
                                    "0") REST END(11),
     NULL, 0, "rows-bad", "n", 3, 0},
};

static const char *sources_of(char text[16])
{
    size_t i;

    for (i = 0; i < out.rows.len && i < 15; i++) {
        text[i] = "pnb"[snapshot_row(&out, i)->source];
    }
    text[i] = '\0';
    return text;
}

static void more_is_asked_for_where_it_is_needed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        const struct look *look = &looks[i];
        const struct collect_options options = {
            .timeout_ms = 30000,
            .idle_ms = 10000,
            .token = TOKEN,
            .source = look->source,
        };
        char text[16];

        print_message("%s\n", look->why);
        canned_init(&canned, look->text, strlen(look->text));
        canned.more = look->more;
        assert_int_equal(collect_with(&options), look->rc);
        assert_int_equal(canned.requests, 1);
        assert_int_equal(canned.requests_more, look->requests_more);
        if (look->rc == 0) {
            assert_string_equal(warnings, look->want);
            assert_string_equal(sources_of(text), look->rows);
            assert_int_equal(out.packages.len, look->packages);
            assert_int_equal(err.code, 0);
        } else {
            assert_non_null(strstr(err.text, look->want));
        }
        snapshot_fini(&out);
    }
}

static void more_names_every_user_that_the_dump_tells_of(void **state)
{
    static const char text[] = BEGIN TABLES PROCESSES OLD_REST END(10);
    const struct collect_options options = {
        .timeout_ms = -1, .idle_ms = -1, .token = TOKEN};

    (void)state;
    canned_init(&canned, text, sizeof(text) - 1);
    canned.more = BEGIN DUMP END(1);
    assert_int_equal(collect_with(&options), 0);
    assert_int_equal(out.users.len, 2);
    assert_true(snapshot_user(&out, 0)->is_listed);
    assert_true(snapshot_user(&out, 1)->is_listed);
    assert_true(out.has_all_packages);
    assert_true(snapshot_package(&out, 1)->is_user_installed);
    assert_int_equal(snapshot_package(&out, 1)->uid, 1010093);
    snapshot_fini(&out);
}

static void more_gives_no_package_a_uid_that_is_forged(void **state)
{
    static const char text[] = BEGIN TABLES PROCESSES OLD_REST END(10);
    const struct collect_options options = {
        .timeout_ms = -1, .idle_ms = -1, .token = TOKEN};

    (void)state;
    canned_init(&canned, text, sizeof(text) - 1);
    canned.more = BEGIN FORGED END(1);
    assert_int_equal(collect_with(&options), 0);
    assert_int_equal(out.packages.len, 1);
    assert_string_equal(snapshot_package(&out, 0)->name, "com.example.evil");
    assert_int_equal(snapshot_package(&out, 0)->uid, 10124);
    assert_false(out.has_all_packages);
    snapshot_fini(&out);
}

/* Whose time is up asks nothing more; else it gets what is left. */
static void more_has_the_time_that_is_left(void **state)
{
    static const char text[] = BEGIN TABLES PROCESSES OLD_REST END(10);
    const struct collect_options options = {
        .timeout_ms = 5000, .idle_ms = -1, .token = TOKEN};

    (void)state;
    canned_init(&canned, text, sizeof(text) - 1);
    canned.came_at_ms = canned.sent_at_ms + 2000;
    assert_int_equal(collect_with(&options), 0);
    assert_int_equal(canned.requests_more, 1);
    assert_int_equal(canned.more_timeout_ms, 3000);
    snapshot_fini(&out);
    canned_init(&canned, text, sizeof(text) - 1);
    canned.came_at_ms = canned.sent_at_ms + 5000;
    assert_int_equal(collect_with(&options), 0);
    assert_int_equal(canned.requests_more, 0);
    snapshot_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_is_asked_for_where_it_is_needed),
        cmocka_unit_test(more_names_every_user_that_the_dump_tells_of),
        cmocka_unit_test(more_gives_no_package_a_uid_that_is_forged),
        cmocka_unit_test(more_has_the_time_that_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
