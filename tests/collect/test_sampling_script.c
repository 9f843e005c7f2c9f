/* SPDX-License-Identifier: Apache-2.0 */
/* The text of the script that goes on looking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect/script.h"
#include "collect/script_pieces.h"

#include <string.h>

#define TOKEN "0123456789abcdef"
#define ROOM ((size_t)64 * 1024)

static void loop_has_its_parameters_in_front(void **state)
{
    static const uint32_t users[] = {0, 10};
    static const struct {
        const char *why;
        struct script_loop_params params;
        const char *head;
    } cases[] = {
        {"plain",
         {.token = TOKEN},
         "T=" TOKEN " U='' Y= O='tcp tcp6 udp udp6 raw raw6 packet'\n"},
        {"users and su",
         {.token = TOKEN, .users = users, .user_count = 2, .su_wait_s = 10},
         "T=" TOKEN " U='0 10' Y=10 O='tcp tcp6 udp udp6 raw raw6 packet'\n"},
        {"all tables",
         {.token = TOKEN, .parts = SCRIPT_INET | SCRIPT_LOCAL},
         "T=" TOKEN " U='' Y= O='tcp tcp6 udp udp6 raw raw6 packet icmp "
         "icmp6 udplite udplite6 unix netlink'\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t len = strlen(cases[i].head);
        struct err err;
        struct buf text;

        print_message("%s\n", cases[i].why);
        buf_init(&text, ROOM);
        assert_int_equal(script_loop_text(&text, &cases[i].params, &err), 0);
        assert_true(text.len > len + script_common.len + script_loop.len);
        assert_memory_equal(text.data, cases[i].head, len);
        assert_memory_equal(text.data + len, script_common.text,
                            script_common.len);
        assert_memory_equal(text.data + text.len - script_loop.len,
                            script_loop.text, script_loop.len);
        buf_fini(&text);
    }
}

static void loop_defines_what_it_calls(void **state)
{
    static const char *const functions[] = {
        "begin() {",  "finish() {",    "table() {",
        "tables() {", "processes() {", "descriptors() {",
        "user() {",   "job() {",       "become_root() {"};
    struct script_loop_params params = {.token = TOKEN};
    struct err err;
    struct buf text;

    (void)state;
    buf_init(&text, ROOM);
    assert_int_equal(script_loop_text(&text, &params, &err), 0);
    assert_int_equal(buf_putc(&text, '\0'), 0);
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        const char *at = strstr((char *)text.data, functions[i]);

        print_message("%s\n", functions[i]);
        assert_non_null(at);
        assert_null(strstr(at + 1, functions[i]));
    }
    buf_fini(&text);
}

static const uint32_t bad_user[] = {42950};
static const uint32_t many[SCRIPT_USERS_MAX + 1];

static void loop_refuses_what_could_harm(void **state)
{
    static const struct {
        const char *why;
        struct script_loop_params params;
    } bad[] = {
        {"no token", {.token = NULL}},
        {"a command", {.token = "$(reboot)0000000"}},
        {"no such user", {.token = TOKEN, .users = bad_user, .user_count = 1}},
        {"too many users",
         {.token = TOKEN, .users = many, .user_count = SCRIPT_USERS_MAX + 1}},
        {"too much time for su", {.token = TOKEN, .su_wait_s = 61}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct err err = {.text = ""};
        struct buf text;

        print_message("%s\n", bad[i].why);
        buf_init(&text, ROOM);
        assert_int_equal(script_loop_text(&text, &bad[i].params, &err),
                         ERR_ARG);
        assert_true(err.text[0] != '\0');
        assert_int_equal(text.len, 0);
        buf_fini(&text);
    }
}

static void loop_that_does_not_fit_is_refused(void **state)
{
    struct script_loop_params params = {.token = TOKEN};
    struct err err;
    struct buf text;

    (void)state;
    buf_init(&text, 1000);
    assert_int_equal(script_loop_text(&text, &params, &err), ERR_LIMIT);
    buf_fini(&text);
}

static void command_beside_stands_before_its_watchman(void **state)
{
    static const char head[] = "{\nlogcat </dev/null\n} &\n";
    struct buf text;

    (void)state;
    buf_init(&text, ROOM);
    assert_int_equal(script_aside_text(&text, "logcat </dev/null"), 0);
    assert_int_equal(text.len, sizeof(head) - 1 + script_aside.len);
    assert_memory_equal(text.data, head, sizeof(head) - 1);
    assert_memory_equal(text.data + sizeof(head) - 1, script_aside.text,
                        script_aside.len);
    buf_fini(&text);
    buf_init(&text, script_aside.len);
    assert_int_equal(script_aside_text(&text, "logcat"), ERR_LIMIT);
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loop_has_its_parameters_in_front),
        cmocka_unit_test(loop_defines_what_it_calls),
        cmocka_unit_test(loop_refuses_what_could_harm),
        cmocka_unit_test(loop_that_does_not_fit_is_refused),
        cmocka_unit_test(command_beside_stands_before_its_watchman),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
