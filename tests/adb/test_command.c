/* SPDX-License-Identifier: Apache-2.0 */
/* Commands on a canned phone: <adb/shell.h>. */
#include "canned.h"

#include "wire.h"

#include <adb/shell.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const size_t pieces[] = {0, 1, 3, 24, 1000};

#define FOR_ALL_PIECES(i) \
    for ((i) = 0; (i) < sizeof(pieces) / sizeof(pieces[0]); (i)++)

static void command_keeps_output_errors_and_status_apart(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,        HOST(OPEN, 1, 0, "shell,v2,raw:echo hello\0"),
        PHONE(OKAY, 11, 1, ""), PHONE(WRTE, 11, 1, "\1\5\0\0\0hello\2\4\0\0"),
        HOST(OKAY, 1, 11, ""),  PHONE(WRTE, 11, 1, "\0oops\3\1\0\0\0\7"),
        PHONE(CLSE, 11, 1, ""), HOST(OKAY, 1, 11, ""),
        HOST(CLSE, 1, 11, ""),  GONE,
    };
    size_t i;

    (void)state;
    FOR_ALL_PIECES(i)
    {
        struct canned canned;
        struct adb_device *device;
        struct adb_shell *shell;
        enum adb_shell_event event = ADB_SHELL_STDOUT;
        char text[3][16] = {"", "", ""};
        size_t used[3] = {0, 0, 0};
        int status = -1;

        canned_init(&canned, lines, pieces[i]);
        device = canned_connect(&canned, NULL);
        assert_int_equal(
            adb_shell_open(device, "echo hello", 1000, &shell, NULL), 0);
        while (event != ADB_SHELL_EXIT) {
            char buf[4];
            size_t len;

            assert_int_equal(adb_shell_read(shell, buf, sizeof(buf), 1000,
                                            &event, &len, &status, NULL),
                             0);
            assert_in_range(used[event - 1] + len, 0, 15);
            memcpy(text[event - 1] + used[event - 1], buf, len);
            used[event - 1] += len;
        }
        assert_string_equal(text[0], "hello");
        assert_string_equal(text[1], "oops");
        assert_int_equal(status, 7);
        adb_shell_close(shell);
        adb_device_close(device);
        canned_fini(&canned);
    }
}

static void command_tells_its_status_again_when_asked_again(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "shell,v2,raw:true\0"),
        PHONE(OKAY, 11, 1, ""),
        PHONE(WRTE, 11, 1, "\3\1\0\0\0\211"),
        HOST(OKAY, 1, 11, ""),
        HOST(CLSE, 1, 11, ""),
        GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_shell *shell;
    enum adb_shell_event event;
    char byte;
    size_t len = 5;
    int status = -1;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_shell_open(device, "true", 1000, &shell, NULL), 0);
    assert_int_equal(
        adb_shell_read(shell, &byte, 1, 1000, &event, &len, NULL, NULL), 0);
    assert_int_equal(
        adb_shell_read(shell, &byte, 1, 1000, &event, &len, &status, NULL), 0);
    assert_int_equal(event, ADB_SHELL_EXIT);
    assert_int_equal(len, 0);
    assert_int_equal(status, 137);
    assert_int_equal(
        adb_shell_read(shell, &byte, 0, 1000, &event, &len, &status, NULL),
        ADB_ERR_ARG);
    adb_shell_close(shell);
    adb_device_close(device);
    canned_fini(&canned);
}

static void command_without_a_status_was_cut(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,        HOST(OPEN, 1, 0, "shell,v2,raw:cat\0"),
        PHONE(OKAY, 11, 1, ""), PHONE(WRTE, 11, 1, "\1\5\0\0\0hel"),
        HOST(OKAY, 1, 11, ""),  PHONE(CLSE, 11, 1, ""),
        HOST(CLSE, 1, 11, ""),  GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_shell *shell;
    enum adb_shell_event event;
    struct adb_err err = {0};
    char buf[16];
    size_t len;
    int status;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_shell_open(device, "cat", 1000, &shell, NULL), 0);
    assert_int_equal(adb_shell_read(shell, buf, sizeof(buf), 1000, &event, &len,
                                    &status, &err),
                     0);
    assert_int_equal(len, 3);
    assert_int_equal(adb_shell_read(shell, buf, sizeof(buf), 1000, &event, &len,
                                    &status, &err),
                     ADB_ERR_CLOSED);
    assert_non_null(strstr(err.text, "phone: the stream was cut"));
    adb_shell_close(shell);
    adb_device_close(device);
    canned_fini(&canned);
}

static void command_dies_of_nonsense(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "shell,v2,raw:cat\0"),
        PHONE(OKAY, 11, 1, ""),
        PHONE(WRTE, 11, 1, "\3\0\0\0\0"),
        HOST(OKAY, 1, 11, ""),
        HOST(CLSE, 1, 11, ""),
        GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_shell *shell;
    enum adb_shell_event event;
    struct adb_err err = {0};
    char byte;
    size_t len;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_shell_open(device, "cat", 1000, &shell, NULL), 0);
    assert_int_equal(
        adb_shell_read(shell, &byte, 1, 1000, &event, &len, NULL, &err),
        ADB_ERR_PROTO);
    assert_non_null(strstr(err.text, "broke the shell protocol"));
    adb_shell_close(shell);
    adb_device_close(device);
    canned_fini(&canned);
}

static void command_has_one_deadline_for_all_its_pieces(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "shell,v2,raw:cat\0"),
        PHONE(OKAY, 11, 1, ""),
        TICK(600),
        PHONE(WRTE, 11, 1, "\1\5\0"), /* not a whole header */
        HOST(OKAY, 1, 11, ""),
        TICK(300),
        HOST(CLSE, 1, 11, ""),
        SILENT,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_shell *shell;
    enum adb_shell_event event;
    struct adb_err err = {0};
    char byte;
    size_t len;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_shell_open(device, "cat", 1000, &shell, NULL), 0);
    assert_int_equal(
        adb_shell_read(shell, &byte, 1, 1000, &event, &len, NULL, &err),
        ADB_ERR_TIMEOUT);
    assert_int_equal(canned.now_ms, 1001000);
    adb_shell_close(shell);
    adb_device_close(device);
    canned_fini(&canned);
}

static void command_input_is_cut_to_the_phones_packets(void **state)
{
    static char packet[4096] = "\0\xfb\x0f\0\0";
    static char input[4096 - 5 + 2];
    const struct canned_line lines[] = {
        HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        PHONE(CNXN, 0x01000001, 4096, "device::features=shell_v2"),
        HOST(OPEN, 1, 0, "shell,v2,raw:cat\0"),
        PHONE(OKAY, 11, 1, ""),
        {CANNED_HOST, WIRE_WRTE, 1, 11, packet, sizeof(packet)},
        PHONE(OKAY, 11, 1, ""),
        HOST(WRTE, 1, 11, "\0\2\0\0\0\0\0"),
        PHONE(OKAY, 11, 1, ""),
        HOST(WRTE, 1, 11, "\4\0\0\0\0"),
        HOST(CLSE, 1, 11, ""),
        GONE,
    };
    size_t i;

    (void)state;
    FOR_ALL_PIECES(i)
    {
        struct canned canned;
        struct adb_device *device;
        struct adb_shell *shell;
        struct adb_err err = {0};

        canned_init(&canned, lines, pieces[i]);
        device = canned_connect(&canned, NULL);
        assert_int_equal(adb_shell_open(device, "cat", 1000, &shell, NULL), 0);
        assert_int_equal(
            adb_shell_write(shell, input, sizeof(input), 1000, NULL), 0);
        assert_int_equal(adb_shell_close_stdin(shell, 1000, NULL), 0);
        assert_int_equal(adb_shell_write(shell, "x", 1, 1000, &err),
                         ADB_ERR_ARG);
        assert_int_equal(adb_shell_close_stdin(shell, 1000, &err), ADB_ERR_ARG);
        adb_shell_close(shell);
        adb_device_close(device);
        canned_fini(&canned);
    }
    adb_shell_close(NULL);
}

#define OLD_GREETING                                           \
    HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"), \
        PHONE(CNXN, 0x01000000, 4096, "device::ro.product.model=Old;\0")

static void expect_raw(struct adb_shell *shell, const char *want)
{
    enum adb_shell_event event;
    char buf[64];
    size_t len;
    int status = 7;
    int again;

    while (*want != '\0') {
        assert_int_equal(
            adb_shell_read(shell, buf, 3, 1000, &event, &len, &status, NULL),
            0);
        assert_int_equal(event, ADB_SHELL_STDOUT);
        assert_in_range(len, 1, 3);
        assert_memory_equal(buf, want, len);
        want += len;
    }
    assert_int_equal(status, 7);
    for (again = 0; again < 2; again++) {
        assert_int_equal(
            adb_shell_read(shell, buf, 3, 1000, &event, &len, &status, NULL),
            0);
        assert_int_equal(event, ADB_SHELL_EXIT);
        assert_int_equal(len, 0);
        assert_int_equal(status, ADB_SHELL_STATUS_UNKNOWN);
    }
}

/* Bytes that would be a packet of the shell protocol are output there. */
static void command_is_raw_on_a_phone_without_the_protocol(void **state)
{
    static const struct canned_line lines[] = {
        OLD_GREETING,           HOST(OPEN, 1, 0, "exec:id\0"),
        PHONE(OKAY, 11, 1, ""), HOST(WRTE, 1, 11, "input"),
        PHONE(OKAY, 11, 1, ""), PHONE(WRTE, 11, 1, "output\3\1"),
        HOST(OKAY, 1, 11, ""),  PHONE(CLSE, 0, 1, ""),
        HOST(CLSE, 1, 11, ""),  GONE,
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct canned canned;
        struct adb_device *device;
        struct adb_shell *shell;
        struct adb_err err = {0};

        canned_init(&canned, lines, pieces[i]);
        device = canned_connect(&canned, NULL);
        assert_false(adb_device_has_shell_protocol(device));
        assert_int_equal(adb_shell_open(device, "id", 1000, &shell, NULL), 0);
        assert_int_equal(adb_shell_kind(shell), ADB_SHELL_RAW);
        assert_int_equal(adb_shell_write(shell, "input", 5, 1000, NULL), 0);
        assert_int_equal(adb_shell_close_stdin(shell, 1000, &err),
                         ADB_ERR_REFUSED);
        assert_non_null(strstr(err.text, "no end"));
        expect_raw(shell, "output\3\1");
        adb_shell_close(shell);
        adb_device_close(device);
        canned_fini(&canned);
    }
}

/* What was refused once is not tried a second time. */
static void command_takes_a_terminal_where_there_is_nothing_better(void **state)
{
    static const struct canned_line lines[] = {
        OLD_GREETING,           HOST(OPEN, 1, 0, "exec:id\0"),
        PHONE(CLSE, 0, 1, ""),  HOST(OPEN, 2, 0, "shell:id\0"),
        PHONE(OKAY, 11, 2, ""), PHONE(WRTE, 11, 2, "uid=0\r\n"),
        HOST(OKAY, 2, 11, ""),  PHONE(CLSE, 11, 2, ""),
        HOST(CLSE, 2, 11, ""),  HOST(OPEN, 3, 0, "shell:ls\0"),
        PHONE(CLSE, 0, 3, ""),  GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_shell *shell;
    struct adb_err err = {0};

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_shell_open(device, "id", 1000, &shell, NULL), 0);
    assert_int_equal(adb_shell_kind(shell), ADB_SHELL_TERMINAL);
    expect_raw(shell, "uid=0\r\n");
    adb_shell_close(shell);
    assert_int_equal(adb_shell_open(device, "ls", 1000, &shell, &err),
                     ADB_ERR_REFUSED);
    assert_null(shell);
    assert_non_null(strstr(err.text, "phone: shell: "));
    adb_device_close(device);
    canned_fini(&canned);
}

/* Only a refusal is a reason to try the next best. */
static void command_does_not_go_on_when_the_phone_does_not_answer(void **state)
{
    static const struct canned_line lines[] = {
        OLD_GREETING,
        HOST(OPEN, 1, 0, "exec:id\0"),
        SILENT,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_shell *shell;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_shell_open(device, "id", 1000, &shell, NULL),
                     ADB_ERR_TIMEOUT);
    assert_null(shell);
    adb_device_close(device);
    canned_fini(&canned);
}

/* More makes a genuine adb server abort when the phone is an old one. */
static void command_never_sends_more_than_its_limit(void **state)
{
    static char text[ADB_COMMAND_MAX + 2];
    static char service[13 + ADB_COMMAND_MAX + 1] = "shell,v2,raw:";
    const struct canned_line lines[] = {
        HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        PHONE(CNXN, 0x01000001, 4096, "device::features=shell_v2"),
        {CANNED_HOST, WIRE_OPEN, 1, 0, service, sizeof(service)},
        PHONE(CLSE, 0, 1, ""),
        GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_shell *shell;
    struct adb_err err = {0};

    (void)state;
    assert_true(ADB_COMMAND_MAX == 4000);
    memset(text, 'x', sizeof(text) - 1);
    memset(service + 13, 'x', ADB_COMMAND_MAX);
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_shell_open(device, text, 1000, &shell, &err),
                     ADB_ERR_LIMIT);
    assert_non_null(strstr(err.text, "4001 bytes"));
    assert_int_equal(adb_shell_open(device, "", 1000, &shell, &err),
                     ADB_ERR_ARG);
    text[ADB_COMMAND_MAX] = '\0';
    assert_int_equal(adb_shell_open(device, text, 1000, &shell, &err),
                     ADB_ERR_REFUSED);
    adb_device_close(device);
    canned_fini(&canned);
}

static void command_handles_outlive_the_device(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "shell,v2,raw:cat\0"),
        PHONE(OKAY, 11, 1, ""),
        HOST(CLSE, 1, 11, ""),
        GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_shell *shell;
    enum adb_shell_event event;
    struct adb_err err = {0};
    char byte;
    size_t len;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_shell_open(device, "cat", 1000, &shell, NULL), 0);
    adb_device_close(device);
    assert_int_equal(
        adb_shell_read(shell, &byte, 1, 1000, &event, &len, NULL, &err),
        ADB_ERR_CLOSED);
    assert_int_equal(adb_shell_write(shell, "x", 1, 1000, &err),
                     ADB_ERR_CLOSED);
    assert_int_equal(adb_shell_close_stdin(shell, 1000, &err), ADB_ERR_CLOSED);
    adb_shell_close(shell);
    canned_fini(&canned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(command_keeps_output_errors_and_status_apart),
        cmocka_unit_test(command_tells_its_status_again_when_asked_again),
        cmocka_unit_test(command_without_a_status_was_cut),
        cmocka_unit_test(command_dies_of_nonsense),
        cmocka_unit_test(command_has_one_deadline_for_all_its_pieces),
        cmocka_unit_test(command_input_is_cut_to_the_phones_packets),
        cmocka_unit_test(command_is_raw_on_a_phone_without_the_protocol),
        cmocka_unit_test(
            command_takes_a_terminal_where_there_is_nothing_better),
        cmocka_unit_test(command_does_not_go_on_when_the_phone_does_not_answer),
        cmocka_unit_test(command_never_sends_more_than_its_limit),
        cmocka_unit_test(command_handles_outlive_the_device),
    };

    return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
