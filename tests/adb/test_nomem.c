/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory runs out at every place in turn: nothing crashes, nothing leaks
 * (the address sanitizer looks), and whoever asked is told.
 */
#include "canned.h"
#include "fake_server.h"

#include "direct.h"
#include "server_reply.h"
#include "wire.h"

#include <adb/shell.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- malloc and friends ----------------------------------------------- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

/* Allocations until one fails; 0: none does. Only the test's own thread
 * allocates while this is set. */
static unsigned fail_in;
static unsigned failed;

static int is_to_fail(void)
{
    if (fail_in == 0 || --fail_in > 0) {
        return 0;
    }
    failed++;
    return 1;
}

void *__wrap_malloc(size_t size)
{
    return is_to_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_to_fail() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return is_to_fail() ? NULL : __real_realloc(old, size);
}

/* Runs it with the first, the second, ... allocation failing until none
 * does any more; returns how many there were. */
static unsigned exhaust(int (*scenario)(void *ctx, struct adb_err *err),
                        void *ctx)
{
    unsigned which = 0;
    int rc;

    do {
        struct adb_err err = {0};

        which++;
        failed = 0;
        fail_in = which;
        rc = scenario(ctx, &err);
        fail_in = 0;
        if (rc != 0 && rc != ADB_ERR_NOMEM) {
            fail_msg("allocation %u: %d %s", which, rc, err.text);
        }
        if (rc != 0) {
            assert_int_equal(err.code, rc);
            assert_non_null(strstr(err.text, "out of memory"));
        }
    } while (failed > 0);
    assert_int_equal(rc, 0);
    return which - 1;
}

/* ---- a phone ---------------------------------------------------------- */

static int run_command(struct adb_device *device, struct adb_err *err)
{
    enum adb_shell_event event = ADB_SHELL_STDOUT;
    struct adb_shell *shell;
    char buf[64];
    size_t len;
    int rc = adb_shell_open(device, "cat", 1000, &shell, err);

    if (rc < 0) {
        return rc;
    }
    rc = adb_shell_write(shell, "hello", 5, 1000, err);
    if (rc == 0) {
        rc = adb_shell_close_stdin(shell, 1000, err);
    }
    while (rc == 0 && event != ADB_SHELL_EXIT) {
        rc = adb_shell_read(shell, buf, sizeof(buf), 1000, &event, &len, NULL,
                            err);
    }
    adb_shell_close(shell);
    return rc;
}

static int use_a_phone(void *ctx, struct adb_err *err)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        PHONE(OPEN, 5, 0, "tcp:80\0"),
        HOST(CLSE, 0, 5, ""),
        HOST(OPEN, 1, 0, "shell,v2,raw:cat\0"),
        PHONE(OKAY, 11, 1, ""),
        HOST(WRTE, 1, 11, "\0\5\0\0\0hello"),
        PHONE(OKAY, 11, 1, ""),
        HOST(WRTE, 1, 11, "\4\0\0\0\0"),
        PHONE(OKAY, 11, 1, ""),
        PHONE(WRTE, 11, 1, "\1\5\0\0\0hello\3\1\0\0\0\0"),
        HOST(OKAY, 1, 11, ""),
        PHONE(CLSE, 11, 1, ""),
        HOST(CLSE, 1, 11, ""),
        GONE,
    };
    static const struct adb_key_places places = {"/nowhere", NULL, NULL};
    unsigned wanted = fail_in;
    struct canned canned;
    struct adb_device *device;
    int rc;

    fail_in = 0;
    canned_init(&canned, lines, *(const size_t *)ctx);
    canned.is_lenient = true;
    canned.options.keys = &places;
    fail_in = wanted;
    device = canned_connect(&canned, err);
    rc = device == NULL ? err->code : run_command(device, err);
    adb_device_close(device);
    canned_fini(&canned);
    return rc;
}

static void nomem_anywhere_in_a_direct_connection(void **state)
{
    static const size_t pieces[] = {0, 1, 30};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        size_t every = pieces[i];

        assert_in_range(exhaust(use_a_phone, &every), 15, 100);
    }
}

/* ---- a server --------------------------------------------------------- */

static int use_a_server(void *ctx, struct adb_err *err)
{
    static const struct adb_select any = {ADB_SELECT_ANY, NULL, 0};
    const struct fake_server *server = ctx;
    struct adb_device_list *list;
    struct adb_device *device;
    int rc = adb_server_devices(&server->addr, NULL, &list, err);

    adb_device_list_free(list);
    if (rc == 0) {
        rc = adb_connect_server(&server->addr, &any, NULL, &device, err);
    }
    if (rc == 0) {
        rc = run_command(device, err);
        adb_device_close(device);
    }
    return rc;
}

static void nomem_anywhere_with_a_server(void **state)
{
    static const struct fake_answer answers[] = {
        ANSWER("host:version", "OKAY00040029", THEN_CLOSE),
        ANSWER("host:devices-l", "OKAY000c0123 device\n", THEN_CLOSE),
        ANSWER("host:get-serialno", "OKAY00040123", THEN_CLOSE),
        ANSWER("host-serial:0123:features", "OKAY0008shell_v2", THEN_CLOSE),
        ANSWER("host:host-features", "OKAY0008shell_v2", THEN_CLOSE),
        ANSWER("host:transport:0123", "OKAY", THEN_LISTEN),
        ANSWER("shell,v2,raw:cat", "OKAY\1\5\0\0\0hello\3\1\0\0\0\0",
               THEN_READ),
        {NULL, "FAIL0006closed", 14, THEN_CLOSE},
    };
    struct fake_server server;

    (void)state;
    fake_server_start(&server, answers, false);
    assert_in_range(exhaust(use_a_server, &server), 15, 100);
    fake_server_stop(&server);
}

static int fail_at_a_server(void *ctx, struct adb_err *err)
{
    const struct fake_server *server = ctx;
    struct adb_device_list *list;
    int rc = adb_server_devices(&server->addr, NULL, &list, err);

    assert_null(list);
    return rc == ADB_ERR_UNAUTHORIZED ? 0 : rc;
}

static void nomem_while_a_server_explains_itself(void **state)
{
    static const struct fake_answer answers[] = {
        {NULL, "FAIL0013device unauthorized", 27, THEN_CLOSE},
    };
    struct fake_server server;

    (void)state;
    fake_server_start(&server, answers, false);
    assert_in_range(exhaust(fail_at_a_server, &server), 2, 10);
    fake_server_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nomem_anywhere_in_a_direct_connection),
        cmocka_unit_test(nomem_anywhere_with_a_server),
        cmocka_unit_test(nomem_while_a_server_explains_itself),
    };

    return cmocka_run_group_tests_name("nomem", tests, NULL, NULL);
}
