/* SPDX-License-Identifier: Apache-2.0 */
/* Talking to an adb server, and to things that are none. */
#include "fake_server.h"

#include <adb/device.h>
#include <adb/shell.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define VERSION ANSWER("host:version", "OKAY00040029", THEN_CLOSE)
#define FEATURES(prefix)                                               \
    ANSWER(prefix "features", "OKAY0010shell_v2,cmd,abb", THEN_CLOSE), \
        ANSWER("host:host-features", "OKAY000fcmd,ls,shell_v2", THEN_CLOSE)
#define SWITCH ANSWER("host:transport:0123", "OKAY", THEN_LISTEN)
#define END                                    \
    {                                          \
        NULL, "FAIL0006closed", 14, THEN_CLOSE \
    }

static const struct adb_select by_serial = {ADB_SELECT_SERIAL, "0123", 0};

/* The error's text without the port, which is another one each time. */
static const char *without_port(const struct fake_server *server,
                                const struct adb_err *err)
{
    static char text[ADB_ERR_TEXT_CAP];
    char name[32];
    size_t len =
        (size_t)snprintf(name, sizeof(name), "127.0.0.1:%u", server->addr.port);

    if (strncmp(err->text, name, len) != 0) {
        return err->text;
    }
    (void)snprintf(text, sizeof(text), "S%s", err->text + len);
    return text;
}

/* ---- version ---------------------------------------------------------- */

static void server_tells_its_version(void **state)
{
    static const struct fake_answer answers[] = {VERSION, END};
    struct fake_server server;
    int version = 0;

    (void)state;
    fake_server_start(&server, answers, false);
    assert_int_equal(adb_server_version(&server.addr, NULL, &version, NULL), 0);
    fake_server_stop(&server);
    assert_int_equal(version, 41);
    assert_string_equal(server.asked, "host:version\n");
}

static void server_that_is_none_is_recognised(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        int code;
        const char *sentence;
    } rows[] = {
#define ROW(literal, code, sentence) \
    {(literal), sizeof(literal) - 1, (code), (sentence)}
        ROW("HTTP/1.1 400 Bad Request\r\n\r\n", ADB_ERR_PROTO,
            "S: what answers there is not an adb server (it says "
            "\"HTTP\")"),
        ROW("\0\1\2\3", ADB_ERR_PROTO,
            "S: what answers there is not an adb server (it says \"\")"),
        ROW("", ADB_ERR_CLOSED,
            "S: closed the connection without an answer; is it an adb "
            "server?"),
        ROW("OK", ADB_ERR_CLOSED,
            "S: closed the connection without an answer; is it an adb "
            "server?"),
        ROW("OKAY00", ADB_ERR_CLOSED,
            "S: closed the connection without an answer; is it an adb "
            "server?"),
        ROW("OKAY0004002", ADB_ERR_CLOSED,
            "S: closed the connection without an answer; is it an adb "
            "server?"),
        ROW("OKAY!!!!", ADB_ERR_PROTO,
            "S: what answers there is not an adb server (it says "
            "\"!!!!\")"),
        ROW("OKAY0004zzzz", ADB_ERR_PROTO,
            "S: what answers there is not an adb server (it does not tell "
            "its version)"),
        ROW("OKAY0000", ADB_ERR_PROTO,
            "S: what answers there is not an adb server (it does not tell "
            "its version)"),
        ROW("OKAY0004001e", ADB_ERR_PROTO,
            "S: this adb server is too old (version 30, at least 31 is "
            "needed); update the Android platform tools"),
        ROW("FAIL0004nope", ADB_ERR_PROTO, "S: the adb server says \"nope\""),
        ROW("FAIL00", ADB_ERR_CLOSED,
            "S: closed the connection without an answer; is it an adb "
            "server?"),
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct fake_answer answers[] = {
            {NULL, rows[i].bytes, rows[i].len, THEN_CLOSE}};
        struct fake_server server;
        struct adb_err err = {0};
        int version;

        fake_server_start(&server, answers, false);
        assert_int_equal(adb_server_version(&server.addr, NULL, &version, &err),
                         rows[i].code);
        fake_server_stop(&server);
        assert_string_equal(without_port(&server, &err), rows[i].sentence);
    }
}

static void server_that_is_silent_is_given_up(void **state)
{
    struct adb_options options = {.timeout_ms = 20};
    struct fake_server server;
    struct adb_err err = {0};
    int version;

    (void)state;
    fake_server_start(&server, NULL, false);
    assert_int_equal(adb_server_version(&server.addr, &options, &version, &err),
                     ADB_ERR_TIMEOUT);
    assert_string_equal(without_port(&server, &err),
                        "S: something listens there but does not answer; is "
                        "it an adb server?");
    fake_server_stop(&server);
}

static void server_that_does_not_run_is_said_so(void **state)
{
    struct fake_server server;
    struct adb_server_addr path = {.path = "/nonexistent/adb.sock"};
    struct adb_err err = {0};
    struct adb_device_list *list;
    struct adb_device *device;
    int version;

    (void)state;
    fake_server_start(&server, NULL, false);
    fake_server_stop(&server); /* a port nobody listens on */
    assert_int_equal(adb_server_version(&server.addr, NULL, &version, &err),
                     ADB_ERR_NO_SERVER);
    assert_string_equal(without_port(&server, &err),
                        "S: no adb server runs there (Connection refused); "
                        "start one with `adb start-server`");
    assert_int_equal(adb_server_devices(&server.addr, NULL, &list, &err),
                     ADB_ERR_NO_SERVER);
    assert_null(list);
    assert_int_equal(
        adb_connect_server(&server.addr, NULL, NULL, &device, &err),
        ADB_ERR_NO_SERVER);
    assert_null(device);
    assert_int_equal(adb_server_version(&path, NULL, &version, &err),
                     ADB_ERR_NO_SERVER);
    assert_non_null(strstr(err.text, "/nonexistent/adb.sock: no adb server"));
}

/* ---- devices ---------------------------------------------------------- */

static void server_lists_its_devices(void **state)
{
    static const struct fake_answer answers[] = {
        VERSION,
        ANSWER("host:devices-l",
               "OKAY0034"
               "0123 device usb:1-1 transport_id:1\n4567\tunauthorized\n",
               THEN_CLOSE),
        END};
    struct fake_server server;
    struct adb_device_list *list;

    (void)state;
    fake_server_start(&server, answers, false);
    assert_int_equal(adb_server_devices(&server.addr, NULL, &list, NULL), 0);
    fake_server_stop(&server);
    assert_int_equal(list->count, 2);
    assert_string_equal(list->entries[0].serial, "0123");
    assert_int_equal(list->entries[1].state, ADB_STATE_UNAUTHORIZED);
    adb_device_list_free(list);
    assert_string_equal(server.asked, "host:version\nhost:devices-l\n");
    assert_false(server.has_pipelined);
}

/* ---- a phone ---------------------------------------------------------- */

static void server_runs_a_command(void **state)
{
    static const struct fake_answer answers[] = {
        VERSION, FEATURES("host-serial:0123:"), SWITCH,
        /* The first bytes of the service come together with the OKAY. */
        ANSWER("shell,v2,raw:echo hi",
               "OKAY\1\3\0\0\0hi\n\2\1\0\0\0!\3\1\0\0\0\5", THEN_CLOSE),
        END};
    struct fake_server server;
    struct adb_device *device;
    struct adb_shell *shell;
    enum adb_shell_event event;
    struct adb_endpoint end;
    char buf[16];
    size_t len;
    int status;

    (void)state;
    fake_server_start(&server, answers, false);
    assert_int_equal(
        adb_connect_server(&server.addr, &by_serial, NULL, &device, NULL), 0);
    assert_string_equal(adb_device_name(device), "0123");
    assert_string_equal(adb_device_type(device), "");
    assert_null(adb_device_prop(device, "ro.product.model"));
    assert_int_equal(adb_device_max_payload(device), 0);
    assert_int_equal(adb_device_endpoints(device, &end, &end), ADB_ERR_ARG);
    assert_true(adb_device_has_feature(device, "shell_v2"));
    assert_false(adb_device_has_feature(device, "abb")); /* phone only */
    assert_false(adb_device_has_feature(device, "ls"));  /* server only */
    assert_false(adb_device_has_feature(device, "none"));
    assert_int_equal(adb_shell_open(device, "echo hi", 1000, &shell, NULL), 0);
    assert_int_equal(adb_shell_read(shell, buf, sizeof(buf), 1000, &event, &len,
                                    &status, NULL),
                     0);
    assert_int_equal(event, ADB_SHELL_STDOUT);
    assert_memory_equal(buf, "hi\n", 3);
    assert_int_equal(adb_shell_read(shell, buf, sizeof(buf), 1000, &event, &len,
                                    &status, NULL),
                     0);
    assert_int_equal(event, ADB_SHELL_STDERR);
    assert_int_equal(adb_shell_read(shell, buf, sizeof(buf), 1000, &event, &len,
                                    &status, NULL),
                     0);
    assert_int_equal(event, ADB_SHELL_EXIT);
    assert_int_equal(status, 5);
    adb_shell_close(shell);
    adb_device_close(device);
    fake_server_stop(&server);
    assert_false(server.has_pipelined);
    assert_string_equal(server.asked, "host:version\n"
                                      "host-serial:0123:features\n"
                                      "host:host-features\n"
                                      "host:transport:0123\n"
                                      "shell,v2,raw:echo hi\n");
}

static const struct {
    struct adb_select select;
    const char *name;
    const char *asked;
} chosen[] = {
    {{ADB_SELECT_SERIAL, "[2001:db8::1]:5555", 0},
     "[2001:db8::1]:5555",
     "host:version\nhost-serial:[2001:db8::1]:5555:features\n"
     "host:host-features\nhost:transport:[2001:db8::1]:5555\nx:\n"},
    {{ADB_SELECT_ANY, NULL, 0},
     "SN",
     "host:version\nhost:get-serialno\nhost-serial:SN:features\n"
     "host:host-features\nhost:transport:SN\nx:\n"},
    {{ADB_SELECT_USB, NULL, 0},
     "SN",
     "host:version\nhost-usb:get-serialno\nhost-serial:SN:features\n"
     "host:host-features\nhost:transport:SN\nx:\n"},
    {{ADB_SELECT_LOCAL, NULL, 0},
     "SN",
     "host:version\nhost-local:get-serialno\nhost-serial:SN:features\n"
     "host:host-features\nhost:transport:SN\nx:\n"},
    {{ADB_SELECT_TRANSPORT_ID, NULL, 17},
     "SN",
     "host:version\nhost-transport-id:17:get-serialno\n"
     "host-transport-id:17:features\nhost:host-features\n"
     "host:transport-id:17\nx:\n"},
};

static void server_is_asked_for_the_phone_that_was_chosen(void **state)
{
    static const struct fake_answer answers[] = {
        VERSION,
        ANSWER("host:get-serialno", "OKAY0002SN", THEN_CLOSE),
        ANSWER("host-usb:get-serialno", "OKAY0002SN", THEN_CLOSE),
        ANSWER("host-local:get-serialno", "OKAY0002SN", THEN_CLOSE),
        ANSWER("host-transport-id:17:get-serialno", "OKAY0002SN", THEN_CLOSE),
        FEATURES("host-serial:SN:"),
        ANSWER("host-transport-id:17:features", "OKAY0000", THEN_CLOSE),
        ANSWER("host-serial:[2001:db8::1]:5555:features", "OKAY0000",
               THEN_CLOSE),
        ANSWER("host:transport:SN", "OKAY", THEN_LISTEN),
        ANSWER("host:transport-id:17", "OKAY", THEN_LISTEN),
        ANSWER("host:transport:[2001:db8::1]:5555", "OKAY", THEN_LISTEN),
        ANSWER("x:", "OKAY", THEN_CLOSE),
        END};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(chosen) / sizeof(chosen[0]); i++) {
        struct fake_server server;
        struct adb_device *device;
        struct adb_stream *stream;

        fake_server_start(&server, answers, false);
        assert_int_equal(adb_connect_server(&server.addr, &chosen[i].select,
                                            NULL, &device, NULL),
                         0);
        assert_string_equal(adb_device_name(device), chosen[i].name);
        assert_int_equal(adb_open(device, "x:", 1000, &stream, NULL), 0);
        adb_stream_close(stream);
        adb_device_close(device);
        fake_server_stop(&server);
        assert_string_equal(server.asked, chosen[i].asked);
        assert_false(server.has_pipelined);
    }
}

static void server_refuses_a_choice_that_is_none(void **state)
{
    static const struct fake_answer answers[] = {VERSION, END};
    static char much[400];
    static const struct adb_select choices[] = {
        {ADB_SELECT_SERIAL, NULL, 0},
        {ADB_SELECT_SERIAL, "", 0},
        {ADB_SELECT_SERIAL, much, 0},
        {(enum adb_select_kind)99, NULL, 0},
    };
    struct fake_server server;
    size_t i;

    (void)state;
    memset(much, 's', sizeof(much) - 1);
    fake_server_start(&server, answers, false);
    for (i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        struct adb_device *device;

        assert_int_equal(
            adb_connect_server(&server.addr, &choices[i], NULL, &device, NULL),
            ADB_ERR_ARG);
        assert_null(device);
    }
    fake_server_stop(&server);
    assert_string_equal(server.asked, "");
}

static const struct {
    const char *why;
    struct fake_answer answers[6];
    int code;
    const char *sentence;
} failing[] = {
    {"no such phone",
     {VERSION,
      ANSWER("host-serial:0123:features", "FAIL0017device '0123' not found",
             THEN_CLOSE),
      END},
     ADB_ERR_NO_DEVICE,
     "0123: not connected"},
    {"unauthorized",
     {VERSION,
      ANSWER("host-serial:0123:features", "FAIL0017device unauthorized.\nab",
             THEN_CLOSE),
      END},
     ADB_ERR_UNAUTHORIZED,
     "0123: the phone has not accepted this computer; unlock it and "
     "answer its question about USB debugging"},
    {"gone before the service",
     {VERSION, FEATURES("host-serial:0123:"),
      ANSWER("host:transport:0123", "FAIL000edevice offline", THEN_CLOSE), END},
     ADB_ERR_OFFLINE,
     "0123: the phone does not answer; replug it, or use `adb "
     "reconnect`"},
    {"refused",
     {VERSION, FEATURES("host-serial:0123:"), SWITCH, END},
     ADB_ERR_REFUSED,
     "0123: x: the phone does not offer this service"},
    {"the server dies",
     {VERSION, FEATURES("host-serial:0123:"),
      ANSWER("host:transport:0123", "", THEN_CLOSE), END},
     ADB_ERR_CLOSED,
     "S: closed the connection without an answer; is it an adb "
     "server?"},
};

static void server_failures_come_with_their_code(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(failing) / sizeof(failing[0]); i++) {
        struct fake_server server;
        struct adb_device *device;
        struct adb_stream *stream;
        struct adb_err err = {0};
        int rc;

        fake_server_start(&server, failing[i].answers, false);
        rc = adb_connect_server(&server.addr, &by_serial, NULL, &device, &err);
        if (rc == 0) {
            rc = adb_open(device, "x:", 1000, &stream, &err);
            assert_null(stream);
            adb_device_close(device);
        }
        fake_server_stop(&server);
        if (rc != failing[i].code) {
            fail_msg("%s: %d %s", failing[i].why, rc, err.text);
        }
        assert_string_equal(without_port(&server, &err), failing[i].sentence);
    }
}

static void server_without_features_has_none(void **state)
{
    static const struct fake_answer answers[] = {
        VERSION,
        {NULL, "FAIL0014unknown host service", 28, THEN_CLOSE},
    };
    struct fake_server server;
    struct adb_device *device;

    (void)state;
    fake_server_start(&server, answers, false);
    assert_int_equal(
        adb_connect_server(&server.addr, &by_serial, NULL, &device, NULL), 0);
    assert_false(adb_device_has_feature(device, "shell_v2"));
    assert_false(adb_device_has_shell_protocol(device));
    adb_device_close(device);
    fake_server_stop(&server);
}

static void server_never_gets_a_service_that_is_too_long(void **state)
{
    static const struct fake_answer answers[] = {
        VERSION, FEATURES("host-serial:0123:"), END};
    static char text[ADB_COMMAND_MAX + 2];
    struct fake_server server;
    struct adb_device *device;
    struct adb_shell *shell;

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    fake_server_start(&server, answers, false);
    assert_int_equal(
        adb_connect_server(&server.addr, &by_serial, NULL, &device, NULL), 0);
    assert_int_equal(adb_shell_open(device, text, 1000, &shell, NULL),
                     ADB_ERR_LIMIT);
    adb_device_close(device);
    fake_server_stop(&server);
    assert_string_equal(server.asked, "host:version\n"
                                      "host-serial:0123:features\n"
                                      "host:host-features\n");
}

/* ---- streams ---------------------------------------------------------- */

static const struct fake_answer stream_answers[] = {
    VERSION,
    FEATURES("host-serial:0123:"),
    SWITCH,
    ANSWER("hold:", "OKAYabc", THEN_HOLD),
    ANSWER("bye:", "OKAYabc", THEN_CLOSE),
    END};

static void server_stream_waits_and_ends(void **state)
{
    struct fake_server server;
    struct adb_device *device;
    struct adb_stream *hold;
    struct adb_stream *bye;
    struct adb_err err = {0};
    char buf[8];
    size_t len;

    (void)state;
    fake_server_start(&server, stream_answers, false);
    assert_int_equal(
        adb_connect_server(&server.addr, &by_serial, NULL, &device, NULL), 0);
    assert_int_equal(adb_open(device, "hold:", 1000, &hold, NULL), 0);
    assert_int_equal(adb_open(device, "bye:", 1000, &bye, NULL), 0);
    assert_int_equal(adb_read(hold, buf, sizeof(buf), 1000, &len, NULL), 0);
    assert_int_equal(len, 3);
    assert_int_equal(adb_read(hold, buf, sizeof(buf), 10, &len, &err),
                     ADB_ERR_TIMEOUT);
    assert_string_equal(err.text, "0123: hold: no answer within 10 ms");
    assert_int_equal(adb_read(bye, buf, sizeof(buf), 1000, &len, NULL), 0);
    assert_int_equal(len, 3);
    assert_int_equal(adb_read(bye, buf, sizeof(buf), 1000, &len, NULL), 0);
    assert_int_equal(len, 0);
    assert_int_equal(adb_read(bye, buf, sizeof(buf), 1000, &len, NULL), 0);
    assert_int_equal(len, 0);
    adb_stream_close(bye);
    adb_device_close(device);
    adb_stream_close(hold);
    fake_server_stop(&server);
}

static void server_stream_that_ended_takes_no_input(void **state)
{
    static char much[65536];
    struct fake_server server;
    struct adb_device *device;
    struct adb_stream *bye;
    struct adb_err err = {0};
    char buf[8];
    size_t len;
    int rc = 0;
    int i;

    (void)state;
    fake_server_start(&server, stream_answers, false);
    assert_int_equal(
        adb_connect_server(&server.addr, &by_serial, NULL, &device, NULL), 0);
    assert_int_equal(adb_open(device, "bye:", 1000, &bye, NULL), 0);
    assert_int_equal(adb_read(bye, buf, sizeof(buf), 1000, &len, NULL), 0);
    assert_int_equal(adb_read(bye, buf, sizeof(buf), 1000, &len, NULL), 0);
    assert_int_equal(len, 0);
    for (i = 0; i < 100 && rc == 0; i++) {
        rc = adb_write(bye, much, sizeof(much), 1000, &err);
    }
    assert_int_equal(rc, ADB_ERR_CLOSED);
    assert_string_equal(err.text, "0123: bye: closed by the phone");
    adb_stream_close(bye);
    adb_device_close(device);
    fake_server_stop(&server);
}

/* A service that answers at length before it reads would stop both sides if
 * its answer were left lying. */
static void server_stream_takes_output_while_it_writes(void **state)
{
    static char much[700000] = "OKAY";
    static char input[8 * 1024 * 1024]; /* more than systems keep */
    static char got[sizeof(much)];
    const struct fake_answer answers[] = {
        VERSION,
        FEATURES("host-serial:0123:"),
        SWITCH,
        {"much:", much, sizeof(much), THEN_READ},
        END};
    struct fake_server server;
    struct adb_device *device;
    struct adb_stream *stream;
    size_t all = 0;
    size_t len;

    (void)state;
    memset(much + 4, 'm', sizeof(much) - 4);
    fake_server_start(&server, answers, true);
    assert_int_equal(
        adb_connect_server(&server.addr, &by_serial, NULL, &device, NULL), 0);
    assert_int_equal(adb_open(device, "much:", 1000, &stream, NULL), 0);
    assert_int_equal(adb_write(stream, input, sizeof(input), 20000, NULL), 0);
    while (all < sizeof(much) - 4) {
        assert_int_equal(
            adb_read(stream, got + all, sizeof(got) - all, 5000, &len, NULL),
            0);
        assert_true(len > 0);
        all += len;
    }
    assert_memory_equal(got, much + 4, sizeof(much) - 4);
    adb_device_close(device);
    adb_stream_close(stream);
    fake_server_stop(&server);
    assert_int_equal(server.read_len, sizeof(input));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_tells_its_version),
        cmocka_unit_test(server_that_is_none_is_recognised),
        cmocka_unit_test(server_that_is_silent_is_given_up),
        cmocka_unit_test(server_that_does_not_run_is_said_so),
        cmocka_unit_test(server_lists_its_devices),
        cmocka_unit_test(server_runs_a_command),
        cmocka_unit_test(server_is_asked_for_the_phone_that_was_chosen),
        cmocka_unit_test(server_refuses_a_choice_that_is_none),
        cmocka_unit_test(server_failures_come_with_their_code),
        cmocka_unit_test(server_without_features_has_none),
        cmocka_unit_test(server_never_gets_a_service_that_is_too_long),
        cmocka_unit_test(server_stream_waits_and_ends),
        cmocka_unit_test(server_stream_that_ended_takes_no_input),
        cmocka_unit_test(server_stream_takes_output_while_it_writes),
    };

    return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
