/* SPDX-License-Identifier: Apache-2.0 */
/* What an adb server says, as text. */
#include "server_reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- framing ---------------------------------------------------------- */

static void server_reply_knows_the_two_statuses(void **state)
{
    (void)state;
    assert_int_equal(server_reply_status("OKAY"), SERVER_OKAY);
    assert_int_equal(server_reply_status("FAIL"), SERVER_FAIL);
    assert_int_equal(server_reply_status("HTTP"), SERVER_NONSENSE);
    assert_int_equal(server_reply_status("okay"), SERVER_NONSENSE);
    assert_int_equal(server_reply_status("OKA\0"), SERVER_NONSENSE);
}

static void server_reply_reads_lengths_of_four_digits(void **state)
{
    static const struct {
        const char *word;
        int rc;
        size_t len;
    } rows[] = {
        {"0000", 0, 0},
        {"0029", 0, 0x29},
        {"ffff", 0, 0xffff},
        {"FFFF", 0, 0xffff},
        {"00 1", ADB_ERR_PROTO, 0},
        {"-001", ADB_ERR_PROTO, 0},
        {"0x10", ADB_ERR_PROTO, 0},
        {"12g4", ADB_ERR_PROTO, 0},
        {"FAIL", ADB_ERR_PROTO, 0},
        {"\0\0\0\0", ADB_ERR_PROTO, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t len = 99;

        assert_int_equal(server_reply_length(rows[i].word, &len), rows[i].rc);
        assert_int_equal(len, rows[i].len);
    }
}

static void server_reply_reads_the_version(void **state)
{
    static const struct {
        const char *text;
        int rc;
        int version;
    } rows[] = {
        {"0029", 0, 41},
        {"001f", 0, 31},
        {"1f", 0, 31},
        {"", ADB_ERR_PROTO, 0},
        {"00029", ADB_ERR_PROTO, 0},
        {"41 \n", ADB_ERR_PROTO, 0},
        {"none", ADB_ERR_PROTO, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int version = -1;

        assert_int_equal(server_reply_version(str_from(rows[i].text), &version),
                         rows[i].rc);
        assert_int_equal(version, rows[i].version);
    }
}

/* ---- devices ---------------------------------------------------------- */

static const struct line {
    const char *why;
    const char *text;
    struct adb_device_entry want; /* serial NULL: not understood */
} lines[] = {
    {"over USB, as servers print it",
     "0123456789ABCDEF       device usb:1-1 product:p model:M_1 device:d "
     "transport_id:12",
     {"0123456789ABCDEF", ADB_STATE_DEVICE, "device", "usb:1-1", "p", "M_1",
      "d", 12}},
    {"a serial as long as its column",
     "1234567890123456789012 device usb:1-1",
     {"1234567890123456789012", ADB_STATE_DEVICE, "device", "usb:1-1", "", "",
      "", 0}},
    {"over TCP, without a path",
     "192.0.2.1:5555         device product:p model:m device:d "
     "transport_id:1",
     {"192.0.2.1:5555", ADB_STATE_DEVICE, "device", "", "p", "m", "d", 1}},
    {"empty properties",
     "192.0.2.17:5555        device product: model: device: transport_id:1",
     {"192.0.2.17:5555", ADB_STATE_DEVICE, "device", "", "", "", "", 1}},
    {"IPv6",
     "[2001:db8::1]:5555     offline transport_id:3",
     {"[2001:db8::1]:5555", ADB_STATE_OFFLINE, "offline", "", "", "", "", 3}},
    {"mDNS",
     "adb-1234-abcdef._adb-tls-connect._tcp device product:p "
     "transport_id:4",
     {"adb-1234-abcdef._adb-tls-connect._tcp", ADB_STATE_DEVICE, "device", "",
      "p", "", "", 4}},
    {"mDNS, the second of its name",
     "adb-1234-abcdef (2)._adb-tls-connect._tcp device product:p "
     "transport_id:4",
     {"adb-1234-abcdef (2)._adb-tls-connect._tcp", ADB_STATE_DEVICE, "device",
      "", "p", "", "", 4}},
    {"without a serial",
     "(no serial number)     device usb:1-2 transport_id:5",
     {"(no serial number)", ADB_STATE_DEVICE, "device", "usb:1-2", "", "", "",
      5}},
    {"a path as the other USB back end has it",
     "0123                   unauthorized 1-1.2 transport_id:6",
     {"0123", ADB_STATE_UNAUTHORIZED, "unauthorized", "1-1.2", "", "", "", 6}},
    {"no permissions, with reason and address",
     "0123456789ABCDEF       no permissions (user in plugdev group; are "
     "your udev rules wrong?); see "
     "[http://developer.android.com/tools/device.html] usb:1-1 "
     "transport_id:2",
     {"0123456789ABCDEF", ADB_STATE_NO_PERMISSIONS,
      "no permissions (user in plugdev group; are your udev rules "
      "wrong?); see [http://developer.android.com/tools/device.html]",
      "usb:1-1", "", "", "", 2}},
    {"no permissions, as newer ones say it",
     "0123                   no permissions; see "
     "[http://developer.android.com/tools/device.html] usb:1-1",
     {"0123", ADB_STATE_NO_PERMISSIONS,
      "no permissions; see "
      "[http://developer.android.com/tools/device.html]",
      "usb:1-1", "", "", "", 0}},
    {"no permissions, without an address",
     "0123                   no permissions (verify udev rules) usb:1-1",
     {"0123", ADB_STATE_NO_PERMISSIONS, "no permissions (verify udev rules)",
      "usb:1-1", "", "", "", 0}},
    {"no permissions, bare",
     "????????????           no permissions usb:1-1",
     {"????????????", ADB_STATE_NO_PERMISSIONS, "no permissions", "usb:1-1", "",
      "", "", 0}},
    {"the short form, with a tab",
     "0123\tdevice",
     {"0123", ADB_STATE_DEVICE, "device", "", "", "", "", 0}},
    {"recovery",
     "a recovery usb:1",
     {"a", ADB_STATE_RECOVERY, "recovery", "usb:1", "", "", "", 0}},
    {"sideload",
     "a sideload",
     {"a", ADB_STATE_SIDELOAD, "sideload", "", "", "", "", 0}},
    {"rescue",
     "a rescue",
     {"a", ADB_STATE_RESCUE, "rescue", "", "", "", "", 0}},
    {"bootloader",
     "a bootloader",
     {"a", ADB_STATE_BOOTLOADER, "bootloader", "", "", "", "", 0}},
    {"host", "a host", {"a", ADB_STATE_HOST, "host", "", "", "", "", 0}},
    {"connecting",
     "a connecting",
     {"a", ADB_STATE_CONNECTING, "connecting", "", "", "", "", 0}},
    {"authorizing",
     "a authorizing",
     {"a", ADB_STATE_AUTHORIZING, "authorizing", "", "", "", "", 0}},
    {"detached",
     "a detached usb:1",
     {"a", ADB_STATE_DETACHED, "detached", "usb:1", "", "", "", 0}},
    {"unknown",
     "a unknown transport_id:9",
     {"a", ADB_STATE_UNKNOWN, "unknown", "", "", "", "", 9}},
    {"a state of the future",
     "a daydreaming usb:1 transport_id:9",
     {"a", ADB_STATE_UNKNOWN, "daydreaming", "usb:1", "", "", "", 9}},
    {"a phone called like a state",
     "device device usb:1",
     {"device", ADB_STATE_DEVICE, "device", "usb:1", "", "", "", 0}},
    {"a state's name within a longer word",
     "a deviceful transport_id:1",
     {"a", ADB_STATE_UNKNOWN, "deviceful", "", "", "", "", 1}},
    {"a transport number that is none",
     "a device transport_id:x",
     {"a", ADB_STATE_DEVICE, "device", "", "", "", "", 0}},
    {"unknown attributes",
     "a device usb:1 color:red",
     {"a", ADB_STATE_DEVICE, "device", "usb:1", "", "", "", 0}},
    {"a serial only", "0123", {0}},
    {"words only a human understands",
     "* daemon started *",
     {"*", ADB_STATE_UNKNOWN, "daemon", "started", "", "", "", 0}},
};

static void compare(const struct line *line, const struct adb_device_entry *got)
{
    const struct adb_device_entry *want = &line->want;

    if (strcmp(got->serial, want->serial) != 0 || got->state != want->state ||
        strcmp(got->state_text, want->state_text) != 0 ||
        strcmp(got->devpath, want->devpath) != 0 ||
        strcmp(got->product, want->product) != 0 ||
        strcmp(got->model, want->model) != 0 ||
        strcmp(got->device, want->device) != 0 ||
        got->transport_id != want->transport_id) {
        fail_msg("%s: [%s] %d [%s] [%s] [%s] [%s] [%s] %llu", line->why,
                 got->serial, got->state, got->state_text, got->devpath,
                 got->product, got->model, got->device,
                 (unsigned long long)got->transport_id);
    }
}

static struct adb_device_list *parse(const char *text, size_t len)
{
    struct adb_device_list *list;
    char *copy = malloc(len > 0 ? len : 1);
    struct str str = {copy, len};

    assert_non_null(copy);
    memcpy(copy, text, len);
    assert_int_equal(server_reply_devices(str, &list), 0);
    free(copy); /* the list keeps nothing of what it was given */
    assert_non_null(list);
    return list;
}

static void server_reply_reads_lines_of_every_kind(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct adb_device_list *list =
            parse(lines[i].text, strlen(lines[i].text));

        if (lines[i].want.serial == NULL) {
            assert_int_equal(list->count, 0);
            assert_int_equal(list->bad_count, 1);
        } else {
            assert_int_equal(list->count, 1);
            assert_int_equal(list->bad_count, 0);
            compare(&lines[i], &list->entries[0]);
        }
        adb_device_list_free(list);
    }
}

static void server_reply_reads_all_lines_in_order(void **state)
{
    char text[8192] = "";
    size_t len = 0;
    size_t good = 0;
    size_t i;
    struct adb_device_list *list;

    (void)state;
    for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
                                lines[i].text, i % 2 == 0 ? "\n" : "\r\n");
        assert_in_range(len, 0, sizeof(text) - 1);
    }
    list = parse(text, len);
    for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        if (lines[i].want.serial != NULL) {
            compare(&lines[i], &list->entries[good]);
            good++;
        }
    }
    assert_int_equal(list->count, good);
    assert_int_equal(list->bad_count, i - good);
    adb_device_list_free(list);
}

static void server_reply_survives_a_cut_anywhere(void **state)
{
    static const char text[] =
        "0123 no permissions (a; b?); see [http://x] usb:1-1\n"
        "[::1]:5555\tdevice product:p model:m device:d transport_id:1\n";
    size_t len;

    (void)state;
    for (len = 0; len < sizeof(text); len++) {
        struct adb_device_list *list = parse(text, len);

        assert_in_range(list->count, 0, 2);
        adb_device_list_free(list);
    }
    adb_device_list_free(NULL);
}

static void server_reply_leaves_out_lines_with_zero_bytes(void **state)
{
    static const char text[] = "\0a device\nb dev\0ice\nc device usb:\0\n"
                               "d device\n";
    struct adb_device_list *list = parse(text, sizeof(text) - 1);

    (void)state;
    assert_int_equal(list->count, 1);
    assert_string_equal(list->entries[0].serial, "d");
    assert_int_equal(list->bad_count, 3);
    adb_device_list_free(list);
}

static void server_reply_of_nothing_is_an_empty_list(void **state)
{
    struct adb_device_list *list = parse("\n\n \t\r\n", 6);

    (void)state;
    assert_int_equal(list->count, 0);
    assert_int_equal(list->bad_count, 0);
    adb_device_list_free(list);
}

/* ---- failures --------------------------------------------------------- */

static const struct {
    const char *text;
    const char *device;
    const char *service;
    int code;
    const char *sentence;
} failures[] = {
    {"no devices/emulators found", "", NULL, ADB_ERR_NO_DEVICE,
     "S: no phone is connected; plug one in with USB debugging on, or "
     "use `adb connect HOST:PORT`"},
    {"no devices found", "", NULL, ADB_ERR_NO_DEVICE,
     "S: no phone is connected; plug one in with USB debugging on, or "
     "use `adb connect HOST:PORT`"},
    {"no emulators found", "", NULL, ADB_ERR_NO_DEVICE,
     "S: no phone is connected over TCP; use `adb connect HOST:PORT`"},
    {"device '0123' not found", "0123", NULL, ADB_ERR_NO_DEVICE,
     "0123: not connected"},
    {"device not found", "0123", NULL, ADB_ERR_NO_DEVICE,
     "0123: not connected"},
    {"more than one device/emulator", "", NULL, ADB_ERR_AMBIGUOUS,
     "S: several phones are connected; choose one by its serial"},
    {"more than one device", "", NULL, ADB_ERR_AMBIGUOUS,
     "S: several phones are connected; choose one by its serial"},
    {"device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not "
     "set\nTry 'adb kill-server' if that seems wrong.",
     "0123", NULL, ADB_ERR_UNAUTHORIZED,
     "0123: the phone has not accepted this computer; unlock it and "
     "answer its question about USB debugging"},
    {"device still authorizing", "0123", NULL, ADB_ERR_OFFLINE,
     "0123: the phone is still checking this computer's key; try "
     "again"},
    {"device still connecting", "0123", NULL, ADB_ERR_OFFLINE,
     "0123: the phone is still connecting; try again"},
    {"device offline", "0123", NULL, ADB_ERR_OFFLINE,
     "0123: the phone does not answer; replug it, or use `adb "
     "reconnect`"},
    {"device offline (no transport)", "0123", "shell,v2,raw:id",
     ADB_ERR_OFFLINE,
     "0123: shell,v2,raw: the phone does not answer; replug it, or use "
     "`adb reconnect`"},
    {"device detached", "0123", NULL, ADB_ERR_OFFLINE,
     "0123: the adb server has let go of the phone; use `adb "
     "attach`"},
    {"no permissions (x); see [y]", "0123", NULL, ADB_ERR_PERM,
     "0123: this user may not open the USB device; see the udev "
     "rules"},
    {"insufficient permissions for device: x", "0123", NULL, ADB_ERR_PERM,
     "0123: this user may not open the USB device; see the udev "
     "rules"},
    {"unknown host service 'host-features'", "", NULL, ADB_ERR_PROTO,
     "S: the adb server does not know this request; update it"},
    {"closed", "0123", "nosuch:x", ADB_ERR_REFUSED,
     "0123: nosuch: the phone does not offer this service"},
    {"something\x1b[31m new\n", "0123", NULL, ADB_ERR_PROTO,
     "0123: the adb server says \"something?[31m new \""},
    {"something new", "0123", "x:", ADB_ERR_REFUSED,
     "0123: the adb server says \"something new\""},
    {"", "", NULL, ADB_ERR_PROTO, "S: the adb server says \"\""},
};

static void server_reply_makes_failures_into_sentences(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
        struct server_question question = {"S", failures[i].device,
                                           failures[i].service};
        struct adb_err err = {0};

        assert_int_equal(
            server_reply_failure(&question, str_from(failures[i].text), &err),
            failures[i].code);
        assert_string_equal(err.text, failures[i].sentence);
        assert_int_equal(err.code, failures[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_reply_knows_the_two_statuses),
        cmocka_unit_test(server_reply_reads_lengths_of_four_digits),
        cmocka_unit_test(server_reply_reads_the_version),
        cmocka_unit_test(server_reply_reads_lines_of_every_kind),
        cmocka_unit_test(server_reply_reads_all_lines_in_order),
        cmocka_unit_test(server_reply_survives_a_cut_anywhere),
        cmocka_unit_test(server_reply_leaves_out_lines_with_zero_bytes),
        cmocka_unit_test(server_reply_of_nothing_is_an_empty_list),
        cmocka_unit_test(server_reply_makes_failures_into_sentences),
    };

    return cmocka_run_group_tests_name("server_reply", tests, NULL, NULL);
}
