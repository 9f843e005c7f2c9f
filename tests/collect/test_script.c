/* SPDX-License-Identifier: Apache-2.0 */
/* The request: what stands in it, how long it is, what is never let in. */
#include "collect/script.h"

#include "collect/script_pieces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#define TOKEN "0123456789abcdef"
#define ROOM ((size_t)64 * 1024)

static void script_puts_parameters_before_the_text(void **state)
{
    static const uint32_t users[] = {10, 0, 42949};
    struct script_params params = {
        .token = TOKEN, .users = users, .user_count = 3, .wait_s = 8};
    static const char head[] = "T=" TOKEN " W=8 U='10 0 42949'\n";
    struct err err;
    struct buf text;

    (void)state;
    buf_init(&text, ROOM);
    assert_int_equal(script_snapshot(&text, &params, &err), 0);
    assert_memory_equal(text.data, head, strlen(head));
    assert_memory_equal(text.data + strlen(head), script_common.text,
                        script_common.len);
    assert_memory_equal(text.data + text.len - script_rest.len,
                        script_rest.text, script_rest.len);
    buf_fini(&text);
}

static void script_names_the_processes_whose_network_is_wanted(void **state)
{
    static const uint32_t pids[] = {24685, INT32_MAX};
    struct script_params params = {.token = TOKEN,
                                   .wait_s = 8,
                                   .pids = pids,
                                   .pid_count = 2,
                                   .parts = SCRIPT_PID_NET};
    static const char head[] = "T=" TOKEN " W=8 U=''\nB='24685 2147483647'\n";
    struct err err;
    struct buf text;

    (void)state;
    buf_init(&text, ROOM);
    assert_int_equal(script_snapshot(&text, &params, &err), 0);
    assert_memory_equal(text.data, head, strlen(head));
    assert_int_equal(buf_append(&text, "", 1), 0);
    assert_non_null(strstr((const char *)text.data, script_pid_net.text));
    buf_fini(&text);
}

/* What every look of conns asks for. */
static void script_refuses_what_is_no_process(void **state)
{
    static const uint32_t bad[] = {0, UINT32_C(2147483648)};
    static const uint32_t many[SCRIPT_PIDS_MAX + 1] = {1};
    static const struct {
        const uint32_t *pids;
        size_t count;
    } cases[] = {{&bad[0], 1}, {&bad[1], 1}, {many, SCRIPT_PIDS_MAX + 1}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct script_params params = {.token = TOKEN,
                                       .wait_s = 8,
                                       .pids = cases[i].pids,
                                       .pid_count = cases[i].count};
        struct err err = {0, ""};
        struct buf text;

        buf_init(&text, ROOM);
        assert_int_equal(script_snapshot(&text, &params, &err), ERR_ARG);
        assert_true(err.text[0] != '\0');
        assert_int_equal(text.len, 0);
        buf_fini(&text);
    }
}

static void script_fits_into_one_piece(void **state)
{
    struct script_params params = {.token = "0123456789abcdef0123456789abcdef",
                                   .wait_s = 60,
                                   .parts = SCRIPT_FDS};
    struct err err;
    struct buf text;

    (void)state;
    buf_init(&text, ROOM);
    assert_int_equal(script_snapshot(&text, &params, &err), 0);
    print_message("%zu bytes\n", text.len);
    assert_true(text.len <= SCRIPT_ONE_PIECE_MAX);
    buf_fini(&text);
}

static const char *const named[] = {"com.example.dbg", "com.example.bank_2"};

/* Bytes of a request for these parts; *out_has: some of piece is in it. */
static size_t length_of(unsigned parts, const struct script_piece *piece,
                        bool *out_has)
{
    struct script_params params = {.token = TOKEN,
                                   .wait_s = 8,
                                   .parts = parts,
                                   .su_wait_s = 10,
                                   .packages = named,
                                   .package_count = 2,
                                   .package_user = -1};
    struct err err;
    struct buf text;
    size_t len;

    buf_init(&text, ROOM);
    assert_int_equal(script_snapshot(&text, &params, &err), 0);
    assert_int_equal(buf_append(&text, "", 1), 0);
    *out_has = strstr((const char *)text.data, piece->text) != NULL;
    len = text.len - 1;
    buf_fini(&text);
    return len;
}

static void script_has_the_parts_that_are_asked_for_and_no_other(void **state)
{
    static const struct {
        unsigned part;
        const struct script_piece *piece;
    } parts[] = {
        {SCRIPT_INET, &script_tables_inet},
        {SCRIPT_LOCAL, &script_tables_local},
        {SCRIPT_COUNTERS, &script_counters},
    };
    bool has;

    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        size_t plain = length_of(0, parts[i].piece, &has);

        assert_false(has);
        assert_int_equal(length_of(parts[i].part, parts[i].piece, &has),
                         plain + parts[i].piece->len);
        assert_true(has);
        (void)length_of(~parts[i].part, parts[i].piece, &has);
        assert_false(has);
    }
}

static void script_s_rights_are_asked_for_one_by_one(void **state)
{
    static const struct {
        const char *why;
        unsigned parts;
        int64_t user;
        const char *want; /* stands in it */
        const char *never;
    } cases[] = {
        {"plain: no su", 0, -1, "/proc/net", "su 0"},
        {"plain: no descriptors", 0, -1, "/proc/net", "/fd"},
        {"root's descriptors", SCRIPT_FDS, -1, "begin fds\n", "su 0"},
        {"and how", SCRIPT_FDS, -1, "g='/proc/[0-9]*/fd'\nH='ls -LiF1 $g ",
         "run-as $1"},
        {"through su", SCRIPT_SU, -1, "Y=10 O='tcp tcp6 udp udp6'\n",
         "begin fds\n"},
        {"su itself", SCRIPT_SU, -1, "exec su 0 sh -c", "run-as $1"},
        {"su needs the list, too", SCRIPT_SU, -1, "ls -LiF1", "run-as $1"},
        {"more tables", SCRIPT_SU | SCRIPT_INET, -1,
         "udp6 raw raw6 icmp icmp6 udplite udplite6'\n", "unix"},
        {"others", SCRIPT_SU | SCRIPT_LOCAL, -1,
         "tcp6 udp udp6 unix packet netlink'\n", "raw"},
        {"packages", SCRIPT_RUN_AS, -1,
         "J= G='com.example.dbg com.example.bank_2'\n", "su 0"},
        {"in a user", SCRIPT_RUN_AS, 10, "J='--user 10' G=", "su 0"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct script_params params = {.token = TOKEN,
                                       .wait_s = 8,
                                       .parts = cases[i].parts,
                                       .su_wait_s = 10,
                                       .packages = named,
                                       .package_count = 2,
                                       .package_user = cases[i].user};
        struct err err;
        struct buf text;

        print_message("%s\n", cases[i].why);
        buf_init(&text, ROOM);
        assert_int_equal(script_snapshot(&text, &params, &err), 0);
        assert_int_equal(buf_append(&text, "", 1), 0);
        assert_non_null(strstr((const char *)text.data, cases[i].want));
        assert_null(strstr((const char *)text.data, cases[i].never));
        buf_fini(&text);
    }
}

static void script_takes_names_of_packages_only(void **state)
{
    static const struct {
        const char *name;
        bool is_good;
    } names[] = {
        {"com.example.bank", true},
        {"a.b", true},
        {"com.Example_1.b2", true},
        {"android", false},
        {"", false},
        {".", false},
        {"..", false},
        {".com.example", false},
        {"com.example.", false},
        {"com.example;reboot", false},
        {"com.example bank", false},
        {"com.example\nbank", false},
        {"com.example'bank", false},
        {"com.example$IFS", false},
        {"com.example:push", false},
        {"com/example.bank", false},
        {"-u.example", false},
        {"com.ex*mple", false},
        {"com.ex\xc3\xa4mple", false},
    };
    char longest[258];

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        print_message("%s\n", names[i].name);
        assert_int_equal(script_package_is_good(str_from(names[i].name)),
                         names[i].is_good);
    }
    memset(longest, 'a', sizeof(longest));
    longest[1] = '.';
    longest[255] = '\0';
    assert_true(script_package_is_good(str_from(longest)));
    longest[255] = 'a';
    longest[256] = '\0';
    assert_false(script_package_is_good(str_from(longest)));
}

/* What the generator may leave out, and what it must not. */
static void script_is_stripped_and_whole(void **state)
{
    static const struct script_piece *const all[] = {
        &script_common,       &script_head,         &script_start,
        &script_tables,       &script_tables_plain, &script_loop,
        &script_tables_inet,  &script_counters,     &script_processes,
        &script_tables_local, &script_network,      &script_tools,
        &script_rest,         &script_descriptors,  &script_fds,
        &script_su,           &script_run_as,       &script_pid_net,
    };

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        const char *line = all[i]->text;

        assert_int_equal(strlen(line), all[i]->len);
        while (*line != '\0') {
            const char *end = strchr(line, '\n');

            assert_non_null(end);
            assert_true(end > line);
            assert_false(line[0] == ' ' || line[0] == '\t');
            assert_false(line[0] == '#' && (line[1] == ' ' || line[1] == '\n'));
            line = end + 1;
        }
    }
    assert_non_null(strstr(script_common.text, "F=\"\n#$T \"\n"));
    assert_non_null(strstr(script_common.text, "section $1\"\n"));
    assert_non_null(strstr(script_tables.text, "; do\n"));
    assert_non_null(strstr(script_head.text, "UserInfo\\{}\n"));
}

/* -p prints names of processes as they are, line ends and all. */
static void script_asks_netstat_for_no_names_of_processes(void **state)
{
    (void)state;
    assert_non_null(strstr(script_netstat.text, "netstat -atuneW"));
    for (const char *at = script_netstat.text;
         (at = strstr(at, "netstat -")) != NULL; at++) {
        assert_true(strcspn(at + strlen("netstat -"), " ") <=
                    strcspn(at + strlen("netstat -"), "p"));
    }
}

static const uint32_t bad_user[] = {42950};
static const uint32_t many[SCRIPT_USERS_MAX + 1];
static const char *const bad_name[] = {"com.example.bank", "a.b;reboot"};

static void script_asks_for_nothing_twice(void **state)
{
    struct script_params params = {
        .token = TOKEN,
        .wait_s = 8,
        .parts = SCRIPT_MORE | SCRIPT_NETSTAT | SCRIPT_PACKAGES_DUMP,
    };
    struct err err;
    struct buf text;

    (void)state;
    buf_init(&text, ROOM);
    assert_int_equal(script_snapshot(&text, &params, &err), 0);
    assert_int_equal(buf_putc(&text, '\0'), 0);
    assert_non_null(strstr((char *)text.data, script_netstat.text));
    assert_non_null(strstr((char *)text.data, script_packages_dump.text));
    assert_null(strstr((char *)text.data, script_start.text));
    assert_null(strstr((char *)text.data, script_tables.text));
    assert_null(strstr((char *)text.data, script_processes.text));
    assert_true(text.len <= SCRIPT_ONE_PIECE_MAX);
    buf_fini(&text);
}

static void script_refuses_what_could_harm(void **state)
{
    static const struct {
        const char *why;
        struct script_params params;
    } bad[] = {
        {"no token", {.token = NULL, .wait_s = 8}},
        {"an empty one", {.token = "", .wait_s = 8}},
        {"a command", {.token = "$(reboot)0000000", .wait_s = 8}},
        {"two words", {.token = "0123456789 bcdef", .wait_s = 8}},
        {"a line end", {.token = "0123456789abcde\n", .wait_s = 8}},
        {"no such user",
         {.token = TOKEN, .users = bad_user, .user_count = 1, .wait_s = 8}},
        {"too many users",
         {.token = TOKEN,
          .users = many,
          .user_count = SCRIPT_USERS_MAX + 1,
          .wait_s = 8}},
        {"no time", {.token = TOKEN, .wait_s = 0}},
        {"too much time", {.token = TOKEN, .wait_s = 61}},
        {"no time for su", {.token = TOKEN, .wait_s = 8, .parts = SCRIPT_SU}},
        {"too much time for su",
         {.token = TOKEN, .wait_s = 8, .parts = SCRIPT_SU, .su_wait_s = 61}},
        {"run-as of nothing",
         {.token = TOKEN, .wait_s = 8, .parts = SCRIPT_RUN_AS}},
        {"run-as of a command",
         {.token = TOKEN,
          .wait_s = 8,
          .parts = SCRIPT_RUN_AS,
          .packages = bad_name,
          .package_count = 2}},
        {"run-as of too many",
         {.token = TOKEN,
          .wait_s = 8,
          .parts = SCRIPT_RUN_AS,
          .packages = bad_name,
          .package_count = SCRIPT_PACKAGES_MAX + 1}},
        {"run-as of nobody",
         {.token = TOKEN,
          .wait_s = 8,
          .parts = SCRIPT_RUN_AS,
          .packages = bad_name,
          .package_count = 1,
          .package_user = 42950}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct err err = {0, ""};
        struct buf text;

        print_message("%s\n", bad[i].why);
        buf_init(&text, ROOM);
        assert_int_equal(script_snapshot(&text, &bad[i].params, &err), ERR_ARG);
        assert_int_equal(err.code, ERR_ARG);
        assert_true(err.text[0] != '\0');
        assert_int_equal(text.len, 0);
        buf_fini(&text);
    }
}

static void script_respects_the_room_it_is_given(void **state)
{
    static const uint32_t users[] = {10, 11};
    struct script_params params = {.token = TOKEN,
                                   .users = users,
                                   .user_count = 2,
                                   .wait_s = 8,
                                   .parts = ~0u,
                                   .su_wait_s = 10,
                                   .packages = named,
                                   .package_count = 2};
    struct err err;
    struct buf text;
    size_t need;

    (void)state;
    buf_init(&text, ROOM);
    assert_int_equal(script_snapshot(&text, &params, &err), 0);
    need = text.len;
    buf_fini(&text);
    for (size_t room = 0; room <= need; room++) {
        buf_init(&text, room);
        assert_int_equal(script_snapshot(&text, &params, &err),
                         room < need ? ERR_LIMIT : 0);
        buf_fini(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(script_puts_parameters_before_the_text),
        cmocka_unit_test(script_names_the_processes_whose_network_is_wanted),
        cmocka_unit_test(script_refuses_what_is_no_process),
        cmocka_unit_test(script_fits_into_one_piece),
        cmocka_unit_test(script_has_the_parts_that_are_asked_for_and_no_other),
        cmocka_unit_test(script_s_rights_are_asked_for_one_by_one),
        cmocka_unit_test(script_takes_names_of_packages_only),
        cmocka_unit_test(script_is_stripped_and_whole),
        cmocka_unit_test(script_asks_for_nothing_twice),
        cmocka_unit_test(script_asks_netstat_for_no_names_of_processes),
        cmocka_unit_test(script_refuses_what_could_harm),
        cmocka_unit_test(script_respects_the_room_it_is_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
